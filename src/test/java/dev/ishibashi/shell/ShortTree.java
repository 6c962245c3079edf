package dev.ishibashi.shell;

import dev.ishibashi.text.Span;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A tree on one line, without places: `(Simple words=[echo $x])`.
///
/// What says nothing (null, false, an empty list or text) is left out, and the commonest nodes are
/// written short: a word as its parts with `+` between, unquoted text as itself.
final class ShortTree {
  private ShortTree() {}

  static String of(Syntax.Script script) {
    return show(script.body());
  }

  private static String show(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Syntax.Block block -> "{" + join(block.statements(), "; ") + "}";
      case Syntax.Statement statement ->
          show(statement.command()) + (statement.background() ? " &" : "");
      case Syntax.Word word -> word.parts().isEmpty() ? "∅" : join(word.parts(), "+");
      case Syntax.Literal literal -> text(literal.text());
      case Syntax.Escaped escaped -> "\\" + text(escaped.text());
      case Syntax.SingleQuoted quoted -> "'" + text(quoted.text()) + "'";
      case Syntax.DoubleQuoted quoted ->
          (quoted.translated() ? "$\"" : "\"") + join(quoted.parts(), "+") + "\"";
      case Syntax.Parameter parameter when !parameter.braced() -> "$" + parameter.name();
      case Syntax.Subscript subscript -> "[" + show(subscript.word()) + "]";
      case List<?> all -> "[" + join(all, " ") + "]";
      case Record node -> node(node);
      case String text -> text(text);
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
      case Object other -> other.toString();
    };
  }

  private static String join(List<?> all, String separator) {
    List<String> texts = new ArrayList<>();
    for (Object one : all) {
      texts.add(show(one));
    }
    return String.join(separator, texts);
  }

  private static String node(Record node) {
    StringBuilder out = new StringBuilder("(").append(node.getClass().getSimpleName());
    for (RecordComponent field : node.getClass().getRecordComponents()) {
      Object value = read(node, field);
      boolean empty =
          value == null
              || value instanceof Span
              || value.equals(false)
              || value.equals("")
              || value.equals(List.of())
              || value == Syntax.Timed.NO
              || value instanceof Syntax.Plain;
      if (!empty) {
        out.append(' ').append(field.getName()).append('=').append(show(value));
      }
    }
    return out.append(')').toString();
  }

  static String text(String text) {
    StringBuilder out = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                case '\\' -> out.append("\\\\");
                default -> {
                  if (c < 0x20 || c == 0x7F || (c >= 0xD800 && c <= 0xDFFF)) {
                    out.append(String.format(Locale.ROOT, "\\u%04x", c));
                  } else {
                    out.append((char) c);
                  }
                }
              }
            });
    return out.toString();
  }

  private static @Nullable Object read(Record node, RecordComponent field) {
    try {
      return field.getAccessor().invoke(node);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
