package dev.ishibashi.effect;

import dev.ishibashi.shell.Dialect;
import dev.ishibashi.text.Span;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Text that bash evaluates although no `eval` stands there: arithmetic, subscripts, names of
/// variables, prompts. A value such as `a[$(reboot)]` runs the command in it (bash(1), ARITHMETIC
/// EVALUATION and Arrays; bash 5.2 still does).
///
/// Text that comes from files, from commands or from a terminal may hold such a value. Arguments
/// and the environment are given by whoever starts the program, and are taken not to.
final class Evaluation {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /// Holds for text that was seen to be a number, or to hold no bracket.
  static final String NO_BRACKET = "*\\[*";

  private static final int DEEPEST = 4;

  private final Interpreter interpreter;
  private final Recorder recorder;
  private final boolean evaluates;

  Evaluation(Interpreter interpreter, Recorder recorder, Dialect dialect) {
    this.interpreter = interpreter;
    this.recorder = recorder;
    this.evaluates = dialect == Dialect.BASH;
  }

  /// Text that is evaluated as arithmetic, with the variables named in it.
  void expression(Variant text, State state, Around around, Span at) {
    if (evaluates) {
      expression(text, state, around, at, 0);
    }
  }

  private void expression(Variant text, State state, Around around, Span at, int depth) {
    String literal = text.literal();
    if (literal == null) {
      unknown(text, state, around, at);
    }
    String known = literal == null ? Variant.written(knownOnly(text)) : literal;
    if (literal != null && commands(literal)) {
      program(text, state, around, at);
      return;
    }
    if (depth >= DEEPEST) {
      return;
    }
    Matcher names = NAME.matcher(known);
    while (names.find()) {
      if (names.start() > 0 && isWord(known.charAt(names.start() - 1))) {
        continue;
      }
      Variable variable = state.variables().get(names.group());
      if (variable == null) {
        continue;
      }
      for (Variant value : variable.value().variants()) {
        if (state.facts().allows(value.facts())) {
          expression(value, state, around, at, depth + 1);
        }
      }
    }
  }

  private static boolean isWord(char c) {
    return c == '$' || c == '#' || Character.isLetterOrDigit(c);
  }

  private static java.util.List<Atom> knownOnly(Variant text) {
    return text.atoms().stream().map(a -> a instanceof Atom.Text ? a : new Atom.Text(" ")).toList();
  }

  /// The name of a variable that was put together: `printf -v`, `test -v`, `${!X}`.
  void name(Variant name, State state, Around around, Span at) {
    if (!evaluates) {
      return;
    }
    String literal = name.literal();
    if (literal == null) {
      if (name.atoms().getFirst() instanceof Atom.Text text && text.text().contains("=")) {
        return;
      }
      unknown(name, state, around, at);
    } else if (literal.contains("[") && commands(literal)) {
      program(name, state, around, at);
    }
  }

  /// Text that is expanded as a prompt: `${X@P}`.
  void prompt(Variant text, State state, Around around, Span at) {
    String literal = text.literal();
    if (literal == null) {
      recorder.unknown(state, around, at, "evaluated-text", Variant.written(text.atoms()));
    } else if (commands(literal)) {
      program(text, state, around, at);
    }
  }

  private static boolean commands(String text) {
    return text.contains("$(") || text.contains("`");
  }

  /// Runs the substitutions in known text.
  private void program(Variant text, State state, Around around, Span at) {
    String quoted = ": \"" + String.valueOf(text.literal()).replace("\"", "\\\"") + "\"";
    interpreter.subshell(
        around.beingChecked().at(recorder.place(around, at)).deeper(),
        state,
        a -> interpreter.program(Variant.text(quoted), state, a));
  }

  private void unknown(Variant text, State state, Around around, Span at) {
    for (Atom atom : text.atoms()) {
      if (atom instanceof Atom.Symbol symbol && untrusted(symbol) && !safe(symbol, state)) {
        recorder.unknown(state, around, at, "evaluated-text", symbol.name());
        return;
      }
    }
  }

  private static boolean untrusted(Atom.Symbol symbol) {
    return switch (symbol.origin()) {
      case INPUT, WIDENED -> symbol.shape() == Atom.Shape.TEXT;
      case FILE_NAME -> symbol.shape() != Atom.Shape.NUMBER;
      case ENVIRONMENT, ARGUMENT, START -> false;
    };
  }

  /// Whether a check has shown that there is no bracket in it.
  private static boolean safe(Atom.Symbol symbol, State state) {
    for (Fact fact : state.facts().list()) {
      if (fact.subject() == symbol.id()
          && fact.kind() == Fact.Kind.MATCHES
          && !fact.positive()
          && excludesBrackets(fact.argument())) {
        return true;
      }
    }
    return false;
  }

  /// Whether text that does not match the pattern holds no bracket: `*[!0-9]*` and its kin.
  private static boolean excludesBrackets(String pattern) {
    return pattern.equals(NO_BRACKET) || pattern.matches("\\*\\[[!^][-0-9A-Za-z_.:]+\\]\\*");
  }

  /// What is known of text that was compared as a number, or matched a pattern of digits.
  static @Nullable Fact number(Variant text) {
    return text.atoms().size() == 1 && text.atoms().getFirst() instanceof Atom.Symbol symbol
        ? new Fact(symbol.id(), Fact.Kind.MATCHES, NO_BRACKET, false, "", "", 0)
        : null;
  }
}
