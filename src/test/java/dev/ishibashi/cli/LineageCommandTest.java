package dev.ishibashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `lineage`, and what `check` says of ancestors that nobody declared.
class LineageCommandTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String OLD =
      """
      #!/bin/sh
      # October: retired customers
      set -eu
      [ "$(hostname)" = store1 ] || exit 1
      for customer in alpha beta; do
        [ -d "/srv/customers/$customer" ] || continue
        tar -czf "/backup/$customer.tgz" "/srv/customers/$customer"
        rm -rf "/srv/customers/$customer"
        echo "purged $customer"
      done
      """;

  /// The same, its variable renamed and two guards lost.
  private static final String NEW =
      """
      #!/bin/sh
      # November: retired customers
      set -eu
      for name in alpha beta; do
        tar -czf "/backup/$name.tgz" "/srv/customers/$name"
        rm -rf "/srv/customers/$name"
        echo "purged $name"
      done
      """;

  private static final String PROCEDURE =
      """
      change: purge
      title: Purge retired customers
      program: new.sh
      derived-from: none
      library: jobs
      targets: {select: store1, hosts: [store1]}
      effects:
        overwrite: ['/backup/*.tgz']
        delete: ['/srv/customers/**']
      limits: {deleted-files: 5000, at-once: 1, unhealthy: 0}
      waves: [canary]
      bystanders: all
      approvals: 0
      """;

  @TempDir private Path directory;

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private String git(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
    command.addAll(List.of("-c", "user.name=t", "-c", "user.email=t@localhost"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.strip();
  }

  @Test
  void should_show_ancestors_and_lines() throws IOException {
    Path program = write("new.sh", NEW);
    write("jobs/old.sh", OLD);
    write("jobs/other.sh", "#!/bin/sh\nsystemctl restart postfix\npostqueue -f\n");
    BadInputTest.Answer answer =
        BadInputTest.ask(
            "lineage", program.toString(), "--library", directory.resolve("jobs").toString());
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains("jobs/old.sh: ")
        .contains("  = destructive  6:3  rm -rf \"/srv/customers/$name\"\n      as at 8:3\n")
        .contains("  - targeting, guard  4:1  [ \"$(hostname)\" = store1 ] || exit 1\n")
        .contains("  - guard  6:3  [ -d \"/srv/customers/$customer\" ] || continue\n")
        .contains(
            "      ! not guarded any more by [ -d \"/srv/customers/$customer\" ] || continue"
                + " (6:3)\n")
        .doesNotContain("other.sh");
  }

  @Test
  void should_answer_in_json() throws IOException {
    Path program = write("new.sh", NEW);
    write("jobs/old.sh", OLD);
    BadInputTest.Answer answer =
        BadInputTest.ask(
            "lineage",
            program.toString(),
            "--library",
            directory.resolve("jobs").toString(),
            "--output",
            "json");
    List<String> lines = answer.out().lines().toList();
    assertThat(lines).hasSize(2);
    JsonNode ancestor = JSON.readTree(lines.getFirst());
    assertThat(ancestor.get("schema").asString()).isEqualTo("ishibashi/ancestor/1");
    assertThat(ancestor.get("share").asDouble()).isBetween(0.4, 1.0);
    JsonNode removed =
        ancestor
            .get("lines")
            .valueStream()
            .filter(l -> l.at("/now/line").asInt() == 6)
            .findFirst()
            .orElseThrow();
    assertThat(removed.get("change").asString()).isEqualTo("inherited");
    assertThat(removed.get("roles").get(0).asString()).isEqualTo("destructive");
    assertThat(removed.at("/then/line").asInt()).isEqualTo(8);
    assertThat(removed.at("/turns/0/turn").asString()).isEqualTo("guard");
    JsonNode end = JSON.readTree(lines.getLast());
    assertThat(end.get("schema").asString()).isEqualTo("ishibashi/lineage/1");
    assertThat(end.get("programs").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --library missing          | cannot be read: no such file
          --library new.sh           | is no directory
          --library jobs --limit 0   | --limit 0 lists nothing
          ''                         | no library of earlier programs is named
          """)
  void should_refuse_bad_input(String options, String expected) throws IOException {
    Path program = write("new.sh", NEW);
    write("jobs/old.sh", OLD);
    List<String> words = new ArrayList<>(List.of("lineage", program.toString()));
    for (String word : options.isEmpty() ? new String[0] : options.split(" ", -1)) {
      words.add(word.matches("[a-z].*") ? directory.resolve(word).toString() : word);
    }
    BadInputTest.Answer answer = BadInputTest.ask(words.toArray(String[]::new));
    assertThat(answer.exit()).isEqualTo(Exit.INPUT);
    assertThat(answer.err()).contains(expected);
    assertThat(answer.out()).isEmpty();
  }

  /// What `check` says of lineage, where `derived-from` is so.
  private JsonNode lineage(String derivedFrom) throws IOException {
    Path procedure =
        write("p.yaml", PROCEDURE.replace("derived-from: none", "derived-from: " + derivedFrom));
    write("hosts", "store1\nstore2\n");
    BadInputTest.Answer answer =
        BadInputTest.ask(
            "check",
            procedure.toString(),
            "-i",
            directory.resolve("hosts").toString(),
            "--output",
            "json");
    assertThat(answer.out()).as(answer.err()).isNotBlank();
    return JSON.readTree(answer.out())
        .get("gates")
        .valueStream()
        .filter(g -> g.get("gate").asString().equals("lineage"))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> codes(JsonNode gate) {
    return gate.get("evidence")
        .valueStream()
        .map(e -> e.get("code").asString())
        .distinct()
        .toList();
  }

  @Test
  void should_stop_at_an_ancestor_that_nobody_declared() throws IOException {
    write("new.sh", NEW);
    write("jobs/old.sh", OLD);
    JsonNode gate = lineage("none");
    assertThat(gate.get("verdict").asString()).isEqualTo("stop");
    assertThat(codes(gate)).contains("lineage-undeclared", "lineage-lost", "lineage-searched");
    assertThat(gate.at("/evidence/0/message").asString())
        .matches("[0-9]+ % of the program stands in jobs/old.sh, and no ancestor is declared");
    // Declared, the ancestor is compared as before: what is lost stays lost.
    gate = lineage("jobs/old.sh");
    assertThat(gate.get("verdict").asString()).isEqualTo("stop");
    assertThat(codes(gate)).contains("lineage-lost").doesNotContain("lineage-undeclared");
    // With a reason it is for somebody else to agree, with all that there is to see.
    gate = lineage("{none: written anew from the manual}");
    assertThat(gate.get("verdict").asString()).isEqualTo("needs-approval");
    assertThat(codes(gate)).contains("lineage-denied", "lineage-lost");
  }

  @Test
  void should_pass_with_the_right_ancestor_and_nothing_lost() throws IOException {
    write("new.sh", OLD.replace("$customer", "$name").replace("for customer", "for name"));
    write("jobs/old.sh", OLD);
    assertThat(lineage("none").get("verdict").asString()).isEqualTo("stop");
    assertThat(lineage("jobs/old.sh").get("verdict").asString()).isEqualTo("pass");
    write("jobs/other.sh", "#!/bin/sh\nsystemctl restart postfix\npostqueue -f\n");
    JsonNode gate = lineage("jobs/other.sh");
    assertThat(gate.get("verdict").asString()).isEqualTo("stop");
    assertThat(gate.at("/evidence/0/message").asString())
        .isEqualTo(
            "100 % of the program stands in jobs/old.sh, and only jobs/other.sh is declared");
    assertThat(lineage("[jobs/other.sh, jobs/old.sh]").get("verdict").asString()).isEqualTo("pass");
  }

  @Test
  void should_find_what_is_in_the_history_only() throws Exception {
    git("init", "-q", "-b", "main");
    write("jobs/old.sh", OLD);
    git("add", "-A");
    git("commit", "-q", "-m", "one");
    String commit = git("rev-parse", "HEAD").substring(0, 12);
    git("rm", "-q", "-r", "jobs");
    write("jobs/README", "moved\n");
    write("new.sh", OLD.replace("October", "November"));
    git("add", "-A");
    git("commit", "-q", "-m", "two");
    JsonNode gate = lineage("none");
    assertThat(gate.at("/evidence/0/message").asString())
        .startsWith("100 % of the program stands in jobs/old.sh@" + commit + " of 20")
        .endsWith(", and no ancestor is declared");
    assertThat(lineage("jobs/old.sh@" + commit).get("verdict").asString()).isEqualTo("pass");
    BadInputTest.Answer missing =
        BadInputTest.ask(
            "check",
            write("q.yaml", PROCEDURE.replace("none", "jobs/old.sh@0123456789ab")).toString(),
            "-i",
            directory.resolve("hosts").toString());
    assertThat(missing.exit()).isEqualTo(Exit.INPUT);
    assertThat(missing.err()).contains("jobs/old.sh@0123456789ab cannot be read: git says: ");
  }

  /// The site was asked for apps to delete, and deleted sites: the line is the same but for its
  /// meaning.
  @Test
  void should_ask_somebody_where_another_kind_of_thing_is_destroyed() throws IOException {
    String old =
        """
        #!/bin/sh
        set -eu
        list=retired-%s.txt
        while read -r name; do
          %s "$name"
          echo "dropped $name"
        done <"$list"
        """;
    write("jobs/old.sh", old.formatted("databases", "dropdb"));
    write("new.sh", old.formatted("machines", "virsh undefine"));
    JsonNode gate = lineage("jobs/old.sh");
    JsonNode kind =
        gate.get("evidence")
            .valueStream()
            .filter(e -> e.get("code").asString().equals("lineage-kind"))
            .findFirst()
            .orElseThrow();
    assertThat(kind.get("message").asString())
        .isEqualTo(
            "it acts on a server, and acted on a database at %s/jobs/old.sh:5:3 (virsh undefine"
                    .formatted(directory)
                + " \"$name\")");
    assertThat(gate.get("verdict").asString()).isEqualTo("needs-approval");
    write("jobs/old.sh", old.formatted("sites", "atlas-site delete"));
    write("new.sh", old.formatted("apps", "atlas-site delete"));
    assertThat(codes(lineage("jobs/old.sh"))).contains("lineage-origin");
  }

  @Test
  void should_stop_where_the_library_cannot_be_read() throws IOException {
    write("new.sh", NEW);
    JsonNode gate = lineage("none");
    assertThat(gate.get("verdict").asString()).isEqualTo("stop");
    assertThat(codes(gate)).contains("lineage-library");
    write("jobs/large.sh", "#".repeat(2_000_000));
    gate = lineage("none");
    assertThat(gate.get("verdict").asString()).isEqualTo("needs-approval");
    assertThat(codes(gate)).contains("lineage-unread");
  }
}
