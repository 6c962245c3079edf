package dev.ishibashi.cli;

import dev.ishibashi.text.Severity;

/// From which severity on `explain` ends with exit code 1.
enum FailOn {
  DANGER,
  WARNING,
  NOTE,
  NEVER;

  boolean includes(Severity severity) {
    return switch (this) {
      case DANGER -> severity.compareTo(Severity.DANGER) <= 0;
      case WARNING -> severity.compareTo(Severity.WARNING) <= 0;
      case NOTE -> true;
      case NEVER -> false;
    };
  }
}
