package dev.ishibashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.gate.Gates;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is given, the answer is a sentence and an exit code, never a stack trace.
class BadInputTest {
  private static final String GOOD =
      """
      change: fix
      title: A fix
      program: fix.sh
      derived-from: none
      targets: {select: web, hosts: [web1]}
      effects: {modify: [/etc/app.conf]}
      limits: {deleted-files: 0, at-once: 1, unhealthy: 0}
      waves: [canary, rest]
      bystanders: all
      approvals: 0
      """;

  @TempDir private Path directory;

  record Answer(int exit, String out, String err) {
    String all() {
      return out + err;
    }
  }

  static Answer ask(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = Main.execute(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Answer(exit, out.toString(), err.toString());
  }

  @BeforeEach
  void write() throws IOException {
    Files.writeString(directory.resolve("fix.yaml"), GOOD);
    Files.writeString(directory.resolve("fix.sh"), "#!/bin/sh\nsed -i s/a/b/ /etc/app.conf\n");
    Files.writeString(
        directory.resolve("hosts.ini"),
        "[web]\nweb1\n[db]\ndb1\n[all:vars]\nishibashi_term_ends=never\n");
  }

  private Answer check() {
    return ask(
        "check",
        directory.resolve("fix.yaml").toString(),
        "-i",
        directory.resolve("hosts.ini").toString());
  }

  private static void isSentence(Answer answer, int exit, String part) {
    assertThat(answer.all()).contains(part);
    assertThat(answer.exit()).as(answer.all()).isEqualTo(exit);
    assertThat(answer.all()).doesNotContain("Exception:").doesNotContain("\tat ");
  }

  @Test
  void should_pass_what_is_good() {
    isSentence(check(), Exit.DONE, "every gate passes");
  }

  /// A line of the procedure, what stands there instead, the exit code, what is said.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          change: fix                  | change: [                                  | 2 | fix.yaml:
          change: fix                  | change:                                    | 2 | fix.yaml:1:
          approvals: 0                 | approval: 0                                | 2 | did you mean
          waves: [canary, rest]        | waves: []                                  | 2 | fix.yaml:8:
          program: fix.sh              | program: missing.sh                        | 2 | missing.sh cannot be read: no such file
          program: fix.sh              | program: .                                 | 2 | it is a directory
          derived-from: none           | derived-from: old.sh                       | 2 | old.sh cannot be read
          derived-from: none           | x: y                                       | 2 | fix.yaml:4:
          targets: {select: web, hosts: [web1]} | targets: {select: web, hosts: [web1, web9]} | 1 | web9
          targets: {select: web, hosts: [web1]} | targets: {select: wbe, hosts: [web1]}       | 1 | wbe
          targets: {select: web, hosts: [web1]} | targets: {select: '!web', hosts: [web1]}    | 2 | only takes away
          targets: {select: web, hosts: [web1]} | targets: {select: '', hosts: [web1]}        | 2 | fix.yaml:5:
          targets: {select: web, hosts: [web1]} | targets: {select: all, hosts: [web1]}       | 1 | db1
          targets: {select: web, hosts: [web1]} | targets: {select: web, hosts: []}           | 2 | fix.yaml:5:
          approvals: 0                 | approvals: 2                               | 1 | this needs approval
          effects: {modify: [/etc/app.conf]} | effects: {modify: [etc/app.conf]}    | 2 | fix.yaml:6:
          effects: {modify: [/etc/app.conf]} | effects: {modify: [/etc/other]}      | 1 | /etc/app.conf
          """)
  void should_say_what_is_wrong_with_a_procedure(String line, String instead, int exit, String said)
      throws IOException {
    assertThat(GOOD).contains(line);
    Files.writeString(directory.resolve("fix.yaml"), GOOD.replace(line, instead));
    isSentence(check(), exit, said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "# nothing\n", "---\n", "[]", "change", "\t", "a: b: c", "&a *a"})
  void should_refuse_a_procedure_that_is_none(String text) throws IOException {
    Files.writeString(directory.resolve("fix.yaml"), text);
    isSentence(check(), Exit.INPUT, "fix.yaml:");
  }

  @Test
  void should_refuse_bytes_that_are_no_text() throws IOException {
    Files.write(directory.resolve("fix.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 'a'});
    isSentence(check(), Exit.INPUT, "fix.yaml:");
    write();
    Files.write(directory.resolve("hosts.ini"), new byte[] {'[', (byte) 0xff, ']', '\n', 0});
    isSentence(check(), Exit.INPUT, "hosts.ini");
  }

  @Test
  void should_stop_a_program_of_bytes_that_are_no_text() throws IOException {
    byte[] program = "#!/bin/sh\nrm -rf /srv/\u00ff\n".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(directory.resolve("fix.sh"), program);
    isSentence(check(), Exit.STOP, "fix.sh:2:1");
  }

  @Test
  void should_stop_a_program_that_cannot_be_parsed() throws IOException {
    Files.writeString(directory.resolve("fix.sh"), "#!/bin/sh\nif true; then\n");
    isSentence(check(), Exit.STOP, "fix.sh:");
  }

  @Test
  void should_refuse_a_program_that_nobody_wrote_by_hand() throws IOException {
    Files.writeString(directory.resolve("fix.sh"), "echo a line of text\n".repeat(550_000));
    isSentence(check(), Exit.INPUT, "too large");
    isSentence(ask("explain", directory.resolve("fix.sh").toString()), Exit.INPUT, "too large");
  }

  @Test
  void should_refuse_an_inventory_that_is_missing_empty_or_a_program() throws IOException {
    String procedure = directory.resolve("fix.yaml").toString();
    isSentence(
        ask("check", procedure, "-i", directory.resolve("none.ini").toString()),
        Exit.INPUT,
        "none.ini");
    Files.writeString(directory.resolve("hosts.ini"), "\n");
    isSentence(check(), Exit.INPUT, "hosts.ini");
    Path program = directory.resolve("hosts.ini");
    Files.writeString(program, "#!/bin/sh\necho '{}'\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    isSentence(check(), Exit.INPUT, "is a program");
  }

  @Test
  void should_refuse_what_is_no_usage() {
    isSentence(ask(), Exit.INPUT, "a command is missing");
    isSentence(ask("chek"), Exit.INPUT, "check");
    isSentence(ask("check"), Exit.INPUT, "PROCEDURE");
    isSentence(ask("check", "x.yaml"), Exit.INPUT, "with -i");
    isSentence(ask("hosts"), Exit.INPUT, "with -i");
    isSentence(ask("check", "x", "-i", "y", "--output", "xml"), Exit.INPUT, "xml");
    isSentence(ask("ledger"), Exit.INPUT, "a command is missing");
    isSentence(ask("ledger", "verify", "--directory", "/nowhere"), Exit.INPUT, "/nowhere");
    isSentence(ask("status", "no-such-run"), Exit.INPUT, "no-such-run");
    isSentence(ask("incident", "replay", "99"), Exit.INPUT, "99");
    isSentence(ask("explain", "/nowhere/x.sh"), Exit.INPUT, "no such file");
    isSentence(ask("explain", "/tmp"), Exit.INPUT, "directory");
  }

  @Test
  void should_answer_in_json_too() {
    Answer answer =
        ask(
            "check",
            directory.resolve("fix.yaml").toString(),
            "-i",
            directory.resolve("hosts.ini").toString(),
            "--output",
            "json");
    assertThat(answer.exit()).isZero();
    assertThat(answer.out().lines().toList())
        .singleElement()
        .asString()
        .startsWith("{\"schema\":\"ishibashi/verdict/1\",\"verdict\":\"pass\"")
        .contains(
            Gates.names().stream().map("\"gate\":\"%s\",\"verdict\":\"pass\""::formatted).toList());
  }

  @Test
  void should_not_run_when_nobody_can_say_yes() {
    Answer answer =
        ask(
            "run",
            directory.resolve("fix.yaml").toString(),
            "-i",
            directory.resolve("hosts.ini").toString());
    isSentence(answer, Exit.STOP, "--yes");
    assertThat(List.of(answer.out().split("\n"))).last().asString().contains("no host was touched");
  }
}
