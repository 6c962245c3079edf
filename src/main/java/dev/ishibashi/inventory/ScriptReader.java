package dev.ishibashi.inventory;

import dev.ishibashi.text.Span;
import dev.ishibashi.text.Yaml;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Reads what an inventory program printed for `--list` into a fleet.
///
/// Source: Ansible's developer guide, "Developing dynamic inventory": groups with `hosts`, `vars`
/// and `children`; `_meta.hostvars` with the variables of hosts.
final class ScriptReader {
  private static final List<String> PARTS = List.of("hosts", "vars", "children");

  private final Fleet fleet;
  private final Problems problems;
  private final YamlScalars scalars;
  private final Set<String> hosts = new LinkedHashSet<>();

  ScriptReader(Fleet fleet, YamlScalars scalars) {
    this.fleet = fleet;
    this.problems = fleet.problems;
    this.scalars = scalars;
  }

  void read(Yaml.Value root) {
    if (!(root instanceof Yaml.Fields fields)) {
      problems.add("script-root", root.at());
      return;
    }
    Yaml.Fields variables = null;
    for (Yaml.Field field : scalars.entries(fields)) {
      String name = text(field.key());
      if (!name.equals("_meta")) {
        group(name, field);
      } else if (field.value() instanceof Yaml.Fields meta) {
        for (Yaml.Field part : scalars.entries(meta)) {
          if (text(part.key()).equals("hostvars") && part.value() instanceof Yaml.Fields given) {
            variables = given;
          }
        }
      }
    }
    if (variables != null) {
      hostVariables(variables);
    }
  }

  private void hostVariables(Yaml.Fields given) {
    for (Yaml.Field host : scalars.entries(given)) {
      String name = text(host.key());
      Fleet.Machine machine = hosts.contains(name) ? fleet.machines.get(name) : null;
      if (machine != null && host.value() instanceof Yaml.Fields values) {
        for (Yaml.Field variable : scalars.entries(values)) {
          fleet.set(
              machine, text(variable.key()), scalars.value(variable.value()), variable.key().at());
        }
      }
    }
  }

  private void group(String name, Yaml.Field field) {
    Span at = field.key().at();
    if (!name.matches("[^:\\]\\[\\s]+")) {
      problems.add("group-name", at, name);
      return;
    }
    Fleet.Group group = fleet.group(name, at);
    if (field.value() instanceof Yaml.Items list) {
      hosts(list, group);
      return;
    }
    if (!(field.value() instanceof Yaml.Fields parts)) {
      problems.add("script-group", field.value().at(), name);
      return;
    }
    List<Yaml.Field> entries = scalars.entries(parts);
    if (!entries.isEmpty() && entries.stream().noneMatch(p -> PARTS.contains(text(p.key())))) {
      // Ansible takes it for a host with variables, and for a group of the same name.
      problems.add("script-group", field.value().at(), name);
      return;
    }
    for (Yaml.Field part : entries) {
      String kind = text(part.key());
      switch (part.value()) {
        case Yaml.Items list when kind.equals("hosts") -> hosts(list, group);
        case Yaml.Items list when kind.equals("children") -> {
          for (Yaml.Value child : list.items()) {
            fleet.addChild(group, fleet.group(text(child), child.at()), child.at());
          }
        }
        case Yaml.Fields values when kind.equals("vars") -> {
          for (Yaml.Field variable : scalars.entries(values)) {
            fleet.set(
                group, text(variable.key()), scalars.value(variable.value()), variable.key().at());
          }
        }
        case Yaml.Value other -> {
          if (PARTS.contains(kind)) {
            problems.add("script-part", other.at(), kind, name);
          }
        }
      }
    }
  }

  private void hosts(Yaml.Items list, Fleet.Group group) {
    for (Yaml.Value host : list.items()) {
      host(text(host), group, host.at());
    }
  }

  private void host(String name, Fleet.Group group, Span at) {
    if (!Addresses.isHostName(name)) {
      problems.add("host-name", at, name);
    }
    hosts.add(name);
    fleet.machine(name, 0, group, at);
  }

  private static String text(Yaml.Value value) {
    return value instanceof Yaml.Text text ? text.text() : "";
  }
}
