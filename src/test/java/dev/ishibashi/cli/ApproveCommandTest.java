package dev.ishibashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.approval.Keygen;
import dev.ishibashi.approval.SoftAgent;
import dev.ishibashi.approval.SoftToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// From the first reading to the signed change, with the keys of real people's kinds.
class ApproveCommandTest {
  private static final String PROCEDURE =
      """
      change: fix
      title: A fix
      author: hana@example.com
      program: fix.sh
      derived-from: old.sh
      targets: {select: web, hosts: [web1]}
      effects: {modify: [/etc/app.conf]}
      limits: {deleted-files: 0, at-once: 1, unhealthy: 0}
      waves: [canary, rest]
      bystanders: all
      approvals: 1
      """;

  @TempDir private static Path keys;
  @TempDir private Path directory;

  private static Path hana;
  private static Path hana2;
  private static Path ken;

  @BeforeAll
  static void make() {
    hana = Keygen.key(keys.resolve("hana"), "ed25519");
    hana2 = Keygen.key(keys.resolve("hana2"), "ecdsa");
    ken = Keygen.key(keys.resolve("ken"), "ed25519");
  }

  @BeforeEach
  void write() throws IOException {
    write("fix.yaml", PROCEDURE);
    write("fix.sh", "#!/bin/sh\nsed -i s/a/b/ /etc/app.conf\n");
    write("old.sh", "#!/bin/sh\nsed -i s/a/c/ /etc/app.conf\n");
    write("hosts.ini", "[web]\nweb1\n[db]\ndb1\n[all:vars]\nishibashi_term_ends=never\n");
    signers("");
  }

  private void signers(String more) throws IOException {
    write(
        "allowed_signers",
        "hana@example.com %s\nhana@example.com %s\nken@example.com %s\n%s"
            .formatted(Keygen.open(hana), Keygen.open(hana2), Keygen.open(ken), more));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private List<String> arguments(String command, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                command,
                directory.resolve("fix.yaml").toString(),
                "-i",
                directory.resolve("hosts.ini").toString()));
    all.addAll(List.of(more));
    return all;
  }

  private BadInputTest.Answer ask(String command, String... more) {
    return BadInputTest.ask(arguments(command, more).toArray(String[]::new));
  }

  private void approve(Path key) {
    BadInputTest.Answer answer = ask("approve", "--key", key.toString(), "--yes");
    assertThat(answer.exit()).as(answer.all()).isEqualTo(Exit.DONE);
  }

  private List<String> papers() throws IOException {
    Path beside = directory.resolve("fix.yaml.approvals");
    if (!Files.exists(beside)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(beside)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void should_pass_when_the_author_and_somebody_else_have_signed() throws IOException {
    assertThat(ask("check").exit()).isEqualTo(Exit.STOP);
    approve(hana);
    assertThat(ask("check").out()).contains("approved by 0 of 1 people");
    approve(hana2);
    assertThat(ask("check").exit()).isEqualTo(Exit.STOP);
    approve(ken);
    BadInputTest.Answer answer = ask("check");
    assertThat(answer.exit()).as(answer.all()).isEqualTo(Exit.DONE);
    assertThat(answer.out()).contains("approved by ken@example.com (SHA256:");
    assertThat(papers())
        .containsExactly(
            "hana@example.com.approval",
            "hana@example.com.approval.sig",
            "ken@example.com.approval",
            "ken@example.com.approval.sig");
    Path statement = directory.resolve("fix.yaml.approvals/ken@example.com.approval");
    Keygen.Ran theirs =
        Keygen.run(
            statement,
            List.of(
                "ssh-keygen",
                "-Y",
                "verify",
                "-f",
                directory.resolve("allowed_signers").toString(),
                "-I",
                "ken@example.com",
                "-n",
                "ishibashi-approval",
                "-s",
                statement + ".sig"));
    assertThat(theirs.said()).startsWith("Good \"ishibashi-approval\" signature");
  }

  /// What is written anew behind the approval, and what `check` says.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fix.sh    | #!/bin/sh/nsed -i s/a/z/ /etc/app.conf/n | the program has changed since ken@example.com approved it
          old.sh    | true/n                                   | the ancestor has changed since ken@example.com approved it
          fix.yaml  | change: fix # really/n                   | the procedure has changed since ken@example.com approved it
          hosts.ini | [web]/nweb1 ansible_port=2222/n[db]/ndb1/n[all:vars]/nishibashi_term_ends=never/n | the hosts, or the way to them, have changed since ken@example.com approved them
          hosts.ini | [web]/nweb2/n[db]/ndb1/n[all:vars]/nishibashi_term_ends=never/n | the hosts, or the way to them, have changed since ken@example.com approved them
          """)
  void should_void_the_approval_when_anything_changes(String file, String text, String said)
      throws IOException {
    approve(hana);
    approve(ken);
    assertThat(ask("check").exit()).isEqualTo(Exit.DONE);
    String now = text.replace("/n", "\n");
    write(file, file.equals("fix.yaml") ? PROCEDURE.replace("change: fix\n", now) : now);
    if (now.contains("web2")) {
      write("fix.yaml", PROCEDURE.replace("web1", "web2"));
    }
    BadInputTest.Answer answer = ask("check");
    assertThat(answer.exit()).isEqualTo(Exit.STOP);
    assertThat(answer.out()).contains(said);
    BadInputTest.Answer run = ask("run", "--yes");
    assertThat(run.exit()).isEqualTo(Exit.STOP);
    assertThat(run.out()).contains(said, "no host was touched");
    approve(hana);
    approve(ken);
    assertThat(ask("check").exit()).isEqualTo(Exit.DONE);
  }

  @Test
  void should_void_the_approval_when_its_key_is_revoked_or_taken_out() throws IOException {
    approve(hana);
    approve(ken);
    write("revoked_keys", Keygen.open(ken) + "\n");
    BadInputTest.Answer revoked = ask("check");
    assertThat(revoked.exit()).isEqualTo(Exit.STOP);
    assertThat(revoked.out()).contains("of ken@example.com is revoked");
    Files.delete(directory.resolve("revoked_keys"));
    write("allowed_signers", "hana@example.com " + Keygen.open(hana) + "\n");
    BadInputTest.Answer gone = ask("check");
    assertThat(gone.exit()).isEqualTo(Exit.STOP);
    assertThat(gone.out()).contains("nobody in allowed_signers is called ken@example.com");
    write("allowed_signers", "hana@example.com\n");
    BadInputTest.Answer broken = ask("check");
    assertThat(broken.exit()).isEqualTo(Exit.STOP);
    assertThat(broken.out()).contains("allowed_signers:1:1: this line of allowed_signers");
  }

  @Test
  void should_sign_nothing_that_a_gate_stops_and_nothing_unasked() throws IOException {
    write("fix.sh", "#!/bin/sh\nrm -rf /etc\n");
    BadInputTest.Answer bad = ask("approve", "--key", ken.toString(), "--yes");
    assertThat(bad.exit()).isEqualTo(Exit.STOP);
    assertThat(bad.out()).contains("deletes /etc");
    write("fix.sh", "true\n");
    BadInputTest.Answer unasked = ask("approve", "--key", ken.toString());
    assertThat(unasked.exit()).isEqualTo(Exit.STOP);
    assertThat(unasked.out()).contains("not signed: nobody said yes");
    BadInputTest.Answer machine = ask("approve", "--key", ken.toString(), "--output", "json");
    assertThat(machine.exit()).isEqualTo(Exit.STOP);
    assertThat(machine.out()).contains("\"refused\":true");
    assertThat(papers()).isEmpty();
  }

  @Test
  void should_agree_to_what_the_gates_leave_to_a_person() throws IOException {
    write("old.sh", "case $(hostname) in db*) exit ;; esac\nsed -i s/a/c/ /etc/app.conf\n");
    approve(hana);
    BadInputTest.Answer asked = ask("approve", "--key", ken.toString(), "--yes");
    assertThat(asked.out()).contains("  you agree: lineage old.sh:1:");
    BadInputTest.Answer answer = ask("check", "--output", "json");
    assertThat(answer.exit()).as(answer.all()).isEqualTo(Exit.DONE);
    assertThat(answer.out()).contains("\"verdict\":\"pass\"");
    assertThat(Files.readString(directory.resolve("fix.yaml.approvals/ken@example.com.approval")))
        .contains("\nagrees lineage old.sh:1:1: ");
  }

  /// What cannot be used, and what is said.
  @Test
  void should_say_why_it_cannot_sign() throws IOException {
    Path stranger = Keygen.key(directory.resolve("stranger"), "ed25519");
    refused(ask("approve", "--key", stranger.toString(), "--yes"), "does not name the key SHA256:");
    refused(ask("approve", "--key", directory.resolve("none").toString(), "--yes"), "no such file");
    refused(
        ask("approve", "--key", directory.resolve("fix.sh").toString(), "--yes"), "ssh-keygen did");
    refused(
        ask("approve", "--key", ken.toString(), "--as", "hana@example.com", "--yes"),
        "does not name the key");
    signers("ken2 valid-before=\"20200101\" " + Keygen.open(stranger) + "\n");
    refused(ask("approve", "--key", stranger.toString(), "--yes"), "is not valid now");
    Files.delete(directory.resolve("allowed_signers"));
    refused(ask("approve", "--key", ken.toString(), "--yes"), "there is no allowed_signers file");
    assertThat(papers()).isEmpty();
  }

  private static void refused(BadInputTest.Answer answer, String said) {
    assertThat(answer.all()).contains(said);
    assertThat(answer.exit()).as(answer.all()).isEqualTo(Exit.INPUT);
  }

  @Test
  void should_take_the_signers_at_the_root_of_the_repository_only() throws IOException {
    Files.createDirectories(directory.resolve(".git"));
    Path below = Files.createDirectories(directory.resolve("changes"));
    for (String name : List.of("fix.yaml", "fix.sh", "old.sh")) {
      Files.move(directory.resolve(name), below.resolve(name));
    }
    // Who may write here must not choose whose keys count.
    Files.writeString(below.resolve("allowed_signers"), "mallory " + Keygen.open(ken) + "\n");
    BadInputTest.Answer answer =
        BadInputTest.ask(
            "approve",
            below.resolve("fix.yaml").toString(),
            "-i",
            directory.resolve("hosts.ini").toString(),
            "--key",
            ken.toString(),
            "--yes",
            "--output",
            "json");
    assertThat(answer.out()).contains("\"person\":\"ken@example.com\"");
  }

  @Test
  void should_sign_with_a_hardware_key_in_an_agent_without_being_told() throws Exception {
    SoftToken token = new SoftToken(false);
    signers("mio@example.com " + token.key() + "\n");
    Path home = Files.createDirectories(directory.resolve("home"));
    Path socket = directory.resolve("agent");
    approve(hana);
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-Duser.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(arguments("approve", "--yes"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("SSH_AUTH_SOCK", socket.toString(), "HOME", "" + home));
    try (SoftAgent agent = new SoftAgent(socket, token)) {
      assertThat(agent).isNotNull();
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(said).isEqualTo(Exit.DONE);
      assertThat(said).contains("mio@example.com approves");
    }
    assertThat(ask("check").exit()).isEqualTo(Exit.DONE);
  }

  @Test
  void should_sign_with_a_key_behind_a_passphrase_in_a_real_agent() throws Exception {
    Path locked = keys.resolve("locked");
    Keygen.Ran made =
        Keygen.run(
            Path.of("/dev/null"),
            List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", locked.toString()));
    assertThat(made.ok()).as(made.said()).isTrue();
    signers("mio@example.com " + Keygen.open(locked) + "\n");
    Path helper = write("askpass", "#!/bin/sh\necho secret\n");
    assertThat(helper.toFile().setExecutable(true)).isTrue();
    approve(hana);
    // The agent lives as long as the shell; the first signature asks for the passphrase, the
    // second one asks the agent.
    String java =
        "'%s' -XX:TieredStopAtLevel=1 -cp '%s' %s"
            .formatted(
                ProcessHandle.current().info().command().orElse("java"),
                System.getProperty("java.class.path"),
                Main.class.getName());
    Path procedure = directory.resolve("fix.yaml");
    Path hosts = directory.resolve("hosts.ini");
    String script =
        """
        set -e
        export SSH_ASKPASS=%1$s SSH_ASKPASS_REQUIRE=force
        %2$s approve %3$s -i %4$s --yes --key %5$s
        ssh-add -q %5$s
        export SSH_ASKPASS=/bin/false
        %2$s approve %3$s -i %4$s --yes --key %5$s.pub
        """
            .formatted(helper, java, procedure, hosts, locked);
    Keygen.Ran ran = Keygen.run(Path.of("/dev/null"), List.of("ssh-agent", "sh", "-c", script));
    assertThat(ran.said()).contains("mio@example.com approves");
    assertThat(ran.ok()).as(ran.said()).isTrue();
    assertThat(ask("check").exit()).isEqualTo(Exit.DONE);
  }
}
