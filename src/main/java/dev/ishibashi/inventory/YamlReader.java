package dev.ishibashi.inventory;

import dev.ishibashi.text.Spelling;
import dev.ishibashi.text.Yaml;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads an inventory in Ansible's YAML form into a fleet.
final class YamlReader {
  private static final List<String> PARTS = List.of("hosts", "vars", "children");

  private final Fleet fleet;
  private final Problems problems;
  private final YamlScalars scalars;

  YamlReader(Fleet fleet, YamlScalars scalars) {
    this.fleet = fleet;
    this.problems = fleet.problems;
    this.scalars = scalars;
  }

  void read(Yaml.Value root) {
    if (!(root instanceof Yaml.Fields fields)) {
      problems.add("yaml-root", root.at());
      return;
    }
    for (Yaml.Field field : scalars.entries(fields)) {
      if (name(field.key()).equals("plugin")) {
        problems.add("plugin", field.key().at());
        return;
      }
    }
    for (Yaml.Field field : scalars.entries(fields)) {
      group(field);
    }
  }

  private static String name(Yaml.Value key) {
    return key instanceof Yaml.Text text && YamlScalars.scalar(text) instanceof String s ? s : "";
  }

  private Fleet.@Nullable Group group(Yaml.Field field) {
    String name = name(field.key());
    if (!name.matches("[^:\\]\\[\\s]+")) {
      problems.add("group-name", field.key().at(), text(field.key()));
      return null;
    }
    Fleet.Group group = fleet.group(name, field.key().at());
    if (nothing(field.value())) {
      return group;
    }
    if (!(field.value() instanceof Yaml.Fields parts)) {
      problems.add("group-value", field.value().at(), name);
      return group;
    }
    for (Yaml.Field part : scalars.entries(parts)) {
      String kind = name(part.key());
      if (!PARTS.contains(kind)) {
        String near =
            Spelling.nearest(kind, PARTS).map(n -> "; did you mean %s".formatted(n)).orElse("");
        problems.add("group-part", part.key().at(), text(part.key()), name, near);
        continue;
      }
      if (nothing(part.value())) {
        continue;
      }
      if (part.value() instanceof Yaml.Text one
          && YamlScalars.scalar(one) instanceof String
          && !kind.equals("vars")) {
        one(new Yaml.Field(one, new Yaml.Text("", true, "", one.at())), kind, group);
      } else if (part.value() instanceof Yaml.Fields entries) {
        for (Yaml.Field entry : scalars.entries(entries)) {
          one(entry, kind, group);
        }
      } else {
        problems.add("group-part-value", part.value().at(), kind, name);
      }
    }
    return group;
  }

  private void one(Yaml.Field entry, String kind, Fleet.Group group) {
    switch (kind) {
      case "children" -> {
        Fleet.Group child = group(entry);
        if (child != null) {
          fleet.addChild(group, child, entry.key().at());
        }
      }
      case "vars" -> {
        String name = YamlScalars.key(scalars.value(entry.key()));
        if (!Names.variable(name)) {
          problems.add("variable-name", entry.key().at(), name);
          return;
        }
        fleet.set(group, name, scalars.value(entry.value()), entry.key().at());
      }
      default -> host(entry, group);
    }
  }

  private void host(Yaml.Field entry, Fleet.Group group) {
    String pattern = name(entry.key());
    if (pattern.isEmpty()) {
      problems.add("host-name", entry.key().at(), text(entry.key()));
      return;
    }
    List<Fleet.Machine> machines = Names.machines(pattern, group, fleet, entry.key().at());
    if (nothing(entry.value())) {
      return;
    }
    if (!(entry.value() instanceof Yaml.Fields variables)) {
      problems.add("host-value", entry.value().at(), pattern);
      return;
    }
    for (Yaml.Field variable : scalars.entries(variables)) {
      String name = YamlScalars.key(scalars.value(variable.key()));
      if (!Names.variable(name)) {
        problems.add("variable-name", variable.key().at(), name);
        continue;
      }
      Object value = scalars.value(variable.value());
      for (Fleet.Machine machine : machines) {
        fleet.set(machine, name, value, variable.key().at());
      }
    }
  }

  private static boolean nothing(Yaml.Value value) {
    return value instanceof Yaml.Text text && YamlScalars.scalar(text) == null;
  }

  private static String text(Yaml.Value value) {
    return value instanceof Yaml.Text text ? text.text() : "";
  }
}
