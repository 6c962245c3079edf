package dev.ishibashi.effect;

import dev.ishibashi.spec.CommandSpec;
import dev.ishibashi.spec.Invocation;
import java.util.List;
import java.util.regex.Pattern;

/// What commands print, as far as it can be known.
final class Printing {
  static final Value NEWLINE = Value.text("\n");

  /// Words that leave nothing but a number: `wc -l <FILE`, `date +%s`, `stat -c %s FILE`.
  private static final Pattern NUMBER =
      Pattern.compile(
          "wc -[clmw]|date (?:-u |-d \\S+ )*\\+(?:%[dmYyHMSsjuwVUWNeg])+|stat -c ?%[abBfghirsuXYZ]"
              + " .*|[ef]?grep (?:-[Evwxi]+ )*-[Evwxi]*c[Evwxi]* \\S+(?: \\S+)?|id -[ug]");

  /// Words that leave one absolute path a line: the files of a package.
  private static final Pattern LISTED = Pattern.compile("dpkg(?:-query)? (?:-L|--listfiles) \\S+");

  /// Words that leave the path behind which a file of a package lies: the path itself, or another.
  private static final Pattern TRUE_NAME = Pattern.compile("dpkg-divert --truename /\\S+");

  /// Commands that print the name of the host.
  private static final Pattern HOST = Pattern.compile("hostname( -s)?|uname -n");

  private static final Pattern HOST_NAME =
      Pattern.compile("hostname(?: -[sf]| --(?:short|fqdn|long))?|uname -n");

  private final Interpreter interpreter;
  private final Symbols symbols;

  Printing(Interpreter interpreter, Symbols symbols) {
    this.interpreter = interpreter;
    this.symbols = symbols;
  }

  Value of(CommandSpec spec, Invocation<Field> invocation, String words, Around around) {
    String name = "$(" + words + ")";
    String host = interpreter.context().variables().get("HOSTNAME");
    if (host != null && HOST.matcher(words).matches() && around.host().isEmpty()) {
      String text = words.endsWith("-s") ? host.replaceFirst("\\..*", "") : host;
      return Value.text(text).then(NEWLINE, symbols);
    }
    if (HOST_NAME.matcher(words).matches()) {
      return line(symbols.of(name, Atom.Shape.NAME, Atom.Origin.INPUT));
    }
    if (NUMBER.matcher(words).matches()) {
      return line(symbols.of(name, Atom.Shape.NUMBER, Atom.Origin.INPUT));
    }
    if (TRUE_NAME.matcher(words).matches()) {
      return line(symbols.of(name, Atom.Shape.ABSOLUTE, Atom.Origin.FILE_NAME));
    }
    if (LISTED.matcher(words).matches()) {
      Atom.Symbol one = symbols.of("$(" + words + ")", Atom.Shape.ABSOLUTE, Atom.Origin.INPUT);
      return Value.of(symbols.lines(name, List.of(List.of(one)))).or(Value.EMPTY, symbols);
    }
    return switch (spec.output()) {
      case "nothing" -> Value.EMPTY;
      case "line" -> line(symbols.text(name, Atom.Origin.INPUT));
      case "name" -> line(symbols.of(name, Atom.Shape.NAME, Atom.Origin.INPUT));
      case "number" -> line(symbols.of(name, Atom.Shape.NUMBER, Atom.Origin.INPUT));
      case "path" -> line(symbols.of(name, Atom.Shape.ABSOLUTE, Atom.Origin.INPUT));
      case "input" -> some(around, invocation.operands().isEmpty(), name);
      // The first operand is a pattern, not a file.
      case "input1" -> some(around, invocation.operands().size() <= 1, name);
      default -> symbols.maybe(symbols.text(name, Atom.Origin.INPUT));
    };
  }

  Value line(Atom atom) {
    return Value.of(atom).then(NEWLINE, symbols);
  }

  /// Some of the lines that a command reads.
  private Value some(Around around, boolean readsInput, String name) {
    Value input = around.input();
    if (!readsInput || input == null) {
      return symbols.maybe(symbols.text(name, Atom.Origin.INPUT));
    }
    return input.or(Value.EMPTY, symbols);
  }

  /// What files hold, one behind the other; what is read when there are none.
  Value contents(List<Field> files, Around around) {
    if (files.isEmpty()) {
      Value input = around.input();
      return input == null ? symbols.maybe(symbols.text("$(cat)", Atom.Origin.INPUT)) : input;
    }
    Value all = Value.EMPTY;
    for (Field file : files) {
      all =
          all.then(
              "-".equals(file.literal()) && around.input() != null
                  ? around.input()
                  : interpreter.content(Value.of(new Variant(file.atoms(), Facts.NONE))),
              symbols);
    }
    return all;
  }
}
