package dev.ishibashi.inventory;

import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import dev.ishibashi.text.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Resolves a pattern as Ansible does, but for the accidents: where Ansible would quietly ignore a
/// part or mean every host, the pattern selects nothing.
final class Selector {
  private static final Pattern SUBSCRIPT =
      Pattern.compile("(.+)\\[(?:(-?[0-9]+)|([0-9]+)([:-])([0-9]*))\\]");
  private static final Pattern PIECE = Pattern.compile("(?:[^\\s:\\[\\]]|\\[[^\\]]*\\])+");

  private final Map<String, List<String>> groups;
  private final Map<String, Host> hosts;
  private final Source text;

  /// @param groups the hosts of each group, `all` among them
  Selector(Map<String, List<String>> groups, Map<String, Host> hosts, Source text) {
    this.groups = groups;
    this.hosts = hosts;
    this.text = text;
  }

  /// One part of a pattern and where it stands.
  private record Part(String text, int start) {
    char sign() {
      return text.charAt(0) == '&' || text.charAt(0) == '!' ? text.charAt(0) : ' ';
    }

    String name() {
      return sign() == ' ' ? text : text.substring(1);
    }
  }

  private sealed interface Found {}

  private record Matched(List<String> names) implements Found {}

  private record Missed(Diagnostic why) implements Found {}

  Selection select() {
    if (text.text().isBlank()) {
      return nothing("selection-empty", Span.whole(text.file()));
    }
    List<Part> parts = new ArrayList<>();
    Diagnostic wrong = split(parts);
    if (wrong != null) {
      return new Selection.Nothing(wrong);
    }
    Set<String> selected = new LinkedHashSet<>();
    boolean regular = parts.stream().anyMatch(p -> p.sign() == ' ');
    if (!regular) {
      // As in Ansible, `!web` is all but web: every part must match, so no slip means all.
      selected.addAll(groups.getOrDefault("all", List.of()));
    }
    for (char turn : new char[] {' ', '&', '!'}) {
      for (Part part : parts) {
        if (part.sign() != turn) {
          continue;
        }
        switch (match(part)) {
          case Missed missed -> {
            return new Selection.Nothing(missed.why);
          }
          case Matched matched -> {
            switch (turn) {
              case '&' -> selected.retainAll(new LinkedHashSet<>(matched.names));
              case '!' -> selected.removeAll(new LinkedHashSet<>(matched.names));
              default -> selected.addAll(matched.names);
            }
          }
        }
      }
    }
    if (selected.isEmpty()) {
      return nothing("selection-nobody", text.span(0, text.text().length()), text.text());
    }
    return new Selection.Selected(
        selected.stream().map(n -> java.util.Objects.requireNonNull(hosts.get(n))).toList());
  }

  private @Nullable Diagnostic split(List<Part> parts) {
    String whole = text.text();
    if (whole.indexOf(',') >= 0) {
      int start = 0;
      for (String piece : whole.split(",", -1)) {
        String trimmed = piece.strip();
        if (trimmed.isEmpty()) {
          return problem("selection-hole", text.span(start, start), whole);
        }
        parts.add(new Part(trimmed, start + piece.indexOf(trimmed)));
        start += piece.length() + 1;
      }
    } else if (Addresses.isAddress(whole.strip())) {
      parts.add(new Part(whole.strip(), whole.indexOf(whole.strip())));
    } else {
      int start = 0;
      Matcher piece = PIECE.matcher(whole);
      while (piece.find()) {
        String between = whole.substring(start, piece.start());
        Diagnostic wrong = between(between, start);
        if (wrong != null) {
          return wrong;
        }
        parts.add(new Part(piece.group(), piece.start()));
        start = piece.end();
      }
      String rest = whole.substring(start);
      if (parts.isEmpty() || rest.indexOf(':') >= 0) {
        return problem("selection-hole", text.span(start, start), whole);
      }
      Diagnostic wrong = between(rest, start);
      if (wrong != null) {
        return wrong;
      }
    }
    for (Part part : parts) {
      if (part.name().isEmpty() || part.name().isBlank()) {
        return problem("selection-sign", span(part), part.text);
      }
    }
    return null;
  }

  private @Nullable Diagnostic between(String between, int start) {
    int bracket = Math.max(between.indexOf('['), between.indexOf(']'));
    if (bracket >= 0) {
      return problem("selection-bracket", text.span(start + bracket, start + bracket + 1));
    }
    long colons = between.chars().filter(c -> c == ':').count();
    boolean hole = colons > 1 || (start == 0 && colons > 0);
    return hole ? problem("selection-hole", text.span(start, start), text.text()) : null;
  }

  private Found match(Part part) {
    if (part.sign() == ' ' && hosts.containsKey(part.text)) {
      return new Matched(List.of(part.text));
    }
    String pattern = part.name();
    String base = pattern;
    Matcher subscript = pattern.charAt(0) == '~' ? null : SUBSCRIPT.matcher(pattern);
    boolean subscripted = subscript != null && subscript.matches();
    if (subscripted && subscript != null) {
      base = subscript.group(1);
    }
    Found found = enumerate(part, base);
    if (!subscripted || subscript == null || !(found instanceof Matched matched)) {
      return found;
    }
    return cut(part, subscript, matched.names);
  }

  private Found cut(Part part, Matcher subscript, List<String> names) {
    int size = names.size();
    String only = subscript.group(2);
    if (only != null) {
      long index = number(only);
      long at = index < 0 ? size + index : index;
      if (at < 0 || at >= size) {
        return missed("selection-subscript", part, part.name(), subscript.group(1), size);
      }
      return new Matched(List.of(names.get((int) at)));
    }
    if (subscript.group(4).equals("-")) {
      return missed("selection-dash", part, part.name());
    }
    long first = number(subscript.group(3));
    long last = subscript.group(5).isEmpty() ? size - 1 : number(subscript.group(5));
    if (last < first && !subscript.group(5).isEmpty()) {
      return missed("selection-order", part, part.name());
    }
    if (first >= size) {
      return missed("selection-subscript", part, part.name(), subscript.group(1), size);
    }
    return new Matched(names.subList((int) first, (int) Math.min(size, last + 1)));
  }

  /// Far beyond any fleet where the digits are too many.
  private static long number(String digits) {
    return digits.length() > 9
        ? (digits.startsWith("-") ? -999_999_999 : 999_999_999)
        : Long.parseLong(digits);
  }

  private Found enumerate(Part part, String pattern) {
    Pattern form;
    try {
      form = pattern.startsWith("~") ? regex(pattern.substring(1)) : glob(pattern);
    } catch (PatternSyntaxException e) {
      return missed("selection-regex", part, pattern, e.getDescription());
    }
    boolean wide = pattern.startsWith("~");
    boolean special =
        wide || pattern.chars().anyMatch(c -> c == '.' || c == '?' || c == '*' || c == '[');
    List<String> matching = new ArrayList<>();
    boolean exact = groups.containsKey(pattern) && !special;
    if (exact) {
      matching.add(pattern);
    } else if (special) {
      for (String group : groups.keySet()) {
        if (wide ? form.matcher(group).lookingAt() : form.matcher(group).matches()) {
          matching.add(group);
        }
      }
    }
    if (matching.contains("all") && !pattern.equals("all") && !pattern.equals("*")) {
      return missed("selection-all", part, pattern, hosts.size());
    }
    Set<String> names = new LinkedHashSet<>();
    for (String group : matching) {
      names.addAll(groups.getOrDefault(group, List.of()));
    }
    if (special) {
      for (String host : hosts.keySet()) {
        if (wide ? form.matcher(host).lookingAt() : form.matcher(host).matches()) {
          names.add(host);
        }
      }
    } else if (matching.isEmpty() && hosts.containsKey(pattern)) {
      names.add(pattern);
    }
    if (!names.isEmpty() || (part.sign() == '!' && !matching.isEmpty())) {
      // A group that is known and happens to be empty may be left out, as `all:!maintenance`.
      return new Matched(List.copyOf(names));
    }
    if (!matching.isEmpty()) {
      return missed("selection-group-empty", part, pattern);
    }
    if (pattern.matches("localhost|127\\.0\\.0\\.1|::1")) {
      return missed("selection-localhost", part, pattern);
    }
    List<String> known = new ArrayList<>(groups.keySet());
    known.addAll(hosts.size() > 5000 ? List.of() : hosts.keySet());
    String near =
        Spelling.nearest(pattern, known)
            .map(n -> Messages.text("inventory.selection-near", n))
            .orElse("");
    return missed("selection-unmatched", part, pattern, near);
  }

  private static Pattern regex(String text) {
    // Python names groups (?P<name>…) and ends a text with \Z.
    return Pattern.compile(text.replace("(?P<", "(?<").replace("\\Z", "\\z"));
  }

  private static Pattern glob(String text) {
    StringBuilder form = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      i++;
      if (c == '*') {
        form.append(".*");
      } else if (c == '?') {
        form.append('.');
      } else if (c == '[') {
        int j = i;
        if (j < text.length() && text.charAt(j) == '!') {
          j++;
        }
        if (j < text.length() && text.charAt(j) == ']') {
          j++;
        }
        int end = text.indexOf(']', j);
        if (end < 0) {
          form.append("\\[");
        } else {
          form.append(bracket(text.substring(i, end)));
          i = end + 1;
        }
      } else {
        form.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(form.toString(), Pattern.DOTALL);
  }

  private static String bracket(String inside) {
    boolean negated = inside.startsWith("!");
    String set = negated ? inside.substring(1) : inside;
    StringBuilder form = new StringBuilder(negated ? "[^" : "[");
    for (int i = 0; i < set.length(); i++) {
      char first = set.charAt(i);
      if (i + 2 < set.length() && set.charAt(i + 1) == '-') {
        char last = set.charAt(i + 2);
        if (first <= last) {
          form.append(literal(first)).append('-').append(literal(last));
        }
        i += 2;
      } else {
        form.append(literal(first));
      }
    }
    return form.length() == (negated ? 2 : 1) ? (negated ? "." : "(?!)") : form + "]";
  }

  private static String literal(char c) {
    return "\\x{%x}".formatted((int) c);
  }

  private Missed missed(String key, Part part, Object... arguments) {
    return new Missed(problem(key, span(part), arguments));
  }

  private Span span(Part part) {
    return text.span(part.start, part.start + part.text.length());
  }

  private static Selection.Nothing nothing(String key, Span at, Object... arguments) {
    return new Selection.Nothing(problem(key, at, arguments));
  }

  private static Diagnostic problem(String key, Span at, Object... arguments) {
    return new Diagnostic(
        key,
        Severity.ERROR,
        at,
        Messages.text("inventory." + key, arguments),
        Messages.text("inventory." + key + ".fix", arguments));
  }
}
