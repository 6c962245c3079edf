package dev.ishibashi.gate;

import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.procedure.Safeguards.Waiver;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Severity;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Applies waivers: a gate that says stop is then left to people, who must sign that they agree to
/// each of its reasons, and among them whoever granted the waiver.
final class Waivers {
  private Waivers() {}

  /// The waivers that are in force: not past their last day, and not granted by the author.
  static List<Waiver> inForce(Procedure procedure, Optional<Instant> now) {
    return procedure.safeguards().waivers().stream()
        .filter(w -> !expired(w, now) && !own(w, procedure))
        .toList();
  }

  private static boolean expired(Waiver waiver, Optional<Instant> now) {
    return now.isEmpty()
        || LocalDate.ofInstant(now.get(), ZoneOffset.UTC).isAfter(waiver.until().value());
  }

  private static boolean own(Waiver waiver, Procedure procedure) {
    return procedure.author().filter(a -> a.value().equals(waiver.by().value())).isPresent();
  }

  /// A verdict of a gate with what is waived of it. A gate without a verdict stays without one.
  static Verdict apply(Verdict verdict, Procedure procedure, Optional<Instant> now) {
    Verdict result = verdict;
    for (Waiver waiver : procedure.safeguards().waivers()) {
      if (waiver.gate().value().equals(verdict.gate())) {
        result =
            expired(waiver, now)
                ? with(result, said("waiver-expired", Severity.WARNING, waiver))
                : own(waiver, procedure)
                    ? with(result, said("waiver-own", Severity.WARNING, waiver))
                    : waived(result, waiver);
      }
    }
    return result;
  }

  private static Diagnostic said(String key, Severity severity, Waiver waiver) {
    return Findings.diagnostic(
        key,
        severity,
        waiver.gate().at(),
        waiver.gate(),
        waiver.until(),
        waiver.by(),
        waiver.reason());
  }

  private static Verdict with(Verdict verdict, Diagnostic more) {
    List<Diagnostic> evidence = new ArrayList<>(verdict.evidence());
    evidence.add(more);
    return new Verdict(verdict.gate(), verdict.outcome(), evidence, verdict.waiver());
  }

  private static Verdict waived(Verdict verdict, Waiver waiver) {
    if (verdict.outcome() == Outcome.INCOMPLETE) {
      return verdict;
    }
    List<Diagnostic> evidence = new ArrayList<>();
    evidence.add(said("waiver-granted", Severity.WARNING, waiver));
    for (Diagnostic found : verdict.evidence()) {
      evidence.add(
          found.severity() == Severity.NOTE
              ? found
              : new Diagnostic(
                  found.code(), Severity.WARNING, found.at(), found.message(), found.advice()));
    }
    return new Verdict(verdict.gate(), Outcome.NEEDS_APPROVAL, evidence, Optional.of(waiver));
  }

  /// A verdict in the middle of a run, whose procedure people have approved with its waivers.
  static Verdict applyInRun(Verdict verdict, Procedure procedure, Optional<Instant> now) {
    Verdict applied = apply(verdict, procedure, now);
    return applied.waiver().isPresent()
        ? new Verdict(applied.gate(), Outcome.PASS, applied.evidence(), applied.waiver())
        : applied;
  }
}
