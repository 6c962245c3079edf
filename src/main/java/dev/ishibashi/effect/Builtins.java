package dev.ishibashi.effect;

import dev.ishibashi.effect.Interpreter.Outcome;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The commands that are part of the shell.
final class Builtins {
  /// Builtins that change nothing that matters here.
  private static final Set<String> HARMLESS =
      Set.of(
          "jobs",
          "fg",
          "bg",
          "disown",
          "dirs",
          "history",
          "help",
          "bind",
          "complete",
          "compgen",
          "compopt",
          "enable",
          "caller",
          "logout",
          "suspend",
          "fc",
          "hash",
          "times",
          "umask",
          "ulimit",
          "alias",
          "unalias");

  private static final String DEBCONF = "/usr/share/debconf/confmodule";

  /// Files that programs read to get functions which the catalogue knows as commands.
  private static final Set<String> LIBRARIES =
      Set.of(
          DEBCONF,
          "/usr/share/apache2/apache2-maintscript-helper",
          "/lib/lsb/init-functions",
          "/usr/lib/lsb/init-functions",
          "/etc/init.d/functions",
          "/usr/share/dbconfig-common/dpkg/preinst",
          "/usr/share/initramfs-tools/hook-functions",
          "/usr/share/initramfs-tools/scripts/functions",
          "/scripts/functions");

  private final Interpreter interpreter;
  private final Expander expander;
  private final Commands commands;
  private final Recorder recorder;
  private final Symbols symbols;

  Builtins(
      Interpreter interpreter,
      Expander expander,
      Commands commands,
      Recorder recorder,
      Symbols symbols) {
    this.interpreter = interpreter;
    this.expander = expander;
    this.commands = commands;
    this.recorder = recorder;
    this.symbols = symbols;
  }

  /// Whether later words mean other commands than their names say.
  private static boolean changesMeaning(String word, List<Field> arguments) {
    return switch (word) {
      case "alias" -> arguments.stream().anyMatch(a -> a.written().contains("="));
      case "hash" -> arguments.stream().anyMatch(a -> a.written().startsWith("-p"));
      case "enable" -> arguments.stream().anyMatch(a -> a.written().startsWith("-f"));
      default -> false;
    };
  }

  /// Runs a builtin; null when the word is none.
  @Nullable Outcome run(String word, List<Field> arguments, State state, Around around, Span at) {
    interpreter.observer().builtin(word, around, at);
    if (HARMLESS.contains(word)) {
      if (changesMeaning(word, arguments)) {
        recorder.unknown(state, around, at, "changed-meaning", word);
      }
      return Outcome.success(state);
    }
    return switch (word) {
      case ":", "true" -> Outcome.success(state);
      case "false" -> Outcome.failure(state);
      case "cd" -> cd(arguments, state, around, at);
      case "pushd" -> pushd(arguments, state, around, at);
      case "popd" -> popd(state);
      case "pwd" ->
          Outcome.success(state.printed(state.cwd().then(Printing.NEWLINE, symbols), symbols));
      case "echo" -> Outcome.success(state.out() == null ? state : echo(arguments, state));
      case "printf" -> printf(arguments, state, around, at);
      case "test" -> test(arguments, state, around, at);
      case "[" ->
          test(
              arguments.isEmpty() ? arguments : arguments.subList(0, arguments.size() - 1),
              state,
              around,
              at);
      case "exit" -> leave(arguments, state.ending(), around.ends());
      case "return" -> leave(arguments, state, around.returns());
      case "break" -> jump(arguments, state, around, true);
      case "continue" -> jump(arguments, state, around, false);
      case "shift" -> shift(arguments, state);
      case "set" -> set(arguments, state);
      case "shopt" -> shopt(arguments, state);
      case "unset" -> unset(arguments, state, around, at);
      case "local", "declare", "typeset", "export", "readonly" ->
          declared(arguments, state, around, at);
      case "read" -> read(arguments, state, around, at);
      case "mapfile", "readarray" -> mapfile(arguments, state, around, at);
      case "getopts" -> getopts(arguments, state, at);
      case "let" -> let(arguments, state, around, at);
      case "eval" -> eval(arguments, state, around, at);
      case ".", "source" -> source(arguments, state, around, at);
      case "exec" -> exec(arguments, state, around, at);
      case "trap" -> trap(arguments, state, recorder.place(around, at));
      case "command" -> command(arguments, state, around, at);
      case "builtin" -> builtin(arguments, state, around, at);
      case "type" -> Outcome.both(printedMaybe("$(type)", state));
      case "wait" -> {
        recorder.change(new Disk.Change(Act.UNKNOWN, null, true), around);
        yield Outcome.both(state);
      }
      default -> null;
    };
  }

  private Outcome test(List<Field> arguments, State state, Around around, Span at) {
    for (int i = 0; i + 1 < arguments.size(); i++) {
      if ("-v".equals(arguments.get(i).literal())) {
        name(arguments.get(i + 1), state, around, at);
      }
    }
    return interpreter.conditions().test(arguments, state);
  }

  /// A word that a builtin takes for the name of a variable, whose subscript it evaluates.
  private void name(Field field, State state, Around around, Span at) {
    if (!field.atoms().isEmpty()) {
      expander.evaluation().name(new Variant(field.atoms(), Facts.NONE), state, around, at);
    }
  }

  private State printedMaybe(String name, State state) {
    return state.printed(symbols.maybe(symbols.text(name, Atom.Origin.INPUT)), symbols);
  }

  // ---- directories

  private Outcome cd(List<Field> arguments, State state, Around around, Span at) {
    List<Field> operands = new ArrayList<>();
    for (Field argument : arguments) {
      String text = argument.literal();
      if (text == null || !text.matches("-[LPe@]+|--")) {
        operands.add(argument);
      }
    }
    List<Atom> target;
    if (operands.isEmpty()) {
      Variant home = expander.variable("HOME", state).value().variants().getFirst();
      target = home.atoms();
    } else if ("-".equals(operands.getFirst().literal())) {
      Variable old = state.variables().get("OLDPWD");
      State back =
          old == null
              ? moved(
                  state,
                  Value.of(symbols.of("$OLDPWD", Atom.Shape.ABSOLUTE, Atom.Origin.ENVIRONMENT)))
              : moved(state, old.value());
      return outcome("-", back, state, at);
    } else {
      target = operands.getFirst().value(symbols);
      commands.breakage().entered(operands.getFirst().atoms(), state, around, at);
    }
    if (target.isEmpty()) {
      // `cd ""` stays where it is, and succeeds.
      return Outcome.success(state);
    }
    String literal = Variant.literal(target);
    if (literal != null && literal.matches("/+|\\.(/\\.)*/?")) {
      return Outcome.success(literal.startsWith("/") ? moved(state, Value.text("/")) : state);
    }
    Value next;
    if (!Commands.relative(target)) {
      next = Value.of(new Variant(target, Facts.NONE));
    } else {
      next =
          state
              .cwd()
              .filter(v -> state.facts().allows(v.facts()))
              .then(Value.text("/"), symbols)
              .then(Value.of(new Variant(target, Facts.NONE)), symbols);
    }
    return outcome(Variant.written(target), moved(state, tidy(next)), state, at);
  }

  private Outcome outcome(String target, State moved, State state, Span at) {
    int subject = symbols.next();
    return new Outcome(
        moved.given(new Fact(subject, Fact.Kind.SUCCEEDS, "cd", true, "", "", at.line())),
        state.given(
            new Fact(
                subject,
                Fact.Kind.SUCCEEDS,
                "cd",
                false,
                Messages.text("effect.cd-fails", target),
                "",
                at.line())));
  }

  private static Value tidy(Value cwd) {
    List<Variant> all = new ArrayList<>();
    for (Variant variant : cwd.variants()) {
      String literal = variant.literal();
      all.add(
          literal == null
              ? variant
              : new Variant(
                  Variant.text(
                          Place.of(variant.atoms(), Place.root())
                              .map(p -> p.literal() == null ? literal : p.literal())
                              .orElse(literal))
                      .atoms(),
                  variant.facts()));
    }
    return new Value(List.copyOf(all));
  }

  private State moved(State state, Value cwd) {
    Map<String, Variable> variables = new HashMap<>(state.variables());
    variables.put("OLDPWD", Variable.of(state.cwd(), symbols.next()));
    variables.remove("PWD");
    return state.with(variables).withCwd(cwd);
  }

  private Outcome pushd(List<Field> arguments, State state, Around around, Span at) {
    Variable stack = state.variables().get("DIRSTACK");
    List<Value> elements = new ArrayList<>();
    elements.add(state.cwd());
    if (stack != null && stack.elements() != null) {
      elements.addAll(stack.elements());
    }
    State pushed =
        state.with(
            "DIRSTACK",
            new Variable(state.cwd(), symbols.next(), List.copyOf(elements), false, false));
    Outcome moved = cd(arguments, pushed, around, at);
    return new Outcome(
        moved.success(), moved.failure() == null ? null : moved.failure().with(state.variables()));
  }

  private Outcome popd(State state) {
    Variable stack = state.variables().get("DIRSTACK");
    if (stack == null || stack.elements() == null || stack.elements().isEmpty() || stack.open()) {
      return Outcome.both(
          moved(state, Value.of(symbols.of("$OLDPWD", Atom.Shape.ABSOLUTE, Atom.Origin.WIDENED))));
    }
    List<Value> elements = stack.elements();
    return Outcome.success(
        moved(state, elements.getFirst())
            .with(
                "DIRSTACK",
                new Variable(
                    Value.EMPTY,
                    symbols.next(),
                    elements.subList(1, elements.size()),
                    false,
                    false)));
  }

  // ---- printing

  private State echo(List<Field> arguments, State state) {
    List<Field> words = arguments;
    boolean newline = true;
    boolean escapes = false;
    while (!words.isEmpty()) {
      String first = words.getFirst().literal();
      if (first == null || !first.matches("-[neE]+")) {
        break;
      }
      newline &= first.indexOf('n') < 0;
      escapes |= first.indexOf('e') >= 0;
      words = words.subList(1, words.size());
    }
    List<Atom> atoms = List.of();
    for (int i = 0; i < words.size(); i++) {
      if (i > 0) {
        atoms = Variant.join(atoms, List.of(new Atom.Text(" ")));
      }
      atoms = Variant.join(atoms, words.get(i).value(symbols));
    }
    if (escapes) {
      atoms =
          atoms.stream()
              .map(a -> a instanceof Atom.Text t ? new Atom.Text(unescaped(t.text())) : a)
              .toList();
    }
    Value text = Value.of(new Variant(atoms, why(words)));
    return state.printed(newline ? text.then(Printing.NEWLINE, symbols) : text, symbols);
  }

  private static String unescaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        out.append(c);
        continue;
      }
      char next = text.charAt(++i);
      switch (next) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case '\\' -> out.append('\\');
        case '0' -> out.append('\0');
        default -> out.append('\\').append(next);
      }
    }
    return out.toString();
  }

  private Outcome printf(List<Field> arguments, State state, Around around, Span at) {
    List<Field> words = arguments;
    String variable = null;
    if (words.size() > 2 && "-v".equals(words.getFirst().literal())) {
      name(words.get(1), state, around, at);
      variable = words.get(1).literal();
      words = words.subList(2, words.size());
    }
    if (!words.isEmpty() && "--".equals(words.getFirst().literal())) {
      words = words.subList(1, words.size());
    }
    if (variable == null && state.out() == null) {
      return Outcome.success(state);
    }
    Value text = formatted(words);
    if (variable != null) {
      return Outcome.success(
          interpreter.assign(variable.replaceFirst("\\[.*", ""), text, state, at));
    }
    return Outcome.success(state.printed(text, symbols));
  }

  private Value formatted(List<Field> words) {
    String format = words.isEmpty() ? "" : words.getFirst().literal();
    if (format == null) {
      return symbols.maybe(symbols.text("$(printf …)", Atom.Origin.WIDENED));
    }
    List<Atom> atoms = List.of();
    int next = 1;
    do {
      int before = next;
      StringBuilder plain = new StringBuilder();
      int i = 0;
      while (i < format.length()) {
        char c = format.charAt(i);
        if (c != '%' || i + 1 == format.length()) {
          plain.append(c);
          i++;
          continue;
        }
        if (format.charAt(i + 1) == '%') {
          plain.append('%');
          i += 2;
          continue;
        }
        int end = i + 1;
        while (end < format.length() && !Character.isLetter(format.charAt(end))) {
          end++;
        }
        boolean simple = end == i + 1;
        char kind = end < format.length() ? format.charAt(end) : 's';
        atoms = Variant.join(atoms, Variant.text(unescaped(plain.toString())).atoms());
        plain.setLength(0);
        if (next < words.size()) {
          Field word = words.get(next++);
          boolean keeps = simple && (kind == 's' || kind == 'b');
          atoms =
              Variant.join(
                  atoms,
                  keeps
                      ? word.value(symbols)
                      : List.of(
                          symbols.of(
                              "$(printf)",
                              kind == 'd' || kind == 'i' || kind == 'u'
                                  ? Atom.Shape.NUMBER
                                  : Atom.Shape.TEXT,
                              Atom.Origin.WIDENED)));
        }
        i = end + 1;
      }
      atoms = Variant.join(atoms, Variant.text(unescaped(plain.toString())).atoms());
      if (next == before) {
        break;
      }
    } while (next < words.size() && next < 64);
    return Value.of(new Variant(atoms, why(words)));
  }

  /// What holds when the words are these.
  private static Facts why(List<Field> words) {
    Facts all = Facts.NONE;
    for (Field word : words) {
      Facts more = all.and(word.facts());
      all = more == null ? all : more;
    }
    return all;
  }

  // ---- leaving

  private Outcome leave(List<Field> arguments, State state, Around.Ends ends) {
    ends.meant++;
    String status = arguments.isEmpty() ? null : arguments.getFirst().literal();
    if (status == null || status.equals("0")) {
      ends.success = interpreter.join(ends.success, state);
    }
    if (status == null || !status.equals("0")) {
      ends.failure = interpreter.join(ends.failure, state);
    }
    return stays(arguments) ? Outcome.failure(state) : Outcome.NEVER;
  }

  /// bash goes on behind `exit 1 2` and `exit --help`; an operand that is split may be two.
  private static boolean stays(List<Field> arguments) {
    if (arguments.isEmpty()) {
      return false;
    }
    String first = arguments.getFirst().literal();
    return arguments.size() > 1
        || arguments.getFirst().breaks() != null
        || (first != null && first.startsWith("-"));
  }

  private Outcome jump(List<Field> arguments, State state, Around around, boolean breaks) {
    Around.Loop loop = around.loop();
    if (loop == null) {
      return Outcome.success(state);
    }
    String levels = arguments.isEmpty() ? "1" : arguments.getFirst().literal();
    int count = levels != null && levels.matches("[1-9]") ? Integer.parseInt(levels) : 1;
    for (int i = 1; i < count && loop.outer != null; i++) {
      loop = loop.outer;
    }
    if (breaks) {
      loop.broken = interpreter.join(loop.broken, state);
    } else {
      loop.continued = interpreter.join(loop.continued, state);
    }
    return Outcome.NEVER;
  }

  // ---- parameters and settings

  private static Outcome shift(List<Field> arguments, State state) {
    String by = arguments.isEmpty() ? "1" : arguments.getFirst().literal();
    State.Arguments old = state.arguments();
    if (by == null || !by.matches("[0-9]{1,4}")) {
      return Outcome.success(
          state.with(new State.Arguments(List.of(), true, old.shifted() + 1000)));
    }
    int count = Integer.parseInt(by);
    int listed = Math.min(count, old.list().size());
    State shifted =
        state.with(
            new State.Arguments(
                old.list().subList(listed, old.list().size()),
                old.open(),
                old.open() ? Math.min(old.shifted() + count, 5000) : old.shifted()));
    return old.list().size() >= count ? Outcome.success(shifted) : Outcome.both(shifted);
  }

  private Outcome set(List<Field> arguments, State state) {
    State.Settings s = state.settings();
    boolean errexit = s.errexit();
    boolean nounset = s.nounset();
    boolean noglob = s.noglob();
    boolean pipefail = s.pipefail();
    int i = 0;
    boolean operands = false;
    while (i < arguments.size()) {
      String word = arguments.get(i).literal();
      if (word == null || word.length() < 2 || (!word.startsWith("-") && !word.startsWith("+"))) {
        operands = true;
        break;
      }
      i++;
      if (word.equals("--")) {
        operands = true;
        break;
      }
      boolean on = word.startsWith("-");
      for (char c : word.substring(1).toCharArray()) {
        switch (c) {
          case 'e' -> errexit = on;
          case 'u' -> nounset = on;
          case 'f' -> noglob = on;
          case 'o' -> {
            String name = i < arguments.size() ? arguments.get(i++).literal() : null;
            errexit = "errexit".equals(name) ? on : errexit;
            nounset = "nounset".equals(name) ? on : nounset;
            noglob = "noglob".equals(name) ? on : noglob;
            pipefail = "pipefail".equals(name) ? on : pipefail;
          }
          default -> {}
        }
      }
    }
    State after = state.with(new State.Settings(errexit, nounset, noglob, pipefail, s.nullglob()));
    if (operands) {
      List<Value> values = new ArrayList<>();
      boolean open = false;
      for (Field field : arguments.subList(i, arguments.size())) {
        values.add(Value.of(new Variant(field.value(symbols), Facts.NONE)));
        open |=
            field.breaks() != null
                || field.atoms().stream().anyMatch(Atom.Pattern.class::isInstance);
      }
      after = after.with(new State.Arguments(List.copyOf(values), open, 0));
    }
    return Outcome.success(after);
  }

  private static Outcome shopt(List<Field> arguments, State state) {
    boolean on = arguments.stream().anyMatch(a -> "-s".equals(a.literal()));
    boolean nullglob = arguments.stream().anyMatch(a -> "nullglob".equals(a.literal()));
    State.Settings s = state.settings();
    return Outcome.success(
        nullglob
            ? state.with(new State.Settings(s.errexit(), s.nounset(), s.noglob(), s.pipefail(), on))
            : state);
  }

  private Outcome unset(List<Field> arguments, State state, Around around, Span at) {
    Map<String, Variable> variables = new HashMap<>(state.variables());
    State after = state;
    boolean functions = false;
    for (Field argument : arguments) {
      String name = argument.literal();
      name(argument, state, around, at);
      if (name == null) {
        continue;
      }
      if (name.startsWith("-")) {
        functions |= name.contains("f");
      } else if (!functions) {
        int subject = symbols.next();
        variables.put(
            name,
            new Variable(
                Value.of(
                    Variant.EMPTY.with(
                        Facts.of(
                            new Fact(
                                subject, Fact.Kind.EMPTY, "", true, When.unset(name), "", 0)))),
                subject,
                null,
                false,
                true));
      }
    }
    return Outcome.success(after.with(variables));
  }

  /// `"$builtin" name=value`, where the parser saw no assignment.
  private Outcome declared(List<Field> arguments, State state, Around around, Span at) {
    State after = state;
    for (Field argument : arguments) {
      name(argument, state, around, at);
      String start = argument.beginning();
      int equals = start == null ? -1 : start.indexOf('=');
      if (start != null && equals > 0 && !start.startsWith("-")) {
        List<Atom> value = argument.behind(equals + 1).map(f -> f.value(symbols)).orElse(List.of());
        after =
            interpreter.assign(
                start.substring(0, equals), Value.of(new Variant(value, Facts.NONE)), after, at);
      }
    }
    return Outcome.success(after);
  }

  // ---- reading

  private Outcome read(List<Field> arguments, State state, Around around, Span at) {
    boolean other = arguments.stream().anyMatch(a -> String.valueOf(a.literal()).startsWith("-u"));
    Around.Loop loop = around.loop();
    if (loop != null && loop.asking && !other && Identity.same(loop.input, around.input())) {
      loop.reads = true;
    }
    if (arguments.stream().anyMatch(a -> String.valueOf(a.literal()).matches("-[a-tv-z]*p.*"))
        && !other) {
      interpreter.observer().eats("read -p", around, at);
    }
    List<String> names = new ArrayList<>();
    String array = null;
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i).literal();
      if (word == null) {
        continue;
      }
      if (word.startsWith("-") && word.length() > 1) {
        char last = word.charAt(word.length() - 1);
        if ("pdtnNui".indexOf(last) >= 0) {
          i++;
        } else if (last == 'a' && i + 1 < arguments.size()) {
          array = arguments.get(++i).literal();
        }
      } else {
        names.add(word);
      }
    }
    if (array != null) {
      Atom.Symbol element = symbols.text("$" + array, Atom.Origin.INPUT);
      State filled =
          state.with(
              array,
              new Variable(
                  Value.of(element), symbols.next(), List.of(Value.of(element)), true, false));
      return Outcome.both(filled);
    }
    if (names.isEmpty()) {
      names.add("REPLY");
    }
    State success = state;
    State failure = state;
    List<List<List<Atom>>> lines = lines(around.input(), state);
    for (Field argument : arguments) {
      name(argument, state, around, at);
    }
    for (int n = 0; n < names.size(); n++) {
      String name = names.get(n);
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        continue;
      }
      failure = interpreter.assign(name, Value.EMPTY, failure, at);
      boolean last = n + 1 == names.size();
      List<Variant> values = new ArrayList<>();
      if (lines != null) {
        for (List<List<Atom>> line : lines) {
          values.add(new Variant(word(line, n, last), Facts.NONE));
        }
      }
      Value value;
      if (lines == null || values.isEmpty()) {
        Atom.Symbol unknown = symbols.text("$" + name, Atom.Origin.INPUT);
        value = symbols.maybe(unknown);
      } else {
        value = Value.union(values, symbols);
      }
      success = interpreter.assign(name, value, success, at);
    }
    return new Outcome(success, failure);
  }

  private static List<Atom> word(List<List<Atom>> line, int n, boolean last) {
    if (n >= line.size()) {
      return List.of();
    }
    if (!last) {
      return line.get(n);
    }
    List<Atom> rest = line.get(n);
    for (int i = n + 1; i < line.size(); i++) {
      rest = Variant.join(Variant.join(rest, List.of(new Atom.Text(" "))), line.get(i));
    }
    return rest;
  }

  /// The lines of an input, each as words; null when they are not known.
  private static @Nullable List<List<List<Atom>>> lines(@Nullable Value input, State state) {
    if (input == null) {
      return null;
    }
    List<List<List<Atom>>> all = new ArrayList<>();
    for (Variant variant : input.variants()) {
      if (!state.facts().allows(variant.facts())) {
        continue;
      }
      List<List<Atom>> line = new ArrayList<>();
      List<Atom> word = List.of();
      for (Atom atom : variant.atoms()) {
        switch (atom) {
          case Atom.Text text -> {
            for (String piece : text.text().split("(?<=[ \\t\\n])|(?=[ \\t\\n])", -1)) {
              if (piece.isBlank() && !piece.isEmpty()) {
                if (!word.isEmpty()) {
                  line.add(word);
                }
                word = List.of();
                if (piece.equals("\n")) {
                  if (!line.isEmpty()) {
                    all.add(line);
                  }
                  line = new ArrayList<>();
                }
              } else {
                word = Variant.join(word, Variant.text(piece).atoms());
              }
            }
          }
          case Atom.Pattern pattern -> word = Variant.join(word, List.of(pattern));
          case Atom.Symbol symbol -> {
            if (!symbol.elements().isEmpty()) {
              for (List<Atom> element : symbol.elements()) {
                all.add(List.of(Variant.join(word, element)));
              }
              word = List.of();
            } else if (symbol.shape() == Atom.Shape.TEXT) {
              return null;
            } else {
              word = Variant.join(word, List.of(symbol));
            }
          }
        }
        if (all.size() > 200) {
          return null;
        }
      }
      if (!word.isEmpty()) {
        line.add(word);
      }
      if (!line.isEmpty()) {
        all.add(line);
      }
    }
    return all;
  }

  private Outcome mapfile(List<Field> arguments, State state, Around around, Span at) {
    String name = "MAPFILE";
    for (int i = 0; i + 1 < arguments.size(); i++) {
      if ("-C".equals(arguments.get(i).literal())) {
        // The callback gets the number of the line, and the line.
        List<Atom> called =
            Variant.join(
                Variant.join(arguments.get(i + 1).atoms(), List.of(new Atom.Text(" 0 "))),
                List.of(symbols.text("$line", Atom.Origin.INPUT)));
        Around there = around.at(recorder.place(around, at)).maybe(true);
        interpreter.program(new Variant(called, Facts.NONE), state, there);
      }
    }
    if (!arguments.isEmpty()) {
      String last = arguments.getLast().literal();
      name = last != null && last.matches("[A-Za-z_][A-Za-z0-9_]*") ? last : name;
    }
    Value element = Value.of(symbols.text("$" + name, Atom.Origin.INPUT));
    return Outcome.success(
        state.with(name, new Variable(element, symbols.next(), List.of(element), true, false)));
  }

  private Outcome getopts(List<Field> arguments, State state, Span at) {
    String options = arguments.isEmpty() ? null : arguments.getFirst().literal();
    String name = arguments.size() > 1 ? arguments.get(1).literal() : null;
    if (name == null) {
      return Outcome.both(state);
    }
    List<Variant> letters = new ArrayList<>();
    letters.add(Variant.text("?"));
    if (options == null) {
      letters.add(Variant.of(symbols.of("$" + name, Atom.Shape.NAME, Atom.Origin.ARGUMENT)));
    } else {
      for (int k = 0; k < options.length(); k++) {
        char c = options.charAt(k);
        if (c != ':') {
          letters.add(Variant.text(String.valueOf(c)));
        } else if (letters.size() == 1) {
          letters.add(Variant.text(":"));
        }
      }
    }
    State next = interpreter.assign(name, Value.union(letters, symbols), state, at);
    next =
        interpreter.assign(
            "OPTARG", symbols.maybe(symbols.text("$OPTARG", Atom.Origin.ARGUMENT)), next, at);
    next =
        interpreter.assign(
            "OPTIND",
            Value.of(symbols.of("$OPTIND", Atom.Shape.NUMBER, Atom.Origin.ARGUMENT)),
            next,
            at);
    return new Outcome(next, interpreter.assign(name, Value.text("?"), state, at));
  }

  private Outcome let(List<Field> arguments, State state, Around around, Span at) {
    State after = state;
    for (Field argument : arguments) {
      expander
          .evaluation()
          .expression(new Variant(argument.atoms(), Facts.NONE), after, around, at);
      String text = argument.beginning();
      if (text != null && text.matches("[A-Za-z_]\\w*\\s*(\\+\\+|--|[-+*/%]?=).*")) {
        String name = text.replaceAll("\\W.*", "");
        after =
            interpreter.assign(
                name,
                Value.of(symbols.of("$" + name, Atom.Shape.NUMBER, Atom.Origin.WIDENED)),
                after,
                at);
      }
    }
    return Outcome.both(after);
  }

  // ---- programs

  private Outcome eval(List<Field> arguments, State state, Around around, Span at) {
    List<Atom> text = List.of();
    for (Field argument : arguments) {
      text =
          Variant.join(
              text.isEmpty() ? text : Variant.join(text, List.of(new Atom.Text(" "))),
              argument.atoms());
    }
    Around there = around.at(recorder.place(around, at));
    return interpreter.program(new Variant(text, Facts.NONE), state, there);
  }

  private Outcome source(List<Field> arguments, State state, Around around, Span at) {
    if (arguments.isEmpty()) {
      return Outcome.failure(state);
    }
    Span place = recorder.place(around, at);
    Field file = arguments.getFirst();
    String path = file.literal();
    if (path != null && (LIBRARIES.contains(path) || path.startsWith("/dev/null"))) {
      if (path.equals(DEBCONF)) {
        // It starts the front end of debconf, which opens its database and then runs the program.
        commands.paths(
            Act.MODIFY, Field.text("/var/cache/debconf"), true, state, around.maybe(true), at);
      }
      return Outcome.success(state);
    }
    commands.breakage().needs(file.atoms(), ".", state, around, at);
    Source text = path == null ? null : interpreter.context().files().get(path);
    if (text != null) {
      return interpreter.file(text, state, around.at(place));
    }
    if (path != null && path.startsWith("/dev/fd/")) {
      Value content = interpreter.content(Value.text(path));
      Outcome all = Outcome.NEVER;
      for (Variant variant : content.variants()) {
        State here = state.given(variant.facts());
        if (here != null) {
          all = interpreter.join(all, interpreter.program(variant, here, around.at(place)));
        }
      }
      return all;
    }
    recorder.unknown(state, around, at, "unknown-source", file.written());
    recorder.doubts().outsider();
    State after = interpreter.forgotten(state);
    return new Outcome(after, state);
  }

  private Outcome exec(List<Field> arguments, State state, Around around, Span at) {
    List<Field> words = arguments;
    while (!words.isEmpty()) {
      String word = words.getFirst().literal();
      if (word == null || !word.matches("-[cl]+|-a|--")) {
        break;
      }
      words = words.subList(Math.min(words.size(), word.equals("-a") ? 2 : 1), words.size());
    }
    if (words.isEmpty()) {
      return Outcome.success(state);
    }
    Outcome outcome = commands.run(words, state, around, at, false);
    around.ends().meant++;
    around.ends().success =
        interpreter.join(around.ends().success, interpreter.ended(outcome.success()));
    around.ends().failure =
        interpreter.join(around.ends().failure, interpreter.ended(outcome.failure()));
    return Outcome.NEVER;
  }

  private Outcome trap(List<Field> arguments, State state, Span place) {
    List<Field> words = arguments;
    if (!words.isEmpty() && "--".equals(words.getFirst().literal())) {
      words = words.subList(1, words.size());
    }
    if (words.size() < 2) {
      return Outcome.success(state);
    }
    String action = words.getFirst().literal();
    State after = state;
    for (Field signal : words.subList(1, words.size())) {
      String name = signal.literal();
      String plain =
          name == null
              ? "?"
              : name.equals("0")
                  ? "EXIT"
                  : name.replaceFirst("^SIG", "").toUpperCase(java.util.Locale.ROOT);
      interpreter.trapped(words.getFirst().atoms(), place);
      after =
          after.withTrap(
              plain,
              "-".equals(action) || "".equals(action)
                  ? Value.EMPTY
                  : Value.of(new Variant(words.getFirst().atoms(), Facts.NONE)));
    }
    return Outcome.success(after);
  }

  /// `builtin rm` is none: it fails.
  private Outcome builtin(List<Field> arguments, State state, Around around, Span at) {
    if (arguments.isEmpty()) {
      return Outcome.success(state);
    }
    String word = arguments.getFirst().literal();
    if (word == null) {
      recorder.unknown(state, around, at, "unknown-command-word", arguments.getFirst().written());
      return Outcome.both(state);
    }
    Outcome outcome = run(word, arguments.subList(1, arguments.size()), state, around, at);
    return outcome == null ? Outcome.failure(state) : outcome;
  }

  private Outcome command(List<Field> arguments, State state, Around around, Span at) {
    List<Field> words = arguments;
    while (!words.isEmpty()) {
      String word = words.getFirst().literal();
      if (word == null || !word.matches("-[pvV]+|--")) {
        break;
      }
      if (word.contains("v") || word.contains("V")) {
        State found =
            state.printed(
                Value.of(symbols.of("$(command -v …)", Atom.Shape.ABSOLUTE, Atom.Origin.INPUT))
                    .then(Printing.NEWLINE, symbols),
                symbols);
        int subject = symbols.next();
        String name = words.size() > 1 ? words.get(1).written() : "";
        return new Outcome(
            found.given(
                new Fact(subject, Fact.Kind.SUCCEEDS, "", true, When.text("there", name), "", 0)),
            state.given(
                new Fact(
                    subject, Fact.Kind.SUCCEEDS, "", false, When.text("not-there", name), "", 0)));
      }
      words = words.subList(1, words.size());
    }
    return words.isEmpty() ? Outcome.success(state) : commands.run(words, state, around, at, false);
  }
}
