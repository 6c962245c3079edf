package dev.ishibashi.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.effect.Act;
import dev.ishibashi.text.Source;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SchemaTest {
  @Test
  void should_publish_the_keys_that_are_read() throws Exception {
    JsonNode schema = schema();
    assertThat(schema.get("properties").propertyNames())
        .containsExactlyInAnyOrderElementsOf(ProcedureReader.KEYS);
    assertThat(schema.at("/properties/effects/oneOf/1/properties").propertyNames())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Act.values()).filter(a -> a != Act.UNKNOWN).map(Act::text).toList());
  }

  @Test
  void should_require_what_the_reader_requires() throws Exception {
    List<String> missing =
        switch (Procedure.parse(Source.of("p.yaml", "wave-soak: 1s\n"))) {
          case Procedure.Parsed parsed -> List.of();
          case Procedure.Invalid invalid ->
              invalid.problems().stream().map(p -> p.message().split(" ", 2)[0]).toList();
        };
    assertThat(schema().get("required").valueStream().map(JsonNode::asString))
        .containsExactlyInAnyOrderElementsOf(missing);
  }

  private static JsonNode schema() throws Exception {
    try (InputStream in =
        Objects.requireNonNull(
            SchemaTest.class.getResourceAsStream("/schema/procedure.schema.json"))) {
      return new JsonMapper().readTree(in);
    }
  }
}
