package dev.ishibashi.effect;

import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Says whether what a command does to a path can lose what the program does not own.
final class Judgement {
  /// The directory that the program lies in.
  private static final Set<String> BESIDE = Set.of("${0%/*}", "$(dirname $0)");

  /// Names that begin with a dot and that people have in their directories.
  private static final Set<String> HIDDEN =
      Set.of(
          ".aws",
          ".bash_profile",
          ".bashrc",
          ".cache",
          ".config",
          ".docker",
          ".env",
          ".git",
          ".gnupg",
          ".hg",
          ".htaccess",
          ".htpasswd",
          ".kube",
          ".local",
          ".my.cnf",
          ".netrc",
          ".npmrc",
          ".pgpass",
          ".profile",
          ".ssh",
          ".svn",
          ".vimrc",
          ".zshrc",
          ".m2",
          ".gradle",
          ".mozilla",
          ".thunderbird",
          ".npm",
          ".cargo",
          ".rustup",
          ".terraform",
          ".vagrant",
          ".venv",
          ".well-known",
          ".snapshots",
          ".snapshot",
          ".zfs",
          ".Trash");

  /// A name that is an extension only, with a number or something unknown: `.0`, `.$CYCLE.gz`.
  private static final Pattern EXTENSION = Pattern.compile("\\.[0-9\0].*");

  /// Where a piece is missing: two signs that separate one behind the other, or one at the end.
  private static final Pattern TORN =
      Pattern.compile("[-.+=:,@_][-+=:,@]|[-+=:,@_][.]|[-_+=:,@.]$");

  private static final int MOST_STEPS = 4;

  private final Recorder recorder;
  private boolean filtered;

  Judgement(Recorder recorder) {
    this.recorder = recorder;
  }

  /// Says whether the paths are narrowed by tests (`find -mtime`), and returns what was said
  /// before.
  boolean filtered(boolean now) {
    boolean before = filtered;
    filtered = now;
    return before;
  }

  /// What is done, in the classes that findings speak of.
  private static @Nullable String verb(Act act) {
    return switch (act) {
      case DELETE -> "delete";
      case OVERWRITE, MODIFY -> "overwrite";
      case MOVE -> "move";
      case PERMISSION -> "permission";
      case CREATE, FORMAT, MOUNT, SERVICE, PACKAGE, PROCESS, SCHEDULE, NETWORK, DATABASE, UNKNOWN ->
          null;
    };
  }

  void judge(
      Act act,
      Place place,
      boolean tree,
      Field field,
      Facts why,
      boolean relative,
      State state,
      Around around,
      Span at) {
    String verb = verb(act);
    if (verb == null) {
      return;
    }
    if (place.device()) {
      if (!verb.equals("permission")) {
        recorder.finding(
            "device-overwrite", Severity.DANGER, recorder.place(around, at), place.written());
      }
      return;
    }
    List<Atom> last = place.last();
    boolean all = last != null && Place.everything(last);
    boolean broad = tree || (all && act != Act.OVERWRITE && act != Act.MODIFY);
    if (verb.equals("permission") && !tree) {
      broad = false;
    }
    Fact empty = why.emptiness();
    Fact failed = relative ? failedCd(state) : null;
    Severity severity = severity(act, verb, place, broad, field, empty, failed);
    if (severity == null || own(place) || (empty != null && nobodys(place, field))) {
      return;
    }
    String path = (tree ? place.tree() : place.paths()).toString();
    Span span = recorder.place(around, at);
    String on = around.host().isEmpty() ? "" : " " + Messages.text("effect.on-host", around.host());
    List<Step> way = way(verb, path + on, state, empty, failed, span);
    if (empty != null) {
      Optional<When.Nothing> nothing = When.nothing(empty.words());
      String name = nothing.map(When.Nothing::variable).orElse(empty.words());
      String may = nothing.map(When.Nothing::maybe).orElse(empty.words());
      String words =
          empty.cause().isEmpty() ? may : Messages.text("effect.because", may, empty.cause());
      String variable = name.startsWith("$") ? name.substring(1) : name;
      String write =
          variable.matches("\\w+")
              ? "\"${" + variable + ":?}\""
              : Messages.text("effect.write-variable");
      recorder.worst(
          variable, way, "empty-variable-" + verb, severity, span, words, path + on, write);
    } else if (failed != null) {
      recorder.worst("", way, "failed-cd-" + verb, severity, span, failed.words(), path + on);
    } else {
      switch (place.reach()) {
        case START -> recorder.worst("", way, "start-directory-" + verb, severity, span, path + on);
        case UNKNOWN ->
            recorder.worst(
                field.written(),
                way,
                "unknown-path-" + verb,
                severity,
                span,
                field.written(),
                path + on);
        case ROOT, SYSTEM, HOME, TOP, SCRATCH, ORDINARY ->
            recorder.finding("system-path-" + verb, severity, span, path + on);
      }
    }
  }

  /// What must be so for it to happen, in the order of the program, and what then happens.
  private static List<Step> way(
      String verb,
      String path,
      State state,
      @Nullable Fact empty,
      @Nullable Fact failed,
      Span span) {
    List<Step> all = new ArrayList<>();
    for (Fact fact : state.facts().list()) {
      boolean told = fact.equals(empty) || fact.equals(failed);
      if (fact.shown() && !told) {
        all.add(new Step(fact.line(), fact.words()));
      }
    }
    if (all.size() > MOST_STEPS) {
      all = new ArrayList<>(all.subList(all.size() - MOST_STEPS, all.size()));
    }
    if (failed != null) {
      all.add(new Step(failed.line(), failed.words()));
    }
    if (empty != null) {
      if (!empty.cause().isEmpty()) {
        all.add(new Step(empty.line(), empty.cause()));
      }
      all.add(new Step(empty.cause().isEmpty() ? empty.line() : 0, empty.words()));
    }
    all.add(new Step(span.line(), Messages.text("effect.way-" + verb, path)));
    return all.stream().distinct().toList();
  }

  private @Nullable Severity severity(
      Act act,
      String verb,
      Place place,
      boolean broad,
      Field field,
      @Nullable Fact empty,
      @Nullable Fact failed) {
    boolean loses = act == Act.DELETE || act == Act.MOVE || verb.equals("permission") || broad;
    return switch (place.reach()) {
      case ROOT, SYSTEM, HOME -> {
        if (filtered && empty == null && place.reach() != Place.Reach.ROOT) {
          yield null;
        }
        if (broad && loses) {
          yield act == Act.OVERWRITE || act == Act.MODIFY
              ? (empty == null ? null : Severity.WARNING)
              : Severity.DANGER;
        }
        yield act == Act.MOVE && !place.scratch() ? Severity.DANGER : null;
      }
      case TOP -> {
        if (empty != null && When.unset("HOME").equals(empty.words()) && !allNames(place)) {
          // `/.cache` is nobody's: where HOME is missing, nothing is there.
          yield null;
        }
        if (empty != null) {
          yield broad || act == Act.MOVE ? Severity.DANGER : Severity.WARNING;
        }
        if (!broad) {
          yield null;
        }
        // A name directly below the root that was written down is meant.
        yield Variant.literal(place.names().getFirst()) == null ? Severity.DANGER : null;
      }
      case START -> {
        if (!broad) {
          yield null;
        }
        if (verb.equals("overwrite")) {
          // Unpacking and copying where one stands is usual, unless one is not where one thinks.
          yield failed == null ? null : Severity.WARNING;
        }
        yield Severity.DANGER;
      }
      case UNKNOWN -> {
        if (!broad || verb.equals("overwrite")) {
          yield null;
        }
        Atom.Symbol unknown = unknown(place);
        if (unknown == null || (allNames(place) && BESIDE.contains(unknown.name()))) {
          // All that lies beside the program, wherever somebody has put it: below / at worst.
          yield Severity.DANGER;
        }
        yield switch (unknown.origin()) {
          case ENVIRONMENT, ARGUMENT ->
              unknown.shape() == Atom.Shape.ABSOLUTE || checked(unknown) ? null : Severity.WARNING;
          case INPUT, WIDENED ->
              unknown.shape() == Atom.Shape.ABSOLUTE ? Severity.WARNING : Severity.DANGER;
          case FILE_NAME, START -> null;
        };
      }
      case SCRATCH -> null;
      case ORDINARY -> {
        if (place.vital() && (act == Act.DELETE || act == Act.MOVE)) {
          yield Severity.DANGER;
        }
        if (failed != null && broad) {
          yield place.base() == Place.Base.ROOT && !allNames(place)
              ? null
              : allNames(place) ? Severity.DANGER : Severity.WARNING;
        }
        if (failed != null && place.base() == Place.Base.START && act != Act.PERMISSION) {
          // A file of that name, but another one.
          yield Severity.WARNING;
        }
        if (empty == null || When.unset("HOME").equals(empty.words())) {
          yield null;
        }
        boolean whole = field.endsWithSlash() || allNames(place);
        if (hole(field) && !whole && assigned(empty)) {
          // `rolldir=` and then `$dir/$rolldir/$name`: the name in the directory around is meant.
          yield null;
        }
        if (broad && hole(field) && !place.scratch()) {
          yield act == Act.OVERWRITE || !whole ? Severity.WARNING : Severity.DANGER;
        }
        yield place.underSystem() || act == Act.PERMISSION ? null : Severity.WARNING;
      }
    };
  }

  /// Whether the program itself has assigned nothing to the variable, by its own text.
  private static boolean assigned(Fact empty) {
    return empty.cause().isEmpty()
        && When.nothing(empty.words()).filter(n -> n.way().equals("empty")).isPresent();
  }

  /// Whether what is left of a name that a variable was part of is a name that nothing has: `dump-`
  /// of `dump-$NOW`, `.gz` of `$FILE.gz`. The program may have made it itself, in another run.
  private static boolean nobodys(Place place, Field field) {
    boolean hole = field.written().contains("//");
    boolean rooted = place.base() == Place.Base.ROOT;
    for (int i = 0; i < place.names().size(); i++) {
      List<Atom> name = place.names().get(i);
      boolean open =
          name.stream().anyMatch(a -> a instanceof Atom.Pattern p && !p.text().startsWith("["));
      if (open || (name.size() == 1 && !(name.getFirst() instanceof Atom.Text))) {
        continue;
      }
      String written = Variant.written(name);
      if (EXTENSION.matcher(texts(name)).matches()) {
        return true;
      }
      if (hole) {
        continue;
      }
      if (TORN.matcher(texts(name)).find()) {
        return true;
      }
      boolean alone = place.base() == Place.Base.START && place.names().size() == 1;
      if (alone && "-_+=:,@~".indexOf(written.charAt(0)) >= 0) {
        return true;
      }
      if (name.getFirst() instanceof Atom.Text begin
          && begin.text().startsWith(".")
          && ((rooted && i == 0) || !HIDDEN.contains(written))) {
        return true;
      }
    }
    return false;
  }

  /// The known text of a name, with a NUL for what is not known.
  private static String texts(List<Atom> name) {
    StringBuilder out = new StringBuilder();
    for (Atom atom : name) {
      out.append(atom instanceof Atom.Text text ? text.text() : "\0");
    }
    return out.toString();
  }

  /// Whether a name holds the number of this process or what mktemp has put in: the program has
  /// made it itself.
  private static boolean own(Place place) {
    return place.names().stream()
        .anyMatch(
            name ->
                name.stream().anyMatch(Atom.Text.class::isInstance)
                    && name.stream()
                        .anyMatch(
                            a ->
                                a instanceof Atom.Symbol s
                                    && (s.name().equals("$$")
                                        || (s.name().equals("*")
                                            && s.origin() == Atom.Origin.WIDENED))));
  }

  private static boolean allNames(Place place) {
    List<Atom> last = place.last();
    return last != null && Place.everything(last);
  }

  private static Atom.@Nullable Symbol unknown(Place place) {
    for (List<Atom> name : place.names()) {
      for (Atom atom : name) {
        if (atom instanceof Atom.Symbol symbol && symbol.shape().deep()) {
          return symbol;
        }
      }
    }
    return null;
  }

  /// Whether the program has looked at it before: `[ -n "$X" ]`, `${X:?}`.
  private boolean checked(Atom.Symbol symbol) {
    return recorder.proven().list().stream()
        .anyMatch(
            f -> f.subject() == symbol.id() && (f.kind() != Fact.Kind.EMPTY || !f.positive()));
  }

  /// Whether a name is missing in the middle or at the end, so that the directory around is meant.
  private static boolean hole(Field field) {
    String text = field.written();
    return text.contains("//") || text.endsWith("/");
  }

  private static @Nullable Fact failedCd(State state) {
    for (Fact fact : state.facts().list().reversed()) {
      if (fact.kind() == Fact.Kind.SUCCEEDS
          && !fact.positive()
          && fact.argument().equals("cd")
          && fact.shown()) {
        return fact;
      }
    }
    return null;
  }
}
