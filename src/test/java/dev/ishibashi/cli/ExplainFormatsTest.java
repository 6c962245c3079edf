package dev.ishibashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What machines get holds to its published form.
class ExplainFormatsTest {
  private static final String WAY =
      """
      #!/bin/bash
      DIR="$(cd /srv/x && pwd)"
      echo "über $DIR"
      rm -rf "$DIR/"*
      """;

  @TempDir private Path directory;

  private static Schema schema(String resource, SpecificationVersion version) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ExplainFormatsTest.class.getResourceAsStream(resource))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return SchemaRegistry.withDefaultDialect(version).getSchema(text, InputFormat.JSON);
    }
  }

  private BadInputTest.Answer explain(String script, String... options) throws IOException {
    Path file = directory.resolve("a.sh");
    Files.writeString(file, script);
    List<String> all = new java.util.ArrayList<>(List.of("explain", file.toString()));
    all.addAll(List.of(options));
    return BadInputTest.ask(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        WAY,
        "rm -rf /srv/a\n",
        "if\n",
        "systemctl stop a; dd if=/dev/zero of=/dev/sda; apt-get remove x; frobnicate\n",
        "ssh web1 'rm -rf /srv/old' # ishibashi: ok x y\n",
        "# ishibashi: ok system-path-delete it is meant\nrm -rf /usr\n",
        "",
        "rm -rf \"/srv/\u00e9\t$X\"\n",
      })
  void should_hold_to_the_published_schemas(String script) throws IOException {
    String json = explain(script, "--output", "json").out();
    List<Error> wrong =
        schema("/schema/explain.schema.json", SpecificationVersion.DRAFT_2020_12)
            .validate(json, InputFormat.JSON);
    assertThat(wrong).as(json).isEmpty();
    String sarif = explain(script, "--output", "sarif").out();
    assertThat(
            schema("/schema/sarif-schema-2.1.0.json", SpecificationVersion.DRAFT_7)
                .validate(sarif, InputFormat.JSON))
        .as(sarif)
        .isEmpty();
  }

  @Test
  void should_name_the_file_where_a_function_of_another_file_does_it() throws IOException {
    Files.createDirectories(directory.resolve("srv"));
    Files.writeString(
        directory.resolve("srv/functions"), "# one\nwipe() {\n  rm -rf \"$1/\"*\n}\n");
    String script = "#!/bin/sh\n. /srv/functions\nwipe ''\n";
    String root = directory.toString();
    JsonNode json =
        JsonMapper.shared()
            .readTree(explain(script, "--root", root, "--output", "json").out())
            .at("/findings/0");
    assertThat(json.at("/file").asString()).endsWith("/srv/functions");
    assertThat(json.at("/line").asInt()).isEqualTo(3);
    String text = explain(script, "--root", root).out();
    assertThat(text)
        .contains("/srv/functions:3:3: danger: $1 may be empty")
        .contains("/srv/functions:3:3 may delete /**")
        .doesNotContain("^~");
  }

  @Test
  void should_notice_what_does_not_hold() throws IOException {
    String json = explain(WAY, "--output", "json").out();
    assertThat(
            schema("/schema/explain.schema.json", SpecificationVersion.DRAFT_2020_12)
                .validate(json.replace("\"certainty\"", "\"sure\""), InputFormat.JSON))
        .isNotEmpty();
    String sarif = explain(WAY, "--output", "sarif").out();
    assertThat(
            schema("/schema/sarif-schema-2.1.0.json", SpecificationVersion.DRAFT_7)
                .validate(sarif.replace("\"driver\"", "\"engine\""), InputFormat.JSON))
        .isNotEmpty();
  }

  @Test
  void should_tell_the_way_to_a_danger() throws IOException {
    BadInputTest.Answer text = explain(WAY);
    assertThat(text.out())
        .contains("way: line 2: cd /srv/x fails → DIR is empty → line 4 deletes /**")
        .contains("  rm -rf \"$DIR/\"*\n  ^~~~");
    assertThat(explain(WAY, "--output", "json").out())
        .contains("\"way\":[{\"line\":2,\"what\":\"cd /srv/x fails\"},");
  }

  @Test
  void should_write_one_log_for_all_files_with_levels_places_and_suppressions() throws IOException {
    Path other = directory.resolve("b.sh");
    Files.writeString(other, "# ishibashi: ok system-path-delete meant\nrm -rf /usr\n");
    BadInputTest.Answer answer = explain(WAY, other.toString(), "--output", "sarif");
    assertThat(answer.exit()).isEqualTo(Exit.STOP);
    JsonNode results = new JsonMapper().readTree(answer.out()).at("/runs/0/results");
    JsonNode first = results.get(0);
    assertThat(first.get("ruleId").asString()).isEqualTo("empty-variable-delete");
    assertThat(first.get("level").asString()).isEqualTo("error");
    JsonNode region = first.at("/locations/0/physicalLocation/region");
    assertThat(region.get("startLine").asInt()).isEqualTo(4);
    assertThat(region.get("endColumn").asInt()).isEqualTo(1 + "rm -rf \"$DIR/\"*".length());
    assertThat(first.at("/codeFlows/0/threadFlows/0/locations").size()).isEqualTo(3);
    assertThat(results.get(1).at("/suppressions/0/justification").asString()).isEqualTo("meant");
  }
}
