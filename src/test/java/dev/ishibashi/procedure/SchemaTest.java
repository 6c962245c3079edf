package dev.ishibashi.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The schema that editors complete by says what the reader says.
class SchemaTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static String text() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            SchemaTest.class.getResourceAsStream("/schema/procedure.schema.json"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<Error> schemaSays(String yaml) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(text(), InputFormat.JSON);
    Object read = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return schema.validate(JSON.writeValueAsString(read), InputFormat.JSON);
  }

  private static List<String> readerSays(String yaml) {
    Procedure.Included checks =
        new Procedure.Present(Source.of("checks.yaml", "checks:\n  - run: postfix check\n"));
    return switch (Procedure.parse(Source.of("p.yaml", yaml), name -> checks)) {
      case Procedure.Parsed parsed -> List.of();
      case Procedure.Invalid invalid ->
          invalid.problems().stream().map(Diagnostic::toString).toList();
    };
  }

  @Test
  void should_publish_the_schema_in_the_manual() throws IOException {
    assertThat(Path.of("docs", "manual", "procedure.schema.json")).hasContent(text());
  }

  /// A map of the procedure, with a key that nobody knows; and where its keys are in the schema.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          zzzzzzzzzzzzzzzzzzz: 1               | /properties
          targets: {zzzzzzzzzzzzzzzzzzz: 1}     | /properties/targets/properties
          effects: {zzzzzzzzzzzzzzzzzzz: 1}     | /properties/effects/oneOf/1/properties
          limits: {zzzzzzzzzzzzzzzzzzz: 1}      | /properties/limits/properties
          checks: [{zzzzzzzzzzzzzzzzzzz: 1}]    | /properties/checks/items/properties
          backup-side: {zzzzzzzzzzzzzzzzzzz: 1} | /properties/backup-side/properties
          """)
  void should_have_every_key_that_is_read(String yaml, String where) throws IOException {
    Pattern known = Pattern.compile("'z+' is not a key.*; known are (.*)");
    List<String> keys = new ArrayList<>();
    for (String problem : readerSays(yaml + "\n")) {
      Matcher matcher = known.matcher(problem);
      if (matcher.find()) {
        keys.addAll(List.of(matcher.group(1).split(", ", -1)));
      }
    }
    keys.remove("unknown");
    JsonNode schema = JSON.readTree(text());
    assertThat(keys).isNotEmpty();
    assertThat(schema.at(where).propertyNames()).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void should_require_what_the_reader_requires() throws IOException {
    List<String> missing =
        readerSays("wave-soak: 1s\n").stream()
            .map(p -> p.replaceFirst("^p.yaml:1:1: (\\S+) is missing.*", "$1"))
            .toList();
    assertThat(JSON.readTree(text()).get("required").valueStream().map(JsonNode::asString))
        .containsExactlyInAnyOrderElementsOf(missing);
  }

  private static List<Path> files(String directory, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(directory))) {
      return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    }
  }

  @Test
  void should_take_every_procedure_that_is_shown_or_played() throws IOException {
    List<String> all = new ArrayList<>();
    for (Path file : files("incidents", ".yaml")) {
      all.add(Files.readString(file));
    }
    Pattern block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    List<Path> pages = new ArrayList<>(files("docs", ".md"));
    pages.add(Path.of("README.md"));
    for (Path page : pages) {
      block.matcher(Files.readString(page)).results().forEach(m -> all.add(m.group(1)));
    }
    List<String> procedures = all.stream().filter(t -> t.contains("\ntargets:")).toList();
    assertThat(procedures).hasSizeGreaterThan(15);
    for (String procedure : procedures) {
      assertThat(readerSays(procedure)).as(procedure).isEmpty();
      assertThat(schemaSays(procedure)).as(procedure).isEmpty();
    }
  }

  private static final String GOOD =
      """
      change: mail-fix-2026-11
      title: Fix mail delivery
      author: hana@example.com
      program: mail-fix.sh
      derived-from: none
      targets: {select: mail, hosts: [mail1, mail2]}
      effects: {modify: [/etc/postfix/main.cf]}
      variables: {MODE: fast, LEVEL: 3, ON: true, WHERE: "{{ data_dir }}"}
      arguments: ["{{ site }}", 5]
      network: [relay.example.net]
      limits: {deleted-files: 5000, at-once: 1, unhealthy: 0}
      waves: [canary, 25%, 1, rest]
      wave-soak: 30m
      includes: [checks/mail.yaml, ../shared/all.yaml]
      checks: [{run: "docker inspect -f '{{.State}}' mail"}]
      bystanders: all
      backup-side: {soak: 14d}
      approvals: 1
      time-limit: 1h30m
      undo: 2G
      """;

  @Test
  void should_take_an_example_of_everything() throws IOException {
    assertThat(readerSays(GOOD)).isEmpty();
    assertThat(schemaSays(GOOD)).isEmpty();
  }

  /// A line, and what stands there instead; both refuse it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          change: mail-fix-2026-11 |
          change: mail-fix-2026-11 | change: a b
          change: mail-fix-2026-11 | change:
          change: mail-fix-2026-11 | cahnge: x
          title: Fix mail delivery | title: ''
          title: Fix mail delivery | title: "{{ title }}"
          title: Fix mail delivery | title: [a]
          author: hana@example.com | author: ' '
          program: mail-fix.sh | program: /root/x.sh
          program: mail-fix.sh | program: scripts/
          derived-from: none |
          targets: {select: mail, hosts: [mail1, mail2]} | targets: {select: mail}
          targets: {select: mail, hosts: [mail1, mail2]} | targets: {select: mail, hosts: []}
          targets: {select: mail, hosts: [mail1, mail2]} | targets: {select: mail, hosts: all}
          targets: {select: mail, hosts: [mail1, mail2]} | targets: {select: mail, hosts: [mail1, mail1]}
          targets: {select: mail, hosts: [mail1, mail2]} | targets: {select: mail, hosts: ["mail*"]}
          targets: {select: mail, hosts: [mail1, mail2]} | targets: {select: "{{ group }}", hosts: [mail1]}
          effects: {modify: [/etc/postfix/main.cf]} | effects: {}
          effects: {modify: [/etc/postfix/main.cf]} | effects: {modfy: [/etc/x]}
          effects: {modify: [/etc/postfix/main.cf]} | effects: {modify: [etc/x]}
          effects: {modify: [/etc/postfix/main.cf]} | effects: {modify: [/a, /a]}
          effects: {modify: [/etc/postfix/main.cf]} | effects: {unknown: [x]}
          effects: {modify: [/etc/postfix/main.cf]} | effects: nothing
          network: [relay.example.net] | network: []
          limits: {deleted-files: 5000, at-once: 1, unhealthy: 0} | limits: {deleted-files: 5000}
          limits: {deleted-files: 5000, at-once: 1, unhealthy: 0} | limits: {deleted-files: -1, at-once: 1, unhealthy: 0}
          limits: {deleted-files: 5000, at-once: 1, unhealthy: 0} | limits: {deleted-files: 0, at-once: 0, unhealthy: 0}
          waves: [canary, 25%, 1, rest] | waves: []
          waves: [canary, 25%, 1, rest] | waves: [canary, half, rest]
          waves: [canary, 25%, 1, rest] | waves: [canary, 0%, rest]
          wave-soak: 30m | wave-soak: soon
          wave-soak: 30m | wave-soak: 30
          includes: [checks/mail.yaml, ../shared/all.yaml] | includes: [/etc/checks.yaml]
          includes: [checks/mail.yaml, ../shared/all.yaml] | includes: [a.yaml, a.yaml]
          includes: [checks/mail.yaml, ../shared/all.yaml] | includes: checks/mail.yaml
          `checks: [{run: "docker inspect -f '{{.State}}' mail"}]` | checks: [goss/mail.yaml]
          `checks: [{run: "docker inspect -f '{{.State}}' mail"}]` | checks: [{rnu: x}]
          bystanders: all |
          bystanders: all | bystanders: ''
          backup-side: {soak: 14d} | backup-side: 14d
          backup-side: {soak: 14d} | backup-side: {sok: 1d}
          approvals: 1 | approvals: one
          approvals: 1 | approvals: 1000
          approvals: 1 | approval: 1
          time-limit: 1h30m | time-limit: an hour
          undo: 2G | undo: 5
          """)
  void should_refuse_what_the_reader_refuses(
      String line, @org.jspecify.annotations.Nullable String instead) throws IOException {
    String text = GOOD.replace(line + "\n", instead == null ? "" : instead + "\n");
    assertThat(text).isNotEqualTo(GOOD);
    assertThat(readerSays(text)).isNotEmpty();
    assertThat(schemaSays(text)).isNotEmpty();
  }
}
