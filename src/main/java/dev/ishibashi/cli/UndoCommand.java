package dev.ishibashi.cli;

import dev.ishibashi.inventory.Host;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.ledger.Ledger;
import dev.ishibashi.remote.Address;
import dev.ishibashi.remote.Fleet;
import dev.ishibashi.remote.HostRunner;
import dev.ishibashi.run.Home;
import dev.ishibashi.run.InventoryFiles;
import dev.ishibashi.run.Session;
import dev.ishibashi.run.Undo;
import dev.ishibashi.text.Messages;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

/// `ishibashi undo RUN -i INVENTORY [--host HOST]…`
@Command(name = "undo", mixinStandardHelpOptions = true)
final class UndoCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "RUN")
  private String run = "";

  @Mixin private InventoryOptions inventory = new InventoryOptions();

  @Option(names = "--host", paramLabel = "HOST")
  private List<String> only = List.of();

  @Option(names = "--as-it-is")
  private boolean asItIs;

  @Option(names = "--yes")
  private boolean yes;

  @Option(names = "--output", defaultValue = "text")
  private Output output = Output.TEXT;

  @Override
  public Integer call() {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    Ledger ledger = new Ledger(Home.ofEnvironment().ledger(), InstantSource.system());
    Undo undo =
        Undo.of(ledger.entries(), run)
            .orElseThrow(() -> new BadInput(Messages.text("cli.no-such-run", run)));
    List<String> hosts = only.isEmpty() ? List.copyOf(undo.hosts()) : only;
    if (hosts.isEmpty()) {
      out.println(Messages.text("cli.undo-nothing", run));
      return Exit.DONE;
    }
    Map<String, Address> addresses = addresses(undo, hosts);
    if (!agreed(hosts, out)) {
      out.println(Messages.text("cli.undo-refused"));
      return Exit.STOP;
    }
    int exit = Exit.DONE;
    // One host after the other: whoever goes back wants to see each step.
    try (Fleet fleet = Fleet.open()) {
      HostRunner runner = new HostRunner(fleet);
      for (String host : hosts) {
        Address address = java.util.Objects.requireNonNull(addresses.get(host));
        Undo.Result result = undo.host(runner, ledger, host, address, asItIs);
        print(host, result, out);
        exit = Math.max(exit, exit(result));
      }
    }
    return exit;
  }

  private Map<String, Address> addresses(Undo undo, List<String> hosts) {
    Map<String, Host> known = new LinkedHashMap<>();
    Inventory fleet =
        switch (InventoryFiles.read(inventory.sources())) {
          case InventoryFiles.Read(Inventory read) -> read;
          case InventoryFiles.Refused(List<String> sentences) -> throw new BadInput(sentences);
        };
    fleet.hosts().forEach(h -> known.put(h.name(), h));
    List<String> problems = new ArrayList<>();
    List<Host> wanted = new ArrayList<>();
    for (String host : hosts) {
      Host one = known.get(host);
      if (!undo.hosts().contains(host)) {
        problems.add(Messages.text("cli.undo-not-run", run, host));
      } else if (one == null) {
        problems.add(Messages.text("cli.undo-no-host", host));
      } else {
        wanted.add(one);
      }
    }
    if (!problems.isEmpty()) {
      throw new BadInput(problems);
    }
    return switch (Session.resolve(wanted)) {
      case Session.Resolved(Map<String, Address> addresses) -> addresses;
      case Session.Unresolved(List<String> sentences) -> throw new BadInput(sentences);
    };
  }

  private boolean agreed(List<String> hosts, PrintWriter out) {
    if (yes) {
      return true;
    }
    if (output == Output.JSON || !Console.terminal()) {
      out.println(Messages.text("cli.run-no-terminal"));
      return false;
    }
    out.println(Messages.text("cli.undo-hosts", run, String.join(" ", hosts)));
    out.flush();
    return Console.ask(Messages.text("cli.undo-ask")).equals("yes");
  }

  private void print(String host, Undo.Result result, PrintWriter out) {
    if (output == Output.JSON) {
      out.println(Json.line(fields(host, result)));
    } else {
      switch (result) {
        case Undo.Undone undone -> {
          undone.lines().forEach(line -> out.println(text(host, line)));
          out.println(
              undone.conflicts().isEmpty()
                  ? Messages.text("cli.undo-done", host, undone.lines().size())
                  : Messages.text("cli.undo-conflicts", host, undone.conflicts().size()));
        }
        case Undo.NotUndone(String why) ->
            out.println(Console.red(Messages.text("cli.undo-not", host, why)));
        case Undo.Unsure(String why) ->
            out.println(Console.red(Messages.text("cli.undo-unsure", host, why)));
      }
    }
    out.flush();
  }

  private static String text(String host, String line) {
    String text = host + ": " + line;
    return line.startsWith("conflict ") ? Console.red(text) : text;
  }

  private Map<String, Object> fields(String host, Undo.Result result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("schema", "ishibashi/undo/1");
    fields.put("run", run);
    fields.put("host", host);
    switch (result) {
      case Undo.Undone undone -> {
        fields.put("result", undone.conflicts().isEmpty() ? "undone" : "conflicts");
        fields.put("things", undone.lines());
      }
      case Undo.NotUndone(String why) -> {
        fields.put("result", "not-undone");
        fields.put("why", why);
      }
      case Undo.Unsure(String why) -> {
        fields.put("result", "unknown");
        fields.put("why", why);
      }
    }
    return fields;
  }

  private static int exit(Undo.Result result) {
    return switch (result) {
      case Undo.Undone undone -> undone.conflicts().isEmpty() ? Exit.DONE : Exit.STOP;
      case Undo.NotUndone _ -> Exit.WORLD;
      case Undo.Unsure _ -> Exit.INCOMPLETE;
    };
  }
}
