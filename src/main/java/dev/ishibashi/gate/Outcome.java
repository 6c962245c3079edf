package dev.ishibashi.gate;

import java.util.Locale;

/// What a gate, or all gates together, decide.
public enum Outcome {
  PASS,
  NEEDS_APPROVAL,
  /// No verdict could be reached; nothing may go on.
  INCOMPLETE,
  STOP;

  /// The name used in outputs: `needs-approval`.
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Whether no person's agreement can let the change go on.
  public boolean stops() {
    return this == STOP || this == INCOMPLETE;
  }

  /// Whichever of the two is the more careful.
  Outcome worse(Outcome other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
