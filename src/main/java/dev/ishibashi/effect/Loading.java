package dev.ishibashi.effect;

import java.util.Set;

/// Variables that decide which code a later command runs (ld.so(8), bash(1), POSIX XCU 2.5.3).
final class Loading {
  private static final Set<String> CODE =
      Set.of("LD_PRELOAD", "LD_AUDIT", "BASH_ENV", "ENV", "PROMPT_COMMAND");

  private static final Set<String> SYSTEM =
      Set.of(
          "/usr/local/sbin",
          "/usr/local/bin",
          "/usr/sbin",
          "/usr/bin",
          "/sbin",
          "/bin",
          "/usr/lib/lsb",
          "/usr/bin/X11",
          "/usr/X11R6/bin");

  private Loading() {}

  /// Whether an assignment makes known names run unknown programs.
  ///
  /// @param written the value as it stands in the program
  static boolean changes(String name, String written) {
    if (CODE.contains(name)) {
      return !written.matches("[\"']{0,2}");
    }
    if (name.equals("PS4")) {
      return written.contains("$(") || written.contains("`");
    }
    if (!name.equals("PATH")) {
      return false;
    }
    for (String directory : written.replaceAll("[\"'{}]", "").split(":", -1)) {
      // Behind the path there was, a directory can only add names, not take them over.
      if (directory.equals("$PATH")) {
        return false;
      }
      if (!SYSTEM.contains(directory)) {
        return true;
      }
    }
    return false;
  }
}
