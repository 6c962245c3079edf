package dev.ishibashi.cli;

import dev.ishibashi.effect.Context;
import dev.ishibashi.effect.Explainer;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.remote.Fleet;
import dev.ishibashi.run.ChangeReader;
import dev.ishibashi.run.CommandFiles;
import dev.ishibashi.run.SourcedFiles;
import dev.ishibashi.shell.Dialect;
import dev.ishibashi.shell.Dialects;
import dev.ishibashi.shell.Parser;
import dev.ishibashi.shell.Syntax;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ishibashi explain SCRIPT…`
@Command(name = "explain", mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  private static final Path STANDARD_INPUT = Path.of("-");

  @Spec private @Nullable CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "SCRIPT")
  private List<Path> scripts = List.of();

  @Option(names = "--dialect", paramLabel = "sh|bash")
  private @Nullable Dialect dialect;

  @Option(names = "--tree")
  private boolean tree;

  @Option(names = "--root", paramLabel = "DIRECTORY", descriptionKey = "root")
  private @Nullable Path root;

  @Option(names = "--output", defaultValue = "text")
  private Format output = Format.TEXT;

  @Option(
      names = "--fail-on",
      defaultValue = "danger",
      paramLabel = "danger|warning|note|never",
      descriptionKey = "fail-on")
  private FailOn failOn = FailOn.DANGER;

  @Mixin private InventoryOptions inventory = new InventoryOptions();

  @Option(
      names = {"-l", "--limit"},
      paramLabel = "PATTERN",
      descriptionKey = "limit")
  private @Nullable String pattern;

  @Option(names = "--ask-hosts", descriptionKey = "ask-hosts")
  private boolean askHosts;

  @Override
  public Integer call() {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    if (!inventory.given() && (pattern != null || askHosts)) {
      throw new BadInput(List.of(Messages.text("cli.needs-inventory")));
    }
    if (tree) {
      return trees(out);
    }
    if (!inventory.given()) {
      return explain(out, null);
    }
    if (!askHosts) {
      return explain(out, new HostExplanations(inventory.sources(), pattern, null));
    }
    try (Fleet fleet = Fleet.open()) {
      return explain(out, new HostExplanations(inventory.sources(), pattern, fleet));
    }
  }

  private int trees(PrintWriter out) {
    boolean allRead = true;
    for (Path file : scripts) {
      try {
        Source source = read(file);
        Syntax.Script script =
            Parser.parse(source, dialect == null ? Dialects.of(source) : dialect);
        allRead &= TreeOutput.error(script).isEmpty();
        if (output == Format.JSON) {
          TreeOutput.json(script, out);
        } else {
          TreeOutput.text(script, out);
        }
      } catch (IOException e) {
        allRead = false;
        Diagnostic missing = unreadable(file, e);
        if (output == Format.JSON) {
          TreeOutput.json(missing, out);
        } else {
          out.println(TreeOutput.line(missing));
        }
      }
    }
    return allRead ? Exit.DONE : Exit.INPUT;
  }

  private int explain(PrintWriter out, @Nullable HostExplanations hosts) {
    Explainer explainer = new Explainer(CommandFiles.catalogue());
    Context context = context();
    Progress progress = new Progress(scripts.size());
    int code = Exit.DONE;
    Sarif sarif = new Sarif("docs/manual/findings.md#");
    // Hosts are asked about one script at a time.
    int together =
        hosts == null ? Math.min(scripts.size(), Runtime.getRuntime().availableProcessors()) : 1;
    try (Ahead<Path, Answer> answers =
        new Ahead<>(scripts, script -> answer(script, explainer, context, hosts), together)) {
      for (int i = 0; i < scripts.size(); i++) {
        progress.at(i + 1, scripts.get(i).toString());
        Answer answer = answers.next();
        progress.clear();
        boolean first = i == 0;
        for (HostExplanations.Group group : answer.groups()) {
          switch (output) {
            case JSON -> ExplainOutput.json(group, out);
            case SARIF -> sarif.add(group.explanation(), answer.source(), group.hosts());
            case TEXT -> {
              if (!first) {
                out.println();
              }
              ExplainOutput.text(group, answer.source(), out);
            }
          }
          first = false;
          code = Math.max(code, ExplainOutput.code(group.explanation(), failOn));
          code = Math.max(code, group.unasked() ? Exit.WORLD : Exit.DONE);
        }
        // Whoever waits for many files sees each as soon as it is known.
        out.flush();
      }
    }
    if (output == Format.SARIF) {
      out.println(sarif.text());
      out.flush();
    }
    return code;
  }

  /// A script, and what it could do.
  private record Answer(Source source, List<HostExplanations.Group> groups) {}

  private Answer answer(
      Path script, Explainer explainer, Context context, @Nullable HostExplanations hosts) {
    try {
      Source source = read(script);
      Dialect spoken = dialect == null ? Dialects.of(source) : dialect;
      return new Answer(
          source,
          hosts == null
              ? List.of(alone(explainer.explain(source, spoken, context)))
              : hosts.of(source, spoken, explainer, context));
    } catch (IOException e) {
      String name = script.toString();
      // What cannot be read may do anything.
      Explanation unread =
          new Explanation(
              name, Dialect.BASH, unreadable(script, e), true, List.of(), List.of(), Set.of());
      return new Answer(Source.of(name, ""), List.of(alone(unread)));
    }
  }

  /// A file, or the standard input for `-`.
  private static Source read(Path file) throws IOException {
    return file.equals(STANDARD_INPUT)
        ? ChangeReader.script(file.toString(), System.in)
        : ChangeReader.script(file);
  }

  private Context context() {
    Context none = Context.UNKNOWN;
    return root == null
        ? none
        : new Context(none.variables(), none.arguments(), SourcedFiles.below(root), none.root());
  }

  private static HostExplanations.Group alone(Explanation explanation) {
    return new HostExplanations.Group(explanation, List.of(), List.of());
  }

  private static Diagnostic unreadable(Path file, IOException e) {
    String why = Files.exists(file) ? String.valueOf(e.getMessage()) : Messages.text("run.missing");
    return new Diagnostic(
        "unreadable",
        Severity.ERROR,
        Span.whole(file.toString()),
        Messages.text("run.unreadable", file, why),
        "");
  }
}
