package dev.ishibashi.shell;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Any bytes: no crash, no endless loop, and a tree that prints as it was read.
///
/// An ordinary test run only replays the rows of the table. `./test --fuzz` starts from them and
/// looks for more; a finding becomes a row.
class ParserFuzzTest {
  @MethodSource("seeds")
  @FuzzTest(maxDuration = "10m")
  void should_read_anything(byte[] bytes) {
    Source source = Source.of("fuzz", bytes);
    for (Dialect dialect : Dialect.values()) {
      Syntax.Script script = Parser.parse(source, dialect);
      // A function's name may hold anything, but no shell takes such a name when it runs.
      boolean named =
          Nodes.all(script, Syntax.Function.class).stream()
              .noneMatch(function -> function.name().contains("<<"));
      if (named && Allowed.accepted(script) && !Printed.uncertain(script)) {
        Printed.difference(script)
            .ifPresent(
                difference -> {
                  throw new IllegalStateException(difference);
                });
      }
    }
  }

  static Stream<Arguments> seeds() throws IOException {
    return Rows.read().stream().map(row -> Arguments.of((Object) row.bytes()));
  }
}
