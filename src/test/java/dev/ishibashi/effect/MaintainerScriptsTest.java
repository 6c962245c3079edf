package dev.ishibashi.effect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.run.SourcedFiles;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Debian's packages run on this machine when they are installed and removed: run over its own
/// files in throw-away overlays, and compared with what is explained.
final class MaintainerScriptsTest {
  private static final Path SCRIPTS = Path.of("/var/lib/dpkg/info");

  private record One(Path file, String arguments) {
    String text() throws IOException {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    /// Called as dpkg does (Debian Policy 6.5).
    String call() {
      String name = file.getFileName().toString();
      int dot = name.lastIndexOf('.');
      return "export DPKG_MAINTSCRIPT_NAME=%s DPKG_MAINTSCRIPT_PACKAGE=%s DPKG_ROOT=''%n%s %s%n"
          .formatted(
              name.substring(dot + 1),
              name.substring(0, dot).replaceAll(":.*", ""),
              file,
              arguments);
    }

    @Override
    public String toString() {
      return file.getFileName() + " " + arguments;
    }
  }

  private static List<One> all() throws IOException {
    List<One> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        String name = file.getFileName().toString();
        List<String> arguments =
            switch (name.substring(name.lastIndexOf('.') + 1)) {
              case "preinst" -> List.of("install", "upgrade 0");
              case "postinst" -> List.of("configure ''");
              case "prerm" -> List.of("remove");
              case "postrm" -> List.of("remove", "purge");
              default -> List.of();
            };
        for (String each : arguments) {
          One one = new One(file, each);
          if (one.text().matches("(?s)#! ?/(usr/)?bin/(ba|da)?sh\\b.*")) {
            all.add(one);
          }
        }
      }
    }
    return all;
  }

  private static Explanation explain(One one) throws IOException {
    Context context =
        new Context(Map.of(), Optional.empty(), SourcedFiles.below(Path.of("/")), true);
    Source source = Source.of(one.file.toString(), Files.readAllBytes(one.file));
    return Cases.explain(source, context);
  }

  @Test
  void should_find_every_observed_change_in_the_explanation(@TempDir Path directory)
      throws IOException {
    check(25, directory);
  }

  @Test
  @Tag("soak")
  void should_find_every_observed_change_of_all(@TempDir Path directory) throws IOException {
    check(1, directory);
  }

  private static void check(int every, Path directory) throws IOException {
    Map<String, One> all = new LinkedHashMap<>();
    List<Throwaway.Job> jobs = new ArrayList<>();
    int number = 0;
    for (One one : all()) {
      if (number++ % every == 0 && Cases.wanted(one.toString())) {
        all.put(one.toString(), one);
        jobs.add(new Throwaway.Job(one.toString(), "", one.call()));
      }
    }
    Map<String, Throwaway.Ran> ran = Throwaway.run(jobs, ":", "/", directory);
    List<String> outside = new ArrayList<>();
    long changes = 0;
    for (Map.Entry<String, Throwaway.Ran> entry : ran.entrySet()) {
      One one = java.util.Objects.requireNonNull(all.get(entry.getKey()));
      Explanation explanation = explain(one);
      changes += entry.getValue().changes().size();
      List<Throwaway.Change> here = Observed.outside(explanation, entry.getValue().changes());
      if (!here.isEmpty()) {
        outside.add(
            "%s: %s%n    explained: %s"
                .formatted(
                    one,
                    here.subList(0, Math.min(8, here.size())),
                    explanation.effects().stream().map(Explainer::text).distinct().toList()));
      }
    }
    System.out.printf(
        "maintainer scripts: %d runs, %d changes observed, %d with changes outside the"
            + " explanation%n",
        ran.size(), changes, outside.size());
    Files.write(Path.of("target/outside-maintainer.txt"), outside);
    assertThat(outside).as("see target/outside-maintainer.txt").isEmpty();
    assertThat(ran).isNotEmpty();
  }

  @Test
  void should_explain_few_as_anything() throws IOException {
    List<Path> files = all().stream().map(One::file).distinct().toList();
    List<String> anything = new ArrayList<>();
    for (Path file : files) {
      if (explain(new One(file, "")).anything()) {
        anything.add(file.getFileName().toString());
      }
    }
    double share = anything.size() / (double) files.size();
    System.out.printf(
        "maintainer scripts: %d, %d explained as anything, %.1f %%%n",
        files.size(), anything.size(), 100 * share);
    assertThat(share).as("%s", anything).isLessThanOrEqualTo(0.10);
  }
}
