package dev.ishibashi.remote;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// This machine as a host: a real sshd, and a directory with a state directory and room for files.
final class TestHost implements AutoCloseable {
  static final String NAME = "h1";

  final Path directory;
  final Path state;
  final LocalSshd sshd;
  final Fleet fleet;

  TestHost() throws IOException {
    // Not below /tmp: a program under the guard has a /tmp of its own.
    directory = Files.createTempDirectory(Path.of("/srv"), "ishibashi-test");
    state = directory.resolve("state");
    sshd = new LocalSshd(Files.createDirectory(directory.resolve("sshd")));
    fleet = Fleet.open(Map.of());
  }

  Address address() {
    return sshd.address(NAME);
  }

  HostRunner runner(String shell) {
    return new HostRunner(
        fleet, state.toString(), shell, Limits.USUAL, Duration.ofSeconds(60), 1 << 20);
  }

  /// A new directory in which programs may be allowed to write.
  Path room(String name) throws IOException {
    return Files.createDirectories(directory.resolve("room").resolve(name));
  }

  static Job job(Scope scope, String... lines) {
    return job(scope, Duration.ofMinutes(2), lines);
  }

  static Job job(Scope scope, Duration limit, String... lines) {
    return new Job(
        seal(),
        NAME,
        (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8),
        "/bin/sh",
        List.of(),
        Map.of(),
        scope,
        limit,
        0);
  }

  static String seal() {
    byte[] seal = new byte[32];
    new SecureRandom().nextBytes(seal);
    return HexFormat.of().formatHex(seal);
  }

  record Ran(Outcome outcome, String output) {
    int exit() {
      return ((Outcome.Finished) outcome).exit();
    }

    List<Refusal> refused() {
      return ((Outcome.Finished) outcome).refused();
    }
  }

  /// Starts and follows to the end.
  Ran run(String shell, Job job) {
    HostRunner runner = runner(shell);
    Start start = runner.start(address(), job);
    if (!(start instanceof Start.Started)) {
      throw new AssertionError(start);
    }
    return follow(runner, job);
  }

  Ran follow(HostRunner runner, Job job) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Outcome outcome = runner.follow(address(), job, output::writeBytes);
    return new Ran(outcome, output.toString(StandardCharsets.UTF_8));
  }

  Path runDirectory(Job job) {
    return state.resolve("runs").resolve(job.key());
  }

  @Override
  public void close() throws IOException {
    fleet.close();
    sshd.close();
    LocalSshd.command("rm", "-rf", directory.toString());
  }
}
