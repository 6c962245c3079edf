package dev.ishibashi.cli;

import dev.ishibashi.shell.Syntax;
import dev.ishibashi.shell.Syntax.Script;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Span;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Shows the syntax tree of a script, for people and for other tools.
///
/// Both forms follow the records of [Syntax] field by field, so that they cannot fall behind.
public final class TreeOutput {
  /// The name of the JSON format.
  public static final String SCHEMA = "ishibashi/tree/1";

  /// What is known of a kind of node.
  ///
  /// @param place reads where it stands; null for one without a place
  private record Kind(String name, @Nullable Method place, List<Field> fields) {}

  private record Field(String name, Method read) {}

  private static final ClassValue<Kind> KINDS =
      new ClassValue<>() {
        @Override
        protected Kind computeValue(Class<?> type) {
          Method place = null;
          List<Field> fields = new ArrayList<>();
          for (RecordComponent field : type.getRecordComponents()) {
            if (field.getType() != Span.class) {
              fields.add(new Field(field.getName(), field.getAccessor()));
            } else if (field.getName().equals("at")) {
              place = field.getAccessor();
            }
          }
          return new Kind(type.getSimpleName(), place, fields);
        }
      };

  /// How much is gathered before it is written: a script of megabytes has a tree of many lines.
  private static final int CHUNK = 1 << 16;

  private final PrintWriter writer;
  private final StringBuilder out = new StringBuilder(CHUNK + 1024);

  private TreeOutput(PrintWriter writer) {
    this.writer = writer;
  }

  /// Why the shell would refuse the script, or empty when it is fine. A command ends with status 2
  /// when this is present for any file.
  public static Optional<Diagnostic> error(Script script) {
    return script.problems().stream()
        .filter(problem -> problem.severity() == Severity.ERROR)
        .findFirst();
  }

  /// What is wrong with the script, a line each, and the tree as indented text: a node a line, with
  /// its place and its simple fields.
  public static void text(Script script, PrintWriter writer) {
    TreeOutput output = new TreeOutput(writer);
    for (Diagnostic problem : script.problems()) {
      output.out.append(line(problem)).append('\n');
    }
    output.node("", script, 0);
    output.flush();
  }

  /// `file:line:column: error: message; advice`
  public static String line(Diagnostic problem) {
    return "%s: %s: %s%s"
        .formatted(
            problem.at(),
            Messages.text("effect.severity." + word(problem.severity())),
            problem.message(),
            problem.advice().isEmpty() ? "" : "; " + problem.advice());
  }

  /// The tree as one line of JSON; see the manual for its fields.
  public static void json(Script script, PrintWriter writer) {
    TreeOutput output = new TreeOutput(writer);
    output.head(script.at().file());
    output.string(script.dialect().text());
    output.problems(script.problems());
    output.add(",\"tree\":");
    output.value(script.body());
    output.add(",\"comments\":");
    output.value(script.comments());
    output.add("}\n");
    output.flush();
  }

  /// The line of JSON for a file that is not there.
  public static void json(Diagnostic missing, PrintWriter writer) {
    TreeOutput output = new TreeOutput(writer);
    output.head(missing.at().file());
    output.add("null");
    output.problems(List.of(missing));
    output.add(",\"tree\":null,\"comments\":[]}\n");
    output.flush();
  }

  private void head(String file) {
    add("{\"schema\":\"" + SCHEMA + "\",\"file\":");
    string(file);
    add(",\"dialect\":");
  }

  private void problems(List<Diagnostic> problems) {
    problems(",\"errors\":", problems, true);
    problems(",\"warnings\":", problems, false);
  }

  private void problems(String field, List<Diagnostic> problems, boolean errors) {
    add(field).append('[');
    String comma = "";
    for (Diagnostic problem : problems) {
      if (errors == (problem.severity() == Severity.ERROR)) {
        add(comma);
        problem(problem);
        comma = ",";
      }
    }
    out.append(']');
  }

  private void problem(Diagnostic problem) {
    add("{\"line\":" + problem.at().line() + ",\"column\":" + problem.at().column());
    add(",\"message\":");
    string(problem.message());
    add(",\"advice\":");
    string(problem.advice());
    add("}");
  }

  private StringBuilder add(String text) {
    if (out.length() > CHUNK) {
      flush();
    }
    return out.append(text);
  }

  private void flush() {
    writer.append(out);
    out.setLength(0);
    writer.flush();
  }

  // Text

  private void node(String label, Record node, int depth) {
    Kind kind = KINDS.get(node.getClass());
    add(label.isEmpty() ? label : indented(label, depth)).append(kind.name);
    List<Object> children = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (Field field : kind.fields) {
      Object value = read(node, field.read);
      if (value instanceof Record || value instanceof List) {
        children.add(value);
        labels.add(field.name);
      } else if (value != null && !value.equals(false)) {
        // What is absent or false says nothing.
        out.append(' ').append(field.name).append('=');
        if (value instanceof String text) {
          string(text);
        } else {
          out.append(word(value));
        }
      }
    }
    Span at = place(node, kind);
    if (at != null) {
      out.append(" @").append(at.line()).append(':').append(at.column());
    }
    out.append('\n');
    for (int i = 0; i < children.size(); i++) {
      if (children.get(i) instanceof Record child) {
        node(labels.get(i), child, depth + 1);
      } else if (!(node instanceof Script)) {
        for (Object child : (List<?>) children.get(i)) {
          node(labels.get(i), (Record) child, depth + 1);
        }
      }
    }
  }

  private static String indented(String label, int depth) {
    return "  ".repeat(depth) + label + ": ";
  }

  private static String word(@Nullable Object value) {
    return value instanceof Enum<?> constant
        ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
        : String.valueOf(value);
  }

  // JSON

  private void value(@Nullable Object value) {
    switch (value) {
      case null -> add("null");
      case Record node -> object(node);
      case List<?> all -> {
        out.append('[');
        String comma = "";
        for (Object one : all) {
          add(comma);
          value(one);
          comma = ",";
        }
        out.append(']');
      }
      case Boolean flag -> out.append(flag);
      case Object other -> string(word(other));
    }
  }

  private void object(Record node) {
    Kind kind = KINDS.get(node.getClass());
    add("{\"node\":\"").append(kind.name).append('"');
    Span at = place(node, kind);
    if (at != null) {
      out.append(",\"offset\":").append(at.offset());
      out.append(",\"length\":").append(at.length());
      out.append(",\"line\":").append(at.line());
      out.append(",\"column\":").append(at.column());
    }
    for (Field field : kind.fields) {
      out.append(",\"").append(field.name).append("\":");
      value(read(node, field.read));
    }
    out.append('}');
  }

  /// A JSON string (RFC 8259). A byte that is no UTF-8 shows as its lone surrogate, U+DC80 to
  /// U+DCFF, so that nothing is lost.
  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20 || c == 0x7F || Character.isSurrogate(c)) {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  // Records

  private static @Nullable Span place(Record node, Kind kind) {
    return kind.place == null ? null : (Span) read(node, kind.place);
  }

  private static @Nullable Object read(Record node, Method field) {
    try {
      return field.invoke(node);
    } catch (ReflectiveOperationException e) {
      // The records are public and ours.
      throw new IllegalStateException(e);
    }
  }
}
