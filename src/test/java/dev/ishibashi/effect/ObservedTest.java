package dev.ishibashi.effect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The yardstick is reality: each case is run in a throw-away overlay over a small tree, and
/// whatever changed must be inside what was explained.
///
/// `-Dishibashi.cases.only=PATTERN` takes some cases only.
///
/// It needs root, `unshare`, and a kernel with overlay; without them it fails.
final class ObservedTest {
  private static final Path BASE = Path.of("src/test/scripts/small-base");

  /// @param script what runs
  /// @param elsewhere whether what it does on other hosts is done here
  private record One(String script, Explanation explanation, boolean elsewhere) {}

  @Test
  void should_find_every_observed_change_in_the_explanation(@TempDir Path directory)
      throws IOException {
    cases(16, directory);
  }

  @Test
  @Tag("soak")
  void should_find_every_observed_change_of_all_cases(@TempDir Path directory) throws IOException {
    cases(1, directory);
  }

  @Test
  void should_see_a_destroyer_do_what_it_is_said_to_do(@TempDir Path directory) throws IOException {
    matrix(24, directory);
  }

  @Test
  @Tag("soak")
  void should_see_every_destroyer_do_what_it_is_said_to_do(@TempDir Path directory)
      throws IOException {
    matrix(1, directory);
  }

  @Test
  void should_find_every_observed_change_of_made_up_scripts(@TempDir Path directory)
      throws IOException {
    madeUp(40, directory);
  }

  @Test
  @Tag("soak")
  void should_find_every_observed_change_of_many_made_up_scripts(@TempDir Path directory)
      throws IOException {
    madeUp(600, directory);
  }

  private static void cases(int every, Path directory) throws IOException {
    Map<String, One> all = new LinkedHashMap<>();
    for (Cases.Case one : runnable(every)) {
      Explanation explanation = Cases.explain(one.name(), one.script());
      all.put(all.size() + " " + one.name(), new One(one.script(), explanation, false));
    }
    Map<String, Throwaway.Ran> ran = run(all, directory);
    check("tables", all, ran);
    assertThat(all).hasSizeGreaterThan(400 / every + 30);
    assertThat(changes(ran)).isGreaterThan(1000L / every);
  }

  private static void matrix(int every, Path directory) throws IOException {
    Map<String, One> all = new LinkedHashMap<>();
    Map<String, Matrix.Tried> tried = new LinkedHashMap<>();
    int row = 0;
    for (Matrix.Tried each : Matrix.all()) {
      if (row++ % every == 0 && Cases.wanted(each.name())) {
        tried.put(each.name(), each);
        all.put(each.name(), new One(each.script(), each.explained(), each.elsewhere()));
      }
    }
    Map<String, Throwaway.Ran> ran = run(all, directory);
    List<String> unseen = new ArrayList<>();
    int hits = 0;
    for (Map.Entry<String, Matrix.Tried> entry : tried.entrySet()) {
      Matrix.Tried one = entry.getValue();
      if (one.named()) {
        continue;
      }
      Throwaway.Ran here = Objects.requireNonNull(ran.get(entry.getKey()));
      boolean hit = one.hit(here.changes());
      hits += hit && !one.safe() ? 1 : 0;
      if (!hit && one.place().isPresent() && !one.spared()) {
        unseen.add(one.name() + ": " + here.said() + here.changes());
      }
      if (hit && one.spared()) {
        unseen.add(one.name() + " is no safe twin: " + here.changes());
      }
    }
    System.out.printf("matrix: %d destroyers seen to hit where it is said%n", hits);
    Files.write(Path.of("target/unseen.txt"), unseen);
    assertThat(unseen).as("see target/unseen.txt").isEmpty();
    check("matrix", all, ran);
  }

  private static void madeUp(int count, Path directory) throws IOException {
    Map<String, One> all = new LinkedHashMap<>();
    long seed = Long.getLong("ishibashi.seed", 1);
    for (int i = 0; i < count; i++) {
      String name = "made up " + (seed + i);
      String script = new MadeUp(seed + i).script();
      all.put(name, new One(script, Cases.explain(name, script), true));
    }
    Map<String, Throwaway.Ran> ran = run(all, directory);
    check("made up", all, ran);
    assertThat(changes(ran)).isGreaterThan(count);
  }

  private static long changes(Map<String, Throwaway.Ran> ran) {
    return ran.values().stream().mapToLong(r -> r.changes().size()).sum();
  }

  private static Map<String, Throwaway.Ran> run(Map<String, One> all, Path directory)
      throws IOException {
    List<Throwaway.Job> jobs = new ArrayList<>();
    all.forEach((name, one) -> jobs.add(new Throwaway.Job(name, "", one.script())));
    return Throwaway.run(
        jobs, Files.readString(BASE, StandardCharsets.UTF_8), Throwaway.SMALL, directory);
  }

  /// Nothing may have changed that is not explained.
  private static void check(String what, Map<String, One> all, Map<String, Throwaway.Ran> ran)
      throws IOException {
    List<String> outside = new ArrayList<>();
    int anything = 0;
    for (Map.Entry<String, One> entry : all.entrySet()) {
      One one = entry.getValue();
      anything += one.explanation.anything() ? 1 : 0;
      List<Throwaway.Change> here =
          Observed.outside(
              one.explanation,
              Objects.requireNonNull(ran.get(entry.getKey())).changes(),
              one.elsewhere);
      if (!here.isEmpty()) {
        outside.add(
            "%s: %s%n%s%n    explained: %s"
                .formatted(
                    entry.getKey(),
                    here.subList(0, Math.min(8, here.size())),
                    one.script,
                    one.explanation.effects().stream().map(Explainer::text).distinct().toList()));
      }
    }
    System.out.printf(
        "%s: %d run, %d changes observed, %d with changes outside the explanation, %d explained as"
            + " anything%n",
        what, all.size(), changes(ran), outside.size(), anything);
    Files.write(Path.of("target/outside-" + what.replace(' ', '-') + ".txt"), outside);
    assertThat(outside).as("%d scripts", all.size()).isEmpty();
  }

  /// Cases that can run without other hosts, services or devices.
  ///
  /// @param every how many rows of the matrix there are for each one taken; a fourth of that of the
  ///   other tables
  private static List<Cases.Case> runnable(int every) {
    List<Cases.Case> all = new ArrayList<>();
    int row = 0;
    for (String table : List.of("acceptance.txt", "values.txt", "holes.txt", "matrix.txt")) {
      for (Cases.Case one : Cases.read(table)) {
        int step = table.equals("matrix.txt") ? every : Math.max(1, every / 4);
        boolean taken = row++ % step == 0 && Cases.wanted(one.name());
        if (taken
            && !one.name().matches("root itself|recursion ends|background")
            && !one.script()
                .matches(
                    "(?s).*\\b(ssh|scp|bk1|mkfs|lvremove|mysql|psql|systemctl|apt-get|docker|crontab|curl"
                        + "|sudo|/dev/sdz|frobnicate)\\b.*")) {
          all.add(one);
        }
      }
    }
    return all;
  }
}
