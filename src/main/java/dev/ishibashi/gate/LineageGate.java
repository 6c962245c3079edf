package dev.ishibashi.gate;

import dev.ishibashi.effect.Explanation;
import dev.ishibashi.lineage.Guard;
import dev.ishibashi.lineage.Lineage;
import dev.ishibashi.procedure.Effects;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.HashSet;
import java.util.Set;

/// Did the program take a destructive line over from its ancestor that nobody asked for here, or
/// lose a line that guarded one?
final class LineageGate implements Gate {
  @Override
  public String name() {
    return "lineage";
  }

  @Override
  public Verdict judge(Evidence evidence) {
    Findings findings = new Findings(name());
    Procedure procedure = evidence.procedure();
    if (procedure.derivedFrom().isEmpty()) {
      findings.note("lineage-none", Span.whole(procedure.source().file()));
      return findings.verdict();
    }
    Span at = procedure.derivedFrom().get().at();
    if (evidence.ancestor().isEmpty() || evidence.ancestorExplanation().isEmpty()) {
      findings.stop("lineage-ancestor", at, procedure.derivedFrom().get());
      return findings.verdict();
    }
    if (evidence.program().isEmpty() || evidence.explanation().isEmpty()) {
      findings.stop("lineage-program", procedure.program().at(), procedure.program());
      return findings.verdict();
    }
    Explanation now = evidence.explanation().get();
    Explanation then = evidence.ancestorExplanation().get();
    if (then.error() != null) {
      findings.stop("lineage-unreadable", then.error().at(), then.error().message());
      return findings.verdict();
    }
    if (now.error() != null) {
      findings.stop("lineage-unreadable", now.error().at(), now.error().message());
      return findings.verdict();
    }
    compare(evidence, evidence.program().get(), now, then, evidence.ancestor().get(), findings);
    return findings.verdict();
  }

  private static void compare(
      Evidence evidence,
      Source program,
      Explanation now,
      Explanation then,
      Source ancestor,
      Findings findings) {
    Lineage lineage = Lineage.compare(program, now, ancestor, then);
    Effects declared = evidence.procedure().effects();
    int harmless = 0;
    for (Lineage.Inherited one : lineage.inherited()) {
      if (!one.effect().act().destroys()) {
        continue;
      }
      if (declared.covers(one.effect()) instanceof Effects.Uncovered uncovered && one.unchanged()) {
        findings.stop(
            "lineage-inherited",
            one.effect().at(),
            Words.may(one.effect()),
            uncovered.witness(),
            one.ancestorAt(),
            Words.command(program, one.effect().at()));
      } else {
        harmless++;
      }
    }
    Set<Guard> told = new HashSet<>();
    for (Lineage.Lost lost : lineage.lost()) {
      // A line that was rewritten may not need the guard any more: that is for a person to say.
      boolean inherited = lost.inherited().unchanged();
      if (inherited && lost.inherited().effect().act().destroys()) {
        findings.stop(
            "lineage-lost",
            lost.inherited().effect().at(),
            Words.command(program, lost.inherited().effect().at()),
            lost.guard().text(),
            lost.guard().at());
        told.add(lost.guard());
      }
    }
    for (Lineage.Lost lost : lineage.lost()) {
      if (told.add(lost.guard())) {
        findings.approval(
            "lineage-dropped", lost.guard().at(), lost.guard().text(), program.file());
      }
    }
    for (Guard guard : lineage.dropped()) {
      if (told.add(guard)) {
        findings.approval("lineage-dropped", guard.at(), guard.text(), program.file());
      }
    }
    findings.note("lineage-compared", Span.whole(program.file()), ancestor.file(), harmless);
  }
}
