package dev.ishibashi.gate;

import dev.ishibashi.inventory.Fact;
import dev.ishibashi.inventory.Host;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Facts that a gate needs and the inventory does not give. One stop for each variable names all
/// hosts: in a fleet that never wrote it, a thousand lines would hide the rest.
final class Blanks {
  private final Map<Fact, List<Host>> hosts = new LinkedHashMap<>();

  /// The fact, which is noted as missing where the inventory does not say it.
  Optional<String> fact(Host host, Fact fact) {
    Optional<String> value = host.fact(fact);
    if (value.isEmpty()) {
      add(host, fact);
    }
    return value;
  }

  void add(Host host, Fact fact) {
    List<Host> known = hosts.computeIfAbsent(fact, _ -> new ArrayList<>());
    if (!known.contains(host)) {
      known.add(host);
    }
  }

  /// Says what is missing, under `gate.<key>`.
  void stop(String key, Findings findings) {
    hosts.forEach(
        (fact, blank) -> {
          Span at = blank.getFirst().at();
          String names = Words.names(blank.stream().map(Host::name).toList());
          findings.stop(key, at, names, fact.variable());
        });
  }
}
