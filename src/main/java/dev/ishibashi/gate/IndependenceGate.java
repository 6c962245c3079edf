package dev.ishibashi.gate;

import dev.ishibashi.inventory.Fact;
import dev.ishibashi.inventory.Host;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.procedure.Waves;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Is there a copy that nothing takes away together with the host, and does no wave change all
/// copies, or all replicas, of one thing?
final class IndependenceGate implements Gate {
  /// What a copy must not have in common with its host.
  private static final List<Fact> FATES =
      List.of(Fact.PROVIDER, Fact.ACCOUNT, Fact.SITE, Fact.POWER);

  /// A power feed may be left unsaid: another site has another one.
  private static final List<Fact> NEEDED = List.of(Fact.PROVIDER, Fact.ACCOUNT, Fact.SITE);

  @Override
  public String name() {
    return "independence";
  }

  @Override
  public Verdict judge(Evidence evidence) {
    Findings findings = new Findings(name());
    Procedure procedure = evidence.procedure();
    Span whole = Span.whole(procedure.source().file());
    if (evidence.inventory().isEmpty() || evidence.explanation().isEmpty()) {
      findings.stop("independence-input", whole);
      return findings.verdict();
    }
    Inventory inventory = evidence.inventory().get();
    Map<String, List<Host>> copies = copies(inventory);
    Optional<Span> loss = Destruction.of(evidence);
    loss.ifPresent(at -> copied(evidence.targets(), copies, at, findings));
    waves(procedure, inventory, copies, findings);
    if (!findings.stopped()) {
      findings.note(loss.isPresent() ? "independence-copied" : "independence-unneeded", whole);
    }
    return findings.verdict();
  }

  /// The hosts that hold backups of each host.
  private static Map<String, List<Host>> copies(Inventory inventory) {
    Map<String, List<Host>> copies = new HashMap<>();
    for (Host host : inventory.hosts()) {
      for (String kept : host.facts(Fact.BACKS_UP)) {
        if (!kept.equals(host.name())) {
          copies.computeIfAbsent(kept, _ -> new ArrayList<>()).add(host);
        }
      }
    }
    return copies;
  }

  /// One thing that takes hosts and their copies away together.
  private record Fate(Fact fact, String value) {}

  private record Sharing(Set<String> hosts, Set<String> copies) {}

  private static void copied(
      List<Host> targets, Map<String, List<Host>> copies, Span loss, Findings findings) {
    Blanks blanks = new Blanks();
    List<String> uncopied = new ArrayList<>();
    List<String> allTouched = new ArrayList<>();
    Map<Fate, Sharing> shared = new LinkedHashMap<>();
    for (Host target : targets) {
      List<Host> all = copies.getOrDefault(target.name(), List.of());
      List<Host> left = all.stream().filter(c -> !targets.contains(c)).toList();
      if (left.isEmpty()) {
        (all.isEmpty() ? uncopied : allTouched).add(target.name());
        continue;
      }
      if (left.stream().anyMatch(c -> whole(target) && whole(c) && fates(target, c).isEmpty())) {
        continue;
      }
      for (Fact fact : NEEDED) {
        blanks.fact(target, fact);
        left.forEach(c -> blanks.fact(c, fact));
      }
      // The copy that shares the least is the one to make better.
      Host best =
          left.stream().min(Comparator.comparingInt(c -> fates(target, c).size())).orElseThrow();
      for (Fate fate : fates(target, best)) {
        Sharing sharing =
            shared.computeIfAbsent(
                fate, _ -> new Sharing(new LinkedHashSet<>(), new LinkedHashSet<>()));
        sharing.hosts().add(target.name());
        sharing.copies().add(best.name());
      }
    }
    if (!uncopied.isEmpty()) {
      findings.stop("independence-none", loss, Words.names(uncopied), Fact.BACKS_UP.variable());
    }
    if (!allTouched.isEmpty()) {
      findings.stop("independence-touched", loss, Words.names(allTouched));
    }
    blanks.stop("independence-blank", findings);
    shared.forEach(
        (fate, sharing) ->
            findings.stop(
                "independence-shared",
                loss,
                Words.names(sharing.hosts()),
                Words.names(sharing.copies()),
                Messages.text("gate.fate." + fate.fact().variable()),
                fate.value(),
                fate.fact().variable()));
  }

  private static boolean whole(Host host) {
    return NEEDED.stream().allMatch(f -> host.fact(f).isPresent());
  }

  private static List<Fate> fates(Host host, Host copy) {
    List<Fate> fates = new ArrayList<>();
    for (Fact fact : FATES) {
      Optional<String> value = host.fact(fact);
      if (value.isPresent() && value.equals(copy.fact(fact))) {
        fates.add(new Fate(fact, value.get()));
      }
    }
    return fates;
  }

  /// What is changed in one wave goes wrong together.
  private static void waves(
      Procedure procedure, Inventory inventory, Map<String, List<Host>> copies, Findings findings) {
    Map<String, List<String>> sets = new LinkedHashMap<>();
    for (Host host : inventory.hosts()) {
      host.fact(Fact.REPLICA_SET)
          .filter(s -> !s.equals(LimitsGate.ALONE))
          .ifPresent(s -> sets.computeIfAbsent(s, _ -> new ArrayList<>()).add(host.name()));
    }
    int number = 0;
    for (List<String> wave : Waves.plan(procedure.targets().names(), procedure.waves().value())) {
      number++;
      int own = number;
      Set<String> changed = Set.copyOf(wave);
      sets.forEach(
          (set, members) -> {
            if (members.size() > 1 && changed.containsAll(members)) {
              findings.stop(
                  "independence-set", procedure.waves().at(), own, set, Words.names(members));
            }
          });
      Map<List<String>, List<String>> kept = new LinkedHashMap<>();
      copies.forEach(
          (host, keepers) -> {
            List<String> names = keepers.stream().map(Host::name).toList();
            if (names.size() > 1 && changed.containsAll(names)) {
              kept.computeIfAbsent(names, _ -> new ArrayList<>()).add(host);
            }
          });
      kept.forEach(
          (keepers, hosts) ->
              findings.stop(
                  "independence-copies",
                  procedure.waves().at(),
                  own,
                  Words.names(keepers),
                  Words.names(hosts.stream().sorted().toList())));
    }
  }
}
