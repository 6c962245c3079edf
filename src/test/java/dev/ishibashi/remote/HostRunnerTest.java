package dev.ishibashi.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostRunnerTest {
  @TempDir static Path directory;
  static LocalSshd sshd;
  static Fleet fleet;
  static Path state;
  static final Random RANDOM = new Random();

  @BeforeAll
  static void begin() throws IOException {
    sshd = new LocalSshd(directory);
    fleet = Fleet.open(Map.of());
    state = Files.createDirectory(
        directory.resolve("state"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  @AfterAll
  static void end() {
    fleet.close();
    sshd.close();
  }

  @Test
  void should_run_a_program_and_hand_on_its_output() throws IOException {
    Path file = Files.writeString(Files.createDirectory(directory.resolve("app")).resolve("a.conf"), "old");
    Job job = job("echo \"hello $1 $COLOUR\"; echo new > " + file + "; echo x > /etc/nono; exit 4",
        Scope.of(List.of(file.toString())), List.of("it's"), Map.of("COLOUR", "deep 'blue'\nsea"));
    HostRunner runner = runner("sh");
    assertThat(runner.start(sshd.address("h1"), job)).isEqualTo(new Start.Started());
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Outcome outcome = runner.follow(sshd.address("h1"), job, output::writeBytes);
    assertThat(output.toString(StandardCharsets.UTF_8))
        .startsWith("hello it's deep 'blue'\nsea\n")
        .contains("Read-only file system");
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Finished.class,
            finished -> {
              assertThat(finished.exit()).isEqualTo(4);
              assertThat(finished.refused()).extracting(Refusal::path).containsExactly("/etc/nono");
            });
    assertThat(file).hasContent("new");
    assertThat(runner.start(sshd.address("h1"), job)).isEqualTo(new Start.Already(new State.Ended(outcome)));
  }

  static HostRunner runner(String shell) {
    return new HostRunner(fleet, state.toString(), shell, Limits.USUAL, Duration.ofSeconds(30));
  }

  static Job job(String text, Scope scope, List<String> arguments, Map<String, String> environment) {
    byte[] seal = new byte[32];
    RANDOM.nextBytes(seal);
    return new Job(
        HexFormat.of().formatHex(seal),
        "h1",
        text.getBytes(StandardCharsets.UTF_8),
        "/bin/sh",
        arguments,
        environment,
        scope,
        Duration.ofMinutes(1));
  }
}
