package dev.ishibashi.gate;

import dev.ishibashi.effect.Explanation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is true outside of the files of a change when its gates are asked.
///
/// @param now the time; empty where no clock is at hand
/// @param plans the other plans that are known; empty where they could not be read
/// @param assertions what the commands of `live-state` could do, in the order of the procedure;
///   fewer than there are commands where that is not known
public record Surroundings(
    Optional<Instant> now, Optional<List<KnownPlan>> plans, List<Explanation> assertions) {
  /// Nothing is known, so the gates that need it stop.
  public static final Surroundings UNKNOWN =
      new Surroundings(Optional.empty(), Optional.empty(), List.of());

  public Surroundings {
    plans = plans.map(List::copyOf);
    assertions = List.copyOf(assertions);
  }
}
