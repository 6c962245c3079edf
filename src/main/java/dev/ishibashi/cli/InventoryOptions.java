package dev.ishibashi.cli;

import dev.ishibashi.run.InventorySources;
import dev.ishibashi.text.Messages;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/// The options of all commands that read the fleet.
final class InventoryOptions {
  @Option(
      names = {"-i", "--inventory"},
      paramLabel = "INVENTORY",
      descriptionKey = "inventory")
  private List<Path> sources = List.of();

  @Option(names = "--allow-inventory-scripts", descriptionKey = "allow-inventory-scripts")
  private boolean programs;

  @Option(
      names = "--vault-password-file",
      paramLabel = "FILE",
      descriptionKey = "vault-password-file")
  private List<Path> passwords = List.of();

  /// Whether a fleet is named at all.
  boolean given() {
    return !sources.isEmpty();
  }

  /// Where the fleet is written down; a command that needs one is refused without it.
  InventorySources sources() {
    if (sources.isEmpty()) {
      throw new BadInput(List.of(Messages.text("cli.no-inventory")));
    }
    return new InventorySources(sources, programs, passwords);
  }
}
