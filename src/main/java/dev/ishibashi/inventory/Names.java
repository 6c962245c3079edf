package dev.ishibashi.inventory;

import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.List;

/// Names of hosts and variables, as the sources write them.
final class Names {
  private Names() {}

  static boolean variable(String name) {
    return !name.isEmpty() && name.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '\'');
  }

  /// Adds all hosts that a host text means (`web[1:3]:22`) to a group.
  static List<Fleet.Machine> machines(String text, Fleet.Group group, Fleet fleet, Span at) {
    Addresses.Address address = Addresses.parse(text);
    List<Fleet.Machine> machines = new ArrayList<>();
    switch (Addresses.expand(address.host())) {
      case Addresses.Wrong wrong -> fleet.problems.add(wrong.key(), at, text);
      case Addresses.Names names -> {
        if (address.port() > 65535) {
          fleet.problems.add("port-number", at, address.port());
        }
        for (String name : names.names()) {
          if (!Addresses.isHostName(name)) {
            fleet.problems.add("host-name", at, name);
            return machines;
          }
          machines.add(fleet.machine(name, address.port(), group, at));
        }
      }
    }
    return machines;
  }
}
