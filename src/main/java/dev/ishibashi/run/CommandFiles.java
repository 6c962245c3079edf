package dev.ishibashi.run;

import dev.ishibashi.spec.CommandCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Finds the descriptions of commands on the class path, each when it is asked for.
public final class CommandFiles {
  private CommandFiles() {}

  public static CommandCatalogue catalogue() {
    return CommandCatalogue.of(CommandFiles::text);
  }

  private static Optional<String> text(String command) {
    // A command's name comes from the script and may be anything, so it may not choose the file.
    if (!command.matches("[A-Za-z0-9_+.\\[-]{1,64}") || command.startsWith(".")) {
      return Optional.empty();
    }
    try (InputStream in =
        CommandFiles.class.getResourceAsStream("/commands/" + command + ".yaml")) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
