package dev.ishibashi.approval;

import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What was signed for a procedure, verified. For which seal it was signed is not asked here.
///
/// @param given the approvals whose signatures are good
/// @param refused the papers that do not count, and why
/// @param problems why nothing can be verified: nobody may approve then
/// @param signers whose keys count; empty where no such file was found
public record Approvals(
    List<Approval> given,
    List<Diagnostic> refused,
    List<Diagnostic> problems,
    Optional<AllowedSigners> signers) {
  /// Clocks of people's machines differ by less.
  private static final Duration AHEAD = Duration.ofMinutes(5);

  public Approvals {
    given = List.copyOf(given);
    refused = List.copyOf(refused);
    problems = List.copyOf(problems);
  }

  public static Approvals none() {
    return new Approvals(List.of(), List.of(), List.of(), Optional.empty());
  }

  /// Verifies papers.
  ///
  /// A key must count at the time that the statement names and now: with one that has expired or
  /// was revoked since, a thief could sign for any day in the past.
  public static Approvals verify(
      List<Paper> papers, Optional<AllowedSigners> signers, RevokedKeys revoked, Instant now) {
    List<Diagnostic> problems = new ArrayList<>();
    signers.ifPresent(s -> problems.addAll(s.problems()));
    problems.addAll(revoked.problems());
    List<Approval> given = new ArrayList<>();
    List<Diagnostic> refused = new ArrayList<>();
    if (problems.isEmpty() && signers.isPresent()) {
      for (Paper paper : papers) {
        switch (verify(paper, signers.get(), revoked, now)) {
          case Good(Approval approval) -> given.add(approval);
          case Bad(Diagnostic why) -> refused.add(why);
        }
      }
    }
    return new Approvals(given, refused, problems, signers);
  }

  private sealed interface Answer {}

  private record Good(Approval approval) implements Answer {}

  private record Bad(Diagnostic why) implements Answer {}

  private static Bad bad(Source at, String key, Object... arguments) {
    return new Bad(
        new Diagnostic(
            "approval-" + key,
            Severity.WARNING,
            Span.whole(at.file()),
            Messages.text("approval." + key, arguments),
            Messages.text("approval." + key + ".fix", arguments)));
  }

  private static Answer verify(
      Paper paper, AllowedSigners signers, RevokedKeys revoked, Instant now) {
    Source source = paper.statement();
    Optional<Statement> read = Statement.parse(source);
    if (read.isEmpty()) {
      return bad(source, source.text().contains("\r") ? "statement-ends" : "statement");
    }
    Statement statement = read.get();
    if (paper.signature().isEmpty()) {
      return bad(source, "unsigned");
    }
    Source file = paper.signature().get();
    SshSignature signature;
    switch (SshSignature.parse(file.text())) {
      case SshSignature.Malformed(String why) -> {
        return bad(file, why);
      }
      case SshSignature.Parsed(SshSignature parsed) -> signature = parsed;
    }
    if (!signature.namespace().equals(SshSignature.NAMESPACE)) {
      return bad(file, "namespace", signature.namespace(), SshSignature.NAMESPACE);
    }
    String person = statement.signer();
    String print = signature.key().fingerprint();
    if (!signers.knows(person)) {
      return bad(source, "unknown", person);
    }
    List<AllowedSigners.Line> lines = signers.of(person, signature.key());
    if (lines.isEmpty()) {
      return bad(file, "other-key", print, person);
    }
    if (revoked.keys().contains(signature.key())) {
      return bad(file, "revoked", print, person);
    }
    if (lines.stream().noneMatch(AllowedSigners.Line::mayApprove)) {
      return bad(file, "not-for-approvals", print, person, SshSignature.NAMESPACE);
    }
    List<AllowedSigners.Line> valid =
        lines.stream().filter(AllowedSigners.Line::mayApprove).filter(l -> l.validAt(now)).toList();
    if (valid.isEmpty()) {
      return bad(file, "expired", print, person);
    }
    switch (signature.verify(source.bytes())) {
      case SshKey.Misfits(String why) -> {
        return bad(file, why, person);
      }
      case SshKey.Fits() -> {
        // What the statement says is now known to come from that person.
      }
    }
    if (statement.at().isAfter(now.plus(AHEAD))) {
      return bad(source, "future", statement.at());
    }
    if (valid.stream().noneMatch(l -> l.validAt(statement.at()))) {
      return bad(source, "expired-then", print, person, statement.at());
    }
    return new Good(new Approval(statement, signature.key(), Span.whole(source.file())));
  }

  /// Whether two names are one person.
  public boolean same(String one, String other) {
    return one.equals(other) || signers.filter(s -> s.same(one, other)).isPresent();
  }
}
