package dev.ishibashi.gate;

import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Asks every gate. A gate that has no answer stops the change.
public final class Gates {
  private static final List<Gate> ALL =
      List.of(
          new SealGate(),
          new TargetsGate(),
          new FenceGate(),
          new TermGate(),
          new LineageGate(),
          new SoakGate(),
          new EffectsGate(),
          new LiveStateGate(),
          new LimitsGate(),
          new IndependenceGate(),
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

  /// Every gate.
  public static Gates all() {
    return new Gates(ALL, Set.of());
  }

  /// The gates that are asked in the middle of a run; those that are switched off pass.
  ///
  /// @param now when the run begins, for the waivers
  public Checkpoints between(Procedure procedure, Instant now) {
    return new Checkpoints(
        procedure,
        verdict ->
            disabled.contains(verdict.gate())
                ? off(verdict.gate(), procedure)
                : Waivers.applyInRun(verdict, procedure, Optional.of(now)));
  }

  private static Verdict off(String gate, Procedure procedure) {
    Diagnostic off =
        Findings.diagnostic(
            "switched-off", Severity.WARNING, Span.whole(procedure.source().file()), gate);
    return new Verdict(gate, Outcome.PASS, List.of(off));
  }

  /// The verdicts of the gates that are not switched off. What they leave to a person is settled
  /// where enough people have signed that they agree.
  public List<Verdict> judge(Evidence evidence) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Gate gate : gates) {
      if (disabled.contains(gate.name())) {
        verdicts.add(off(gate.name(), evidence.procedure()));
      } else if (gate instanceof ApprovalGate approval) {
        List<String> doubts = Doubts.of(evidence, verdicts);
        Verdict verdict = ask(gate, evidence, e -> approval.judge(e, doubts));
        if (verdict.outcome() == Outcome.PASS) {
          verdicts.replaceAll(Gates::settled);
        }
        verdicts.add(verdict);
      } else {
        verdicts.add(waivable(gate, evidence));
      }
    }
    return List.copyOf(verdicts);
  }

  /// What the gates leave to a person, one line each; an approval repeats the lines.
  public static List<String> doubts(Evidence evidence) {
    return Doubts.of(
        evidence,
        ALL.stream()
            .filter(g -> !(g instanceof ApprovalGate))
            .map(g -> waivable(g, evidence))
            .toList());
  }

  private static Verdict waivable(Gate gate, Evidence evidence) {
    return Waivers.apply(
        ask(gate, evidence, gate::judge), evidence.procedure(), evidence.around().now());
  }

  private static Verdict settled(Verdict verdict) {
    return verdict.outcome() == Outcome.NEEDS_APPROVAL
        ? new Verdict(verdict.gate(), Outcome.PASS, verdict.evidence(), verdict.waiver())
        : verdict;
  }

  /// A fault in a gate must not open it.
  private static Verdict ask(Gate gate, Evidence evidence, Function<Evidence, Verdict> judgement) {
    try {
      return judgement.apply(evidence);
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
