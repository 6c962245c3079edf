package dev.ishibashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `hosts`, compared with `ansible-inventory` and `ansible-vault` where they have a word in it.
class HostsCommandTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private Path directory;

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Path program(String name, String text) throws IOException {
    Path file = write(name, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  private static BadInputTest.Answer hosts(Object... arguments) {
    List<String> words = new ArrayList<>(List.of("hosts"));
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    return BadInputTest.ask(words.toArray(String[]::new));
  }

  private String tool(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void should_list_hosts_a_line_in_order() throws IOException {
    Path fleet = write("hosts", "[web]\nweb[1:3]\n[db]\ndb2\ndb1\n");
    assertThat(hosts("-i", fleet).out().lines())
        .containsExactly("web1", "web2", "web3", "db2", "db1");
    assertThat(hosts("-i", fleet, "-l", "db:web[0]").out().lines())
        .containsExactly("db2", "db1", "web1");
    assertThat(hosts("-i", "b,a", "-l", "a").out().lines()).containsExactly("a");
  }

  @Test
  void should_give_variables_and_json() throws IOException {
    Path fleet = write("hosts", "[web]\nweb1 port=80 name=a80\n");
    assertThat(hosts("-i", fleet, "--vars").out().lines())
        .containsExactly("web1", "  name: \"a80\"", "  port: 80");
    JsonNode line = JSON.readTree(hosts("-i", fleet, "--vars", "--output", "json").out());
    assertThat(line.get("host").asString()).isEqualTo("web1");
    assertThat(line.get("groups").get(0).asString()).isEqualTo("web");
    assertThat(line.get("vars").get("port").asInt()).isEqualTo(80);
    assertThat(JSON.readTree(hosts("-i", fleet, "--output", "json").out()).has("vars")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"''", "','", "'!typo'", "'webb'", "'web:&db'", "'!web1'"})
  void should_list_nothing_and_say_why(String pattern) throws IOException {
    Path fleet = write("hosts", "[web]\nweb1\n[db]\ndb1\n");
    BadInputTest.Answer answer = hosts("-i", fleet, "-l", pattern);
    if (pattern.equals("!web1")) {
      assertThat(answer.out().lines()).containsExactly("db1");
      return;
    }
    assertThat(answer.exit()).isEqualTo(Exit.INPUT);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err()).isNotBlank();
  }

  private static final String PRINTED =
      """
      {"web": {"hosts": ["web2", "web1"], "vars": {"tier": "front", "n": 5}},
       "all": {"children": ["web", "db", "ungrouped"]},
       "db": ["db1"],
       "_meta": {"hostvars": {"web1": {"ishibashi_site": "a"}, "db1": {"x": [1, null, true]}}}}
      """;

  @Test
  void should_mean_what_ansible_means_by_a_program() throws Exception {
    Path whole = program("whole", "#!/bin/sh\ncat <<'E'\n" + PRINTED + "E\n");
    Path asked =
        program(
            "asked",
            """
            #!/bin/sh
            case $1 in
              --list) echo '{"web": {"hosts": ["web2", "web1"]}, "db": ["db1"]}' ;;
              --host) echo "{\\"name\\": \\"$2\\"}" ;;
            esac
            """);
    for (Path source : List.of(whole, asked)) {
      JsonNode theirs = JSON.readTree(tool("ansible-inventory", "-i", source.toString(), "--list"));
      BadInputTest.Answer ours =
          hosts("-i", source, "--allow-inventory-scripts", "--vars", "--output", "json");
      assertThat(ours.exit()).as(ours.err()).isZero();
      List<String> order =
          tool("ansible", "-i", source.toString(), "all", "--list-hosts")
              .lines()
              .skip(1)
              .map(String::strip)
              .toList();
      List<JsonNode> lines = ours.out().lines().map(JSON::readTree).toList();
      assertThat(lines.stream().map(line -> line.get("host").asString()))
          .containsExactlyElementsOf(order);
      for (JsonNode line : lines) {
        JsonNode expected = theirs.get("_meta").get("hostvars").path(line.get("host").asString());
        JsonNode vars = line.get("vars");
        assertThat(vars.isEmpty() ? "{}" : vars.toString())
            .as(line.toString())
            .satisfies(
                text ->
                    assertThat(JSON.readTree(text))
                        .isEqualTo(expected.isMissingNode() ? JSON.readTree("{}") : expected));
      }
    }
  }

  @Test
  void should_not_run_a_program_unless_told() throws IOException {
    Path mark = directory.resolve("ran");
    Path source = program("fleet", "#!/bin/sh\n: >'" + mark + "'\necho '{}'\n");
    BadInputTest.Answer answer = hosts("-i", source);
    assertThat(answer.exit()).isEqualTo(Exit.INPUT);
    assertThat(answer.err()).contains("--allow-inventory-scripts");
    assertThat(mark).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          echo nothing             | is no JSON
          echo '[]'                | printed no map of groups
          echo '{"a": 5}'          | must be a list of hosts or a map
          echo '{"a": {"hosts": {}}}' | hosts of the group a has the wrong form
          echo broken >&2; exit 3  | exit code 3: broken
          echo '{}'                | holds no host
          echo '{"a": {"color": "red"}}' | must be a list of hosts or a map
          echo '{"a": ["x y"]}'    | is not the name of a host
          """)
  void should_say_what_is_wrong_with_a_program(String body, String why) throws IOException {
    Path source = program("fleet", "#!/bin/sh\n" + body + "\n");
    BadInputTest.Answer answer = hosts("-i", source, "--allow-inventory-scripts");
    assertThat(answer.exit()).as(answer.all()).isEqualTo(Exit.INPUT);
    assertThat(answer.err()).contains(why).doesNotContain("Exception");
    assertThat(answer.out()).isEmpty();
  }

  @Test
  void should_open_what_ansible_vault_encrypts() throws Exception {
    Path password = write("password", "geheim\n");
    String value =
        tool(
            "ansible-vault",
            "encrypt_string",
            "--vault-password-file",
            password.toString(),
            "--name",
            "inline",
            "tajný: 石");
    write("group_vars/web.yml", value);
    Path whole = write("host_vars/web1.yml", "whole: {a: 5}\n");
    tool(
        "ansible-vault",
        "encrypt",
        "--vault-id",
        "label@" + password,
        "--encrypt-vault-id",
        "label",
        whole.toString());
    Path fleet = write("hosts", "[web]\nweb1\n");

    BadInputTest.Answer closed = hosts("-i", fleet, "--vars");
    assertThat(closed.exit()).isEqualTo(Exit.INPUT);
    assertThat(closed.err())
        .contains("web1.yml")
        .contains("web.yml:1:")
        .contains("no password file is given");

    assertThat(hosts("-i", fleet, "--vars", "--vault-password-file", password).out().lines())
        .containsExactly("web1", "  inline: \"tajný: 石\"", "  whole: {\"a\":5}");

    Path other = write("other", "wrong\n");
    BadInputTest.Answer wrong = hosts("-i", fleet, "--vault-password-file", other);
    assertThat(wrong.exit()).isEqualTo(Exit.INPUT);
    assertThat(wrong.err()).contains("opened by no password that was given");
    assertThat(
            hosts("-i", fleet, "--vault-password-file", other, "--vault-password-file", password)
                .exit())
        .isZero();
  }

  @Test
  void should_notice_changed_secrets() throws IOException {
    Path password = write("password", "geheim\n");
    write("host_vars/web1.yml", "$ANSIBLE_VAULT;1.1;AES256\n00zz\n");
    Path fleet = write("hosts", "web1\n");
    BadInputTest.Answer answer = hosts("-i", fleet, "--vault-password-file", password);
    assertThat(answer.exit()).isEqualTo(Exit.INPUT);
    assertThat(answer.err()).contains("is no envelope of Ansible Vault");
  }
}
