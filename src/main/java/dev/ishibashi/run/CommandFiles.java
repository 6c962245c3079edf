package dev.ishibashi.run;

import dev.ishibashi.spec.CommandCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds the descriptions of commands on the class path, each when it is asked for.
public final class CommandFiles {
  private static final String COMPILED = "/commands.compiled";

  private CommandFiles() {}

  /// The catalogue that the build has compiled, or the files themselves where it has not.
  public static CommandCatalogue catalogue() {
    byte[] compiled = bytes(COMPILED);
    return compiled == null ? written() : CommandCatalogue.compiled(compiled);
  }

  /// The catalogue as it is written, with examples.
  public static CommandCatalogue written() {
    return CommandCatalogue.of(CommandFiles::text);
  }

  /// Compiles the catalogue; the build calls it.
  ///
  /// @param args the directory of the data files, and the file to write
  public static void main(String[] args) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(".yaml")) {
          texts.put(name.substring(0, name.length() - ".yaml".length()), Files.readString(file));
        }
      }
    }
    Files.write(Path.of(args[1]), CommandCatalogue.compile(texts));
  }

  private static Optional<String> text(String command) {
    // A command's name comes from the script and may be anything, so it may not choose the file.
    if (!command.matches("[A-Za-z0-9_+.\\[-]{1,64}") || command.startsWith(".")) {
      return Optional.empty();
    }
    byte[] bytes = bytes("/commands/" + command + ".yaml");
    return bytes == null
        ? Optional.empty()
        : Optional.of(new String(bytes, StandardCharsets.UTF_8));
  }

  private static byte @Nullable [] bytes(String resource) {
    try (InputStream in = CommandFiles.class.getResourceAsStream(resource)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
