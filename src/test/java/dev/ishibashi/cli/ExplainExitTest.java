package dev.ishibashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The exit code of `explain`, and what acknowledging a finding does to it.
class ExplainExitTest {
  private static final String DANGER = "rm -rf \"$DIR/\"*\n";
  private static final String WARNING = "frobnicate\n";
  private static final String NOTE = "ssh \"$HOST\" uptime\n";
  private static final String CLEAN = "ls /srv\n";
  private static final String MEANT = "# ishibashi: ok empty-variable-delete the unit sets DIR\n";
  private static final String ALSO = "# ishibashi: ok unknown-path-delete the unit sets DIR\n";

  @TempDir private Path directory;

  private BadInputTest.Answer explain(String program, String... options) throws IOException {
    Path script = Files.writeString(directory.resolve("p.sh"), program);
    String[] arguments = new String[options.length + 2];
    arguments[0] = "explain";
    System.arraycopy(options, 0, arguments, 1, options.length);
    arguments[options.length + 1] = script.toString();
    return BadInputTest.ask(arguments);
  }

  private static String program(String name) {
    return switch (name) {
      case "danger" -> DANGER;
      case "warning" -> WARNING;
      case "note" -> NOTE;
      case "clean" -> CLEAN;
      case "meant" -> MEANT + ALSO + DANGER;
      case "unread" -> "if\n";
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "danger,  danger,  1",
    "danger,  warning, 1",
    "danger,  never,   0",
    "warning, danger,  0",
    "warning, warning, 1",
    "warning, note,    1",
    "warning, never,   0",
    "note,    warning, 0",
    "note,    note,    1",
    "clean,   note,    0",
    "meant,   note,    0",
    "unread,  never,   2",
  })
  void should_end_with_the_exit_code_asked_for(String program, String severity, int exit)
      throws IOException {
    BadInputTest.Answer answer = explain(program(program), "--fail-on", severity);
    assertThat(answer.exit()).as(answer.all()).isEqualTo(exit);
  }

  @Test
  void should_fail_on_danger_when_not_told() throws IOException {
    assertThat(explain(DANGER).exit()).isEqualTo(1);
    assertThat(explain(WARNING).exit()).isZero();
  }

  @Test
  void should_refuse_another_severity() throws IOException {
    BadInputTest.Answer answer = explain(CLEAN, "--fail-on", "sometimes");
    assertThat(answer.exit()).isEqualTo(Exit.INPUT);
    assertThat(answer.err()).contains("sometimes");
  }

  @Test
  void should_still_list_what_is_acknowledged() throws IOException {
    BadInputTest.Answer text = explain(MEANT + ALSO + DANGER);
    assertThat(text.out()).contains("[empty-variable-delete]\n  acknowledged: the unit sets DIR");
    assertThat(text.out()).contains("0 dangers");
    BadInputTest.Answer json = explain(MEANT + ALSO + DANGER, "--output", "json");
    assertThat(json.out()).contains("\"acknowledged\":\"the unit sets DIR\"");
    assertThat(json.out()).contains("\"severity\":\"danger\"");
  }
}
