package dev.ishibashi.cli;

import dev.ishibashi.incident.Incident;
import dev.ishibashi.incident.Incident.Variant;
import dev.ishibashi.incident.IncidentReader;
import dev.ishibashi.incident.Player;
import dev.ishibashi.incident.Replay;
import dev.ishibashi.incident.ReplayReport;
import dev.ishibashi.lab.Lab;
import dev.ishibashi.lab.LabRefused;
import dev.ishibashi.run.Home;
import dev.ishibashi.text.Messages;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Plays incidents and tells their story.
final class ReplayOutput implements Player.Audience {
  /// Reasons shown on the terminal; the report has all of them.
  private static final int SHOWN = 3;

  private final Output output;
  private final PrintWriter out;
  private String hosts = "";

  ReplayOutput(Output output, PrintWriter out) {
    this.output = output;
    this.out = out;
  }

  /// Plays variants of an incident, and writes the report.
  ///
  /// @return the exit code
  int play(Incident incident, List<Variant> variants, @Nullable Path report) {
    Instant start = InstantSource.system().instant();
    Home home = Home.ofEnvironment();
    List<Replay> replays = new ArrayList<>();
    try {
      Player player =
          new Player(
              home.directory(),
              // A ledger of its own: what an earlier replay did is no plan of this one.
              home.directory().resolve("replay-ledgers").resolve(start.toString()),
              InstantSource.system(),
              this);
      for (Variant variant : variants) {
        replays.add(tell(player.play(incident, variant)));
      }
    } catch (LabRefused e) {
      out.println(Messages.text("cli.no-lab", String.valueOf(e.getMessage())));
      return Exit.WORLD;
    } catch (IncidentReader.NotAnIncident e) {
      throw new BadInput(String.valueOf(e.getMessage()));
    }
    Path file =
        report == null ? home.reports().resolve("incident-" + incident.id() + ".html") : report;
    write(file, incident, start, replays);
    boolean expected = replays.stream().allMatch(Replay::asExpected);
    if (output == Output.TEXT) {
      long seconds = Duration.between(start, InstantSource.system().instant()).toSeconds();
      out.println();
      out.println(
          Messages.text(expected ? "cli.replay-expected" : "cli.replay-unexpected", seconds));
      out.println(Messages.text("cli.replay-report", file));
    }
    return expected ? Exit.DONE : Exit.STOP;
  }

  private void write(Path file, Incident incident, Instant start, List<Replay> replays) {
    String page =
        ReplayReport.html(
            incident.title(), hosts, start.truncatedTo(ChronoUnit.SECONDS).toString(), replays);
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Replay tell(Replay replay) {
    switch (output) {
      case JSON -> out.println(Json.line(fields(replay)));
      case TEXT -> replay.surprises().forEach(s -> say(Console.red(s)));
    }
    out.flush();
    return replay;
  }

  @Override
  public void begins(String name, Variant variant, Lab lab) {
    hosts =
        Messages.text(
            "cli.replay-hosts",
            lab.hosts().size(),
            Messages.text("cli.door-" + lab.door().name().toLowerCase(java.util.Locale.ROOT)));
    if (output == Output.TEXT) {
      out.println();
      out.println(Console.bold(name + "  " + variant.title()));
      say(hosts);
    }
  }

  @Override
  public void lost(Replay.Raw raw) {
    if (output == Output.TEXT) {
      String where =
          raw.lostByHost().entrySet().stream()
              .filter(e -> !e.getValue().isEmpty())
              .map(e -> e.getKey() + " " + e.getValue().size())
              .reduce((a, b) -> a + ", " + b)
              .orElse("-");
      say(
          Console.red(Messages.text("cli.replay-raw", raw.lost(), raw.files()))
              + " ("
              + where
              + ")");
    }
  }

  @Override
  public void stopped(Replay.Bad bad) {
    if (output == Output.TEXT) {
      say(Console.yellow(Messages.text("cli.replay-bad", bad.gate(), bad.changed(), bad.files())));
      bad.evidence().stream().limit(SHOWN).forEach(line -> say("     " + line));
      if (bad.evidence().size() > SHOWN) {
        say("     " + Messages.text("cli.replay-more", bad.evidence().size() - SHOWN));
      }
    }
  }

  @Override
  public void done(Replay.Good good) {
    if (output == Output.TEXT) {
      say(
          Console.green(
              Messages.text(
                  "cli.replay-good", good.hosts(), good.changed().size(), good.entries())));
    }
  }

  private void say(String line) {
    out.println("  " + line);
    out.flush();
  }

  private static Map<String, Object> fields(Replay replay) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("incident", replay.name());
    fields.put("title", replay.title());
    fields.put("lost", replay.raw().lost());
    fields.put("gate", replay.bad().gate());
    fields.put("evidence", replay.bad().evidence());
    fields.put("changed-by-bad", replay.bad().changedFiles());
    Replay.Good good = replay.good();
    fields.put("changed-by-good", good == null ? List.of() : good.changed());
    fields.put("surprises", replay.surprises());
    return fields;
  }
}
