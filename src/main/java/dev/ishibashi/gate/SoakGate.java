package dev.ishibashi.gate;

import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.PathSet;
import dev.ishibashi.effect.Resource;
import dev.ishibashi.inventory.Fact;
import dev.ishibashi.inventory.Host;
import dev.ishibashi.procedure.Effects;
import dev.ishibashi.procedure.Located;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.text.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Does the change leave the backup side alone until production has shown that it is good?
final class SoakGate implements Gate {
  @Override
  public String name() {
    return "soak";
  }

  @Override
  public Verdict judge(Evidence evidence) {
    Findings findings = new Findings(name());
    Procedure procedure = evidence.procedure();
    if (evidence.inventory().isEmpty() || evidence.explanation().isEmpty()) {
      findings.stop("soak-input", Span.whole(procedure.source().file()));
      return findings.verdict();
    }
    boolean backupHosts = hosts(evidence, findings);
    boolean backupPaths = paths(evidence, findings);
    if ((backupHosts || backupPaths) && !findings.stopped()) {
      proven(evidence, findings);
    }
    if (!findings.stopped()) {
      findings.note("soak-good", Span.whole(procedure.source().file()));
    }
    return findings.verdict();
  }

  /// Whether all targets hold backups; some that do beside some that do not is a stop.
  private static boolean hosts(Evidence evidence, Findings findings) {
    List<Host> keepers = new ArrayList<>();
    List<Host> others = new ArrayList<>();
    for (Host host : evidence.targets()) {
      (host.facts(Fact.BACKS_UP).isEmpty() ? others : keepers).add(host);
    }
    Set<String> names = new LinkedHashSet<>(evidence.procedure().targets().names());
    for (Located<String> written : evidence.procedure().targets().hosts().value()) {
      for (Host keeper : keepers) {
        if (!keeper.name().equals(written.value())) {
          continue;
        }
        List<String> kept = keeper.facts(Fact.BACKS_UP);
        Optional<String> both = kept.stream().filter(names::contains).findFirst();
        if (both.isPresent()) {
          findings.stop("soak-host", written.at(), keeper.name(), both.get(), soak(evidence));
        } else if (!others.isEmpty()) {
          findings.stop(
              "soak-host-beside",
              written.at(),
              keeper.name(),
              String.join(", ", kept),
              others.get(0).name(),
              soak(evidence));
        }
      }
    }
    return !keepers.isEmpty();
  }

  /// Where the program reaches, and with what.
  private record Reach(Span at, PathSet paths, String how) {}

  /// Whether effects reach places that hold backups; those beside other places is a stop.
  private static boolean paths(Evidence evidence, Findings findings) {
    Map<String, Host> places = new LinkedHashMap<>();
    for (Host host : evidence.targets()) {
      for (String path : host.facts(Fact.BACKUP_PATHS)) {
        places.putIfAbsent(path, host);
      }
    }
    if (places.isEmpty()) {
      return false;
    }
    PathSet backups =
        PathSet.union(
            places.keySet().stream()
                .map(p -> PathSet.glob(p.equals("/") ? "/**" : p + "/**"))
                .toList());
    PathSet scratch = evidence.procedure().effects().scratch();
    List<Reach> inside = new ArrayList<>();
    Optional<String> outside = Optional.empty();
    for (Reach reach : reaches(evidence)) {
      if (reach.paths.intersects(backups)) {
        inside.add(reach);
      }
      if (outside.isEmpty()) {
        outside = reach.paths.witnessOutside(PathSet.union(List.of(backups, scratch)));
      }
    }
    if (inside.isEmpty()) {
      return false;
    }
    if (outside.isEmpty()) {
      return true;
    }
    for (Reach reach : inside) {
      for (Map.Entry<String, Host> place : places.entrySet()) {
        PathSet below = PathSet.glob(place.getKey().equals("/") ? "/**" : place.getKey() + "/**");
        common(reach.paths, below)
            .ifPresent(
                path ->
                    findings.stop(
                        "soak-path",
                        reach.at,
                        reach.how,
                        path,
                        place.getKey(),
                        place.getValue().name(),
                        soak(evidence)));
      }
    }
    return true;
  }

  private static List<Reach> reaches(Evidence evidence) {
    List<Reach> reaches = new ArrayList<>();
    evidence
        .explanation()
        .ifPresent(
            e -> {
              for (Effect effect : e.effects()) {
                if (effect.resource() instanceof Resource.Paths(PathSet paths)) {
                  reaches.add(new Reach(effect.at(), paths, Words.may(effect)));
                }
              }
            });
    Effects effects = evidence.procedure().effects();
    effects
        .declared()
        .forEach(
            (act, patterns) -> {
              for (Located<String> pattern : patterns) {
                if (pattern.value().startsWith("/")) {
                  reaches.add(
                      new Reach(
                          pattern.at(),
                          PathSet.glob(pattern.value()),
                          dev.ishibashi.text.Messages.text("gate.declares", act.text())));
                }
              }
            });
    return reaches;
  }

  private static Optional<String> common(PathSet a, PathSet b) {
    PathSet both = PathSet.of(a.automaton().intersection(b.automaton()), "");
    return both.witnessOutside(PathSet.union(List.of()));
  }

  private static void proven(Evidence evidence, Findings findings) {
    Procedure procedure = evidence.procedure();
    Span at = procedure.targets().select().at();
    if (procedure.backupSide().isEmpty()) {
      findings.stop("soak-undeclared", at);
      return;
    }
    Located<Duration> soak = procedure.backupSide().get();
    if (evidence.provenInProduction().isEmpty()) {
      findings.stop("soak-unproven", soak.at(), days(soak.value()));
    } else if (evidence.provenInProduction().get().compareTo(soak.value()) < 0) {
      findings.stop(
          "soak-early", soak.at(), days(evidence.provenInProduction().get()), days(soak.value()));
    }
  }

  private static String soak(Evidence evidence) {
    return evidence.procedure().backupSide().map(s -> days(s.value())).orElse("14d");
  }

  /// A duration as a procedure writes it.
  static String days(Duration duration) {
    long seconds = duration.toSeconds();
    String text = "";
    long[] sizes = {86_400, 3_600, 60, 1};
    for (int i = 0; i < sizes.length; i++) {
      if (seconds >= sizes[i]) {
        text += seconds / sizes[i] + "dhms".substring(i, i + 1);
        seconds %= sizes[i];
      }
    }
    return text.isEmpty() ? "0s" : text;
  }
}
