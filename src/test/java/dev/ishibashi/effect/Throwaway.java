package dev.ishibashi.effect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs shell texts over the machine's own files, each in a throw-away overlay without network, and
/// tells what each has changed. Many texts go through one entry into the namespaces.
///
/// It needs root and util-linux; without them it fails.
final class Throwaway {
  private static final Path RUNNER = Path.of("src/test/scripts/throwaway").toAbsolutePath();

  /// Not over the machine's own files, but over a root that holds links to its programs only: what
  /// is run may delete everything.
  static final String SMALL = "small";

  private Throwaway() {}

  /// @param given made ready before, in the same namespaces; its changes are not those of the run
  record Job(String name, String given, String run) {}

  enum Kind {
    DELETED,
    CREATED,
    /// Written to, replaced, or turned into something else.
    CHANGED,
    /// Its mode, owner or time is another.
    ATTRIBUTES,
    /// Opened for writing, or put in its own place again: nothing is other than before.
    TOUCHED
  }

  record Change(Kind kind, String path) {}

  /// @param exit the exit status; 124 when it took too long or could not be made ready
  /// @param said the beginning of what it printed
  record Ran(int exit, String said, List<Change> changes) {}

  /// Runs all jobs and gives what each did, by name.
  ///
  /// @param base a shell text that makes what all of them find
  /// @param lower the directories below, as overlay wants them: `/`, or others joined by colons, or
  ///   [#SMALL]
  /// @param directory an empty one for what is written on the way
  static Map<String, Ran> run(List<Job> jobs, String base, String lower, Path directory) {
    try {
      Path all = Files.createDirectories(directory.resolve("jobs"));
      Map<String, String> names = new LinkedHashMap<>();
      for (Job job : jobs) {
        String number = "%05d".formatted(names.size());
        names.put(number, job.name());
        Path own = Files.createDirectories(all.resolve(number));
        Files.writeString(own.resolve("given"), job.given());
        Files.writeString(own.resolve("run"), job.run());
      }
      Path ready = Files.writeString(directory.resolve("base"), base);
      Path said = directory.resolve("said");
      Process process =
          new ProcessBuilder(
                  "unshare",
                  "-m",
                  "--propagation",
                  "private",
                  "sh",
                  RUNNER.toString(),
                  all.toString(),
                  ready.toString(),
                  lower)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(jobs.size() * 20L + 600, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.waitFor();
      }
      if (process.exitValue() != 0) {
        throw new IllegalStateException("the runner failed: " + read(said));
      }
      Map<String, Ran> results = new LinkedHashMap<>();
      for (Map.Entry<String, String> entry : names.entrySet()) {
        Path own = all.resolve(entry.getKey());
        results.put(
            entry.getValue(),
            new Ran(
                Integer.parseInt(read(own.resolve("exit")).strip()),
                read(own.resolve("said")),
                changes(read(own.resolve("changes")).lines().toList())));
      }
      return results;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }

  private static List<Change> changes(List<String> lines) {
    return lines.stream()
        .map(l -> l.split(" ", 2))
        .map(w -> new Change(Kind.valueOf(w[0]), unescaped(w[1])))
        .toList();
  }

  private static String unescaped(String path) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean escape = c == '\\' && i + 1 < path.length();
      out.append(escape ? path.charAt(++i) == 'n' ? '\n' : '\\' : c);
    }
    return out.toString();
  }
}
