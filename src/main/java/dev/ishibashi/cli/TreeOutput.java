package dev.ishibashi.cli;

import dev.ishibashi.shell.Syntax;
import dev.ishibashi.shell.Syntax.Script;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Span;
import java.io.PrintWriter;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
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

  private static final ClassValue<List<RecordComponent>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents())
              .filter(field -> field.getType() != Span.class)
              .toList();
        }
      };

  private final PrintWriter out;

  private TreeOutput(PrintWriter out) {
    this.out = out;
  }

  /// Why the shell would refuse the script, or empty when it is fine. A command ends with status 2
  /// when this is present for any file.
  public static Optional<Diagnostic> error(Script script) {
    return script.problems().stream()
        .filter(problem -> problem.severity() == Severity.ERROR)
        .findFirst();
  }

  /// The tree as indented text: a node a line, with its place and its simple fields.
  public static void text(Script script, PrintWriter out) {
    TreeOutput output = new TreeOutput(out);
    output.node("", script, 0);
    out.flush();
  }

  /// The tree as one line of JSON; see the manual for its fields.
  public static void json(Script script, PrintWriter out) {
    TreeOutput output = new TreeOutput(out);
    out.print("{\"schema\":\"" + SCHEMA + "\",\"file\":");
    output.string(script.at().file());
    out.print(",\"dialect\":");
    output.string(script.dialect().text());
    Optional<Diagnostic> error = error(script);
    out.print(",\"error\":");
    if (error.isPresent()) {
      output.problem(error.get());
      out.print(",\"tree\":null");
    } else {
      out.print("null,\"tree\":");
      output.value(script.body());
    }
    out.print(",\"warnings\":[");
    String comma = "";
    for (Diagnostic problem : script.problems()) {
      if (problem.severity() != Severity.ERROR) {
        out.print(comma);
        output.problem(problem);
        comma = ",";
      }
    }
    out.print("],\"comments\":");
    output.value(script.comments());
    out.println("}");
    out.flush();
  }

  private void problem(Diagnostic problem) {
    out.print("{\"line\":" + problem.at().line() + ",\"column\":" + problem.at().column());
    out.print(",\"message\":");
    string(problem.message());
    out.print("}");
  }

  // Text

  private void node(String label, Record node, int depth) {
    out.print("  ".repeat(depth));
    out.print(label);
    out.print(node.getClass().getSimpleName());
    for (RecordComponent field : FIELDS.get(node.getClass())) {
      Object value = read(node, field);
      if (simple(value) && shown(value)) {
        out.print(' ');
        out.print(field.getName());
        out.print('=');
        if (value instanceof String text) {
          string(text);
        } else {
          out.print(word(value));
        }
      }
    }
    Span at = place(node);
    if (at != null) {
      out.print(" @" + at.line() + ":" + at.column());
    }
    out.println();
    for (RecordComponent field : FIELDS.get(node.getClass())) {
      if (node instanceof Script && !field.getName().equals("body")) {
        continue;
      }
      Object value = read(node, field);
      if (value instanceof Record child) {
        node(field.getName() + ": ", child, depth + 1);
      } else if (value instanceof List<?> children) {
        for (Object child : children) {
          node(field.getName() + ": ", (Record) child, depth + 1);
        }
      }
    }
  }

  private static boolean simple(@Nullable Object value) {
    return !(value instanceof Record) && !(value instanceof List);
  }

  /// What is absent or false says nothing.
  private static boolean shown(@Nullable Object value) {
    return value != null && !value.equals(false);
  }

  private static String word(@Nullable Object value) {
    return value instanceof Enum<?> constant
        ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
        : String.valueOf(value);
  }

  // JSON

  private void value(@Nullable Object value) {
    switch (value) {
      case null -> out.print("null");
      case Record node -> object(node);
      case List<?> all -> {
        out.print('[');
        String comma = "";
        for (Object one : all) {
          out.print(comma);
          value(one);
          comma = ",";
        }
        out.print(']');
      }
      case Boolean flag -> out.print(flag);
      case Object other -> string(word(other));
    }
  }

  private void object(Record node) {
    out.print("{\"node\":\"" + node.getClass().getSimpleName() + "\"");
    Span at = place(node);
    if (at != null) {
      out.print(",\"offset\":" + at.offset() + ",\"length\":" + at.length());
      out.print(",\"line\":" + at.line() + ",\"column\":" + at.column());
    }
    for (RecordComponent field : FIELDS.get(node.getClass())) {
      out.print(",\"" + field.getName() + "\":");
      value(read(node, field));
    }
    out.print('}');
  }

  /// A JSON string (RFC 8259). A byte that is no UTF-8 shows as its lone surrogate, U+DC80 to
  /// U+DCFF, so that nothing is lost.
  private void string(String text) {
    out.print('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.print("\\\"");
        case '\\' -> out.print("\\\\");
        case '\n' -> out.print("\\n");
        case '\t' -> out.print("\\t");
        case '\r' -> out.print("\\r");
        default -> {
          if (c < 0x20 || c == 0x7F || Character.isSurrogate(c)) {
            out.print(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.print(c);
          }
        }
      }
    }
    out.print('"');
  }

  // Records

  private static @Nullable Span place(Record node) {
    for (RecordComponent field : node.getClass().getRecordComponents()) {
      if (field.getName().equals("at") && field.getType() == Span.class) {
        return (Span) read(node, field);
      }
    }
    return null;
  }

  private static @Nullable Object read(Record node, RecordComponent field) {
    try {
      return field.getAccessor().invoke(node);
    } catch (ReflectiveOperationException e) {
      // The records are public and ours.
      throw new IllegalStateException(e);
    }
  }
}
