package dev.ishibashi.cli;

import dev.ishibashi.incident.Incident;
import dev.ishibashi.text.Messages;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `ishibashi demo`: the accident that Ishibashi was made to stop.
@Command(name = "demo", mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--report", paramLabel = "FILE")
  private @Nullable Path report;

  @Option(names = "--output", defaultValue = "text")
  private Output output = Output.TEXT;

  @Override
  public Integer call() {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    Incident incident =
        IncidentCommand.all().stream()
            .filter(i -> i.id().equals("01"))
            .findFirst()
            .orElseThrow(() -> new BadInput(Messages.text("cli.no-incident", "01")));
    if (output == Output.TEXT) {
      out.println(Messages.text("cli.demo-intro"));
    }
    return new ReplayOutput(output, out)
        .play(incident, List.copyOf(incident.variants().values()), report);
  }
}
