package dev.ishibashi.run;

import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.inventory.Vault;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Reads the files of inventories for the pure package that understands them.
public final class InventoryFiles {
  private static final long LARGEST = 64L << 20;

  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Set<String> printed = new HashSet<>();
  private final List<String> problems = new ArrayList<>();
  private final boolean programs;

  private InventoryFiles(boolean programs) {
    this.programs = programs;
  }

  /// What reading gives: an inventory, or sentences.
  public sealed interface Outcome {}

  public record Read(Inventory inventory) implements Outcome {}

  public record Refused(List<String> sentences) implements Outcome {}

  /// Reads the sources and the `group_vars` and `host_vars` beside them.
  public static Outcome read(InventorySources given) {
    InventoryFiles files = new InventoryFiles(given.programs());
    for (Path source : given.sources()) {
      files.source(source);
    }
    List<String> passwords = new ArrayList<>();
    for (Path file : given.passwords()) {
      files.password(file).ifPresent(passwords::add);
    }
    if (!files.problems.isEmpty()) {
      return new Refused(List.copyOf(files.problems));
    }
    List<String> names = given.sources().stream().map(Path::toString).toList();
    Vault vault = passwords.isEmpty() ? Vault.CLOSED : new Vault(passwords);
    return switch (Inventory.read(names, files.texts, files.printed, vault)) {
      case Inventory.Loaded(Inventory inventory) -> new Read(inventory);
      case Inventory.Refused(var diagnostics) ->
          new Refused(diagnostics.stream().map(Object::toString).toList());
    };
  }

  private Optional<String> password(Path file) {
    try {
      if (Files.isExecutable(file) && !Files.isDirectory(file)) {
        problems.add(Messages.text("run.password-program", file));
        return Optional.empty();
      }
      String password = Source.decode(Files.readAllBytes(file)).strip();
      if (password.isEmpty()) {
        problems.add(Messages.text("run.password-blank", file));
        return Optional.empty();
      }
      return Optional.of(password);
    } catch (IOException e) {
      problems.add(Messages.text("run.unreadable", file, reason(e)));
      return Optional.empty();
    }
  }

  private void source(Path source) {
    if (Files.isDirectory(source)) {
      tree(source);
      return;
    }
    if (!Files.exists(source)) {
      if (source.toString().contains(",")) {
        // Hosts, not a file.
        return;
      }
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
      if (InventoryProgram.is(file, bytes)) {
        program(file);
        return;
      }
      texts.put(file.toString(), Source.decode(bytes));
    } catch (IOException e) {
      problems.add(Messages.text("run.unreadable", file, reason(e)));
    }
  }

  private void program(Path file) throws IOException {
    if (!programs) {
      problems.add(Messages.text("run.inventory-program", file));
      return;
    }
    texts.put(file.toString(), new InventoryProgram(file).list());
    printed.add(file.toString());
  }

  static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.AccessDeniedException denied -> Messages.text("run.denied");
      case java.nio.file.NoSuchFileException missing -> Messages.text("run.missing");
      default -> String.valueOf(e.getMessage());
    };
  }
}
