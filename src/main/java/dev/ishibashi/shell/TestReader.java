package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.Test;
import dev.ishibashi.shell.Syntax.TestAnd;
import dev.ishibashi.shell.Syntax.TestBinary;
import dev.ishibashi.shell.Syntax.TestGroup;
import dev.ishibashi.shell.Syntax.TestNot;
import dev.ishibashi.shell.Syntax.TestOr;
import dev.ishibashi.shell.Syntax.TestUnary;
import dev.ishibashi.shell.Syntax.TestWord;
import dev.ishibashi.shell.Syntax.Word;
import java.util.ArrayList;
import java.util.List;

/// Reads the expression of `[[ … ]]`.
final class TestReader {
  private static final String UNARY = "abcdefghknoprstuvwxzGLNORS";

  private final Reading in;
  private int opened;

  TestReader(Reading in) {
    this.in = in;
  }

  /// The expression and the closing `]]`; the place is behind `[[`.
  Test expression(int start) {
    int outer = opened;
    opened = start;
    Test test = or();
    in.skipLines();
    if (!closing()) {
      throw wrong();
    }
    in.skip(2);
    opened = outer;
    return test;
  }

  private SyntaxError wrong() {
    return in.unexpected(in.at, "[[", opened);
  }

  private Test or() {
    int start = in.at;
    List<Test> terms = new ArrayList<>(1);
    terms.add(and());
    in.skipLines();
    while (in.peek() == '|' && in.peek(1) == '|') {
      in.skip(2);
      terms.add(and());
      in.skipLines();
    }
    return terms.size() == 1 ? terms.getFirst() : new TestOr(terms, in.since(start));
  }

  private Test and() {
    in.skipLines();
    int start = in.at;
    List<Test> terms = new ArrayList<>(1);
    terms.add(term());
    in.skipLines();
    while (in.peek() == '&' && in.peek(1) == '&') {
      in.skip(2);
      terms.add(term());
      in.skipLines();
    }
    return terms.size() == 1 ? terms.getFirst() : new TestAnd(terms, in.since(start));
  }

  private Test term() {
    in.skipLines();
    int start = in.at;
    int c = in.peek();
    if (c == Reading.END) {
      throw in.unclosed("[[", opened, "]]");
    }
    if (c == '(') {
      in.enter(start);
      in.skip(1);
      Test inner = or();
      in.skipLines();
      if (in.peek() != ')') {
        throw wrong();
      }
      in.skip(1);
      in.leave();
      return new TestGroup(inner, in.since(start));
    }
    if (c == '!' && in.wordEnds(1)) {
      in.enter(start);
      in.skip(1);
      Test negated = term();
      in.leave();
      return new TestNot(negated, in.since(start));
    }
    if (closing()) {
      throw wrong();
    }
    if (c == '-' && unary()) {
      String operator = "-" + (char) in.peek(1);
      in.skip(2);
      in.skipBlanks();
      if (!in.commands.wordAhead() || closing()) {
        throw wrong();
      }
      Word operand = in.words.word(WordReader.Mode.WORD);
      if (operator.equals("-v")) {
        in.words.evaluated(operand);
      }
      return new TestUnary(operator, operand, in.since(start));
    }
    if (!in.commands.wordAhead()) {
      throw wrong();
    }
    Word left = in.words.word(WordReader.Mode.WORD);
    int leftEnd = in.at;
    in.skipBlanks();
    String operator = operator();
    if (operator.isEmpty()) {
      if (!alone()) {
        throw wrong();
      }
      in.at = leftEnd;
      return new TestWord(left, in.since(start));
    }
    in.skipBlanks();
    WordReader.Mode mode =
        switch (operator) {
          case "=~" -> WordReader.Mode.REGEX;
          case "=", "==", "!=" -> WordReader.Mode.PATTERN;
          default -> WordReader.Mode.WORD;
        };
    boolean group = mode == WordReader.Mode.REGEX && (in.peek() == '(' || in.peek() == '|');
    if (closing() || (!group && !in.commands.wordAhead())) {
      throw wrong();
    }
    Word right = in.words.word(mode);
    if (operator.matches("-(?:eq|ne|[lg][te])")) {
      in.words.evaluated(left);
      in.words.evaluated(right);
    }
    return new TestBinary(operator, left, right, in.since(start));
  }

  /// Whether a word that stands alone may end here; not at the end of a line.
  private boolean alone() {
    int c = in.peek();
    return c == ')' || closing() || ((c == '&' || c == '|') && in.peek(1) == c);
  }

  private boolean closing() {
    return in.peek() == ']' && in.peek(1) == ']' && in.wordEnds(2);
  }

  private boolean unary() {
    int letter = in.peek(1);
    return letter > 0 && UNARY.indexOf(letter) >= 0 && in.wordEnds(2);
  }

  /// The binary operator that is next, stepped over; else empty.
  private String operator() {
    int c = in.peek();
    if (c == '<' || c == '>') {
      // `>>`, `<&` and their kin are operators of their own, also before a parenthesis.
      int next = in.peek(1);
      if (next == '(' || next == '<' || next == '>' || next == '&' || next == '|') {
        return "";
      }
      in.skip(1);
      return String.valueOf((char) c);
    }
    int start = in.at;
    int length = 0;
    StringBuilder out = new StringBuilder();
    while (!Reading.breaks(in.peek()) && length < 4) {
      out.append((char) in.peek());
      in.skip(1);
      length++;
    }
    String operator = out.toString();
    boolean known =
        in.wordEnds(0)
            && switch (operator) {
              case "=",
                  "==",
                  "!=",
                  "=~",
                  "-eq",
                  "-ne",
                  "-lt",
                  "-le",
                  "-gt",
                  "-ge",
                  "-nt",
                  "-ot",
                  "-ef" ->
                  true;
              default -> false;
            };
    if (!known) {
      in.at = start;
      return "";
    }
    return operator;
  }
}
