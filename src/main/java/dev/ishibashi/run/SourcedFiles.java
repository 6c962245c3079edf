package dev.ishibashi.run;

import dev.ishibashi.text.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The files that a program may read with `.` or `source`, each read when it is asked for; several
/// threads may ask.
public final class SourcedFiles extends AbstractMap<String, Source> {
  private final Path root;
  private final Map<String, @Nullable Source> read = new HashMap<>();

  private SourcedFiles(Path root) {
    this.root = root;
  }

  /// Files below a directory that is, or is a copy of, the root of the host that the program is
  /// for.
  public static Map<String, Source> below(Path root) {
    return new SourcedFiles(root);
  }

  /// The text of a file; null when it is not there, or cannot be read as a program.
  @Override
  public synchronized @Nullable Source get(Object path) {
    String name = path.toString();
    if (!read.containsKey(name)) {
      read.put(name, file(name));
    }
    return read.get(name);
  }

  @Override
  public boolean containsKey(Object path) {
    return get(path) != null;
  }

  private @Nullable Source file(String name) {
    Path file = root.resolve(name.replaceFirst("^/+", "")).normalize();
    try {
      return name.startsWith("/") && file.startsWith(root.normalize()) && Files.isRegularFile(file)
          ? ChangeReader.script(file)
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  /// Those that were asked for.
  @Override
  public synchronized Set<Entry<String, Source>> entrySet() {
    Map<String, Source> found = new HashMap<>();
    read.forEach(
        (name, source) -> {
          if (source != null) {
            found.put(name, source);
          }
        });
    return found.entrySet();
  }
}
