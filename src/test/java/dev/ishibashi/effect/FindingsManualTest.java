package dev.ishibashi.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.text.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The manual has one section for each code, and what it says there is so.
final class FindingsManualTest {
  private static final Path MANUAL = Path.of("docs/manual/findings.md");
  private static final Pattern ACKNOWLEDGE =
      Pattern.compile("(?m)^Acknowledge: (?:`(# ishibashi: ok (\\S+) [^`]+)`|it cannot be; .*)$");

  record Section(String code, String text) {
    /// The indented lines; `<CR>` and `<U+FEFF>` stand for what a page cannot show.
    String example() {
      List<String> lines =
          text.lines().filter(l -> l.startsWith("    ")).map(l -> l.substring(4)).toList();
      return (String.join("\n", lines) + "\n").replace("<CR>", "\r").replace("<U+FEFF>", "\uFEFF");
    }

    @Override
    public String toString() {
      return code;
    }
  }

  static Stream<Section> sections() throws IOException {
    Map<String, Section> all = new LinkedHashMap<>();
    String codes = Files.readString(MANUAL).split("\n# The codes\n", -1)[1];
    for (String part : Arrays.stream(codes.split("(?m)^## ", -1)).skip(1).toList()) {
      String code = part.substring(0, part.indexOf('\n'));
      Section before = all.put(code, new Section(code, part.substring(code.length())));
      assertThat(before).as("a second section for " + code).isNull();
    }
    return all.values().stream();
  }

  @Test
  void should_have_a_section_for_every_code_and_no_other() throws IOException {
    Set<String> codes = new TreeSet<>();
    for (String key : ResourceBundle.getBundle("messages.effect").keySet()) {
      if (key.endsWith(".advice")) {
        codes.add(key.substring(0, key.length() - ".advice".length()));
      }
    }
    assertThat(sections().map(Section::code)).containsExactlyInAnyOrderElementsOf(codes);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sections")
  void should_say_what_it_means_what_to_do_and_how_to_acknowledge_it(Section section) {
    assertThat(section.text()).contains("\nWorst case: ").contains("\nWhat to do: ");
    assertThat(section.text())
        .containsPattern("\n\\*(danger|warning|note)(, (warning|note))?\\.\\* ");
    Matcher acknowledge = ACKNOWLEDGE.matcher(section.text());
    assertThat(acknowledge.find()).as("how to acknowledge it").isTrue();
    if (acknowledge.group(2) != null) {
      assertThat(acknowledge.group(2)).isEqualTo(section.code());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sections")
  void should_find_in_its_example_what_it_says(Section section) {
    List<Diagnostic> found = found(section, Cases.explain("example.sh", section.example()));
    assertThat(found).as(section.example()).isNotEmpty();
    assertThat(section.text())
        .containsPattern(
            "\\*[a-z, ]*" + found.getFirst().severity().name().toLowerCase(java.util.Locale.ROOT));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sections")
  void should_acknowledge_its_example_as_it_says(Section section) {
    Matcher acknowledge = ACKNOWLEDGE.matcher(section.text());
    if (!acknowledge.find() || acknowledge.group(1) == null) {
      return;
    }
    int line =
        found(section, Cases.explain("example.sh", section.example())).getFirst().at().line();
    List<String> lines = new ArrayList<>(section.example().lines().toList());
    lines.add(line - 1, acknowledge.group(1));
    Explanation explanation = Cases.explain("example.sh", String.join("\n", lines) + "\n");
    Diagnostic finding = found(section, explanation).getFirst();
    assertThat(explanation.reason(finding)).as(String.join("\n", lines)).isPresent();
  }

  private static List<Diagnostic> found(Section section, Explanation explanation) {
    return explanation.findings().stream().filter(f -> f.code().equals(section.code())).toList();
  }
}
