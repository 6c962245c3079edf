package dev.ishibashi.gate;

import dev.ishibashi.text.Diagnostic;
import java.util.List;

/// What one gate decided, and why.
///
/// @param gate its stable name, as `effects`
/// @param evidence what it found, the reasons for its verdict first
public record Verdict(String gate, Outcome outcome, List<Diagnostic> evidence) {
  public Verdict {
    evidence = List.copyOf(evidence);
  }
}
