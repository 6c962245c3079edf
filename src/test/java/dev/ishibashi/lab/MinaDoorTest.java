package dev.ishibashi.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.util.buffer.Buffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The built-in front door, asked through the system's ssh, and through MINA as the program does.
@TestInstance(Lifecycle.PER_CLASS)
class MinaDoorTest {
  @SuppressWarnings("NullAway.Init") // JUnit calls up() first.
  private Lab lab;

  @BeforeAll
  void up() {
    lab =
        Lab.create(
            LabSpec.of("one", "two").in(MachineState.HOME).door(FrontDoor.MINA).closedOnExit());
  }

  @AfterAll
  void down() {
    lab.close();
    assertThat(MachineState.leftOf(lab)).isEmpty();
  }

  private LabHost one() {
    return lab.host("one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hostname                          | 0   | one  |
          echo out; echo err >&2; exit 7    | 7   | out  | err
          id -u; exit 255                   | 255 | 0    |
          kill -TERM $$                     | 143 |      |
          pwd                               | 0   | /root |
          echo "$USER $HOME $SHELL"         | 0   | root /root /bin/bash |
          """)
  void should_run_commands(String command, int exit, String out, String err) {
    Ran ran = Ssh.run(one(), command);
    assertThat(ran.exit()).isEqualTo(exit);
    assertThat(ran.out().strip()).isEqualTo(out == null ? "" : out);
    assertThat(ran.err().strip()).isEqualTo(err == null ? "" : err);
  }

  @Test
  void should_hand_over_standard_input_to_its_end() {
    String text = "line\n".repeat(200_000);
    assertThat(Ssh.run(one(), "cat", text).out()).isEqualTo(text);
    assertThat(Ssh.run(one(), "wc -l", text).out().strip()).isEqualTo("200000");
  }

  @Test
  void should_run_a_shell_without_a_command() {
    List<String> command = new ArrayList<>(Ssh.command(one(), "root", ""));
    command.removeLast();
    Ran ran = Commands.run(command, "hostname; exit 3\n".getBytes(StandardCharsets.UTF_8));
    assertThat(ran.out()).isEqualTo("one\n");
    assertThat(ran.exit()).isEqualTo(3);
  }

  @Test
  void should_give_terminals() {
    Ran ran = Ssh.runWith(one(), List.of("-tt"), "tty; exit 4");
    assertThat(ran.out()).startsWith("/dev/pts/");
    assertThat(ran.exit()).isEqualTo(4);
  }

  @Test
  void should_let_in_the_user_without_root() {
    assertThat(Ssh.runAs(one(), "op", "id -un; pwd").out()).isEqualTo("op\n/home/op\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "nosuchuser"})
  void should_refuse_other_users(String user) {
    assertThat(Ssh.runAs(one(), user, "true").exit()).isEqualTo(255);
  }

  @Test
  void should_refuse_a_wrong_host_key() throws IOException {
    Path others = Files.createTempFile("known", "");
    String key = Files.readAllLines(lab.knownHosts()).getLast().split(" ", 2)[1];
    Files.writeString(others, "[127.0.0.1]:%d %s\n".formatted(one().port(), key));
    Ran wrong = Ssh.runWith(one(), List.of("-o", "UserKnownHostsFile=" + others), "true");
    Files.delete(others);
    assertThat(wrong.exit()).isEqualTo(255);
  }

  @Test
  void should_carry_many_sessions_at_once() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<String>> calls = new ArrayList<>();
      for (int number = 0; number < 12; number++) {
        String text = "session " + number;
        LabHost host = lab.hosts().get(number % 2);
        calls.add(() -> Ssh.run(host, "cat; hostname", text + " ").out());
      }
      List<String> said = new ArrayList<>();
      for (Future<String> call : threads.invokeAll(calls)) {
        said.add(call.get());
      }
      for (int number = 0; number < 12; number++) {
        assertThat(said.get(number))
            .isEqualTo("session %d %s\n".formatted(number, number % 2 == 0 ? "one" : "two"));
      }
    }
  }

  @Test
  void should_pass_signals_on() throws Exception {
    try (SshClient client = SshClient.setUpDefaultClient()) {
      client.setServerKeyVerifier(
          new KnownHostsServerKeyVerifier(RejectAllServerKeyVerifier.INSTANCE, lab.knownHosts()));
      client.setKeyIdentityProvider(new FileKeyPairProvider(lab.key()));
      client.start();
      try (ClientSession session =
          client.connect("root", one().address(), one().port()).verify().getSession()) {
        session.auth().verify();
        ChannelExec channel =
            session.createExecChannel("trap 'echo caught; exit 9' TERM; echo set; sleep 60 & wait");
        var out = new java.io.ByteArrayOutputStream();
        channel.setOut(out);
        channel.open().verify();
        await().until(() -> out.toString(StandardCharsets.UTF_8).contains("set"));
        Buffer signal = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST);
        signal.putUInt(channel.getRecipient());
        signal.putString("signal");
        signal.putBoolean(false);
        signal.putString("TERM");
        channel.writePacket(signal);
        channel.waitFor(java.util.EnumSet.of(ClientChannelEvent.CLOSED), 20_000);
        assertThat(channel.getExitStatus()).isEqualTo(9);
      }
    }
  }

  @Test
  void should_let_programs_go_on_after_the_connection_broke() throws IOException {
    Process client =
        Commands.builder(
                Ssh.command(one(), "root", "echo here; sleep 0.5; touch /srv/went-on; sleep 60"))
            .start();
    assertThat(client.inputReader().readLine()).isEqualTo("here");
    client.destroyForcibly();
    await().until(() -> Files.exists(one().upper().resolve("srv/went-on")));
  }

  @Test
  void should_copy_files_with_the_old_scp_protocol() throws IOException {
    Path from = Files.createTempFile("copy", "");
    Files.writeString(from, "copied\n");
    List<String> options = Ssh.command(one(), "root", "");
    List<String> copy = new ArrayList<>(options.subList(1, options.size() - 2));
    copy.set(copy.indexOf("-p"), "-P");
    copy.add(0, "scp");
    copy.add("-O");
    copy.add(from.toString());
    copy.add("root@127.0.0.1:/srv/copied");
    Ran ran = Commands.run(copy, new byte[0]);
    Files.delete(from);
    assertThat(ran.err()).isEmpty();
    assertThat(one().upper().resolve("srv/copied")).hasContent("copied");
  }

  @Test
  void should_close_with_the_host_and_open_again() {
    LabHost two = lab.host("two");
    int port = two.port();
    two.cutNetwork();
    assertThat(Ssh.run(two, "true").exit()).isEqualTo(255);
    two.healNetwork();
    assertThat(Ssh.run(two, "true").exit()).isZero();
    two.kill();
    assertThat(Ssh.run(two, "true").exit()).isEqualTo(255);
    two.start();
    assertThat(two.port()).isEqualTo(port);
    assertThat(Ssh.run(two, "true").exit()).isZero();
  }
}
