package dev.ishibashi.incident;

import dev.ishibashi.effect.PathSet;
import dev.ishibashi.remote.HostRunner;
import java.util.List;

/// What every run and every login leaves on a host besides its change: the run's own state, and
/// what the host writes about logins.
final class Leavings {
  private static final PathSet EXPECTED =
      PathSet.union(
          List.of(PathSet.glob(HostRunner.STATE_DIRECTORY + "/**"), PathSet.glob("/var/log/**")));

  private Leavings() {}

  static boolean expected(String path) {
    return EXPECTED.contains(path);
  }
}
