package dev.ishibashi.gate;

import dev.ishibashi.procedure.Located;

/// Have enough people agreed?
///
/// Signatures over the seal cannot be given yet, so a procedure that asks for some never passes: a
/// demand that nobody can check is not met.
final class ApprovalGate implements Gate {
  @Override
  public String name() {
    return "approval";
  }

  @Override
  public Verdict judge(Evidence evidence) {
    Findings findings = new Findings(name());
    Located<Integer> wanted = evidence.procedure().approvals();
    if (wanted.value() == 0) {
      findings.note("approval-none", wanted.at());
    } else {
      findings.approval("approval-missing", wanted.at(), wanted.value());
    }
    return findings.verdict();
  }
}
