package dev.ishibashi.gate;

import dev.ishibashi.effect.Context;
import dev.ishibashi.effect.Explainer;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.run.CommandFiles;
import dev.ishibashi.shell.Dialect;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A change in a few lines of text, and what one gate says of it.
record Asked(String procedure, String inventory, String program, Surroundings around) {
  private static final Explainer EXPLAINER = new Explainer(CommandFiles.catalogue());
  static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  /// Three hosts of mail, four of web, and copies of all of them elsewhere.
  static final String FLEET =
      """
      [mail]
      mail[1:3]
      [web]
      web[1:4]
      [copies]
      far1
      [all:vars]
      ishibashi_term_ends=never
      ishibashi_provider=acme
      ishibashi_account=acme-1
      ishibashi_site=tokyo
      [copies:vars]
      ishibashi_backs_up=mail1,mail2,mail3,web1,web2,web3,web4
      ishibashi_provider=other
      ishibashi_account=other-1
      ishibashi_site=osaka
      """;

  static final String WRITTEN =
      """
      change: c
      title: t
      program: p.sh
      derived-from: none
      targets: {select: mail, hosts: [mail1, mail2, mail3]}
      effects: {delete: [/srv/old/**]}
      limits: {deleted-files: 5, at-once: 1, unhealthy: 0}
      waves: [canary, rest]
      bystanders: all
      approvals: 0
      """;

  static Asked usual() {
    return new Asked(
        WRITTEN,
        FLEET,
        "rm -f /srv/old/x\n",
        new Surroundings(Optional.of(NOW), Optional.of(List.of()), List.of()));
  }

  Asked procedure(String from, String to) {
    return new Asked(changed(procedure, from, to), inventory, program, around);
  }

  Asked inventory(String from, String to) {
    return new Asked(procedure, changed(inventory, from, to), program, around);
  }

  private static String changed(String text, String from, String to) {
    if (!text.contains(from)) {
      throw new AssertionError("no '%s' in %s".formatted(from, text));
    }
    return text.replace(from, to);
  }

  Asked more(String lines) {
    return new Asked(procedure + lines, inventory, program, around);
  }

  Asked hosts(String lines) {
    return new Asked(procedure, inventory + lines, program, around);
  }

  Asked program(String text) {
    return new Asked(procedure, inventory, text, around);
  }

  Asked plans(List<KnownPlan> plans) {
    return new Asked(
        procedure,
        inventory,
        program,
        new Surroundings(around.now(), Optional.of(plans), around.assertions()));
  }

  Procedure parsed() {
    return switch (Procedure.parse(Source.of("p.yaml", procedure))) {
      case Procedure.Parsed parsed -> parsed.procedure();
      case Procedure.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }

  Evidence evidence() {
    Procedure parsed = parsed();
    Inventory fleet =
        switch (Inventory.read("fleet", inventory)) {
          case Inventory.Loaded loaded -> loaded.inventory();
          case Inventory.Refused refused -> throw new AssertionError(refused.problems());
        };
    List<Explanation> assertions =
        parsed.safeguards().assertions().stream()
            .map(a -> explained(Source.of("p.yaml", a.run().value() + "\n")))
            .toList();
    Source text = Source.of("p.sh", program);
    return Evidence.of(
        parsed,
        fleet,
        text,
        explained(text),
        Optional.empty(),
        Optional.empty(),
        new Surroundings(around.now(), around.plans(), assertions));
  }

  private static Explanation explained(Source program) {
    return EXPLAINER.explain(program, Dialect.SH, Context.UNKNOWN);
  }

  Verdict verdict(String gate) {
    return Gates.check(evidence()).stream()
        .filter(v -> v.gate().equals(gate))
        .findFirst()
        .orElseThrow();
  }

  /// What a gate says against the change; `-` where nothing.
  String stops(String gate) {
    return lines(verdict(gate));
  }

  static String lines(Verdict verdict) {
    List<String> lines =
        verdict.evidence().stream()
            .filter(d -> d.severity() != Severity.NOTE)
            .map(Diagnostic::toString)
            .toList();
    if (lines.isEmpty() != (verdict.outcome() == Outcome.PASS)) {
      throw new AssertionError(verdict + " without its reason");
    }
    return lines.isEmpty() ? "-" : String.join("+", lines);
  }
}
