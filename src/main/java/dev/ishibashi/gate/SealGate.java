package dev.ishibashi.gate;

import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.procedure.Seal;
import dev.ishibashi.text.Span;
import java.util.Optional;

/// Is everything that would be run in hand, and is it what was approved?
final class SealGate implements Gate {
  @Override
  public String name() {
    return "seal";
  }

  @Override
  public Verdict judge(Evidence evidence) {
    Findings findings = new Findings(name());
    Procedure procedure = evidence.procedure();
    Span whole = Span.whole(procedure.source().file());
    if (evidence.program().isEmpty()) {
      findings.stop("seal-program", procedure.program().at(), procedure.program());
    } else if (evidence.program().get().text().isBlank()) {
      findings.stop("seal-program-blank", procedure.program().at(), procedure.program());
    }
    procedure
        .derivedFrom()
        .filter(d -> evidence.ancestor().isEmpty())
        .ifPresent(d -> findings.stop("seal-ancestor", d.at(), d));
    if (evidence.inventory().isEmpty()) {
      findings.stop("seal-inventory", whole);
    }
    Optional<Seal> seal = evidence.seal();
    if (seal.isEmpty()) {
      if (!findings.stopped()) {
        findings.stop("seal-hosts", procedure.targets().select().at());
      }
      return findings.verdict();
    }
    if (evidence.sealed().isPresent()) {
      for (String part : seal.get().differences(evidence.sealed().get())) {
        findings.stop(
            "seal-changed-" + part, whole, evidence.sealed().get().hash().substring(0, 12));
      }
    }
    findings.note("seal-is", whole, seal.get().hash());
    return findings.verdict();
  }
}
