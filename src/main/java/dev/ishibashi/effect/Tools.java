package dev.ishibashi.effect;

import dev.ishibashi.effect.Interpreter.Outcome;
import dev.ishibashi.spec.CommandSpec;
import dev.ishibashi.spec.Invocation;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Commands whose meaning does not fit a list of rules: those that run others, walk trees, or reach
/// other hosts.
final class Tools {
  private final Interpreter interpreter;
  private final Commands commands;
  private final Recorder recorder;
  private final Symbols symbols;
  private final Senders senders;

  Tools(Interpreter interpreter, Commands commands, Recorder recorder, Symbols symbols) {
    this.interpreter = interpreter;
    this.commands = commands;
    this.recorder = recorder;
    this.symbols = symbols;
    this.senders = new Senders(interpreter, commands, recorder, this);
  }

  /// Runs a command that is handled here; null when its data file says everything.
  @Nullable Outcome run(
      CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    return switch (spec.handled()) {
      case "" -> null;
      case "find" -> find(arguments, state, around, at);
      case "xargs" -> xargs(spec, arguments, state, around, at);
      case "ssh" -> ssh(spec, arguments, state, around, at);
      case "rsync" -> rsync(spec, arguments, state, around, at);
      case "many" -> many(spec, arguments, state, around, at);
      case "ansible" -> ansible(spec, arguments, state, around, at);
      case "scp" -> scp(spec, arguments, state, around, at);
      case "shell" -> shell(spec, arguments, state, around, at);
      case "environment" -> environment(spec, arguments, state, around, at);
      case "user" -> user(spec, arguments, state, around, at);
      case "tar" -> tar(spec, arguments, state, around, at);
      case "sql" -> sql(spec, arguments, state, around, at);
      case "mktemp" -> mktemp(spec, arguments, state, around, at);
      case "basename" -> basename(arguments, state);
      case "dirname" -> dirname(arguments, state);
      case "cat" -> cat(arguments, state, around);
      case "realpath" -> realpath(spec, arguments, state);
      case "ls" -> list(spec, arguments, state);
      case "seq" -> seq(arguments, state);
      case "awk" -> awk(spec, arguments, state, around, at);
      case "perl" -> perl(spec, arguments, state, around, at);
      case "senders" -> senders.run(spec, arguments, state, around, at);
      case "tmpfiles" -> tmpfiles(spec, arguments, state, around, at);
      case "busybox" -> commands.run(arguments, state, around, at, false);
      default ->
          throw new IllegalArgumentException(
              "%s: nothing handles '%s'".formatted(spec.name(), spec.handled()));
    };
  }

  private Outcome either(State state, State success, Around around, String words) {
    if (!around.checked() && Identity.same(state, success)) {
      return Outcome.both(state);
    }
    int subject = symbols.next();
    return new Outcome(
        success.given(new Fact(subject, Fact.Kind.SUCCEEDS, "", true, "", "", 0)),
        state.given(
            new Fact(subject, Fact.Kind.SUCCEEDS, "", false, When.text("fails", words), "", 0)));
  }

  /// The program that debhelper puts into packages of Python modules: it deletes what was compiled
  /// of the modules whose names it reads.
  private static final String CLEAN =
      "s,/([^/]*)\\.py$,/__pycache__/\\1.*, or next; unlink $_ or die $! foreach glob($_)";

  /// Where systemd-tmpfiles looks for a file that is named without a directory (tmpfiles.d(5)).
  private static final List<String> TMPFILES =
      List.of(
          "/etc/tmpfiles.d", "/run/tmpfiles.d", "/usr/local/lib/tmpfiles.d", "/usr/lib/tmpfiles.d");

  /// Does what the lines of its files say; below the directory behind `--root` it may do anything,
  /// but only there.
  private Outcome tmpfiles(
      CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    Invocation<Field> invocation = commands.read(spec, arguments);
    if (spec.ends(invocation)) {
      return Outcome.both(state);
    }
    boolean removes = invocation.has("--remove") || invocation.has("--clean");
    for (Field root : invocation.values("--root")) {
      commands.paths(Act.OVERWRITE, root, true, state, around, at);
      commands.paths(Act.PERMISSION, root, true, state, around, at);
      commands.paths(Act.DELETE, root, true, state, around.maybe(true), at);
    }
    if (invocation.has("--root")) {
      return Outcome.both(state);
    }
    for (Field file : invocation.operands()) {
      Source text = around.host().isEmpty() ? tmpfile(file.literal()) : null;
      if (text == null) {
        recorder.unknown(state, around, at, "unknown-reach", spec.name(), "what its files say");
        continue;
      }
      for (String line : text.text().lines().toList()) {
        if (!Tmpfile.of(line, removes).stream()
            .allMatch(does -> tmpfile(does, state, around, at))) {
          recorder.unknown(state, around, at, "unknown-reach", spec.name(), line.strip());
        }
      }
    }
    if (invocation.operands().isEmpty()) {
      recorder.unknown(
          state, around, at, "unknown-reach", spec.name(), "what the files in tmpfiles.d say");
    }
    return Outcome.both(state);
  }

  private boolean tmpfile(Tmpfile does, State state, Around around, Span at) {
    if (does.act() == Act.UNKNOWN) {
      return false;
    }
    Field path = Field.of(patterned(Field.text(does.path())));
    commands.paths(does.act(), path, does.tree(), state, around.maybe(true), at);
    if (does.act() == Act.CREATE) {
      commands.parents(Act.CREATE, path, state, around, at);
    }
    return true;
  }

  private @Nullable Source tmpfile(@Nullable String name) {
    Map<String, Source> files = interpreter.context().files();
    if (name == null || name.indexOf('/') >= 0) {
      return name == null ? null : files.get(name);
    }
    for (String directory : TMPFILES) {
      Source text = files.get(directory + "/" + name);
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  /// One-line programs that only substitute, as `sed` does; any other program may do anything.
  private Outcome perl(
      CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    Invocation<Field> invocation = commands.read(spec, arguments);
    List<Field> programs = new ArrayList<>(invocation.values("-e"));
    programs.addAll(invocation.values("-E"));
    boolean known =
        !programs.isEmpty()
            && invocation.unknown().isEmpty()
            && !invocation.has("-M")
            && !invocation.has("-m")
            && !invocation.has("-x")
            && programs.stream()
                .map(Field::literal)
                .allMatch(p -> p != null && SedScript.onlySubstitutes(p));
    State after = state.printed(symbols.maybe(symbols.text("$(perl)", Atom.Origin.INPUT)), symbols);
    if (spec.ends(invocation)) {
      return Outcome.success(after);
    }
    String program = programs.size() == 1 ? programs.getFirst().literal() : null;
    if (program != null && CLEAN.equals(program) && invocation.operands().isEmpty()) {
      commands.paths(
          Act.DELETE,
          Field.of(patterned(Field.text("/**/__pycache__/*"))),
          false,
          state,
          around.maybe(true),
          at);
      return Outcome.both(after);
    }
    if (!known && (program == null || !program.isBlank())) {
      recorder.unknown(state, around, at, "unknown-reach", spec.name(), "a program of its own");
      return Outcome.both(after);
    }
    if (invocation.has("-i")) {
      Optional<Field> suffix = invocation.value("-i");
      for (Field file : invocation.operands()) {
        commands.paths(Act.MODIFY, file, false, state, around, at);
        suffix.ifPresent(
            s ->
                commands.paths(
                    Act.OVERWRITE,
                    file.with(Variant.join(file.atoms(), s.atoms())),
                    false,
                    state,
                    around,
                    at));
      }
    }
    return Outcome.both(after);
  }

  // ---- find and xargs

  private Outcome find(List<Field> arguments, State state, Around around, Span at) {
    List<Field> starts = new ArrayList<>();
    int i = 0;
    while (i < arguments.size()) {
      String word = arguments.get(i).beginning();
      if (word != null && word.matches("-[HLP]|-O.*")) {
        i++;
      } else if (word != null && word.equals("-D")) {
        i += 2;
      } else if (word != null && (word.startsWith("-") || word.equals("(") || word.equals("!"))) {
        break;
      } else {
        starts.add(arguments.get(i++));
      }
    }
    boolean given = !starts.isEmpty();
    if (!given) {
      // An unquoted empty variable leaves no path at all; GNU find then starts here.
      starts.add(new Field(Variant.text(".").atoms(), null, state.facts()));
    }
    boolean logic = false;
    boolean filtered = false;
    boolean below = false;
    boolean deletes = false;
    String depth = null;
    Field name = null;
    List<List<Field>> programs = new ArrayList<>();
    List<Field> prints = new ArrayList<>();
    boolean printsNames = true;
    for (; i < arguments.size(); i++) {
      String word = arguments.get(i).literal();
      if (word == null) {
        recorder.unknown(state, around, at, "unknown-option", "find", arguments.get(i).written());
        continue;
      }
      switch (word) {
        case "(", ")", "!", "-not", "-o", "-or", "," -> logic = true;
        case "-a",
            "-and",
            "-xdev",
            "-mount",
            "-depth",
            "-d",
            "-follow",
            "-noleaf",
            "-daystart",
            "-warn",
            "-nowarn",
            "-ignore_readdir_race",
            "-print",
            "-print0",
            "-true",
            "-noignore_readdir_race",
            "-help",
            "-version" -> {}
        case "-ls",
            "-quit",
            "-prune",
            "-false",
            "-empty",
            "-executable",
            "-readable",
            "-writable",
            "-nouser",
            "-nogroup" ->
            filtered |= !word.equals("-ls") && !word.equals("-quit");
        case "-maxdepth" -> depth = i + 1 < arguments.size() ? arguments.get(++i).literal() : null;
        case "-mindepth" -> {
          String least = i + 1 < arguments.size() ? arguments.get(++i).literal() : null;
          below |= least != null && !least.equals("0");
        }
        case "-name", "-iname" -> {
          name = i + 1 < arguments.size() ? arguments.get(++i) : null;
          logic |= word.equals("-iname");
          filtered = true;
        }
        case "-path",
            "-ipath",
            "-wholename",
            "-iwholename",
            "-regex",
            "-iregex",
            "-lname",
            "-ilname",
            "-type",
            "-xtype",
            "-mtime",
            "-mmin",
            "-atime",
            "-amin",
            "-ctime",
            "-cmin",
            "-newer",
            "-anewer",
            "-cnewer",
            "-size",
            "-user",
            "-group",
            "-uid",
            "-gid",
            "-perm",
            "-links",
            "-inum",
            "-samefile",
            "-fstype",
            "-used",
            "-context",
            "-regextype",
            "-newermt",
            "-newerct",
            "-newerat",
            "-files0-from" -> {
          i++;
          filtered |= !word.equals("-regextype");
        }
        case "-printf" -> {
          i++;
          printsNames = false;
        }
        case "-delete" -> deletes = true;
        case "-exec", "-execdir", "-ok", "-okdir" -> {
          List<Field> program = new ArrayList<>();
          i++;
          while (i < arguments.size()) {
            String part = arguments.get(i).literal();
            if (";".equals(part)
                || ("+".equals(part)
                    && !program.isEmpty()
                    && "{}".equals(program.getLast().literal()))) {
              break;
            }
            program.add(arguments.get(i++));
          }
          programs.add(program);
          printsNames = false;
        }
        case "-fprint", "-fprint0", "-fls" -> {
          if (i + 1 < arguments.size()) {
            prints.add(arguments.get(++i));
          }
        }
        case "-fprintf" -> {
          if (i + 2 < arguments.size()) {
            prints.add(arguments.get(i + 1));
          }
          i += 2;
        }
        default -> recorder.unknown(state, around, at, "unknown-option", "find", word);
      }
    }
    boolean named = name != null && !logic && !"*".equals(name.literal());
    List<List<Atom>> found = new ArrayList<>();
    boolean before = commands.filtered(filtered);
    for (Field start : starts) {
      if (start.atoms().isEmpty()) {
        continue;
      }
      List<Atom> base = Commands.trimmed(start.atoms());
      if (base.isEmpty()) {
        base = List.of(new Atom.Text("/"));
      }
      List<Atom> inside =
          "/".equals(Variant.literal(base))
              ? base
              : Variant.join(base, List.of(new Atom.Text("/")));
      boolean flat = "1".equals(depth);
      Atom any =
          new Atom.Symbol(
              symbols.next(),
              flat ? "*" : "**",
              flat ? Atom.Shape.NAME : Atom.Shape.BELOW,
              Atom.Origin.FILE_NAME,
              false,
              List.of());
      List<Atom> element;
      if (named && name != null) {
        List<Atom> last = patterned(name);
        element =
            flat
                ? Variant.join(inside, last)
                : Variant.join(Variant.join(inside, List.of(any, new Atom.Text("/"))), last);
      } else {
        element = Variant.join(inside, List.of(any));
      }
      if (deletes) {
        if (named || below || flat || "0".equals(depth)) {
          commands.paths(
              Act.DELETE,
              start.with("0".equals(depth) ? base : element),
              false,
              state,
              around.maybe(true),
              at);
          if (flat && !named && !below) {
            commands.paths(Act.DELETE, start.with(base), false, state, around.maybe(true), at);
          }
        } else {
          commands.paths(Act.DELETE, start.with(base), true, state, around.maybe(filtered), at);
        }
      }
      found.add(element);
      List<Atom> own = Expander.lastName(base);
      String ownName = own == null ? null : Variant.literal(own);
      String wanted = name == null ? null : name.literal();
      if (deletes
          && named
          && !below
          && ownName != null
          && wanted != null
          && Globs.matches(wanted, ownName)) {
        // Where it starts may have the name itself.
        commands.paths(Act.DELETE, start.with(base), false, state, around.maybe(true), at);
      }
      for (List<Field> program : programs) {
        List<Field> filled = new ArrayList<>();
        for (Field word : program) {
          filled.add(replaced(word, "{}", element, start.facts()));
        }
        interpreter.subshell(
            around.beingChecked(),
            state,
            a -> commands.run(filled, state, a.maybe(true), at, false));
      }
    }
    commands.filtered(before);
    for (Field file : prints) {
      commands.paths(Act.OVERWRITE, file, false, state, around, at);
    }
    State after = state;
    if (state.out() != null && !found.isEmpty()) {
      Value lines =
          printsNames
              ? Value.of(symbols.lines("$(find …)", found))
              : Value.of(symbols.text("$(find …)", Atom.Origin.INPUT));
      after = state.printed(lines.or(Value.EMPTY, symbols), symbols);
    }
    return Outcome.both(after);
  }

  /// A pattern that a command gets as text.
  static List<Atom> patterned(Field field) {
    List<Atom> all = new ArrayList<>();
    for (Atom atom : field.atoms()) {
      if (!(atom instanceof Atom.Text text) || !Globs.isPattern(text.text())) {
        all.add(atom);
        continue;
      }
      StringBuilder plain = new StringBuilder();
      int i = 0;
      while (i < text.text().length()) {
        char c = text.text().charAt(i);
        int end = c == '[' ? Globs.bracketEnd(text.text(), i) : -1;
        if (c == '*' || c == '?' || end > 0) {
          if (!plain.isEmpty()) {
            all.add(new Atom.Text(plain.toString()));
            plain.setLength(0);
          }
          int next = end > 0 ? end + 1 : i + 1;
          all.add(new Atom.Pattern(text.text().substring(i, next)));
          i = next;
        } else {
          plain.append(c);
          i++;
        }
      }
      if (!plain.isEmpty()) {
        all.add(new Atom.Text(plain.toString()));
      }
    }
    return List.copyOf(all);
  }

  private static Field replaced(Field field, String mark, List<Atom> by, Facts why) {
    List<Atom> all = List.of();
    boolean any = false;
    for (Atom atom : field.atoms()) {
      if (atom instanceof Atom.Text text && text.text().contains(mark)) {
        any = true;
        int at = 0;
        int found = text.text().indexOf(mark);
        while (found >= 0) {
          all = Variant.join(all, Variant.text(text.text().substring(at, found)).atoms());
          all = Variant.join(all, by);
          at = found + mark.length();
          found = text.text().indexOf(mark, at);
        }
        all = Variant.join(all, Variant.text(text.text().substring(at)).atoms());
      } else {
        all = Variant.join(all, List.of(atom));
      }
    }
    return any ? new Field(all, field.breaks(), why) : field;
  }

  private Outcome xargs(
      CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    Invocation<Field> invocation = commands.read(spec, arguments);
    List<Field> program = invocation.operands();
    if (program.isEmpty()) {
      // It prints the words that it reads.
      return Outcome.both(
          state.printed(symbols.maybe(symbols.text("$(xargs)", Atom.Origin.INPUT)), symbols));
    }
    Value input =
        invocation.has("-a")
            ? interpreter.content(
                Value.of(
                    new Variant(
                        invocation.value("-a").map(Field::atoms).orElse(List.of()), Facts.NONE)))
            : around.input() == null
                ? Value.of(symbols.text("$(standard input)", Atom.Origin.INPUT))
                : around.input();
    String mark =
        invocation.value("-I").map(Field::literal).orElse(invocation.has("-i") ? "{}" : null);
    Outcome all = Outcome.success(state);
    for (Variant variant : input.variants()) {
      State here = state.given(variant.facts());
      if (here == null) {
        continue;
      }
      List<Field> items = items(variant);
      if (items.isEmpty() && (mark != null || invocation.has("-r"))) {
        continue;
      }
      // Without words it runs the command once as it is.
      List<List<Field>> runs = new ArrayList<>();
      if (mark == null) {
        List<Field> words = new ArrayList<>(program);
        words.addAll(items);
        runs.add(words);
      } else {
        for (Field item : items) {
          runs.add(
              program.stream().map(w -> replaced(w, mark, item.atoms(), item.facts())).toList());
        }
      }
      for (List<Field> words : runs) {
        Outcome ran =
            interpreter.subshell(
                around.beingChecked().reading(Value.EMPTY),
                here,
                a -> commands.run(words, here, a.maybe(true), at, false));
        all = interpreter.join(all, ran);
      }
    }
    return new Outcome(all.success(), interpreter.join(all.failure(), all.success()));
  }

  /// The words that a program reads from its input.
  private List<Field> items(Variant input) {
    List<Field> all = new ArrayList<>();
    List<Atom> word = List.of();
    for (Atom atom : input.atoms()) {
      switch (atom) {
        case Atom.Text text -> {
          for (String piece : text.text().split("(?<=[ \\t\\n\\x00])|(?=[ \\t\\n\\x00])", -1)) {
            if (piece.isBlank() || piece.equals("\0")) {
              if (!word.isEmpty()) {
                all.add(new Field(word, null, input.facts()));
              }
              word = List.of();
            } else {
              word = Variant.join(word, Variant.text(piece).atoms());
            }
          }
        }
        case Atom.Pattern pattern -> word = Variant.join(word, List.of(pattern));
        case Atom.Symbol symbol -> {
          if (symbol.elements().isEmpty()) {
            word =
                Variant.join(
                    word,
                    List.of(
                        symbol.shape() == Atom.Shape.TEXT
                            ? symbols.text(symbol.name(), Atom.Origin.INPUT)
                            : symbol));
          } else {
            for (List<Atom> element : symbol.elements()) {
              all.add(new Field(Variant.join(word, element), null, input.facts()));
            }
            word = List.of();
          }
        }
      }
    }
    if (!word.isEmpty()) {
      all.add(new Field(word, null, input.facts()));
    }
    return all;
  }

  // ---- other hosts

  /// A host and what stands behind it in `user@host:path`.
  record Remote(String host, List<Atom> path) {}

  /// The host that an operand names, if it names one.
  private Optional<Remote> remote(Field field) {
    List<Atom> before = new ArrayList<>();
    for (int i = 0; i < field.atoms().size(); i++) {
      Atom atom = field.atoms().get(i);
      if (atom instanceof Atom.Text text) {
        int colon = text.text().indexOf(':');
        int slash = text.text().indexOf('/');
        if (colon >= 0 && (slash < 0 || colon < slash)) {
          before.add(new Atom.Text(text.text().substring(0, colon)));
          String rest = text.text().substring(colon + 1);
          while (rest.startsWith(":")) {
            rest = rest.substring(1);
          }
          if (rest.startsWith("//")) {
            int path = rest.indexOf('/', 2);
            before.clear();
            before.add(new Atom.Text(path < 0 ? rest.substring(2) : rest.substring(2, path)));
            rest = path < 0 ? "" : rest.substring(path);
          }
          List<Atom> path =
              Variant.join(
                  Variant.text(rest).atoms(), field.atoms().subList(i + 1, field.atoms().size()));
          return Optional.of(new Remote(host(before), path));
        }
        if (slash >= 0) {
          return Optional.empty();
        }
      }
      before.add(atom);
    }
    return Optional.empty();
  }

  private static String host(List<Atom> atoms) {
    String literal = Variant.literal(atoms);
    if (literal == null) {
      // The user before the @ may be known or not; the host is not.
      Atom last = atoms.getLast();
      if (last instanceof Atom.Text text && text.text().contains("@")) {
        return plain(text.text());
      }
      return "?";
    }
    return plain(literal);
  }

  private static String plain(String text) {
    String host = text.substring(text.lastIndexOf('@') + 1);
    host = host.replaceFirst("^ssh://", "");
    return host.isEmpty() ? "?" : host;
  }

  private Outcome ssh(
      CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    Invocation<Field> invocation = commands.read(spec, arguments);
    if (invocation.operands().isEmpty()) {
      return Outcome.both(state);
    }
    Field target = invocation.operands().getFirst();
    List<Field> rest = invocation.operands().subList(1, invocation.operands().size());
    // Options may stand behind the host too.
    while (!rest.isEmpty()
        && rest.getFirst().beginning() != null
        && rest.getFirst().beginning().startsWith("-")) {
      Invocation<Field> more = commands.read(spec, rest);
      rest = more.operands();
    }
    String host = host(target.atoms());
    Span place = recorder.place(around, at);
    recorder.host(host);
    if (host.equals("?")) {
      recorder.finding("unknown-host", Severity.NOTE, place, target.written());
    }
    if (invocation.has("-N") || invocation.has("-O") || invocation.has("-V")) {
      return Outcome.both(state);
    }
    if (!invocation.has("-n") && !invocation.has("-f")) {
      interpreter.observer().eats(spec.name(), around, at);
    }
    List<Variant> programs = new ArrayList<>();
    Value input = around.input();
    if (!rest.isEmpty()) {
      List<Atom> text = List.of();
      for (Field word : rest) {
        text =
            Variant.join(
                text.isEmpty() ? text : Variant.join(text, List.of(new Atom.Text(" "))),
                word.atoms());
      }
      programs.add(new Variant(text, Facts.NONE));
    } else if (input != null) {
      programs.addAll(input.variants());
      input = Value.EMPTY;
    } else {
      programs.add(Variant.of(symbols.text("$(standard input)", Atom.Origin.INPUT)));
    }
    return there(host, programs, input, state, around, place);
  }

  /// Programs on another host, explained as such.
  ///
  /// @param input what they read
  private Outcome there(
      String host,
      List<Variant> programs,
      @Nullable Value input,
      State state,
      Around around,
      Span place) {
    Around there = around.beingChecked().on(host).at(place).reading(input);
    Outcome all = Outcome.NEVER;
    for (Variant program : programs) {
      State here = state.given(program.facts());
      if (here != null) {
        all =
            interpreter.join(
                all,
                interpreter.onOtherHost(
                    () ->
                        interpreter.subshell(
                            there,
                            here,
                            a -> interpreter.program(program, interpreter.elsewhere(here), a))));
      }
    }
    State ended = interpreter.join(all.success(), all.failure());
    // The files there are not those here.
    State any = ended == null ? null : ended.withDisk(state.disk());
    State good = all.success() == null ? null : all.success().withDisk(state.disk());
    return any == null ? Outcome.both(state) : new Outcome(interpreter.join(good, any), any);
  }

  /// `pdsh`, `clush`, `pssh`, `dsh`: one command on many hosts.
  private Outcome many(
      CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    Invocation<Field> invocation = commands.read(spec, arguments);
    for (String option : invocation.unknown()) {
      recorder.unknown(state, around, at, "unknown-option", spec.name(), option);
    }
    if (invocation.operands().isEmpty() || spec.ends(invocation)) {
      return Outcome.both(state);
    }
    boolean parallel = spec.name().equals("pssh") || spec.name().equals("parallel-ssh");
    List<String> hosts = new ArrayList<>();
    for (String option : List.of("-w", "-H", "-m")) {
      for (Field field : invocation.values(option)) {
        hosts.addAll(HostList.of(field.atoms(), parallel));
      }
    }
    for (String option : List.of("-h", "-f")) {
      boolean named = option.equals("-h") ? parallel : spec.name().equals("dsh");
      for (Field file : named ? invocation.values(option) : List.<Field>of()) {
        hosts.addAll(
            HostList.lines(interpreter.content(Value.of(new Variant(file.atoms(), Facts.NONE)))));
      }
    }
    if (hosts.isEmpty()
        || invocation.has("-g")
        || invocation.has("-a")
        || invocation.has("-x")
        || invocation.has("-X")) {
      hosts.add("?");
    }
    List<Atom> text = words(invocation.operands());
    return everywhere(hosts, text, invocation.operands(), state, around, at);
  }

  private static List<Atom> words(List<Field> words) {
    List<Atom> text = List.of();
    for (Field word : words) {
      text =
          Variant.join(
              text.isEmpty() ? text : Variant.join(text, List.of(new Atom.Text(" "))),
              word.atoms());
    }
    return text;
  }

  Outcome everywhere(
      List<String> hosts, List<Atom> text, List<Field> shown, State state, Around around, Span at) {
    Span place = recorder.place(around, at);
    Outcome all = Outcome.NEVER;
    for (String host : hosts.stream().distinct().toList()) {
      recorder.host(host);
      if (host.equals("?")) {
        recorder.finding(
            "unknown-host", Severity.NOTE, place, Recorder.shorten(Interpreter.words(shown)));
      }
      all =
          interpreter.join(
              all,
              there(
                  host,
                  List.of(new Variant(text, Facts.NONE)),
                  Value.EMPTY,
                  state,
                  around.maybe(hosts.size() > 1 && host.equals("?")),
                  place));
    }
    return all;
  }

  /// `ansible PATTERN -m MODULE -a ARGUMENTS`.
  private Outcome ansible(
      CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    Invocation<Field> invocation = commands.read(spec, arguments);
    for (String option : invocation.unknown()) {
      recorder.unknown(state, around, at, "unknown-option", spec.name(), option);
    }
    boolean dry = invocation.has("-C") || invocation.has("--list-hosts");
    if (invocation.operands().isEmpty() || dry || spec.ends(invocation)) {
      return Outcome.both(state);
    }
    Field target = invocation.operands().getFirst();
    boolean plain =
        !invocation.has("-l") && target.atoms().stream().noneMatch(Atom.Symbol.class::isInstance);
    String host = plain ? target.written() : "?";
    String module = invocation.value("-m").map(Field::literal).orElse("command");
    Field given = invocation.value("-a").orElse(Field.text(""));
    Span place = recorder.place(around, at);
    if (Set.of("command", "shell", "raw").contains(String.valueOf(module))) {
      return everywhere(List.of(host), given.atoms(), List.of(target), state, around, at);
    }
    recorder.host(host);
    if (host.equals("?")) {
      recorder.finding("unknown-host", Severity.NOTE, place, target.written());
    }
    Around there = around.on(host);
    Optional<List<Atom>> path = key(given.atoms(), "path").or(() -> key(given.atoms(), "dest"));
    String words = given.written();
    if ("ping".equals(module) || "setup".equals(module) || "debug".equals(module)) {
      return Outcome.both(state);
    }
    if ("file".equals(module) && path.isPresent()) {
      boolean gone = words.contains("state=absent");
      commands.paths(
          gone ? Act.DELETE : Act.PERMISSION, Field.of(path.get()), gone, state, there, at);
      return Outcome.both(state);
    }
    if (("copy".equals(module) || "template".equals(module)) && path.isPresent()) {
      commands.paths(Act.OVERWRITE, Field.of(path.get()), true, state, there, at);
      return Outcome.both(state);
    }
    recorder.unknown(state, there, at, "unknown-reach", spec.name(), module + " " + words);
    return Outcome.both(state);
  }

  /// The value of `KEY=VALUE` among words.
  private static Optional<List<Atom>> key(List<Atom> words, String key) {
    List<Atom> value = new ArrayList<>();
    boolean inside = false;
    for (Atom atom : words) {
      if (!(atom instanceof Atom.Text text)) {
        if (inside) {
          value.add(atom);
        }
        continue;
      }
      for (String piece : text.text().split("(?<= )|(?= )", -1)) {
        if (piece.equals(" ")) {
          if (inside) {
            return Optional.of(List.copyOf(value));
          }
        } else if (inside) {
          value.add(new Atom.Text(piece));
        } else if (piece.startsWith(key + "=")) {
          inside = true;
          if (piece.length() > key.length() + 1) {
            value.add(new Atom.Text(piece.substring(key.length() + 1)));
          }
        }
      }
    }
    return inside && !value.isEmpty() ? Optional.of(List.copyOf(value)) : Optional.empty();
  }

  private Outcome rsync(
      CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    Invocation<Field> invocation = commands.read(spec, arguments);
    for (String option : invocation.unknown()) {
      recorder.unknown(state, around, at, "unknown-option", spec.name(), option);
    }
    List<Field> operands = invocation.operands();
    boolean dry = invocation.has("-n") || invocation.has("--list-only");
    for (Field shell : invocation.values("-e")) {
      String command = shell.literal();
      if (command == null || !command.matches("(/usr/bin/)?ssh( .*)?")) {
        recorder.unknown(state, around, at, "unknown-reach", spec.name(), shell.written());
      }
    }
    for (Field operand : operands) {
      remote(operand).ifPresent(r -> recorder.host(r.host()));
    }
    if (operands.size() < 2 || dry || spec.ends(invocation)) {
      return Outcome.both(state);
    }
    Field target = operands.getLast();
    if (invocation.has("--delete")) {
      for (Field source : operands.subList(0, operands.size() - 1)) {
        emptySource(source, target, around, at);
      }
    }
    landed(target, state, around, at, invocation.has("--delete"));
    if (invocation.has("--remove-source-files")) {
      for (Field source : operands.subList(0, operands.size() - 1)) {
        there(source, around, (f, a) -> commands.paths(Act.DELETE, f, true, state, a, at));
      }
    }
    if (invocation.has("-b")) {
      invocation
          .value("--backup-dir")
          .ifPresent(f -> commands.paths(Act.OVERWRITE, f, true, state, around, at));
    }
    invocation
        .value("--log-file")
        .ifPresent(f -> commands.paths(Act.MODIFY, f, false, state, around, at));
    return Outcome.both(state);
  }

  /// `"$SRC/"` without SRC is the root: what is not there is deleted from the target.
  private void emptySource(Field source, Field target, Around around, Span at) {
    Fact empty = source.facts().emptiness();
    String path = Variant.literal(remote(source).map(Remote::path).orElse(source.atoms()));
    if (empty == null || path == null || !path.matches("/*\\.?/*")) {
      return;
    }
    recorder.finding(
        "empty-source-delete",
        Severity.DANGER,
        recorder.place(around, at),
        When.nothing(empty.words()).map(When.Nothing::maybe).orElse(empty.words()),
        target.written());
  }

  private void landed(Field target, State state, Around around, Span at, boolean deletes) {
    if (deletes) {
      there(target, around, (f, a) -> commands.paths(Act.DELETE, f, true, state, a, at));
    }
    there(target, around, (f, a) -> commands.paths(Act.OVERWRITE, f, true, state, a, at));
  }

  private interface OnPath {
    void act(Field field, Around around);
  }

  private void there(Field operand, Around around, OnPath act) {
    Optional<Remote> remote = remote(operand);
    if (remote.isEmpty()) {
      act.act(operand, around);
      return;
    }
    List<Atom> path = remote.get().path();
    Atom home = symbols.of("~", Atom.Shape.ABSOLUTE, Atom.Origin.ENVIRONMENT);
    List<Atom> whole =
        path.isEmpty()
            ? List.of(home)
            : Commands.relative(path)
                ? Variant.join(List.of(home, new Atom.Text("/")), path)
                : path;
    act.act(operand.with(whole), around.on(remote.get().host()));
  }

  private Outcome scp(
      CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    Invocation<Field> invocation = commands.read(spec, arguments);
    List<Field> operands = invocation.operands();
    for (Field operand : operands) {
      remote(operand).ifPresent(r -> recorder.host(r.host()));
    }
    if (operands.size() < 2) {
      return Outcome.both(state);
    }
    boolean tree = invocation.has("-r");
    there(
        operands.getLast(),
        around,
        (into, a) -> {
          commands.paths(Act.OVERWRITE, into, tree, state, a, at);
          for (Field source : operands.subList(0, operands.size() - 1)) {
            List<Atom> from = remote(source).map(Remote::path).orElse(source.atoms());
            List<Atom> name = Expander.lastName(Commands.trimmed(from));
            commands.paths(
                Act.OVERWRITE,
                Field.of(
                    Variant.join(
                        Variant.join(Commands.trimmed(into.atoms()), List.of(new Atom.Text("/"))),
                        name == null || name.isEmpty() ? List.of(new Atom.Pattern("*")) : name)),
                tree,
                state,
                a.maybe(true),
                at);
          }
        });
    return Outcome.both(state);
  }

  // ---- shells and wrappers

  private Outcome shell(
      CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    Invocation<Field> invocation = commands.read(spec, arguments);
    if (invocation.has("-n") || spec.ends(invocation)) {
      return Outcome.both(state);
    }
    List<Field> operands = invocation.operands();
    Span place = recorder.place(around, at);
    List<Variant> programs = new ArrayList<>();
    List<Value> values = new ArrayList<>();
    int skip;
    if (invocation.has("-c")) {
      if (operands.isEmpty()) {
        return Outcome.failure(state);
      }
      programs.add(new Variant(operands.getFirst().atoms(), Facts.NONE));
      skip = 2;
    } else if (!operands.isEmpty() && !invocation.has("-s")) {
      Field file = operands.getFirst();
      String path = file.literal();
      boolean known =
          path != null
              && (interpreter.context().files().containsKey(path) || path.startsWith("/dev/fd/"));
      if (!known) {
        recorder.unknown(state, around, at, "unknown-source", file.written());
        return Outcome.both(
            state.printed(
                symbols.maybe(symbols.text("$(" + file.written() + ")", Atom.Origin.INPUT)),
                symbols));
      }
      programs.addAll(
          interpreter.content(Value.of(new Variant(file.atoms(), Facts.NONE))).variants());
      skip = 1;
    } else {
      Value input = around.input();
      interpreter.observer().eats(spec.name(), around, at);
      if (input == null) {
        recorder.unknown(state, around, at, "unknown-program", "standard input");
        return Outcome.both(state);
      }
      programs.addAll(input.variants());
      skip = 0;
    }
    for (Field argument : operands.subList(Math.min(skip, operands.size()), operands.size())) {
      values.add(Value.of(new Variant(argument.value(symbols), Facts.NONE)));
    }
    Outcome all = Outcome.NEVER;
    for (Variant program : programs) {
      State here = state.given(program.facts());
      if (here == null) {
        continue;
      }
      State inner = interpreter.inner(here, values);
      State begun =
          invocation.has("-e") || invocation.has("-u")
              ? inner.with(
                  new State.Settings(
                      invocation.has("-e"), invocation.has("-u"), false, false, false))
              : inner;
      all =
          interpreter.join(
              all,
              interpreter.subshell(
                  new Around(
                      false,
                      around.maybe(),
                      around.input(),
                      around.host(),
                      place,
                      around.depth() + 1,
                      around.ends(),
                      around.returns(),
                      null,
                      around.reader()),
                  here,
                  a -> interpreter.program(program, begun, a)));
    }
    return all;
  }

  private Outcome environment(
      CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    Invocation<Field> invocation = commands.read(spec, arguments);
    State inside = state;
    List<Field> words = invocation.operands();
    while (!words.isEmpty()) {
      String start = words.getFirst().beginning();
      if (start == null || !start.matches("[A-Za-z_][A-Za-z0-9_]*=(?s:.*)")) {
        break;
      }
      int equals = start.indexOf('=');
      List<Atom> value =
          words.getFirst().behind(equals + 1).map(f -> f.value(symbols)).orElse(List.of());
      inside =
          interpreter.assign(
              start.substring(0, equals), Value.of(new Variant(value, Facts.NONE)), inside, at);
      words = words.subList(1, words.size());
    }
    List<Field> program = words;
    if (program.isEmpty()) {
      boolean login = invocation.has("-i") || invocation.has("-s");
      if (login && spec.name().equals("sudo")) {
        recorder.unknown(state, around, at, "unknown-program", "standard input");
      }
      return Outcome.both(state);
    }
    State begun = inside;
    return interpreter.subshell(
        around.beingChecked(), state, a -> commands.run(program, begun, a, at, false));
  }

  /// `su`, `runuser`: a program text behind `-c`, or a command behind `--`.
  private Outcome user(
      CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    Invocation<Field> invocation = commands.read(spec, arguments);
    Span place = recorder.place(around, at);
    Optional<Field> text = invocation.value("-c");
    if (text.isPresent()) {
      return interpreter.subshell(
          around.beingChecked().at(place),
          state,
          a ->
              interpreter.program(
                  new Variant(text.get().atoms(), Facts.NONE),
                  interpreter.inner(state, List.of()),
                  a));
    }
    if (invocation.has("-u") && !invocation.operands().isEmpty()) {
      return interpreter.subshell(
          around.beingChecked(),
          state,
          a -> commands.run(invocation.operands(), state, a, at, false));
    }
    recorder.unknown(state, around, at, "unknown-program", "standard input");
    return Outcome.both(state);
  }

  // ---- archives, databases

  private Outcome tar(
      CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    List<Field> words = new ArrayList<>(arguments);
    if (!words.isEmpty()) {
      String first = words.getFirst().literal();
      if (first != null && first.matches("[A-Za-z]+") && first.matches(".*[xctruA].*")) {
        // The old way: letters without a dash, and the values of those that take one behind them.
        words.removeFirst();
        List<Field> split = new ArrayList<>();
        for (int k = 0; k < first.length(); k++) {
          char c = first.charAt(k);
          split.add(Field.text("-" + c));
          if ("fCbTXgFLNVHIK".indexOf(c) >= 0 && !words.isEmpty()) {
            split.add(words.removeFirst());
          }
        }
        split.addAll(words);
        words = split;
      }
    }
    Invocation<Field> invocation = commands.read(spec, words);
    for (String option : invocation.unknown()) {
      recorder.unknown(state, around, at, "unknown-option", spec.name(), option);
    }
    List<Field> directories = invocation.values("-C");
    if (invocation.has("-x") && !invocation.has("-O")) {
      List<Field> into = directories.isEmpty() ? List.of(Field.text(".")) : directories;
      Around each = around.maybe(into.size() > 1);
      for (Field directory : into) {
        unpacked(invocation, directory, state, each, at);
        if (invocation.has("-U") || invocation.has("--recursive-unlink")) {
          commands.paths(Act.DELETE, directory, true, state, around.maybe(true), at);
        }
      }
    }
    for (Field snapshot : invocation.values("-g")) {
      commands.paths(Act.MODIFY, snapshot, false, state, around, at);
    }
    boolean writes =
        invocation.has("-c")
            || invocation.has("-r")
            || invocation.has("-u")
            || invocation.has("-A")
            || invocation.has("--delete");
    Optional<Field> file = invocation.value("-f");
    if (writes && file.isPresent() && !"-".equals(file.get().literal())) {
      Act act = invocation.has("-c") ? Act.OVERWRITE : Act.MODIFY;
      there(file.get(), around, (f, a) -> commands.paths(act, f, false, state, a, at));
    }
    if (invocation.has("--remove-files")) {
      for (Field operand : invocation.operands()) {
        commands.paths(Act.DELETE, operand, true, state, around, at);
        for (Field directory : directories) {
          if (Commands.relative(operand.atoms())) {
            List<Atom> inside = Variant.join(directory.atoms(), List.of(new Atom.Text("/")));
            Field there = operand.with(Variant.join(inside, operand.atoms()));
            commands.paths(Act.DELETE, there, true, state, around.maybe(true), at);
          }
        }
      }
    }
    boolean ownCompressor =
        invocation.values("-I").stream()
            .map(Field::literal)
            .anyMatch(
                p ->
                    p == null
                        || !p.matches("(pigz|gzip|bzip2|pbzip2|xz|zstd|lz4|lzop|lzma)( .*)?"));
    if (ownCompressor || invocation.has("--to-command") || invocation.has("--checkpoint-action")) {
      recorder.unknown(state, around, at, "unknown-reach", spec.name(), "a command of its own");
    }
    State after =
        state.out() == null
            ? state
            : state.printed(symbols.maybe(symbols.text("$(tar …)", Atom.Origin.INPUT)), symbols);
    return Outcome.both(after);
  }

  /// An archive writes whatever names are in it; named members bound that.
  private void unpacked(
      Invocation<Field> invocation, Field directory, State state, Around around, Span at) {
    if (directory.atoms().isEmpty()) {
      return;
    }
    boolean anywhere = invocation.has("-P");
    Field into = anywhere ? Field.text("/") : directory;
    boolean renamed = invocation.has("--transform") || invocation.has("--strip-components");
    boolean named = !invocation.operands().isEmpty() && !renamed && !invocation.has("-T");
    if (named && !anywhere) {
      for (Field member : invocation.operands()) {
        List<Atom> below = Variant.join(directory.atoms(), List.of(new Atom.Text("/")));
        List<Atom> name =
            invocation.has("--wildcards") ? List.of(new Atom.Pattern("*")) : member.atoms();
        commands.paths(
            Act.OVERWRITE, into.with(Variant.join(below, name)), true, state, around, at);
      }
      return;
    }
    commands.paths(Act.OVERWRITE, into, true, state, around, at);
    String literal = into.literal();
    if (literal != null && literal.matches("/+\\.?/*")) {
      recorder.finding(
          "archive-over-root", Severity.DANGER, recorder.place(around, at), around.host());
    }
  }

  private Outcome sql(
      CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    Invocation<Field> invocation = commands.read(spec, arguments);
    for (String option : invocation.unknown()) {
      recorder.unknown(state, around, at, "unknown-option", spec.name(), option);
    }
    List<List<Atom>> texts = new ArrayList<>();
    for (String option : List.of("-e", "-c")) {
      for (Field field : invocation.values(option)) {
        texts.add(field.atoms());
      }
    }
    if (spec.name().equals("sqlite3") && invocation.operands().size() > 1) {
      for (Field field : invocation.operands().subList(1, invocation.operands().size())) {
        texts.add(field.atoms());
      }
    }
    boolean unknown = false;
    for (Field file : invocation.values("-f")) {
      for (Variant variant :
          interpreter.content(Value.of(new Variant(file.atoms(), Facts.NONE))).variants()) {
        texts.add(variant.atoms());
      }
    }
    Value input = around.input();
    boolean lists = invocation.has("-l") || spec.ends(invocation);
    if (texts.isEmpty() && !lists) {
      interpreter.observer().eats(spec.name(), around, at);
      if (input == null) {
        unknown = true;
      } else {
        input.variants().forEach(v -> texts.add(v.atoms()));
      }
    }
    String database =
        invocation.operands().isEmpty() ? "" : " in " + invocation.operands().getFirst().written();
    if (spec.name().equals("sqlite3") && !invocation.operands().isEmpty()) {
      commands.paths(
          Act.MODIFY, invocation.operands().getFirst(), false, state, around.maybe(true), at);
    }
    for (List<Atom> text : texts) {
      if (text.size() == 1 && text.getFirst() instanceof Atom.Symbol) {
        unknown = true;
        continue;
      }
      unknown |= said(Sql.of(text, Sql.Client.of(spec.name())), database, spec, state, around, at);
    }
    Span place = recorder.place(around, at);
    if (unknown) {
      recorder.effect(
          Act.DATABASE, new Resource.Named("any statement" + database), state, around, at, null);
      recorder.finding("unknown-statements", Severity.WARNING, place, spec.name());
    }
    State after =
        state.out() == null
            ? state
            : state.printed(
                symbols.maybe(symbols.text("$(" + spec.name() + ")", Atom.Origin.INPUT)), symbols);
    return Outcome.both(after);
  }

  /// What the statements do.
  ///
  /// @return whether some of them are not known
  private boolean said(
      List<Sql.Said> all, String database, CommandSpec spec, State state, Around around, Span at) {
    boolean unknown = false;
    Span place = recorder.place(around, at);
    for (Sql.Said one : all) {
      String shown = Recorder.shorten(one.text());
      switch (one.kind()) {
        case READS -> {}
        case SHELL -> recorder.unknown(state, around, at, "unknown-program", shown);
        case FILE -> {
          Source file = interpreter.context().files().get(one.rest().replaceAll("['\"]", ""));
          if (file == null || around.depth() > 8) {
            unknown = true;
          } else {
            List<Atom> inside = Variant.text(file.text()).atoms();
            unknown |=
                said(
                    Sql.of(inside, Sql.Client.of(spec.name())),
                    database,
                    spec,
                    state,
                    around.deeper(),
                    at);
          }
        }
        case CHANGES, LOSES, UNKNOWN -> {
          recorder.effect(
              Act.DATABASE, new Resource.Named(shown + database), state, around, at, null);
          if (one.kind() == Sql.Kind.LOSES) {
            recorder.finding("database-loss", Severity.DANGER, place, shown + database);
          }
          unknown |= one.kind() == Sql.Kind.UNKNOWN;
        }
      }
    }
    return unknown;
  }

  // ---- commands whose output matters

  private Outcome mktemp(
      CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    Invocation<Field> invocation = commands.read(spec, arguments);
    List<Atom> directory =
        invocation
            .value("-p")
            .or(() -> invocation.value("--tmpdir"))
            .map(Field::atoms)
            .filter(a -> !a.isEmpty())
            .orElse(List.of(new Atom.Text("/tmp")));
    List<Atom> path;
    if (invocation.operands().isEmpty()) {
      path = Variant.join(directory, List.of(new Atom.Text("/tmp."), random()));
    } else {
      List<Atom> template = new ArrayList<>();
      for (Atom atom : invocation.operands().getFirst().atoms()) {
        if (atom instanceof Atom.Text text && text.text().matches("(?s).*X{3}.*")) {
          String before = text.text().replaceFirst("X{3,}(?s:.*)$", "");
          String after = text.text().substring(before.length()).replaceFirst("^X+", "");
          if (!before.isEmpty()) {
            template.add(new Atom.Text(before));
          }
          template.add(random());
          if (!after.isEmpty()) {
            template.add(new Atom.Text(after));
          }
        } else {
          template.add(atom);
        }
      }
      path = List.copyOf(template);
      boolean inside = invocation.has("-p") || invocation.has("--tmpdir") || invocation.has("-t");
      if (inside && Commands.relative(path)) {
        path = Variant.join(Variant.join(directory, List.of(new Atom.Text("/"))), path);
      }
    }
    if (!invocation.has("-u")) {
      commands.paths(Act.CREATE, Field.of(path), false, state, around, at);
    }
    if (!invocation.has("-u") && around.host().isEmpty()) {
      commands.breakage().temporary(path, invocation.has("-d"), state, at);
    }
    State made =
        state.printed(
            Value.of(new Variant(path, Facts.NONE)).then(Printing.NEWLINE, symbols), symbols);
    return either(state, made, around, "mktemp");
  }

  private Atom random() {
    return new Atom.Symbol(
        symbols.next(), "*", Atom.Shape.NAME, Atom.Origin.WIDENED, false, List.of());
  }

  private Outcome basename(List<Field> arguments, State state) {
    List<Field> operands = operands(arguments);
    if (operands.isEmpty() || state.out() == null) {
      return Outcome.success(state);
    }
    List<Atom> path = Commands.trimmed(operands.getFirst().value(symbols));
    List<Atom> name = Expander.lastName(path);
    if (path.isEmpty()) {
      name = operands.getFirst().atoms().isEmpty() ? List.of() : List.of(new Atom.Text("/"));
    }
    if (name == null) {
      name =
          List.of(
              symbols.of(
                  "$(basename " + operands.getFirst().written() + ")",
                  Atom.Shape.NAME,
                  Atom.Origin.INPUT));
    }
    if (operands.size() > 1) {
      String suffix = operands.get(1).literal();
      String literal = Variant.literal(name);
      if (literal != null
          && suffix != null
          && literal.endsWith(suffix)
          && !literal.equals(suffix)) {
        name = Variant.text(literal.substring(0, literal.length() - suffix.length())).atoms();
      } else if (literal == null) {
        name =
            List.of(
                symbols.of(
                    "$(basename " + operands.getFirst().written() + ")",
                    Atom.Shape.NAME,
                    Atom.Origin.INPUT));
      }
    }
    return Outcome.success(
        state.printed(
            Value.of(new Variant(name, Facts.NONE)).then(Printing.NEWLINE, symbols), symbols));
  }

  private static List<Field> operands(List<Field> arguments) {
    return arguments.stream()
        .filter(a -> a.beginning() == null || !a.beginning().startsWith("-"))
        .toList();
  }

  private Outcome dirname(List<Field> arguments, State state) {
    List<Field> operands = operands(arguments);
    if (operands.isEmpty() || state.out() == null) {
      return Outcome.success(state);
    }
    Field operand = operands.getFirst();
    List<Atom> path = Commands.trimmed(operand.value(symbols));
    List<Atom> directory;
    String literal = Variant.literal(path);
    if (literal != null) {
      int slash = literal.lastIndexOf('/');
      directory =
          Variant.text(
                  slash < 0
                      ? (operand.atoms().isEmpty() || !literal.isEmpty() ? "." : "/")
                      : slash == 0 ? "/" : literal.substring(0, slash))
              .atoms();
    } else {
      List<Atom> known = Expander.directory(path);
      directory =
          known != null && !known.isEmpty()
              ? known
              : List.of(symbols.text("$(dirname " + operand.written() + ")", Atom.Origin.ARGUMENT));
    }
    return Outcome.success(
        state.printed(
            Value.of(new Variant(directory, Facts.NONE)).then(Printing.NEWLINE, symbols), symbols));
  }

  private Outcome cat(List<Field> arguments, State state, Around around) {
    List<Field> files = operands(arguments);
    if (state.out() == null) {
      return Outcome.both(state);
    }
    return Outcome.both(state.printed(commands.printing().contents(files, around), symbols));
  }

  private Outcome realpath(CommandSpec spec, List<Field> arguments, State state) {
    Invocation<Field> invocation = commands.read(spec, arguments);
    if (state.out() == null || invocation.operands().isEmpty()) {
      return Outcome.both(state);
    }
    String words = spec.name() + " " + invocation.operands().getFirst().written();
    boolean canonical =
        spec.name().equals("realpath")
            || invocation.has("-f")
            || invocation.has("-e")
            || invocation.has("-m");
    Atom.Symbol path =
        symbols.of(
            "$(" + words + ")",
            canonical ? Atom.Shape.ABSOLUTE : Atom.Shape.TEXT,
            Atom.Origin.INPUT);
    int subject = symbols.next();
    return new Outcome(
        state
            .printed(Value.of(path).then(Printing.NEWLINE, symbols), symbols)
            .given(new Fact(subject, Fact.Kind.SUCCEEDS, "", true, "", "", 0)),
        state.given(
            new Fact(subject, Fact.Kind.SUCCEEDS, "", false, When.text("fails", words), "", 0)));
  }

  private Outcome list(CommandSpec spec, List<Field> arguments, State state) {
    if (state.out() == null) {
      return Outcome.both(state);
    }
    Invocation<Field> invocation = commands.read(spec, arguments);
    if (invocation.has("-l") || invocation.has("-R") || !invocation.unknown().isEmpty()) {
      return Outcome.both(
          state.printed(symbols.maybe(symbols.text("$(ls …)", Atom.Origin.INPUT)), symbols));
    }
    List<List<Atom>> elements = new ArrayList<>();
    Atom name =
        new Atom.Symbol(
            symbols.next(), "*", Atom.Shape.NAME, Atom.Origin.FILE_NAME, false, List.of());
    if (invocation.operands().isEmpty()) {
      elements.add(List.of(name));
    }
    for (Field operand : invocation.operands()) {
      boolean pattern = operand.atoms().stream().anyMatch(Atom.Pattern.class::isInstance);
      if (pattern || invocation.has("-d")) {
        elements.add(operand.value(symbols));
      }
      if (!invocation.has("-d")) {
        // Names in a directory, or the file itself.
        elements.add(List.of(name));
        if (!pattern) {
          elements.add(operand.value(symbols));
        }
      }
    }
    return Outcome.both(
        state.printed(
            Value.of(symbols.lines("$(ls …)", elements)).or(Value.EMPTY, symbols), symbols));
  }

  private Outcome seq(List<Field> arguments, State state) {
    if (state.out() == null) {
      return Outcome.success(state);
    }
    List<List<Atom>> elements = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    for (Field field : operands(arguments)) {
      numbers.add(String.valueOf(field.literal()));
    }
    if (numbers.size() <= 2 && numbers.stream().allMatch(n -> n.matches("[0-9]{1,4}"))) {
      int first = numbers.size() == 2 ? Integer.parseInt(numbers.getFirst()) : 1;
      int last = numbers.isEmpty() ? 0 : Integer.parseInt(numbers.getLast());
      if (last - first < 64) {
        for (int i = first; i <= last; i++) {
          elements.add(Variant.text(String.valueOf(i)).atoms());
        }
      }
    }
    if (elements.isEmpty()) {
      elements.add(List.of(symbols.of("$(seq)", Atom.Shape.NUMBER, Atom.Origin.WIDENED)));
    }
    return Outcome.success(state.printed(Value.of(symbols.lines("$(seq …)", elements)), symbols));
  }

  /// A program of awk can write files and run commands; one that does neither only prints.
  private Outcome awk(
      CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    Invocation<Field> invocation = commands.read(spec, arguments);
    Field program =
        invocation.operands().isEmpty() ? Field.text("") : invocation.operands().getFirst();
    boolean own = invocation.has("-f");
    String text = own ? "" : program.written();
    String outside =
        text.replaceAll("\"(\\\\.|[^\"\\\\])*\"", "\"\"").replaceAll("/(\\\\.|[^/\\\\\n])+/", "//");
    boolean runs =
        outside.contains("system(") || (outside.contains("|") && !outside.contains("||"));
    boolean writes = outside.matches("(?s).*print[^\\n;}]*>.*") || invocation.has("-i");
    if (own || runs || writes) {
      recorder.unknown(
          state,
          around,
          at,
          "unknown-reach",
          spec.name(),
          own ? "a program in a file" : Recorder.shorten(text));
    }
    return Outcome.both(
        state.out() == null
            ? state
            : state.printed(symbols.maybe(symbols.text("$(awk …)", Atom.Origin.INPUT)), symbols));
  }
}
