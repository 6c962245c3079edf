package dev.ishibashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.ishibashi.lab.Lab;
import dev.ishibashi.lab.LabSpec;
import dev.ishibashi.lab.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `ishibashi explain` with an inventory, and with real hosts behind it.
class ExplainHostsTest {
  private static final Path HOME = Path.of("target", "incidents").toAbsolutePath();
  private static final List<String> NAMES = List.of("mail1", "mail2", "web1");

  private static Lab lab;

  @TempDir private Path directory;

  @BeforeAll
  static void up() {
    List<Seed> seeds = new ArrayList<>();
    for (String name : NAMES) {
      seeds.add(Seed.text(name, "/srv/big/cache/a b", "12345"));
      seeds.add(Seed.text(name, "/srv/big/cache/deep/c.log", "1234567890"));
      seeds.add(Seed.text(name, "/srv/big/keep", "x"));
    }
    lab = Lab.create(LabSpec.of(NAMES).in(HOME).with(seeds).closedOnExit());
    lab.host("mail2")
        .exec(
            "sh",
            "-c",
            "ln -s /srv/big /srv/data; ln -s / /srv/all; touch -d '3 days ago' /srv/big/cache/*"
                + " /srv/big/cache/deep/*");
    lab.host("mail1").exec("sh", "-c", "mkdir -p /srv/big/cache/ram /srv/data/cache");
    lab.host("mail1").exec("mount", "-t", "tmpfs", "tmpfs", "/srv/big/cache/ram");
    lab.host("mail1").exec("sh", "-c", "echo 1234 >/srv/big/cache/ram/d");
  }

  @AfterAll
  static void down() {
    lab.close();
  }

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        directory.resolve("vars.ini"),
        """
        [mail]
        mail1 DATA=/srv/one
        mail2 DATA=/srv/two
        [web]
        web1 DATA=/srv/two
        """);
    Files.copy(lab.inventoryFile(), directory.resolve("hosts.ini"));
  }

  private BadInputTest.Answer explain(String script, String... options) throws IOException {
    Path file = directory.resolve("a.sh");
    Files.writeString(file, script);
    List<String> all =
        new ArrayList<>(
            List.of(
                "explain",
                file.toString(),
                "-i",
                directory.resolve("hosts.ini").toString(),
                "-i",
                directory.resolve("vars.ini").toString()));
    all.addAll(List.of(options));
    return BadInputTest.ask(all.toArray(String[]::new));
  }

  @Test
  void should_explain_for_each_host_with_its_variables_and_group_the_same() throws IOException {
    BadInputTest.Answer answer = explain("rm -rf \"$DATA/cache\"\n");
    assertThat(answer.exit()).isEqualTo(Exit.DONE);
    assertThat(answer.out())
        .contains("For 1 hosts: mail1\n")
        .contains("delete /srv/one/cache/**")
        .contains("For 2 hosts: mail2 web1\n")
        .contains("delete /srv/two/cache/**");
    assertThat(explain("rm -rf \"$DATA/cache\"\n", "-l", "web").out())
        .doesNotContain("mail")
        .contains("For 1 hosts: web1");
    assertThat(explain("case $(hostname) in mail*) rm -rf /srv/m ;; esac\n", "-l", "web").out())
        .contains("changes nothing");
  }

  @Test
  void should_refuse_a_pattern_that_selects_nothing() throws IOException {
    BadInputTest.Answer answer = explain("true\n", "-l", "wbe");
    assertThat(answer.exit()).isEqualTo(Exit.INPUT);
    assertThat(answer.all()).contains("wbe");
  }

  @Test
  void should_count_what_lies_under_each_path_that_is_lost() throws IOException {
    BadInputTest.Answer answer = explain("rm -rf /srv/big/cache\n", "--ask-hosts");
    assertThat(answer.exit()).isEqualTo(Exit.DONE);
    assertThat(answer.out())
        .containsPattern(
            "delete /srv/big/cache/\\*\\* on mail2: 2 files, 15 bytes, newest 3 days ago")
        .containsPattern(
            "on mail1: 3 files, 20 bytes, newest \\d+ (seconds|minutes|hours|days) ago")
        .contains("with the mount points /srv/big/cache/ram below it");
    assertThat(
            explain("rm -f /srv/big/cache/deep/*.log /srv/none\n", "--ask-hosts", "-l", "web1")
                .out())
        .contains("delete /srv/big/cache/deep/*.log on web1: 1 files, 10 bytes")
        .contains("delete /srv/none on web1: no files");
    assertThat(lab.host("mail1").exec("cat", "/srv/big/cache/ram/d").out()).isEqualTo("1234\n");
  }

  @Test
  void should_say_where_links_lead_and_what_is_in_danger_there() throws IOException {
    BadInputTest.Answer answer = explain("rm -rf /srv/data/cache\n", "--ask-hosts", "-l", "mail");
    assertThat(answer.out())
        .contains("For 1 hosts: mail1\n")
        .contains("delete /srv/data/cache/** on mail1: no files")
        .contains("For 1 hosts: mail2\n")
        .contains("delete /srv/big/cache/** on mail2: 2 files");
    BadInputTest.Answer all = explain("rm -rf /srv/all/usr\n", "--ask-hosts", "-l", "mail2");
    assertThat(all.exit()).isEqualTo(Exit.STOP);
    assertThat(all.out()).contains("[system-path-delete]").contains("deletes /usr/**");
    // The kernel goes up from where the link leads.
    assertThat(explain("rm -rf /srv/all/../usr\n", "--ask-hosts", "-l", "mail2").out())
        .contains("deletes /usr/**");
  }

  @Test
  void should_ask_the_hosts_that_the_program_reaches() throws IOException {
    assertThat(explain("ssh web1 rm -rf /srv/big/cache\n", "--ask-hosts", "-l", "mail1").out())
        .contains("delete /srv/big/cache/** on web1: 2 files, 15 bytes");
  }

  @Test
  void should_publish_what_was_found_and_say_who_could_not_be_asked() throws IOException {
    Files.writeString(
        directory.resolve("vars.ini"), "[gone]\nweb9 ansible_host=127.0.0.1 ansible_port=9\n");
    BadInputTest.Answer answer =
        explain("rm -rf /srv/big/cache\n", "--ask-hosts", "--output", "json");
    assertThat(answer.exit()).isEqualTo(Exit.WORLD);
    String schema = Files.readString(Path.of("src/main/resources/schema/explain.schema.json"));
    for (String line : answer.out().lines().toList()) {
      assertThat(
              SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                  .getSchema(schema, InputFormat.JSON)
                  .validate(line, InputFormat.JSON))
          .as(line)
          .isEmpty();
    }
    assertThat(answer.out())
        .contains(
            "\"host\":\"mail2\",\"act\":\"delete\",\"paths\":\"/srv/big/cache/**\",\"files\":2")
        .contains("\"host\":\"web9\"")
        .contains("\"error\":");
  }
}
