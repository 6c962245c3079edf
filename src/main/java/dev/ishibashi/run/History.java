package dev.ishibashi.run;

import dev.ishibashi.ledger.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the ledger knows of a run, also when the controller died in the middle of it.
///
/// @param state `done`, `stopped`, `cancelled`, or `open` when the ledger holds no end: it still
///   runs, or its controller died
/// @param hosts each target, and what is known of it
/// @param troubles why it stopped
public record History(
    String run,
    String change,
    String seal,
    Instant started,
    Optional<Instant> ended,
    String state,
    Map<String, String> hosts,
    List<String> troubles) {
  /// Every run in the ledger, oldest first.
  public static List<History> of(List<Entry> entries) {
    Map<String, Builder> runs = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (entry.kind().equals("run-started")) {
        runs.put(entry.run(), new Builder(entry));
      } else if (runs.containsKey(entry.run())) {
        Builder builder = runs.get(entry.run());
        if (builder != null) {
          builder.add(entry);
        }
      }
    }
    return runs.values().stream().map(Builder::build).toList();
  }

  private static final class Builder {
    private final Entry start;
    private final Map<String, String> hosts = new TreeMap<>();
    private final List<String> troubles = new ArrayList<>();
    private String state = "open";
    private Optional<Instant> ended = Optional.empty();

    Builder(Entry start) {
      this.start = start;
      if (start.data().get("waves") instanceof List<?> waves) {
        for (Object wave : waves) {
          if (wave instanceof List<?> names) {
            names.forEach(name -> hosts.put(String.valueOf(name), "not started"));
          }
        }
      }
    }

    void add(Entry entry) {
      String host = text(entry, "host");
      switch (entry.kind()) {
        case "host-started" -> hosts.put(host, "started, end not recorded");
        case "host-ended" -> hosts.put(host, "ended with exit code " + text(entry, "exit"));
        case "host-not-started" -> hosts.put(host, "not started: " + text(entry, "why"));
        case "host-ran-before" -> hosts.put(host, "not started: an earlier run had this seal");
        case "host-unknown" -> hosts.put(host, "not known: " + text(entry, "why"));
        case "host-verified" -> hosts.merge(host, ", verified", String::concat);
        case "trouble" ->
            troubles.add("%s: %s: %s".formatted(text(entry, "gate"), host, text(entry, "why")));
        case "run-done" -> end(entry, "done");
        case "run-stopped" -> end(entry, "stopped");
        case "run-cancelled" -> end(entry, "cancelled");
        default -> {
          // Entries that say nothing of where a host stands.
        }
      }
    }

    private void end(Entry entry, String how) {
      state = how;
      ended = Optional.of(entry.at());
    }

    History build() {
      return new History(
          start.run(),
          text(start, "change"),
          text(start, "seal"),
          start.at(),
          ended,
          state,
          hosts,
          List.copyOf(troubles));
    }

    private static String text(Entry entry, String field) {
      return String.valueOf(entry.data().getOrDefault(field, ""));
    }
  }
}
