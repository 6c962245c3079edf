package dev.ishibashi.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Texts: every key in the catalogue is used and every used key is there; no loose ends.
class WordsTest {
  @Test
  void should_have_every_key_that_the_code_names() throws IOException {
    Set<String> known = catalogue();
    Set<String> missing = new TreeSet<>();
    Pattern call = Pattern.compile("Messages\\s*\\.text\\(\\s*\"([^\"]+)\"");
    for (Path source : sources("src/main/java")) {
      Matcher matcher = call.matcher(Files.readString(source));
      while (matcher.find()) {
        if (!known.contains(matcher.group(1)) && !matcher.group(1).matches(".*[.-]")) {
          missing.add(matcher.group(1) + " in " + source.getFileName());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void should_leave_no_unfinished_place() throws IOException {
    Pattern loose = Pattern.compile("\\b(TODO|FIXME)\\b|@Disabled|assumeTrue|assumeThat");
    Set<String> found = new TreeSet<>();
    for (Path source : sources("src")) {
      if (source.endsWith("WordsTest.java")) {
        continue;
      }
      int number = 0;
      for (String line : Files.readAllLines(source)) {
        number++;
        if (loose.matcher(line).find()) {
          found.add(source + ":" + number + ": " + line.strip());
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void should_write_texts_that_format() throws IOException {
    assertThat(catalogue()).isNotEmpty();
    for (Path file : sources("src/main/resources/messages", ".properties")) {
      Properties texts = load(file);
      for (String key : texts.stringPropertyNames()) {
        Object[] arguments = new Object[12];
        java.util.Arrays.fill(arguments, 1);
        assertThat(String.format(texts.getProperty(key), arguments)).as(key).isNotNull();
      }
    }
  }

  private static Set<String> catalogue() throws IOException {
    Set<String> keys = new TreeSet<>();
    for (Path file : sources("src/main/resources/messages", ".properties")) {
      String area = file.getFileName().toString().replace(".properties", "");
      load(file).stringPropertyNames().forEach(key -> keys.add(area + "." + key));
    }
    return keys;
  }

  private static Properties load(Path file) throws IOException {
    Properties texts = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      texts.load(reader);
    }
    return texts;
  }

  private static List<Path> sources(String directory) throws IOException {
    return sources(directory, ".java");
  }

  private static List<Path> sources(String directory, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(directory))) {
      return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    }
  }
}
