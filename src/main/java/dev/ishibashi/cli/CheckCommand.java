package dev.ishibashi.cli;

import dev.ishibashi.gate.Gates;
import dev.ishibashi.gate.Verdict;
import dev.ishibashi.run.Change;
import dev.ishibashi.run.ChangeReader;
import dev.ishibashi.run.InventorySources;
import dev.ishibashi.run.Session;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
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

  @Option(names = "--output", defaultValue = "text")
  private Output output = Output.TEXT;

  @Override
  public Integer call() {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    Change change = read(procedure, inventory.sources());
    List<Verdict> verdicts = Session.check(change);
    VerdictOutput.print(output, verdicts, change.seal().hash(), out);
    return VerdictOutput.exit(Gates.overall(verdicts));
  }

  static Change read(Path procedure, InventorySources inventories) {
    return switch (ChangeReader.read(procedure, inventories)) {
      case ChangeReader.Read(Change change) -> change;
      case ChangeReader.Refused(List<String> sentences) -> throw new BadInput(sentences);
    };
  }
}
