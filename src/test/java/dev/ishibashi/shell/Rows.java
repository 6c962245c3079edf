package dev.ishibashi.shell;

import dev.ishibashi.text.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The table of the language: what goes in, beside what comes out.
///
/// A row is three lines: the input (with `\n`, `\t`, `\r`, `\\` and `\xFF` for bytes), then what
/// bash and what sh make of it: `ok` with the tree in short form, or `no` with the error. `same`
/// stands for the tree of bash. Lines that begin with `## ` are headings.
final class Rows {
  static final Path FILE = Path.of("src/test/resources/shell/rows.txt");

  private Rows() {}

  record Row(String input, String bash, String sh) {
    byte[] bytes() {
      return unescaped(input);
    }

    String expected(Dialect dialect) {
      return dialect == Dialect.BASH || sh.equals("ok same") ? bash : sh;
    }
  }

  static List<Row> read() throws IOException {
    List<String> lines =
        Files.readAllLines(FILE).stream()
            .filter(line -> !line.startsWith("## ") && !line.isEmpty())
            .toList();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i + 2 < lines.size(); i += 3) {
      rows.add(
          new Row(
              lines.get(i).substring(1),
              answer(lines.get(i + 1), "  bash "),
              answer(lines.get(i + 2), "  sh ")));
    }
    return rows;
  }

  private static String answer(String line, String prefix) {
    if (!line.startsWith(prefix)) {
      throw new IllegalArgumentException("not an answer: '%s'".formatted(line));
    }
    return line.substring(prefix.length());
  }

  /// What the parser makes of the input, as it stands in the table.
  static String actual(byte[] input, Dialect dialect) {
    Syntax.Script script = Parser.parse(Source.of("row", input), dialect);
    StringBuilder out = new StringBuilder();
    script.problems().stream()
        .map(problem -> problem.severity() + " " + problem)
        .map(text -> text.replace("ERROR row:", "no ").replace("WARNING row:", "later "))
        .map(text -> text.replace("NOTE row:", "note ") + " ")
        .forEach(text -> out.append(ShortTree.text(text)));
    if (out.indexOf("no ") != 0) {
      out.insert(0, "ok " + ShortTree.of(script) + " ");
    }
    return out.toString().strip();
  }

  static byte[] unescaped(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int i = 0;
    while (i < bytes.length) {
      if (bytes[i] != '\\') {
        out.write(bytes[i++]);
        continue;
      }
      i++;
      switch (bytes[i++]) {
        case 'n' -> out.write('\n');
        case 't' -> out.write('\t');
        case 'r' -> out.write('\r');
        case '\\' -> out.write('\\');
        case 'x' -> {
          out.write(Integer.parseInt(new String(bytes, i, 2, StandardCharsets.UTF_8), 16));
          i += 2;
        }
        default -> throw new IllegalArgumentException("not an escape in '%s'".formatted(text));
      }
    }
    return out.toByteArray();
  }
}
