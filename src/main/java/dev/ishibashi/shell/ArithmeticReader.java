package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.Arithmetic;
import dev.ishibashi.shell.Syntax.ArithmeticExpansion;
import dev.ishibashi.shell.Syntax.CommandSubstitution;
import dev.ishibashi.shell.Syntax.Parameter;
import dev.ishibashi.shell.Syntax.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the ends of arithmetic, and the expansions in it.
final class ArithmeticReader {
  private final Reading in;

  ArithmeticReader(Reading in) {
    this.in = in;
  }

  /// `$((…))`; the place is at the dollar.
  ///
  /// When the parentheses do not close together, as in `$((a); b)`, it is a command substitution
  /// that begins with a subshell; bash then looks into it only when it runs.
  Part expansion() {
    int start = in.at;
    Arithmetic expression = in.bash() ? opened(3) : withinDash(start);
    if (expression != null) {
      return new ArithmeticExpansion(expression, false, in.since(start));
    }
    in.at = start;
    in.skip(2);
    int inside = in.at;
    int close = in.notArithmetic.getOrDefault(start, in.end);
    Reading commands = in.part(inside, close, true);
    Syntax.Block block = commands.commands.whole();
    in.at = close + 1;
    return new CommandSubstitution(block, false, in.since(start));
  }

  /// dash never takes `$((` for commands.
  private Arithmetic withinDash(int start) {
    in.enter(start);
    in.skip(3);
    Arithmetic expression = expression(WordReader.Mode.ARITHMETIC);
    in.leave();
    if (in.at >= in.end) {
      throw in.unclosed("$((", start, "))");
    }
    in.skip(2);
    return expression;
  }

  /// `((…))`, or null, with the place unmoved, when it is a subshell in a subshell.
  @Nullable Arithmetic command() {
    return opened(2);
  }

  /// Text in two parentheses that close together, else null with the place unmoved.
  ///
  /// @param opening how many characters open it
  private @Nullable Arithmetic opened(int opening) {
    int start = in.at;
    if (in.notArithmetic.containsKey(start)) {
      return null;
    }
    int comments = in.comments.size();
    int problems = in.problems.size();
    String open = opening == 3 ? "$((" : "((";
    in.enter(start);
    in.skip(opening);
    Arithmetic expression = expression(WordReader.Mode.ARITHMETIC);
    if (in.at >= in.end) {
      throw in.unclosed(open, start, "))");
    }
    if (in.peek(1) == ')') {
      in.skip(2);
      in.leave();
      return expression;
    }
    if (opening == 3) {
      in.at++;
      in.words.parts(WordReader.Mode.ARITHMETIC);
      if (in.at >= in.end) {
        throw in.unclosed(open, start, "))");
      }
    }
    in.leave();
    in.notArithmetic.put(start, in.at);
    in.readAgain(in.at - start, start);
    in.at = start;
    in.comments.subList(comments, in.comments.size()).clear();
    in.problems.subList(problems, in.problems.size()).clear();
    return null;
  }

  /// `$[…]`; the place is at the dollar.
  ArithmeticExpansion bracket() {
    int start = in.at;
    in.enter(start);
    in.skip(2);
    Arithmetic expression = expression(WordReader.Mode.ARITHMETIC_BRACKET);
    in.leave();
    if (in.at >= in.end) {
      throw in.unclosed("$[", start, "]");
    }
    in.at++;
    return new ArithmeticExpansion(expression, true, in.since(start));
  }

  /// One of the two numbers in `${name:offset:length}`.
  Arithmetic offset() {
    return expression(WordReader.Mode.OFFSET);
  }

  private Arithmetic expression(WordReader.Mode mode) {
    int start = in.at;
    List<Part> parts = in.words.parts(mode);
    return new Arithmetic(parts, in.text(start, in.at), in.since(start));
  }

  private static boolean meaningless(Part part) {
    return part instanceof Parameter parameter
        && parameter.operation() instanceof Syntax.BadSubstitution;
  }

  /// The three expressions of `for ((a; b; c))`, out of the text between the parentheses. A
  /// semicolon in quotes or in an expansion does not count, one in parentheses does.
  ///
  /// @return as many as there are
  List<Arithmetic> split(int start, int stop) {
    if (in.text(start, stop).contains("$${")) {
      throw in.uncertain("shell.uncertain-head", start);
    }
    Reading pieces = in.part(start, stop, true);
    List<Arithmetic> all = new ArrayList<>();
    while (true) {
      Arithmetic piece;
      try {
        piece = pieces.arithmetic.expression(WordReader.Mode.ARITHMETIC_FOR);
      } catch (SyntaxError error) {
        throw in.uncertain("shell.uncertain-head", start);
      }
      if (piece.parts().stream().anyMatch(ArithmeticReader::meaningless)) {
        throw in.uncertain("shell.uncertain-head", start);
      }
      all.add(piece);
      if (pieces.at >= stop) {
        return all;
      }
      pieces.at++;
    }
  }
}
