package dev.ishibashi.cli;

import dev.ishibashi.gate.Gates;
import dev.ishibashi.gate.Verdict;
import dev.ishibashi.ledger.Ledger;
import dev.ishibashi.run.ApprovalFiles;
import dev.ishibashi.run.Change;
import dev.ishibashi.run.ChangeReader;
import dev.ishibashi.run.Home;
import dev.ishibashi.run.InventorySources;
import dev.ishibashi.run.Session;
import dev.ishibashi.text.Source;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ishibashi check PROCEDURE -i INVENTORY`
@Command(name = "check", mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "PROCEDURE")
  private Path procedure = Path.of("");

  @Mixin private InventoryOptions inventory = new InventoryOptions();

  @Mixin private ApprovalOptions approvals = new ApprovalOptions();

  @Option(
      names = "--output",
      defaultValue = "text",
      paramLabel = "text|json|sarif|junit",
      descriptionKey = "output")
  private Report output = Report.TEXT;

  @Option(
      names = "--fail-on",
      defaultValue = "needs-approval",
      paramLabel = "stop|needs-approval",
      descriptionKey = "fail-on")
  private CheckFailOn failOn = CheckFailOn.NEEDS_APPROVAL;

  @Override
  public Integer call() {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    Change change = read(procedure, inventory.sources(), approvals.places());
    List<Verdict> verdicts = session(change, InstantSource.system()).check();
    String seal = change.seal().hash();
    switch (output) {
      case TEXT -> VerdictOutput.print(Output.TEXT, verdicts, seal, out);
      case JSON -> VerdictOutput.print(Output.JSON, verdicts, seal, out);
      case SARIF -> {
        Sarif log = new Sarif("docs/manual/gates.md, ");
        log.add(verdicts, sources(change));
        out.println(log.text());
      }
      case JUNIT -> out.println(Junit.report(procedure.toString(), verdicts, seal));
    }
    return failOn.fails(Gates.overall(verdicts)) ? Exit.STOP : Exit.DONE;
  }

  /// The gates with what this user's ledger knows.
  static Session session(Change change, InstantSource clock) {
    return new Session(change, new Ledger(Home.ofEnvironment().ledger(), clock), clock);
  }

  private static Map<String, Source> sources(Change change) {
    Map<String, Source> sources = new HashMap<>();
    Source written = change.procedure().source();
    sources.put(written.file(), written);
    sources.put(change.program().source().file(), change.program().source());
    change.ancestor().map(Change.Script::source).ifPresent(a -> sources.put(a.file(), a));
    return sources;
  }

  static Change read(Path procedure, InventorySources inventories, ApprovalFiles.Places approvals) {
    return switch (ChangeReader.read(procedure, inventories, approvals)) {
      case ChangeReader.Read(Change change) -> change;
      case ChangeReader.Refused(List<String> sentences) -> throw new BadInput(sentences);
    };
  }
}
