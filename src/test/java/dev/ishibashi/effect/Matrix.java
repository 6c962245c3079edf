package dev.ishibashi.effect;

import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every destroyer of `destroyers.txt` in every surrounding of `contexts.txt`, and its safe twin.
///
/// A destroyer has a command to `run`, in which `@` is its path, and says what that `does`; it
/// works `on` a directory, a `file` or an `image`. Or it works on a `name`: then where that comes
/// from does not change what kind of thing is lost. Where even the right place is a loss, the safe
/// twin is the command behind `safe`.
final class Matrix {
  private static final Path TABLES = Path.of("src/test/resources/explain");

  /// What the cases may read, as it stands in the tree that they are run over.
  static final Context CONTEXT =
      new Context(
          Map.of(),
          Optional.empty(),
          Map.of(
              "/srv/empty.conf",
              Source.of("/srv/empty.conf", "DIR=\n"),
              "/srv/app.conf",
              Source.of("/srv/app.conf", "DIR=/srv/app\n")),
          false);

  private Matrix() {}

  /// @param act what it does
  /// @param place where that is seen; empty when it is not bound to a path
  /// @param seen whether a finding is due
  /// @param safe whether it is a twin: then no finding may be there
  record Tried(
      String name,
      String script,
      Act act,
      Optional<String> place,
      boolean seen,
      boolean safe,
      boolean named) {
    Explanation explained() {
      return Cases.explain(name, script, CONTEXT);
    }

    boolean elsewhere() {
      return script.startsWith("# hosts\n");
    }

    /// Whether the explanation says what the case does.
    boolean told(Explanation explanation) {
      return explanation.effects().stream()
          .filter(e -> e.act() == act)
          .anyMatch(
              e ->
                  place.isEmpty()
                      || (e.resource() instanceof Resource.Paths paths
                          && paths.paths().contains(place.get()))
                      || (e.resource() instanceof Resource.Device device
                          && Observed.names(device, place.get())));
    }

    /// Whether it is seen to be done. What a command may do in more than one way (a file is
    /// replaced by a new one) counts in any.
    boolean hit(List<Throwaway.Change> changes) {
      return place.isPresent()
          && changes.stream()
              .anyMatch(
                  c ->
                      Observed.kinds(act).contains(c.kind())
                          && c.kind() != Throwaway.Kind.TOUCHED
                          && c.path().equals(place.get()));
    }

    /// Whether it must leave its place alone: a check stops it, or it is another command.
    boolean spared() {
      return safe && (place.isEmpty() || act == Act.FORMAT);
    }

    static boolean warned(Explanation explanation) {
      return explanation.findings().stream()
          .anyMatch(f -> f.severity() == Severity.DANGER || f.severity() == Severity.WARNING);
    }
  }

  private record Block(String name, List<String> lines) {
    String value(String key, String otherwise) {
      return lines.stream()
          .filter(l -> l.startsWith(key + " "))
          .map(l -> l.substring(key.length() + 1))
          .findFirst()
          .orElse(otherwise);
    }
  }

  static List<Tried> all() {
    List<Tried> all = new ArrayList<>();
    for (Block destroyer : blocks("destroyers.txt")) {
      for (Block context : blocks("contexts.txt")) {
        String name = destroyer.name + ": " + context.name;
        int twin = context.lines.indexOf("twin");
        all.add(tried(name, destroyer, context.lines.subList(0, twin), false));
        all.add(
            tried(
                name + ", twin",
                destroyer,
                context.lines.subList(twin + 1, context.lines.size()),
                true));
      }
    }
    return all;
  }

  private static Tried tried(String name, Block destroyer, List<String> context, boolean twin) {
    String rest =
        switch (destroyer.value("on", "directory")) {
          case "file" -> "/file";
          case "image" -> "/img";
          default -> "";
        };
    String thing = destroyer.value("name", "");
    boolean named = !thing.isEmpty();
    StringBuilder script = new StringBuilder();
    Optional<String> place = Optional.empty();
    boolean seen = false;
    String[] does = destroyer.value("does", "").split(" ", 2);
    for (String line : context) {
      if (line.startsWith("=> falls ")) {
        String falls = line.substring("=> falls ".length()).replace("~", rest);
        place =
            Optional.of(
                named
                    ? ""
                    : does[1].replace("@", falls).replace("/**", "/key").replace("*", "key"));
      } else if (line.equals("=> seen")) {
        seen = !named;
      } else {
        String text = line.replace("/cache~", named ? "/" + thing : "/cache" + rest);
        if (named) {
          text = text.replace("cache~", thing);
        } else {
          text = text.replace("~", rest);
        }
        String run = destroyer.value("run", "");
        script.append(filled(text, twin ? destroyer.value("safe", run) : run));
        script.append('\n');
      }
    }
    if (named) {
      place = does.length > 1 && !twin ? Optional.of(does[1]) : Optional.empty();
    }
    Act act = Act.valueOf(does[0].toUpperCase(java.util.Locale.ROOT));
    return new Tried(name, script.toString(), act, place, seen, twin, named);
  }

  private static String filled(String line, String command) {
    int open = line.indexOf('«');
    if (open < 0) {
      return line;
    }
    int close = line.indexOf('»');
    String word = line.substring(open + 1, close);
    String filled;
    if (!word.equals("@")) {
      filled = command.replace("@", word);
    } else if (command.endsWith(" @") && !command.contains("|") && !command.contains(">")) {
      filled = command.substring(0, command.length() - 2);
    } else {
      filled = "-I% sh -c '" + command.replace("'", "'\\''").replace("@", "\"%\"") + "'";
    }
    return line.substring(0, open) + filled + line.substring(close + 1);
  }

  private static List<Block> blocks(String table) {
    try {
      return Arrays.stream(Files.readString(TABLES.resolve(table)).split("(?m)^## ", -1))
          .skip(1)
          .map(String::strip)
          .map(b -> b.lines().toList())
          .map(l -> new Block(l.getFirst(), l.subList(1, l.size())))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
