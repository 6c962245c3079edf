package dev.ishibashi.effect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Counts, for each command, the examples that were run and did what is stated, and those whose
/// statement is only read from the manual page, by reason.
final class Verified {
  private static final class Count {
    int ran;
    final Map<String, Integer> read = new TreeMap<>();
  }

  private final Map<String, Count> commands = new TreeMap<>();

  void ran(String command) {
    count(command).ran++;
  }

  void read(String command, String why) {
    count(command).read.merge(why, 1, Integer::sum);
  }

  private Count count(String command) {
    return commands.computeIfAbsent(command, c -> new Count());
  }

  /// The report: what there is in all, the reasons by how often they hold, and a line a command.
  List<String> lines() {
    Map<String, Integer> reasons = new TreeMap<>();
    int ran = 0;
    int some = 0;
    for (Count count : commands.values()) {
      ran += count.ran;
      some += count.ran > 0 ? 1 : 0;
      count.read.forEach((why, many) -> reasons.merge(why, many, Integer::sum));
    }
    int read = reasons.values().stream().mapToInt(Integer::intValue).sum();
    List<String> lines = new ArrayList<>();
    lines.add(
        "Commands: %d, of which %d are verified by running.".formatted(commands.size(), some));
    lines.add(
        "Examples: %d, of which %d were run and did what is stated, %d are only read from the manual."
            .formatted(ran + read, ran, read));
    lines.add("");
    lines.add("Why examples are only read:");
    reasons.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(e -> lines.add("%5d  %s".formatted(e.getValue(), e.getKey())));
    lines.add("");
    lines.add("By command:");
    commands.forEach(
        (name, count) -> {
          List<String> parts = new ArrayList<>();
          if (count.ran > 0) {
            parts.add("run %d".formatted(count.ran));
          }
          count.read.forEach((why, many) -> parts.add("read %d (%s)".formatted(many, why)));
          lines.add("  %-28s %s".formatted(name, String.join(", ", parts)));
        });
    return lines;
  }
}
