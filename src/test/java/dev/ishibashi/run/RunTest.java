package dev.ishibashi.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.ledger.Ledger;
import dev.ishibashi.ledger.Verification;
import dev.ishibashi.run.RunResult.HostState;
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
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
  private static boolean declared(Difference difference) {
    return difference.path().equals("/etc/app.conf");
  }

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
            0,
            unhealthy,
            Duration.ZERO,
            List.of("true"),
            RunTest::declared);
    return new Run(plan, hosts, ledger, events::add).execute();
  }

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
            });
    one.add(run);
    run.execute();
    assertThat(hosts.ran).containsExactly("a");
    assertThat(kinds()).last().isEqualTo("run-cancelled");
  }

  private List<String> kinds() {
    return ledger.entries().stream().map(e -> e.kind()).toList();
  }

  /// Hosts in memory: running the program writes /etc/app.conf.
  private static final class FakeHosts implements Hosts {
    final List<String> ran = Collections.synchronizedList(new ArrayList<>());
    final List<String> unseen = new ArrayList<>();
    final List<String> sick = new ArrayList<>();
    final Map<String, Ending> outcomes = new HashMap<>();
    final Map<String, String> alsoWrites = new HashMap<>();
    final Map<String, String> deletes = new HashMap<>();
    final Map<String, String> movesElsewhere = new HashMap<>();
    private final Map<String, NavigableMap<String, FileFact>> files = new ConcurrentHashMap<>();

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
    public Ending run(String host) {
      ran.add(host);
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
