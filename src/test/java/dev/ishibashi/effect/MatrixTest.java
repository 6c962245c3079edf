package dev.ishibashi.effect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How much of what destroys is seen, and how often the harmless is cried about.
final class MatrixTest {
  @Test
  void should_tell_what_is_destroyed_and_be_quiet_about_the_safe_twins() throws IOException {
    List<Matrix.Tried> all = Matrix.all();
    List<String> missed = new ArrayList<>();
    List<String> unwarned = new ArrayList<>();
    List<String> cried = new ArrayList<>();
    for (Matrix.Tried tried : all) {
      Explanation explanation = tried.explained();
      String text =
          "%s%n%s    %s%n    %s"
              .formatted(
                  tried.name(),
                  tried.script().replaceAll("(?m)^", "    "),
                  explanation.effects().stream().map(Explainer::text).distinct().toList(),
                  explanation.findings().stream().map(f -> f.severity() + " " + f.code()).toList());
      if (tried.safe()) {
        if (Matrix.Tried.warned(explanation)) {
          cried.add(text);
        }
      } else if (!tried.told(explanation)) {
        missed.add(text);
      } else if (tried.seen() && !Matrix.Tried.warned(explanation)) {
        unwarned.add(text);
      }
    }
    long twins = all.stream().filter(Matrix.Tried::safe).count();
    long cases = all.size() - twins;
    double recall = 1 - (missed.size() + unwarned.size()) / (double) cases;
    double noise = cried.size() / (double) twins;
    System.out.printf(
        "matrix: %d cases, %d effects missed, %d without a finding that is due, recall %.2f %%;"
            + " %d safe twins, %d with a finding, %.2f %%%n",
        cases, missed.size(), unwarned.size(), 100 * recall, twins, cried.size(), 100 * noise);
    List<String> wrong = new ArrayList<>();
    missed.forEach(m -> wrong.add("missed: " + m));
    unwarned.forEach(m -> wrong.add("no finding: " + m));
    cried.forEach(m -> wrong.add("cried: " + m));
    Files.write(Path.of("target/matrix.txt"), wrong);
    assertThat(cases).isGreaterThan(400);
    assertThat(recall).as("see target/matrix.txt").isGreaterThanOrEqualTo(0.99);
    assertThat(noise).as("see target/matrix.txt").isLessThanOrEqualTo(0.02);
  }
}
