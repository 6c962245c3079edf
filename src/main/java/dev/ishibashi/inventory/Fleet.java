package dev.ishibashi.inventory;

import dev.ishibashi.text.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fleet while it is being read: groups and hosts in the order of the sources.
final class Fleet {
  final Map<String, Group> groups = new LinkedHashMap<>();
  final Map<String, Machine> machines = new LinkedHashMap<>();
  final Problems problems;

  /// Grows with each source: what one source says twice must agree, a later source may override.
  int turn;

  Fleet(Problems problems) {
    this.problems = problems;
    Span nowhere = Span.whole("");
    addChild(group("all", nowhere), group("ungrouped", nowhere), nowhere);
  }

  static final class Group {
    final String name;
    final Span at;
    final Set<Machine> machines = new LinkedHashSet<>();
    final List<Group> children = new ArrayList<>();
    final List<Group> parents = new ArrayList<>();
    final Map<String, Variable> variables = new LinkedHashMap<>();
    final Map<String, Integer> turns = new HashMap<>();
    long priority = 1;
    int depth;

    Group(String name, Span at) {
      this.name = name;
      this.at = at;
    }
  }

  static final class Machine {
    final String name;
    final Span at;
    final Set<Group> groups = new LinkedHashSet<>();
    final Map<String, Variable> variables = new LinkedHashMap<>();
    final Map<String, Integer> turns = new HashMap<>();

    Machine(String name, Span at) {
      this.name = name;
      this.at = at;
    }
  }

  Group group(String name, Span at) {
    return groups.computeIfAbsent(name, n -> new Group(n, at));
  }

  /// Adds a host to a group. The port counts only where the host is named first, as in Ansible.
  Machine machine(String name, int port, Group group, Span at) {
    Machine machine = machines.get(name);
    if (machine == null) {
      machine = new Machine(name, at);
      machines.put(name, machine);
      if (port > 0) {
        machine.variables.put("ansible_port", new Variable((long) port, at));
      }
    } else if (port > 0) {
      Variable known = machine.variables.get("ansible_port");
      if (known == null || !Objects.equals(known.value(), (long) port)) {
        problems.add("port", at, name, port, machine.at);
      }
    }
    group.machines.add(machine);
    machine.groups.add(group);
    return machine;
  }

  void addChild(Group parent, Group child, Span at) {
    if (parent.children.contains(child)) {
      return;
    }
    if (parent == child || ancestors(parent).contains(child)) {
      problems.add("loop", at, child.name, parent.name);
      return;
    }
    parent.children.add(child);
    child.parents.add(parent);
  }

  void set(Machine machine, String name, @Nullable Object value, Span at) {
    set(machine.variables, machine.turns, machine.name, name, new Variable(value, at));
  }

  void set(Group group, String name, @Nullable Object value, Span at) {
    if (name.equals("ansible_group_priority")) {
      String digits = String.valueOf(value);
      if (digits.matches("[-+]?[0-9]{1,9}")) {
        group.priority = Long.parseLong(digits);
      } else {
        problems.add("priority", at, digits);
      }
      return;
    }
    set(group.variables, group.turns, group.name, name, new Variable(value, at));
  }

  private void set(
      Map<String, Variable> variables,
      Map<String, Integer> turns,
      String owner,
      String name,
      Variable variable) {
    Variable before = variables.put(name, variable);
    Integer when = turns.put(name, turn);
    if (before != null
        && when != null
        && when == turn
        && !Objects.equals(before.value(), variable.value())) {
      problems.add("conflict", variable.at(), name, owner, before.at());
    }
  }

  static Set<Group> ancestors(Group group) {
    Set<Group> seen = new LinkedHashSet<>();
    ArrayDeque<Group> open = new ArrayDeque<>(group.parents);
    while (!open.isEmpty()) {
      Group next = open.poll();
      if (seen.add(next)) {
        open.addAll(next.parents);
      }
    }
    return seen;
  }

  /// Puts every group below `all`, and every host that is in no group into `ungrouped`.
  void settle() {
    Group all = group("all", Span.whole(""));
    Group ungrouped = group("ungrouped", Span.whole(""));
    for (Group group : List.copyOf(groups.values())) {
      if (group != all && group.parents.isEmpty()) {
        addChild(all, group, group.at);
      }
      if (machines.containsKey(group.name)) {
        Machine machine = Objects.requireNonNull(machines.get(group.name));
        problems.add("both", machine.at, group.name, group.at);
      }
    }
    for (Machine machine : machines.values()) {
      boolean elsewhere =
          machine.groups.stream()
              .anyMatch(
                  g ->
                      g != all
                          && (g != ungrouped || ancestors(g).stream().anyMatch(a -> a != all)));
      if (elsewhere && machine.groups.remove(ungrouped)) {
        ungrouped.machines.remove(machine);
      } else if (!elsewhere && machine.groups.add(ungrouped)) {
        ungrouped.machines.add(machine);
      }
    }
    depths(all);
  }

  /// The depth of a group is the longest way to it from `all`.
  private void depths(Group all) {
    Map<Group, Integer> waiting = new HashMap<>();
    for (Group group : groups.values()) {
      waiting.put(group, group.parents.size());
    }
    ArrayDeque<Group> ready = new ArrayDeque<>();
    ready.add(all);
    while (!ready.isEmpty()) {
      Group next = ready.poll();
      for (Group child : next.children) {
        child.depth = Math.max(child.depth, next.depth + 1);
        if (waiting.merge(child, -1, Integer::sum) == 0) {
          ready.add(child);
        }
      }
    }
  }

  /// The hosts of a group and of all groups below it: level by level, each in the order written.
  static List<Machine> machines(Group group) {
    Set<Machine> found = new LinkedHashSet<>(group.machines);
    Set<Group> seen = new LinkedHashSet<>(List.of(group));
    List<Group> level = List.of(group);
    while (!level.isEmpty()) {
      List<Group> next = new ArrayList<>();
      for (Group above : level) {
        for (Group child : above.children) {
          if (seen.add(child)) {
            next.add(child);
            found.addAll(child.machines);
          }
        }
      }
      level = next;
    }
    return Collections.unmodifiableList(new ArrayList<>(found));
  }
}
