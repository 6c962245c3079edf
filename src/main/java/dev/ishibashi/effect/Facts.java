package dev.ishibashi.effect;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Facts that hold together, in the order in which they were learnt.
record Facts(List<Fact> list) {
  static final Facts NONE = new Facts(List.of());

  /// Beyond this many the oldest are forgotten: fewer facts are always true as well.
  private static final int MOST = 48;

  static Facts of(Fact... facts) {
    return new Facts(List.of(facts));
  }

  boolean isEmpty() {
    return list.isEmpty();
  }

  boolean allows(Fact fact) {
    for (Fact own : list) {
      if (own.conflicts(fact)) {
        return false;
      }
    }
    return true;
  }

  boolean allows(Facts other) {
    for (Fact fact : other.list) {
      if (!allows(fact)) {
        return false;
      }
    }
    return true;
  }

  /// Both together, or null when they contradict each other.
  @Nullable Facts and(Facts other) {
    if (other.list.isEmpty()) {
      return this;
    }
    if (list.isEmpty()) {
      return other;
    }
    if (!allows(other)) {
      return null;
    }
    List<Fact> all = new ArrayList<>(list);
    for (Fact fact : other.list) {
      int known = all.indexOf(fact);
      if (known < 0) {
        all.add(fact);
      } else if (all.get(known).shown() && !fact.shown()) {
        // A later fact that was derived from this one speaks for both.
        all.set(known, fact);
      }
    }
    return new Facts(
        List.copyOf(all.size() > MOST ? all.subList(all.size() - MOST, all.size()) : all));
  }

  @Nullable Facts and(Fact fact) {
    return and(of(fact));
  }

  /// What holds in both.
  Facts common(Facts other) {
    if (Identity.same(this, other) || list.equals(other.list)) {
      return this;
    }
    // What the one says and the other implies holds in both: a variable that is empty is not
    // "mail".
    List<Fact> both = new ArrayList<>();
    for (Fact fact : list) {
      if (other.list.contains(fact) || !other.allows(fact.negated())) {
        both.add(fact);
      }
    }
    for (Fact fact : other.list) {
      if (!both.contains(fact) && !allows(fact.negated())) {
        both.add(fact);
      }
    }
    return both.isEmpty() ? NONE : new Facts(List.copyOf(both));
  }

  /// What holds here and not there.
  Facts beyond(Facts other) {
    if (other.list.isEmpty() || list.isEmpty()) {
      return this;
    }
    List<Fact> more = list.stream().filter(f -> !other.list.contains(f)).toList();
    return more.isEmpty() ? NONE : new Facts(more);
  }

  /// The same facts, no longer told: something that follows from them is told instead.
  Facts hidden() {
    return new Facts(list.stream().map(Fact::hidden).toList());
  }

  /// The words of the told facts, joined: a cause, or a condition.
  String words() {
    return list.stream()
        .filter(Fact::shown)
        .map(Fact::words)
        .distinct()
        .collect(Collectors.joining(" and "));
  }

  /// The told emptiness of a variable, the latest one, if there is any.
  @Nullable Fact emptiness() {
    for (Fact fact : list.reversed()) {
      if (fact.kind() == Fact.Kind.EMPTY && fact.positive() && fact.shown()) {
        return fact;
      }
    }
    return null;
  }
}
