package dev.ishibashi.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every source is laid out by google-java-format; `./test --format` does it.
class FormatTest {
  @Test
  void should_find_every_source_formatted() throws IOException, FormatterException {
    boolean write = "write".equals(System.getProperty("ishibashi.format"));
    List<Path> sources = sources();
    assertThat(sources).hasSizeGreaterThan(10);
    List<Path> wrong = new ArrayList<>();
    Formatter formatter = new Formatter();
    for (Path source : sources) {
      String text = Files.readString(source);
      String formatted = formatter.formatSourceAndFixImports(text);
      if (formatted.equals(text)) {
        continue;
      }
      if (write) {
        Files.writeString(source, formatted);
      } else {
        wrong.add(source);
      }
    }
    assertThat(wrong).as("not formatted; run ./test --format").isEmpty();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      return files
          .filter(f -> f.toString().endsWith(".java"))
          .filter(f -> !f.toString().contains("/resources/"))
          .sorted()
          .toList();
    }
  }
}
