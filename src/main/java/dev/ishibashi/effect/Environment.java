package dev.ishibashi.effect;

import dev.ishibashi.shell.Dialect;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a program finds when it starts: variables and arguments nobody in it has set.
///
/// A variable is only taken to be set where the shell itself sets it (bash(1), POSIX.1-2024 XCU
/// 2.5.3). `HOME`, `LOGNAME` and `USER` come from the login: cron and systemd start programs
/// without some of them.
final class Environment {
  private final Symbols symbols;
  private final Map<String, String> given;
  private final boolean root;
  private final boolean bash;

  /// Variables that are meant to be empty: dpkg(1) puts this one before every path, where another
  /// root than that of the host is meant.
  static final Set<String> MEANT_EMPTY = Set.of("DPKG_ROOT");

  /// Names of maintainer scripts, as dpkg keeps them (`bash.postinst`, `libc6:amd64.postinst`) and
  /// as packages hold them (`postinst`). Groups: the package, the script.
  private static final Pattern MAINTAINER =
      Pattern.compile(
          "(?:.*/)?(?:([a-z0-9][a-z0-9+.-]+)(?::[a-z0-9-]+)?\\.)?(preinst|postinst|prerm|postrm)");

  private final Matcher maintainer;
  private final Map<String, Variable> known = new HashMap<>();

  /// @param file the program; what dpkg gives to a maintainer script (its package, its name, at
  ///   least one argument: Debian Policy 6.5) is there for a file that is named as one
  Environment(
      Symbols symbols, Map<String, String> given, boolean root, String file, Dialect dialect) {
    this.maintainer = MAINTAINER.matcher(file);
    this.bash = dialect == Dialect.BASH;
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
      case "DPKG_ROOT" -> {
        Atom.Symbol symbol = symbols.of("$DPKG_ROOT", Atom.Shape.ABSOLUTE, Atom.Origin.ENVIRONMENT);
        yield Variable.of(maybe(symbol, ""), symbol.id());
      }
      case "DPKG_MAINTSCRIPT_PACKAGE" -> maintainer(1, name);
      case "DPKG_MAINTSCRIPT_NAME" -> maintainer(2, name);
      case "HOME" ->
          root
              ? Variable.of(Value.text("/root"), symbols.next())
              : login("$HOME", Atom.Shape.ABSOLUTE);
      case "USER", "LOGNAME" -> login("$" + name, Atom.Shape.NAME);
      case "PWD" -> known("$PWD", Atom.Shape.ABSOLUTE);
      case "PATH" -> known("$PATH", Atom.Shape.TEXT);
      case "PPID", "OPTIND" -> known("$" + name, Atom.Shape.NUMBER);
      case "IFS" -> Variable.of(Value.text(" \t\n"), symbols.next());
      case "UID", "EUID" ->
          root && bash
              ? Variable.of(Value.text("0"), symbols.next())
              : bash ? known("$" + name, Atom.Shape.NUMBER) : unset(name);
      case "SHELL", "TERM" -> bash ? known("$" + name, Atom.Shape.TEXT) : unset(name);
      case "HOSTNAME", "HOSTTYPE", "OSTYPE", "MACHTYPE", "BASH_VERSION" ->
          bash ? known("$" + name, Atom.Shape.NAME) : unset(name);
      case "RANDOM", "SECONDS", "LINENO", "EPOCHSECONDS", "SRANDOM", "BASHPID", "SHLVL" ->
          bash ? known("$" + name, Atom.Shape.NUMBER) : unset(name);
      default -> unset(name);
    };
  }

  /// Of a maintainer script, what its file name says: the package, or which of the scripts it is.
  private Variable maintainer(int group, String name) {
    if (!maintainer.matches()) {
      return unset(name);
    }
    String told = maintainer.group(group);
    return told == null
        ? known("$" + name, Atom.Shape.NAME)
        : Variable.of(Value.text(told), symbols.next());
  }

  /// Set by whoever logs in, and not for every program that a machine starts.
  private Variable login(String name, Atom.Shape shape) {
    Atom.Symbol symbol = symbols.of(name, shape, Atom.Origin.ENVIRONMENT);
    return Variable.of(maybe(symbol, When.unset(name.substring(1))), symbol.id());
  }

  private Variable unset(String name) {
    Atom.Symbol symbol = symbols.text("$" + name, Atom.Origin.ENVIRONMENT);
    return Variable.of(maybe(symbol, When.unsetOrEmpty(name)), symbol.id());
  }

  private Variable known(String name, Atom.Shape shape) {
    Atom.Symbol symbol = symbols.of(name, shape, Atom.Origin.ENVIRONMENT);
    return Variable.of(Value.of(symbol), symbol.id());
  }

  /// `$1` and its kin, where nobody has said what it is.
  ///
  /// @param number from 1; beyond each thousand, one that stands behind a `shift` by an unknown
  ///   number, and is called as the program calls it
  Variable argument(int number) {
    return known.computeIfAbsent(
        String.valueOf(number),
        n -> {
          String name = "$" + number % 1000;
          Atom.Symbol symbol = symbols.text(name, Atom.Origin.ARGUMENT);
          if (maintainer.matches() && number == 1) {
            return Variable.of(Value.of(symbol), symbol.id());
          }
          return Variable.of(maybe(symbol, When.unsetOrEmpty(name)), symbol.id());
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
