package dev.ishibashi.gate;

import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Asks every gate. A gate that has no answer stops the change.
public final class Gates {
  private static final List<Gate> ALL =
      List.of(
          new SealGate(),
          new TargetsGate(),
          new LineageGate(),
          new SoakGate(),
          new EffectsGate(),
          new ApprovalGate());

  private final List<Gate> gates;
  private final Set<String> disabled;

  Gates(List<Gate> gates, Set<String> disabled) {
    this.gates = gates;
    this.disabled = disabled;
  }

  /// The verdicts of all gates, in the order in which they stand on the way of a change. All are
  /// asked, also after a stop, so that a person sees everything at once.
  public static List<Verdict> check(Evidence evidence) {
    return new Gates(ALL, Set.of()).judge(evidence);
  }

  /// Gates of which some are switched off, to show in tests that the next one still stops a bad
  /// change. No command leads here.
  public static Gates forAblationTestsWithout(Set<String> disabled) {
    return new Gates(ALL, Set.copyOf(disabled));
  }

  /// The names of all gates, in order.
  public static List<String> names() {
    return ALL.stream().map(Gate::name).toList();
  }

  /// The verdicts of the gates that are not switched off.
  public List<Verdict> judge(Evidence evidence) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Gate gate : gates) {
      if (disabled.contains(gate.name())) {
        Diagnostic off =
            Findings.diagnostic(
                "switched-off",
                Severity.WARNING,
                Span.whole(evidence.procedure().source().file()),
                gate.name());
        verdicts.add(new Verdict(gate.name(), Outcome.PASS, List.of(off)));
      } else {
        verdicts.add(ask(gate, evidence));
      }
    }
    return List.copyOf(verdicts);
  }

  /// A fault in a gate must not open it.
  private static Verdict ask(Gate gate, Evidence evidence) {
    try {
      return gate.judge(evidence);
    } catch (RuntimeException | StackOverflowError fault) {
      Diagnostic why =
          Findings.diagnostic(
              "fault",
              Severity.ERROR,
              Span.whole(evidence.procedure().source().file()),
              gate.name(),
              fault);
      return new Verdict(gate.name(), Outcome.INCOMPLETE, List.of(why));
    }
  }

  /// What all verdicts come to: the most careful of them, and incomplete where one is missing.
  public static Outcome overall(List<Verdict> verdicts) {
    List<String> answered = verdicts.stream().map(Verdict::gate).toList();
    Outcome overall = answered.containsAll(names()) ? Outcome.PASS : Outcome.INCOMPLETE;
    for (Verdict verdict : verdicts) {
      overall = overall.worse(verdict.outcome());
    }
    return overall;
  }
}
