package dev.ishibashi.document;

import java.util.List;
import java.util.regex.Pattern;

/// Writes texts as YAML.
final class Scalars {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z/][A-Za-z0-9/_.@+*?-]*(\\s?[A-Za-z0-9/_.@+*?-]+)*");
  private static final Pattern MEANING = Pattern.compile("(?i)true|false|yes|no|on|off|null|y|n");
  private static final int WIDE = 96;

  private Scalars() {}

  /// One text, in quotes where it would mean something else without.
  static String of(String text) {
    if (PLAIN.matcher(text).matches() && !MEANING.matcher(text).matches()) {
      return text;
    }
    boolean printable = text.codePoints().noneMatch(Visible::hidden);
    if (printable) {
      return "'" + text.replace("'", "''") + "'";
    }
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7F) {
        quoted.append(c);
      } else {
        quoted.append("\\u%04X".formatted((int) c));
      }
    }
    return quoted.append('"').toString();
  }

  /// A list on one line, or on several where it is long.
  static String list(List<String> texts, String indent) {
    StringBuilder list = new StringBuilder("[");
    int column = indent.length() + 8;
    for (int i = 0; i < texts.size(); i++) {
      String item = of(texts.get(i)) + (i + 1 < texts.size() ? "," : "]");
      if (i > 0 && column + item.length() + 1 > WIDE) {
        list.append('\n').append(indent).append("  ");
        column = indent.length() + 2;
      } else if (i > 0) {
        list.append(' ');
      }
      list.append(item);
      column += item.length() + 1;
    }
    return list.toString();
  }

  /// A text as it can stand in a comment: on one line, and of a bearable length.
  static String comment(String text) {
    String line = Visible.of(text).strip();
    return line.length() <= WIDE ? line : line.substring(0, WIDE - 1) + "…";
  }
}
