package dev.ishibashi.cli;

import dev.ishibashi.effect.Context;
import dev.ishibashi.effect.Explainer;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.lineage.Search;
import dev.ishibashi.run.Ancestors;
import dev.ishibashi.run.ChangeReader;
import dev.ishibashi.run.CommandFiles;
import dev.ishibashi.run.Home;
import dev.ishibashi.shell.Dialects;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ishibashi lineage SCRIPT --library DIRECTORY`
@Command(name = "lineage", mixinStandardHelpOptions = true)
final class LineageCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SCRIPT")
  private Path script = Path.of("");

  @Option(names = "--library", paramLabel = "DIRECTORY", descriptionKey = "library")
  private @Nullable Path library;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "3", descriptionKey = "limit")
  private int most = 3;

  @Option(names = "--output", defaultValue = "text")
  private Output output = Output.TEXT;

  @Override
  public Integer call() {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    Path place = library == null ? Home.defaultLibrary().orElse(null) : library;
    if (place == null) {
      throw new BadInput(Messages.text("cli.lineage-no-library"));
    }
    if (most < 1) {
      throw new BadInput(Messages.text("cli.lineage-limit", most));
    }
    Source program = program(script);
    Explainer explainer = new Explainer(CommandFiles.catalogue());
    Function<Source, Explanation> explain =
        source -> explainer.explain(source, Dialects.of(source), Context.UNKNOWN);
    Explanation explained = explain.apply(program);
    Ancestors ancestors = new Ancestors(explain, Home.ofEnvironment(), most);
    Search search =
        ancestors.search(place, place.toString(), Path.of(""), script, program, List.of());
    return switch (search) {
      case Search.NoLibrary none -> throw new IllegalStateException("a library was named");
      case Search.Failed(String named, String why) ->
          throw new BadInput(Messages.text("cli.lineage-failed", named, why));
      case Search.Searched searched -> {
        LineageOutput.print(output, program, explained, searched, out);
        yield Exit.DONE;
      }
    };
  }

  /// Reads a script that is named on the command line.
  static Source program(Path file) {
    try {
      return ChangeReader.script(file);
    } catch (IOException e) {
      String why =
          Files.exists(file) ? String.valueOf(e.getMessage()) : Messages.text("run.missing");
      throw new BadInput(Messages.text("run.unreadable", file, why));
    }
  }
}
