package dev.ishibashi.cli;

import dev.ishibashi.gate.Outcome;
import java.util.Locale;

/// From which verdict on a check ends with an exit code other than 0.
enum CheckFailOn {
  STOP,
  NEEDS_APPROVAL;

  boolean fails(Outcome outcome) {
    return switch (outcome) {
      case PASS -> false;
      case NEEDS_APPROVAL -> this == NEEDS_APPROVAL;
      case STOP, INCOMPLETE -> true;
    };
  }

  /// As people write it.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
