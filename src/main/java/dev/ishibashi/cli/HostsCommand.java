package dev.ishibashi.cli;

import dev.ishibashi.inventory.Host;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.inventory.Selection;
import dev.ishibashi.run.InventoryFiles;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `ishibashi hosts -i INVENTORY [-l PATTERN]`
@Command(name = "hosts", mixinStandardHelpOptions = true)
final class HostsCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private InventoryOptions inventory = new InventoryOptions();

  @Option(
      names = {"-l", "--limit"},
      paramLabel = "PATTERN",
      defaultValue = "all",
      descriptionKey = "limit")
  private String pattern = "all";

  @Option(names = "--vars", descriptionKey = "vars")
  private boolean variables;

  @Option(names = "--output", defaultValue = "text")
  private Output output = Output.TEXT;

  @Override
  public Integer call() {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    for (Host host : select()) {
      if (output == Output.JSON) {
        out.println(Json.line(fields(host)));
      } else {
        out.println(host.name());
        if (variables) {
          host.vars().forEach((name, value) -> out.println("  " + name + ": " + shown(value)));
        }
      }
    }
    return Exit.DONE;
  }

  private List<Host> select() {
    Inventory fleet =
        switch (InventoryFiles.read(inventory.sources())) {
          case InventoryFiles.Read(Inventory read) -> read;
          case InventoryFiles.Refused(List<String> sentences) -> throw new BadInput(sentences);
        };
    return switch (fleet.select(pattern)) {
      case Selection.Selected(List<Host> hosts) -> hosts;
      case Selection.Nothing(var why) -> throw new BadInput(List.of(why.toString()));
    };
  }

  private Map<String, Object> fields(Host host) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("schema", "ishibashi/host/1");
    fields.put("host", host.name());
    fields.put("groups", host.groups());
    if (variables) {
      fields.put("vars", host.vars());
    }
    return fields;
  }

  /// JSON, which tells the text "5" from the number.
  private static String shown(@Nullable Object value) {
    return value == null ? "null" : Json.line(value);
  }
}
