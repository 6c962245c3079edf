package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.AnsiQuoted;
import dev.ishibashi.shell.Syntax.ArithmeticExpansion;
import dev.ishibashi.shell.Syntax.ArrayElement;
import dev.ishibashi.shell.Syntax.ArrayLiteral;
import dev.ishibashi.shell.Syntax.Assignment;
import dev.ishibashi.shell.Syntax.BadSubstitution;
import dev.ishibashi.shell.Syntax.BraceList;
import dev.ishibashi.shell.Syntax.BraceRange;
import dev.ishibashi.shell.Syntax.ChangeCase;
import dev.ishibashi.shell.Syntax.CommandSubstitution;
import dev.ishibashi.shell.Syntax.Default;
import dev.ishibashi.shell.Syntax.DoubleQuoted;
import dev.ishibashi.shell.Syntax.Escaped;
import dev.ishibashi.shell.Syntax.ExtendedGlob;
import dev.ishibashi.shell.Syntax.HereDocument;
import dev.ishibashi.shell.Syntax.Length;
import dev.ishibashi.shell.Syntax.Literal;
import dev.ishibashi.shell.Syntax.Names;
import dev.ishibashi.shell.Syntax.Parameter;
import dev.ishibashi.shell.Syntax.Part;
import dev.ishibashi.shell.Syntax.Plain;
import dev.ishibashi.shell.Syntax.ProcessSubstitution;
import dev.ishibashi.shell.Syntax.Replace;
import dev.ishibashi.shell.Syntax.SingleQuoted;
import dev.ishibashi.shell.Syntax.Subscript;
import dev.ishibashi.shell.Syntax.Substring;
import dev.ishibashi.shell.Syntax.Tilde;
import dev.ishibashi.shell.Syntax.Transform;
import dev.ishibashi.shell.Syntax.Trim;
import dev.ishibashi.shell.Syntax.Unreadable;
import dev.ishibashi.shell.Syntax.Word;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Prints words and their parts.
final class WordPrinter {
  private final Printer out;
  private final Dialect dialect;

  WordPrinter(Printer out, Dialect dialect) {
    this.out = out;
    this.dialect = dialect;
  }

  void word(Word word) {
    parts(word.parts());
  }

  /// The text of a here-document, so that it is read as the same.
  void hereDocument(HereDocument here) {
    if (here.quoted()) {
      parts(here.body().parts());
    } else if (dialect == Dialect.SH) {
      throughInDash(here);
    } else {
      out.add(out.text(here));
    }
  }

  /// The delimiter that no line may read like, in the text of a here-document for dash.
  private @Nullable String delimiter;

  /// dash looks for the delimiter only outside of the commands that it runs.
  private void throughInDash(HereDocument here) {
    List<Part> parts = here.body().parts();
    delimiter = here.delimiter();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Literal literal) {
        literal(literal.text(), i == 0, i == parts.size() - 1);
      } else {
        part(parts.get(i));
      }
    }
    delimiter = null;
  }

  /// A line that reads like the delimiter was continued: lines are compared before they are joined.
  ///
  /// @param first whether the text begins a line
  /// @param last whether its end ends one
  private void literal(String text, boolean first, boolean last) {
    if (delimiter == null) {
      out.add(text);
      return;
    }
    String start = first ? "(?:^|(?<=\n))" : "(?<=\n)";
    String stop = last ? "(?=\n|$)" : "(?=\n)";
    out.add(
        Pattern.compile(start + Pattern.quote(delimiter) + stop)
            .matcher(text)
            .replaceAll(found -> Matcher.quoteReplacement(found.group() + "\\\n")));
  }

  void assignment(Assignment assignment) {
    out.add(assignment.name());
    subscript(assignment.subscript());
    out.add(assignment.append() ? "+=" : "=");
    optional(assignment.value());
  }

  private void optional(@Nullable Word word) {
    if (word != null) {
      word(word);
    }
  }

  private void subscript(@Nullable Subscript subscript) {
    if (subscript != null) {
      out.add('[');
      word(subscript.word());
      out.add(']');
    }
  }

  private void parts(List<Part> parts) {
    for (Part part : parts) {
      part(part);
    }
  }

  private void part(Part part) {
    switch (part) {
      case Literal literal -> literal(literal.text(), false, false);
      case Unreadable unreadable -> out.add(unreadable.text());
      case Escaped escaped -> out.add('\\').add(escaped.text());
      case SingleQuoted single -> out.add('\'').add(single.text()).add('\'');
      case AnsiQuoted ansi -> out.add("$'").add(ansi.raw()).add('\'');
      case DoubleQuoted twice -> {
        out.add(twice.translated() ? "$\"" : "\"");
        parts(twice.parts());
        out.add('"');
      }
      case Tilde tilde -> out.add('~').add(tilde.user());
      case Parameter parameter -> parameter(parameter);
      case CommandSubstitution command -> substitution(command);
      case ArithmeticExpansion arithmetic ->
          out.add(arithmetic.bracket() ? "$[" : "$((")
              .add(arithmetic.expression().text())
              .add(arithmetic.bracket() ? "]" : "))");
      case ProcessSubstitution process -> {
        out.add(process.input() ? "<(" : ">(");
        out.substitution(process.body());
        out.add(')');
      }
      case ExtendedGlob glob -> {
        out.add(glob.kind()).add('(');
        list(glob.alternatives(), '|');
        out.add(')');
      }
      case BraceList list -> {
        out.add('{');
        list(list.words(), ',');
        out.add('}');
      }
      case BraceRange range -> {
        out.add('{').add(range.first()).add("..").add(range.last());
        String step = range.step();
        if (step != null) {
          out.add("..").add(step);
        }
        out.add('}');
      }
      case ArrayLiteral array -> {
        out.add('(');
        boolean behind = false;
        for (ArrayElement element : array.elements()) {
          if (behind) {
            out.add(' ');
          }
          behind = true;
          if (element.subscript() != null) {
            subscript(element.subscript());
            out.add(element.append() ? "+=" : "=");
          }
          optional(element.value());
        }
        out.add(')');
      }
    }
  }

  private void substitution(CommandSubstitution command) {
    String around = delimiter;
    delimiter = null;
    commands(command);
    delimiter = around;
  }

  private void commands(CommandSubstitution command) {
    if (command.backquoted()) {
      String text = out.backquoted(command.body());
      out.add('`').add(text.replace("\\", "\\\\").replace("`", "\\`")).add('`');
    } else {
      out.add("$(");
      out.substitution(command.body());
      out.add(')');
    }
  }

  private void list(List<Word> words, char separator) {
    boolean behind = false;
    for (Word word : words) {
      if (behind) {
        out.add(separator);
      }
      behind = true;
      word(word);
    }
  }

  private void parameter(Parameter parameter) {
    if (!parameter.braced()) {
      out.add('$').add(parameter.name());
      return;
    }
    out.add("${");
    if (parameter.operation() instanceof Length) {
      out.add('#');
    }
    if (parameter.indirect()) {
      out.add('!');
    }
    out.add(parameter.name());
    subscript(parameter.subscript());
    switch (parameter.operation()) {
      case Plain _, Length _ -> {}
      case Default(char kind, boolean colon, Word word) -> {
        out.add(colon ? ":" : "").add(kind);
        word(word);
      }
      case Trim(String kind, Word pattern) -> {
        out.add(kind);
        word(pattern);
      }
      case Replace(String kind, Word pattern, Word replacement) -> {
        out.add(kind);
        word(pattern);
        if (replacement != null) {
          out.add('/');
          word(replacement);
        }
      }
      case Substring substring -> {
        out.add(':').add(substring.offset().text());
        var length = substring.length();
        if (length != null) {
          out.add(':').add(length.text());
        }
      }
      case ChangeCase(String kind, Word pattern) -> {
        out.add(kind);
        optional(pattern);
      }
      case Transform(char kind) -> out.add('@').add(kind);
      case Names(char kind) -> out.add(kind);
      case BadSubstitution(String text) -> out.add(text);
    }
    out.add('}');
  }
}
