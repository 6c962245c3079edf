package dev.ishibashi.inventory;

import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.List;

/// Collects what is wrong, so that a person sees all of it at once.
final class Problems {
  /// More than a person reads; the rest is usually the same mistake again.
  private static final int MOST = 200;

  private final List<Diagnostic> list = new ArrayList<>();

  /// Adds the text of `inventory.<key>`, with the advice `inventory.<key>.fix`.
  void add(String key, Span at, Object... arguments) {
    if (list.size() < MOST) {
      list.add(diagnostic(key, at, arguments));
    }
  }

  static Diagnostic diagnostic(String key, Span at, Object... arguments) {
    return new Diagnostic(
        "inventory-" + key,
        Severity.ERROR,
        at,
        Messages.text("inventory." + key, arguments),
        Messages.text("inventory." + key + ".fix", arguments));
  }

  void add(Diagnostic diagnostic) {
    list.add(diagnostic);
  }

  boolean none() {
    return list.isEmpty();
  }

  List<Diagnostic> all() {
    return List.copyOf(list);
  }
}
