package dev.ishibashi.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The parser says of every script what the installed shells say: accepted or refused.
///
/// - `-Dishibashi.mutations=N` for another number of broken scripts, `-Dishibashi.seed=N` for
///   others.
class AgreementTest {
  private static final int MUTATIONS = Integer.getInteger("ishibashi.mutations", 20_000);
  private static final long SEED = Long.getLong("ishibashi.seed", 20_12_06_20L);

  /// Of the broken scripts, how many are also asked of `bash -n` and `dash -n` themselves although
  /// the quick way agrees with the parser: one in so many.
  private static final int SAMPLE = 50;

  @Test
  void should_agree_on_every_row_of_the_table() throws Exception {
    List<RealShell.Candidate> candidates = new ArrayList<>();
    for (Rows.Row row : Rows.read()) {
      for (Dialect dialect : Dialect.values()) {
        candidates.add(new RealShell.Candidate(dialect, text(row.bytes())));
      }
    }
    Result result = compare(candidates, RealShell.ask(candidates));
    System.out.println("rows: " + result);
    assertThat(result.unexplained).isEmpty();
    assertThat(result.refused).isGreaterThan(300);
  }

  /// What stands behind a here-document must not be taken for its text: the rows that end with
  /// `echo AFTER` are run, and hold only `cat` and `echo`.
  @Test
  void should_end_here_documents_where_the_shells_do() throws Exception {
    List<String> wrong = new ArrayList<>();
    int asked = 0;
    for (Rows.Row row : Rows.read()) {
      if (!row.input().startsWith("cat <<") || !row.input().endsWith("echo AFTER\\n")) {
        continue;
      }
      for (Dialect dialect : Dialect.values()) {
        RealShell.Candidate candidate = new RealShell.Candidate(dialect, text(row.bytes()));
        Syntax.Script script = parse(candidate);
        if (Allowed.accepted(script)) {
          asked++;
          boolean ours = ShortTree.of(script).contains("(Simple words=[echo AFTER])");
          if (ours != RealShell.run(candidate).contains("AFTER")) {
            wrong.add(dialect.text() + ": " + row.input());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(asked).isGreaterThan(20);
  }

  @Test
  void should_agree_on_every_script_of_this_machine() throws Exception {
    List<Scripts.Script> scripts = Scripts.ofThisMachine();
    assertThat(scripts).hasSizeGreaterThan(200);
    List<RealShell.Candidate> candidates = new ArrayList<>();
    for (Scripts.Script script : scripts) {
      candidates.add(new RealShell.Candidate(script.dialect(), script.text()));
    }
    Result result = compare(candidates, RealShell.ask(candidates));
    System.out.println("scripts: " + result);
    assertThat(result.unexplained).isEmpty();
  }

  @Test
  void should_print_every_script_of_this_machine_so_that_it_reads_the_same() throws Exception {
    List<Path> wrong = new ArrayList<>();
    for (Scripts.Script script : Scripts.ofThisMachine()) {
      Syntax.Script tree = Parser.parse(Source.of("x", bytes(script.text())), script.dialect());
      if (Printed.difference(tree).isPresent()) {
        wrong.add(script.file());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void should_print_what_it_accepts_so_that_it_reads_the_same() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (RealShell.Candidate candidate : broken()) {
      Syntax.Script script = parse(candidate);
      if (Allowed.accepted(script) && !Printed.uncertain(script)) {
        Printed.difference(script).ifPresent(wrong::add);
      }
    }
    assertThat(wrong).isEmpty();
  }

  /// Broken scripts, half of them made from the table, half from the scripts of the machine.
  private static List<RealShell.Candidate> broken() throws IOException {
    List<String> table = new ArrayList<>();
    for (Rows.Row row : Rows.read()) {
      table.add(text(row.bytes()));
    }
    List<String> machine = new ArrayList<>();
    for (Scripts.Script script : Scripts.ofEveryDebian()) {
      machine.add(script.text());
    }
    assertThat(machine).hasSizeGreaterThan(30);
    Mutations fromTable = new Mutations(SEED, table);
    Mutations fromMachine = new Mutations(SEED + 1, machine);
    List<RealShell.Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < MUTATIONS; i++) {
      Dialect dialect = i % 2 == 0 ? Dialect.BASH : Dialect.SH;
      String text = (i / 2 % 2 == 0 ? fromTable : fromMachine).next();
      candidates.add(new RealShell.Candidate(dialect, text));
    }
    return candidates;
  }

  @Test
  void should_agree_on_broken_scripts() throws Exception {
    List<RealShell.Candidate> candidates = broken();
    List<RealShell.Verdict> quick = RealShell.askQuickly(candidates);
    List<RealShell.Candidate> again = new ArrayList<>();
    Random sample = new Random(SEED);
    for (int i = 0; i < candidates.size(); i++) {
      boolean ours = Allowed.accepted(parse(candidates.get(i)));
      if (ours != quick.get(i).accepted() || sample.nextInt(SAMPLE) == 0) {
        again.add(candidates.get(i));
      }
    }
    Result result = compare(again, RealShell.ask(again));
    System.out.println("broken scripts: " + candidates.size() + ", asked exactly: " + result);
    assertThat(result.unexplained).isEmpty();
  }

  /// @param unexplained the disagreements that nothing allows
  private record Result(
      int asked, int refused, Map<Allowed, Integer> allowed, List<String> unexplained) {}

  private static Result compare(
      List<RealShell.Candidate> candidates, List<RealShell.Verdict> verdicts)
      throws IOException, InterruptedException {
    Map<Allowed, Integer> allowed = new EnumMap<>(Allowed.class);
    List<String> unexplained = new ArrayList<>();
    int refused = 0;
    for (int i = 0; i < candidates.size(); i++) {
      RealShell.Candidate candidate = candidates.get(i);
      RealShell.Verdict verdict = verdicts.get(i);
      refused += verdict.accepted() ? 0 : 1;
      Syntax.Script script = parse(candidate);
      if (Allowed.accepted(script) == verdict.accepted()) {
        continue;
      }
      Allowed why = Allowed.why(candidate, verdict.accepted());
      if (why == Allowed.NONE) {
        unexplained.add(describe(candidate, script, verdict));
      } else {
        allowed.merge(why, 1, Integer::sum);
      }
    }
    keep(unexplained);
    return new Result(candidates.size(), refused, allowed, unexplained);
  }

  private static String describe(
      RealShell.Candidate candidate, Syntax.Script script, RealShell.Verdict verdict) {
    String ours =
        Allowed.accepted(script)
            ? "accepted"
            : script.problems().stream().findFirst().map(Diagnostic::toString).orElse("");
    return "%s: %s%n  parser: %s%n  shell: %s"
        .formatted(
            candidate.dialect().text(), ShortTree.text(candidate.text()), ours, verdict.message());
  }

  /// All of them, where a failed assertion would show only some.
  private static void keep(List<String> unexplained) throws IOException {
    if (!unexplained.isEmpty()) {
      Files.write(Path.of("target/disagreements.txt"), unexplained);
    }
  }

  private static Syntax.Script parse(RealShell.Candidate candidate) {
    return Parser.parse(Source.of("candidate", candidate.bytes()), candidate.dialect());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
