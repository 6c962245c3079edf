package dev.ishibashi.gate;

import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.PathSet;
import dev.ishibashi.effect.Resource;
import dev.ishibashi.procedure.Effects;
import dev.ishibashi.procedure.Located;
import dev.ishibashi.text.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whether a change can lose data for good, and by which line.
///
/// One file that is named and replaced is a bounded loss, and is not counted; so is what a program
/// does in its own throw-away directories.
final class Destruction {
  private static final Pattern WILDCARD = Pattern.compile("(?<!\\\\)[*?\\[]");

  private Destruction() {}

  /// The first place that declares a loss, or makes one; empty where nothing can be lost.
  static Optional<Span> of(Evidence evidence) {
    Effects effects = evidence.procedure().effects();
    for (Map.Entry<Act, List<Located<String>>> declared : effects.declared().entrySet()) {
      for (Located<String> pattern : declared.getValue()) {
        if (loses(declared.getKey(), pattern.value())) {
          return Optional.of(pattern.at());
        }
      }
    }
    PathSet scratch = effects.scratch();
    return evidence.explanation().stream()
        .flatMap(e -> e.effects().stream())
        .filter(e -> loses(e.act(), pattern(e)) && !within(e, scratch))
        .map(Effect::at)
        .findFirst();
  }

  private static boolean loses(Act act, String on) {
    return switch (act) {
      case DELETE, MOVE, FORMAT, DATABASE, UNKNOWN -> true;
      case OVERWRITE -> WILDCARD.matcher(on).find();
      case CREATE, MODIFY, PERMISSION, MOUNT, SERVICE, PACKAGE, PROCESS, SCHEDULE, NETWORK -> false;
    };
  }

  private static String pattern(Effect effect) {
    return effect.resource() instanceof Resource.Paths(PathSet paths) ? paths.pattern() : "";
  }

  private static boolean within(Effect effect, PathSet scratch) {
    return effect.host().isEmpty()
        && effect.resource() instanceof Resource.Paths(PathSet paths)
        && paths.witnessOutside(scratch).isEmpty();
  }
}
