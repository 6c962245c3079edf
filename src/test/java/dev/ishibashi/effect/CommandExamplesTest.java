package dev.ishibashi.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.spec.CommandSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each command's data file holds examples; explaining them must give the effects they state.
final class CommandExamplesTest {
  private static final Path COMMANDS = Path.of("src/main/resources/commands");

  record Example(String command, CommandSpec.Example example) {
    @Override
    public String toString() {
      return example.run();
    }
  }

  static Stream<Example> examples() throws IOException {
    List<Example> all = new ArrayList<>();
    for (CommandSpec spec : specs()) {
      for (CommandSpec.Example example : spec.examples()) {
        all.add(new Example(spec.name(), example));
      }
    }
    return all.stream();
  }

  static List<CommandSpec> specs() throws IOException {
    try (Stream<Path> files = Files.list(COMMANDS)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(".yaml"))
          .sorted()
          .map(f -> f.substring(0, f.length() - 5))
          .map(f -> Cases.CATALOGUE.find(f).orElseThrow())
          .toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void should_have_the_effects_that_its_example_states(Example one) {
    Explanation explanation = Cases.explain(one.command(), one.example().run());
    assertThat(explanation.effects().stream().map(Explainer::text).distinct())
        .containsExactlyInAnyOrderElementsOf(one.example().does());
  }

  @Test
  void should_know_many_commands() throws IOException {
    assertThat(specs()).hasSizeGreaterThan(900);
  }

  @Test
  void should_have_an_example_of_every_command() throws IOException {
    assertThat(specs()).noneMatch(spec -> spec.examples().isEmpty());
  }
}
