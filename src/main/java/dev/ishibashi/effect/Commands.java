package dev.ishibashi.effect;

import dev.ishibashi.effect.Interpreter.Outcome;
import dev.ishibashi.shell.Syntax;
import dev.ishibashi.spec.CommandCatalogue;
import dev.ishibashi.spec.CommandSpec;
import dev.ishibashi.spec.Invocation;
import dev.ishibashi.spec.Rule;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Runs one command: a function of the program, a builtin, or a command that the catalogue knows.
final class Commands {
  private static final Set<String> DIRECTORIES =
      Set.of("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin");

  /// Where commands are looked for, in this order: the usual PATH of root.
  private static final List<String> SEARCHED =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private static final Pattern SHELL =
      Pattern.compile("#! ?(?:/usr)?/bin/(?:env )?(?:ba|da)?sh\\b");

  /// Directories of programs that start and stop a service of their name.
  private static final Set<String> SERVICES = Set.of("/etc/init.d", "/etc/rc.d/init.d");

  private final Interpreter interpreter;
  private final Recorder recorder;
  private final CommandCatalogue catalogue;
  private final Symbols symbols;
  private final Judgement judgement;
  private final Builtins builtins;
  private final Tools tools;
  private final Printing printing;
  private final Breakage breakage;
  private final Links links = new Links();

  Commands(
      Interpreter interpreter,
      Expander expander,
      Recorder recorder,
      CommandCatalogue catalogue,
      Symbols symbols) {
    this.interpreter = interpreter;
    this.recorder = recorder;
    this.catalogue = catalogue;
    this.symbols = symbols;
    this.judgement = new Judgement(recorder);
    this.builtins = new Builtins(interpreter, expander, this, recorder, symbols);
    this.tools = new Tools(interpreter, this, recorder, symbols);
    this.printing = new Printing(interpreter, symbols);
    this.breakage = new Breakage(this, recorder);
  }

  /// Says whether what is found is narrowed by tests (`find -mtime`), and returns what was said.
  boolean filtered(boolean now) {
    return judgement.filtered(now);
  }

  Breakage breakage() {
    return breakage;
  }

  Printing printing() {
    return printing;
  }

  Outcome run(List<Field> fields, State state, Around around, Span at) {
    return run(fields, state, around, at, true);
  }

  /// @param functions whether functions of the program are meant too; not behind `command`
  Outcome run(List<Field> fields, State state, Around around, Span at, boolean functions) {
    if (fields.isEmpty()) {
      return Outcome.success(state);
    }
    breakage.running(fields, state, around);
    String word = named(fields.getFirst());
    List<Field> arguments = fields.subList(1, fields.size());
    if (word == null || word.isEmpty()) {
      if (word == null) {
        recorder.unknown(state, around, at, "unknown-command-word", fields.getFirst().written());
        if (functions) {
          interpreter.observer().unknownCommand(fields, around, at);
        }
        return Outcome.both(
            state.printed(
                symbols.maybe(
                    symbols.text("$(" + fields.getFirst().written() + ")", Atom.Origin.INPUT)),
                symbols));
      }
      return Outcome.failure(state);
    }
    Syntax.Function function = functions ? state.functions().get(word) : null;
    if (function != null) {
      return interpreter.call(function, arguments, state, around, at);
    }
    Outcome built = builtins.run(word, arguments, state, around, at);
    if (built != null) {
      return built;
    }
    int slash = word.lastIndexOf('/');
    String name = slash < 0 ? word : word.substring(slash + 1);
    boolean known = slash < 0 || ofTheSystem(word.substring(0, slash));
    CommandSpec spec = known ? catalogue.find(name).orElse(null) : null;
    if ((spec == null || spec.opaque()) && around.host().isEmpty()) {
      Source text = script(word);
      if (text != null) {
        return interpreter.script(text, arguments, state, around, at);
      }
    }
    if (spec == null && slash > 0 && SERVICES.contains(word.substring(0, slash))) {
      List<Field> words = new ArrayList<>(List.of(Field.text("service"), Field.text(name)));
      words.addAll(arguments);
      return run(List.copyOf(words), state, around, at, false);
    }
    if (spec == null) {
      Syntax.Function handle = state.functions().get("command_not_found_handle");
      if (handle != null && functions && slash < 0) {
        interpreter.subshell(
            around.beingChecked(),
            state,
            a -> interpreter.call(handle, fields, state, a.maybe(true), at));
      }
      recorder.unknown(state, around, at, "unknown-command", word);
      if (functions) {
        interpreter.observer().unknownCommand(fields, around, at);
      }
      return Outcome.both(
          state.printed(
              symbols.maybe(symbols.text("$(" + word + ")", Atom.Origin.INPUT)), symbols));
    }
    return specified(spec, fields, arguments, state, around, at);
  }

  /// The name of a command; of one in a directory of the system that is known in part
  /// (`/usr/lib/postgresql/$VERSION/bin/pg_config`) the last name. Null when it is not known.
  private @Nullable String named(Field field) {
    String literal = field.literal();
    String beginning = field.beginning();
    if (literal != null
        || beginning == null
        || !ofTheSystem(beginning)
        || !(field.atoms().getLast() instanceof Atom.Text end)) {
      return literal;
    }
    String name = end.text().substring(end.text().lastIndexOf('/') + 1);
    boolean whole = name.length() < end.text().length() && catalogue.find(name).isPresent();
    return whole ? name : null;
  }

  /// The text of a command that is a shell script, where the files of the host are known.
  private @Nullable Source script(String word) {
    if (word.startsWith("/")) {
      return script(interpreter.context().files().get(word));
    }
    if (word.indexOf('/') < 0) {
      for (String directory : SEARCHED) {
        Source text = interpreter.context().files().get(directory + "/" + word);
        if (text != null) {
          return script(text);
        }
      }
    }
    return null;
  }

  private static @Nullable Source script(@Nullable Source file) {
    return file != null && SHELL.matcher(file.line(1)).lookingAt() ? file : null;
  }

  /// Programs there come with packages, and mean the same under their short name.
  private static boolean ofTheSystem(String directory) {
    return DIRECTORIES.contains(directory)
        || directory.startsWith("/usr/lib/")
        || directory.startsWith("/usr/share/")
        || directory.startsWith("/lib/")
        || directory.startsWith("/usr/libexec");
  }

  private Outcome specified(
      CommandSpec spec,
      List<Field> whole,
      List<Field> arguments,
      State state,
      Around around,
      Span at) {
    if (!spec.handled().isEmpty() && !spec.needs().isEmpty()) {
      breakage.before(spec, read(spec, arguments), state, around, at);
    }
    Outcome special = tools.run(spec, arguments, state, around, at);
    if (special != null) {
      beside(spec, arguments, state, around, at);
      return special;
    }
    Invocation<Field> invocation = read(spec, arguments);
    eating(spec, invocation, around, at);
    unknownOptions(spec, invocation, state, around, at);
    if (spec.name().equals("sed")) {
      sed(invocation, state, around, at);
    }
    CommandSpec acting = spec;
    if (!spec.subcommands().isEmpty() && !spec.ends(invocation)) {
      if (invocation.operands().isEmpty()) {
        return rules(spec, spec, invocation, whole, state, around, at);
      }
      String sub = invocation.operands().getFirst().literal();
      CommandSpec inner = sub == null ? null : spec.subcommands().get(sub);
      if (inner == null) {
        inner = spec.subcommands().get("*");
        if (inner != null && sub != null) {
          inner = inner.named(spec.name() + " " + sub);
        }
      }
      if (inner == null) {
        recorder.unknown(
            state,
            around,
            at,
            "unknown-subcommand",
            spec.name(),
            invocation.operands().getFirst().written());
        return outcome(spec, invocation, whole, state, around);
      }
      acting = inner;
      Invocation<Field> outer = invocation;
      List<Field> rest = invocation.operands().subList(1, invocation.operands().size());
      if (spec.style() != CommandSpec.Style.POSIX) {
        // Options were mixed in already: those of the subcommand are among the unknown ones.
        int first = arguments.indexOf(invocation.operands().getFirst());
        rest = arguments.subList(first + 1, arguments.size());
        for (String option : read(spec, arguments.subList(0, first)).unknown()) {
          recorder.unknown(state, around, at, "unknown-option", spec.name(), option);
        }
      }
      invocation = read(acting, rest);
      unknownOptions(acting, invocation, state, around, at);
      if (!acting.subcommands().isEmpty()) {
        return specified(acting, whole, rest, state, around, at);
      }
      Map<String, List<Optional<Field>>> both = new HashMap<>(outer.options());
      both.putAll(invocation.options());
      invocation = new Invocation<>(both, invocation.operands(), List.of());
    }
    if (spec.ends(invocation) || acting.ends(invocation)) {
      return Outcome.success(
          state.printed(
              Value.of(symbols.text("$(" + spec.name() + ")", Atom.Origin.INPUT)), symbols));
    }
    breakage.before(spec, invocation, state, around, at);
    Outcome outcome = rules(acting, spec, invocation, whole, state, around, at);
    if (spec.name().startsWith("db_")) {
      outcome = answered(outcome, at);
    }
    if (spec.name().equals("ln") && invocation.has("-s")) {
      linked(invocation, state);
    }
    if (around.host().isEmpty()) {
      breakage.after(spec, invocation, state, at);
    }
    return outcome;
  }

  /// `docker exec -i`: what is typed goes to the command in the container.
  private static boolean attached(Invocation<Field> invocation) {
    List<String> words = invocation.operands().stream().map(Field::written).toList();
    boolean starts = words.contains("exec") || words.contains("run");
    return starts
        && (invocation.has("-i")
            || invocation.unknown().contains("-i")
            || words.contains("-i")
            || words.contains("-it"));
  }

  /// Commands that take all of their input, unless they are told not to.
  private void eating(CommandSpec spec, Invocation<Field> invocation, Around around, Span at) {
    boolean eats =
        switch (spec.name()) {
          case "ffmpeg" -> !invocation.has("-nostdin");
          case "mplayer", "HandBrakeCLI", "rsh" -> true;
          case "sftp" -> !invocation.has("-b");
          case "docker", "podman", "kubectl", "lxc", "nerdctl" -> attached(invocation);
          default -> false;
        };
    if (eats) {
      interpreter.observer().eats(spec.name(), around, at);
    }
    if (spec.name().equals("sleep")) {
      recorder.change(new Disk.Change(Act.UNKNOWN, null, true), around);
    }
  }

  /// What debconf answers stands in `RET`.
  private Outcome answered(Outcome outcome, Span at) {
    Value answer = symbols.maybe(symbols.text("$RET", Atom.Origin.INPUT));
    State success = outcome.success();
    State failure = outcome.failure();
    return new Outcome(
        success == null ? null : interpreter.assign("RET", answer, success, at),
        failure == null ? null : interpreter.assign("RET", answer, failure, at));
  }

  /// Remembers symbolic links that the program makes: what it does through one hits its target.
  private void linked(Invocation<Field> invocation, State state) {
    List<Field> operands = invocation.operands();
    Field into = invocation.value("-t").orElse(null);
    List<Field> targets = operands;
    if (into == null && operands.size() > 1) {
      into = operands.getLast();
      targets = operands.subList(0, operands.size() - 1);
    }
    for (Field target : targets) {
      List<Atom> name = Expander.lastName(trimmed(target.atoms()));
      for (Place at :
          into == null ? List.of(Place.start()) : places(trimmed(into.atoms()), state)) {
        if (into != null) {
          links.add(at, target.atoms());
        }
        if (name != null && !name.isEmpty()) {
          links.add(at.child(name), target.atoms());
        }
      }
    }
  }

  /// What options do beside what a command does that is handled by itself: logs, programs of its
  /// own; and options that nobody has listed.
  private void beside(
      CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    if (spec.options().isEmpty()) {
      return;
    }
    Invocation<Field> invocation = read(spec, arguments);
    if (spec.ends(invocation)) {
      return;
    }
    unknownOptions(spec, invocation, state, around, at);
    for (Rule rule : spec.effects()) {
      if (rule.condition().holds(invocation, Field::literal, Field::beginning)) {
        effect(rule, spec, invocation, state, around.maybe(!rule.certain()), at);
      }
    }
  }

  /// A `sed` program may write and run by itself; one that is not known may do so too.
  private void sed(Invocation<Field> invocation, State state, Around around, Span at) {
    List<Field> programs = new ArrayList<>(invocation.values("-e"));
    boolean fromFile = invocation.has("-f");
    if (programs.isEmpty() && !fromFile && !invocation.operands().isEmpty()) {
      programs.add(invocation.operands().getFirst());
    }
    boolean harmless =
        programs.stream().map(Field::written).allMatch(SedScript::onlyEdits) && !fromFile;
    if (harmless || invocation.has("--sandbox")) {
      return;
    }
    String program = programs.size() == 1 && !fromFile ? programs.getFirst().literal() : null;
    List<SedScript.Piece> runs = program == null ? null : SedScript.runs(program);
    if (runs == null) {
      recorder.unknown(state, around, at, "acting-sed");
      return;
    }
    Value text = Value.EMPTY;
    for (SedScript.Piece piece : runs) {
      Atom.Symbol met = symbols.text("$(sed " + piece.text() + ")", Atom.Origin.INPUT);
      Value more;
      if (!piece.met()) {
        more = Value.text(piece.text());
      } else if (piece.filled()) {
        more = Value.of(met);
      } else {
        more = piece.directory() ? Value.of(met).or(Value.EMPTY, symbols) : symbols.maybe(met);
      }
      text = text.then(more, symbols);
    }
    for (Variant variant : text.variants()) {
      State here = state.given(variant.facts());
      if (here != null) {
        interpreter.subshell(
            around.beingChecked().at(recorder.place(around, at)),
            here,
            a -> interpreter.program(variant, interpreter.inner(here, List.of()), a.maybe(true)));
      }
    }
  }

  Invocation<Field> read(CommandSpec spec, List<Field> arguments) {
    return spec.read(arguments, Field::beginning, Field::behind);
  }

  private void unknownOptions(
      CommandSpec spec, Invocation<Field> invocation, State state, Around around, Span at) {
    if (!spec.subcommands().isEmpty() && spec.style() != CommandSpec.Style.POSIX) {
      return;
    }
    for (String option : invocation.unknown()) {
      recorder.unknown(state, around, at, "unknown-option", spec.name(), option);
    }
  }

  private Outcome rules(
      CommandSpec spec,
      CommandSpec whole,
      Invocation<Field> invocation,
      List<Field> fields,
      State state,
      Around around,
      Span at) {
    Outcome inner = null;
    for (Rule rule : spec.effects()) {
      if (!rule.condition().holds(invocation, Field::literal, Field::beginning)) {
        continue;
      }
      switch (rule.act()) {
        case "run" -> {
          List<Field> command = targets(rule.targets().getFirst(), invocation);
          if (!command.isEmpty()) {
            Outcome ran =
                interpreter.subshell(
                    around.beingChecked(), state, a -> run(command, state, a, at, false));
            inner = inner == null ? ran : interpreter.join(inner, ran);
          }
        }
        case "program" -> {
          for (Field text : targets(rule.targets().getFirst(), invocation)) {
            State start = interpreter.inner(state, List.of());
            Outcome ran =
                interpreter.subshell(
                    around.beingChecked().at(recorder.place(around, at)),
                    state,
                    a -> interpreter.program(new Variant(text.atoms(), Facts.NONE), start, a));
            inner = inner == null ? ran : interpreter.join(inner, ran);
          }
        }
        default -> {
          effect(rule, spec, invocation, state, around.maybe(!rule.certain()), at);
          if (!rule.danger().isEmpty() && !rule.danger().equals("none")) {
            // One for the command: what else it may be done to, the effects tell.
            recorder.worst(
                spec.name(),
                List.of(),
                rule.danger(),
                Severity.DANGER,
                recorder.place(around, at),
                Interpreter.words(invocation.operands()),
                spec.name());
          }
        }
      }
    }
    return inner != null ? inner : outcome(whole, invocation, fields, state, around);
  }

  private void effect(
      Rule rule,
      CommandSpec spec,
      Invocation<Field> invocation,
      State state,
      Around around,
      Span at) {
    Act act = Act.valueOf(rule.act().toUpperCase(java.util.Locale.ROOT));
    switch (act) {
      case DELETE, OVERWRITE, CREATE, MODIFY, MOVE, PERMISSION -> {
        boolean tree = rule.extent() == Rule.Extent.TREE;
        for (String target : rule.targets()) {
          if (target.startsWith("/")) {
            // Written in the data file: what the command always works on; of a pattern, some.
            recorder.change(new Disk.Change(Act.UNKNOWN, null, true), around);
            recorder.effect(
                act,
                new Resource.Paths(PathSet.glob(target + (tree ? "/**" : ""))),
                state,
                around.maybe(tree || target.contains("*")),
                at,
                null);
            continue;
          }
          if (target.startsWith("~/")) {
            // In the home directory, wherever that is.
            recorder.change(new Disk.Change(Act.UNKNOWN, null, true), around);
            String rest = target.substring(1) + (tree ? "/**" : "");
            recorder.effect(
                act,
                new Resource.Paths(PathSet.glob("/**" + rest, "~" + rest)),
                state,
                around.maybe(true),
                at,
                null);
            continue;
          }
          if (target.equals("copies")) {
            copies(act, rule, invocation, state, around, at);
            continue;
          }
          for (Field field : targets(target, invocation)) {
            if (target.startsWith("-") && "-".equals(field.literal())) {
              // `-o -` means standard output.
              continue;
            }
            Field path = suffixed(field, rule.suffix(), invocation);
            if (path == null) {
              continue;
            }
            if (rule.extent() == Rule.Extent.PARENTS) {
              parents(act, path, state, around, at);
            } else {
              paths(act, path, tree, state, around, at);
            }
          }
        }
      }
      case FORMAT -> {
        for (String target : rule.targets()) {
          for (Field field : targets(target, invocation)) {
            formats(field, state, around, at);
            if (rule.danger().isEmpty()) {
              recorder.worst(
                  spec.name(),
                  List.of(),
                  "device-format",
                  Severity.DANGER,
                  recorder.place(around, at),
                  field.written(),
                  spec.name());
            }
          }
        }
      }
      case UNKNOWN ->
          recorder.unknown(
              state,
              around,
              at,
              "unknown-reach",
              spec.name(),
              rule.targets().isEmpty() ? "" : template(rule.targets().getFirst(), invocation));
      case SERVICE -> {
        for (String text : texts(rule, spec, invocation)) {
          recorder.effect(act, new Resource.Unit(text), state, around, at, null);
        }
      }
      case MOUNT, PACKAGE, PROCESS, SCHEDULE, NETWORK, DATABASE -> {
        for (String text : texts(rule, spec, invocation)) {
          recorder.effect(act, new Resource.Named(text), state, around, at, null);
        }
      }
    }
  }

  private void formats(Field field, State state, Around around, Span at) {
    Set<String> names = new LinkedHashSet<>();
    for (Place place : places(field.atoms(), state)) {
      names.add(place.base() == Place.Base.ROOT ? place.written() : field.written());
      links.through(place, true).forEach(way -> names.add(way.to().written()));
    }
    if (names.isEmpty()) {
      names.add(field.written());
    }
    for (String name : names) {
      recorder.effect(
          Act.FORMAT, new Resource.Device(name), state, around.maybe(names.size() > 1), at, null);
    }
  }

  private static List<String> texts(Rule rule, CommandSpec spec, Invocation<Field> invocation) {
    List<String> all = new ArrayList<>();
    for (String target : rule.targets()) {
      String verb = spec.name().substring(spec.name().lastIndexOf(' ') + 1);
      all.add(template(target.replace("{verb}", verb), invocation));
    }
    return all;
  }

  /// `"restart {operands}"` with the words of the invocation in it.
  private static String template(String template, Invocation<Field> invocation) {
    String text = template.replace("\"", "");
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf('{', at);
      int close = open < 0 ? -1 : text.indexOf('}', open);
      if (close < 0) {
        out.append(text.substring(at));
        break;
      }
      out.append(text, at, open);
      out.append(
          String.join(
              " ",
              targets(text.substring(open + 1, close), invocation).stream()
                  .map(Field::written)
                  .toList()));
      at = close + 1;
    }
    return out.toString().strip();
  }

  /// A path with what a rule puts behind it; null when that is the value of an option that is not
  /// given, or given without a value.
  private static @Nullable Field suffixed(
      Field field, String suffix, Invocation<Field> invocation) {
    if (suffix.isEmpty()) {
      return field;
    }
    if (field.atoms().isEmpty()) {
      // There is no file of that name.
      return null;
    }
    if (!suffix.startsWith("-")) {
      return field.with(
          Variant.join(field.atoms(), Tools.patterned(Field.text(suffix.replace("\"", "")))));
    }
    Field value = invocation.value(suffix).orElse(null);
    if (value == null || value.atoms().isEmpty()) {
      return null;
    }
    String text = value.literal();
    if (text == null || !text.contains("*")) {
      return field.with(Variant.join(field.atoms(), value.atoms()));
    }
    // `sed -i'old/*'`: the name of the file, as it is written, in place of each star.
    List<Atom> name = List.of();
    String[] pieces = text.split("\\*", -1);
    for (int i = 0; i < pieces.length; i++) {
      List<Atom> before = i == 0 ? name : Variant.join(name, field.atoms());
      name = Variant.join(before, Variant.text(pieces[i]).atoms());
    }
    return field.with(name);
  }

  static List<Field> targets(String target, Invocation<Field> invocation) {
    List<Field> operands = invocation.operands();
    int size = operands.size();
    return switch (target) {
      case "operands" -> operands;
      case "first" -> size > 0 ? operands.subList(0, 1) : List.of();
      case "second" -> size > 1 ? operands.subList(1, 2) : List.of();
      case "last" -> size > 0 ? operands.subList(size - 1, size) : List.of();
      case "init" -> size > 0 ? operands.subList(0, size - 1) : List.of();
      case "rest" -> size > 0 ? operands.subList(1, size) : List.of();
      case "typed" ->
          operands.stream()
              .map(
                  operand -> {
                    String text = operand.beginning();
                    int colon = text == null ? -1 : text.indexOf(':');
                    int type = text != null && colon > 0 && colon < slash(text) ? colon + 1 : 0;
                    return operand.behind(type).orElse(operand);
                  })
              .toList();
      case "beside", "beside-rest" ->
          operands.stream()
              .skip(target.equals("beside") ? 0 : 1)
              .map(
                  operand -> {
                    List<Atom> directory = Expander.directory(trimmed(operand.atoms()));
                    List<Atom> inside =
                        directory == null
                            ? List.of(new Atom.Text("./"))
                            : Variant.join(directory, List.of(new Atom.Text("/")));
                    return operand.with(Variant.join(inside, List.of(new Atom.Pattern("*"))));
                  })
              .toList();
      case "here" ->
          operands.stream()
              .map(
                  operand -> {
                    List<Atom> name = Expander.lastName(trimmed(operand.atoms()));
                    List<Atom> inside = name == null ? List.of(new Atom.Pattern("*")) : name;
                    return operand.with(Variant.join(List.of(new Atom.Text("./")), inside));
                  })
              .toList();
      case "rest2" -> size > 1 ? operands.subList(2, size) : List.of();
      default -> {
        if (target.startsWith("-") || target.endsWith("=")) {
          yield invocation.values(target);
        }
        if (target.startsWith("\"")) {
          yield List.of(Field.text(template(target, invocation)));
        }
        if (target.startsWith(".")) {
          yield List.of(Field.of(Tools.patterned(Field.text(target))));
        }
        throw new IllegalArgumentException("not a target: '%s'".formatted(target));
      }
    };
  }

  private static int slash(String text) {
    int slash = text.indexOf('/');
    return slash < 0 ? text.length() : slash;
  }

  /// Where copies of the operands land: on the last operand, or in it when it is a directory.
  private void copies(
      Act act, Rule rule, Invocation<Field> invocation, State state, Around around, Span at) {
    List<Field> operands = invocation.operands();
    List<Field> sources = operands;
    Field into = invocation.value("-t").orElse(null);
    boolean mayBeName = false;
    boolean mayBeDirectory = true;
    if (into == null) {
      if (operands.size() < 2) {
        return;
      }
      into = operands.getLast();
      sources = operands.subList(0, operands.size() - 1);
      String text = into.literal();
      mayBeName = sources.size() == 1 && (text == null || !text.endsWith("/"));
      mayBeDirectory = !invocation.has("-T") && !(mayBeName && namesFile(text));
    }
    if (into.atoms().isEmpty()) {
      return;
    }
    boolean tree = rule.extent() == Rule.Extent.TREE;
    Field itself = suffixed(into, rule.suffix(), invocation);
    if (mayBeName && itself != null) {
      paths(act, itself, tree, state, around.maybe(mayBeDirectory), at);
    }
    if (mayBeDirectory) {
      for (Field source : sources) {
        List<Atom> name = Expander.lastName(trimmed(source.atoms()));
        List<Atom> target =
            name == null || name.isEmpty() || ".".equals(Variant.literal(name))
                ? Variant.join(into.atoms(), List.of(new Atom.Text("/"), new Atom.Pattern("*")))
                : Variant.join(into.atoms(), Variant.join(List.of(new Atom.Text("/")), name));
        Field copy = suffixed(into.with(target), rule.suffix(), invocation);
        if (copy != null) {
          paths(act, copy, tree, state, around.maybe(true), at);
        }
      }
    }
  }

  /// Whether a target looks like a file by its ending (`main.cf`); directories end in `.d` at most.
  static boolean namesFile(@Nullable String path) {
    return path != null
        && path.matches(".*/[^/]*[^/.]\\.[a-z][a-z0-9]{0,5}")
        && !path.endsWith(".d");
  }

  /// Without slashes at the end.
  static List<Atom> trimmed(List<Atom> path) {
    if (path.isEmpty()
        || !(path.getLast() instanceof Atom.Text text)
        || !text.text().endsWith("/")) {
      return path;
    }
    List<Atom> shorter = new ArrayList<>(path.subList(0, path.size() - 1));
    String rest = text.text().replaceAll("/+$", "");
    if (!rest.isEmpty()) {
      shorter.add(new Atom.Text(rest));
    }
    return List.copyOf(shorter);
  }

  /// What is printed, and whether it may fail.
  private Outcome outcome(
      CommandSpec spec,
      Invocation<Field> invocation,
      List<Field> whole,
      State state,
      Around around) {
    State after =
        state.out() == null
            ? state
            : state.printed(
                printing.of(spec, invocation, Interpreter.words(whole), around), symbols);
    if (spec.status().equals("success")) {
      return Outcome.success(after);
    }
    if (!around.checked()) {
      return Outcome.both(after);
    }
    int subject = symbols.next();
    String words = Interpreter.words(whole);
    return new Outcome(
        after.given(
            new Fact(subject, Fact.Kind.SUCCEEDS, "", true, When.text("succeeds", words), "", 0)),
        after.given(
            new Fact(subject, Fact.Kind.SUCCEEDS, "", false, When.text("fails", words), "", 0)));
  }

  // ---- paths

  /// Whether a path begins where the current directory decides what it is.
  static boolean relative(List<Atom> path) {
    if (path.isEmpty()) {
      return false;
    }
    return switch (path.getFirst()) {
      case Atom.Text text -> !text.text().startsWith("/");
      case Atom.Pattern pattern -> true;
      case Atom.Symbol symbol ->
          switch (symbol.shape()) {
            case NUMBER, NAME, BELOW -> true;
            case ABSOLUTE, TEXT -> false;
          };
    };
  }

  /// Everything a path may mean in a state.
  List<Place> places(List<Atom> path, State state) {
    List<Place> all = new ArrayList<>();
    if (!relative(path)) {
      Place.of(path, Place.root()).ifPresent(all::add);
      return all;
    }
    for (Variant cwd : state.cwd().variants()) {
      if (state.facts().allows(cwd.facts())) {
        Place.of(cwd.atoms(), Place.start())
            .flatMap(from -> Place.of(path, from))
            .ifPresent(all::add);
      }
    }
    return all;
  }

  /// A redirection empties a file before anything is written to it.
  void emptied(List<Atom> path, State state, Around around, Span at) {
    // `[ -e FILE ] || … >FILE` makes one that is not there.
    String words = When.text("not-exists", Variant.written(path));
    boolean missing = state.facts().list().stream().anyMatch(f -> f.words().equals(words));
    for (Place place : places(path, state)) {
      if (place.vital() && !missing) {
        recorder.finding(
            "system-path-overwrite",
            Severity.DANGER,
            recorder.place(around, at),
            place.written()
                + (around.host().isEmpty()
                    ? ""
                    : " " + Messages.text("effect.on-host", around.host())));
      }
    }
  }

  /// Something is done to a path.
  void paths(Act act, Field field, boolean tree, State state, Around around, Span at) {
    List<Atom> path = field.atoms();
    if (path.isEmpty()) {
      return;
    }
    boolean relative = relative(path);
    List<Variant> directories = relative ? state.cwd().variants() : List.of(Variant.EMPTY);
    for (Variant cwd : directories) {
      State here = state.given(cwd.facts());
      if (here == null) {
        continue;
      }
      Place from =
          relative ? Place.of(cwd.atoms(), Place.start()).orElse(Place.start()) : Place.root();
      boolean local = around.host().isEmpty();
      Map<String, String> known = local ? interpreter.context().links() : Map.of();
      Place place = Place.of(path, from, known, left -> recorder.left(left, local)).orElse(null);
      if (place != null) {
        Facts why = relative ? both(field.facts(), cwd.facts()) : field.facts();
        if (around.at() != null) {
          // The text of a program inside a program was put together before.
          why = both(why, here.facts());
        }
        place(
            act, place, tree, field, why, relative, here, around.maybe(directories.size() > 1), at);
        // `..` behind a link that the program has made.
        Map<String, String> made = local ? links.known() : Map.of();
        Place really =
            made.isEmpty() ? place : Place.of(path, from, made, left -> {}).orElse(place);
        if (!really.names().equals(place.names())) {
          place(act, really, tree, field, why, relative, here, around.maybe(true), at);
        }
      }
    }
    if (field.breaks() != null && path.size() > 1) {
      recorder.change(new Disk.Change(act, null, true), around);
      recorder.effect(
          act,
          new Resource.Paths(PathSet.glob("/**", "…")),
          state,
          around,
          at,
          When.text("blank", field.breaks().name()));
    }
  }

  /// Something is done to the directories on the way to a path, but not to those that every host
  /// has.
  void parents(Act act, Field field, State state, Around around, Span at) {
    for (Place place : places(field.atoms(), state)) {
      for (Place parent = place.parent(); parent.last() != null; parent = parent.parent()) {
        if (parent.reach() != Place.Reach.SYSTEM) {
          recorder.effect(
              act, new Resource.Paths(parent.paths()), state, around.maybe(true), at, null);
        }
      }
    }
  }

  private static Facts both(Facts a, Facts b) {
    Facts both = a.and(b);
    return both == null ? a : both;
  }

  private void place(
      Act act,
      Place named,
      boolean tree,
      Field field,
      Facts why,
      boolean relative,
      State state,
      Around around,
      Span at) {
    // Deleting or moving a link leaves alone what it leads to.
    boolean itself = act != Act.DELETE && act != Act.MOVE;
    Place place =
        around.host().isEmpty() ? named.behind(interpreter.context().links(), itself) : named;
    String literal = place.literal();
    if (literal != null && literal.startsWith("/dev/") && !place.device()) {
      return;
    }
    if (act == Act.DELETE && "/".equals(literal) && !tree) {
      return;
    }
    Resource resource =
        place.device() && act != Act.DELETE
            ? new Resource.Device(place.written())
            : new Resource.Paths(tree ? place.tree() : place.paths());
    recorder.effect(act, resource, state, around, at, null);
    recorder.change(new Disk.Change(act, place, tree), around);
    judgement.judge(act, place, tree, field, why, relative, state, around, at);
    // Deleting and moving take the link itself, unless a slash or a name stands behind it.
    boolean follows = (act != Act.DELETE && act != Act.MOVE) || field.endsWithSlash();
    for (Links.Way way : links.through(place, follows)) {
      recorder.effect(
          act,
          new Resource.Paths(tree ? way.to().tree() : way.to().paths()),
          state,
          around,
          at,
          Messages.text("effect.by-link", way.link(), way.target()));
      judgement.judge(act, way.to(), tree, field, why, relative, state, around, at);
    }
    if (place.climbs()) {
      Place climbed = place.climbed();
      recorder.change(new Disk.Change(act, climbed, tree), around);
      recorder.effect(
          act,
          new Resource.Paths(tree ? climbed.tree() : climbed.paths()),
          state,
          around,
          at,
          When.text("climbs"));
    }
  }
}
