package dev.ishibashi.cli;

import dev.ishibashi.spec.CommandCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The data files of the commands, from the class path, each read when it is first asked for.
public final class CommandFiles {
  private CommandFiles() {}

  /// A catalogue over the files that come with the program.
  public static CommandCatalogue catalogue() {
    return CommandCatalogue.of(CommandFiles::text);
  }

  private static Optional<String> text(String name) {
    try (InputStream in = CommandFiles.class.getResourceAsStream("/commands/" + name + ".yaml")) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
