package dev.ishibashi.inventory;

import dev.ishibashi.text.Diagnostic;
import java.util.List;

/// What a pattern selects: hosts, or nothing with a reason. There is no empty list of hosts.
public sealed interface Selection {
  /// The hosts that a pattern selects.
  ///
  /// @param hosts at least one, in Ansible's order
  record Selected(List<Host> hosts) implements Selection {
    public Selected {
      if (hosts.isEmpty()) {
        throw new IllegalArgumentException("a selection of no hosts is Nothing");
      }
    }

    public List<String> names() {
      return hosts.stream().map(Host::name).toList();
    }
  }

  record Nothing(Diagnostic why) implements Selection {}
}
