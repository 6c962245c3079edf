package dev.ishibashi.cli;

import dev.ishibashi.run.ApprovalFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of all commands that read approvals.
final class ApprovalOptions {
  @Option(names = "--allowed-signers", paramLabel = "FILE", descriptionKey = "allowed-signers")
  private @Nullable Path signers;

  @Option(names = "--revoked-keys", paramLabel = "FILE", descriptionKey = "revoked-keys")
  private @Nullable Path revoked;

  @Option(names = "--approvals", paramLabel = "DIRECTORY", descriptionKey = "approvals")
  private @Nullable Path directory;

  ApprovalFiles.Places places() {
    return new ApprovalFiles.Places(
        Optional.ofNullable(directory), Optional.ofNullable(signers), Optional.ofNullable(revoked));
  }
}
