package dev.ishibashi.run;

import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Reads the files of inventories for the pure package that understands them.
public final class InventoryFiles {
  private static final long LARGEST = 64L << 20;

  private final Map<String, String> texts = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private InventoryFiles() {}

  /// What reading gives: an inventory, or sentences.
  public sealed interface Outcome {}

  public record Read(Inventory inventory) implements Outcome {}

  public record Refused(List<String> sentences) implements Outcome {}

  /// Reads the sources and the `group_vars` and `host_vars` beside them.
  public static Outcome read(List<Path> sources) {
    InventoryFiles files = new InventoryFiles();
    for (Path source : sources) {
      files.source(source);
    }
    if (!files.problems.isEmpty()) {
      return new Refused(List.copyOf(files.problems));
    }
    return switch (Inventory.read(sources.stream().map(Path::toString).toList(), files.texts)) {
      case Inventory.Loaded(Inventory inventory) -> new Read(inventory);
      case Inventory.Refused(var diagnostics) ->
          new Refused(diagnostics.stream().map(Object::toString).toList());
    };
  }

  private void source(Path source) {
    if (Files.isDirectory(source)) {
      tree(source);
      return;
    }
    if (!Files.exists(source)) {
      problems.add(Messages.text("run.no-inventory", source));
      return;
    }
    file(source);
    Path beside = source.toAbsolutePath().getParent();
    for (String variables : List.of("group_vars", "host_vars")) {
      // Named as the source is named, so that messages show paths the user knows.
      Path named = source.resolveSibling(variables);
      if (beside != null && Files.isDirectory(beside.resolve(variables))) {
        tree(named);
      }
    }
  }

  private void tree(Path directory) {
    try (Stream<Path> below = Files.walk(directory)) {
      below.filter(Files::isRegularFile).sorted().forEach(this::file);
    } catch (IOException e) {
      problems.add(Messages.text("run.unreadable", directory, reason(e)));
    }
  }

  private void file(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        String why = Messages.text("run.too-large", Files.size(file), LARGEST);
        problems.add(Messages.text("run.unreadable", file, why));
        return;
      }
      byte[] bytes = Files.readAllBytes(file);
      boolean runnable = Files.isExecutable(file) && bytes.length > 1 && bytes[0] == '#';
      if (runnable && bytes[1] == '!') {
        problems.add(Messages.text("run.inventory-program", file));
        return;
      }
      texts.put(file.toString(), Source.decode(bytes));
    } catch (IOException e) {
      problems.add(Messages.text("run.unreadable", file, reason(e)));
    }
  }

  static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.AccessDeniedException denied -> Messages.text("run.denied");
      case java.nio.file.NoSuchFileException missing -> Messages.text("run.missing");
      default -> String.valueOf(e.getMessage());
    };
  }
}
