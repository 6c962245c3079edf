package dev.ishibashi.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.lab.Lab;
import dev.ishibashi.lab.LabHost;
import dev.ishibashi.lab.LabSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabRunTest {
  @TempDir static Path home;
  static Lab lab;
  static Fleet fleet;

  @BeforeAll
  static void begin() {
    lab = Lab.create(LabSpec.of("h1").in(home));
    fleet = Fleet.open(Map.of());
  }

  @AfterAll
  static void end() {
    fleet.close();
    lab.close();
  }

  @Test
  void should_confine_a_program_on_a_lab_host() throws IOException {
    LabHost host = lab.host("h1");
    host.write("/etc/app/main.cf", "old\n");
    host.write("/etc/app/other.cf", "precious\n");
    HostRunner runner = new HostRunner(fleet);
    Job job =
        TestHost.job(
            Scope.of(List.of("/etc/app/main.cf")),
            "sed -i s/old/new/ /etc/app/main.cf",
            "echo x > /etc/app/other.cf; rm -rf /etc/app/other.cf /home /root /disk0 /usr/bin/env",
            "echo still here");
    assertThat(runner.start(address(), job)).isEqualTo(new Start.Started());
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Outcome outcome = runner.follow(address(), job, output::writeBytes);
    assertThat(output.toString(StandardCharsets.UTF_8)).endsWith("still here\n");
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Finished.class,
            finished -> {
              assertThat(finished.exit()).isZero();
              assertThat(finished.refused())
                  .extracting(Refusal::path)
                  .contains("/etc/app/other.cf");
            });
    assertThat(Files.readString(host.upper().resolve("etc/app/main.cf"))).isEqualTo("new\n");
    assertThat(Files.readString(host.upper().resolve("etc/app/other.cf"))).isEqualTo("precious\n");
  }

  @Test
  void should_know_that_a_lab_host_was_started_anew() {
    HostRunner runner =
        new HostRunner(
            fleet, HostRunner.STATE_DIRECTORY, "sh", Limits.USUAL, Duration.ofSeconds(60));
    Job job = TestHost.job(Scope.of(List.of()), "echo begun; sleep 600");
    assertThat(runner.start(address(), job)).isEqualTo(new Start.Started());
    lab.host("h1").kill();
    lab.host("h1").start();
    assertThat(runner.follow(address(), job, _ -> {})).isInstanceOf(Outcome.Interrupted.class);
    assertThat(runner.start(address(), job))
        .isInstanceOfSatisfying(
            Start.Already.class,
            already -> assertThat(already.state()).isInstanceOf(State.Ended.class));
  }

  private static Address address() {
    LabHost host = lab.host("h1");
    Map<String, String> variables =
        Map.of(
            "ansible_host", host.address(),
            "ansible_port", "" + host.port(),
            "ansible_user", host.user(),
            "ansible_ssh_private_key_file", host.key().toString(),
            "ishibashi_known_hosts", host.knownHosts().toString());
    return ((Addresses.Resolution.Resolved) Addresses.ofThisUser().resolve("h1", variables))
        .address();
  }
}
