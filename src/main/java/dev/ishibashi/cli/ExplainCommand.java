package dev.ishibashi.cli;

import dev.ishibashi.effect.Context;
import dev.ishibashi.effect.Explainer;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.run.ChangeReader;
import dev.ishibashi.run.CommandFiles;
import dev.ishibashi.shell.Dialect;
import dev.ishibashi.shell.Dialects;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ishibashi explain SCRIPT…`
@Command(name = "explain", mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "SCRIPT")
  private List<Path> scripts = List.of();

  @Option(names = "--dialect", paramLabel = "sh|bash")
  private @Nullable Dialect dialect;

  @Option(names = "--output", defaultValue = "text")
  private Output output = Output.TEXT;

  @Override
  public Integer call() {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    Explainer explainer = new Explainer(CommandFiles.catalogue());
    List<Explanation> explanations = new ArrayList<>();
    Map<String, Source> sources = new LinkedHashMap<>();
    for (Path script : scripts) {
      String name = script.toString();
      try {
        Source source = ChangeReader.script(script);
        sources.put(name, source);
        Dialect spoken = dialect == null ? Dialects.of(source) : dialect;
        explanations.add(explainer.explain(source, spoken, Context.UNKNOWN));
      } catch (IOException e) {
        sources.put(name, Source.of(name, ""));
        explanations.add(unreadable(name, Messages.text("run.unreadable", name, reason(script, e))));
      }
    }
    return output == Output.JSON
        ? ExplainOutput.json(explanations, out)
        : ExplainOutput.text(explanations, sources, out);
  }

  private static String reason(Path file, IOException e) {
    return Files.exists(file) ? String.valueOf(e.getMessage()) : Messages.text("run.missing");
  }

  /// What cannot be read may do anything.
  private static Explanation unreadable(String file, String why) {
    Diagnostic error = new Diagnostic("unreadable", Severity.ERROR, Span.whole(file), why, "");
    return new Explanation(file, Dialect.BASH, error, true, List.of(), List.of(), Set.of());
  }
}
