package dev.ishibashi.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostRunnerTest {
  static TestHost host;

  @BeforeAll
  static void begin() throws IOException {
    host = new TestHost();
  }

  @AfterAll
  static void end() throws IOException {
    host.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash", "busybox sh"})
  void should_run_a_program_once_and_hand_on_its_output(String shell) throws IOException {
    Path room = host.room("once-" + shell.replace(' ', '-'));
    Job job =
        new Job(
            TestHost.seal(),
            TestHost.NAME,
            """
            #!/bin/sh
            echo "hello $1 $COLOUR"
            echo trouble >&2
            echo run >> %s/count
            echo x > /etc/nono
            env | sort > %s/environment
            umask > %s/umask
            if read -r line; then echo "input: $line"; fi
            exit 4
            """
                .formatted(room, room, room)
                .getBytes(StandardCharsets.UTF_8),
            "/bin/sh -u",
            List.of("it's"),
            Map.of("COLOUR", "deep 'blue'\nsea"),
            Scope.of(List.of(room + "/**")),
            Duration.ofMinutes(1),
            0);
    TestHost.Ran ran = host.run(shell, job);
    assertThat(ran.output())
        .startsWith("hello it's deep 'blue'\nsea\ntrouble\n")
        .contains("Read-only file system")
        .doesNotContain("input");
    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.refused()).extracting(Refusal::path).containsExactly("/etc/nono");
    assertThat(host.runner(shell).start(host.address(), job))
        .isEqualTo(new Start.Already(new State.Ended(ran.outcome())));
    assertThat(host.runner(shell).state(host.address(), job.seal()))
        .isEqualTo(new State.Ended(ran.outcome()));
    assertThat(room.resolve("count")).hasContent("run");
    assertThat(room.resolve("umask")).hasContent("0022");
    assertThat(Files.readString(room.resolve("environment")))
        .contains("PATH=/usr/local/sbin:", "HOME=/root\n", "LANG=C.UTF-8\n")
        .contains("ISHIBASHI_SEAL=" + job.seal(), "ISHIBASHI_HOST=h1")
        .doesNotContain("SSH_", "SHLVL");
  }

  @Test
  void should_say_that_a_run_was_never_asked_for() {
    assertThat(host.runner("sh").state(host.address(), TestHost.seal()))
        .isEqualTo(new State.Absent());
    assertThat(host.runner("sh").stop(host.address(), TestHost.seal(), Duration.ZERO))
        .isEqualTo(new State.Absent());
    assertThat(host.follow(host.runner("sh"), TestHost.job(Scope.of(List.of()), "true")).outcome())
        .isEqualTo(new Outcome.Absent());
  }

  @Test
  void should_let_one_of_twenty_claims_win() throws Exception {
    Path room = host.room("claims");
    Job job =
        TestHost.job(Scope.of(List.of(room + "/**")), "echo run >> " + room + "/count", "sleep 1");
    List<Callable<Start>> claims = new ArrayList<>();
    List<Fleet> fleets = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Fleet fleet = Fleet.open(Map.of());
      fleets.add(fleet);
      HostRunner runner =
          new HostRunner(fleet, host.state.toString(), "sh", Limits.USUAL, Duration.ofSeconds(30));
      claims.addAll(
          java.util.Collections.<Callable<Start>>nCopies(
              5, () -> runner.start(host.address(), job)));
    }
    int started = 0;
    int already = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Start> future : threads.invokeAll(claims)) {
        Start start = future.get();
        started += start instanceof Start.Started ? 1 : 0;
        already += start instanceof Start.Already ? 1 : 0;
      }
    }
    fleets.forEach(Fleet::close);
    assertThat(started).isEqualTo(1);
    assertThat(already).isEqualTo(19);
    assertThat(host.follow(host.runner("sh"), job).exit()).isZero();
    assertThat(room.resolve("count")).hasContent("run");
  }

  @Test
  void should_give_identical_output_over_cut_connections() throws Exception {
    Path room = host.room("cuts");
    Job job =
        TestHost.job(
            Scope.of(List.of(room + "/**")),
            "echo run >> " + room + "/count",
            "i=0; while [ $i -lt 60 ]; do i=$((i + 1))",
            "  printf 'line %s \\000 %0'$((i * 7))'d\\n' $i $i; sleep 0.05; done");
    HostRunner runner = host.runner("sh");
    assertThat(runner.start(host.address(), job)).isEqualTo(new Start.Started());
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    int[] cuts = {0};
    Outcome outcome =
        runner.follow(
            host.address(),
            job,
            bytes -> {
              output.writeBytes(bytes);
              if (output.size() > 2000 * (cuts[0] + 1) && cuts[0] < 4) {
                cuts[0]++;
                host.sshd.cutConnections();
              }
            });
    assertThat(cuts[0]).isPositive();
    assertThat(output.toByteArray())
        .isEqualTo(Files.readAllBytes(host.runDirectory(job).resolve("log")));
    assertThat(output.toString(StandardCharsets.ISO_8859_1).lines()).hasSize(60);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Finished.class, finished -> assertThat(finished.exit()).isZero());
    assertThat(room.resolve("count")).hasContent("run");
  }

  @Test
  void should_end_undisturbed_when_the_controller_is_killed() throws Exception {
    Path room = host.room("killed");
    Job job =
        TestHost.job(
            Scope.of(List.of(room + "/**")),
            "echo begun > " + room + "/begun",
            "sleep 2",
            "echo done > " + room + "/done");
    Process controller =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Controller.class.getName(),
                "" + host.sshd.port,
                host.sshd.directory.toString(),
                host.state.toString(),
                job.seal(),
                new String(job.program(), StandardCharsets.UTF_8),
                room + "/**")
            .inheritIO()
            .start();
    try {
      await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(room.resolve("begun")));
    } finally {
      controller.destroyForcibly().waitFor();
    }
    assertThat(room.resolve("done")).doesNotExist();
    assertThat(host.follow(host.runner("sh"), job).exit()).isZero();
    assertThat(room.resolve("done")).exists();
  }

  /// A controller of its own process, to be killed.
  static final class Controller {
    private Controller() {}

    public static void main(String[] args) {
      Path directory = Path.of(args[1]);
      Address address =
          new Address(
              TestHost.NAME,
              "127.0.0.1",
              Integer.parseInt(args[0]),
              "root",
              List.of(directory.resolve("id")),
              List.of(directory.resolve("known_hosts")),
              false);
      Job job =
          new Job(
              args[3],
              TestHost.NAME,
              args[4].getBytes(StandardCharsets.UTF_8),
              "/bin/sh",
              List.of(),
              Map.of(),
              Scope.of(List.of(args[5])),
              Duration.ofMinutes(1),
              0);
      try (Fleet fleet = Fleet.open(Map.of())) {
        HostRunner runner =
            new HostRunner(fleet, args[2], "sh", Limits.USUAL, Duration.ofSeconds(30));
        runner.start(address, job);
        runner.follow(address, job, _ -> {});
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash", "busybox sh"})
  void should_end_a_program_at_its_time_limit(String shell) throws IOException {
    String mark = "98" + Math.abs(shell.hashCode() % 10000);
    Job job =
        TestHost.job(
            Scope.of(List.of()),
            Duration.ofSeconds(4),
            "setsid sleep " + mark + " &",
            "echo begun; sleep " + mark);
    TestHost.Ran ran = host.run(shell, job);
    assertThat(ran.outcome()).isInstanceOf(Outcome.TimeLimit.class);
    assertThat(ran.output()).startsWith("begun\n");
    assertThat(processes("sleep " + mark)).isEmpty();
  }

  @Test
  void should_stop_a_program_that_does_not_listen() throws IOException {
    Job job =
        TestHost.job(
            Scope.of(List.of()),
            "trap '' TERM; setsid sleep 9765 & echo begun; while :; do sleep 9765; done");
    HostRunner runner = host.runner("sh");
    assertThat(runner.start(host.address(), job)).isEqualTo(new Start.Started());
    await().until(() -> !processes("sleep 9765").isEmpty());
    assertThat(runner.state(host.address(), job.seal())).isInstanceOf(State.Running.class);
    assertThat(runner.stop(host.address(), job.seal(), Duration.ofSeconds(1)))
        .isInstanceOfSatisfying(
            State.Ended.class,
            ended -> assertThat(ended.outcome()).isInstanceOf(Outcome.Stopped.class));
    assertThat(processes("sleep 9765")).isEmpty();
  }

  @Test
  void should_leave_no_process_behind() throws IOException {
    Job job = TestHost.job(Scope.of(List.of()), "setsid sleep 9764 & sleep 9764 & exit 3");
    assertThat(host.run("sh", job).exit()).isEqualTo(3);
    assertThat(processes("sleep 9764")).isEmpty();
    assertThat(processes(job.key())).isEmpty();
  }

  @Test
  void should_keep_the_head_of_too_much_output_and_say_so() throws IOException {
    Job job = TestHost.job(Scope.of(List.of()), "yes 123456789 | head -c 3000000", "exit 7");
    TestHost.Ran ran = host.run("sh", job);
    assertThat(ran.outcome())
        .isEqualTo(new Outcome.Finished(7, new Outcome.Output(1 << 20, true), List.of()));
    assertThat(ran.output()).hasSize(1 << 20).startsWith("123456789\n");
    assertThat(host.runDirectory(job).resolve("tail")).exists();
  }

  @Test
  void should_call_a_run_interrupted_whose_host_was_started_anew() throws IOException {
    Job job = TestHost.job(Scope.of(List.of()), "sleep 9763");
    HostRunner runner = host.runner("sh");
    assertThat(runner.start(host.address(), job)).isEqualTo(new Start.Started());
    Path born = host.runDirectory(job).resolve("born");
    String mark = Files.readString(born);
    Files.writeString(born, mark.replaceFirst("[0-9]+\\s*$", "1\n"));
    assertThat(host.follow(runner, job).outcome())
        .isInstanceOfSatisfying(
            Outcome.Interrupted.class,
            interrupted -> assertThat(interrupted.why()).contains("started anew"));
    assertThat(runner.start(host.address(), job)).isInstanceOf(Start.Already.class);
    Files.writeString(born, mark);
    runner.stop(host.address(), job.seal(), Duration.ZERO);
  }

  @Test
  void should_call_a_run_interrupted_whose_processes_were_killed() throws IOException {
    Job job = TestHost.job(Scope.of(List.of()), "sleep 9762");
    HostRunner runner = host.runner("sh");
    assertThat(runner.start(host.address(), job)).isEqualTo(new Start.Started());
    LocalSshd.command(
        "sh",
        "-c",
        "pkill -KILL -f [" + job.key().charAt(0) + "]" + job.key().substring(1) + "; true");
    assertThat(host.follow(runner, job).outcome()).isInstanceOf(Outcome.Interrupted.class);
    assertThat(processes("sleep 9762")).isEmpty();
  }

  @Test
  void should_not_claim_what_did_not_arrive_whole() throws IOException {
    Job job = TestHost.job(Scope.of(List.of()), "true");
    String upload = host.state + "/in/x";
    Files.createDirectories(host.state.resolve("in"));
    Path runner = Path.of("src/main/resources/host/runner.sh");
    Files.copy(runner, Path.of(upload + ".sh"));
    Files.write(Path.of(upload), new byte[100]);
    String answer =
        LocalSshd.command(
            "sh",
            upload + ".sh",
            host.state.toString(),
            "sh",
            "start",
            job.key(),
            upload,
            "10",
            "10",
            "10",
            "10",
            "10",
            "abcd");
    assertThat(answer).startsWith("failed checksum ");
    assertThat(host.runDirectory(job)).doesNotExist();
    assertThat(Path.of(upload)).doesNotExist();
  }

  @Test
  void should_say_why_the_state_directory_cannot_be_used() throws IOException {
    Files.writeString(host.directory.resolve("file"), "");
    HostRunner runner =
        new HostRunner(
            host.fleet, host.directory + "/file/state", "sh", Limits.USUAL, Duration.ZERO);
    assertThat(runner.start(host.address(), TestHost.job(Scope.of(List.of()), "true")))
        .isInstanceOfSatisfying(
            Start.Refused.class, refused -> assertThat(refused.why()).contains("cannot be used"));
  }

  @Test
  void should_say_why_a_host_is_out_of_reach() {
    Address nowhere =
        new Address("h1", "127.0.0.1", 1, "root", List.of(host.sshd.identity), List.of(), false);
    HostRunner runner =
        new HostRunner(host.fleet, "/srv/x", "sh", Limits.USUAL, Duration.ofMillis(100));
    Job job = TestHost.job(Scope.of(List.of()), "true");
    assertThat(runner.start(nowhere, job)).isInstanceOf(Start.Unreachable.class);
    assertThat(runner.state(nowhere, job.seal())).isInstanceOf(State.Unreachable.class);
    assertThat(runner.follow(nowhere, job, _ -> {})).isInstanceOf(Outcome.Lost.class);
  }

  private static List<String> processes(String command) throws IOException {
    return LocalSshd.command("ps", "-eo", "args").lines().filter(l -> l.contains(command)).toList();
  }
}
