package dev.ishibashi.inventory;

import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import dev.ishibashi.text.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads an inventory in Ansible's INI form into a fleet.
final class IniReader {
  private static final Pattern SECTION =
      Pattern.compile("\\[([^:\\]\\s]+)(?::(\\w+))?\\]\\s*(?:#.*)?");
  private static final Pattern GROUP = Pattern.compile("([^:\\]\\s]+)\\s*(?:#.*)?");

  private final Source source;
  private final Fleet fleet;
  private final Problems problems;
  private final Map<String, Pending> pending = new LinkedHashMap<>();

  /// A group that was named before it was declared.
  ///
  /// @param parents empty where only variables were given to it
  private record Pending(Span at, List<String> parents) {}

  private enum Kind {
    HOSTS,
    CHILDREN,
    VARIABLES,
    UNKNOWN
  }

  IniReader(Source source, Fleet fleet) {
    this.source = source;
    this.fleet = fleet;
    this.problems = fleet.problems;
  }

  void read() {
    String group = "ungrouped";
    Kind kind = Kind.HOSTS;
    int start = 0;
    String text = source.text();
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      String whole = text.substring(start, end);
      String line = whole.strip();
      int column = start + whole.indexOf(line);
      start = end + 1;
      if (line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == ';') {
        continue;
      }
      Span at = source.span(column, column + line.length());
      int bad = firstBad(line);
      if (bad >= 0) {
        char c = line.charAt(bad);
        Span badAt = source.span(column + bad, column + bad + 1);
        if (Character.isSurrogate(c)) {
          problems.add("not-utf8", badAt, c & 0xFF);
        } else {
          problems.add("character", badAt, "U+%04X".formatted((int) c));
        }
        continue;
      }
      Matcher section = SECTION.matcher(line);
      if (section.matches()) {
        group = section.group(1);
        kind = kind(section.group(2), at);
        declare(group, kind, at);
        continue;
      }
      if (line.startsWith("[") && line.endsWith("]")) {
        problems.add("section", at, line);
        kind = Kind.UNKNOWN;
        continue;
      }
      switch (kind) {
        case HOSTS -> host(line, column, fleet.group(group, at), at);
        case VARIABLES -> variable(line, column, fleet.group(group, at), at);
        case CHILDREN -> child(line, group, at);
        case UNKNOWN -> {}
      }
    }
    for (Map.Entry<String, Pending> open : pending.entrySet()) {
      Pending named = open.getValue();
      var near =
          Spelling.nearest(
              open.getKey(),
              fleet.groups.keySet().stream().filter(g -> !pending.containsKey(g)).toList());
      String known = near.map(n -> "; did you mean %s".formatted(n)).orElse("");
      if (named.parents.isEmpty()) {
        problems.add("undefined-variables", named.at, open.getKey(), known);
      } else {
        problems.add(
            "undefined-child",
            named.at,
            named.parents.get(named.parents.size() - 1),
            open.getKey(),
            known);
      }
    }
  }

  private static int firstBad(String line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean lone =
          Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(line.charAt(i - 1)));
      if (lone || (c < ' ' && c != '\t') || c == '\u0085' || c == '\u2028' || c == '\u2029') {
        return i;
      }
    }
    return -1;
  }

  private Kind kind(@Nullable String written, Span at) {
    if (written == null) {
      return Kind.HOSTS;
    }
    return switch (written) {
      case "hosts" -> Kind.HOSTS;
      case "children" -> Kind.CHILDREN;
      case "vars" -> Kind.VARIABLES;
      default -> {
        problems.add("section-kind", at, written);
        yield Kind.UNKNOWN;
      }
    };
  }

  private void declare(String name, Kind kind, Span at) {
    if (kind == Kind.UNKNOWN) {
      return;
    }
    if (!fleet.groups.containsKey(name)) {
      if (kind == Kind.VARIABLES && !pending.containsKey(name)) {
        pending.put(name, new Pending(at, new ArrayList<>()));
      }
      fleet.group(name, at);
    }
    Pending open = pending.get(name);
    if (open != null && kind != Kind.VARIABLES) {
      if (open.parents.isEmpty()) {
        pending.remove(name);
      } else {
        adopt(name, at);
      }
    }
  }

  private void adopt(String name, Span at) {
    Pending open = pending.remove(name);
    if (open == null) {
      return;
    }
    for (String parent : open.parents) {
      fleet.addChild(fleet.group(parent, at), fleet.group(name, at), open.at);
      Pending above = pending.get(parent);
      if (above != null && !above.parents.isEmpty()) {
        adopt(parent, at);
      }
    }
  }

  private void child(String line, String parent, Span at) {
    Matcher name = GROUP.matcher(line);
    if (!name.matches()) {
      problems.add("group-name", at, line);
      return;
    }
    String child = name.group(1);
    if (fleet.groups.containsKey(child)) {
      fleet.addChild(fleet.group(parent, at), fleet.group(child, at), at);
    } else {
      pending.computeIfAbsent(child, c -> new Pending(at, new ArrayList<>())).parents.add(parent);
    }
  }

  private void variable(String line, int column, Fleet.Group group, Span at) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      problems.add("variable", at, line);
      return;
    }
    String name = line.substring(0, equals).strip();
    Span nameAt = source.span(column, column + name.length());
    if (!Names.variable(name)) {
      problems.add("variable-name", nameAt, name);
      return;
    }
    Object value = PythonLiteral.value(line.substring(equals + 1).strip());
    if (value instanceof PythonLiteral.Foreign foreign) {
      problems.add("foreign", nameAt, name, foreign.text());
      return;
    }
    fleet.set(group, name, value, nameAt);
  }

  private void host(String line, int column, Fleet.Group group, Span at) {
    List<ShellWords.Word> words = ShellWords.split(line);
    if (words.isEmpty()) {
      problems.add("quote", at);
      return;
    }
    List<Fleet.Machine> machines = Names.machines(words.get(0).text(), group, fleet, at);
    for (ShellWords.Word word : words.subList(1, words.size())) {
      Span wordAt = source.span(column + word.start(), column + word.start() + 1);
      int equals = word.text().indexOf('=');
      if (equals < 0) {
        problems.add("host-variable", wordAt, word.text());
        continue;
      }
      String name = word.text().substring(0, equals);
      if (!Names.variable(name)) {
        problems.add("variable-name", wordAt, name);
        continue;
      }
      Object value = PythonLiteral.value(word.text().substring(equals + 1));
      if (value instanceof PythonLiteral.Foreign foreign) {
        problems.add("foreign", wordAt, name, foreign.text());
        continue;
      }
      for (Fleet.Machine machine : machines) {
        fleet.set(machine, name, value, wordAt);
      }
    }
  }
}
