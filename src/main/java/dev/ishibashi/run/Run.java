package dev.ishibashi.run;

import dev.ishibashi.effect.Act;
import dev.ishibashi.gate.Answer;
import dev.ishibashi.gate.Checkpoints;
import dev.ishibashi.gate.Lost;
import dev.ishibashi.gate.Lying;
import dev.ishibashi.gate.Verdict;
import dev.ishibashi.ledger.Ledger;
import dev.ishibashi.run.RunResult.HostState;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.verify.Difference;
import dev.ishibashi.verify.FileFact;
import dev.ishibashi.verify.Noise;
import dev.ishibashi.verify.Snapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/// One run of a sealed change: look at every host, change the targets wave by wave, look again.
///
/// It stops at the first trouble: from then on no host is started, not even one of the same wave.
/// What is not known (a host out of reach, a listing cut short, a check without an answer) is
/// trouble too. Every step is in the ledger before it has an effect, so that after a crash the
/// ledger names every host that can have been touched.
public final class Run {
  private static final int LOOKS_AT_ONCE = 16;

  private final Plan plan;
  private final Hosts hosts;
  private final Ledger ledger;
  private final Consumer<RunEvent> watcher;
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final List<Trouble> troubles = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, HostState> states = new ConcurrentHashMap<>();
  private final Map<String, List<Difference>> changes = new ConcurrentHashMap<>();
  private final Map<String, Snapshot> before = new ConcurrentHashMap<>();

  private final Checkpoints checkpoints;
  private final Set<String> known;

  /// @param checkpoints the gates that are asked in the middle of the run
  /// @param known the runs that the gates knew before; one of another name that began first is a
  ///   stop where it has a host in common
  public Run(
      Plan plan,
      Hosts hosts,
      Ledger ledger,
      Consumer<RunEvent> watcher,
      Checkpoints checkpoints,
      Set<String> known) {
    this.plan = plan;
    this.hosts = hosts;
    this.ledger = ledger;
    this.watcher = watcher;
    this.checkpoints = checkpoints;
    this.known = known;
  }

  /// Asks the run to start nothing further. What runs on hosts ends there undisturbed.
  public void cancel() {
    cancelled.countDown();
  }

  public RunResult execute() {
    plan.targets().forEach(host -> states.put(host, HostState.UNTOUCHED));
    record(
        "run-started",
        Map.of(
            "change",
            plan.change(),
            "seal",
            plan.seal(),
            "waves",
            plan.waves(),
            "bystanders",
            plan.bystanders()));
    fence();
    if (!stopped()) {
      lookBefore();
    }
    int number = 0;
    for (List<String> wave : plan.waves()) {
      number++;
      if (stopped()) {
        break;
      }
      runWave(number, wave);
      if (number < plan.waves().size() && !stopped()) {
        soak(number, wave);
      }
    }
    if (!before.isEmpty()) {
      lookAfter();
    }
    finish();
    return new RunResult(
        plan.run(), cancelled(), List.copyOf(troubles), inOrder(states), inOrder(changes));
  }

  /// Two runs whose gates were asked at the same moment knew nothing of each other: the one that is
  /// recorded first goes on.
  private void fence() {
    for (History other : History.of(ledger.entries())) {
      if (other.run().equals(plan.run())) {
        return;
      }
      if (other.state().equals("open") && !known.contains(other.run())) {
        plan.targets().stream()
            .filter(other.hosts()::containsKey)
            .forEach(
                host ->
                    trouble(
                        "fence",
                        host,
                        Messages.text("run.overtaken", other.run(), other.change())));
      }
    }
  }

  private void lookBefore() {
    List<String> everyone = new ArrayList<>(plan.targets());
    everyone.addAll(plan.bystanders());
    watcher.accept(new RunEvent.Looking(everyone.size(), "before"));
    inParallel(
        everyone,
        LOOKS_AT_ONCE,
        host -> {
          switch (hosts.observe(host)) {
            case Snapshot.Seen(Snapshot snapshot) -> {
              before.put(host, snapshot);
              watcher.accept(new RunEvent.Looked(host, snapshot.files().size()));
            }
            case Snapshot.Unverifiable(String name, String why) ->
                worldFailed(
                    plan.bystanders().contains(name) ? "bystanders" : "wave",
                    name,
                    Messages.text("run.unverifiable", why));
          }
        });
    if (!stopped()) {
      record(
          "snapshots-taken",
          Map.of(
              "hosts",
              everyone.size(),
              "files",
              before.values().stream().mapToLong(s -> s.files().size()).sum()));
      inParallel(
          plan.targets(),
          LOOKS_AT_ONCE,
          host -> hosts.lacks(host).ifPresent(why -> trouble("headroom", host, why)));
    }
  }

  private void runWave(int number, List<String> wave) {
    count(number, wave);
    if (stopped()) {
      return;
    }
    watcher.accept(new RunEvent.WaveStarted(number, plan.waves().size(), wave));
    record("wave-started", Map.of("wave", number, "hosts", wave));
    inParallel(wave, plan.atOnce(), this::runHost);
    List<String> ran = wave.stream().filter(h -> states.get(h) != HostState.UNTOUCHED).toList();
    inParallel(ran, LOOKS_AT_ONCE, this::verifyHost);
    judged(checkpoints.afterWave(lost()), wave.getLast(), false);
    if (!stopped()) {
      record("wave-verified", Map.of("wave", number));
      watcher.accept(new RunEvent.WaveVerified(number, plan.waves().size()));
    }
  }

  /// Counts what may be deleted on every target that has not had its turn: also on those of later
  /// waves, since what is too much is too much before the first file is gone.
  private void count(int number, List<String> wave) {
    List<String> left =
        plan.targets().stream().filter(h -> states.get(h) == HostState.UNTOUCHED).toList();
    Map<String, Lying> counts = new ConcurrentHashMap<>();
    inParallel(left, LOOKS_AT_ONCE, host -> counts.put(host, hosts.count(host)));
    List<Lying> lying = List.copyOf(inOrder(counts).values());
    Verdict verdict = checkpoints.beforeWave(lost(), lying);
    judged(verdict, wave.getFirst(), lying.stream().anyMatch(Lying.NotKnown.class::isInstance));
    if (!stopped() && lying.stream().anyMatch(l -> l instanceof Lying.Counted c && c.files() > 0)) {
      long files =
          lying.stream().mapToLong(l -> l instanceof Lying.Counted c ? c.files() : 0).sum();
      record("counted", Map.of("wave", number, "files", files, "said", said(verdict)));
    }
  }

  /// What is gone from all targets: files, and how large they were.
  private Lost lost() {
    long files = 0;
    long bytes = 0;
    for (Map.Entry<String, List<Difference>> host : changes.entrySet()) {
      Map<String, FileFact> was = snapshotBefore(host.getKey()).files();
      for (Difference difference : host.getValue()) {
        FileFact file = was.get(difference.path());
        if (difference.acts().contains(Act.DELETE) && file != null && file.type() != 'd') {
          files++;
          bytes += file.size();
        }
      }
    }
    return new Lost(files, bytes);
  }

  /// Asks a host whether it may be changed now.
  private boolean allowed(String host) {
    List<String> questions = checkpoints.questions();
    if (questions.isEmpty()) {
      return true;
    }
    List<Answer> answers = new ArrayList<>();
    for (String question : questions) {
      Answer answer = hosts.ask(host, question);
      answers.add(answer);
      if (answer instanceof Answer.Silent) {
        break;
      }
    }
    Verdict verdict = checkpoints.beforeTurn(host, answers);
    record(
        "host-asked",
        Map.of("host", host, "verdict", verdict.outcome().text(), "said", said(verdict)));
    judged(verdict, host, answers.stream().anyMatch(Answer.Silent.class::isInstance));
    return verdict.outcome() == dev.ishibashi.gate.Outcome.PASS;
  }

  private static List<String> said(Verdict verdict) {
    return verdict.evidence().stream().map(Diagnostic::toString).toList();
  }

  /// A verdict in the middle of the run: anything but a pass ends it.
  private void judged(Verdict verdict, String host, boolean world) {
    if (verdict.outcome() != dev.ishibashi.gate.Outcome.PASS) {
      for (Diagnostic why : verdict.evidence()) {
        stop(new Trouble(verdict.gate(), host, why.toString(), world));
      }
    }
  }

  /// Gives a wave time to show what is wrong with it, and asks its checks once more.
  private void soak(int number, List<String> wave) {
    if (plan.waveSoak().isZero()) {
      return;
    }
    record("wave-soaking", Map.of("wave", number, "seconds", plan.waveSoak().toSeconds()));
    watcher.accept(new RunEvent.Soaking(number, plan.waveSoak()));
    try {
      if (cancelled.await(plan.waveSoak().toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancel();
      return;
    }
    inParallel(wave, LOOKS_AT_ONCE, this::askChecks);
  }

  private void askChecks(String host) {
    for (String command : plan.checks()) {
      if (hosts.check(host, command) instanceof Hosts.Unhealthy(String why)) {
        states.put(host, HostState.FAILED);
        fail(host, Messages.text("run.check-failed", command, why));
      }
    }
  }

  private void runHost(String host) {
    // Asked again for each host, so that a failure stops the rest of its own wave.
    if (stopped()) {
      return;
    }
    if (!allowed(host) || stopped()) {
      return;
    }
    record("host-started", Map.of("host", host));
    states.put(host, HostState.UNKNOWN);
    watcher.accept(new RunEvent.HostStarted(host));
    Hosts.Ending outcome = hosts.run(host);
    switch (outcome) {
      case Hosts.Ended(int exit, List<String> refusals, String output) -> {
        record("host-ended", Map.of("host", host, "exit", exit, "refused", refusals));
        boolean good = exit == 0 && refusals.isEmpty();
        states.put(host, good ? HostState.CHANGED : HostState.FAILED);
        watcher.accept(new RunEvent.HostEnded(host, outcome));
        for (String path : refusals) {
          trouble("guard", host, Messages.text("run.refused", path));
        }
        if (exit != 0) {
          fail(host, Messages.text("run.exit", exit, lastLine(output)));
        }
      }
      case Hosts.NotStarted(String why) -> {
        record("host-not-started", Map.of("host", host, "why", why));
        states.put(host, HostState.UNTOUCHED);
        watcher.accept(new RunEvent.HostEnded(host, outcome));
        worldFailed("wave", host, Messages.text("run.not-started", why));
      }
      case Hosts.RanBefore(String why) -> {
        record("host-ran-before", Map.of("host", host));
        states.put(host, HostState.EARLIER);
        watcher.accept(new RunEvent.HostEnded(host, outcome));
        trouble("once", host, why);
      }
      case Hosts.Unknown(String why) -> {
        record("host-unknown", Map.of("host", host, "why", why));
        watcher.accept(new RunEvent.HostEnded(host, outcome));
        // What is not known is no failure to be tolerated: it may still be running.
        worldFailed("wave", host, Messages.text("run.unknown", why));
      }
    }
  }

  private void verifyHost(String host) {
    switch (hosts.observe(host)) {
      case Snapshot.Unverifiable(String name, String why) -> {
        states.put(name, HostState.UNKNOWN);
        worldFailed("wave", name, Messages.text("run.unverifiable", why));
      }
      case Snapshot.Seen(Snapshot after) -> {
        List<Difference> moved = Difference.between(snapshotBefore(host), after);
        List<Difference> undeclared =
            moved.stream().filter(d -> !plan.declared().test(d) && !Noise.hides(d.path())).toList();
        List<Difference> declared = moved.stream().filter(plan.declared()).toList();
        changes.put(host, declared);
        for (Difference difference : undeclared) {
          states.put(host, HostState.FAILED);
          trouble(
              "wave", host, Messages.text("run.undeclared", difference.path(), difference.what()));
        }
        askChecks(host);
        record(
            "host-verified",
            Map.of(
                "host",
                host,
                "changed",
                declared.stream().map(Difference::path).toList(),
                "undeclared",
                undeclared.stream().map(Difference::path).toList()));
        if (states.get(host) == HostState.CHANGED) {
          watcher.accept(new RunEvent.HostVerified(host, declared));
        }
      }
    }
  }

  /// Looks at the bystanders, and at the targets that were not to be reached, also after a stop:
  /// then more than ever one wants to know what is where.
  private void lookAfter() {
    List<String> still = new ArrayList<>(plan.bystanders());
    plan.targets().stream().filter(h -> states.get(h) == HostState.UNTOUCHED).forEach(still::add);
    still.retainAll(before.keySet());
    int already = troubles.size();
    watcher.accept(new RunEvent.Looking(still.size(), "after"));
    inParallel(
        still,
        LOOKS_AT_ONCE,
        host -> {
          switch (hosts.observe(host)) {
            case Snapshot.Unverifiable(String name, String why) ->
                worldFailed("bystanders", name, Messages.text("run.unverifiable", why));
            case Snapshot.Seen(Snapshot after) -> {
              for (Difference difference : Difference.between(snapshotBefore(host), after)) {
                if (!Noise.hides(difference.path())) {
                  trouble(
                      "bystanders",
                      host,
                      Messages.text("run.moved", difference.path(), difference.what()));
                }
              }
            }
          }
        });
    if (troubles.size() == already) {
      record("bystanders-verified", Map.of("hosts", still.size()));
      watcher.accept(new RunEvent.BystandersVerified(still.size()));
    }
  }

  private void finish() {
    if (cancelled()) {
      record("run-cancelled", Map.of("hosts", names(states)));
    } else if (troubles.isEmpty()) {
      record("run-done", Map.of("hosts", names(states)));
    } else {
      record(
          "run-stopped",
          Map.of(
              "gate",
              troubles.getFirst().gate(),
              "host",
              troubles.getFirst().host(),
              "why",
              troubles.getFirst().why(),
              "hosts",
              names(states)));
    }
  }

  /// A target failed. It stops the run when more have failed than the procedure allows.
  private void fail(String host, String why) {
    long failed = states.values().stream().filter(s -> s == HostState.FAILED).count();
    if (failed > plan.unhealthy()) {
      trouble("wave", host, why);
    } else {
      record("host-failed", Map.of("host", host, "why", why));
    }
  }

  private void trouble(String gate, String host, String why) {
    stop(new Trouble(gate, host, why, false));
  }

  private void worldFailed(String gate, String host, String why) {
    stop(new Trouble(gate, host, why, true));
  }

  private void stop(Trouble trouble) {
    troubles.add(trouble);
    record("trouble", Map.of("gate", trouble.gate(), "host", trouble.host(), "why", trouble.why()));
    watcher.accept(new RunEvent.Stopped(trouble));
  }

  private boolean cancelled() {
    return cancelled.getCount() == 0;
  }

  private boolean stopped() {
    return cancelled() || !troubles.isEmpty();
  }

  private Snapshot snapshotBefore(String host) {
    Snapshot snapshot = before.get(host);
    if (snapshot == null) {
      throw new IllegalStateException("no host is changed before it was looked at: " + host);
    }
    return snapshot;
  }

  private void record(String kind, Map<String, Object> data) {
    ledger.append(kind, plan.run(), new LinkedHashMap<>(data));
  }

  private static String lastLine(String output) {
    return output.lines().filter(l -> !l.isBlank()).reduce("", (a, b) -> b).strip();
  }

  private static Map<String, String> names(Map<String, HostState> states) {
    Map<String, String> names = new java.util.TreeMap<>();
    states.forEach((host, state) -> names.put(host, state.name()));
    return names;
  }

  private static <T> Map<String, T> inOrder(Map<String, T> values) {
    return new java.util.TreeMap<>(values);
  }

  /// Does the same on many hosts, some at once. A bug in one is a bug of the run.
  private static void inParallel(List<String> names, int atOnce, Consumer<String> action) {
    Semaphore places = new Semaphore(atOnce);
    Function<String, Runnable> task =
        name ->
            () -> {
              places.acquireUninterruptibly();
              try {
                action.accept(name);
              } finally {
                places.release();
              }
            };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (String name : names) {
        all.add(threads.submit(task.apply(name)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
