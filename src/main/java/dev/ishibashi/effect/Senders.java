package dev.ishibashi.effect;

import dev.ishibashi.effect.Interpreter.Outcome;
import dev.ishibashi.spec.CommandSpec;
import dev.ishibashi.spec.Invocation;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Commands that send work to other hosts in a language of their own, or run one text many times:
/// `sftp`, `salt`, `ansible-playbook`, GNU `parallel`.
final class Senders {
  /// Functions of Salt that only look (salt.modules).
  private static final Set<String> LOOKING =
      Set.of(
          "test.ping",
          "test.version",
          "test.versions",
          "grains.get",
          "grains.item",
          "grains.items",
          "grains.ls",
          "pillar.get",
          "pillar.items",
          "status.uptime",
          "status.loadavg",
          "disk.usage",
          "pkg.version",
          "pkg.list_pkgs",
          "service.status",
          "network.interfaces",
          "network.ip_addrs");

  private final Interpreter interpreter;
  private final Commands commands;
  private final Recorder recorder;
  private final Tools tools;

  Senders(Interpreter interpreter, Commands commands, Recorder recorder, Tools tools) {
    this.interpreter = interpreter;
    this.commands = commands;
    this.recorder = recorder;
    this.tools = tools;
  }

  Outcome run(CommandSpec spec, List<Field> arguments, State state, Around around, Span at) {
    Invocation<Field> invocation = commands.read(spec, arguments);
    if (spec.ends(invocation)) {
      return Outcome.both(state);
    }
    return switch (spec.name()) {
      case "sftp" -> sftp(invocation, state, around, at);
      case "salt" -> salt(invocation, state, around, at);
      case "parallel" -> parallel(invocation, state, around, at);
      default -> playbook(spec, invocation, state, around, at);
    };
  }

  /// The host that words name, `?` when they do not say.
  private String host(@Nullable Field words, Around around, Span at) {
    String name = words == null ? null : words.literal();
    String host = name == null || name.isEmpty() ? "?" : name;
    recorder.host(host);
    if (host.equals("?")) {
      recorder.finding(
          "unknown-host",
          Severity.NOTE,
          recorder.place(around, at),
          words == null ? "" : words.written());
    }
    return host;
  }

  // ---- sftp

  private Outcome sftp(Invocation<Field> invocation, State state, Around around, Span at) {
    if (invocation.operands().isEmpty()) {
      return Outcome.both(state);
    }
    String target = invocation.operands().getFirst().literal();
    String name =
        target == null
            ? null
            : target
                .replaceFirst("^sftp://", "")
                .replaceFirst("^[^@]*@", "")
                .replaceFirst("[:/].*", "");
    Around there =
        around.on(
            host(name == null ? invocation.operands().getFirst() : Field.text(name), around, at));
    Value batch =
        invocation.value("-b").filter(f -> !"-".equals(f.literal())).isPresent()
            ? interpreter.content(
                Value.of(
                    new Variant(
                        invocation.value("-b").map(Field::atoms).orElse(List.of()), Facts.NONE)))
            : around.input();
    if (batch == null) {
      recorder.unknown(state, there, at, "unknown-reach", "sftp", "what it is told to do");
      return Outcome.both(state);
    }
    for (Variant variant : batch.variants()) {
      State here = state.given(variant.facts());
      if (here != null) {
        for (List<Atom> line : lines(variant.atoms())) {
          if (!line(line, here, around, there, at)) {
            recorder.unknown(here, there, at, "unknown-reach", "sftp", Variant.written(line));
          }
        }
      }
    }
    return Outcome.both(state);
  }

  private static List<List<Atom>> lines(List<Atom> text) {
    List<List<Atom>> all = new ArrayList<>();
    List<Atom> line = List.of();
    for (Atom atom : text) {
      if (!(atom instanceof Atom.Text known)) {
        line = Variant.join(line, List.of(atom));
        continue;
      }
      String[] pieces = known.text().split("\n", -1);
      for (int i = 0; i < pieces.length; i++) {
        if (i > 0) {
          all.add(line);
          line = List.of();
        }
        line = Variant.join(line, Variant.text(pieces[i]).atoms());
      }
    }
    all.add(line);
    return all.stream().filter(l -> !Variant.written(l).isBlank()).toList();
  }

  /// One command of sftp(1); whether it is understood.
  private boolean line(List<Atom> line, State state, Around around, Around there, Span at) {
    String text = Variant.literal(line);
    if (text == null) {
      return false;
    }
    List<String> words = List.of(text.strip().replaceFirst("^[-@]+", "").split("\\s+", -1));
    if (words.getFirst().startsWith("#")) {
      return true;
    }
    List<String> operands =
        words.stream().skip(1).filter(w -> !w.startsWith("-")).map(Senders::unquoted).toList();
    boolean tree = words.stream().anyMatch(w -> w.matches("-[a-zA-Z]*[rR][a-zA-Z]*"));
    switch (words.getFirst()) {
      case "ls",
          "cd",
          "lcd",
          "pwd",
          "lpwd",
          "lls",
          "df",
          "progress",
          "version",
          "help",
          "?",
          "bye",
          "exit",
          "quit",
          "lumask" -> {}
      case "rm", "rmdir" -> operands.forEach(p -> path(Act.DELETE, p, false, state, there, at));
      case "put", "mput", "reput" -> path(Act.OVERWRITE, landing(operands), tree, state, there, at);
      case "get", "mget", "reget" ->
          path(Act.OVERWRITE, landing(operands), tree, state, around, at);
      case "rename" -> {
        path(Act.MOVE, operands.isEmpty() ? "*" : operands.getFirst(), true, state, there, at);
        path(Act.OVERWRITE, landing(operands), true, state, there, at);
      }
      case "copy", "cp" -> path(Act.OVERWRITE, landing(operands), false, state, there, at);
      case "mkdir", "ln", "symlink" -> path(Act.CREATE, landing(operands), false, state, there, at);
      case "lmkdir" -> path(Act.CREATE, landing(operands), false, state, around, at);
      case "chmod", "chown", "chgrp" ->
          operands.stream().skip(1).forEach(p -> path(Act.PERMISSION, p, false, state, there, at));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static String unquoted(String word) {
    return word.replaceAll("^[\"']|[\"']$", "");
  }

  /// Where a file lands: behind the last word, or under its own name where one works.
  private static String landing(List<String> operands) {
    if (operands.isEmpty()) {
      return "*";
    }
    String last = operands.getLast();
    return operands.size() == 1 ? last.substring(last.lastIndexOf('/') + 1) : last;
  }

  /// What lies on the other host below where it logs in, or where an earlier `cd` went, is `*`.
  private void path(Act act, String text, boolean tree, State state, Around around, Span at) {
    String path = text.startsWith("/") || around.host().isEmpty() ? text : "/**/" + text;
    commands.paths(
        act, Field.of(Tools.patterned(Field.text(path))), tree, state, around.maybe(true), at);
  }

  // ---- salt

  private Outcome salt(Invocation<Field> invocation, State state, Around around, Span at) {
    List<Field> operands = invocation.operands();
    if (operands.size() < 2) {
      return Outcome.both(state);
    }
    // -G, -E, -I, -C: the first word is no name of a host, but asks for properties of hosts.
    boolean named =
        List.of("-G", "-E", "-I", "-C", "-P", "-R", "-N", "-S", "-J").stream()
            .noneMatch(invocation::has);
    Field target = operands.getFirst();
    String function = String.valueOf(operands.get(1).literal());
    List<Field> rest = operands.subList(2, operands.size());
    List<String> hosts =
        named && target.literal() != null
            ? Arrays.stream(target.written().split(",", -1)).map(String::strip).toList()
            : List.of("?");
    if (Set.of("cmd.run", "cmd.run_all", "cmd.shell", "cmd.retcode").contains(function)
        && !rest.isEmpty()) {
      return tools.everywhere(hosts, rest.getFirst().atoms(), List.of(target), state, around, at);
    }
    for (String each : hosts) {
      Around there = around.on(host(each.equals("?") ? null : Field.text(each), around, at));
      if (LOOKING.contains(function)) {
        continue;
      }
      if (Set.of("file.remove", "file.rmdir").contains(function) && !rest.isEmpty()) {
        commands.paths(Act.DELETE, rest.getFirst(), true, state, there, at);
      } else if (function.matches("service\\.(restart|stop|start|reload)") && !rest.isEmpty()) {
        String unit = function.substring(8) + " " + rest.getFirst().written();
        recorder.effect(Act.SERVICE, new Resource.Unit(unit), state, there, at, null);
      } else if (function.matches("pkg\\.(install|remove|purge|upgrade)")) {
        String what = (function.substring(4) + " " + Interpreter.words(rest)).strip();
        recorder.effect(Act.PACKAGE, new Resource.Named(what), state, there, at, null);
      } else {
        recorder.unknown(state, there, at, "unknown-reach", "salt", Interpreter.words(operands));
      }
    }
    return Outcome.both(state);
  }

  // ---- ansible-playbook

  private Outcome playbook(
      CommandSpec spec, Invocation<Field> invocation, State state, Around around, Span at) {
    boolean looks =
        List.of("--check", "--list-hosts", "--list-tasks", "--list-tags", "--syntax-check").stream()
            .anyMatch(invocation::has);
    if (invocation.operands().isEmpty() || looks) {
      return Outcome.both(state);
    }
    Field limit = invocation.value("--limit").orElse(null);
    Around there = around.on(host(limit, around, at));
    String plays = Interpreter.words(invocation.operands());
    recorder.unknown(state, there, at, "unknown-reach", spec.name(), plays);
    return Outcome.both(state);
  }

  // ---- parallel

  private Outcome parallel(Invocation<Field> invocation, State state, Around around, Span at) {
    List<Field> words = invocation.operands();
    int colons = 0;
    while (colons < words.size()
        && !String.valueOf(words.get(colons).literal()).matches(":{3,4}\\+?")) {
      colons++;
    }
    List<Field> program = words.subList(0, colons);
    List<List<Atom>> items = new ArrayList<>();
    boolean files = colons < words.size() && words.get(colons).written().startsWith("::::");
    boolean several = words.stream().filter(w -> w.written().matches(":{3,4}\\+?")).count() > 1;
    if (colons == words.size() || files || several || invocation.has("-a")) {
      items.add(List.of(interpreter.symbols().text("$(parallel)", Atom.Origin.INPUT)));
    } else {
      words
          .subList(colons + 1, words.size())
          .forEach(w -> items.add(w.value(interpreter.symbols())));
    }
    List<String> hosts = new ArrayList<>();
    for (Field field : invocation.values("-S")) {
      String literal = field.literal();
      List<String> named =
          literal == null
              ? List.of("?")
              : Arrays.stream(literal.split(",", -1))
                  .map(h -> h.replaceFirst("^[0-9]+/", "").replaceFirst("^[^@]*@", ""))
                  .toList();
      hosts.addAll(named);
    }
    if (invocation.has("--sshloginfile")) {
      hosts.add("?");
    }
    String mark = invocation.value("-I").map(Field::literal).orElse("{}");
    Outcome all = Outcome.success(state);
    for (List<Atom> item : items) {
      List<Atom> text = program.isEmpty() ? item : filled(program, mark, item);
      if (hosts.isEmpty() || hosts.contains(":")) {
        State inner = interpreter.inner(state, List.of());
        Around here = around.beingChecked().at(recorder.place(around, at)).maybe(items.size() != 1);
        Outcome ran =
            interpreter.subshell(
                here, state, a -> interpreter.program(new Variant(text, Facts.NONE), inner, a));
        all = interpreter.join(all, ran);
      }
      List<String> others = hosts.stream().filter(h -> !h.equals(":")).toList();
      if (!others.isEmpty()) {
        all =
            interpreter.join(
                all, tools.everywhere(others, text, program, state, around.maybe(true), at));
      }
    }
    return new Outcome(all.success(), interpreter.join(all.failure(), all.success()));
  }

  /// The text that runs for one item: `{}` is the item, which otherwise stands behind; of `{.}`,
  /// `{/}` and their kin only is known that they come from it.
  private List<Atom> filled(List<Field> program, String mark, List<Atom> item) {
    List<Atom> text = List.of();
    boolean met = false;
    for (Field word : program) {
      text = text.isEmpty() ? text : Variant.join(text, List.of(new Atom.Text(" ")));
      for (Atom atom : word.atoms()) {
        if (!(atom instanceof Atom.Text known)) {
          text = Variant.join(text, List.of(atom));
          continue;
        }
        String rest = known.text();
        while (!rest.isEmpty()) {
          Optional<String> found = first(rest, mark);
          int at = found.map(rest::indexOf).orElse(rest.length());
          text = Variant.join(text, Variant.text(rest.substring(0, at)).atoms());
          if (found.isPresent()) {
            met = true;
            boolean whole = found.get().equals(mark);
            text =
                Variant.join(
                    text,
                    whole
                        ? quoted(item)
                        : List.of(interpreter.symbols().text(found.get(), Atom.Origin.INPUT)));
          }
          rest = rest.substring(Math.min(rest.length(), at + found.map(String::length).orElse(0)));
        }
      }
    }
    return met ? text : Variant.join(Variant.join(text, List.of(new Atom.Text(" "))), quoted(item));
  }

  private static Optional<String> first(String text, String mark) {
    return List.of(mark, "{.}", "{/}", "{//}", "{/.}", "{#}", "{%}", "{1}", "{2}").stream()
        .filter(text::contains)
        .min((a, b) -> Integer.compare(text.indexOf(a), text.indexOf(b)));
  }

  /// An item is one word of the text, whatever it holds.
  private static List<Atom> quoted(List<Atom> item) {
    String literal = Variant.literal(item);
    return literal == null || literal.matches("[\\w./:@%+=,-]+")
        ? item
        : Variant.text("'" + literal.replace("'", "'\\''") + "'").atoms();
  }
}
