package dev.ishibashi.cli;

import dev.ishibashi.lab.FrontDoor;
import dev.ishibashi.lab.Lab;
import dev.ishibashi.lab.LabHost;
import dev.ishibashi.lab.LabRefused;
import dev.ishibashi.lab.LabSpec;
import dev.ishibashi.lab.RootChoice;
import dev.ishibashi.text.Messages;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ishibashi lab up|down|list`
@Command(name = "lab", mixinStandardHelpOptions = true)
final class LabCommand implements Runnable {
  private static final String USUAL_NAME = "lab";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(own().commandLine(), Messages.text("cli.no-command"));
  }

  private CommandSpec own() {
    return Objects.requireNonNull(spec);
  }

  private PrintWriter out() {
    return own().commandLine().getOut();
  }

  @Command(name = "up", mixinStandardHelpOptions = true)
  int up(
      @Parameters(paramLabel = "N|NAME", arity = "1..*") List<String> wanted,
      @Option(names = "--name", defaultValue = USUAL_NAME, paramLabel = "LAB") String name,
      @Option(names = "--root", paramLabel = "DIR") @Nullable Path root,
      @Option(names = "--with", split = ",", paramLabel = "COMMAND") @Nullable List<String> more,
      @Option(names = "--door", paramLabel = "DOOR") @Nullable FrontDoor door,
      @Option(names = "--output", defaultValue = "text") Output output) {
    LabSpec asked;
    try {
      asked = LabSpec.of(names(wanted)).named(name);
    } catch (IllegalArgumentException e) {
      throw new BadInput(Messages.text("lab.bad-request", String.valueOf(e.getMessage())));
    }
    if (root != null) {
      asked = asked.over(new RootChoice.Tree(root));
    } else if (more != null) {
      asked = asked.over(new RootChoice.Minimal(new HashSet<>(more)));
    }
    if (door != null) {
      asked = asked.door(door);
    }
    return switch (Lab.tryCreate(asked)) {
      case Lab.Outcome.Refused(String why) -> {
        own().commandLine().getErr().println(Messages.text("lab.refused", why));
        yield Exit.WORLD;
      }
      case Lab.Outcome.Up(Lab lab) -> {
        tell(lab, output);
        if (lab.door() == FrontDoor.MINA) {
          stay(lab, output);
        }
        yield Exit.DONE;
      }
    };
  }

  /// One number means so many hosts; anything else is their names.
  private static List<String> names(List<String> wanted) {
    if (wanted.size() != 1 || !wanted.getFirst().matches("[0-9]{1,6}")) {
      return wanted;
    }
    int count = Integer.parseInt(wanted.getFirst());
    List<String> names = new ArrayList<>();
    for (int number = 1; number <= Math.min(count, 1000); number++) {
      names.add("h" + number);
    }
    return names;
  }

  private void tell(Lab lab, Output output) {
    switch (output) {
      case JSON -> out().println(Json.line(fields(lab)));
      case TEXT -> {
        out().println(Messages.text("lab.up", lab.name(), lab.hosts().size(), door(lab)));
        for (LabHost host : lab.hosts()) {
          out().println(Messages.text("lab.host-line", host.name(), host.sshCommand()));
        }
        out().println(Messages.text("lab.inventory", lab.inventoryFile()));
        out().println(Messages.text("lab.how-down", lab.name()));
      }
    }
    out().flush();
  }

  /// With the built-in server the lab lives in this process, until Ctrl-C or `lab down`.
  private void stay(Lab lab, Output output) {
    lab.closeOnExit();
    if (output == Output.TEXT) {
      out().println(Messages.text("lab.stays"));
      out().flush();
    }
    while (Files.exists(lab.inventoryFile())) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
    }
  }

  @Command(name = "down", mixinStandardHelpOptions = true)
  int down(
      @Parameters(paramLabel = "LAB", arity = "0..*") @Nullable List<String> names,
      @Option(names = "--all") boolean all,
      @Option(names = "--output", defaultValue = "text") Output output) {
    Path home = LabSpec.defaultHome();
    List<String> known = Lab.list(home).stream().map(Lab::name).toList();
    List<String> wanted =
        all ? known : names == null || names.isEmpty() ? List.of(USUAL_NAME) : names;
    Set<String> unknown = new HashSet<>(wanted);
    known.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new BadInput(
          Messages.text("lab.no-such-lab", String.join(" ", unknown), String.join(" ", known)));
    }
    for (String name : wanted) {
      try {
        Lab.down(home, name);
      } catch (LabRefused refused) {
        own()
            .commandLine()
            .getErr()
            .println(Messages.text("lab.refused", String.valueOf(refused.getMessage())));
        return Exit.WORLD;
      }
      out()
          .println(
              output == Output.JSON
                  ? Json.line(Map.of("lab", name, "down", true))
                  : Messages.text("lab.down", name));
    }
    return Exit.DONE;
  }

  @Command(name = "list", mixinStandardHelpOptions = true)
  int list(@Option(names = "--output", defaultValue = "text") Output output) {
    List<Lab> labs = Lab.list(LabSpec.defaultHome());
    if (labs.isEmpty() && output == Output.TEXT) {
      out().println(Messages.text("lab.none"));
    }
    for (Lab lab : labs) {
      if (output == Output.JSON) {
        out().println(Json.line(fields(lab)));
        continue;
      }
      long running = lab.hosts().stream().filter(LabHost::running).count();
      out()
          .println(
              Messages.text("lab.list-line", lab.name(), running, lab.hosts().size(), door(lab)));
      for (LabHost host : lab.hosts()) {
        out().println(Messages.text("lab.host-line", host.name(), host.sshCommand()));
      }
    }
    return Exit.DONE;
  }

  private static String door(Lab lab) {
    return switch (lab.door()) {
      case OPENSSH -> Messages.text("lab.door-openssh");
      case MINA -> Messages.text("lab.door-mina");
    };
  }

  private static Map<String, Object> fields(Lab lab) {
    List<Map<String, Object>> hosts = new ArrayList<>();
    for (LabHost host : lab.hosts()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", host.name());
      fields.put("address", host.address());
      fields.put("port", host.port());
      fields.put("user", host.user());
      fields.put("pid", host.pid());
      fields.put("upper", host.upper().toString());
      hosts.add(fields);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("schema", "ishibashi/lab/1");
    fields.put("lab", lab.name());
    fields.put("door", lab.door().name().toLowerCase(java.util.Locale.ROOT));
    fields.put("privileged", lab.privileged());
    fields.put("inventory", lab.inventoryFile().toString());
    fields.put("key", lab.key().toString());
    fields.put("known-hosts", lab.knownHosts().toString());
    fields.put("hosts", hosts);
    return fields;
  }
}
