package dev.ishibashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whoever explains many files sees each as soon as it is known.
class ExplainStreamTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"text", "json"})
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void should_print_a_file_before_the_next_one_is_read(String output) throws Exception {
    Path first = Files.writeString(directory.resolve("first.sh"), "rm /srv/a\n");
    Path second = directory.resolve("second.sh");
    assertThat(new ProcessBuilder("mkfifo", second.toString()).start().waitFor()).isZero();
    PipedReader read = new PipedReader(1 << 16);
    PipedWriter written = new PipedWriter(read);
    PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(
            () ->
                Main.execute(
                    new PrintWriter(written),
                    nowhere,
                    "explain",
                    "--output",
                    output,
                    first.toString(),
                    second.toString()),
            task -> new Thread(task).start());
    BufferedReader lines = new BufferedReader(read);
    assertThat(lines.readLine()).contains("first.sh");
    // Only now does the second file get its text: it could not be read before.
    assertThat(exit).isNotDone();
    Files.writeString(second, "mkfs /dev/sdz\n");
    assertThat(exit.get(50, TimeUnit.SECONDS)).isEqualTo(Exit.STOP);
  }

  @Test
  void should_draw_no_progress_where_there_is_no_terminal() throws IOException {
    Path script = Files.writeString(directory.resolve("first.sh"), "rm /srv/a\n");
    BadInputTest.Answer answer = BadInputTest.ask("explain", script.toString(), script.toString());
    assertThat(answer.all()).doesNotContain("\r").doesNotContain("1 of 2");
  }
}
