package dev.ishibashi.run;

import dev.ishibashi.approval.Approval;
import dev.ishibashi.approval.Approvals;
import dev.ishibashi.gate.Evidence;
import dev.ishibashi.gate.Gates;
import dev.ishibashi.gate.KnownPlan;
import dev.ishibashi.gate.Outcome;
import dev.ishibashi.gate.Surroundings;
import dev.ishibashi.gate.Verdict;
import dev.ishibashi.inventory.Host;
import dev.ishibashi.ledger.Entry;
import dev.ishibashi.ledger.Ledger;
import dev.ishibashi.ledger.Verification;
import dev.ishibashi.procedure.Safeguards.Waiver;
import dev.ishibashi.remote.Address;
import dev.ishibashi.remote.Addresses;
import dev.ishibashi.remote.Fleet;
import dev.ishibashi.text.Diagnostic;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The way of one change: gates, seal, run. Whoever asks the person stands between [#check] and
/// [#prepare].
public final class Session {
  private final Change change;
  private final Ledger ledger;
  private final InstantSource clock;
  private final Gates gates;

  /// The runs that the gates have judged; what begins after that is judged when this run begins.
  private Set<String> known = Set.of();

  public Session(Change change, Ledger ledger, InstantSource clock) {
    this(change, ledger, clock, Gates.all());
  }

  private Session(Change change, Ledger ledger, InstantSource clock, Gates gates) {
    this.change = change;
    this.ledger = ledger;
    this.clock = clock;
    this.gates = gates;
  }

  /// A session in which some gates are switched off, to show that the next one still stops a bad
  /// change. No command leads here.
  public static Session forAblationTests(
      Change change, Ledger ledger, InstantSource clock, Gates gates) {
    return new Session(change, ledger, clock, gates);
  }

  /// The verdicts of all gates. Touches no host, records nothing.
  public List<Verdict> check() {
    return gates.judge(evidence());
  }

  /// The verdicts of all gates as they would be if nobody had approved anything yet.
  public List<Verdict> unapproved() {
    return gates.judge(evidence().with(Approvals.none()));
  }

  /// What the gates leave to whoever approves, one line each.
  public List<String> doubts() {
    return Gates.doubts(evidence());
  }

  /// What the gates say of this change; recorded, also when they refuse it.
  public List<Verdict> judge(String run) {
    Evidence evidence = evidence();
    List<Verdict> verdicts = gates.judge(evidence);
    Map<String, Object> said = new LinkedHashMap<>();
    verdicts.forEach(v -> said.put(v.gate(), v.outcome().text()));
    List<String> reasons = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      if (verdict.outcome() != Outcome.PASS) {
        verdict.evidence().stream().map(Diagnostic::toString).forEach(reasons::add);
      }
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("change", change.procedure().change().value());
    change.procedure().safeguards().version().ifPresent(v -> data.put("version", v.value()));
    data.put("seal", change.seal().hash());
    data.put("verdict", Gates.overall(verdicts).text());
    data.put("gates", said);
    data.put("reasons", reasons);
    data.put("approvals", approvals(evidence));
    ledger.append("checked", run, data);
    for (Verdict verdict : verdicts) {
      verdict.waiver().ifPresent(w -> ledger.append("waived", run, waived(w)));
    }
    return verdicts;
  }

  private static Map<String, Object> waived(Waiver waiver) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("gate", waiver.gate().value());
    data.put("reason", waiver.reason().value());
    data.put("until", waiver.until().value().toString());
    data.put("by", waiver.by().value());
    return data;
  }

  private List<Object> approvals(Evidence evidence) {
    List<Object> approvals = new ArrayList<>();
    for (Approval approval : evidence.approvals().given()) {
      if (approval.statement().seal().equals(change.seal())) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("person", approval.person());
        one.put("key", approval.key().fingerprint());
        one.put("at", approval.statement().at().toString());
        one.put("agrees", approval.statement().agrees());
        approvals.add(one);
      }
    }
    return approvals;
  }

  /// The name of a run of this change that begins now.
  public String name() {
    return DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
            .withZone(ZoneOffset.UTC)
            .format(clock.instant())
        + "-"
        + change.seal().hash().substring(0, 8);
  }

  public Preparation prepare(String run) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("seal", change.seal().hash());
    data.put("program", change.seal().program());
    data.put("procedure", change.seal().procedure());
    data.put("ancestor", change.seal().ancestor().orElse("none"));
    data.put("hosts", change.targets().stream().map(Host::name).toList());
    Preparation preparation = Preparation.of(change, run);
    Undo.remember(preparation.jobs().values(), data);
    ledger.append("sealed", run, data);
    return preparation;
  }

  /// What the person was asked, and refused.
  public void refuse(String run) {
    ledger.append("refused", run, Map.of("seal", change.seal().hash()));
  }

  /// Where every host of the run is; or what is wrong with what the inventory says of it.
  public sealed interface Resolution {}

  public record Resolved(Map<String, Address> addresses) implements Resolution {}

  public record Unresolved(List<String> sentences) implements Resolution {}

  public Resolution resolve() {
    List<Host> hosts = new ArrayList<>(change.targets());
    hosts.addAll(change.bystanders());
    return resolve(hosts);
  }

  /// Where hosts are; or what is wrong with what the inventory says of them.
  public static Resolution resolve(List<Host> hosts) {
    Map<String, Address> addresses = new LinkedHashMap<>();
    List<String> sentences = new ArrayList<>();
    Addresses resolver = Addresses.ofThisUser();
    for (Host host : hosts) {
      switch (resolver.resolve(host.name(), texts(host))) {
        case Addresses.Resolution.Resolved(Address address) -> addresses.put(host.name(), address);
        case Addresses.Resolution.Unusable(String why) -> sentences.add(why);
      }
    }
    return sentences.isEmpty() ? new Resolved(addresses) : new Unresolved(sentences);
  }

  private static Map<String, String> texts(Host host) {
    Map<String, String> texts = new LinkedHashMap<>();
    host.vars().forEach((name, value) -> texts.put(name, value == null ? "" : value.toString()));
    return texts;
  }

  /// The run itself, ready to be executed.
  public Run run(
      Preparation preparation,
      Fleet fleet,
      Map<String, Address> addresses,
      Consumer<RunEvent> watcher) {
    Hosts hosts = new RemoteHosts(fleet, addresses, preparation, change);
    return new Run(
        preparation.plan(),
        hosts,
        ledger,
        watcher,
        gates.between(change.procedure(), clock.instant()),
        known);
  }

  private Evidence evidence() {
    Instant now = clock.instant();
    return Evidence.of(
            change.procedure(),
            change.inventory(),
            change.program().source(),
            change.program().explanation(),
            change.ancestor().map(Change.Script::source),
            change.ancestor().map(Change.Script::explanation),
            new Surroundings(Optional.of(now), plans(), change.assertions()))
        .with(change.ancestry())
        .with(change.approvals().verify(now));
  }

  /// A ledger that is not intact says nothing that could be relied on.
  private Optional<List<KnownPlan>> plans() {
    return switch (ledger.verify()) {
      case Verification.Broken broken -> Optional.empty();
      case Verification.Intact intact -> {
        List<Entry> entries = ledger.entries();
        known = entries.stream().map(Entry::run).collect(Collectors.toUnmodifiableSet());
        List<KnownPlan> plans = new ArrayList<>(change.beside());
        plans.addAll(KnownPlans.of(entries));
        yield Optional.of(plans);
      }
    };
  }

  /// The first gate that said stop.
  public static Optional<Verdict> firstStop(List<Verdict> verdicts) {
    return verdicts.stream().filter(v -> v.outcome() == Outcome.STOP).findFirst();
  }
}
