import dev.ishibashi.shell.Dialect;
import dev.ishibashi.shell.Dialects;
import dev.ishibashi.shell.Parser;
import dev.ishibashi.shell.Printer;
import dev.ishibashi.shell.Syntax;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads scripts in one process: `once` each, as a command would, or `warm` again and again for
/// the throughput. `parse` only reads, `print` also writes each tree back as text.
final class Throughput {
  private Throughput() {}

  private record Script(Source source, Dialect dialect) {}

  public static void main(String[] arguments) throws IOException {
    boolean warm = arguments[0].equals("warm");
    boolean print = arguments[1].equals("print");
    List<Script> scripts = new ArrayList<>();
    long bytes = 0;
    for (String file : Files.readAllLines(Path.of(arguments[2]))) {
      byte[] text = Files.readAllBytes(Path.of(file));
      bytes += text.length;
      Source source = Source.of(file, text);
      scripts.add(new Script(source, Dialects.of(source)));
    }
    if (!warm) {
      System.out.printf("%d characters of output%n", round(scripts, print));
      return;
    }
    // CPU time of this thread: the other processes of a busy machine must not count.
    var threads = java.lang.management.ManagementFactory.getThreadMXBean();
    double best = Double.MAX_VALUE;
    for (int i = 0; i < Integer.getInteger("rounds", 15); i++) {
      long start = threads.getCurrentThreadCpuTime();
      round(scripts, print);
      best = Math.min(best, (threads.getCurrentThreadCpuTime() - start) / 1e9);
    }
    System.out.printf("%.1f%n", bytes / best / 1e6);
  }

  private static long round(List<Script> scripts, boolean print) {
    long result = 0;
    for (Script script : scripts) {
      Syntax.Script tree = Parser.parse(script.source(), script.dialect());
      result += print ? Printer.print(tree).length() : tree.body().statements().size();
    }
    return result;
  }
}
