package dev.ishibashi.effect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which of its possible values each variable of a command has: the same one in all its words.
record Picks(List<Pick> list) {
  static final Picks NONE = new Picks(List.of());

  /// @param subject the binding of the variable
  /// @param variant which of its possible values, by number
  record Pick(int subject, int variant) {}

  static Picks of(int subject, int variant) {
    return new Picks(List.of(new Pick(subject, variant)));
  }

  /// Both together, or null when they speak of one variable with two values.
  @Nullable Picks and(Picks other) {
    if (other.list.isEmpty()) {
      return this;
    }
    if (list.isEmpty()) {
      return other;
    }
    List<Pick> all = new ArrayList<>(list);
    for (Pick pick : other.list) {
      Pick own = find(pick.subject);
      if (own == null) {
        all.add(pick);
      } else if (own.variant != pick.variant) {
        return null;
      }
    }
    return new Picks(all);
  }

  private @Nullable Pick find(int subject) {
    for (Pick pick : list) {
      if (pick.subject == subject) {
        return pick;
      }
    }
    return null;
  }
}
