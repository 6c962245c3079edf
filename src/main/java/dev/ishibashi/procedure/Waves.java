package dev.ishibashi.procedure;

import java.util.ArrayList;
import java.util.List;

/// Deals the targets out to waves.
public final class Waves {
  private Waves() {}

  /// The waves, in order, with the hosts in the order given. No wave is empty: a wave for which no
  /// host is left is left out. Hosts that no wave reaches are in none of the lists; see
  /// [#reached(int, List)].
  public static List<List<String>> plan(List<String> hosts, List<Procedure.Wave> waves) {
    List<List<String>> plan = new ArrayList<>();
    int next = 0;
    for (Procedure.Wave wave : waves) {
      int end = Math.min(hosts.size(), next + size(wave, hosts.size(), next));
      if (end > next) {
        plan.add(List.copyOf(hosts.subList(next, end)));
      }
      next = end;
    }
    return List.copyOf(plan);
  }

  /// How many of so many hosts the waves reach.
  public static int reached(int hosts, List<Procedure.Wave> waves) {
    int reached = 0;
    for (Procedure.Wave wave : waves) {
      reached = Math.min(hosts, reached + size(wave, hosts, reached));
    }
    return reached;
  }

  private static int size(Procedure.Wave wave, int all, int done) {
    return switch (wave) {
      case Procedure.Canary() -> 1;
      case Procedure.Share(int percent) -> (int) (((long) all * percent + 99) / 100);
      case Procedure.Count(int hosts) -> hosts;
      case Procedure.Rest() -> all - done;
    };
  }
}
