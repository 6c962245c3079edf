package dev.ishibashi.cli;

import dev.ishibashi.ledger.Ledger;
import dev.ishibashi.text.Messages;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/// Where the program starts.
@Command(
    name = "ishibashi",
    resourceBundle = "messages.help",
    versionProvider = Main.Version.class,
    mixinStandardHelpOptions = true)
public final class Main implements Runnable {
  private static final Map<String, Class<?>> SUBCOMMANDS = new LinkedHashMap<>();

  static {
    SUBCOMMANDS.put("explain", ExplainCommand.class);
    SUBCOMMANDS.put("hosts", HostsCommand.class);
    SUBCOMMANDS.put("lineage", LineageCommand.class);
    SUBCOMMANDS.put("draft", DraftCommand.class);
    SUBCOMMANDS.put("show", ShowCommand.class);
    SUBCOMMANDS.put("check", CheckCommand.class);
    SUBCOMMANDS.put("approve", ApproveCommand.class);
    SUBCOMMANDS.put("run", RunCommand.class);
    SUBCOMMANDS.put("undo", UndoCommand.class);
    SUBCOMMANDS.put("status", StatusCommand.class);
    SUBCOMMANDS.put("lab", LabCommand.class);
    SUBCOMMANDS.put("incident", IncidentCommand.class);
    SUBCOMMANDS.put("demo", DemoCommand.class);
    SUBCOMMANDS.put("ledger", LedgerCommand.class);
    SUBCOMMANDS.put("init", InitCommand.class);
    SUBCOMMANDS.put("completion", CompletionCommand.class);
    SUBCOMMANDS.put("man", ManCommand.class);
  }

  @Spec private @org.jspecify.annotations.Nullable CommandSpec spec;

  private Main() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    Locale.setDefault(Locale.Category.DISPLAY, Locale.ENGLISH);
    Thread.setDefaultUncaughtExceptionHandler(Main::strayed);
    System.exit(execute(args));
  }

  /// Runs one command line.
  ///
  /// @return its exit code, one of [Exit]
  public static int execute(String... args) {
    return execute(writer(System.out), writer(System.err), args);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  static int execute(PrintWriter out, PrintWriter err, String... args) {
    CommandLine line =
        withSubcommands(args.length == 0 ? "" : args[0])
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setColorScheme(
                CommandLine.Help.defaultColorScheme(
                    Console.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
            .setParameterExceptionHandler(Main::badUsage)
            .setExecutionExceptionHandler(Main::failed);
    int exit = line.execute(args);
    out.flush();
    err.flush();
    return exit;
  }

  /// All commands, for those who describe them.
  static CommandLine whole() {
    return withSubcommands("");
  }

  /// The subcommand asked for, or all of them when it is none: to read what the annotations of all
  /// say takes longer than to explain a short script.
  private static CommandLine withSubcommands(String asked) {
    CommandLine line = new CommandLine(new Main());
    SUBCOMMANDS.forEach(
        (name, type) -> {
          if (name.equals(asked) || !SUBCOMMANDS.containsKey(asked)) {
            line.addSubcommand(name, type);
          }
        });
    return line;
  }

  /// Without a subcommand there is nothing to do, and doing nothing is not success.
  @Override
  public void run() {
    CommandSpec own = java.util.Objects.requireNonNull(spec);
    throw new ParameterException(own.commandLine(), Messages.text("cli.no-command"));
  }

  private static int badUsage(ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    err.println(Messages.text("cli.usage", String.valueOf(e.getMessage())));
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println(Messages.text("cli.see-help", line.getCommandSpec().qualifiedName()));
    return Exit.INPUT;
  }

  private static int failed(Exception e, CommandLine line, ParseResult parsed) {
    PrintWriter err = line.getErr();
    return switch (e) {
      case BadInput bad -> {
        bad.sentences().forEach(err::println);
        yield Exit.INPUT;
      }
      case Ledger.LedgerBroken broken -> {
        err.println(Messages.text("cli.ledger-broken", String.valueOf(broken.getMessage())));
        yield Exit.STOP;
      }
      case UncheckedIOException io -> {
        err.println(Messages.text("cli.world", String.valueOf(io.getCause())));
        yield Exit.WORLD;
      }
      default -> {
        err.println(Messages.text("cli.bug", e, report(e)));
        yield Exit.BUG;
      }
    };
  }

  /// A thread of a library ended by an exception. When connections are closed, the network
  /// library's event thread may still bring news to a pool that is gone (sshd-core 2.20.0): that is
  /// harmless.
  private static void strayed(Thread thread, Throwable e) {
    boolean closing =
        e instanceof IllegalStateException && thread.getName().startsWith("Innocuous");
    if (!closing) {
      System.err.println(Messages.text("cli.bug", e, report(e)));
    }
  }

  /// Keeps the stack trace for us, and away from the user's screen.
  private static String report(Throwable e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    try {
      Path file = Files.createTempFile("ishibashi-bug-", ".txt");
      Files.writeString(file, trace.toString());
      return file.toString();
    } catch (IOException unwritable) {
      return trace.toString();
    }
  }

  /// The version, as the build wrote it into the archive.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"ishibashi " + (version == null ? "from source" : version)};
    }
  }
}
