package dev.ishibashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.approval.Keygen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A new repository of procedures, with the real git.
class InitCommandTest {
  @TempDir private Path directory;
  private Path repository = Path.of("");

  @BeforeEach
  void begin() throws IOException {
    repository = Files.createDirectory(directory.resolve("repository"));
    // A copy of Ishibashi on the PATH.
    Path program = Files.createDirectory(directory.resolve("bin")).resolve("ishibashi");
    Files.writeString(
        program,
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\"\n"
            .formatted(
                ProcessHandle.current().info().command().orElse("java"),
                System.getProperty("java.class.path"),
                Main.class.getName()));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    git("init", "-q");
    git("config", "user.email", "hana@example.com");
    git("config", "user.name", "Hana");
  }

  private Keygen.Ran git(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "HOME=" + directory,
                "PATH=" + directory.resolve("bin") + ":" + System.getenv("PATH"),
                "git",
                "-C",
                repository.toString()));
    command.addAll(List.of(arguments));
    return Keygen.run(Path.of("/dev/null"), command);
  }

  private BadInputTest.Answer init(String... more) {
    List<String> arguments = new ArrayList<>(List.of("init", repository.toString()));
    arguments.addAll(List.of(more));
    return BadInputTest.ask(arguments.toArray(String[]::new));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(repository)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> repository.relativize(f).toString())
          .filter(f -> !f.startsWith(".git/"))
          .sorted()
          .toList();
    }
  }

  private BadInputTest.Answer check(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "check",
                repository.resolve("changes/example.yaml").toString(),
                "-i",
                repository.resolve("inventory.ini").toString()));
    arguments.addAll(List.of(more));
    return BadInputTest.ask(arguments.toArray(String[]::new));
  }

  @Test
  void should_begin_a_repository_whose_example_only_lacks_approval() throws IOException {
    BadInputTest.Answer answer = init("--ci", "github");
    assertThat(answer.exit()).as(answer.all()).isEqualTo(Exit.DONE);
    assertThat(files())
        .containsExactly(
            ".gitattributes",
            ".githooks/pre-commit",
            ".github/workflows/procedures.yml",
            "allowed_signers",
            "changes/checks/mail.yaml",
            "changes/example.sh",
            "changes/example.yaml",
            "ci/check-procedures",
            "inventory.ini",
            "procedure.schema.json");
    assertThat(repository.resolve("changes/example.yaml"))
        .content()
        .contains("author: hana@example.com");
    Path ken = Keygen.key(directory.resolve("ken"), "ed25519");
    Path hana = Keygen.key(directory.resolve("hana"), "ed25519");
    Files.writeString(
        repository.resolve("allowed_signers"),
        "hana@example.com %s\nken@example.com %s\n".formatted(Keygen.open(hana), Keygen.open(ken)));
    BadInputTest.Answer unapproved = check();
    assertThat(unapproved.exit()).isEqualTo(Exit.STOP);
    assertThat(unapproved.out()).contains("needs-approval  approval").doesNotContain("stop  ");
    assertThat(check("--fail-on", "stop").exit()).isEqualTo(Exit.DONE);
    for (Path key : List.of(hana, ken)) {
      BadInputTest.Answer signed =
          BadInputTest.ask(
              "approve",
              repository.resolve("changes/example.yaml").toString(),
              "-i",
              repository.resolve("inventory.ini").toString(),
              "--key",
              key.toString(),
              "--yes");
      assertThat(signed.exit()).as(signed.all()).isEqualTo(Exit.DONE);
    }
    assertThat(check().exit()).isEqualTo(Exit.DONE);
    // The signed bytes come back from git as they were, whatever git does to line ends.
    git("config", "core.autocrlf", "true");
    assertThat(git("add", "-A").ok()).isTrue();
    assertThat(git("commit", "-qm", "first").ok()).isTrue();
    assertThat(git("rm", "-rq", "--cached", ".").ok()).isTrue();
    assertThat(git("reset", "-q", "--hard").ok()).isTrue();
    assertThat(check().exit()).isEqualTo(Exit.DONE);
  }

  @Test
  void should_never_overwrite_a_file() throws IOException {
    Files.writeString(repository.resolve("allowed_signers"), "ours\n");
    BadInputTest.Answer first = init("--ci", "gitlab", "--output", "json");
    assertThat(first.out())
        .contains("\"file\":\"allowed_signers\"")
        .contains("\"written\":false")
        .contains("\"file\":\".gitlab-ci.yml\"");
    for (String file : files()) {
      Files.writeString(repository.resolve(file), "ours: " + file);
    }
    BadInputTest.Answer second = init("--ci", "gitlab");
    assertThat(second.exit()).isEqualTo(Exit.DONE);
    assertThat(second.out()).doesNotContain("written").contains("kept     .gitattributes");
    for (String file : files()) {
      assertThat(repository.resolve(file)).hasContent("ours: " + file);
    }
  }

  @Test
  void should_refuse_a_commit_that_a_gate_stops() throws IOException {
    init();
    assertThat(git("config", "core.hooksPath", ".githooks").ok()).isTrue();
    assertThat(git("add", "-A").ok()).isTrue();
    Keygen.Ran first = git("commit", "-m", "first");
    assertThat(first.ok()).as(first.said()).isTrue();
    Path program = repository.resolve("changes/example.sh");
    String good = Files.readString(program);
    Files.writeString(program, good + "rm -rf /usr\n");
    assertThat(git("add", "-A").ok()).isTrue();
    // What lies in the working tree does not matter.
    Files.writeString(program, good);
    Keygen.Ran bad = git("commit", "-m", "second");
    assertThat(bad.ok()).isFalse();
    assertThat(bad.said()).contains("deletes /usr", "pre-commit: not committed");
  }

  @Test
  void should_check_everything_for_a_build_server() throws IOException {
    init();
    Path script = repository.resolve("ci/check-procedures");
    Path reports = directory.resolve("reports");
    List<String> command =
        List.of(
            "env",
            "ISHIBASHI=" + directory.resolve("bin/ishibashi"),
            script.toString(),
            "--fail-on",
            "stop");
    List<String> reporting = new ArrayList<>(command);
    reporting.addAll(List.of("--reports", reports.toString()));
    Keygen.Ran ran = Keygen.run(Path.of("/dev/null"), reporting);
    assertThat(ran.exit()).as(ran.said()).isEqualTo(Exit.DONE);
    assertThat(reports.resolve("changes-example.yaml.xml")).content().contains("<testsuites>");
    assertThat(reports.resolve("changes-example.yaml.sarif")).content().contains("2.1.0");
    Files.writeString(repository.resolve("changes/other.yaml"), "change: other\ntitle: Another\n");
    Keygen.Ran broken = Keygen.run(Path.of("/dev/null"), command);
    assertThat(broken.exit()).as(broken.said()).isEqualTo(Exit.INPUT);
    assertThat(broken.said()).contains("other.yaml:1:1: targets is missing");
    for (String file : List.of("other.yaml", "example.yaml")) {
      Files.delete(repository.resolve("changes").resolve(file));
    }
    assertThat(Keygen.run(Path.of("/dev/null"), command).exit()).isEqualTo(Exit.INPUT);
  }

  @Test
  void should_write_scripts_that_the_parser_reads() throws IOException {
    init();
    for (String file : List.of("ci/check-procedures", ".githooks/pre-commit")) {
      Path script = repository.resolve(file);
      assertThat(script).isExecutable();
      assertThat(Keygen.run(Path.of("/dev/null"), List.of("dash", "-n", script.toString())).ok())
          .isTrue();
      assertThat(BadInputTest.ask("explain", "--tree", script.toString()).exit())
          .isEqualTo(Exit.DONE);
    }
  }
}
