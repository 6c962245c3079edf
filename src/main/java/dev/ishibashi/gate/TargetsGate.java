package dev.ishibashi.gate;

import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.inventory.Host;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.inventory.Selection;
import dev.ishibashi.procedure.Fillings;
import dev.ishibashi.procedure.Located;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Span;
import dev.ishibashi.text.Spelling;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Are the hosts that the pattern gives, the hosts that are written, and the hosts that the program
/// addresses by itself the same?
final class TargetsGate implements Gate {
  @Override
  public String name() {
    return "targets";
  }

  @Override
  public Verdict judge(Evidence evidence) {
    Findings findings = new Findings(name());
    Procedure procedure = evidence.procedure();
    Span whole = Span.whole(procedure.source().file());
    if (evidence.inventory().isEmpty()) {
      findings.stop("targets-inventory", whole);
      return findings.verdict();
    }
    Inventory inventory = evidence.inventory().get();
    selection(inventory, procedure, findings);
    if (procedure.bystanders() instanceof Procedure.Some some
        && inventory.select(some.select().value()) instanceof Selection.Nothing nothing) {
      findings.stop(
          "bystanders-nothing",
          some.select().at(),
          nothing.why().message(),
          nothing.why().advice());
    }
    variables(evidence, findings);
    if (evidence.explanation().isEmpty()) {
      findings.stop("targets-explanation", procedure.program().at(), procedure.program());
    } else {
      addressed(evidence, evidence.explanation().get(), findings);
    }
    if (!findings.stopped()) {
      findings.note(
          "targets-are",
          procedure.targets().hosts().at(),
          procedure.targets().names().size(),
          inventory.hosts().size());
    }
    return findings.verdict();
  }

  /// A variable that the procedure uses must have a value on every target.
  private static void variables(Evidence evidence, Findings findings) {
    Procedure procedure = evidence.procedure();
    List<Located<String>> texts = new ArrayList<>(procedure.variables().values());
    texts.addAll(procedure.arguments());
    for (Located<String> text : texts) {
      for (String name : Fillings.names(text.value())) {
        for (Host host : evidence.targets()) {
          if (Fillings.value(host, name).isEmpty()) {
            findings.stop("targets-variable", text.at(), host.name(), name);
          }
        }
      }
    }
  }

  private static void selection(Inventory inventory, Procedure procedure, Findings findings) {
    List<String> known = inventory.hosts().stream().map(Host::name).toList();
    for (Located<String> host : procedure.targets().hosts().value()) {
      if (inventory.host(host.value()).isEmpty()) {
        String near =
            Spelling.nearest(host.value(), known.size() > 5000 ? List.of() : known)
                .map(n -> Messages.text("gate.near", n))
                .orElse("");
        findings.stop("targets-no-host", host.at(), host, near);
      }
    }
    Located<String> select = procedure.targets().select();
    switch (inventory.select(select.value())) {
      case Selection.Nothing nothing ->
          findings.stop(
              "targets-nothing", select.at(), nothing.why().message(), nothing.why().advice());
      case Selection.Selected selected -> {
        Set<String> given = new HashSet<>(selected.names());
        Set<String> written = new HashSet<>(procedure.targets().names());
        for (String host : selected.names()) {
          if (!written.contains(host)) {
            findings.stop("targets-unwritten", select.at(), select, host);
          }
        }
        for (Located<String> host : procedure.targets().hosts().value()) {
          if (!given.contains(host.value()) && inventory.host(host.value()).isPresent()) {
            findings.stop("targets-unselected", host.at(), host, select);
          }
        }
      }
    }
  }

  /// Whether a name is a pattern of the inventory (as `ansible` takes it) that selects targets
  /// alone.
  private static boolean meansTargets(String pattern, Evidence evidence) {
    Inventory inventory = evidence.inventory().orElse(null);
    if (inventory == null || pattern.equals("?") || inventory.host(pattern).isPresent()) {
      return false;
    }
    Set<String> targets = new HashSet<>();
    evidence.targets().forEach(h -> targets.add(h.name()));
    return switch (inventory.select(pattern)) {
      case Selection.Selected selected -> targets.containsAll(selected.names());
      case Selection.Nothing nothing -> false;
    };
  }

  /// The hosts that the program reaches by itself must be targets; those it only talks to may be
  /// declared under `network`.
  private static void addressed(Evidence evidence, Explanation explanation, Findings findings) {
    Set<String> targets = new HashSet<>();
    for (Host host : evidence.targets()) {
      targets.add(host.name());
      targets.add(host.address());
    }
    Set<String> talk = new HashSet<>(List.of("localhost", "127.0.0.1", "::1"));
    for (Located<String> host : evidence.procedure().network()) {
      talk.add(host.value());
      talk.add(host.value().replaceFirst(":[0-9]+$", ""));
    }
    Span program = Span.whole(explanation.file());
    Set<String> told = new HashSet<>();
    for (Effect effect : explanation.effects()) {
      String host = effect.host();
      if (host.isEmpty() || targets.contains(host) || meansTargets(host, evidence)) {
        continue;
      }
      if (host.equals("?")) {
        told.add(host);
        findings.stop("targets-unknown-host", effect.at());
      } else if (effect.act() != Act.NETWORK || !talk.contains(host)) {
        told.add(host);
        findings.stop("targets-other-host", effect.at(), host, effect.act().text());
      }
    }
    for (String host : new TreeSet<>(explanation.hosts())) {
      if (!targets.contains(host)
          && !talk.contains(host)
          && !meansTargets(host, evidence)
          && told.add(host)) {
        if (host.equals("?")) {
          findings.stop("targets-unknown-host", program);
        } else {
          findings.stop("targets-other-host", program, host, Act.NETWORK.text());
        }
      }
    }
  }
}
