package dev.ishibashi.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ishibashi completion SHELL`
@Command(name = "completion", mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
  /// The shells that are served.
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SHELL")
  private Shell shell = Shell.BASH;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.print(
        switch (shell) {
          case BASH, ZSH -> AutoComplete.bash("ishibashi", Main.whole());
          case FISH -> FishCompletion.script(Main.whole());
        });
    out.flush();
    return Exit.DONE;
  }
}
