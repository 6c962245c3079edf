package dev.ishibashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.shell.Syntax;
import dev.ishibashi.text.Span;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `explain --tree`, for people and for other tools.
class TreeOutputTest {
  @TempDir private Path directory;

  private BadInputTest.Answer tree(String program, String... options) throws IOException {
    Path script = Files.writeString(directory.resolve("p.sh"), program);
    List<String> arguments = new ArrayList<>(List.of("explain", "--tree"));
    arguments.addAll(List.of(options));
    arguments.add(script.toString());
    return BadInputTest.ask(arguments.toArray(String[]::new));
  }

  private JsonNode json(String program) throws IOException {
    return JsonMapper.builder().build().readTree(tree(program, "--output", "json").out());
  }

  @Test
  void should_tell_each_error_and_still_give_the_tree() throws IOException {
    String program = "a\nif b; then ) c; fi\nd\necho `if`\ng ;; h\ni\n";
    BadInputTest.Answer text = tree(program);
    assertThat(text.exit()).isEqualTo(Exit.INPUT);
    assertThat(text.out().lines().filter(line -> line.contains(": error: "))).hasSize(2);
    assertThat(text.out()).contains(":4:9: warning: ").contains("Literal text=\"i\" @6:1");

    JsonNode json = json(program);
    assertThat(json.get("errors").findValuesAsString("line")).containsExactly("2", "5");
    assertThat(json.get("warnings").findValuesAsString("line")).containsExactly("4");
    assertThat(json.get("tree").findValuesAsString("text"))
        .containsExactly("a", "if b; then ) c; fi", "d", "echo", "if", "g ;; h", "i");
  }

  @Test
  void should_say_that_an_alias_is_not_resolved() throws IOException {
    assertThat(json("#!/bin/sh\nalias x=y\n").get("warnings")).hasSize(1);
    assertThat(json("alias x=y\n").get("warnings")).isEmpty();
    assertThat(json("shopt -s expand_aliases\nalias x=y\n").get("warnings")).hasSize(1);
  }

  @Test
  void should_say_which_file_is_missing() throws IOException {
    String missing = directory.resolve("missing.sh").toString();
    BadInputTest.Answer text = BadInputTest.ask("explain", "--tree", missing);
    assertThat(text.exit()).isEqualTo(Exit.INPUT);
    assertThat(text.out()).contains("no such file").doesNotContain("Script");
    BadInputTest.Answer json = BadInputTest.ask("explain", "--tree", "--output", "json", missing);
    assertThat(JsonMapper.builder().build().readTree(json.out()).get("tree").isNull()).isTrue();
  }

  /// Other tools read the tree by the table in the manual.
  @Test
  void should_be_told_in_the_manual_node_by_node() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("docs/manual/explain-tree.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .toList();
    List<String> missing = new ArrayList<>();
    for (Class<?> node : Syntax.class.getDeclaredClasses()) {
      if (!node.isRecord() || node == Syntax.Script.class) {
        continue;
      }
      String name = "`" + node.getSimpleName() + "`";
      List<String> about = rows.stream().filter(row -> row.contains(name)).toList();
      for (RecordComponent field : node.getRecordComponents()) {
        boolean told = about.stream().anyMatch(row -> row.contains("`" + field.getName() + "`"));
        if (field.getType() != Span.class && !told) {
          missing.add(node.getSimpleName() + "." + field.getName());
        }
      }
      if (about.isEmpty()) {
        missing.add(node.getSimpleName());
      }
    }
    assertThat(missing).isEmpty();
  }
}
