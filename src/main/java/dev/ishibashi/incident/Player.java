package dev.ishibashi.incident;

import dev.ishibashi.gate.Gates;
import dev.ishibashi.gate.Outcome;
import dev.ishibashi.gate.Verdict;
import dev.ishibashi.incident.Incident.Reach;
import dev.ishibashi.incident.Incident.Variant;
import dev.ishibashi.lab.Lab;
import dev.ishibashi.ledger.Ledger;
import dev.ishibashi.ledger.Verification;
import dev.ishibashi.remote.Address;
import dev.ishibashi.remote.Fleet;
import dev.ishibashi.remote.Limits;
import dev.ishibashi.run.ApprovalFiles;
import dev.ishibashi.run.Change;
import dev.ishibashi.run.ChangeReader;
import dev.ishibashi.run.InventorySources;
import dev.ishibashi.run.Preparation;
import dev.ishibashi.run.RunResult;
import dev.ishibashi.run.RunResult.HostState;
import dev.ishibashi.run.Session;
import dev.ishibashi.run.Trouble;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Plays incidents on lab hosts.
public final class Player {
  private static final Limits RAW = Limits.USUAL.withCommand(Duration.ofMinutes(2));

  private final Path home;
  private final Path ledger;
  private final InstantSource clock;
  private final Audience audience;
  private final People people = new People();
  private final Set<Path> done = new HashSet<>();

  /// Plays in a directory of its own.
  ///
  /// @param home where the lab's hosts lie
  /// @param ledger the directory of the ledger that the replay writes
  public Player(Path home, Path ledger, InstantSource clock, Audience audience) {
    this.home = home;
    this.ledger = ledger;
    this.clock = clock;
    this.audience = audience;
  }

  /// Who watches a replay.
  public interface Audience {
    void begins(String name, Variant variant, Lab lab);

    void lost(Replay.Raw raw);

    void stopped(Replay.Bad bad);

    void done(Replay.Good good);

    /// Somebody who does not look.
    static Audience none() {
      return new Audience() {
        @Override
        public void begins(String name, Variant variant, Lab lab) {}

        @Override
        public void lost(Replay.Raw raw) {}

        @Override
        public void stopped(Replay.Bad bad) {}

        @Override
        public void done(Replay.Good good) {}
      };
    }
  }

  /// Plays a variant three times: lost, stopped, done right.
  ///
  /// The refused attempt goes first on the hosts that are then lost: it must leave them as fresh as
  /// it found them. A corrected program that several variants share is played once by one player.
  public Replay play(Incident incident, Variant variant) {
    String name = incident.id() + variant.name();
    List<String> surprises = new ArrayList<>();
    Replay.Raw raw;
    Replay.Bad bad;
    try (Stage stage = Stage.set(incident, home)) {
      audience.begins(name, variant, stage.lab());
      bad = bad(stage, variant, surprises);
      raw = raw(stage, variant, surprises);
    }
    audience.lost(raw);
    audience.stopped(bad);
    Replay.@Nullable Good good = null;
    if (done.add(variant.good())) {
      try (Stage stage = Stage.set(incident, home)) {
        good = good(stage, variant, surprises);
        audience.done(good);
      }
    }
    return new Replay(name, variant.title(), raw, bad, good, List.copyOf(surprises));
  }

  /// The bad program, as a plain loop over SSH would run it.
  public Replay.Raw raw(Stage stage, Variant variant, List<String> surprises) {
    SortedMap<String, Manifest> before = stage.look();
    Change change = read(variant.bad(), stage);
    Map<String, Address> addresses = addresses(session(change));
    String name = Path.of(change.program().source().file()).getFileName().toString();
    String interpreter = Preparation.interpreter(change.program().source());
    try (Fleet fleet = Fleet.open()) {
      for (String host : variant.rawHosts()) {
        Address address = addresses.get(host);
        if (address == null) {
          throw new IncidentReader.NotAnIncident(host);
        }
        // What it answers does not matter: the loop goes on to the next host.
        var _ =
            fleet.exec(
                address,
                "cat >/tmp/%1$s && cd /tmp && %2$s %1$s".formatted(name, interpreter),
                change.program().source().bytes(),
                RAW);
      }
    }
    SortedMap<String, Manifest> after = stage.look();
    SortedMap<String, List<String>> lost = new TreeMap<>();
    before.forEach(
        (host, was) -> {
          Manifest is = after.get(host);
          lost.put(host, is == null ? List.of() : List.copyOf(was.lostIn(is)));
        });
    for (Reach reach : variant.rawLoses()) {
      if (lost.entrySet().stream()
          .noneMatch(e -> e.getValue().stream().anyMatch(p -> reach.covers(e.getKey(), p)))) {
        surprises.add(Messages.text("incident.raw-lost-nothing", reach));
      }
    }
    return new Replay.Raw(Stage.files(before), lost);
  }

  private Replay.Bad bad(Stage stage, Variant variant, List<String> surprises) {
    Replay.Bad bad = attempt(stage, variant.bad());
    if (!bad.gate().equals(variant.gates().getFirst())) {
      surprises.add(Messages.text("incident.other-gate", variant.gates().getFirst(), bad.gate()));
    }
    if (bad.changed() > 0) {
      surprises.add(Messages.text("incident.bad-changed", bad.changedFiles().getFirst()));
    }
    return bad;
  }

  private Replay.Bad attempt(Stage stage, Path procedure) {
    return attempt(stage, session(read(procedure, stage)));
  }

  /// The bad program with Ishibashi, some static gates switched off, to show that the next one
  /// still stops it.
  public Replay.Bad attemptForAblationTests(Stage stage, Path procedure, Gates gates) {
    Change change = read(procedure, stage);
    return attempt(stage, Session.forAblationTests(change, ledger(), clock, gates));
  }

  private static Replay.Bad attempt(Stage stage, Session session) {
    SortedMap<String, Manifest> before = stage.look();
    String name = session.name();
    List<Verdict> verdicts = session.judge(name);
    List<String> evidence = new ArrayList<>();
    String gate = "";
    if (Gates.overall(verdicts) == Outcome.PASS) {
      RunResult result = run(session, name);
      for (Trouble trouble : result.troubles()) {
        gate = gate.isEmpty() ? trouble.gate() : gate;
        evidence.add("%s: %s: %s".formatted(trouble.gate(), trouble.host(), trouble.why()));
      }
    } else {
      Optional<Verdict> first = Session.firstStop(verdicts);
      gate =
          first
              .or(() -> verdicts.stream().filter(v -> v.outcome() != Outcome.PASS).findFirst())
              .map(Verdict::gate)
              .orElse("");
      // What stopped it is told before what else was found.
      String named = gate;
      evidence.addAll(reasons(verdicts.stream().filter(v -> v.gate().equals(named))));
      evidence.addAll(reasons(verdicts.stream().filter(v -> !v.gate().equals(named))));
    }
    // That hosts were asked leaves its traces too.
    List<String> changes =
        Stage.changes(before, stage.look()).stream()
            .filter(c -> !Leavings.expected(c.substring(c.indexOf(':') + 1)))
            .toList();
    return new Replay.Bad(gate, evidence, Stage.files(before), changes);
  }

  private static List<String> reasons(Stream<Verdict> verdicts) {
    return verdicts
        .filter(v -> v.outcome() != Outcome.PASS)
        .flatMap(v -> v.evidence().stream())
        .filter(d -> d.severity() != Severity.NOTE)
        .map(Diagnostic::toString)
        .toList();
  }

  private Replay.Good good(Stage stage, Variant variant, List<String> surprises) {
    SortedMap<String, Manifest> before = stage.look();
    Session session = session(read(variant.good(), stage));
    String name = session.name();
    List<Verdict> verdicts = session.judge(name);
    if (Gates.overall(verdicts) != Outcome.PASS) {
      verdicts.stream()
          .filter(v -> v.outcome() != Outcome.PASS)
          .flatMap(v -> v.evidence().stream().map(d -> v.gate() + ": " + d))
          .forEach(why -> surprises.add(Messages.text("incident.good-refused", why)));
      return new Replay.Good(0, List.of(), 0);
    }
    RunResult result = run(session, name);
    result.troubles().forEach(t -> surprises.add(Messages.text("incident.good-stopped", t)));
    List<String> changes = new ArrayList<>();
    for (String change : Stage.changes(before, stage.look())) {
      String host = change.substring(0, change.indexOf(':'));
      String path = change.substring(change.indexOf(':') + 1);
      if (Leavings.expected(path)) {
        continue;
      }
      changes.add(change);
      if (variant.goodChanges().stream().noneMatch(r -> r.covers(host, path))) {
        surprises.add(Messages.text("incident.good-changed", change));
      }
    }
    for (Reach reach : variant.goodChanges()) {
      if (changes.stream()
          .noneMatch(
              c -> reach.covers(c.substring(0, c.indexOf(':')), c.substring(c.indexOf(':') + 1)))) {
        surprises.add(Messages.text("incident.good-did-nothing", reach));
      }
    }
    long entries =
        switch (ledger().verify()) {
          case Verification.Intact(long count, String head) -> count;
          case Verification.Broken(long line, String why) -> {
            surprises.add(why);
            yield 0;
          }
        };
    long hosts = result.hosts().values().stream().filter(s -> s == HostState.CHANGED).count();
    return new Replay.Good((int) hosts, changes, entries);
  }

  private static RunResult run(Session session, String name) {
    Map<String, Address> addresses = addresses(session);
    Preparation preparation = session.prepare(name);
    try (Fleet fleet = Fleet.open()) {
      return session.run(preparation, fleet, addresses, event -> {}).execute();
    }
  }

  private static Map<String, Address> addresses(Session session) {
    return switch (session.resolve()) {
      case Session.Resolved(Map<String, Address> known) -> known;
      case Session.Unresolved(List<String> sentences) ->
          throw new IncidentReader.NotAnIncident(String.join("; ", sentences));
    };
  }

  private Session session(Change change) {
    return new Session(change, ledger(), clock);
  }

  private Ledger ledger() {
    return new Ledger(ledger, clock);
  }

  /// Reads a change, which its people have signed as it stands: what goes wrong then is not that
  /// nobody was asked.
  private Change read(Path procedure, Stage stage) {
    return switch (ChangeReader.read(
        procedure, InventorySources.of(stage.inventories()), ApprovalFiles.Places.usual())) {
      case ChangeReader.Read(Change change) -> people.sign(change, clock.instant());
      case ChangeReader.Refused(List<String> sentences) ->
          throw new IncidentReader.NotAnIncident(String.join("\n", sentences));
    };
  }
}
