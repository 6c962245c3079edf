package dev.ishibashi.run;

import dev.ishibashi.approval.AllowedSigners;
import dev.ishibashi.approval.Approvals;
import dev.ishibashi.approval.Paper;
import dev.ishibashi.approval.RevokedKeys;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What was signed for a procedure, and the files that say whose keys count; read, not judged.
///
/// @param directory where statements and signatures lie
/// @param papers what lies there
/// @param signers the `allowed_signers` file; empty where there is none
/// @param revoked the file of revoked keys; empty where there is none
public record ApprovalFiles(
    Path directory, List<Paper> papers, Optional<Source> signers, Optional<Source> revoked) {
  public static final String STATEMENT = ".approval";
  public static final String SIGNATURE = ".approval.sig";
  private static final String SIGNERS = "allowed_signers";
  private static final String REVOKED = "revoked_keys";

  /// A file that somebody signs or writes by hand is smaller.
  private static final int LARGEST = 4 << 20;

  /// Where the files are, as far as somebody says so.
  ///
  /// @param directory of the papers; beside the procedure where it is not named
  /// @param signers `allowed_signers` at the root of the procedure's repository, or beside it
  /// @param revoked `revoked_keys` beside the signers
  public record Places(Optional<Path> directory, Optional<Path> signers, Optional<Path> revoked) {
    public static Places usual() {
      return new Places(Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /// The usual directory of a procedure's papers: its name, and `.approvals`.
  public static Path beside(Path procedure) {
    return procedure.resolveSibling(procedure.getFileName() + ".approvals");
  }

  /// Reads what is there.
  ///
  /// @throws IOException when something that is there cannot be read, with a sentence for people
  public static ApprovalFiles read(Path procedure, Places places) throws IOException {
    Path directory = places.directory().orElseGet(() -> beside(procedure));
    Optional<Path> signers = places.signers().or(() -> signers(procedure));
    Optional<Path> revoked =
        places
            .revoked()
            .or(() -> signers.map(s -> s.resolveSibling(REVOKED)).filter(Files::exists));
    List<Paper> papers = new ArrayList<>();
    for (Path file : statements(directory)) {
      Path signature = directory.resolve(name(file).replace(STATEMENT, SIGNATURE));
      papers.add(
          new Paper(
              text(file),
              Files.exists(signature) ? Optional.of(text(signature)) : Optional.empty()));
    }
    return new ApprovalFiles(
        directory,
        papers,
        signers.isPresent() ? Optional.of(text(signers.get())) : Optional.empty(),
        revoked.isPresent() ? Optional.of(text(revoked.get())) : Optional.empty());
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static List<Path> statements(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> name(f).endsWith(STATEMENT)).sorted().toList();
    }
  }

  /// The file of that name that lies highest in the procedure's repository: who may change a
  /// directory below must not choose whose keys count there. Outside of a repository only the
  /// procedure's own directory is looked at, since what lies above may belong to somebody else.
  private static Optional<Path> signers(Path procedure) {
    Path start = procedure.toAbsolutePath().normalize().getParent();
    Path highest = null;
    for (Path directory = start; directory != null; directory = directory.getParent()) {
      if (Files.exists(directory.resolve(SIGNERS))) {
        highest = directory.resolve(SIGNERS);
      }
      if (Files.exists(directory.resolve(".git"))) {
        return Optional.ofNullable(highest);
      }
    }
    return Optional.of(procedure.resolveSibling(SIGNERS)).filter(Files::exists);
  }

  private static Source text(Path file) throws IOException {
    try {
      if (Files.size(file) > LARGEST) {
        throw new IOException(Messages.text("run.too-large", Files.size(file), LARGEST));
      }
      return Source.of(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      String why = Files.exists(file) ? InventoryFiles.reason(e) : Messages.text("run.missing");
      throw new IOException(Messages.text("run.unreadable", file, why), e);
    }
  }

  /// What of it counts at a time.
  public Approvals verify(Instant now) {
    return Approvals.verify(
        papers, allowed(), revoked.map(RevokedKeys::parse).orElseGet(RevokedKeys::none), now);
  }

  /// The same with other papers.
  public ApprovalFiles with(List<Paper> others) {
    return new ApprovalFiles(directory, others, signers, revoked);
  }

  /// Whose keys count.
  public Optional<AllowedSigners> allowed() {
    return signers.map(s -> AllowedSigners.parse(s, ZoneId.systemDefault()));
  }
}
