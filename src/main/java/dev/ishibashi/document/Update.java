package dev.ishibashi.document;

import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.PathSet;
import dev.ishibashi.procedure.Effects;
import dev.ishibashi.procedure.Located;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import dev.ishibashi.text.Yaml;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Brings a written procedure up to what its program does now. Comments, decisions and the order of
/// things stay as they are, byte for byte: what is written is only ever added to, and only a
/// `DECIDE:` that has an answer is replaced.
public final class Update {
  private final byte[] bytes;
  private final Subject subject;
  private final List<Edit> edits = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /// Instead of the bytes from one place to another, a text.
  private record Edit(int from, int to, String text) {}

  private Update(Source existing, Subject subject) {
    this.bytes = existing.bytes();
    this.subject = subject;
  }

  /// What updating gives.
  public sealed interface Outcome {}

  /// The new text.
  ///
  /// @param notes what a person should look at, as sentences
  public record Updated(String text, List<String> notes) implements Outcome {}

  /// What was there cannot be updated.
  public record Refused(Diagnostic why) implements Outcome {}

  /// Updates the text of a procedure.
  public static Outcome of(Source existing, Subject subject) {
    return switch (Yaml.read(existing)) {
      case Yaml.Broken broken -> new Refused(broken.why());
      case Yaml.Document document ->
          document.root().isPresent() && document.root().get() instanceof Yaml.Fields root
              ? new Update(existing, subject).update(existing, root)
              : refused(existing, Span.whole(existing.file()), "no-map");
    };
  }

  private static Refused refused(Source existing, Span at, String key) {
    return new Refused(
        new Diagnostic(
            "draft-" + key,
            Severity.ERROR,
            at,
            Messages.text("document.update." + key, existing.file()),
            Messages.text("document.update." + key + ".fix")));
  }

  private Outcome update(Source existing, Yaml.Fields root) {
    if (flow(root)) {
      return refused(existing, root.at(), "flow");
    }
    Map<String, Yaml.Value> keys = new LinkedHashMap<>();
    for (Yaml.Field field : root.fields()) {
      if (field.key() instanceof Yaml.Text key) {
        keys.putIfAbsent(key.text(), field.value());
      }
    }
    Yaml.Value from = keys.get("derived-from");
    if (from != null && undecided(from) && subject.ancestor().isPresent()) {
      replace(from, Draft.ancestor(subject).replaceFirst("  #.*", ""));
    }
    hosts(keys.get("targets"));
    effects(keys.get("effects"));
    missing(keys);
    String text = edited();
    Source made = Source.of(existing.file(), text);
    if (!(Yaml.read(made) instanceof Yaml.Document now)
        || now.root().isEmpty()
        || !keeps(root, now.root().get())) {
      return refused(existing, Span.whole(existing.file()), "shape");
    }
    return new Updated(text, List.copyOf(notes));
  }

  private static boolean undecided(Yaml.Value value) {
    return value instanceof Yaml.Text text && text.text().strip().startsWith("DECIDE");
  }

  private void hosts(Yaml.@org.jspecify.annotations.Nullable Value targets) {
    if (!(targets instanceof Yaml.Fields map)) {
      return;
    }
    Optional<String> select =
        value(map, "select")
            .filter(v -> !undecided(v))
            .flatMap(v -> v instanceof Yaml.Text t ? Optional.of(t.text()) : Optional.empty());
    Optional<Yaml.Value> hosts = value(map, "hosts");
    Optional<List<String>> selected = select.flatMap(s -> Draft.selected(subject.inventory(), s));
    if (hosts.isEmpty() || selected.isEmpty()) {
      return;
    }
    if (undecided(hosts.get())) {
      replace(hosts.get(), Scalars.list(selected.get(), "  "));
    } else if (hosts.get() instanceof Yaml.Items items) {
      List<String> written = texts(items);
      List<String> more = selected.get().stream().filter(h -> !written.contains(h)).toList();
      List<String> less = written.stream().filter(h -> !selected.get().contains(h)).toList();
      if (!more.isEmpty() || !less.isEmpty()) {
        notes.add(
            Messages.text(
                "document.update.hosts",
                items.at(),
                select.orElse(""),
                more.isEmpty() ? "-" : String.join(", ", more),
                less.isEmpty() ? "-" : String.join(", ", less)));
      }
    }
  }

  private void effects(Yaml.@org.jspecify.annotations.Nullable Value written) {
    if (written == null) {
      return;
    }
    Needs needs = Needs.beyond(declared(written), subject);
    needs
        .impossible()
        .forEach(
            i ->
                notes.add(Messages.text("document.update.impossible", subject.source().file(), i)));
    needs
        .network()
        .keySet()
        .forEach(
            n -> notes.add(Messages.text("document.update.network", subject.source().file(), n)));
    if (needs.nothing()) {
      return;
    }
    if (!(written instanceof Yaml.Fields map)) {
      replace(
          written, Draft.effects(new Needs(needs.effects(), Map.of(), java.util.Set.of()), "  "));
      return;
    }
    for (Map.Entry<Act, Map<String, String>> need : needs.effects().entrySet()) {
      Optional<Yaml.Value> list = value(map, need.getKey().text());
      if (list.isPresent()) {
        append(list.get(), need.getValue());
      } else if (flow(map)) {
        int end = end(map.fields().getLast().value());
        edits.add(
            new Edit(
                end,
                end,
                ", "
                    + need.getKey().text()
                    + ": "
                    + Scalars.list(List.copyOf(need.getValue().keySet()), " ".repeat(80))
                        .replaceAll("\n *", " ")));
      } else {
        String indent = indent(map.fields().getFirst().key());
        int line = lineEnd(end(map.fields().getLast().value()));
        String text =
            indent
                + need.getKey().text()
                + ":"
                + Draft.items(need.getValue(), indent + "  ")
                + "\n";
        edits.add(new Edit(line, line, newline(line) + text));
      }
    }
  }

  private void append(Yaml.Value list, Map<String, String> items) {
    if (!(list instanceof Yaml.Items known) || known.items().isEmpty()) {
      replace(list, Draft.items(items, indent(list) + "    "));
    } else if (flow(known)) {
      int end = end(known.items().getLast());
      StringBuilder text = new StringBuilder();
      items.keySet().forEach(i -> text.append(", ").append(inFlow(i)));
      edits.add(new Edit(end, end, text.toString()));
    } else {
      Yaml.Value last = known.items().getLast();
      int dash = last.at().offset();
      while (dash > 0 && bytes[dash] != '-') {
        dash--;
      }
      int start = lineStart(dash);
      String indent = Source.decode(Arrays.copyOfRange(bytes, start, dash)).replaceAll("[^ ]", " ");
      int line = lineEnd(end(last));
      StringBuilder text = new StringBuilder(newline(line));
      items.forEach((item, why) -> text.append(Draft.item(item, why, indent)).append('\n'));
      edits.add(new Edit(line, line, text.toString()));
    }
  }

  private static String inFlow(String item) {
    return item.matches("[A-Za-z0-9/_.@+*-]+")
        ? Scalars.of(item)
        : "'" + item.replace("'", "''") + "'";
  }

  private void missing(Map<String, Yaml.Value> keys) {
    StringBuilder text = new StringBuilder();
    Draft.parts(subject)
        .forEach(
            (key, lines) -> {
              boolean wanted =
                  !keys.containsKey(key)
                      && !key.matches("wave-soak|backup-side|checks|library|live-state");
              if (wanted) {
                text.append(lines);
                notes.add(Messages.text("document.update.added", key));
              }
            });
    if (!text.isEmpty()) {
      int end = bytes.length;
      edits.add(new Edit(end, end, newline(end) + text));
    }
  }

  /// What is declared as far as it can be read.
  private static Effects declared(Yaml.Value written) {
    Map<Act, List<Located<String>>> declared = new EnumMap<>(Act.class);
    if (written instanceof Yaml.Fields map) {
      for (Yaml.Field field : map.fields()) {
        if (!(field.key() instanceof Yaml.Text key)
            || !(field.value() instanceof Yaml.Items items)) {
          continue;
        }
        for (Act act : Act.values()) {
          if (act.text().equals(key.text())) {
            declared.put(act, located(items));
          }
        }
      }
    }
    return new Effects(written.at(), Collections.unmodifiableMap(declared));
  }

  private static List<Located<String>> located(Yaml.Items items) {
    List<Located<String>> texts = new ArrayList<>();
    for (Yaml.Value item : items.items()) {
      if (item instanceof Yaml.Text text && !undecided(text) && readable(text.text())) {
        texts.add(new Located<>(text.text(), text.at()));
      }
    }
    return List.copyOf(texts);
  }

  private static boolean readable(String text) {
    try {
      return !text.startsWith("/") || !PathSet.glob(text).isEmpty();
    } catch (IllegalArgumentException noPattern) {
      return false;
    }
  }

  private static List<String> texts(Yaml.Items items) {
    return items.items().stream()
        .flatMap(
            i ->
                i instanceof Yaml.Text t
                    ? java.util.stream.Stream.of(t.text())
                    : java.util.stream.Stream.empty())
        .toList();
  }

  private static Optional<Yaml.Value> value(Yaml.Fields map, String key) {
    return map.fields().stream()
        .filter(f -> f.key() instanceof Yaml.Text t && t.text().equals(key))
        .map(Yaml.Field::value)
        .findFirst();
  }

  private void replace(Yaml.Value value, String text) {
    int from = value.at().offset();
    String behind = text;
    if (text.startsWith("\n") || text.startsWith(" ")) {
      // A block begins on its own line; the blanks behind the colon go.
      while (from > 0 && bytes[from - 1] == ' ') {
        from--;
      }
    }
    edits.add(new Edit(from, end(value), behind));
  }

  private boolean flow(Yaml.Value value) {
    int start = value.at().offset();
    return !(value instanceof Yaml.Text)
        && start < bytes.length
        && (bytes[start] == '[' || bytes[start] == '{');
  }

  /// The byte behind a value.
  private int end(Yaml.Value value) {
    int end =
        switch (value) {
          case Yaml.Text text -> text.at().offset() + text.at().length();
          case Yaml.Items items ->
              items.items().isEmpty() ? items.at().offset() + 1 : end(items.items().getLast());
          case Yaml.Fields fields ->
              fields.fields().isEmpty()
                  ? fields.at().offset() + 1
                  : Math.max(
                      end(fields.fields().getLast().key()), end(fields.fields().getLast().value()));
        };
    if (flow(value)) {
      byte close = (byte) (bytes[value.at().offset()] == '[' ? ']' : '}');
      while (end < bytes.length && bytes[end] != close) {
        if (bytes[end] == '#') {
          end = lineEnd(end);
        } else {
          end++;
        }
      }
      end = Math.min(end + 1, bytes.length);
    }
    return end;
  }

  /// The byte behind the end of the line that a place is in.
  private int lineEnd(int at) {
    int end = at;
    // A block of text ends behind its own line end.
    if (end > 0 && bytes[end - 1] == '\n') {
      return end;
    }
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return Math.min(end + 1, bytes.length);
  }

  private int lineStart(int at) {
    int start = at;
    while (start > 0 && bytes[start - 1] != '\n') {
      start--;
    }
    return start;
  }

  private String newline(int at) {
    return at == 0 || bytes[at - 1] == '\n' ? "" : "\n";
  }

  private String indent(Yaml.Value value) {
    int start = lineStart(value.at().offset());
    int end = start;
    while (end < bytes.length && bytes[end] == ' ') {
      end++;
    }
    return " ".repeat(end - start);
  }

  private String edited() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    // Several at one place stay in the order in which they were made.
    List<Edit> ordered = new ArrayList<>(edits);
    ordered.sort(Comparator.comparingInt(Edit::from));
    for (Edit edit : ordered) {
      out.write(bytes, at, edit.from() - at);
      out.writeBytes(Source.encode(edit.text()));
      at = edit.to();
    }
    out.write(bytes, at, bytes.length - at);
    return Source.decode(out.toByteArray());
  }

  /// Whether everything that was there is there still, but for what was to be decided.
  private static boolean keeps(Yaml.Value before, Yaml.Value now) {
    if (undecided(before)
        || (before instanceof Yaml.Text t && t.text().toLowerCase(Locale.ROOT).equals("none"))) {
      return true;
    }
    return switch (before) {
      case Yaml.Text text -> now instanceof Yaml.Text t && t.text().equals(text.text());
      case Yaml.Items items ->
          now instanceof Yaml.Items list
              && list.items().size() >= items.items().size()
              && java.util.stream.IntStream.range(0, items.items().size())
                  .allMatch(i -> keeps(items.items().get(i), list.items().get(i)));
      case Yaml.Fields fields ->
          now instanceof Yaml.Fields map
              && fields.fields().stream()
                  .allMatch(
                      f ->
                          f.key() instanceof Yaml.Text key
                              && value(map, key.text())
                                  .filter(v -> keeps(f.value(), v))
                                  .isPresent());
    };
  }
}
