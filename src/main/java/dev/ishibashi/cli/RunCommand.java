package dev.ishibashi.cli;

import dev.ishibashi.gate.Gates;
import dev.ishibashi.gate.Outcome;
import dev.ishibashi.gate.Verdict;
import dev.ishibashi.remote.Address;
import dev.ishibashi.remote.Fleet;
import dev.ishibashi.run.Change;
import dev.ishibashi.run.Preparation;
import dev.ishibashi.run.Run;
import dev.ishibashi.run.RunResult;
import dev.ishibashi.run.Session;
import dev.ishibashi.text.Messages;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
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

/// `ishibashi run PROCEDURE -i INVENTORY`
@Command(name = "run", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "PROCEDURE")
  private Path procedure = Path.of("");

  @Mixin private InventoryOptions inventory = new InventoryOptions();

  @Mixin private ApprovalOptions approvals = new ApprovalOptions();

  @Option(names = "--yes")
  private boolean yes;

  @Option(names = "--output", defaultValue = "text")
  private Output output = Output.TEXT;

  @Override
  public Integer call() {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    Change change = CheckCommand.read(procedure, inventory.sources(), approvals.places());
    InstantSource clock = InstantSource.system();
    Session session = CheckCommand.session(change, clock);
    String name = session.name();
    List<Verdict> verdicts = session.judge(name);
    Outcome overall = Gates.overall(verdicts);
    if (overall != Outcome.PASS) {
      VerdictOutput.print(output, verdicts, change.seal().hash(), out);
      return VerdictOutput.exit(overall);
    }
    Map<String, Address> addresses =
        switch (session.resolve()) {
          case Session.Resolved(Map<String, Address> known) -> known;
          case Session.Unresolved(List<String> sentences) -> throw new BadInput(sentences);
        };
    if (output == Output.TEXT) {
      VerdictOutput.print(output, verdicts, change.seal().hash(), out);
    }
    Preparation preparation = session.prepare(name);
    if (!agreed(preparation, out)) {
      session.refuse(name);
      if (output == Output.JSON) {
        out.println(
            VerdictOutput.json(
                "stop",
                VerdictOutput.gates(verdicts),
                change.seal().hash(),
                Map.of("run", name, "refused", true)));
      } else {
        out.println(Messages.text("cli.run-refused"));
      }
      return Exit.STOP;
    }
    RunOutput progress = new RunOutput(output, out);
    RunResult result;
    try (Fleet fleet = Fleet.open()) {
      Run run = session.run(preparation, fleet, addresses, progress);
      result = execute(run);
    }
    progress.end(result, verdicts, change.seal().hash());
    return result.cancelled() ? Exit.INCOMPLETE : result.clean() ? Exit.DONE : exit(result);
  }

  /// Ctrl-C (and TERM) starts nothing further, and waits until what runs has ended.
  private static RunResult execute(Run run) {
    Thread main = Thread.currentThread();
    Thread onSignal =
        new Thread(
            () -> {
              run.cancel();
              try {
                main.join();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "cancel");
    Runtime.getRuntime().addShutdownHook(onSignal);
    try {
      return run.execute();
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(onSignal);
      } catch (IllegalStateException ending) {
        // The machine is already going down by this very signal; the hook does its work.
      }
    }
  }

  private static int exit(RunResult result) {
    return result.unreachable() ? Exit.WORLD : Exit.STOP;
  }

  private boolean agreed(Preparation preparation, PrintWriter out) {
    if (yes) {
      return true;
    }
    if (output == Output.JSON || !Console.terminal()) {
      if (output == Output.TEXT) {
        out.println(Messages.text("cli.run-no-terminal"));
      }
      return false;
    }
    int number = 0;
    for (List<String> wave : preparation.plan().waves()) {
      out.println(Messages.text("cli.run-wave", ++number, String.join(" ", wave)));
    }
    out.println(Messages.text("cli.run-bystanders", preparation.plan().bystanders().size()));
    out.flush();
    return Console.ask(Messages.text("cli.run-ask")).equals("yes");
  }
}
