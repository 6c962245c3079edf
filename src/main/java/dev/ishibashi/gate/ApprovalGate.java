package dev.ishibashi.gate;

import dev.ishibashi.approval.Approval;
import dev.ishibashi.procedure.Located;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.procedure.Safeguards.Waiver;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Have enough people agreed, each with a signature of their own over the seal?
///
/// The author signs too. A name that somebody only writes down may have been copied with the older
/// procedure, and then its true author could approve.
final class ApprovalGate implements Gate {
  @Override
  public String name() {
    return "approval";
  }

  @Override
  public Verdict judge(Evidence evidence) {
    return judge(evidence, List.of());
  }

  /// Judges with what the other gates leave to a person.
  ///
  /// @param doubts as [Doubts] writes them; whoever approves must have agreed to each
  Verdict judge(Evidence evidence, List<String> doubts) {
    Findings findings = new Findings(name());
    Procedure procedure = evidence.procedure();
    Located<Integer> asked = procedure.approvals();
    int wanted = doubts.isEmpty() ? asked.value() : Math.max(1, asked.value());
    if (wanted == 0) {
      findings.note("approval-none", asked.at());
      return findings.verdict();
    }
    for (Diagnostic problem : evidence.approvals().problems()) {
      findings.stop("approval-problem", problem.at(), problem.message(), problem.advice());
    }
    if (findings.stopped()) {
      return findings.verdict();
    }
    Optional<Located<String>> author = procedure.author();
    Span at = author.map(Located::at).orElse(asked.at());
    if (author.isEmpty()) {
      findings.approval("approval-author", at);
    } else if (evidence.approvals().signers().isEmpty()) {
      findings.approval("approval-signers", at);
    } else if (evidence
        .approvals()
        .signers()
        .filter(s -> s.knows(author.get().value()))
        .isEmpty()) {
      findings.approval("approval-author-unknown", at, author.get());
    } else {
      count(evidence, doubts, wanted, author.get(), findings);
    }
    boolean enough = findings.verdict().outcome() == Outcome.PASS;
    for (Diagnostic refused : evidence.approvals().refused()) {
      if (enough) {
        findings.note("approval-refused", refused.at(), refused.message(), refused.advice());
      } else {
        findings.approval("approval-refused", refused.at(), refused.message(), refused.advice());
      }
    }
    return findings.verdict();
  }

  private static void count(
      Evidence evidence,
      List<String> doubts,
      int wanted,
      Located<String> author,
      Findings findings) {
    List<Approval> fitting = evidence.fitting();
    if (fitting.stream().noneMatch(a -> evidence.isAuthor(a.person()))) {
      findings.approval("approval-author-unsigned", author.at(), author);
    }
    List<Approval> counted = new ArrayList<>();
    for (Approval approval : fitting) {
      if (evidence.isAuthor(approval.person())) {
        continue;
      }
      List<String> left = new ArrayList<>(doubts);
      left.removeAll(approval.statement().agrees());
      Optional<Approval> same =
          counted.stream()
              .filter(c -> evidence.approvals().same(c.person(), approval.person()))
              .findFirst();
      if (!left.isEmpty()) {
        findings.approval(
            "approval-disagrees", approval.at(), approval.person(), left.getFirst(), left.size());
      } else if (same.isPresent()) {
        findings.note("approval-same", approval.at(), approval.person(), same.get().person());
      } else {
        counted.add(approval);
        findings.note(
            "approval-by", approval.at(), approval.person(), approval.key().fingerprint());
      }
    }
    for (Waiver waiver : Waivers.inForce(evidence.procedure(), evidence.around().now())) {
      String by = waiver.by().value();
      if (counted.stream().noneMatch(c -> evidence.approvals().same(c.person(), by))) {
        findings.approval("approval-waiver", waiver.by().at(), by, waiver.gate());
      }
    }
    Located<Integer> asked = evidence.procedure().approvals();
    if (counted.size() < wanted) {
      findings.approval("approval-missing", asked.at(), wanted, counted.size(), author);
    }
  }
}
