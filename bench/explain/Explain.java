import dev.ishibashi.effect.Context;
import dev.ishibashi.effect.Explainer;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.run.CommandFiles;
import dev.ishibashi.run.SourcedFiles;
import dev.ishibashi.shell.Dialects;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Explains the files of a list in one process.
///
///     Explain LIST          prints how many, and those that took longest
///     Explain LIST noise    counts what may be destroyed that the program does not own
///     Explain LIST each     lists it
///
/// What another program of the machine does that one of them calls is counted where that is explained.
final class Explain {
  private Explain() {}

  public static void main(String[] args) throws IOException {
    List<Path> files = Files.readAllLines(Path.of(args[0])).stream().map(Path::of).toList();
    Explainer explainer = new Explainer(CommandFiles.catalogue());
    Context context =
        new Context(Map.of(), Optional.empty(), SourcedFiles.below(Path.of("/")), false);
    TreeMap<Double, Path> slowest = new TreeMap<>();
    TreeMap<String, Integer> codes = new TreeMap<>();
    int lines = 0;
    int anything = 0;
    long begun = System.nanoTime();
    for (Path file : files) {
      Source source = Source.of(file.toString(), Files.readAllBytes(file));
      lines += source.lines();
      long start = cpu();
      Explanation explanation = explainer.explain(source, Dialects.of(source), context);
      slowest.put((cpu() - start) / 1e6, file);
      anything += explanation.anything() ? 1 : 0;
      for (Diagnostic finding : explanation.findings()) {
        if (loses(finding) && finding.at().file().equals(source.file())) {
          if (args.length > 1 && args[1].equals("each")) {
            System.out.printf("%s: %s: %s%n", finding.at(), finding.severity(), finding.message());
          }
          codes.merge(finding.severity() + " " + finding.code(), 1, Integer::sum);
        }
      }
    }
    double all = (System.nanoTime() - begun) / 1e9;
    if (args.length > 1) {
      int count = codes.values().stream().mapToInt(Integer::intValue).sum();
      codes.forEach((code, times) -> System.out.printf("  %4d %s%n", times, code));
      System.out.printf(
          "%d scripts, %d lines, %d findings of what may be lost, %.2f per 1,000 lines%n",
          files.size(), lines, count, 1000.0 * count / lines);
      return;
    }
    System.out.printf(
        "%d scripts, %d lines, %.2f s, %d explained as anything%n",
        files.size(), lines, all, anything);
    slowest.descendingMap().entrySet().stream()
        .limit(5)
        .forEach(e -> System.out.printf("  %7.0f ms %s%n", e.getKey(), e.getValue()));
  }

  /// CPU time of this thread: the other processes of a busy machine must not count.
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static boolean loses(Diagnostic finding) {
    return (finding.severity() == Severity.DANGER || finding.severity() == Severity.WARNING)
        && finding.code().matches(".*-(delete|overwrite|move|permission|format|loss)");
  }
}
