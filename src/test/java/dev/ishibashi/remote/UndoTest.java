package dev.ishibashi.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a run changed comes back, under the guard, over a real sshd.
class UndoTest {
  private static final Path TREES = Path.of("src/test/scripts/undo-trees").toAbsolutePath();

  private static TestHost host;

  @BeforeAll
  static void open() throws IOException {
    host = new TestHost();
  }

  @AfterAll
  static void close() throws IOException {
    host.close();
  }

  private static Job keeping(Scope scope, long space, String program) {
    return new Job(
        TestHost.seal(),
        TestHost.NAME,
        program.getBytes(StandardCharsets.UTF_8),
        "/bin/bash",
        List.of(),
        Map.of(),
        scope,
        Duration.ofMinutes(2),
        space);
  }

  private static TestHost.Ran undo(String shell, Job job, String how) {
    return host.run(
        shell,
        new Job(
            TestHost.seal(),
            TestHost.NAME,
            HostRunner.undoProgram(),
            "/bin/sh",
            List.of(host.state.toString(), job.key(), how),
            Map.of(),
            job.scope().forUndo(),
            Duration.ofMinutes(2),
            0));
  }

  private static void restores(String shell, int seed) throws IOException {
    Path room = host.room("trees" + seed);
    LocalSshd.command(TREES.toString(), "make", room.toString(), "" + seed);
    String before = LocalSshd.command(TREES.toString(), "list", room.toString());
    assertThat(before).contains("d/sparse");
    Job job =
        keeping(
            Scope.of(
                List.of(
                    room + "/d/**", room + "/e/*.conf", room + "/e/new/**", room + "/e/absent")),
            1 << 30,
            // Its text, as a program under the guard may not see where this test stands.
            Files.readString(TREES)
                .replaceFirst("\n", "\nset -- change %s %d\n".formatted(room, seed)));
    assertThat(host.run(shell, job).exit()).isZero();
    assertThat(LocalSshd.command(TREES.toString(), "list", room.toString())).isNotEqualTo(before);
    TestHost.Ran ran = undo(shell, job, "as-noted");
    assertThat(LocalSshd.command(TREES.toString(), "list", room.toString()))
        .as("seed %d: %s", seed, ran.output())
        .isEqualTo(before);
    assertThat(ran.exit()).as(ran.output()).isZero();
    assertThat(undo(shell, job, "as-noted").output()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"dash, 1000", "bash, 2000", "busybox sh, 3000"})
  void should_bring_everything_back(String shell, int seed) throws IOException {
    for (int i = 0; i < 4; i++) {
      restores(shell, seed + i);
    }
  }

  @Tag("soak")
  @Test
  void should_bring_everything_back_from_many_changes() throws IOException {
    for (int seed = 1; seed <= 300; seed++) {
      restores("sh", seed);
    }
  }

  @Test
  void should_leave_what_somebody_changed_since() throws IOException {
    Path room = host.room("since");
    for (String name : List.of("a", "b", "c", "d")) {
      Files.writeString(room.resolve(name), "old\n");
    }
    Job job =
        keeping(
            Scope.of(List.of(room + "/**")),
            1 << 20,
            "cd %s; echo run >a; echo run >b; rm c d; mkdir new; echo run >new/x".formatted(room));
    assertThat(host.run("sh", job).exit()).isZero();
    Files.writeString(room.resolve("b"), "mine\n");
    Files.writeString(room.resolve("c"), "mine\n");
    Files.writeString(room.resolve("new/mine"), "mine\n");
    TestHost.Ran ran = undo("sh", job, "as-noted");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.output().lines())
        .containsExactlyInAnyOrder(
            "removed " + room + "/new/x",
            "conflict " + room + "/new: something new is in it",
            "conflict " + room + "/b: changed since the run",
            "conflict " + room + "/c: changed since the run",
            "restored " + room + "/a",
            "restored " + room + "/d");
    assertThat(room.resolve("a")).hasContent("old\n");
    assertThat(room.resolve("b")).hasContent("mine\n");
    assertThat(room.resolve("c")).hasContent("mine\n");
    assertThat(room.resolve("d")).hasContent("old\n");
    assertThat(room.resolve("new/mine")).hasContent("mine\n");
  }

  /// Twice one owner's data in another's directory: a copy is not put where it does not belong.
  @Test
  void should_not_mix_owners() throws IOException {
    Path room = host.room("owners");
    LocalSshd.command(
        "sh", "-c", "cd %s; mkdir t1; echo one >t1/f; chown -R 11:11 t1".formatted(room));
    Job job = keeping(Scope.of(List.of(room + "/**")), 1 << 20, "rm %s/t1/f".formatted(room));
    assertThat(host.run("sh", job).exit()).isZero();
    LocalSshd.command("chown", "12:12", room + "/t1");
    TestHost.Ran ran = undo("sh", job, "as-noted");
    assertThat(ran.output())
        .isEqualTo(
            "conflict %s/t1/f: its directory belongs to somebody else now\n".formatted(room));
    assertThat(room.resolve("t1/f")).doesNotExist();
  }

  @Test
  void should_not_start_what_it_has_no_room_to_keep() throws IOException {
    Path room = host.room("space");
    Files.write(room.resolve("big"), new byte[3 << 20]);
    Job job = keeping(Scope.of(List.of(room + "/**")), 1 << 20, "rm %s/big".formatted(room));
    assertThat(host.runner("sh").lacks(host.address(), job))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .contains("room to keep what an undo needs: 3.1 MB in 2 files")
                    .contains("allows 1.0 MB"));
    assertThat(host.runner("sh").start(host.address(), job)).isInstanceOf(Start.GuardMissing.class);
    assertThat(host.runDirectory(job)).doesNotExist();
    assertThat(room.resolve("big")).exists();
    Job smaller = keeping(Scope.of(List.of(room + "/**")), 1 << 24, "rm %s/big".formatted(room));
    assertThat(host.runner("sh").lacks(host.address(), smaller)).isEmpty();
    assertThat(host.runDirectory(smaller)).doesNotExist();
  }

  @Test
  void should_say_that_a_device_cannot_be_kept() throws IOException {
    Job job = keeping(Scope.of(List.of("/dev/null")), 1 << 20, "true");
    assertThat(host.runner("sh").lacks(host.address(), job))
        .hasValueSatisfying(why -> assertThat(why).contains("on the device /dev/null"));
  }

  /// Killed in the middle: nobody noted how the run left the files.
  @Test
  void should_undo_an_interrupted_run_only_when_told_to_take_what_is_there() throws IOException {
    Path room = host.room("interrupted");
    Files.writeString(room.resolve("a"), "old\n");
    Job job =
        keeping(
            Scope.of(List.of(room + "/**")),
            1 << 20,
            "echo half >%s/a; echo begun; sleep 600".formatted(room));
    HostRunner runner = host.runner("sh");
    assertThat(runner.start(host.address(), job)).isEqualTo(new Start.Started());
    org.awaitility.Awaitility.await()
        .until(() -> Files.readString(room.resolve("a")).equals("half\n"));
    LocalSshd.command(
        "sh",
        "-c",
        "cd %s; read -r s x <running; read -r g x <group; read -r w i <report; kill -9 $s $i; kill -9 -$g || :"
            .formatted(host.runDirectory(job)));
    org.awaitility.Awaitility.await()
        .until(() -> !(runner.state(host.address(), job.seal()) instanceof State.Running));
    TestHost.Ran refused = undo("sh", job, "as-noted");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.output()).contains("was interrupted");
    TestHost.Ran ran = undo("sh", job, "as-it-is");
    assertThat(ran.output()).isEqualTo("restored %s/a\n".formatted(room));
    assertThat(room.resolve("a")).hasContent("old\n");
  }
}
