package dev.ishibashi.effect;

import dev.ishibashi.effect.Interpreter.Outcome;
import dev.ishibashi.shell.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `test`, `[`, `[[` and the patterns of `case`: what holds behind them.
final class Conditions {
  private static final Set<String> UNARY =
      Set.of(
          "-a", "-b", "-c", "-d", "-e", "-f", "-g", "-h", "-k", "-L", "-n", "-N", "-O", "-G", "-p",
          "-r", "-R", "-s", "-S", "-t", "-u", "-v", "-w", "-x", "-z", "-o");
  private static final Set<String> BINARY =
      Set.of(
          "=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef",
          "=~");

  private static final Set<String> NUMERIC = Set.of("-eq", "-ne", "-lt", "-le", "-gt", "-ge");

  /// Patterns of `=~` that let nothing pass but digits.
  private static final Set<String> DIGITS =
      Set.of(
          "^[0-9]+$", "^[0-9]*$", "^-?[0-9]+$", "^[[:digit:]]+$", "^[1-9][0-9]*$", "^[+-]?[0-9]+$");

  private final Interpreter interpreter;
  private final Expander expander;
  private final Symbols symbols;

  Conditions(Interpreter interpreter, Expander expander, Symbols symbols) {
    this.interpreter = interpreter;
    this.expander = expander;
    this.symbols = symbols;
  }

  /// A possible text, and the state in which it is that.
  record Possible(Variant variant, State state) {}

  /// The variable that a word is, when it is nothing else.
  static @Nullable String variable(Syntax.Word word) {
    if (word.parts().size() != 1) {
      return null;
    }
    Syntax.Part part = word.parts().getFirst();
    if (part instanceof Syntax.DoubleQuoted quoted && quoted.parts().size() == 1) {
      part = quoted.parts().getFirst();
    }
    return part instanceof Syntax.Parameter parameter
            && parameter.operation() instanceof Syntax.Plain
            && parameter.subscript() == null
            && !parameter.indirect()
        ? parameter.name()
        : null;
  }

  // ---- test and [

  /// The arguments of `test`, without `[` and `]`.
  Outcome test(List<Field> arguments, State state) {
    if (arguments.isEmpty()) {
      return Outcome.failure(state);
    }
    return new Reading(arguments).any(state);
  }

  private final class Reading {
    private final List<Field> arguments;
    private int next;

    Reading(List<Field> arguments) {
      this.arguments = arguments;
    }

    private @Nullable String word(int ahead) {
      return next + ahead < arguments.size() ? arguments.get(next + ahead).literal() : null;
    }

    private boolean is(int ahead, String text) {
      return text.equals(word(ahead));
    }

    Outcome any(State state) {
      Outcome left = all(state);
      while (is(0, "-o")) {
        next++;
        int from = next;
        State again = left.failure();
        Outcome right = again == null ? Outcome.NEVER : all(again);
        if (again == null) {
          next = from;
          all(state);
        }
        left = new Outcome(interpreter.join(left.success(), right.success()), right.failure());
      }
      return left;
    }

    Outcome all(State state) {
      Outcome left = not(state);
      while (is(0, "-a") && next + 1 < arguments.size()) {
        next++;
        int from = next;
        State again = left.success();
        Outcome right = again == null ? Outcome.NEVER : not(again);
        if (again == null) {
          next = from;
          not(state);
        }
        left = new Outcome(right.success(), interpreter.join(left.failure(), right.failure()));
      }
      return left;
    }

    Outcome not(State state) {
      if (is(0, "!") && next + 1 < arguments.size()) {
        next++;
        Outcome inner = not(state);
        return inner.negated();
      }
      return primary(state);
    }

    Outcome primary(State state) {
      if (next >= arguments.size()) {
        return Outcome.both(state);
      }
      String operator = word(1);
      if (operator != null && BINARY.contains(operator) && next + 2 < arguments.size()) {
        Field left = arguments.get(next);
        Field right = arguments.get(next + 2);
        next += 3;
        return binary(
            operator,
            new Variant(left.atoms(), Facts.NONE),
            new Variant(right.atoms(), Facts.NONE),
            false,
            state);
      }
      if (is(0, "(")) {
        next++;
        Outcome inner = any(state);
        if (is(0, ")")) {
          next++;
        }
        return inner;
      }
      String unary = word(0);
      if (unary != null && UNARY.contains(unary) && next + 1 < arguments.size()) {
        Field operand = arguments.get(next + 1);
        next += 2;
        return unary(unary, new Variant(operand.atoms(), Facts.NONE), state);
      }
      Field alone = arguments.get(next++);
      return unary("-n", new Variant(alone.atoms(), Facts.NONE), state);
    }
  }

  // ---- [[

  Outcome test(Syntax.Test test, State state, Around around) {
    return switch (test) {
      case Syntax.TestWord word -> eachOf(word.word(), state, around, (v, s) -> unary("-n", v, s));
      case Syntax.TestUnary unary -> {
        if (unary.operator().equals("-v") || unary.operator().equals("-R")) {
          // A subscript is evaluated, with the commands in it.
          yield eachOf(
              unary.operand(),
              state,
              around,
              (v, s) -> {
                expander.evaluation().name(v, s, around, unary.at());
                return Outcome.both(s);
              });
        }
        yield eachOf(unary.operand(), state, around, (v, s) -> unary(unary.operator(), v, s));
      }
      case Syntax.TestBinary binary -> {
        boolean pattern =
            binary.operator().equals("==")
                || binary.operator().equals("=")
                || binary.operator().equals("!=");
        if (pattern) {
          List<@Nullable String> patterns = expander.patterns(binary.right(), state, around);
          String only = patterns.size() == 1 ? patterns.getFirst() : null;
          Outcome matched =
              eachOf(
                  binary.left(), state, around, (v, s) -> matches(new Possible(v, s), only, null));
          yield binary.operator().equals("!=") ? matched.negated() : matched;
        }
        yield eachOf(
            binary.left(),
            state,
            around,
            (left, s) ->
                eachOf(
                    binary.right(),
                    s,
                    around,
                    (right, t) -> {
                      if (NUMERIC.contains(binary.operator())) {
                        // `[[` takes both sides for arithmetic; `[` takes them for numbers.
                        expander.evaluation().expression(left, t, around, binary.at());
                        expander.evaluation().expression(right, t, around, binary.at());
                      }
                      return binary(binary.operator(), left, right, true, t);
                    }));
      }
      case Syntax.TestNot not -> {
        Outcome inner = test(not.test(), state, around);
        yield inner.negated();
      }
      case Syntax.TestAnd and -> {
        Outcome all = test(and.terms().getFirst(), state, around);
        for (Syntax.Test term : and.terms().subList(1, and.terms().size())) {
          Outcome next = all.success() == null ? Outcome.NEVER : test(term, all.success(), around);
          all = new Outcome(next.success(), interpreter.join(all.failure(), next.failure()));
        }
        yield all;
      }
      case Syntax.TestOr or -> {
        Outcome any = test(or.terms().getFirst(), state, around);
        for (Syntax.Test term : or.terms().subList(1, or.terms().size())) {
          Outcome next = any.failure() == null ? Outcome.NEVER : test(term, any.failure(), around);
          any = new Outcome(interpreter.join(any.success(), next.success()), next.failure());
        }
        yield any;
      }
      case Syntax.TestGroup group -> test(group.test(), state, around);
    };
  }

  private interface Decision {
    Outcome decide(Variant variant, State state);
  }

  private Outcome eachOf(Syntax.Word word, State state, Around around, Decision decision) {
    Value value = expander.text(word, state, around);
    State from = interpreter.settle(state, around);
    Outcome all = Outcome.NEVER;
    if (from == null) {
      return all;
    }
    for (Variant variant : value.variants()) {
      State here = from.given(variant.facts());
      if (here != null) {
        all = interpreter.join(all, decision.decide(variant, here));
      }
    }
    return all;
  }

  // ---- single tests

  private Outcome unary(String operator, Variant operand, State state) {
    return switch (operator) {
      case "-n" -> emptiness(operand, state);
      case "-z" -> emptiness(operand, state).negated();
      case "-v", "-o", "-t", "-R" -> Outcome.both(state);
      default -> {
        if (operand.isEmpty()) {
          yield Outcome.failure(state);
        }
        String name = Variant.written(operand.atoms());
        String file =
            switch (operator) {
              case "-d" -> "directory";
              case "-x" -> "executable";
              case "-L", "-h" -> "link";
              case "-s" -> "content";
              default -> "exists";
            };
        yield either(
            state,
            When.text(file, name),
            When.text("not-" + file, name),
            operator,
            operand.atoms());
      }
    };
  }

  private static Outcome emptiness(Variant operand, State state) {
    if (operand.isEmpty()) {
      return Outcome.failure(state);
    }
    if (!operand.maybeEmpty()) {
      return Outcome.success(state);
    }
    return Outcome.both(state);
  }

  /// A test of a file.
  private Outcome either(
      State state, String holds, String fails, String operator, List<Atom> path) {
    Outcome outcome = either(state, holds, fails);
    State found = outcome.success();
    return found == null
        ? outcome
        : new Outcome(interpreter.seen(operator, path, found), outcome.failure());
  }

  private Outcome either(State state, String holds, String fails) {
    int subject = symbols.next();
    return new Outcome(
        state.given(new Fact(subject, Fact.Kind.SUCCEEDS, "", true, holds, "", 0)),
        state.given(new Fact(subject, Fact.Kind.SUCCEEDS, "", false, fails, "", 0)));
  }

  /// @param evaluates whether text is taken for arithmetic (`[[`), so that none is no number
  private Outcome binary(
      String operator, Variant left, Variant right, boolean evaluates, State state) {
    return switch (operator) {
      case "=", "==" -> equal(left, right, null, state);
      case "!=" -> equal(left, right, null, state).negated();
      default -> {
        String a = left.literal();
        String b = right.literal();
        if (NUMERIC.contains(operator) && !evaluates && (noNumber(a) || noNumber(b))) {
          yield Outcome.failure(state);
        }
        if (operator.equals("=~") && a != null && b != null && DIGITS.contains(b)) {
          yield Pattern.matches(b.replace("[:digit:]", "0-9"), a)
              ? Outcome.success(state)
              : Outcome.failure(state);
        }
        if (a != null && b != null && a.matches("-?[0-9]{1,9}") && b.matches("-?[0-9]{1,9}")) {
          int difference = Integer.compare(Integer.parseInt(a), Integer.parseInt(b));
          Boolean holds =
              switch (operator) {
                case "-eq" -> difference == 0;
                case "-ne" -> difference != 0;
                case "-lt" -> difference < 0;
                case "-le" -> difference <= 0;
                case "-gt" -> difference > 0;
                case "-ge" -> difference >= 0;
                default -> null;
              };
          if (holds != null) {
            yield holds ? Outcome.success(state) : Outcome.failure(state);
          }
        }
        String text =
            Variant.written(left.atoms()) + " " + operator + " " + Variant.written(right.atoms());
        Outcome outcome = either(state, text, When.text("not", text));
        if (outcome.success() != null
            && (NUMERIC.contains(operator)
                || (operator.equals("=~") && b != null && DIGITS.contains(b)))) {
          Fact number = Evaluation.number(left);
          yield number == null
              ? outcome
              : new Outcome(outcome.success().given(number), outcome.failure());
        }
        yield outcome;
      }
    };
  }

  /// `[` refuses what is no whole number.
  private static boolean noNumber(@Nullable String literal) {
    return literal != null && !literal.strip().matches("[-+]?[0-9]+");
  }

  private Outcome equal(Variant left, Variant right, @Nullable String variable, State state) {
    String a = left.literal();
    String b = right.literal();
    if (b != null) {
      return matches(new Possible(left, state), Globs.quote(b), variable);
    }
    if (a != null) {
      return matches(new Possible(right, state), Globs.quote(a), variable);
    }
    if (left.atoms().equals(right.atoms())) {
      return Outcome.success(state);
    }
    String one = Variant.written(left.atoms());
    String other = Variant.written(right.atoms());
    return either(state, When.text("is", one, other), When.text("not-is", one, other));
  }

  /// Whether a text matches a pattern; a null pattern is unknown.
  Outcome matches(Possible possible, @Nullable String pattern, @Nullable String variable) {
    State state = possible.state();
    if (pattern == null) {
      return Outcome.both(state);
    }
    if (pattern.equals("*")) {
      return Outcome.success(state);
    }
    List<Atom> atoms = new ArrayList<>(possible.variant().atoms());
    for (int i = 0; i < atoms.size(); i++) {
      if (atoms.get(i) instanceof Atom.Symbol symbol) {
        for (Fact fact : state.facts().list()) {
          if (fact.subject() == symbol.id() && fact.kind() == Fact.Kind.IS && fact.positive()) {
            atoms.set(i, new Atom.Text(fact.argument()));
          }
        }
      }
    }
    String literal = Variant.literal(atoms);
    boolean exact = !Globs.isPattern(pattern.replaceAll("\\\\.", ""));
    String plain = exact ? pattern.replaceAll("\\\\(.)", "$1") : pattern;
    if (literal != null) {
      return Globs.matches(pattern, literal) ? Outcome.success(state) : Outcome.failure(state);
    }
    if (atoms.size() == 1 && atoms.getFirst() instanceof Atom.Symbol symbol) {
      if (exact && plain.isEmpty()) {
        return symbol.maybeEmpty() ? Outcome.both(state) : Outcome.failure(state);
      }
      String name =
          symbol.name().matches("\\$\\w+") && !symbol.name().matches("\\$\\d+")
              ? symbol.name().substring(1)
              : symbol.name();
      Fact.Kind kind = exact ? Fact.Kind.IS : Fact.Kind.MATCHES;
      return new Outcome(
          state.given(
              new Fact(
                  symbol.id(),
                  kind,
                  plain,
                  true,
                  When.text(exact ? "is" : "matches", name, plain),
                  "",
                  0)),
          state.given(
              new Fact(
                  symbol.id(),
                  kind,
                  plain,
                  false,
                  When.text(exact ? "not-is" : "not-matches", name, plain),
                  "",
                  0)));
    }
    if (exact && atoms.getFirst() instanceof Atom.Text text && !plain.startsWith(text.text())) {
      return Outcome.failure(state);
    }
    if (exact && atoms.getLast() instanceof Atom.Text text && !plain.endsWith(text.text())) {
      return Outcome.failure(state);
    }
    String name = Variant.written(atoms);
    return either(
        state,
        When.text(exact ? "is" : "matches", name, plain),
        When.text(exact ? "not-is" : "not-matches", name, plain));
  }
}
