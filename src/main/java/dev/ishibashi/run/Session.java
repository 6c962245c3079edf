package dev.ishibashi.run;

import dev.ishibashi.approval.Approval;
import dev.ishibashi.approval.Approvals;
import dev.ishibashi.gate.Evidence;
import dev.ishibashi.gate.Gates;
import dev.ishibashi.gate.Outcome;
import dev.ishibashi.gate.Verdict;
import dev.ishibashi.inventory.Host;
import dev.ishibashi.ledger.Ledger;
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
import java.util.function.Consumer;
import java.util.function.Function;

/// The way of one change: gates, seal, run. Whoever asks the person stands between [#check] and
/// [#prepare].
public final class Session {
  private final Change change;
  private final Ledger ledger;
  private final InstantSource clock;
  private final Function<Evidence, List<Verdict>> gates;

  public Session(Change change, Ledger ledger, InstantSource clock) {
    this(change, ledger, clock, Gates::check);
  }

  private Session(
      Change change, Ledger ledger, InstantSource clock, Function<Evidence, List<Verdict>> gates) {
    this.change = change;
    this.ledger = ledger;
    this.clock = clock;
    this.gates = gates;
  }

  /// A session in which some gates are switched off, to show that the next one still stops a bad
  /// change. No command leads here.
  public static Session forAblationTests(
      Change change, Ledger ledger, InstantSource clock, Gates gates) {
    return new Session(change, ledger, clock, gates::judge);
  }

  /// The verdicts of all gates. Touches no host, records nothing.
  public static List<Verdict> check(Change change, Instant now) {
    return Gates.check(evidence(change, now));
  }

  /// The verdicts of all gates as they would be if nobody had approved anything yet.
  public static List<Verdict> unapproved(Change change, Instant now) {
    return Gates.check(evidence(change, now).with(Approvals.none()));
  }

  /// What the gates leave to whoever approves, one line each.
  public static List<String> doubts(Change change, Instant now) {
    return Gates.doubts(evidence(change, now));
  }

  /// What the gates say of this change; recorded, also when they refuse it.
  public List<Verdict> judge(String run) {
    Evidence evidence = evidence(change, clock.instant());
    List<Verdict> verdicts = gates.apply(evidence);
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
    data.put("seal", change.seal().hash());
    data.put("verdict", Gates.overall(verdicts).text());
    data.put("gates", said);
    data.put("reasons", reasons);
    data.put("approvals", approvals(evidence));
    ledger.append("checked", run, data);
    return verdicts;
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
    ledger.append("sealed", run, data);
    return Preparation.of(change, run);
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
    Map<String, Address> addresses = new LinkedHashMap<>();
    List<String> sentences = new ArrayList<>();
    List<Host> hosts = new ArrayList<>(change.targets());
    hosts.addAll(change.bystanders());
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
    Hosts hosts = new RemoteHosts(fleet, addresses, preparation.jobs());
    return new Run(preparation.plan(), hosts, ledger, watcher);
  }

  private static Evidence evidence(Change change, Instant now) {
    return Evidence.of(
            change.procedure(),
            change.inventory(),
            change.program().source(),
            change.program().explanation(),
            change.ancestor().map(Change.Script::source),
            change.ancestor().map(Change.Script::explanation))
        .with(change.approvals().verify(now));
  }

  /// The first gate that said stop.
  public static Optional<Verdict> firstStop(List<Verdict> verdicts) {
    return verdicts.stream().filter(v -> v.outcome() == Outcome.STOP).findFirst();
  }
}
