package dev.ishibashi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ishibashi.lab.Lab;
import dev.ishibashi.lab.LabHost;
import dev.ishibashi.lab.LabSpec;
import dev.ishibashi.lab.Seed;
import dev.ishibashi.ledger.Entry;
import dev.ishibashi.ledger.Ledger;
import dev.ishibashi.ledger.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ishibashi run` as a process of its own, on real hosts.
class RunOnLabTest {
  private static final Path HOME = Path.of("target", "incidents").toAbsolutePath();
  private static final List<String> NAMES = List.of("app1", "app2", "app3", "db1");

  private static Lab lab;

  @TempDir private Path directory;

  @BeforeAll
  static void up() {
    List<Seed> seeds = NAMES.stream().map(n -> Seed.text(n, "/srv/app/conf", "level=1\n")).toList();
    lab = Lab.create(LabSpec.of(NAMES).in(HOME).with(seeds).closedOnExit());
  }

  @AfterAll
  static void down() {
    lab.close();
  }

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        directory.resolve("groups.ini"),
        """
        [app]
        app[1:3]
        [db]
        db1
        [all:vars]
        ishibashi_term_ends=never
        ishibashi_provider=acme
        ishibashi_account=acme-1
        ishibashi_site=tokyo
        [db:vars]
        ishibashi_backs_up=app1,app2,app3
        ishibashi_provider=other
        ishibashi_account=other-1
        ishibashi_site=osaka
        """);
    Files.copy(lab.inventoryFile(), directory.resolve("hosts.ini"));
    Files.writeString(
        directory.resolve("change.yaml"),
        """
        change: %s
        title: A change
        program: change.sh
        derived-from: none
        targets: {select: app, hosts: [app1, app2, app3]}
        effects: {overwrite: [/srv/app/**]}
        limits: {deleted-files: 0, at-once: 1, unhealthy: 0}
        waves: [canary, rest]
        bystanders: all
        approvals: 0
        """
            .formatted(directory.getFileName()));
    program("echo level=2 >/srv/app/conf");
  }

  private void program(String text) throws IOException {
    Files.writeString(directory.resolve("change.sh"), "#!/bin/sh\n" + text + "\n");
  }

  record Answer(int exit, String text) {}

  private Process start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("ISHIBASHI_HOME", directory.resolve("home").toString());
    builder.redirectOutput(directory.resolve("out").toFile());
    return builder.start();
  }

  private Answer ask(String... arguments) throws Exception {
    Process process = start(arguments);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    Answer answer = new Answer(process.exitValue(), Files.readString(directory.resolve("out")));
    assertThat(answer.text()).doesNotContain("Exception").doesNotContain("\tat ");
    return answer;
  }

  private Answer run() throws Exception {
    return ask(
        "run",
        directory.resolve("change.yaml").toString(),
        "-i",
        directory.resolve("groups.ini").toString(),
        "-i",
        directory.resolve("hosts.ini").toString(),
        "--yes");
  }

  private Ledger ledger() {
    return new Ledger(directory.resolve("home").resolve("ledger"), InstantSource.system());
  }

  private static String conf(String host) {
    return lab.host(host).exec("cat", "/srv/app/conf").out();
  }

  private static void reset() {
    for (LabHost host : lab.hosts()) {
      host.exec("sh", "-c", "echo level=1 >/srv/app/conf; cd /srv/app && rm -f started go done");
    }
  }

  @Test
  void should_change_the_targets_and_nothing_else_once() throws Exception {
    reset();
    Answer first = run();
    assertThat(first.exit()).as(first.text()).isEqualTo(Exit.DONE);
    assertThat(List.of(conf("app1"), conf("app2"), conf("app3"), conf("db1")))
        .containsExactly("level=2\n", "level=2\n", "level=2\n", "level=1\n");
    assertThat(ledger().verify()).isInstanceOf(Verification.Intact.class);
    reset();
    Answer second = run();
    assertThat(second.exit()).as(second.text()).isNotZero();
    assertThat(second.text()).contains("at most once");
    assertThat(conf("app1")).isEqualTo("level=1\n");
  }

  @Test
  void should_touch_nobody_when_a_host_cannot_be_reached() throws Exception {
    reset();
    Path hosts = directory.resolve("hosts.ini");
    String port = "ansible_port=" + lab.host("db1").port();
    String text = Files.readString(hosts);
    String line = text.lines().filter(l -> l.startsWith("db1 ")).findFirst().orElseThrow();
    Files.writeString(hosts, text.replace(line, line.replace(port, "ansible_port=1")));
    Answer answer = run();
    assertThat(answer.exit()).as(answer.text()).isEqualTo(Exit.WORLD);
    assertThat(answer.text()).contains("db1");
    assertThat(conf("app1")).isEqualTo("level=1\n");
  }

  @Test
  void should_touch_nobody_when_a_host_shows_another_key() throws Exception {
    reset();
    Path keys = directory.resolve("known_hosts");
    List<String> known = Files.readAllLines(lab.knownHosts());
    // Every host is given the key of its neighbour.
    List<String> swapped = new ArrayList<>();
    for (int i = 0; i < known.size(); i++) {
      String address = known.get(i).split(" ", 2)[0];
      swapped.add(address + " " + known.get((i + 1) % known.size()).split(" ", 2)[1]);
    }
    Files.write(keys, swapped);
    Path hosts = directory.resolve("hosts.ini");
    Files.writeString(
        hosts, Files.readString(hosts).replace(lab.knownHosts().toString(), keys.toString()));
    Answer answer = run();
    assertThat(answer.exit()).as(answer.text()).isEqualTo(Exit.WORLD);
    assertThat(answer.text()).contains("key");
    assertThat(conf("app1")).isEqualTo("level=1\n");
  }

  @Test
  void should_stop_at_the_canary_when_its_program_fails() throws Exception {
    reset();
    program("echo level=3 >/srv/app/conf\nexit 3");
    Answer answer = run();
    assertThat(answer.exit()).as(answer.text()).isEqualTo(Exit.STOP);
    assertThat(answer.text()).contains("exit code 3", "untouched");
    assertThat(List.of(conf("app1"), conf("app2"))).containsExactly("level=3\n", "level=1\n");
  }

  @Test
  void should_start_nothing_further_when_the_controller_is_killed() throws Exception {
    reset();
    program(
        """
        echo yes >/srv/app/started
        while [ ! -e /srv/app/go ]; do sleep 0.1; done
        echo level=4 >/srv/app/conf
        echo yes >/srv/app/done\
        """);
    Process process =
        start(
            "run",
            directory.resolve("change.yaml").toString(),
            "-i",
            directory.resolve("groups.ini").toString(),
            "-i",
            directory.resolve("hosts.ini").toString(),
            "--yes");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> lab.host("app1").exec("test", "-e", "/srv/app/started").succeeded());
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    lab.host("app1").exec("touch", "/srv/app/go");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> lab.host("app1").exec("test", "-e", "/srv/app/done").succeeded());
    assertThat(conf("app1")).isEqualTo("level=4\n");
    assertThat(lab.host("app2").exec("test", "-e", "/srv/app/started").succeeded()).isFalse();
    assertThat(ledger().verify()).isInstanceOf(Verification.Intact.class);
    Entry last = ledger().entries().getLast();
    assertThat(last.kind()).isEqualTo("host-started");
    Answer status = ask("status", last.run());
    assertThat(status.exit()).isEqualTo(Exit.INCOMPLETE);
    assertThat(status.text()).contains("app1", "started, end not recorded", "not started");
  }
}
