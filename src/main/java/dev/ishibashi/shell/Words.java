package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.AnsiQuoted;
import dev.ishibashi.shell.Syntax.ArithmeticExpansion;
import dev.ishibashi.shell.Syntax.ArrayLiteral;
import dev.ishibashi.shell.Syntax.BraceList;
import dev.ishibashi.shell.Syntax.BraceRange;
import dev.ishibashi.shell.Syntax.CommandSubstitution;
import dev.ishibashi.shell.Syntax.DoubleQuoted;
import dev.ishibashi.shell.Syntax.Escaped;
import dev.ishibashi.shell.Syntax.ExtendedGlob;
import dev.ishibashi.shell.Syntax.Literal;
import dev.ishibashi.shell.Syntax.Parameter;
import dev.ishibashi.shell.Syntax.Part;
import dev.ishibashi.shell.Syntax.ProcessSubstitution;
import dev.ishibashi.shell.Syntax.SingleQuoted;
import dev.ishibashi.shell.Syntax.Tilde;
import dev.ishibashi.shell.Syntax.Unreadable;
import dev.ishibashi.shell.Syntax.Word;
import java.util.List;
import java.util.Optional;

/// Questions about words.
public final class Words {
  private Words() {}

  /// The text of a word that needs no expansion, with its quotes removed.
  ///
  /// Pattern characters stay as they are: `*.log` gives `*.log`; ask [#glob(Word)] whether they are
  /// active. Empty when the value depends on anything (a parameter, a command, a brace, a tilde).
  public static Optional<String> literal(Word word) {
    StringBuilder out = new StringBuilder();
    return literal(word.parts(), out) ? Optional.of(out.toString()) : Optional.empty();
  }

  private static boolean literal(List<Part> parts, StringBuilder out) {
    for (Part part : parts) {
      boolean known =
          switch (part) {
            case Literal literal -> append(out, literal.text());
            case Escaped escaped -> append(out, escaped.text());
            case SingleQuoted quoted -> append(out, quoted.text());
            case AnsiQuoted quoted -> append(out, quoted.value());
            case DoubleQuoted quoted -> literal(quoted.parts(), out);
            case Tilde _,
                Parameter _,
                CommandSubstitution _,
                ArithmeticExpansion _,
                ProcessSubstitution _,
                ExtendedGlob _,
                BraceList _,
                BraceRange _,
                ArrayLiteral _,
                Unreadable _ ->
                false;
          };
      if (!known) {
        return false;
      }
    }
    return true;
  }

  private static boolean append(StringBuilder out, String text) {
    out.append(text);
    return true;
  }

  /// Whether any part of the word is quoted.
  public static boolean quoted(Word word) {
    return word.parts().stream()
        .anyMatch(
            part ->
                part instanceof Escaped
                    || part instanceof SingleQuoted
                    || part instanceof AnsiQuoted
                    || part instanceof DoubleQuoted);
  }

  /// Whether an unquoted `*`, `?`, `[` or extended pattern stands in the word.
  public static boolean glob(Word word) {
    return word.parts().stream()
        .anyMatch(
            part ->
                part instanceof ExtendedGlob
                    || (part instanceof Literal literal
                        && literal.text().chars().anyMatch(c -> "*?[".indexOf(c) >= 0)));
  }
}
