package dev.ishibashi.run;

import dev.ishibashi.verify.Difference;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/// What a run is going to do, worked out before it starts.
///
/// @param run its name
/// @param seal the SHA-256 of program, procedure, ancestor and hosts
/// @param waves the targets, in the order they are changed; no wave is empty
/// @param bystanders every other host, which must stay as it is
/// @param atOnce how many hosts of a wave may run at the same time
/// @param unhealthy how many targets may fail before the run stops
/// @param waveSoak how long a wave must have been good before the next begins
/// @param checks commands that must succeed on a target after its change
/// @param declared whether the procedure declares a difference
public record Plan(
    String run,
    String change,
    String seal,
    List<List<String>> waves,
    List<String> bystanders,
    int atOnce,
    int unhealthy,
    Duration waveSoak,
    List<String> checks,
    Predicate<Difference> declared) {
  public Plan {
    waves = waves.stream().map(List::copyOf).toList();
    bystanders = List.copyOf(bystanders);
    checks = List.copyOf(checks);
    if (waves.isEmpty() || waves.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("a plan has waves, and every wave has hosts");
    }
    if (atOnce < 1) {
      throw new IllegalArgumentException("at least one host at once, not " + atOnce);
    }
  }

  List<String> targets() {
    return waves.stream().flatMap(List::stream).toList();
  }
}
