package dev.ishibashi.gate;

import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Collects what a gate finds, and says its verdict.
final class Findings {
  private final String gate;
  private final Set<Diagnostic> stops = new LinkedHashSet<>();
  private final Set<Diagnostic> doubts = new LinkedHashSet<>();
  private final Set<Diagnostic> notes = new LinkedHashSet<>();

  Findings(String gate) {
    this.gate = gate;
  }

  /// The change must not go on; the text is `gate.<key>`, the advice `gate.<key>.fix`.
  void stop(String key, Span at, Object... arguments) {
    stops.add(diagnostic(key, Severity.DANGER, at, arguments));
  }

  /// A person beside the author must agree.
  void approval(String key, Span at, Object... arguments) {
    doubts.add(diagnostic(key, Severity.WARNING, at, arguments));
  }

  void note(String key, Span at, Object... arguments) {
    notes.add(diagnostic(key, Severity.NOTE, at, arguments));
  }

  boolean stopped() {
    return !stops.isEmpty();
  }

  static Diagnostic diagnostic(String key, Severity severity, Span at, Object... arguments) {
    return new Diagnostic(
        key,
        severity,
        at,
        Messages.text("gate." + key, arguments),
        Messages.text("gate." + key + ".fix", arguments));
  }

  Verdict verdict() {
    List<Diagnostic> all = new ArrayList<>(stops);
    all.addAll(doubts);
    all.addAll(notes);
    Outcome outcome =
        !stops.isEmpty() ? Outcome.STOP : doubts.isEmpty() ? Outcome.PASS : Outcome.NEEDS_APPROVAL;
    return new Verdict(gate, outcome, all);
  }
}
