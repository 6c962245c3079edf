package dev.ishibashi.gate;

import dev.ishibashi.procedure.Safeguards.Waiver;
import dev.ishibashi.text.Diagnostic;
import java.util.List;
import java.util.Optional;

/// What one gate decided, and why.
///
/// @param gate its stable name, as `effects`
/// @param evidence what it found, the reasons for its verdict first
/// @param waiver under which its stop does not count; empty where there is none in force
public record Verdict(
    String gate, Outcome outcome, List<Diagnostic> evidence, Optional<Waiver> waiver) {
  /// A verdict without a waiver.
  public Verdict(String gate, Outcome outcome, List<Diagnostic> evidence) {
    this(gate, outcome, evidence, Optional.empty());
  }

  public Verdict {
    evidence = List.copyOf(evidence);
  }
}
