package dev.ishibashi.remote;

import java.util.Map;

/// The numbers that shells give to signals, on Linux.
final class Signals {
  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("HUP", 1),
          Map.entry("INT", 2),
          Map.entry("QUIT", 3),
          Map.entry("ILL", 4),
          Map.entry("ABRT", 6),
          Map.entry("FPE", 8),
          Map.entry("KILL", 9),
          Map.entry("SEGV", 11),
          Map.entry("PIPE", 13),
          Map.entry("ALRM", 14),
          Map.entry("TERM", 15));

  private Signals() {}

  /// The number of a signal; 0 for one that SSH does not name.
  static int number(String name) {
    return NUMBERS.getOrDefault(name, 0);
  }
}
