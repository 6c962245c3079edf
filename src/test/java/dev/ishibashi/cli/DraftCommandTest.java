package dev.ishibashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `draft`: what it writes, what it leaves to people, and what an update leaves alone.
class DraftCommandTest {
  private static final String PROGRAM =
      """
      #!/bin/sh
      set -eu
      sed -i "s/^mode=.*/mode=$MODE/" /etc/app.conf
      rm -rf /srv/app/cache
      systemctl restart app
      echo "$1" >>/var/log/app-changes
      """;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path directory;

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @BeforeEach
  void make() throws IOException {
    write("fix.sh", PROGRAM);
    write("hosts", "[web]\nweb[1:3]\n[db]\ndb1\n");
  }

  private BadInputTest.Answer draft(String... more) {
    List<String> words = new ArrayList<>(List.of("draft", directory.resolve("fix.sh").toString()));
    words.addAll(List.of("-i", directory.resolve("hosts").toString()));
    words.addAll(List.of(more));
    return BadInputTest.ask(words.toArray(String[]::new));
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private static List<String> undecided(String text) {
    return switch (Procedure.parse(Source.of("p.yaml", text))) {
      case Procedure.Parsed parsed -> List.of();
      case Procedure.Invalid invalid ->
          invalid.problems().stream().map(Diagnostic::message).toList();
    };
  }

  @Test
  void should_write_what_is_known_and_ask_for_the_rest() {
    BadInputTest.Answer answer = draft();
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.out())
        .isEqualTo(
            """
            # Written by ishibashi draft. What DECIDE stands at is for a person to decide; no gate passes it.
            change: fix
            title: 'DECIDE: one sentence that says what this is for'
            author: 'DECIDE: who wrote this, as allowed_signers calls the person'
            program: fix.sh
            derived-from: 'DECIDE: the program that this one was copied from, or none'
            targets:
              select: 'DECIDE: a pattern of the inventory, of the groups db, web'
              hosts: 'DECIDE: the hosts that select gives, one by one; draft --update fills them in'
            effects:
              delete:
                - /srv/app/cache/**  # 4:1 rm -rf /srv/app/cache
              modify:
                - /etc/app.conf  # 3:1 sed -i "s/^mode=.*/mode=$MODE/" /etc/app.conf
                - /var/log/app-changes  # 6:11 >>/var/log/app-changes
              service:
                - restart app  # 5:1 systemctl restart app
            variables:
              MODE: 'DECIDE: the value of MODE, or change the program so that it needs none'
            arguments:
              - 'DECIDE: the argument $1 of the program'
            limits:
              deleted-files: 'DECIDE: how many files may be gone from all targets together'
              at-once: 1
              unhealthy: 0
            waves: [canary, rest]
            checks:
              - run: 'DECIDE: a command that succeeds on a target when the change is good'
            bystanders: all
            approvals: 1
            """);
    // Each question is said, and nothing else is wrong.
    assertThat(undecided(answer.out()))
        .hasSize(9)
        .allMatch(m -> m.startsWith("somebody must decide: "));
  }

  @Test
  void should_take_what_a_person_says_of_the_hosts() {
    assertThat(draft("-l", "web:!web2").out())
        .contains("  select: 'web:!web2'\n  hosts: [web1, web3]\n");
    BadInputTest.Answer typo = draft("-l", "wbe");
    assertThat(typo.exit()).isEqualTo(Exit.INPUT);
    assertThat(typo.err()).contains("no host and no group matches 'wbe'; did you mean web?");
  }

  @Test
  void should_say_what_nobody_can_declare() throws IOException {
    write("fix.sh", "#!/bin/sh\nrm -rf \"$1\"\nfrobnicate\nssh db1 reboot\n");
    BadInputTest.Answer answer = draft();
    assertThat(answer.out())
        .contains("# no procedure can declare this, so the program must be changed: 2:1 delete ")
        .contains("# no procedure can declare this, so the program must be changed: 3:1 unknown ")
        .contains("; the program addresses db1 by itself'");
    write("fix.sh", "#!/bin/sh\ntrue\n");
    assertThat(draft().out()).contains("\neffects: none\n").contains("  deleted-files: 0\n");
  }

  /// Names that YAML would read otherwise stay what they are.
  @Test
  void should_survive_hostile_names() throws IOException {
    write(
        "fix.sh",
        "#!/bin/sh\nrm -f '/srv/a: b # c' \"/srv/it's\" '/srv/[x]{y}' '/srv/- z' '/srv/\u202ex'"
            + " '/srv/a\"b' '/srv/%@' '/srv/a`b' '/srv/ä'\n");
    String text = draft("-l", "web").out();
    String decided =
        text.replaceAll("deleted-files: '.*'", "deleted-files: 8")
            .replaceAll("'DECIDE: [^\n]*'", "none");
    Procedure procedure =
        switch (Procedure.parse(Source.of("p.yaml", decided))) {
          case Procedure.Parsed parsed -> parsed.procedure();
          case Procedure.Invalid invalid -> throw new AssertionError(decided + invalid.problems());
        };
    assertThat(
            procedure.effects().of(dev.ishibashi.effect.Act.DELETE).stream().map(Object::toString))
        .contains(
            "/srv/a: b # c",
            "/srv/it's",
            "/srv/- z",
            "/srv/\u202ex",
            "/srv/a\"b",
            "/srv/%@",
            "/srv/ä",
            "/srv/\\[x]{y}")
        .doesNotContain("/srv/a`b");
    assertThat(text)
        .contains(
            "no procedure can declare this, so the program must be changed: 2:1 delete /srv/a`b")
        .doesNotContain("\u202E");
  }

  @Test
  void should_take_over_from_the_nearest_earlier_procedure() throws IOException {
    write("jobs/old.sh", PROGRAM.replace("$MODE", "fast"));
    write("jobs/other.sh", "#!/bin/sh\nuptime\n");
    write(
        "jobs/old.yaml",
        """
        change: shop-fix
        title: Switch the shop to fast mode
        program: old.sh
        derived-from: none
        targets: {select: db, hosts: [db1]}
        effects: none
        limits: {deleted-files: 12, at-once: 2, unhealthy: 1}
        waves: [canary, 50%, rest]
        wave-soak: 90m
        checks: [{run: curl -fsS localhost}]
        bystanders: web
        backup-side: {soak: 14d}
        approvals: 2
        """);
    String text = draft("--library", path("jobs")).out();
    assertThat(text)
        .contains(
            "title: 'DECIDE: one sentence that says what this is for (jobs/old.yaml: Switch the"
                + " shop to fast mode)'")
        .containsPattern("derived-from: jobs/old.sh  # [0-9]+ % of the program stands in it\n")
        .contains("\nlibrary: jobs\n")
        .contains("; jobs/old.yaml had db'")
        .contains("(jobs/old.yaml: 12)'")
        .contains("  at-once: 2  # as in jobs/old.yaml\n")
        .contains("waves: [canary, '50%', rest]  # as in jobs/old.yaml\n")
        .contains("wave-soak: 1h30m  # as in jobs/old.yaml\n")
        .contains("  # jobs/old.yaml checked: curl -fsS localhost\n")
        .contains("bystanders: web  # as in jobs/old.yaml\n")
        .contains("backup-side: {soak: 14d}  # as in jobs/old.yaml\n")
        .contains("approvals: 2  # as in jobs/old.yaml\n");
    assertThat(undecided(text)).allMatch(m -> m.startsWith("somebody must decide: "));
    write("jobs/old.sh", "#!/bin/sh\ndate\n");
    assertThat(draft("--library", path("jobs")).out())
        .contains("derived-from: none  # " + path("jobs") + " holds nothing like it");
  }

  @Test
  void should_never_overwrite() throws IOException {
    assertThat(draft("-o", path("p.yaml")).exit()).isZero();
    String text = Files.readString(directory.resolve("p.yaml"));
    assertThat(text).isEqualTo(draft().out());
    write("fix.sh", "#!/bin/sh\ntrue\n");
    BadInputTest.Answer again = draft("-o", path("p.yaml"));
    assertThat(again.exit()).isEqualTo(Exit.INPUT);
    assertThat(again.err()).contains("is there already").contains("--update");
    assertThat(Files.readString(directory.resolve("p.yaml"))).isEqualTo(text);
    assertThat(draft("--update").err()).contains("-o");
    assertThat(draft("-o", path("q.yaml"), "--update").exit()).isEqualTo(Exit.INPUT);
  }

  private static final String WRITTEN =
      """
      # Why: ticket 4711
      change: fix   # never renamed
      title: Fix the app # decided by Hana

      program: fix.sh
      derived-from: "DECIDE: which" # soon
      targets:
        # only the front
        select: web
        hosts: "DECIDE: which"   # all three
      effects:   # reviewed 2026-11-01
        # the cache alone
        delete: [/srv/app/cache/**]  # not its parent
        modify:
          - /etc/app.conf # mode
          # and nothing else
      limits: {deleted-files: 10, at-once: 1, unhealthy: 0} # asked the owner
      waves: [canary,   rest]
      bystanders: all
      """;

  private static final String ADDED =
      """
      - /etc/app.conf # mode
      - /var/log/app-changes  # 6:11 >>/var/log/app-changes
      @service:
      @  - restart app  # 5:1 systemctl restart app
      """;

  @Test
  void should_keep_comments_and_decisions_when_updating() throws IOException {
    Path file = write("p.yaml", WRITTEN);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    write("jobs/old.sh", PROGRAM);
    BadInputTest.Answer answer =
        draft("-o", file.toString(), "--update", "--library", path("jobs"));
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(Files.readString(file))
        .isEqualTo(
            WRITTEN
                    .replace("derived-from: \"DECIDE: which\"", "derived-from: jobs/old.sh")
                    .replace("hosts: \"DECIDE: which\"", "hosts: [web1, web2, web3]")
                    .replace("    - /etc/app.conf # mode\n", ADDED.indent(4).replace("  @", ""))
                + """
                author: 'DECIDE: who wrote this, as allowed_signers calls the person'
                variables:
                  MODE: 'DECIDE: the value of MODE, or change the program so that it needs none'
                arguments:
                  - 'DECIDE: the argument $1 of the program'
                approvals: 1
                """);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    // A second time there is nothing to do.
    String first = Files.readString(file);
    answer = draft("-o", file.toString(), "--update", "--library", path("jobs"));
    assertThat(answer.err()).contains("is up to date");
    assertThat(Files.readString(file)).isEqualTo(first);
  }

  /// How effects are written, and what stands there after the update.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          effects: none | effects:/n  delete:/n    - /srv/app/cache/**  # 2:1 rm -rf /srv/app/cache
          effects: "DECIDE: what" # soon | effects:/n  delete:/n    - /srv/app/cache/**  # 2:1 rm -rf /srv/app/cache # soon
          effects: {modify: [/a]} # x | effects: {modify: [/a], delete: [/srv/app/cache/**]} # x
          effects: {delete: [/a, "/b, c]"]} | effects: {delete: [/a, "/b, c]", /srv/app/cache/**]}
          effects: {delete: [/a, # x/n  /b]} | effects: {delete: [/a, # x/n  /b, /srv/app/cache/**]}
          effects: {delete: [/srv/app/**]} | effects: {delete: [/srv/app/**]}
          effects:/n  delete:/n  - /a # x/n  modify: [/b] | effects:/n  delete:/n  - /a # x/n  - /srv/app/cache/**  # 2:1 rm -rf /srv/app/cache/n  modify: [/b]
          effects:/n  delete: "DECIDE: what" | effects:/n  delete:/n      - /srv/app/cache/**  # 2:1 rm -rf /srv/app/cache
          effects:/n  modify: [/b]/n# end | effects:/n  modify: [/b]/n  delete:/n    - /srv/app/cache/**  # 2:1 rm -rf /srv/app/cache/n# end
          """)
  void should_add_effects_as_they_are_written(String written, String expected) throws IOException {
    write("fix.sh", "#!/bin/sh\nrm -rf /srv/app/cache\n");
    String head =
        """
        change: fix
        title: t
        author: a
        program: fix.sh
        derived-from: none
        targets: {select: web, hosts: [web1, web2, web3]}
        limits: {deleted-files: 10, at-once: 1, unhealthy: 0}
        waves: [rest]
        bystanders: all
        approvals: 0
        """;
    Path file = write("p.yaml", head + written.replace("/n", "\n") + "\n");
    BadInputTest.Answer answer = draft("-o", file.toString(), "--update");
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(Files.readString(file)).isEqualTo(head + expected.replace("/n", "\n") + "\n");
  }

  @Test
  void should_answer_in_json() {
    JsonNode line = JSON.readTree(draft("--output", "json").out());
    assertThat(line.get("schema").asString()).isEqualTo("ishibashi/draft/1");
    assertThat(line.get("written").asBoolean()).isFalse();
    assertThat(line.get("decide").size()).isEqualTo(9);
    assertThat(line.at("/decide/0/line").asInt()).isEqualTo(3);
    assertThat(line.get("text").asString()).isEqualTo(draft().out());
    line = JSON.readTree(draft("-o", path("p.yaml"), "--output", "json").out());
    assertThat(line.get("written").asBoolean()).isTrue();
    line = JSON.readTree(draft("-o", path("p.yaml"), "--update", "--output", "json").out());
    assertThat(line.get("written").asBoolean()).isFalse();
  }

  @Test
  void should_leave_written_hosts_alone_and_say_what_differs() throws IOException {
    String text = WRITTEN.replace("hosts: \"DECIDE: which\"", "hosts: [web1, old1]");
    Path file = write("p.yaml", text);
    BadInputTest.Answer answer = draft("-o", file.toString(), "--update");
    assertThat(answer.err())
        .contains(
            "p.yaml:10:10: web gives other hosts than are written; not written: web2, web3; not"
                + " given: old1");
    assertThat(Files.readString(file)).contains("hosts: [web1, old1]   # all three");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [a, b]       | is no procedure
          {change: x}  | stands in braces
          'a: [b'      | not valid YAML
          """)
  void should_refuse_what_it_cannot_add_to(String text, String expected) throws IOException {
    Path file = write("p.yaml", text + "\n");
    BadInputTest.Answer answer = draft("-o", file.toString(), "--update");
    assertThat(answer.exit()).isEqualTo(Exit.INPUT);
    assertThat(answer.err()).contains(expected);
    assertThat(Files.readString(file)).isEqualTo(text + "\n");
  }
}
