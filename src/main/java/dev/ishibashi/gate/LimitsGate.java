package dev.ishibashi.gate;

import dev.ishibashi.inventory.Fact;
import dev.ishibashi.inventory.Host;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.inventory.Selection;
import dev.ishibashi.procedure.Located;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.procedure.Waves;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Is the change small enough: its hosts, its share of a group, what it takes out at the same time,
/// what it deletes?
final class LimitsGate implements Gate {
  static final String NAME = "limits";

  /// What `ishibashi_replica_set` says of a host that stands alone.
  static final String ALONE = "none";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Verdict judge(Evidence evidence) {
    Findings findings = new Findings(name());
    Procedure procedure = evidence.procedure();
    if (evidence.inventory().isEmpty()) {
      findings.stop("limits-input", Span.whole(procedure.source().file()));
      return findings.verdict();
    }
    Inventory inventory = evidence.inventory().get();
    List<String> targets = procedure.targets().names();
    Procedure.Limits limits = procedure.limits();
    limits
        .hosts()
        .filter(most -> targets.size() > most.value())
        .ifPresent(most -> findings.stop("limits-hosts", most.at(), targets.size(), most));
    for (Procedure.GroupShare share : limits.shares()) {
      share(share, inventory, targets, findings);
    }
    int unhealthy = limits.unhealthy().value();
    if (unhealthy > 0 && unhealthy >= targets.size()) {
      findings.stop("limits-unhealthy", limits.unhealthy().at(), unhealthy, targets.size());
    }
    sets(evidence, inventory, findings);
    if (!findings.stopped()) {
      Span at = limits.deletedFiles().at();
      findings.note(
          "limits-within", at, targets.size(), limits.deletedFiles(), bytes(limits.deletedBytes()));
    }
    return findings.verdict();
  }

  private static void share(
      Procedure.GroupShare share, Inventory inventory, List<String> targets, Findings findings) {
    String group = share.group().value();
    switch (inventory.select(group)) {
      case Selection.Nothing(var why) ->
          findings.stop("limits-share-nothing", share.group().at(), why.message(), why.advice());
      case Selection.Selected selected -> {
        List<String> members = selected.names();
        long hit = members.stream().filter(targets::contains).count();
        if (hit * 100 > (long) share.percent().value() * members.size()) {
          findings.stop(
              "limits-share", share.percent().at(), hit, members.size(), group, share.percent());
        }
      }
    }
  }

  /// The members of each replica set that has targets.
  private static void sets(Evidence evidence, Inventory inventory, Findings findings) {
    Blanks blanks = new Blanks();
    boolean asked = evidence.procedure().limits().perReplicaSet().isPresent();
    Map<String, List<Host>> sets = new LinkedHashMap<>();
    for (Host target : evidence.targets()) {
      Optional<String> set = target.fact(Fact.REPLICA_SET);
      if (set.isPresent() && !set.get().equals(ALONE)) {
        sets.put(set.get(), new ArrayList<>());
      } else if (set.isEmpty() && (asked || target.fact(Fact.MIN_HEALTHY).isPresent())) {
        blanks.add(target, Fact.REPLICA_SET);
      }
    }
    if (!sets.isEmpty()) {
      for (Host host : inventory.hosts()) {
        host.fact(Fact.REPLICA_SET).map(sets::get).ifPresent(members -> members.add(host));
      }
    }
    sets.forEach((set, members) -> set(set, members, evidence.procedure(), blanks, findings));
    blanks.stop("limits-blank", findings);
  }

  private static void set(
      String set, List<Host> members, Procedure procedure, Blanks blanks, Findings findings) {
    Map<Integer, String> least = new LinkedHashMap<>();
    boolean known = true;
    for (Host member : members) {
      Optional<String> text = blanks.fact(member, Fact.MIN_HEALTHY);
      text.ifPresent(t -> least.putIfAbsent(Integer.parseInt(t), member.name()));
      known = known && text.isPresent();
    }
    if (least.size() > 1) {
      List<String> said =
          least.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).toList();
      findings.stop(
          "limits-differ", members.getFirst().at(), set, Fact.MIN_HEALTHY.variable(), said);
      return;
    }
    List<String> names = members.stream().map(Host::name).toList();
    Span at = procedure.waves().at();
    int number = 0;
    TreeSet<String> earlier = new TreeSet<>();
    boolean tooMany = false;
    boolean tooFew = false;
    for (List<String> wave : Waves.plan(procedure.targets().names(), procedure.waves().value())) {
      number++;
      TreeSet<String> now = new TreeSet<>(wave);
      now.retainAll(names);
      // Nothing but a check shows that a member serves again; some may fail and stay out.
      boolean shown = !procedure.checks().isEmpty();
      int still =
          shown ? Math.min(procedure.limits().unhealthy().value(), earlier.size()) : earlier.size();
      int out = now.size() + still;
      String why = Messages.text(shown ? "gate.limits-checked" : "gate.limits-unchecked");
      earlier.addAll(now);
      if (now.isEmpty()) {
        continue;
      }
      Optional<Located<Integer>> most = procedure.limits().perReplicaSet();
      if (!tooMany && most.isPresent() && out > most.get().value()) {
        tooMany = true;
        findings.stop(
            "limits-set",
            most.get().at(),
            number,
            out,
            members.size(),
            set,
            most.get(),
            why,
            Words.names(now));
      }
      int healthy = members.size() - out;
      if (!tooFew && known && healthy < least.keySet().iterator().next()) {
        tooFew = true;
        findings.stop(
            "limits-healthy",
            at,
            number,
            Words.names(now),
            healthy,
            members.size(),
            set,
            least.keySet().iterator().next(),
            why);
      }
    }
  }

  /// Whether what is gone already and what lies where the program deletes is within the limits.
  ///
  /// @param gone what this run has taken away so far
  /// @param lying what lies there on each target that has not had its turn
  static Verdict beforeWave(Procedure procedure, Lost gone, List<Lying> lying) {
    Findings findings = new Findings(NAME);
    Procedure.Limits limits = procedure.limits();
    long files = gone.files();
    long bytes = gone.bytes();
    List<String> counts = new ArrayList<>();
    for (Lying host : lying) {
      switch (host) {
        case Lying.NotKnown(String name, String why) ->
            findings.stop("limits-uncounted", limits.deletedFiles().at(), name, why);
        case Lying.Counted counted -> {
          files = Math.addExact(files, counted.files());
          bytes = Math.addExact(bytes, counted.bytes());
          if (counted.files() > 0) {
            counts.add(counted.host() + " " + counted.files());
          }
        }
      }
    }
    if (files > limits.deletedFiles().value()) {
      Located<Long> most = limits.deletedFiles();
      findings.stop("limits-files", most.at(), files, gone.files(), Words.names(counts), most);
    }
    if (limits.deletedBytes().isPresent() && bytes > limits.deletedBytes().get().value()) {
      Located<Long> most = limits.deletedBytes().get();
      findings.stop("limits-bytes", most.at(), bytes, gone.bytes(), most);
    }
    if (!findings.stopped()) {
      findings.note("limits-counted", limits.deletedFiles().at(), files, bytes);
    }
    return findings.verdict();
  }

  /// Whether what is gone is within the limits.
  static Verdict afterWave(Procedure procedure, Lost gone) {
    Findings findings = new Findings(NAME);
    Located<Long> files = procedure.limits().deletedFiles();
    if (gone.files() > files.value()) {
      findings.stop("limits-gone", files.at(), gone.files(), files);
    }
    procedure
        .limits()
        .deletedBytes()
        .filter(most -> gone.bytes() > most.value())
        .ifPresent(most -> findings.stop("limits-gone-bytes", most.at(), gone.bytes(), most));
    if (!findings.stopped()) {
      findings.note("limits-counted", files.at(), gone.files(), gone.bytes());
    }
    return findings.verdict();
  }

  private static String bytes(Optional<Located<Long>> most) {
    return most.map(b -> Messages.text("gate.limits-bytes-most", b)).orElse("");
  }
}
