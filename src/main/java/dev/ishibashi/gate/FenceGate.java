package dev.ishibashi.gate;

import dev.ishibashi.gate.KnownPlan.Stage;
import dev.ishibashi.procedure.Located;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.procedure.Seal;
import dev.ishibashi.text.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Is this the newest plan of its change, and does no other plan run on its hosts?
final class FenceGate implements Gate {
  @Override
  public String name() {
    return "fence";
  }

  @Override
  public Verdict judge(Evidence evidence) {
    Findings findings = new Findings(name());
    Procedure procedure = evidence.procedure();
    Span whole = Span.whole(procedure.source().file());
    if (evidence.around().plans().isEmpty()) {
      findings.stop("fence-input", whole);
      return findings.verdict();
    }
    List<KnownPlan> plans = evidence.around().plans().get();
    Optional<String> seal = evidence.seal().map(Seal::hash);
    versions(procedure, plans, seal, findings);
    running(procedure, plans, findings);
    if (!findings.stopped()) {
      findings.note("fence-newest", procedure.change().at(), procedure.change());
    }
    return findings.verdict();
  }

  private static void versions(
      Procedure procedure, List<KnownPlan> plans, Optional<String> seal, Findings findings) {
    Optional<Located<Integer>> version = procedure.safeguards().version();
    int own = version.map(Located::value).orElse(0);
    Span at = version.map(Located::at).orElse(procedure.change().at());
    String written = Seal.sha256(procedure.source().bytes());
    KnownPlan newest = null;
    KnownPlan twin = null;
    Optional<Instant> seen = Optional.empty();
    for (KnownPlan plan : plans) {
      boolean same =
          plan.content().equals(plan.stage() == Stage.WRITTEN ? written : seal.orElse(""));
      if (!plan.change().equals(procedure.change().value())) {
        continue;
      }
      int other = plan.version().orElse(0);
      if (same) {
        seen = seen.or(plan::at);
      } else if (other > own) {
        newest = newest == null || other > newest.version().orElse(0) ? plan : newest;
      } else if (other == own) {
        boolean begun = plan.stage() == Stage.OPEN || plan.stage() == Stage.ENDED;
        // Without a version, what was first seen earlier is the older one.
        boolean later = seen.isPresent() && plan.at().isPresent();
        if (plan.stage() == Stage.WRITTEN || (begun && (own > 0 || later))) {
          twin = plan;
        }
      }
    }
    if (newest != null) {
      String mine = own == 0 ? "" : " " + own;
      findings.stop(
          "fence-older", at, mine, newest.version().orElse(0), procedure.change(), newest.where());
    } else if (twin != null && twin.stage() != Stage.WRITTEN && own == 0) {
      findings.stop("fence-earlier", at, procedure.change(), twin.where());
    } else if (twin != null) {
      findings.stop("fence-twin", at, twin.where(), procedure.change(), own + 1);
    }
  }

  /// A host is free again when a later run has changed and verified it.
  private static void running(Procedure procedure, List<KnownPlan> plans, Findings findings) {
    for (KnownPlan open : plans) {
      if (open.stage() != Stage.OPEN) {
        continue;
      }
      List<Located<String>> both = new ArrayList<>();
      for (Located<String> host : procedure.targets().hosts().value()) {
        if (open.hosts().contains(host.value()) && !freed(host.value(), open, plans)) {
          both.add(host);
        }
      }
      if (!both.isEmpty()) {
        TreeSet<String> names = new TreeSet<>(both.stream().map(Located::value).toList());
        findings.stop(
            "fence-running", both.getFirst().at(), open.where(), open.change(), Words.names(names));
      }
    }
  }

  private static boolean freed(String host, KnownPlan open, List<KnownPlan> plans) {
    Instant began = open.at().orElse(Instant.MAX);
    return plans.stream()
        .anyMatch(
            p ->
                p.stage() == Stage.ENDED
                    && p.hosts().contains(host)
                    && p.at().orElse(Instant.MIN).isAfter(began));
  }
}
