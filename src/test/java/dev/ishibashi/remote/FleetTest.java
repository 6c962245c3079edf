package dev.ishibashi.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTest {
  @TempDir static Path directory;
  static LocalSshd sshd;
  static Fleet fleet;

  @BeforeAll
  static void begin() throws IOException {
    sshd = new LocalSshd(directory, "rsa", "ecdsa", "ed25519");
    fleet = Fleet.open(Map.of());
  }

  @AfterAll
  static void end() {
    fleet.close();
    sshd.close();
  }

  @Test
  void should_run_a_command_with_its_input_outputs_and_exit_code() {
    Reply reply = exec("cat; echo trouble >&2; exit 3", "hello");
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Done.class,
            done -> {
              assertThat(done.exit()).isEqualTo(3);
              assertThat(done.text()).isEqualTo("hello");
              assertThat(done.errors()).isEqualTo("trouble\n");
              assertThat(done.cut()).isFalse();
            });
  }

  @Test
  void should_tell_the_signal_as_a_shell_does() {
    assertThat(exec("kill -9 $$", ""))
        .isInstanceOfSatisfying(Reply.Done.class, done -> assertThat(done.exit()).isEqualTo(137));
  }

  @Test
  void should_keep_output_within_the_budget_and_say_so() {
    Reply reply =
        fleet.exec(
            sshd.address("h"),
            "head -c 3000000 /dev/zero",
            new byte[0],
            Limits.USUAL.withOutput(1000));
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Done.class,
            done -> {
              assertThat(done.out()).hasSize(1000);
              assertThat(done.cut()).isTrue();
              assertThat(done.exit()).isZero();
            });
  }

  @Test
  void should_carry_megabytes_both_ways() {
    byte[] much = new byte[5_000_000];
    new java.util.Random(7).nextBytes(much);
    assertThat(fleet.exec(sshd.address("h"), "cat", much, Limits.USUAL))
        .isInstanceOfSatisfying(Reply.Done.class, done -> assertThat(done.out()).isEqualTo(much));
  }

  @Test
  void should_give_up_a_command_at_its_limit() {
    Reply reply =
        fleet.exec(
            sshd.address("h"),
            "echo begun; exec sleep 60",
            new byte[0],
            Limits.USUAL.withCommand(Duration.ofMillis(700)));
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.TimedOut.class,
            late ->
                assertThat(new String(late.out(), StandardCharsets.UTF_8)).isEqualTo("begun\n"));
  }

  @Test
  void should_run_many_commands_on_one_connection() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var replies =
          threads.invokeAll(
              java.util.Collections.nCopies(40, () -> exec("echo $SSH_CONNECTION", "")));
      List<String> connections =
          replies.stream().map(r -> ((Reply.Done) r.resultNow()).text()).distinct().toList();
      assertThat(connections).hasSize(1);
    }
  }

  @Test
  void should_connect_anew_after_a_cut() {
    assertThat(exec("true", "")).isInstanceOf(Reply.Done.class);
    sshd.cutConnections();
    assertThat(exec("echo again", ""))
        .isInstanceOfSatisfying(
            Reply.Done.class, done -> assertThat(done.text()).isEqualTo("again\n"));
  }

  @Test
  void should_say_that_a_command_may_have_run_when_cut_in_its_middle() {
    Reply reply = exec("kill -9 $PPID; sleep 30", "");
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Cut.class, cut -> assertThat(cut.why()).contains("was cut while"));
  }

  @Test
  void should_refuse_hosts_whose_key_is_not_the_known_one() throws IOException {
    Path other = directory.resolve("other");
    LocalSshd.keygen("ed25519", other);
    String pub = Files.readString(directory.resolve("other.pub"));
    String mine = Files.readString(directory.resolve("host_ed25519.pub"));
    String place = "[127.0.0.1]:" + sshd.port + " ";
    record Case(String known, String answer) {}
    for (Case row :
        List.of(
            new Case(place + pub, "offers another host key"),
            new Case("", "is not a known host"),
            new Case("127.0.0.1 " + mine, "is not a known host"),
            new Case("garbage\n" + place + "ssh-ed25519 AAAA", "is not a known host"),
            new Case("@revoked * " + mine + place + mine, "revoked"),
            new Case(place + mine, "fine"),
            new Case("garbage\n\n# x\n" + place + mine, "fine"),
            new Case("@revoked * " + pub + place + mine, "fine"))) {
      Path file = Files.writeString(directory.resolve("known"), row.known());
      assertThat(answer(withKnownHosts(file))).as(row.known()).contains(row.answer());
    }
  }

  @Test
  void should_find_a_host_in_hashed_known_hosts() throws IOException {
    Path file = directory.resolve("hashed");
    Files.copy(sshd.knownHosts, file);
    LocalSshd.command("ssh-keygen", "-q", "-H", "-f", file.toString());
    assertThat(Files.readString(file)).startsWith("|1|");
    assertThat(answer(withKnownHosts(file))).isEqualTo("fine");
  }

  @Test
  void should_say_what_is_wrong_with_a_login() throws IOException {
    Path stranger = directory.resolve("stranger");
    LocalSshd.keygen("ed25519", stranger);
    Path locked = directory.resolve("locked");
    LocalSshd.command("ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", locked.toString());
    record Case(Path identity, String answer) {}
    for (Case row :
        List.of(
            new Case(stranger, "none of the keys is accepted"),
            new Case(directory.resolve("nothing"), "is not there"),
            new Case(directory, "is not there"),
            new Case(locked, "passphrase"),
            new Case(sshd.knownHosts, "cannot be used"))) {
      Address address =
          new Address(
              "h",
              "127.0.0.1",
              sshd.port,
              "root",
              List.of(row.identity()),
              List.of(sshd.knownHosts),
              false);
      assertThat(answer(address)).as(row.identity().toString()).contains(row.answer());
    }
  }

  @Test
  void should_say_why_a_host_is_out_of_reach() {
    record Case(String host, int port, String answer) {}
    for (Case row :
        List.of(
            new Case("127.0.0.1", 1, "nothing listens there"),
            new Case("no-such-host.invalid", 22, "its name is unknown"))) {
      Address address =
          new Address(
              "h",
              row.host(),
              row.port(),
              "root",
              List.of(sshd.identity),
              List.of(sshd.knownHosts),
              false);
      assertThat(answer(address)).contains(row.answer()).doesNotContain("Exception");
    }
  }

  @Test
  void should_log_in_with_every_kind_of_key() throws IOException {
    for (String type : List.of("rsa", "ecdsa", "ed25519")) {
      Path key = directory.resolve("key_" + type);
      LocalSshd.keygen(type, key);
      Files.writeString(
          directory.resolve("authorized_keys"),
          Files.readString(directory.resolve("key_" + type + ".pub")),
          java.nio.file.StandardOpenOption.APPEND);
      assertThat(
              answer(
                  new Address(
                      "h-" + type,
                      "127.0.0.1",
                      sshd.port,
                      "root",
                      List.of(key),
                      List.of(sshd.knownHosts),
                      false)))
          .as(type)
          .isEqualTo("fine");
    }
  }

  @Test
  void should_log_in_through_the_agent() throws IOException {
    Path socket = directory.resolve("agent");
    Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
    try (Fleet mine = openWith(socket)) {
      ProcessBuilder add = new ProcessBuilder("ssh-add", "-q", sshd.identity.toString());
      add.environment().put("SSH_AUTH_SOCK", socket.toString());
      assertThat(add.start().onExit().join().exitValue()).isZero();
      Address address =
          new Address(
              "h", "127.0.0.1", sshd.port, "root", List.of(), List.of(sshd.knownHosts), false);
      assertThat(mine.exec(address, "true", new byte[0], Limits.USUAL))
          .isInstanceOf(Reply.Done.class);
    } finally {
      agent.destroy();
    }
  }

  private static Fleet openWith(Path socket) {
    org.awaitility.Awaitility.await().until(() -> Files.exists(socket));
    return Fleet.open(Map.of("SSH_AUTH_SOCK", socket.toString()));
  }

  @Test
  void should_go_through_another_host() {
    Address inner =
        new Address(
            "inner",
            "127.0.0.1",
            java.util.Optional.empty(),
            sshd.port,
            "root",
            List.of(sshd.identity),
            List.of(sshd.knownHosts),
            false,
            java.util.Optional.of(sshd.address("jump")));
    assertThat(answer(inner)).isEqualTo("fine");
  }

  private static Address withKnownHosts(Path file) {
    return new Address(
        "h", "127.0.0.1", sshd.port, "root", List.of(sshd.identity), List.of(file), false);
  }

  /// "fine", or why not; each on a connection of its own.
  private static String answer(Address address) {
    try (Fleet mine = Fleet.open(Map.of())) {
      return switch (mine.exec(address, "true", new byte[0], Limits.USUAL)) {
        case Reply.Done done -> done.exit() == 0 ? "fine" : "exit " + done.exit();
        case Reply.Unreachable unreachable -> unreachable.why();
        case Reply.Cut cut -> cut.why();
        case Reply.TimedOut _ -> "timed out";
      };
    }
  }

  private static Reply exec(String command, String input) {
    return fleet.exec(
        sshd.address("h"), command, input.getBytes(StandardCharsets.UTF_8), Limits.USUAL);
  }
}
