package dev.ishibashi.gate;

import dev.ishibashi.inventory.Fact;
import dev.ishibashi.inventory.Host;
import dev.ishibashi.procedure.Located;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.procedure.Safeguards;
import dev.ishibashi.procedure.Waves;
import dev.ishibashi.text.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Will every host, and what the change depends on, still be there when the change and its soak are
/// over?
final class TermGate implements Gate {
  @Override
  public String name() {
    return "term";
  }

  @Override
  public Verdict judge(Evidence evidence) {
    Findings findings = new Findings(name());
    Procedure procedure = evidence.procedure();
    Span whole = Span.whole(procedure.source().file());
    if (evidence.around().now().isEmpty() || evidence.inventory().isEmpty()) {
      findings.stop("term-input", whole);
      return findings.verdict();
    }
    Instant now = evidence.around().now().get();
    LocalDate today = date(now);
    LocalDate end = date(now.plus(length(procedure)));
    Blanks blanks = new Blanks();
    // Hosts of one contract end together: one line for each date.
    Map<LocalDate, Set<Host>> early = new TreeMap<>();
    for (Host host : needed(evidence)) {
      Optional<LocalDate> ends =
          blanks.fact(host, Fact.TERM_ENDS).filter(t -> !t.equals("never")).map(LocalDate::parse);
      if (ends.isPresent() && ends.get().isBefore(end)) {
        early.computeIfAbsent(ends.get(), _ -> new LinkedHashSet<>()).add(host);
      }
    }
    blanks.stop("term-blank", findings);
    early.forEach(
        (ends, hosts) -> {
          Span at = hosts.iterator().next().origin(Fact.TERM_ENDS.variable());
          String names = Words.names(hosts.stream().map(Host::name).toList());
          findings.stop(key(ends, today), at, names, ends, end);
        });
    for (Safeguards.Term term : procedure.safeguards().terms()) {
      if (term.ends().isPresent() && term.ends().get().isBefore(end)) {
        LocalDate ends = term.ends().get();
        findings.stop(key(ends, today), term.at(), term.what(), ends, end);
      }
    }
    if (!findings.stopped()) {
      findings.note("term-holds", whole, end);
    }
    return findings.verdict();
  }

  private static String key(LocalDate ends, LocalDate today) {
    return ends.isBefore(today) ? "term-past" : "term-early";
  }

  private static LocalDate date(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  /// The targets, and the hosts of the inventory that the program talks to.
  private static List<Host> needed(Evidence evidence) {
    Set<Host> hosts = new LinkedHashSet<>(evidence.targets());
    for (Located<String> other : evidence.procedure().network()) {
      String name = other.value().replaceFirst(":[0-9]+$", "");
      evidence.inventory().flatMap(i -> i.host(name)).ifPresent(hosts::add);
    }
    return List.copyOf(hosts);
  }

  /// How long the change may last, with all of its soaks: every program runs as long as it may.
  static Duration length(Procedure procedure) {
    List<List<String>> waves = Waves.plan(procedure.targets().names(), procedure.waves().value());
    int atOnce = procedure.limits().atOnce().value();
    long turns = 0;
    for (List<String> wave : waves) {
      turns += (wave.size() + atOnce - 1) / atOnce;
    }
    Duration soaks = procedure.waveSoak().multipliedBy(Math.max(0, waves.size() - 1));
    Duration backup = procedure.backupSide().map(Located::value).orElse(Duration.ZERO);
    return procedure.timeLimit().multipliedBy(turns).plus(soaks).plus(backup);
  }
}
