package dev.ishibashi.cli;

import dev.ishibashi.ledger.Ledger;
import dev.ishibashi.run.History;
import dev.ishibashi.run.Home;
import dev.ishibashi.text.Messages;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ishibashi status [RUN]`
@Command(name = "status", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "RUN")
  private @Nullable String run;

  @Option(names = "--output", defaultValue = "text")
  private Output output = Output.TEXT;

  @Override
  public Integer call() {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    Ledger ledger = new Ledger(Home.ofEnvironment().ledger(), InstantSource.system());
    List<History> all = History.of(ledger.entries());
    List<History> wanted = all.stream().filter(h -> run == null || h.run().equals(run)).toList();
    if (wanted.isEmpty()) {
      if (run != null) {
        throw new BadInput(Messages.text("cli.no-such-run", run));
      }
      if (output == Output.TEXT) {
        out.println(Messages.text("cli.no-runs"));
      }
      return Exit.DONE;
    }
    for (History history : wanted) {
      if (output == Output.JSON) {
        out.println(Json.line(fields(history)));
      } else if (run == null) {
        out.println(line(history));
      } else {
        whole(history, out);
      }
    }
    boolean open = run != null && wanted.getFirst().state().equals("open");
    return open ? Exit.INCOMPLETE : Exit.DONE;
  }

  private static String line(History history) {
    return "%-30s %-10s %s  %s"
        .formatted(history.run(), history.state(), history.started(), history.change());
  }

  private static void whole(History history, PrintWriter out) {
    out.println(line(history));
    out.println(Messages.text("cli.status-seal", history.seal()));
    history.hosts().forEach((host, what) -> out.println("  %-20s %s".formatted(host, what)));
    history.troubles().forEach(t -> out.println("  " + Console.red(t)));
    if (history.state().equals("open")) {
      out.println(Messages.text("cli.status-open"));
    }
  }

  private static Map<String, Object> fields(History history) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("run", history.run());
    fields.put("change", history.change());
    fields.put("seal", history.seal());
    fields.put("state", history.state());
    fields.put("started", history.started().toString());
    fields.put("ended", history.ended().map(Instant::toString).orElse(null));
    fields.put("hosts", history.hosts());
    fields.put("troubles", history.troubles());
    return fields;
  }
}
