package dev.ishibashi.cli;

import dev.ishibashi.text.Messages;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ishibashi man [COMMAND…]`
@Command(name = "man", mixinStandardHelpOptions = true)
final class ManCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "COMMAND", arity = "0..*")
  private List<String> names = List.of();

  @Option(names = "--install", paramLabel = "DIRECTORY")
  private @Nullable Path directory;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    CommandLine line = Main.whole();
    for (String name : names) {
      CommandLine sub = line.getSubcommands().get(name);
      if (sub == null) {
        throw new BadInput(Messages.text("cli.man-none", String.join(" ", names)));
      }
      line = sub;
    }
    if (directory == null) {
      out.print(ManPage.of(line.getCommandSpec()));
      out.flush();
      return Exit.DONE;
    }
    try {
      install(line, Files.createDirectories(directory.resolve("man1")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Exit.DONE;
  }

  private static void install(CommandLine line, Path section) throws IOException {
    String name = line.getCommandSpec().qualifiedName("-");
    Files.writeString(section.resolve(name + ".1"), ManPage.of(line.getCommandSpec()));
    for (CommandLine sub : line.getSubcommands().values()) {
      install(sub, section);
    }
  }
}
