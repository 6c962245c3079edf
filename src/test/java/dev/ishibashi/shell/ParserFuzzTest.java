package dev.ishibashi.shell;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ishibashi.text.Severity;
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
      String printed = Printer.print(script);
      boolean sound =
          script.problems().isEmpty()
              && Nodes.all(script, Syntax.HereDocument.class).stream()
                  .allMatch(Syntax.HereDocument::terminated)
              // No name that a shell takes for a function when it runs.
              && Nodes.all(script, Syntax.Function.class).stream()
                  .noneMatch(function -> function.name().contains("<<"));
      if (!sound) {
        continue;
      }
      Syntax.Script again = Parser.parse(Source.of("again", printed), dialect);
      if (again.problems().stream().anyMatch(problem -> problem.severity() == Severity.ERROR)
          || !ShortTree.of(again).equals(ShortTree.of(script))) {
        throw new IllegalStateException(
            "prints as something else in %s:%n%s".formatted(dialect.text(), printed));
      }
    }
  }

  static Stream<Arguments> seeds() throws IOException {
    return Rows.read().stream().map(row -> Arguments.of((Object) row.bytes()));
  }
}
