package dev.ishibashi.cli;

import dev.ishibashi.ledger.Entry;
import dev.ishibashi.ledger.Ledger;
import dev.ishibashi.ledger.Verification;
import dev.ishibashi.run.Home;
import dev.ishibashi.text.Messages;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `ishibashi ledger show|verify`
@Command(name = "ledger", mixinStandardHelpOptions = true)
final class LedgerCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandSpec own = java.util.Objects.requireNonNull(spec);
    throw new ParameterException(own.commandLine(), Messages.text("cli.no-command"));
  }

  private static PrintWriter out(@Nullable CommandSpec spec) {
    return java.util.Objects.requireNonNull(spec).commandLine().getOut();
  }

  private static Ledger ledger(@Nullable Path directory) {
    if (directory != null && !Files.isDirectory(directory)) {
      throw new BadInput(Messages.text("cli.no-ledger", directory));
    }
    Path place = directory == null ? Home.ofEnvironment().ledger() : directory;
    return new Ledger(place, InstantSource.system());
  }

  @Command(name = "show", mixinStandardHelpOptions = true)
  int show(
      @Option(names = "--directory", paramLabel = "DIR") @Nullable Path directory,
      @Option(names = "--run", paramLabel = "RUN") @Nullable String run,
      @Option(names = "--output", defaultValue = "text") Output output) {
    for (Entry entry : ledger(directory).entries()) {
      if (run == null || run.equals(entry.run())) {
        out(spec).println(output == Output.JSON ? json(entry) : text(entry));
      }
    }
    return Exit.DONE;
  }

  @Command(name = "verify", mixinStandardHelpOptions = true)
  int verify(
      @Option(names = "--directory", paramLabel = "DIR") @Nullable Path directory,
      @Option(names = "--output", defaultValue = "text") Output output) {
    return switch (ledger(directory).verify()) {
      case Verification.Intact(long entries, String head) -> {
        out(spec)
            .println(
                output == Output.JSON
                    ? Json.line(Map.of("intact", true, "entries", entries, "head", head))
                    : Messages.text("cli.ledger-intact", entries, head));
        yield Exit.DONE;
      }
      case Verification.Broken(long line, String why) -> {
        out(spec)
            .println(
                output == Output.JSON
                    ? Json.line(Map.of("intact", false, "line", line, "why", why))
                    : Messages.text("cli.ledger-not-intact", line, why));
        yield Exit.STOP;
      }
    };
  }

  private static String text(Entry entry) {
    String data =
        entry.data().entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(" "));
    return "%d  %s  %-18s %s %s"
        .formatted(entry.number(), entry.at(), entry.kind(), entry.run(), data)
        .stripTrailing();
  }

  private static String json(Entry entry) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("number", entry.number());
    fields.put("at", entry.at().toString());
    fields.put("kind", entry.kind());
    fields.put("run", entry.run());
    fields.put("data", entry.data());
    fields.put("hash", entry.hash());
    return Json.line(fields);
  }
}
