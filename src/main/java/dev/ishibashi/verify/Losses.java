package dev.ishibashi.verify;

import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.effect.PathSet;
import dev.ishibashi.effect.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// What a program may take away from a host, as questions to that host.
public final class Losses {
  private Losses() {}

  /// A question for each effect on paths, with the first effect that asks it.
  ///
  /// @param which the effects that are meant
  public static Map<Census.Question, Effect> questions(
      Explanation explanation, Predicate<Effect> which) {
    Map<Census.Question, Effect> questions = new LinkedHashMap<>();
    for (Effect effect : explanation.effects()) {
      if (effect.resource() instanceof Resource.Paths(PathSet paths) && which.test(effect)) {
        // What is written through a link is what the link leads to.
        boolean follows = effect.act() == Act.OVERWRITE;
        questions.putIfAbsent(new Census.Question(paths.pattern(), follows), effect);
      }
    }
    return questions;
  }

  /// The questions without those whose paths another one holds, so that no file is counted twice
  /// for that.
  public static List<Census.Question> widest(Map<Census.Question, Effect> questions) {
    List<Map.Entry<Census.Question, Effect>> kept = new ArrayList<>();
    for (Map.Entry<Census.Question, Effect> one : questions.entrySet()) {
      if (kept.stream().noneMatch(k -> holds(k.getValue(), one.getValue()))) {
        kept.removeIf(k -> holds(one.getValue(), k.getValue()));
        kept.add(one);
      }
    }
    return kept.stream().map(Map.Entry::getKey).toList();
  }

  private static boolean holds(Effect wide, Effect narrow) {
    return wide.resource() instanceof Resource.Paths(PathSet outer)
        && narrow.resource() instanceof Resource.Paths(PathSet inner)
        && inner.witnessOutside(outer).isEmpty();
  }
}
