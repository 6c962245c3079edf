package dev.ishibashi.cli;

import dev.ishibashi.incident.Incident;
import dev.ishibashi.incident.Incident.Variant;
import dev.ishibashi.incident.IncidentReader;
import dev.ishibashi.text.Messages;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ishibashi incident list|replay`
@Command(name = "incident", mixinStandardHelpOptions = true)
final class IncidentCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandSpec own = java.util.Objects.requireNonNull(spec);
    throw new ParameterException(own.commandLine(), Messages.text("cli.no-command"));
  }

  private PrintWriter out() {
    return java.util.Objects.requireNonNull(spec).commandLine().getOut();
  }

  @Command(name = "list", mixinStandardHelpOptions = true)
  int list(@Option(names = "--output", defaultValue = "text") Output output) {
    for (Incident incident : all()) {
      for (Variant variant : incident.variants().values()) {
        String name = incident.id() + variant.name();
        out()
            .println(
                output == Output.JSON
                    ? Json.line(
                        Map.of("id", name, "incident", incident.title(), "title", variant.title()))
                    : "%-9s %s: %s".formatted(name, incident.title(), variant.title()));
      }
    }
    return Exit.DONE;
  }

  @Command(name = "replay", mixinStandardHelpOptions = true)
  int replay(
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--report", paramLabel = "FILE") @Nullable Path report,
      @Option(names = "--output", defaultValue = "text") Output output) {
    for (Incident incident : all()) {
      List<Variant> wanted = new ArrayList<>();
      for (Variant variant : incident.variants().values()) {
        if (id.equals(incident.id()) || id.equals(incident.id() + variant.name())) {
          wanted.add(variant);
        }
      }
      if (!wanted.isEmpty()) {
        return new ReplayOutput(output, out()).play(incident, wanted, report);
      }
    }
    throw new BadInput(Messages.text("cli.no-incident", id));
  }

  static List<Incident> all() {
    String source = System.getenv("ISHIBASHI_SOURCE");
    Path here = Path.of("").toAbsolutePath();
    Path directory = here.resolve(source == null ? "" : source).resolve("incidents");
    if (directory.startsWith(here)) {
      directory = here.relativize(directory);
    }
    try {
      return IncidentReader.all(directory);
    } catch (IncidentReader.NotAnIncident e) {
      throw new BadInput(String.valueOf(e.getMessage()));
    }
  }
}
