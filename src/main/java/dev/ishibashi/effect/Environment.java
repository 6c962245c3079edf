package dev.ishibashi.effect;

import java.util.HashMap;
import java.util.Map;

/// What a program finds when it starts: variables and arguments nobody in it has set.
final class Environment {
  private final Symbols symbols;
  private final Map<String, String> given;
  private final boolean root;
  private final Map<String, Variable> known = new HashMap<>();

  Environment(Symbols symbols, Map<String, String> given, boolean root) {
    this.symbols = symbols;
    this.given = given;
    this.root = root;
  }

  Symbols symbols() {
    return symbols;
  }

  /// The variable as the environment gives it. The same name always gives the same unknown.
  Variable variable(String name) {
    return known.computeIfAbsent(name, this::make);
  }

  private Variable make(String name) {
    String value = given.get(name);
    if (value != null) {
      return Variable.of(Value.text(value), symbols.next());
    }
    return switch (name) {
      case "HOME" ->
          root
              ? Variable.of(Value.text("/root"), symbols.next())
              : known("$HOME", Atom.Shape.ABSOLUTE);
      case "PWD" -> known("$PWD", Atom.Shape.ABSOLUTE);
      case "PATH", "SHELL", "TERM", "LANG" -> known("$" + name, Atom.Shape.TEXT);
      case "USER", "LOGNAME", "HOSTNAME", "HOSTTYPE", "OSTYPE", "MACHTYPE", "BASH_VERSION" ->
          known("$" + name, Atom.Shape.NAME);
      case "UID", "EUID" ->
          root
              ? Variable.of(Value.text("0"), symbols.next())
              : known("$" + name, Atom.Shape.NUMBER);
      case "PPID",
          "RANDOM",
          "SECONDS",
          "LINENO",
          "OPTIND",
          "EPOCHSECONDS",
          "SRANDOM",
          "BASHPID",
          "COLUMNS",
          "LINES",
          "SHLVL" ->
          known("$" + name, Atom.Shape.NUMBER);
      case "IFS" -> Variable.of(Value.text(" \t\n"), symbols.next());
      default -> {
        Atom.Symbol symbol = symbols.text("$" + name, Atom.Origin.ENVIRONMENT);
        yield Variable.of(maybe(symbol, name + " is unset or empty"), symbol.id());
      }
    };
  }

  private Variable known(String name, Atom.Shape shape) {
    Atom.Symbol symbol = symbols.of(name, shape, Atom.Origin.ENVIRONMENT);
    return Variable.of(Value.of(symbol), symbol.id());
  }

  /// `$1` and its kin, where nobody has said what it is.
  Variable argument(int number) {
    return known.computeIfAbsent(
        String.valueOf(number),
        n -> {
          Atom.Symbol symbol = symbols.text("$" + n, Atom.Origin.ARGUMENT);
          return Variable.of(maybe(symbol, "$" + n + " is unset or empty"), symbol.id());
        });
  }

  private static Value maybe(Atom.Symbol symbol, String words) {
    return Value.of(
        Variant.of(symbol)
            .with(Facts.of(new Fact(symbol.id(), Fact.Kind.EMPTY, "", false, "", "", 0))),
        Variant.EMPTY.with(
            Facts.of(new Fact(symbol.id(), Fact.Kind.EMPTY, "", true, words, "", 0))));
  }
}
