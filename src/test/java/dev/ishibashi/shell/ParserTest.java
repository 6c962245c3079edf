package dev.ishibashi.shell;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
  /// `-Dishibashi.rows=write` writes the answers into the table; read the difference before it is
  /// committed.
  @Test
  void should_give_each_row_its_verdict_and_tree() throws IOException {
    if ("write".equals(System.getProperty("ishibashi.rows"))) {
      write();
    }
    List<Rows.Row> rows = Rows.read();
    assertThat(rows).hasSizeGreaterThan(600);
    List<String> wrong = new ArrayList<>();
    for (Rows.Row row : rows) {
      for (Dialect dialect : Dialect.values()) {
        String actual = Rows.actual(row.bytes(), dialect);
        if (!actual.equals(row.expected(dialect))) {
          wrong.add(
              "%s in %s:%n  is   %s%n  want %s"
                  .formatted(row.input(), dialect.text(), actual, row.expected(dialect)));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /// Also those that hold parts which cannot be read, and those that the end of the file cut off.
  @Test
  void should_print_each_accepted_row_so_that_it_reads_the_same() throws IOException {
    List<String> wrong = new ArrayList<>();
    int accepted = 0;
    for (Rows.Row row : Rows.read()) {
      for (Dialect dialect : Dialect.values()) {
        Syntax.Script script = Parser.parse(Source.of("row", row.bytes()), dialect);
        if (Allowed.accepted(script) && !Printed.uncertain(script)) {
          accepted++;
          Printed.difference(script).ifPresent(wrong::add);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(accepted).isGreaterThan(1000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '^',
      textBlock =
          """
          if a; then b; done       ¦ x.sh:1:15: unexpected 'done'; 'if' has been open since line 1, column 1
          while a; do b; fi        ¦ x.sh:1:16: unexpected 'fi'; 'while' has been open since line 1, column 1
          echo "a                  ¦ x.sh:1:8: " at line 1, column 6 is never closed by "
          a $(b                    ¦ x.sh:1:6: $( at line 1, column 3 is never closed by )
          { a                      ¦ x.sh:1:4: the text ends inside '{', which has been open since line 1, column 1
          echo ${a                 ¦ x.sh:1:9: ${ at line 1, column 6 is never closed by }
          a | | b                  ¦ x.sh:1:5: unexpected '|'
          case a in b c) d;; esac  ¦ x.sh:1:13: unexpected 'c'; 'case' has been open since line 1, column 1
          """)
  void should_say_what_was_open_and_where_it_began(String script, String message) {
    assertThat(problems(script)).first().hasToString(message);
  }

  @Test
  void should_advise_on_the_line_ends_of_windows() {
    assertThat(problems("if a; then\r\n  b\r\nfi\r\n"))
        .first()
        .asString()
        .endsWith("remove each carriage return before the end of a line");
  }

  @Test
  void should_go_on_behind_an_error_and_keep_what_it_could_not_read() {
    String text = "a\nif b; then ) c; fi\nd\nf() {\n  e\n  g ;; h\n  i\n}\nj\n";
    Syntax.Script script = Parser.parse(Source.of("x.sh", text), Dialect.BASH);
    assertThat(ShortTree.of(script))
        .isEqualTo(
            "{(Simple words=[a]); (Unreadable text=if b; then ) c; fi); (Simple words=[d]);"
                + " (Function name=f body=(Group body={(Simple words=[e]);"
                + " (Unreadable text=g ;; h); (Simple words=[i])})); (Simple words=[j])}");
    assertThat(script.problems()).hasSize(2);
  }

  @Test
  void should_close_what_is_open_when_an_inner_block_is_not() {
    String text = "while a; do\n  if b; then\n    c\ndone\nd\n";
    Syntax.Script script = Parser.parse(Source.of("x.sh", text), Dialect.BASH);
    assertThat(script.problems()).hasSize(1);
    assertThat(ShortTree.of(script)).contains("(While ").endsWith("; (Simple words=[d])}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "((",
        "$(",
        "`",
        "$((",
        "${a:-",
        "{ ",
        "if ",
        "while ",
        "case a in b) ",
        "! ",
        "\"$(",
        "[[ ! ",
        "[[ ( ",
        "f() ",
        "a=(",
        "<(",
        "coproc a ",
        "time ",
        "@(",
        "a[",
        "${a[",
        "$[",
        "'",
        "echo \"${a#\"",
        "if a; then b; el",
        "a && ",
        "a | ",
        "for a in b; do ",
        "cat <<E $(",
        "{a,",
        "((a);",
        "$((a);",
        "f() (",
        "[[ a =~ (",
        "x=$(y `",
        "function f { ",
        "\\`",
        "${!a",
        "x=(\n"
      })
  void should_bear_ten_thousand_of_anything_inside_each_other(String opening) {
    for (Dialect dialect : Dialect.values()) {
      Syntax.Script script = parseWithSmallStack(opening.repeat(10_000), dialect);
      assertThat(script).isNotNull();
      assertThat(printedLength(script)).isPositive();
    }
  }

  /// The bound counts what a person would count, whatever the parser has to do for it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          '( '              ¦ a ¦ ' )'
          '{ '              ¦ a; ¦ ' }'
          '$('              ¦ a ¦ ')'
          '"$(a '           ¦ b ¦ ')"'
          '"${a-'           ¦ b ¦ '}"'
          '$(( 1 + '        ¦ 2 ¦ ' ))'
          'if a; then '     ¦ b ¦ '; fi'
          'if a; then b; else ' ¦ c ¦ '; fi'
          'while a; do '    ¦ b ¦ '; done'
          'case a in b) '   ¦ c ¦ ';; esac'
          'f() { '          ¦ a ¦ '; }'
          '$( (a; '         ¦ b ¦ ') )'
          '$(a | ( '        ¦ b ¦ ') )'
          'time { '         ¦ b ¦ '; }'
          '<(a '            ¦ b ¦ ')'
          """)
  void should_read_as_many_inside_each_other_as_it_says(
      String opening, String inside, String closing) {
    boolean two = opening.contains("( (") || opening.contains("| (");
    int many = two ? Reading.DEEPEST / 2 : Reading.DEEPEST;
    String text = opening.repeat(many) + inside + closing.repeat(many) + "\n";
    Syntax.Script script = parseWithSmallStack(text, Dialect.BASH);
    assertThat(script.problems()).isEmpty();
    assertThat(printedLength(script)).isGreaterThan(many);
  }

  @ParameterizedTest
  @ValueSource(strings = {" && a", " || ! a", " && ( a || b )"})
  void should_read_long_conditions(String term) {
    Syntax.Script script =
        parseWithSmallStack("[[ a" + term.repeat(20_000) + " ]]\n", Dialect.BASH);
    assertThat(script.problems()).isEmpty();
    assertThat(printedLength(script)).isGreaterThan(100_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"( ", "$(", "${a:-", "{ ", "if ", "while ", "\"$("})
  void should_refuse_ten_thousand_of_what_nests(String opening) {
    Syntax.Script script = parseWithSmallStack(opening.repeat(10_000), Dialect.BASH);
    assertThat(script.problems()).isNotEmpty();
    assertThat(script.problems().getFirst().message())
        .isEqualTo("more than " + Reading.DEEPEST + " constructs inside each other");
  }

  /// Sixteen times the text takes about sixteen times the time; a quadratic step would make it 256
  /// times, which no cold cache or late compilation does.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo \"$a\" 'b' c$(d)e `f` ${g:-h} $((1+2)) >i 2>&1 # j\n",
        "((a);(b))\n",
        "if a; then b; fi\n",
        "a && b || ",
        "cat <<E\nx $y\nE\n",
        "echo $((a) | b)\n",
        "x=(1 2 3) ",
        "a | ",
        "\\\n",
        "{a,b}",
        "é日本\n",
        ")\n",
        "\"\n",
        "((\n",
        "`\n",
        "$(\n",
        "${a\n",
        "<<E\n",
        "(\n",
        "if\n",
        "a;;\n",
        "'",
        "{",
        "case a in\n",
        "f(){\n",
        "$((a;b)\n",
        "[[ a &&\n",
        "[[ a =~ ($(",
        "((${x$((",
        "[[ a =~ ($([[ a =~ ($(b))]]; if))]]\n",
        "${a-<<(b",
        "$(cat <<F\n",
        "cat <<F\n$(",
        "cat <<F\n`a\nF\n",
        "cat <<F\n$(a\nF\n)\nF\n",
        "cat <<-F $(cat <<G\n",
        "<<F <<G <<F\n",
        "cat <<-F\n\\\n\t\\\n\t\\\n\tF\n",
        "\t\\\n",
        "[[ a == @(b|<(c)) ]]\n",
        "[[ a =~ (<(",
        "<((a);",
        "shopt -s extglob\n"
      })
  void should_take_linear_time(String piece) {
    for (Dialect dialect : Dialect.values()) {
      takesLinearTime(piece, dialect);
    }
  }

  private static void takesLinearTime(String piece, Dialect dialect) {
    int size = 50_000;
    Source small = Source.of("small", piece.repeat(size / piece.length()));
    Source large = Source.of("large", piece.repeat(16 * size / piece.length()));
    long smallest = Long.MAX_VALUE;
    long largest = Long.MAX_VALUE;
    for (int round = 0; round < 8; round++) {
      smallest = Math.min(smallest, time(small, dialect));
      largest = Math.min(largest, time(large, dialect));
      if (round > 1 && largest < Math.max(smallest, 1_000_000) * 64) {
        return;
      }
    }
    assertThat(largest).isLessThan(Math.max(smallest, 1_000_000) * 64);
  }

  /// As long as five megabytes, of text that people wrote.
  @Test
  void should_read_a_script_of_five_megabytes() throws IOException {
    StringBuilder text = new StringBuilder();
    List<Scripts.Script> scripts = Scripts.ofThisMachine();
    for (int i = 0; text.length() < 5_000_000; i = (i + 1) % scripts.size()) {
      Scripts.Script script = scripts.get(i);
      Source source = Source.of("x", script.text());
      if (script.text().indexOf('\0') < 0
          && Parser.parse(source, Dialect.BASH).problems().isEmpty()) {
        text.append("f() {\n:\n").append(script.text()).append("\n}\n");
      }
    }
    Syntax.Script script = Parser.parse(Source.of("long.sh", text.toString()), Dialect.BASH);
    assertThat(script.problems()).isEmpty();
    assertThat(script.body().statements()).hasSizeGreaterThan(100);
  }

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /// The time of this thread, in nanoseconds: others on the machine must not count.
  private static long time(Source source, Dialect dialect) {
    long start = THREADS.getCurrentThreadCpuTime();
    assertThat(Parser.parse(source, dialect)).isNotNull();
    return THREADS.getCurrentThreadCpuTime() - start;
  }

  @Test
  void should_point_at_bytes_lines_and_columns() {
    byte[] text = "é=1; b\n\n  日 'x' \n".getBytes(UTF_8);
    Syntax.Script script = Parser.parse(Source.of("x", text), Dialect.BASH);
    Syntax.Simple last = (Syntax.Simple) script.body().statements().getLast().command();
    assertThat(last.at().line()).isEqualTo(3);
    assertThat(last.at().column()).isEqualTo(3);
    assertThat(last.at().offset()).isEqualTo(11);
    assertThat(last.at().length()).isEqualTo(7);
    assertThat(last.words().getLast().at().column()).isEqualTo(5);
    assertThat(last.words().getLast().at().offset()).isEqualTo(15);
  }

  /// A place must hold exactly the text of its node, also in backquotes and here-documents.
  @Test
  void should_give_places_that_hold_the_text_of_names() throws IOException {
    int names = 0;
    for (Rows.Row row : Rows.read()) {
      byte[] bytes = row.bytes();
      Syntax.Script script = Parser.parse(Source.of("row", bytes), Dialect.BASH);
      for (Syntax.Parameter parameter : Nodes.all(script, Syntax.Parameter.class)) {
        String text = text(bytes, parameter).replace("\\\n", "");
        String name = new String(parameter.name().getBytes(UTF_8), ISO_8859_1);
        if (parameter.braced()) {
          assertThat(text).as(row.input()).startsWith("${").contains(name).endsWith("}");
        } else {
          assertThat(text).as(row.input()).isEqualTo("$" + name);
        }
        names++;
      }
    }
    assertThat(names).isGreaterThan(150);
  }

  @Test
  void should_give_commands_places_without_what_stands_around_them() throws IOException {
    int commands = 0;
    for (Rows.Row row : Rows.read()) {
      byte[] bytes = row.bytes();
      for (Dialect dialect : Dialect.values()) {
        Syntax.Script script = Parser.parse(Source.of("row", bytes), dialect);
        for (Syntax.Statement statement : Nodes.all(script, Syntax.Statement.class)) {
          if (statement.command() instanceof Syntax.Unreadable) {
            continue;
          }
          assertThat(statement.at()).isEqualTo(statement.command().at());
          assertThat(text(bytes, statement))
              .as(row.input())
              .doesNotContainPattern("^[ \\t\\n]|(?<!\\\\)[ \\t\\n]$");
          commands++;
        }
      }
    }
    assertThat(commands).isGreaterThan(2000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          a && b   # comment         ¦ AndOr    ¦ a && b
          f() { :; } # c             ¦ Function ¦ f() { :; }
          function f { :; }  ;       ¦ Function ¦ function f { :; }
          true && false  ;           ¦ AndOr    ¦ true && false
          ! x ;                      ¦ Pipeline ¦ ! x
          a | b |& c >d  & e         ¦ Pipeline ¦ a | b |& c >d
          time   ; a                 ¦ Pipeline ¦ time
          coproc { a; }  # c         ¦ Coproc   ¦ coproc { a; }
          """)
  void should_end_a_command_where_its_last_word_ends(String script, String kind, String piece) {
    byte[] bytes = script.getBytes(UTF_8);
    Syntax.Command command =
        Parser.parse(Source.of("x", script), Dialect.BASH).body().statements().getFirst().command();
    assertThat(command.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(text(bytes, command)).isEqualTo(piece);
  }

  private static String text(byte[] bytes, Syntax.Node node) {
    int from = node.at().offset();
    return new String(Arrays.copyOfRange(bytes, from, from + node.at().length()), ISO_8859_1);
  }

  @Test
  void should_take_nothing_for_a_payload_while_a_here_document_waits() {
    assertThat(problems("exit 0\na <<t; E \"F(\nEF\n"))
        .first()
        .hasToString("x.sh:4:1: \" at line 2, column 10 is never closed by \"");
  }

  @Test
  void should_keep_comments_for_directives() {
    Syntax.Script script =
        Parser.parse(Source.of("x", "# one\na # two\n$(b # three\n)\n"), Dialect.BASH);
    assertThat(script.comments().stream().map(Syntax.Comment::text))
        .containsExactly(" one", " two", " three");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '#!/bin/sh'                               | sh
          '#!/bin/sh -e'                            | sh
          '#! /bin/bash'                            | bash
          '#!/usr/bin/env bash'                     | bash
          '#!/usr/bin/env -S bash -x'               | bash
          '#!/usr/bin/env sh'                       | sh
          '#!/bin/dash'                             | sh
          '#!/bin/busybox sh'                       | sh
          '#!/bin/ksh'                              | bash
          '#!/bin/sh\r'                             | sh
          'echo a'                                  | bash
          ''                                        | bash
          '# shellcheck shell=sh'                   | sh
          '# shellcheck disable=SC1 shell=dash'     | sh
          '#!/bin/bash\n# shellcheck shell=sh'      | bash
          '#!/usr/bin/perl\n# shellcheck shell=sh'  | sh
          """)
  void should_know_the_dialect(String text, String dialect) {
    Source source = Source.of("x", text.replace("\\n", "\n").replace("\\r", "\r"));
    assertThat(Dialects.of(source).text()).isEqualTo(dialect);
  }

  @Test
  void should_look_for_a_directive_only_near_the_start() {
    String directive = "# shellcheck shell=sh\n";
    String near = "#\n".repeat((4096 - directive.length()) / 2);
    assertThat(Dialects.of(Source.of("x", near + directive))).isEqualTo(Dialect.SH);
    assertThat(Dialects.of(Source.of("x", near + "#".repeat(30) + "\n" + directive)))
        .isEqualTo(Dialect.BASH);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '#!/usr/bin/python3'          | python3
          '#!/usr/bin/env python3'      | python3
          '#!/usr/bin/env -S A=1 fish'  | fish
          '#! /bin/zsh -f'              | zsh
          '#!/bin/sh'                   |
          '#!/usr/bin/env -S bash -x'   |
          '#!/bin/busybox sh'           |
          '#!'                          |
          'echo a'                      |
          """)
  void should_say_when_the_script_is_for_another_interpreter(String text, @Nullable String name) {
    Source source = Source.of("x", text + "\necho a\n");
    String problems = Parser.parse(source, Dialect.BASH).problems().toString();
    if (name == null) {
      assertThat(problems).isEqualTo("[]");
    } else {
      assertThat(problems).contains("the first line names %s,".formatted(name));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          a"b"'c'\\d    | abcd
          $'a\\tb'      | ^a\tb^
          *.log         | *.log
          $x            |
          ~             |
          {a,b}         |
          "a$(b)"       |
          """)
  void should_give_the_text_of_a_word_without_expansions(String word, String literal) {
    Syntax.Script script =
        Parser.parse(Source.of("x", "echo " + word.replace("\\\\", "\\")), Dialect.BASH);
    Syntax.Simple simple = (Syntax.Simple) script.body().statements().getFirst().command();
    assertThat(Words.literal(simple.words().getLast()).orElse(null)).isEqualTo(literal);
  }

  private static List<dev.ishibashi.text.Diagnostic> problems(String script) {
    return Parser.parse(Source.of("x.sh", script), Dialect.BASH).problems().stream()
        .filter(problem -> problem.severity() == Severity.ERROR)
        .toList();
  }

  private static int printedLength(Syntax.Script script) {
    AtomicReference<String> text = new AtomicReference<>("");
    onSmallStack(() -> text.set(Printer.print(script)));
    return text.get().length();
  }

  private static Syntax.Script parseWithSmallStack(String text, Dialect dialect) {
    AtomicReference<Syntax.Script> script = new AtomicReference<>();
    onSmallStack(() -> script.set(Parser.parse(Source.of("deep", text), dialect)));
    return script.get();
  }

  /// Half of what a thread gets by default on 64-bit Linux.
  private static void onSmallStack(Runnable work) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(null, work, "small stack", 512 * 1024);
    thread.setUncaughtExceptionHandler((_, thrown) -> failure.set(thrown));
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(failure.get()).isNull();
  }

  private static void write() throws IOException {
    StringBuilder out = new StringBuilder();
    List<String> lines = Files.readAllLines(Rows.FILE);
    for (String line : lines) {
      if (line.startsWith("## ")) {
        out.append(line).append('\n');
      } else if (!line.startsWith("  ") && !line.isEmpty()) {
        String bash = Rows.actual(Rows.unescaped(line.substring(1)), Dialect.BASH);
        String sh = Rows.actual(Rows.unescaped(line.substring(1)), Dialect.SH);
        boolean same = sh.equals(bash) && bash.startsWith("ok ");
        out.append(line).append('\n');
        out.append("  bash ").append(bash).append('\n');
        out.append("  sh ").append(same ? "ok same" : sh).append('\n');
      }
    }
    Files.writeString(Rows.FILE, out.toString());
  }

  static Stream<Rows.Row> rows() throws IOException {
    return Rows.read().stream();
  }
}
