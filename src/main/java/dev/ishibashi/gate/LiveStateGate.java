package dev.ishibashi.gate;

import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.inventory.Fact;
import dev.ishibashi.inventory.Host;
import dev.ishibashi.procedure.Effects;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.procedure.Safeguards.Assertion;
import dev.ishibashi.text.Span;
import java.util.List;
import java.util.Optional;

/// Does each host itself say, right before its turn, that it may be changed now?
///
/// Before a run it judges the questions: that they are asked where they must be, and only read.
final class LiveStateGate implements Gate {
  static final String NAME = "live-state";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Verdict judge(Evidence evidence) {
    Findings findings = new Findings(name());
    Procedure procedure = evidence.procedure();
    Span whole = Span.whole(procedure.source().file());
    if (evidence.inventory().isEmpty() || evidence.explanation().isEmpty()) {
      findings.stop("live-input", whole);
      return findings.verdict();
    }
    List<Assertion> assertions = procedure.safeguards().assertions();
    if (assertions.isEmpty()) {
      missing(evidence, findings);
    }
    List<Explanation> explanations = evidence.around().assertions();
    for (int i = 0; i < assertions.size(); i++) {
      Optional<Explanation> could =
          i < explanations.size() ? Optional.of(explanations.get(i)) : Optional.empty();
      reads(assertions.get(i), could, findings);
    }
    if (!findings.stopped()) {
      String key = assertions.isEmpty() ? "live-none" : "live-asked";
      findings.note(key, whole, assertions.size());
    }
    return findings.verdict();
  }

  /// A member of a replica set may be the one that serves: only the host itself knows.
  private static void missing(Evidence evidence, Findings findings) {
    List<String> members =
        evidence.targets().stream()
            .filter(
                h -> h.fact(Fact.REPLICA_SET).filter(s -> !s.equals(LimitsGate.ALONE)).isPresent())
            .map(Host::name)
            .toList();
    Optional<Span> loss = Destruction.of(evidence);
    if (loss.isPresent() && !members.isEmpty()) {
      findings.stop("live-missing", loss.get(), Words.names(members));
    }
  }

  private static void reads(Assertion assertion, Optional<Explanation> could, Findings findings) {
    Span at = assertion.run().at();
    if (could.isEmpty()) {
      findings.stop("live-unexplained", at, assertion.run());
      return;
    }
    if (could.get().error() != null) {
      findings.stop("live-unreadable", at, assertion.run(), could.get().error().message());
      return;
    }
    for (Effect effect : could.get().effects()) {
      boolean harmless =
          effect.act() == Act.UNKNOWN
              || effect.act() == Act.NETWORK
              || Effects.none(at).covers(effect) instanceof Effects.Covered;
      if (!harmless) {
        findings.stop("live-changes", at, assertion.run(), Words.may(effect), effect.resource());
      }
    }
  }

  /// What a host says of itself right before its turn.
  static Verdict beforeTurn(Procedure procedure, String host, List<Answer> answers) {
    Findings findings = new Findings(NAME);
    List<Assertion> assertions = procedure.safeguards().assertions();
    for (int i = 0; i < assertions.size(); i++) {
      Assertion assertion = assertions.get(i);
      Answer answer = i < answers.size() ? answers.get(i) : new Answer.Silent("");
      answered(host, assertion, answer, findings);
    }
    if (!findings.stopped()) {
      findings.note("live-said", Span.whole(procedure.source().file()), host, assertions.size());
    }
    return findings.verdict();
  }

  private static void answered(String host, Assertion assertion, Answer answer, Findings findings) {
    Span at = assertion.run().at();
    switch (answer) {
      case Answer.Silent(String why) ->
          findings.stop("live-silent", at, host, assertion.run(), why);
      case Answer.Said(int exit, String output) when exit != 0 ->
          findings.stop("live-exit", at, host, assertion.run(), exit, Words.shortened(output));
      case Answer.Said(int exit, String output) -> {
        if (assertion.expect().isPresent()
            && !assertion.expect().get().value().equals(output.strip())) {
          findings.stop(
              "live-other",
              at,
              host,
              Words.shortened(output),
              assertion.expect().get(),
              assertion.run());
        }
      }
    }
  }
}
