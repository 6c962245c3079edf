package dev.ishibashi.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ishibashi.gate.Answer;
import dev.ishibashi.gate.Checkpoints;
import dev.ishibashi.gate.Gates;
import dev.ishibashi.gate.Lying;
import dev.ishibashi.ledger.Ledger;
import dev.ishibashi.ledger.Verification;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.run.RunResult.HostState;
import dev.ishibashi.text.Source;
import dev.ishibashi.verify.Difference;
import dev.ishibashi.verify.FileFact;
import dev.ishibashi.verify.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunTest {
  private static boolean declared(Difference difference) {
    return difference.path().equals("/etc/app.conf");
  }

  private static final String PROCEDURE =
      """
      change: change
      title: t
      program: p.sh
      derived-from: none
      targets: {select: app, hosts: [a, b, c]}
      effects: {overwrite: [/etc/app.conf]}
      limits: {deleted-files: 0, at-once: 1, unhealthy: 0}
      waves: [canary, rest]
      bystanders: all
      approvals: 0
      """;

  private static Checkpoints checkpoints(String procedure) {
    return switch (Procedure.parse(Source.of("p.yaml", procedure))) {
      case Procedure.Parsed(Procedure parsed) ->
          Gates.all().between(parsed, java.time.Instant.EPOCH);
      case Procedure.Invalid(var problems) -> throw new AssertionError(problems.toString());
    };
  }

  private Checkpoints checkpoints = checkpoints(PROCEDURE);
  private Set<String> known = Set.of();

  @TempDir private Path directory;
  private final FakeHosts hosts = new FakeHosts();
  private final List<RunEvent> events = Collections.synchronizedList(new ArrayList<>());
  private Ledger ledger;

  @BeforeEach
  void open() {
    ledger = new Ledger(directory, InstantSource.system());
  }

  private RunResult run(int unhealthy, List<List<String>> waves, String... bystanders) {
    Plan plan =
        new Plan(
            "r1",
            "change",
            "5ea1",
            waves,
            List.of(bystanders),
            1,
            unhealthy,
            Duration.ZERO,
            List.of("true"),
            RunTest::declared);
    return new Run(plan, hosts, ledger, events::add, checkpoints, known).execute();
  }

  private static final List<String> THREE_HOSTS = List.of("a", "b", "c");
  private static final List<List<String>> THREE = List.of(List.of("a"), List.of("b", "c"));

  @Test
  void should_change_all_targets_wave_by_wave() {
    RunResult result = run(0, THREE, "x", "y");
    assertThat(result.clean()).isTrue();
    assertThat(hosts.ran.getFirst()).isEqualTo("a");
    assertThat(hosts.ran).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(result.hosts().values()).containsOnly(HostState.CHANGED);
    assertThat(ledger.verify()).isInstanceOf(Verification.Intact.class);
    assertThat(kinds())
        .startsWith("run-started", "snapshots-taken", "wave-started", "host-started", "host-ended")
        .endsWith("bystanders-verified", "run-done");
  }

  @Test
  void should_touch_nobody_when_one_host_lacks_what_a_run_needs() {
    hosts.lacking.put("c", "room");
    RunResult result = run(0, THREE, "x");
    assertThat(result.troubles()).extracting(Trouble::gate).containsExactly("headroom");
    assertThat(hosts.ran).isEmpty();
  }

  @Test
  void should_touch_nobody_when_one_host_cannot_be_seen() {
    for (String unseen : List.of("a", "c", "x")) {
      hosts.unseen.clear();
      hosts.unseen.add(unseen);
      RunResult result = run(0, THREE, "x");
      assertThat(result.clean()).isFalse();
      assertThat(hosts.ran).as(unseen).isEmpty();
      assertThat(result.hosts().values()).containsOnly(HostState.UNTOUCHED);
    }
  }

  @Test
  void should_stop_within_the_wave_at_the_first_bad_outcome() {
    Map<String, Hosts.Ending> bad =
        Map.of(
            "exit", new Hosts.Ended(1, List.of(), "boom"),
            "refused", new Hosts.Ended(0, List.of("/etc/passwd"), ""),
            "unreachable", new Hosts.NotStarted("no route"),
            "unknown", new Hosts.Unknown("connection lost"));
    bad.forEach(
        (name, outcome) -> {
          hosts.ran.clear();
          hosts.outcomes.put("b", outcome);
          RunResult result = run(0, List.of(List.of("a"), List.of("b"), List.of("c", "d")), "x");
          assertThat(hosts.ran).as(name).containsExactly("a", "b");
          assertThat(result.clean()).isFalse();
          assertThat(result.hosts()).containsEntry("c", HostState.UNTOUCHED);
        });
  }

  @Test
  void should_stop_when_a_target_changes_otherwise() {
    hosts.alsoWrites.put("a", "/etc/passwd");
    RunResult result = run(0, THREE);
    assertThat(hosts.ran).containsExactly("a");
    assertThat(result.troubles()).extracting(Trouble::gate).containsOnly("wave");
    assertThat(result.troubles().getFirst().why()).contains("/etc/passwd");
  }

  @Test
  void should_stop_when_a_check_fails() {
    hosts.sick.add("a");
    assertThat(run(0, THREE).clean()).isFalse();
    assertThat(hosts.ran).containsExactly("a");
  }

  @Test
  void should_go_on_while_no_more_fail_than_allowed() {
    hosts.sick.add("a");
    RunResult result = run(1, THREE);
    assertThat(hosts.ran).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(result.hosts()).containsEntry("a", HostState.FAILED);
  }

  @Test
  void should_find_a_bystander_that_moved() {
    hosts.movesElsewhere.put("a", "x");
    RunResult result = run(0, THREE, "x");
    assertThat(result.troubles()).extracting(Trouble::gate).containsOnly("bystanders");
    assertThat(result.troubles().getFirst().host()).isEqualTo("x");
  }

  @Test
  void should_count_files_that_are_gone() {
    hosts.deletes.put("a", "/etc/app.conf");
    RunResult result = run(0, THREE);
    assertThat(result.troubles()).extracting(Trouble::gate).containsOnly("limits");
    assertThat(hosts.ran).containsExactly("a");
  }

  @Test
  void should_start_nothing_after_a_cancel() {
    Plan plan =
        new Plan(
            "r1",
            "c",
            "5e",
            THREE,
            List.of("x"),
            1,
            0,
            Duration.ZERO,
            List.of(),
            RunTest::declared);
    List<Run> one = new ArrayList<>();
    Run run =
        new Run(
            plan,
            hosts,
            ledger,
            event -> {
              if (event instanceof RunEvent.HostStarted) {
                one.getFirst().cancel();
              }
            },
            checkpoints,
            Set.of());
    one.add(run);
    run.execute();
    assertThat(hosts.ran).containsExactly("a");
    assertThat(kinds()).last().isEqualTo("run-cancelled");
  }

  /// What lies on the hosts where the program deletes, the limits, and what stops before any host
  /// is touched (empty where nothing does).
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 1 1 | deleted-files: 3 |
          1 1 2 | deleted-files: 3 | p.yaml:7:25: the program may delete 4 files (0 are gone; a 1, b 1, c 2 lie there), and the procedure allows 3; look at what lies there; narrow the paths, or raise deleted-files if all of it is meant
          1 1 1 | deleted-files: 3, deleted-bytes: 30 |
          1 1 1 | deleted-files: 3, deleted-bytes: 29 | p.yaml:7:43: the program may delete 30 bytes (0 are gone), and the procedure allows 29; look at what lies there; narrow the paths, or raise deleted-bytes if all of it is meant
          1 1 ? | deleted-files: 3 | p.yaml:7:25: what would be deleted on c could not be counted: no answer; make it reachable and readable
          """)
  void should_count_before_the_first_wave_what_may_be_deleted(
      String lying, String limits, @Nullable String why) {
    checkpoints = checkpoints(PROCEDURE.replace("deleted-files: 0", limits));
    String[] counts = lying.split(" ", -1);
    for (int i = 0; i < 3; i++) {
      String host = THREE_HOSTS.get(i);
      hosts.lying.put(
          host,
          counts[i].equals("?")
              ? new Lying.NotKnown(host, "no answer")
              : new Lying.Counted(host, Long.parseLong(counts[i]), 10 * Long.parseLong(counts[i])));
    }
    RunResult result = run(0, THREE);
    if (why == null) {
      assertThat(result.troubles()).isEmpty();
      assertThat(kinds()).contains("counted");
    } else {
      assertThat(result.troubles()).extracting(Trouble::gate).containsExactly("limits");
      assertThat(result.troubles()).extracting(Trouble::why).containsExactly(why);
      assertThat(hosts.ran).isEmpty();
      assertThat(result.unreachable()).isEqualTo(lying.contains("?"));
    }
  }

  @Test
  void should_count_again_before_each_wave() {
    hosts.lying.put("b", new Lying.Counted("b", 0, 0));
    hosts.growsAfter.put("a", new Lying.Counted("b", 1, 5));
    RunResult result = run(0, THREE);
    assertThat(result.troubles()).extracting(Trouble::gate).containsExactly("limits");
    assertThat(hosts.ran).containsExactly("a");
  }

  /// What host b answers, and what the run says of it (nothing where all is well).
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 idle          |
          0 active        | p.yaml:12:11: b says 'active', not 'idle' ('cat /role'); look at the host, or take it out of the targets
          1 idle          | p.yaml:12:11: b says no: 'cat /role' ended with exit code 1 idle; look at the host, or take it out of the targets
          silent too late | p.yaml:12:11: b gave no answer to 'cat /role' (too late); look at the host
          """)
  void should_ask_each_host_right_before_its_turn(String answer, @Nullable String why) {
    checkpoints = checkpoints(PROCEDURE + "live-state:\n  - {run: cat /role, expect: idle}\n");
    String[] words = answer.split(" ", 2);
    hosts.answers.put(
        "b",
        words[0].equals("silent")
            ? new Answer.Silent(words[1])
            : new Answer.Said(Integer.parseInt(words[0]), words[1] + "\n"));
    RunResult result = run(0, List.of(List.of("a"), List.of("b"), List.of("c")));
    if (why == null) {
      assertThat(result.clean()).isTrue();
      assertThat(kinds()).containsSubsequence("host-asked", "host-started", "host-asked");
    } else {
      assertThat(result.troubles())
          .extracting(Trouble::gate, Trouble::host, Trouble::why)
          .containsExactly(tuple("live-state", "b", why));
      assertThat(hosts.ran).containsExactly("a");
      assertThat(result.hosts()).containsEntry("b", HostState.UNTOUCHED);
      assertThat(result.unreachable()).isEqualTo(words[0].equals("silent"));
    }
  }

  /// Two runs began at the same moment, after both had asked their gates.
  @Test
  void should_let_only_the_first_of_two_runs_go_on() {
    ledger.append(
        "run-started",
        "r0",
        Map.of("change", "other", "seal", "5e", "waves", List.of(List.of("b"))));
    RunResult second = run(0, THREE, "x");
    assertThat(second.troubles())
        .extracting(Trouble::gate, Trouble::host)
        .containsExactly(tuple("fence", "b"));
    assertThat(hosts.ran).isEmpty();
    known = Set.of("r0");
    assertThat(run(0, THREE, "x").clean()).as("known, and judged by the gate").isTrue();
  }

  private List<String> kinds() {
    return ledger.entries().stream().map(e -> e.kind()).toList();
  }

  /// Hosts in memory: running the program writes /etc/app.conf.
  private static final class FakeHosts implements Hosts {
    final List<String> ran = Collections.synchronizedList(new ArrayList<>());
    final List<String> unseen = new ArrayList<>();
    final List<String> sick = new ArrayList<>();
    final Map<String, Lying> lying = new HashMap<>();
    final Map<String, Lying> growsAfter = new HashMap<>();
    final Map<String, Answer> answers = new HashMap<>();
    final Map<String, String> lacking = new HashMap<>();
    final Map<String, Ending> outcomes = new HashMap<>();
    final Map<String, String> alsoWrites = new HashMap<>();
    final Map<String, String> deletes = new HashMap<>();
    final Map<String, String> movesElsewhere = new HashMap<>();
    private final Map<String, NavigableMap<String, FileFact>> files = new ConcurrentHashMap<>();

    @Override
    public Optional<String> lacks(String host) {
      return Optional.ofNullable(lacking.get(host));
    }

    private NavigableMap<String, FileFact> files(String host) {
      return files.computeIfAbsent(
          host,
          h -> {
            TreeMap<String, FileFact> start = new TreeMap<>();
            start.put("/etc/app.conf", file(1));
            start.put("/etc/passwd", file(1));
            return start;
          });
    }

    private static FileFact file(long size) {
      return new FileFact('f', "644", "0", "0", size, "1", "1", "1:1", "");
    }

    @Override
    public Snapshot.Observation observe(String host) {
      return unseen.contains(host)
          ? new Snapshot.Unverifiable(host, "no answer")
          : new Snapshot.Seen(new Snapshot(host, new TreeMap<>(files(host))));
    }

    @Override
    public Lying count(String host) {
      return lying.getOrDefault(host, new Lying.Counted(host, 0, 0));
    }

    @Override
    public Answer ask(String host, String command) {
      return answers.getOrDefault(host, new Answer.Said(0, "idle\n"));
    }

    @Override
    public Ending run(String host) {
      ran.add(host);
      if (growsAfter.containsKey(host)) {
        lying.put(growsAfter.get(host).host(), growsAfter.get(host));
      }
      Ending outcome = outcomes.getOrDefault(host, new Ended(0, List.of(), ""));
      if (outcome instanceof Ended) {
        files(host).put("/etc/app.conf", file(ran.size() + 1));
        if (alsoWrites.containsKey(host)) {
          files(host).put(alsoWrites.get(host), file(9));
        }
        if (deletes.containsKey(host)) {
          files(host).remove(deletes.get(host));
        }
        if (movesElsewhere.containsKey(host)) {
          files(movesElsewhere.get(host)).put("/etc/passwd", file(9));
        }
      }
      return outcome;
    }

    @Override
    public Health check(String host, String command) {
      return sick.contains(host) ? new Unhealthy("exit code 1") : new Healthy();
    }
  }
}
