package dev.ishibashi.verify;

import dev.ishibashi.effect.PathSet;
import java.util.List;

/// What moves on a living host without anybody's doing: logs, caches, scratch. Each rule is said in
/// the manual, since what stands here is what verification does not see.
public final class Noise {
  private static final PathSet QUIET =
      PathSet.union(
          List.of(
              PathSet.glob("/tmp/**"),
              PathSet.glob("/var/tmp/**"),
              PathSet.glob("/var/log/**"),
              PathSet.glob("/var/cache/**"),
              PathSet.glob("/var/lib/systemd/**"),
              PathSet.glob("/var/lib/logrotate/**"),
              PathSet.glob("/root/.cache/**")));

  private Noise() {}

  public static boolean hides(String path) {
    return QUIET.contains(path);
  }
}
