package dev.ishibashi.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// Asks the installed `bash -n` and `dash -n` what they think of scripts, many at a time: one
/// driver shell goes over a directory of candidates, so that each costs one process only.
final class RealShell {
  private RealShell() {}

  /// What a real shell said.
  ///
  /// @param accepted whether it read the script to the end without complaint
  /// @param message what it complained of, else empty
  record Verdict(boolean accepted, String message) {}

  /// One script and the dialect to read it in.
  ///
  /// @param text each char one byte
  record Candidate(Dialect dialect, String text) {
    byte[] bytes() {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  /// One process a script: exactly what a person would run.
  private static final String EXACT =
      """
      cd "$1" || exit 1
      for f in s*; do
        [ -f "$f" ] || continue
        e=$(dash -n "$f" 2>&1); printf '%s\\037%s\\037%s\\036' "$f" "$?" "$e"
      done
      for f in b*; do
        [ -f "$f" ] || continue
        e=$(bash -n "$f" 2>&1); printf '%s\\037%s\\037%s\\036' "$f" "$?" "$e"
      done
      """;

  /// Without a new program for each: a forked shell reads the file behind a `set -n`. Several times
  /// cheaper; whoever uses it asks the other way again where it matters.
  private static final String QUICK =
      """
      cd "$1" || exit 1
      for f in $2*; do
        [ -f "$f" ] || continue
        e=$(. "./$f" 2>&1); printf '%s\\037%s\\037%s\\036' "$f" "$?" "$e"
      done
      """;

  private static final byte[] NO_EXECUTION = "set -n\n".getBytes(StandardCharsets.US_ASCII);

  static List<Verdict> ask(List<Candidate> candidates) throws IOException, InterruptedException {
    return ask(candidates, false);
  }

  static List<Verdict> askQuickly(List<Candidate> candidates)
      throws IOException, InterruptedException {
    return ask(candidates, true);
  }

  /// The lines that the script prints when it is run. Only for scripts that change nothing.
  static List<String> run(Candidate candidate) throws IOException, InterruptedException {
    String shell = candidate.dialect() == Dialect.BASH ? "bash" : "dash";
    Path script = Files.createTempFile("agreement", ".sh");
    try {
      Files.write(script, candidate.bytes());
      Process process =
          new ProcessBuilder(shell, script.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      byte[] said = process.getInputStream().readAllBytes();
      process.waitFor();
      return new String(said, StandardCharsets.ISO_8859_1).lines().toList();
    } finally {
      Files.delete(script);
    }
  }

  /// The verdicts, in the order of the candidates.
  private static List<Verdict> ask(List<Candidate> candidates, boolean quick)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("agreement");
    try {
      // Two drivers, for the two processors of a small machine.
      List<Path> parts =
          List.of(
              Files.createDirectory(directory.resolve("0")),
              Files.createDirectory(directory.resolve("1")));
      for (int i = 0; i < candidates.size(); i++) {
        Candidate candidate = candidates.get(i);
        String prefix = candidate.dialect() == Dialect.BASH ? "b" : "s";
        try (var file = Files.newOutputStream(parts.get(i / 2 % 2).resolve(prefix + i))) {
          if (quick) {
            file.write(NO_EXECUTION);
          }
          file.write(candidate.bytes());
        }
      }
      Verdict[] verdicts = new Verdict[candidates.size()];
      List<Process> drivers = new ArrayList<>();
      List<Path> outputs = new ArrayList<>();
      for (Path part : parts) {
        for (String shell : quick ? List.of("dash", "bash") : List.of("dash")) {
          Path output = part.resolveSibling("out" + part.getFileName() + shell);
          outputs.add(output);
          drivers.add(
              new ProcessBuilder(
                      shell,
                      "-c",
                      quick ? QUICK : EXACT,
                      shell,
                      part.toString(),
                      shell.equals("bash") ? "b" : "s")
                  .redirectError(ProcessBuilder.Redirect.DISCARD)
                  .redirectOutput(output.toFile())
                  .start());
        }
      }
      for (Process driver : drivers) {
        driver.getOutputStream().close();
        if (driver.waitFor() != 0) {
          throw new IOException("the driver shell failed");
        }
      }
      for (Path out : outputs) {
        String all = Files.readString(out, StandardCharsets.ISO_8859_1);
        for (String record : Pattern.compile("\036").splitAsStream(all).toList()) {
          String[] fields = record.split("\037", 3);
          if (fields.length == 3 && fields[0].length() > 1) {
            verdicts[Integer.parseInt(fields[0].substring(1))] =
                verdict(Integer.parseInt(fields[1]), fields[2]);
          }
        }
      }
      for (int i = 0; i < verdicts.length; i++) {
        if (verdicts[i] == null) {
          throw new IOException("no verdict on candidate " + i);
        }
      }
      return List.of(verdicts);
    } finally {
      delete(directory);
    }
  }

  /// bash ends with status 0 behind some errors (in `[[`), so what it says counts too; warnings do
  /// not, nor the rest of a warning that quotes several lines.
  private static Verdict verdict(int status, String said) {
    String message =
        said.lines()
            .filter(line -> line.contains(": ") && !line.contains("warning:"))
            .filter(line -> status != 0 || line.contains(": line "))
            .findFirst()
            .orElse("");
    return new Verdict(status == 0 && message.isEmpty(), status + " " + message);
  }

  private static void delete(Path directory) throws IOException {
    try (var all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
