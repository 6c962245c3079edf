package dev.ishibashi.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.spec.CommandSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the examples of the command files over the machine's own files, each in a throw-away
/// overlay, and compares what changed with what the files state: nothing more, and nothing that
/// must happen missing.
///
/// Run are those whose command is installed. `-Dishibashi.examples.layer=DIRECTORY` puts a layer
/// with more packages over the machine (`src/test/scripts/examples-layer` makes one),
/// `-Dishibashi.examples.only=PATTERN` takes some commands only, and
/// `-Dishibashi.examples.report=FILE` names the file that lists which commands are verified.
final class CommandsVerifiedTest {
  private static final Path BASE = Path.of("src/test/scripts/examples-base");

  private record One(CommandSpec spec, CommandSpec.Example example, Explanation explanation) {
    String command() {
      return spec.name();
    }

    boolean bounded() {
      return !explanation.anything();
    }
  }

  @Test
  @Tag("soak")
  void should_do_what_all_examples_state(@TempDir Path directory) throws IOException {
    String layer = System.getProperty("ishibashi.examples.layer", "");
    String only = System.getProperty("ishibashi.examples.only", "");
    Map<String, One> examples = new LinkedHashMap<>();
    Verified verified = new Verified();
    List<Throwaway.Job> jobs = new ArrayList<>();
    for (CommandSpec spec : CommandExamplesTest.specs()) {
      if (!only.isEmpty() && !spec.name().matches(only)) continue;
      for (CommandSpec.Example example : spec.examples()) {
        if (!example.notRun().isEmpty()) {
          verified.read(spec.name(), example.notRun());
          continue;
        }
        if (layer.isEmpty() && !installed(spec.name())) {
          verified.read(spec.name(), "not installed where this was made");
          continue;
        }
        One one = new One(spec, example, Cases.explain(spec.name(), example.run()));
        if (!one.bounded()) {
          verified.read(spec.name(), "said to be unknown");
          continue;
        }
        String name = spec.name() + ": " + example.run();
        examples.put(name, one);
        String before = example.before().isEmpty() ? "" : example.before() + "\n";
        jobs.add(new Throwaway.Job(name, example.given(), before + example.run()));
      }
    }
    String lower = layer.isEmpty() ? "/" : layer + "/upper:/";
    Map<String, Throwaway.Ran> results =
        Throwaway.run(jobs, Files.readString(BASE, StandardCharsets.UTF_8), lower, directory);
    List<String> wrong = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (Map.Entry<String, One> entry : examples.entrySet()) {
      List<String> here =
          wrong(
              entry.getKey(),
              entry.getValue(),
              Objects.requireNonNull(results.get(entry.getKey())));
      if (here.isEmpty()) {
        verified.ran(entry.getValue().command());
      } else {
        names.add(entry.getKey());
        wrong.addAll(here);
        verified.read(entry.getValue().command(), "does something else");
      }
    }
    Files.write(Path.of("target/wrong.txt"), wrong);
    Files.write(
        Path.of(System.getProperty("ishibashi.examples.report", "target/verified-commands.txt")),
        verified.lines());
    System.out.printf(
        "examples run: %d, of %s commands, not as stated: %d%n",
        examples.size(),
        examples.values().stream().map(One::command).distinct().count(),
        names.size());
    assertThat(examples).hasSizeGreaterThan(only.isEmpty() ? 200 : 0);
    assertThat(names).as("see target/wrong.txt").isEmpty();
  }

  private static boolean installed(String command) {
    return Stream.of("/usr/bin", "/usr/sbin", "/bin", "/sbin")
        .anyMatch(place -> Files.isExecutable(Path.of(place, command)));
  }

  /// What is wrong with what the command's file says of its output and its status. Only of an
  /// example that is that command alone, and runs it as it stands.
  private static String printed(One one, Throwaway.Ran ran) {
    String run = one.example().run();
    boolean alone = run.startsWith(one.command() + " ") && !run.matches("(?s).*[|;&<>`$\n].*");
    if (!alone || !one.spec().subcommands().isEmpty() || !one.spec().handled().isEmpty()) {
      return "";
    }
    String said = ran.said().strip().replaceAll("(?s)(.{200}).*", "$1");
    if (one.spec().status().equals("success") && ran.exit() != 0) {
      return "is stated to succeed, but ends with %d: %s".formatted(ran.exit(), said);
    }
    String expected =
        switch (one.spec().output()) {
          case "nothing" -> "";
          case "line" -> "[^\n]+";
          case "name" -> "[^\\s/]+";
          case "number" -> "[0-9]+";
          case "path" -> "/[^\n]*";
          default -> "(?s).*";
        };
    return ran.exit() != 0 || said.matches(expected)
        ? ""
        : "is stated to print '%s', but prints: %s".formatted(one.spec().output(), said);
  }

  private static List<String> wrong(String name, One one, Throwaway.Ran ran) {
    List<String> wrong = new ArrayList<>();
    if (ran.exit() != one.example().exit() && one.example().exit() != CommandSpec.ANY) {
      wrong.add(
          "%s\n    exit %d: %s"
              .formatted(
                  name, ran.exit(), ran.said().replace('\n', '|').replaceAll("(.{300}).*", "$1")));
    }
    String printed = printed(one, ran);
    if (!printed.isEmpty()) {
      wrong.add("%s\n    %s".formatted(name, printed));
    }
    List<Throwaway.Change> outside = Observed.outside(one.explanation(), ran.changes());
    if (!outside.isEmpty()) {
      wrong.add(
          "%s\n    not stated: %s"
              .formatted(name, outside.subList(0, Math.min(8, outside.size()))));
    }
    if (ran.exit() == one.example().exit() || one.example().exit() == CommandSpec.ANY) {
      for (Effect effect : Observed.unseen(one.explanation(), ran.changes())) {
        wrong.add(
            "%s\n    not seen: %s; there were %s"
                .formatted(
                    name,
                    Explainer.text(effect),
                    ran.changes().subList(0, Math.min(8, ran.changes().size()))));
      }
    }
    return wrong;
  }
}
