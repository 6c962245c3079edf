package dev.ishibashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What build servers and code review get of a check.
class CheckFormatsTest {
  private static final String BAD = "#!/bin/sh\nrm -rf \"/srv/$X\"\nrm -rf /usr\nfrobnicate\n";

  @TempDir private Path directory;

  private BadInputTest.Answer check(String program, String output) throws IOException {
    Files.writeString(
        directory.resolve("fix.yaml"),
        """
        change: fix
        title: A fix
        program: fix.sh
        derived-from: none
        targets: {select: web, hosts: [web1]}
        effects: {modify: [/etc/app.conf]}
        limits: {deleted-files: 0, at-once: 1, unhealthy: 0}
        waves: [rest]
        bystanders: all
        approvals: 1
        """);
    Files.write(directory.resolve("fix.sh"), program.getBytes(StandardCharsets.ISO_8859_1));
    Files.writeString(
        directory.resolve("hosts.ini"), "[web]\nweb1\n[all:vars]\nishibashi_term_ends=never\n");
    return BadInputTest.ask(
        "check",
        directory.resolve("fix.yaml").toString(),
        "-i",
        directory.resolve("hosts.ini").toString(),
        "--output",
        output);
  }

  @ParameterizedTest
  @ValueSource(strings = {BAD, "true\n", "if\n", "rm -rf /srv/\u00ff\u0001/x\n"})
  void should_hold_to_the_schema_of_sarif(String program) throws IOException {
    String log = check(program, "sarif").out();
    try (InputStream in =
        Objects.requireNonNull(
            CheckFormatsTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json"))) {
      String schema = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(
              SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                  .getSchema(schema, InputFormat.JSON)
                  .validate(log, InputFormat.JSON))
          .as(log)
          .isEmpty();
    }
  }

  @Test
  void should_name_the_place_and_the_gate_of_each_reason() throws IOException {
    BadInputTest.Answer answer = check(BAD, "SARIF");
    assertThat(answer.exit()).isEqualTo(Exit.STOP);
    JsonNode results = new JsonMapper().readTree(answer.out()).at("/runs/0/results");
    JsonNode usr =
        results
            .valueStream()
            .filter(r -> r.at("/message/text").asString().startsWith("deletes /usr"))
            .findFirst()
            .orElseThrow();
    assertThat(usr.get("ruleId").asString()).isEqualTo("effects-undeclared");
    assertThat(usr.get("level").asString()).isEqualTo("error");
    assertThat(usr.at("/properties/gate").asString()).isEqualTo("effects");
    JsonNode place = usr.at("/locations/0/physicalLocation");
    assertThat(place.at("/artifactLocation/uri").asString()).endsWith("/fix.sh");
    assertThat(place.at("/region/startLine").asInt()).isEqualTo(3);
    assertThat(place.at("/region/endColumn").asInt()).isEqualTo(1 + "rm -rf /usr".length());
    assertThat(results.valueStream().map(r -> r.at("/properties/gate").asString()))
        .contains("effects", "approval");
  }

  private static String asked(Document report, String path) throws Exception {
    return XPathFactory.newInstance().newXPath().evaluate(path, report);
  }

  @ParameterizedTest
  @ValueSource(strings = {BAD, "true\n", "if\n", "rm -rf /srv/\u00ff\u0001/x\n"})
  void should_give_a_build_server_one_test_case_a_gate(String program) throws Exception {
    String xml = check(program, "junit").out();
    Document report =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    assertThat(asked(report, "count(/testsuites/testsuite/testcase)"))
        .isEqualTo(asked(report, "/testsuites/testsuite/@tests"))
        .isEqualTo("" + dev.ishibashi.gate.Gates.names().size());
    assertThat(asked(report, "count(//testcase/failure)"))
        .isEqualTo(asked(report, "//testsuite/@failures"));
    assertThat(asked(report, "count(//testcase/error)")).isEqualTo("0");
    assertThat(asked(report, "//testcase[@name='approval']/failure/@type"))
        .isEqualTo("needs-approval");
    assertThat(asked(report, "//testcase[@name='targets']/failure/@type")).isEmpty();
    assertThat(asked(report, "//testcase[@name='effects']/failure/@type"))
        .isEqualTo(program.startsWith("true") ? "" : "stop");
    assertThat(asked(report, "//property[@name='seal']/@value")).hasSize(64);
  }

  @Test
  void should_say_every_reason_in_the_test_case() throws Exception {
    String xml = check(BAD, "junit").out();
    assertThat(xml)
        .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>")
        .contains("fix.sh:3:1: deletes /usr on any target (rm -rf /usr), and the procedure")
        .contains("fix.sh:4:1: ");
  }
}
