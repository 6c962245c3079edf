package dev.ishibashi.procedure;

import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.PathSet;
import dev.ishibashi.effect.Resource;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a procedure declares its program to do. Everything else is refused.
///
/// @param at the place of `effects:`
/// @param declared the texts of each act, as written; paths are patterns of [PathSet#glob(String)]
public record Effects(Span at, Map<Act, List<Located<String>>> declared) {

  /// The acts that are on paths.
  static final Set<Act> ON_PATHS =
      Set.of(Act.DELETE, Act.OVERWRITE, Act.CREATE, Act.MODIFY, Act.MOVE, Act.PERMISSION);

  /// The acts that also have to do with devices.
  static final Set<Act> ON_DEVICES = Set.of(Act.FORMAT, Act.MOUNT);

  /// Where a program may do what it likes: the guard gives it a throw-away directory there, unless
  /// the procedure declares something below it.
  public static final List<String> SCRATCH = List.of("/tmp", "/var/tmp", "/dev/shm");

  /// What can be written to without anything being changed.
  private static final List<String> HARMLESS =
      List.of(
          "/dev/null",
          "/dev/zero",
          "/dev/full",
          "/dev/stdin",
          "/dev/stdout",
          "/dev/stderr",
          "/dev/tty",
          "/dev/fd/**",
          "/dev/random",
          "/dev/urandom");

  /// Whether effects are covered by what is declared.
  public sealed interface Coverage {}

  public record Covered() implements Coverage {}

  /// The effect reaches something that is not declared.
  ///
  /// @param witness a path, or a name, that is reached
  public record Uncovered(String witness) implements Coverage {}

  public List<Located<String>> of(Act act) {
    return declared.getOrDefault(act, List.of());
  }

  /// The paths on which an act is declared: `delete` covers taking away and moving away, `modify`
  /// covers any change of content, `overwrite` covers that and new files, `create` new files only.
  public PathSet paths(Act act) {
    List<PathSet> sets = new ArrayList<>();
    for (Act by : coveredBy(act)) {
      for (Located<String> pattern : of(by)) {
        if (pattern.value().startsWith("/")) {
          sets.add(PathSet.glob(pattern.value()));
        }
      }
    }
    return PathSet.union(sets);
  }

  private static List<Act> coveredBy(Act act) {
    return switch (act) {
      case DELETE -> List.of(Act.DELETE);
      case MOVE -> List.of(Act.DELETE, Act.MOVE);
      case MODIFY, OVERWRITE -> List.of(Act.MODIFY, Act.OVERWRITE);
      case CREATE -> List.of(Act.CREATE, Act.OVERWRITE);
      case PERMISSION -> List.of(Act.PERMISSION);
      case FORMAT -> List.of(Act.FORMAT);
      case MOUNT -> List.of(Act.MOUNT);
      case SERVICE, PACKAGE, PROCESS, SCHEDULE, NETWORK, DATABASE, UNKNOWN -> List.of();
    };
  }

  /// All paths that anything is declared on.
  public PathSet everyPath() {
    List<PathSet> sets = new ArrayList<>();
    declared.forEach(
        (act, patterns) -> {
          if (ON_PATHS.contains(act)) {
            patterns.forEach(p -> sets.add(PathSet.glob(p.value())));
          }
        });
    return PathSet.union(sets);
  }

  /// The scratch directories that are really the program's own: those below which nothing is
  /// declared.
  public PathSet scratch() {
    PathSet declaredPaths = everyPath();
    List<PathSet> own = new ArrayList<>();
    for (String directory : SCRATCH) {
      PathSet below = PathSet.glob(directory + "/**");
      if (!below.intersects(declaredPaths)) {
        own.add(below);
      }
    }
    return PathSet.union(own);
  }

  /// Whether a possible effect is declared, needs no declaration, or is neither.
  public Coverage covers(Effect effect) {
    return switch (effect.resource()) {
      case Resource.Paths(PathSet paths) -> paths(effect, paths);
      case Resource.Device(String name) -> named(effect.act(), name);
      case Resource.Unit(String name) -> named(effect.act(), name);
      case Resource.Named(String name) -> named(effect.act(), name);
      case Resource.Anything() -> new Uncovered("anything");
    };
  }

  private Coverage paths(Effect effect, PathSet paths) {
    List<PathSet> allowed = new ArrayList<>();
    allowed.add(paths(effect.act()));
    if (ON_PATHS.contains(effect.act())) {
      // Only where the guard is: another host that the program reaches has no throw-away /tmp.
      if (effect.host().isEmpty()) {
        allowed.add(scratch());
      }
      if (effect.act() != Act.DELETE && effect.act() != Act.MOVE) {
        HARMLESS.forEach(h -> allowed.add(PathSet.glob(h)));
      }
    } else if (named(effect.act(), paths.toString()) instanceof Covered covered) {
      return covered;
    }
    Optional<String> outside = paths.witnessOutside(PathSet.union(allowed));
    return outside.<Coverage>map(Uncovered::new).orElseGet(Covered::new);
  }

  private Coverage named(Act act, String name) {
    if (act != Act.UNKNOWN && of(act).stream().anyMatch(d -> d.value().equals(name))) {
      return new Covered();
    }
    return new Uncovered(name);
  }

  /// Nothing is declared.
  public static Effects none(Span at) {
    return new Effects(at, new EnumMap<>(Act.class));
  }
}
