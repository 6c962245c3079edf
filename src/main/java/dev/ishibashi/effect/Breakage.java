package dev.ishibashi.effect;

import dev.ishibashi.spec.CommandSpec;
import dev.ishibashi.spec.Invocation;
import dev.ishibashi.spec.Rule;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Span;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks at the files that a command needs or makes: whether it can work at all in the state that
/// the program has made, and what it leaves behind when it does.
final class Breakage {
  private final Commands commands;
  private final Recorder recorder;

  Breakage(Commands commands, Recorder recorder) {
    this.commands = commands;
    this.recorder = recorder;
  }

  /// The one spot that a path means here; nothing when it may be several.
  Optional<Disk.Spot> spot(List<Atom> path, State state) {
    if (path.isEmpty()) {
      return Optional.empty();
    }
    List<Place> places = commands.places(path, state);
    return places.size() == 1 ? Disk.Spot.of(places.getFirst()) : Optional.empty();
  }

  private Optional<Disk.Entry> known(List<Atom> path, State state) {
    return state.disk().entries().isEmpty()
        ? Optional.empty()
        : spot(path, state).flatMap(s -> state.disk().find(s, state.facts()));
  }

  private boolean is(Disk.Kind kind, List<Atom> path, State state) {
    return known(path, state).filter(e -> e.kind() == kind).isPresent();
  }

  private static String how(String key, Span at) {
    return Messages.text("effect." + key, at.line());
  }

  // ---- what it needs

  /// Says when a file that is needed is not there.
  ///
  /// @return whether it is said
  boolean needs(List<Atom> path, String command, State state, Around around, Span at) {
    Optional<Disk.Entry> gone = known(path, state).filter(e -> e.kind() == Disk.Kind.ABSENT);
    recorder
        .doubts()
        .visit(
            "missing-file",
            Variant.written(path),
            at,
            around,
            gone.map(e -> List.<Object>of(Variant.written(path), e.how(), command)).orElse(null));
    return gone.isPresent();
  }

  private void cannot(String command, Around around, Span at, @Nullable String why) {
    recorder
        .doubts()
        .visit("cannot-work", "", at, around, why == null ? null : List.of(command, why));
  }

  /// A directory that is gone into.
  void entered(List<Atom> path, State state, Around around, Span at) {
    if (needs(path, "cd", state, around, at)) {
      return;
    }
    Optional<Disk.Entry> file = known(path, state).filter(e -> e.kind() == Disk.Kind.FILE);
    recorder
        .doubts()
        .visit(
            "cd-into-file",
            Variant.written(path),
            at,
            around,
            file.map(e -> List.<Object>of(Variant.written(path), e.how())).orElse(null));
  }

  /// A file that is written by a redirection.
  void written(List<Atom> path, State state, Around around, Span at) {
    String why = null;
    Optional<Disk.Entry> entry = known(path, state);
    if (entry.isPresent() && entry.get().kind() == Disk.Kind.DIRECTORY) {
      why = why("cannot-directory", path, entry.get());
    }
    cannot(">", around, at, why == null ? above(path, state) : why);
  }

  /// Why nothing can be made at a path: its directory is not there, or is none.
  private @Nullable String above(List<Atom> path, State state) {
    if (state.disk().entries().isEmpty()) {
      return null;
    }
    Optional<Disk.Spot> parent = spot(path, state).flatMap(Disk.Spot::parent);
    if (parent.isEmpty()) {
      return null;
    }
    Optional<Disk.Entry> entry = state.disk().find(parent.get(), state.facts());
    if (entry.isEmpty()) {
      return null;
    }
    List<Atom> directory = Expander.directory(Commands.trimmed(path));
    List<Atom> shown = directory == null || directory.isEmpty() ? path : directory;
    return switch (entry.get().kind()) {
      case ABSENT -> why("cannot-missing", shown, entry.get());
      case FILE -> why("cannot-file", shown, entry.get());
      case DIRECTORY, EXISTS -> null;
    };
  }

  private static String why(String key, List<Atom> path, Disk.Entry entry) {
    return Messages.text("effect." + key, Variant.written(path), entry.how());
  }

  /// Looks at a command before it runs.
  void before(CommandSpec spec, Invocation<Field> invocation, State state, Around around, Span at) {
    for (Rule rule : spec.needs()) {
      if (rule.condition().holds(invocation, Field::literal, Field::beginning)) {
        boolean said = false;
        for (String target : rule.targets()) {
          for (Field field : Commands.targets(target, invocation)) {
            said = said || needs(field.atoms(), spec.name(), state, around, at);
          }
        }
      }
    }
    switch (spec.name()) {
      case "mkdir" -> mkdir(invocation, state, around, at);
      case "rmdir" -> {
        for (Field field : invocation.operands()) {
          Optional<Disk.Entry> entry = known(field.atoms(), state);
          Optional<Disk.Spot> spot = spot(field.atoms(), state);
          String why = null;
          if (entry.isPresent() && entry.get().kind() == Disk.Kind.FILE) {
            why = why("cannot-file", field.atoms(), entry.get());
          } else if (spot.isPresent()
              && !invocation.has("--ignore-fail-on-non-empty")
              && state.disk().full(spot.get(), state.facts())) {
            why = Messages.text("effect.cannot-full", field.written());
          }
          cannot("rmdir", around, at, why);
        }
      }
      case "rm" -> {
        for (Field field : invocation.operands()) {
          Optional<Disk.Entry> entry =
              known(field.atoms(), state).filter(e -> e.kind() == Disk.Kind.DIRECTORY && e.own());
          boolean plain = !invocation.has("-r") && !invocation.has("-d");
          cannot(
              "rm",
              around,
              at,
              plain && entry.isPresent()
                  ? why("cannot-directory", field.atoms(), entry.get())
                  : null);
        }
      }
      case "cp", "mv", "ln" -> copies(spec, invocation, state, around, at);
      case "touch" -> {
        for (Field field : invocation.operands()) {
          cannot("touch", around, at, above(field.atoms(), state));
        }
      }
      default -> {}
    }
  }

  private void mkdir(Invocation<Field> invocation, State state, Around around, Span at) {
    boolean parents = invocation.has("-p");
    for (Field field : invocation.operands()) {
      Optional<Disk.Entry> entry = known(field.atoms(), state);
      String why = null;
      if (entry.isPresent()) {
        why =
            switch (entry.get().kind()) {
              case FILE -> why("cannot-file", field.atoms(), entry.get());
              case DIRECTORY, EXISTS ->
                  parents ? null : why("cannot-there", field.atoms(), entry.get());
              case ABSENT -> null;
            };
      }
      cannot("mkdir", around, at, why == null && !parents ? above(field.atoms(), state) : why);
    }
  }

  private void copies(
      CommandSpec spec, Invocation<Field> invocation, State state, Around around, Span at) {
    List<Field> operands = invocation.operands();
    if (operands.size() < 2 || invocation.has("-t")) {
      return;
    }
    List<Atom> into = operands.getLast().atoms();
    List<Field> sources = operands.subList(0, operands.size() - 1);
    Optional<Disk.Entry> target = known(into, state);
    Disk.@Nullable Kind kind = target.map(Disk.Entry::kind).orElse(null);
    String why = null;
    String literal = operands.getLast().literal();
    boolean slash = literal != null && literal.length() > 1 && literal.endsWith("/");
    if (target.isPresent() && (sources.size() > 1 || slash)) {
      if (kind == Disk.Kind.FILE) {
        why = why("cannot-file", into, target.get());
      } else if (kind == Disk.Kind.ABSENT && (sources.size() > 1 || spec.name().equals("cp"))) {
        why = why("cannot-missing", into, target.get());
      }
    }
    if (why == null && kind != Disk.Kind.DIRECTORY) {
      why = above(into, state);
    }
    Optional<Disk.Spot> there = spot(into, state);
    for (Field source : sources) {
      if (why != null) {
        break;
      }
      Optional<Disk.Entry> from = known(source.atoms(), state);
      boolean directory = from.isPresent() && from.get().kind() == Disk.Kind.DIRECTORY;
      if (spec.name().equals("cp") && directory && !invocation.has("-R") && !invocation.has("-a")) {
        why = why("cannot-directory", source.atoms(), from.get());
      } else if (!spec.name().equals("ln") && directory && kind == Disk.Kind.FILE) {
        why = why("cannot-file", into, target.orElseThrow());
      } else if (!spec.name().equals("ln")
          && there.isPresent()
          && kind != Disk.Kind.DIRECTORY
          && !invocation.has("-b")
          && !invocation.has("--backup")
          && spot(source.atoms(), state).equals(there)) {
        why = Messages.text("effect.cannot-same", source.written());
      } else if (spec.name().equals("mv")
          && there.isPresent()
          && spot(source.atoms(), state).filter(s -> there.get().below(s)).isPresent()) {
        why = Messages.text("effect.cannot-inside", source.written());
      }
    }
    if (why == null
        && spec.name().equals("ln")
        && !invocation.has("-f")
        && target.isPresent()
        && kind == Disk.Kind.FILE) {
      why = why("cannot-there", into, target.get());
    }
    cannot(spec.name(), around, at, why);
    if (!spec.name().equals("ln")) {
      lands(spec, invocation, state, around, at);
    }
    if (!spec.name().equals("ln") || invocation.has("-f")) {
      sameNames(spec, sources, operands.getLast(), around, at);
    }
  }

  /// Several of the same name go into one directory: each lands on the one before.
  private void sameNames(
      CommandSpec spec, List<Field> sources, Field into, Around around, Span at) {
    Set<String> names = new HashSet<>();
    Set<List<Atom>> paths = new HashSet<>();
    for (Field source : sources) {
      List<Atom> name = Expander.lastName(Commands.trimmed(source.atoms()));
      String literal = name == null ? null : Variant.literal(name);
      if (literal != null
          && !literal.isEmpty()
          && !literal.equals(".")
          && paths.add(source.atoms())
          && !names.add(literal)) {
        recorder
            .doubts()
            .certain("onto-one-name", at, around, spec.name(), into.written() + "/" + literal);
      }
    }
  }

  /// Commands between two rounds of a loop that do not use what was copied there.
  private static final Set<String> IDLE =
      Set.of(
          "echo",
          "printf",
          "test",
          "[",
          ":",
          "true",
          "mv",
          "cp",
          "rm",
          "mkdir",
          "ls",
          "basename",
          "dirname",
          "chmod",
          "chown",
          "touch",
          "date",
          "logger",
          "cd");

  /// A command runs in a loop: it may use what has landed there.
  void running(List<Field> fields, State state, Around around) {
    Around.Loop loop = around.loop();
    if (loop == null || loop.landed.isEmpty()) {
      return;
    }
    String word = fields.getFirst().literal();
    if (word == null || !IDLE.contains(word)) {
      loop.landed.clear();
      return;
    }
    List<Field> read =
        word.equals("mv") || word.equals("cp") ? fields.subList(1, fields.size() - 1) : fields;
    for (Field field : read) {
      spot(field.atoms(), state).ifPresent(loop.landed::remove);
    }
  }

  /// Something lands on a name that is no directory.
  private void lands(
      CommandSpec spec, Invocation<Field> invocation, State state, Around around, Span at) {
    Around.Loop loop = around.loop();
    List<Field> operands = invocation.operands();
    boolean other = invocation.has("-t") || invocation.has("-n") || invocation.has("-b");
    if (loop == null || operands.size() != 2 || other || invocation.has("--backup")) {
      return;
    }
    List<Atom> into = operands.getLast().atoms();
    Disk.@Nullable Kind kind = known(into, state).map(Disk.Entry::kind).orElse(null);
    boolean name =
        invocation.has("-T")
            || kind == Disk.Kind.FILE
            || Commands.namesFile(operands.getLast().literal());
    Optional<Disk.Spot> there = spot(into, state);
    if (!name || there.isEmpty() || kind == Disk.Kind.DIRECTORY) {
      return;
    }
    List<Atom> source = operands.getFirst().atoms();
    Around.Landed before = loop.landed.get(there.get());
    boolean again = before != null && before.at().equals(at) && !before.source().equals(source);
    loop.landed.put(there.get(), new Around.Landed(at, spec.name(), source, again));
  }

  /// A round of a loop has ended.
  ///
  /// @param unknown whether the round stands for many, each with another file
  /// @param more whether another round may follow
  void round(Around.Loop loop, boolean unknown, boolean more, Around around) {
    loop.landed.forEach(
        (spot, landed) -> {
          boolean varies =
              unknown
                  && landed.source().stream()
                      .anyMatch(
                          a ->
                              a instanceof Atom.Symbol s
                                  && (s.origin() == Atom.Origin.FILE_NAME
                                      || s.origin() == Atom.Origin.INPUT));
          if (more && (landed.several() || varies)) {
            recorder
                .doubts()
                .certain(
                    "onto-one-name",
                    landed.at(),
                    around,
                    landed.command(),
                    new Place(spot.base(), spot.names(), "").written());
          }
        });
  }

  // ---- what it leaves behind

  /// Remembers what a command has made when it succeeds.
  void after(CommandSpec spec, Invocation<Field> invocation, State state, Span at) {
    List<Field> operands = invocation.operands();
    switch (spec.name()) {
      case "rm", "rmdir", "unlink" -> {
        for (Field field : operands) {
          made(field.atoms(), state, Disk.Kind.ABSENT, how("how-deleted", at));
        }
      }
      case "gzip", "bzip2", "xz", "zstd" -> {
        boolean keeps =
            invocation.has("-k")
                || invocation.has("-c")
                || invocation.has("-d")
                || invocation.has("-t")
                || invocation.has("-l")
                || invocation.has("-r")
                || spec.name().equals("zstd");
        if (!keeps && invocation.unknown().isEmpty()) {
          for (Field field : operands) {
            made(field.atoms(), state, Disk.Kind.ABSENT, how("how-packed", at));
          }
        }
      }
      case "mkdir" -> {
        for (Field field : operands) {
          made(field.atoms(), state, Disk.Kind.DIRECTORY, how("how-directory", at));
        }
      }
      case "touch" -> {
        if (!invocation.has("-c")) {
          for (Field field : operands) {
            if (known(field.atoms(), state).isEmpty() || absent(field.atoms(), state)) {
              made(
                  field.atoms(),
                  state,
                  absent(field.atoms(), state) ? Disk.Kind.FILE : Disk.Kind.EXISTS,
                  how("how-made", at));
            }
          }
        }
      }
      case "mv", "cp", "ln" -> landed(spec, invocation, state, at);
      default -> {}
    }
  }

  private boolean absent(List<Atom> path, State state) {
    return is(Disk.Kind.ABSENT, path, state);
  }

  private void landed(CommandSpec spec, Invocation<Field> invocation, State state, Span at) {
    List<Field> operands = invocation.operands();
    if (invocation.has("-t") || operands.size() < 2) {
      if (spec.name().equals("mv") && invocation.has("-t")) {
        moved(operands, state, at);
      }
      return;
    }
    List<Field> sources = operands.subList(0, operands.size() - 1);
    List<Atom> into = operands.getLast().atoms();
    if (spec.name().equals("mv") && !invocation.has("-n") && !invocation.has("-u")) {
      moved(sources, state, at);
    }
    Optional<Disk.Entry> target = known(into, state);
    boolean directory =
        sources.size() > 1 || (target.isPresent() && target.get().kind() == Disk.Kind.DIRECTORY);
    if (directory && !invocation.has("-T")) {
      for (Field source : sources) {
        List<Atom> name = Expander.lastName(Commands.trimmed(source.atoms()));
        if (name != null && !name.isEmpty() && !".".equals(Variant.literal(name))) {
          made(
              Variant.join(into, Variant.join(List.of(new Atom.Text("/")), name)),
              state,
              Disk.Kind.EXISTS,
              how("how-made", at));
        }
      }
      return;
    }
    boolean plain =
        invocation.has("-T")
            || (target.isPresent()
                && (target.get().kind() == Disk.Kind.ABSENT
                    || target.get().kind() == Disk.Kind.FILE));
    if (plain && !invocation.has("-n") && !invocation.has("-u")) {
      Disk.Kind kind =
          spec.name().equals("ln")
              ? Disk.Kind.EXISTS
              : known(sources.getFirst().atoms(), state)
                  .map(Disk.Entry::kind)
                  .filter(k -> k != Disk.Kind.ABSENT)
                  .orElse(Disk.Kind.EXISTS);
      made(into, state, kind, how("how-made", at));
    }
  }

  private void moved(List<Field> sources, State state, Span at) {
    for (Field source : sources) {
      made(source.atoms(), state, Disk.Kind.ABSENT, how("how-moved", at));
    }
  }

  void made(List<Atom> path, State state, Disk.Kind kind, String how) {
    spot(path, state).ifPresent(spot -> recorder.made(new Disk.Made(spot, kind, how, true)));
  }

  /// What `mktemp` has made.
  void temporary(List<Atom> path, boolean directory, State state, Span at) {
    made(
        path,
        state,
        directory ? Disk.Kind.DIRECTORY : Disk.Kind.FILE,
        how(directory ? "how-directory" : "how-made", at));
  }

  /// What a redirection leaves behind: a file that was there, or is now.
  void redirected(List<Atom> path, State state, Span at) {
    if (!is(Disk.Kind.EXISTS, path, state)) {
      made(path, state, Disk.Kind.FILE, how("how-made", at));
    }
  }

  /// What a test has shown of a path.
  State shown(String operator, List<Atom> path, State state, Span at) {
    Disk.@Nullable Kind kind =
        switch (operator) {
          case "-d" -> Disk.Kind.DIRECTORY;
          case "-f" -> Disk.Kind.FILE;
          default -> null;
        };
    if (kind == null) {
      return state;
    }
    return spot(path, state)
        .map(
            spot ->
                state.withDisk(
                    state
                        .disk()
                        .with(List.of(new Disk.Made(spot, kind, how("how-seen", at), false)))))
        .orElse(state);
  }

  /// The changes of the commands since the last look, in a state.
  static @Nullable State settled(
      @Nullable State state, List<Disk.Change> changes, List<Disk.Made> made) {
    return state == null ? null : state.withDisk(state.disk().after(changes).with(made));
  }
}
