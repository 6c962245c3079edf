package dev.ishibashi.shell.planted;

import dev.ishibashi.cli.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// Does what no class of a pure package may do.
final class PlantedBreach {
  private PlantedBreach() {}

  static boolean breach() {
    return Files.exists(Path.of(Main.class.getName() + Instant.now()));
  }
}
