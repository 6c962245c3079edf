package dev.ishibashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `show`: the sheet that an approver reads.
class ShowCommandTest {
  private static final String WRITTEN =
      """
      change: fix
      title: Fix the app
      program: fix.sh
      derived-from: old.sh
      targets: {select: web, hosts: [web1, web2, web3]}
      effects:
        delete: [/srv/app/cache/**]
        service: [restart app]
      limits: {deleted-files: 10, at-once: 1, unhealthy: 0}
      waves: [canary, rest]
      wave-soak: 30m
      checks: [{run: curl -fsS localhost}]
      bystanders: all
      backup-side: {soak: 14d}
      approvals: 0
      """;

  @TempDir private Path directory;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  @BeforeEach
  void make() throws IOException {
    write("fix.sh", "#!/bin/sh\nrm -rf /srv/app/cache\nsystemctl restart app\n");
    write("old.sh", "#!/bin/sh\nset -e\nrm -rf /srv/app/cache\nsystemctl restart app\n");
    write("hosts", "[web]\nweb[1:3] ishibashi_role=front\n[db]\nbk1 ishibashi_backs_up=web1\n");
    write("p.yaml", WRITTEN);
  }

  private String show(String... more) {
    List<String> words = new ArrayList<>(List.of("show", directory.resolve("p.yaml").toString()));
    words.addAll(List.of(more));
    BadInputTest.Answer answer = BadInputTest.ask(words.toArray(String[]::new));
    assertThat(answer.exit()).as(answer.err()).isZero();
    assertThat(answer.err()).isEmpty();
    return answer.out();
  }

  private String inventory() {
    return directory.resolve("hosts").toString();
  }

  @Test
  void should_say_all_that_an_approver_must_know_in_order() {
    String text = show("-i", inventory());
    assertThat(text.lines().filter(l -> l.matches("[A-Z][^.:(]*")).toList())
        .containsSubsequence(
            "Fix the app",
            "What is run",
            "Where",
            "What it may do",
            "The worst that can happen",
            "What changed since the program it was copied from",
            "How it goes",
            "The way back",
            "What the gates say",
            "Approvals");
    assertThat(text)
        .contains("3 hosts, selected by web:")
        .contains("  - front  web1\n")
        .contains("  deletes              /srv/app/cache/**\n")
        .contains("At most 10 files may be gone")
        .contains("delete /srv/app/cache/**")
        .contains("compared with old.sh")
        .contains("not guarded any more by set -e (2:1)")
        .contains("  wave 2, 2 hosts  web2 web3\n")
        .contains("good for 30m before the next begins")
        .contains("  - curl -fsS localhost\n")
        .contains("deletes: what was there comes back from a copy only")
        .contains("  web1    bk1\n")
        .contains("  web2    no copy is known\n")
        .contains("until production has had the change for 14d")
        .containsPattern("lineage +STOP +")
        .contains("0 people beside the author must agree");
  }

  @Test
  void should_shout_what_is_waived() throws IOException {
    write(
        "p.yaml",
        WRITTEN
            + """
            version: 3
            live-state: [{run: systemctl is-active app, expect: inactive}]
            waivers: [{gate: soak, reason: the backup is new, until: 2099-01-01, by: hana@example.com}]
            """);
    assertThat(show())
        .contains(
            "\nWAIVED\n------\n  - The gate soak is not asked: the backup is new (until"
                + " 2099-01-01, by hana@example.com)\n\nWhat is run\n")
        .contains("  version      3\n")
        .contains("  - inactive  to  systemctl is-active app\n");
  }

  @Test
  void should_say_what_is_not_known_without_an_inventory() {
    assertThat(show())
        .contains("Not asked: no inventory was named (-i).")
        .contains("known only with an inventory")
        .doesNotContain("seal");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "md", "html"})
  void should_give_the_same_each_time(String format) {
    assertThat(show("-i", inventory(), "--format", format))
        .isEqualTo(show("-i", inventory(), "--format", format));
  }

  @Test
  void should_answer_in_json() {
    JsonNode sheet = JsonMapper.builder().build().readTree(show("--output", "json"));
    assertThat(sheet.get("schema").asString()).isEqualTo("ishibashi/sheet/1");
    assertThat(sheet.at("/sections/0/heading").asString()).isEqualTo("What is run");
    assertThat(sheet.at("/sections/0/blocks/0/rows/0/1/code").asString()).isEqualTo("fix");
    assertThat(sheet.at("/sections/1/blocks/1/items/2/code").asString()).isEqualTo("web3");
  }

  /// Whatever stands in a procedure or program stays text.
  @Test
  void should_let_no_name_become_markup() throws IOException {
    String evil = "<script>alert(1)</script> `x` [a](http://e.example) | # \u202E ${7*7} @all";
    write(
        "p.yaml",
        WRITTEN
            .replace("title: Fix the app", "title: '" + evil + "'")
            .replace(
                "run: curl -fsS localhost", "run: 'echo \"</code><img src=x onerror=y>`` ` |\"'"));
    write(
        "fix.sh",
        "#!/bin/sh\nrm -rf '/srv/app/cache/</td><script>y</script>|`'\nsystemctl restart app\n");
    String html = show("-i", inventory(), "--format", "html");
    assertThat(html)
        .contains("<title>&lt;script&gt;alert(1)&lt;/script&gt;")
        .contains("&lt;/code&gt;&lt;img src=x onerror=y&gt;")
        .contains("${7*7}")
        .doesNotContain("<script")
        .doesNotContain("<img")
        .doesNotContain("\u202E");
    // Every element that there is was opened by the template.
    assertThat(
            html.replaceAll(
                "</?(!doctype|html|head|meta|title|style|body|h1|h2|p|ul|li|code|table|tr|th|td)\\b[^<>]*>",
                ""))
        .doesNotContain("<");
    String markdown = show("-i", inventory(), "--format", "md");
    assertThat(markdown)
        .startsWith(
            "# \\<script\\>alert(1)\\</script\\> \\`x\\` \\[a\\](http:\\//e.example) \\| #"
                + " \\<U+202E\\> $\\{7\\*7\\} \\@all\n")
        .contains("- ```echo \"</code><img src=x onerror=y>`` ` |\"```\n")
        .doesNotContain("\u202E");
    // No cell of a table is cut by what stands in it.
    assertThat(
            markdown
                .lines()
                .filter(l -> l.startsWith("| inherited"))
                .map(l -> l.replaceAll("\\\\\\|", "").chars().filter(c -> c == '|').count())
                .distinct())
        .isSubsetOf(List.of(6L));
    assertThat(show("-i", inventory())).doesNotContain("\u202E");
  }

  @Test
  void should_refuse_what_cannot_be_shown() throws IOException {
    write("p.yaml", WRITTEN.replace("title: Fix the app", "title: 'DECIDE: what'"));
    BadInputTest.Answer answer = BadInputTest.ask("show", directory.resolve("p.yaml").toString());
    assertThat(answer.exit()).isEqualTo(Exit.INPUT);
    assertThat(answer.err()).contains("p.yaml:2:8: somebody must decide: what");
    write("p.yaml", WRITTEN.replace("fix.sh", "missing.sh").replace("old.sh", "gone.sh"));
    answer = BadInputTest.ask("show", directory.resolve("p.yaml").toString());
    assertThat(answer.exit()).isEqualTo(Exit.INPUT);
    assertThat(answer.err())
        .contains("missing.sh cannot be read: no such file")
        .contains("gone.sh");
    assertThat(BadInputTest.ask("show", directory.resolve("x.yaml").toString()).err())
        .contains("no such file");
  }
}
