package dev.ishibashi.effect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ExplainerTest {
  static Stream<Cases.Case> cases() {
    return Stream.of(
            "acceptance.txt", "values.txt", "matrix.txt", "holes.txt", "broken.txt", "reached.txt")
        .flatMap(f -> Cases.read(f).stream());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void should_explain_as_the_table_says(Cases.Case one) {
    assertThat(Cases.wrong(one)).isEmpty();
  }
}
