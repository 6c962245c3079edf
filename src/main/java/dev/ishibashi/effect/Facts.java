package dev.ishibashi.effect;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Facts that hold together, in the order in which they were learnt.
///
/// Most comparing is of facts about different things: a word of bits, one for some subjects each,
/// says so at once. What is known at two places began with the same facts, which are not compared.
final class Facts {
  static final Facts NONE = new Facts(List.of());

  /// Beyond this many the oldest are forgotten: fewer facts are always true as well.
  private static final int MOST = 48;

  private final List<Fact> list;
  private final Fact[] facts;
  private final long subjects;
  private @Nullable List<String> told;
  private int hash;

  Facts(List<Fact> list) {
    this.list = list;
    this.facts = list.toArray(Fact[]::new);
    long bits = 0;
    for (Fact fact : facts) {
      bits |= bit(fact);
    }
    this.subjects = bits;
  }

  static Facts of(Fact... facts) {
    return new Facts(List.of(facts));
  }

  private static long bit(Fact fact) {
    return 1L << (fact.subject() & 63);
  }

  List<Fact> list() {
    return list;
  }

  boolean isEmpty() {
    return list.isEmpty();
  }

  boolean allows(Fact fact) {
    if ((subjects & bit(fact)) == 0) {
      return true;
    }
    int subject = fact.subject();
    for (Fact own : facts) {
      if (own.subject() == subject && own.conflicts(fact)) {
        return false;
      }
    }
    return true;
  }

  boolean allows(Facts other) {
    if ((subjects & other.subjects) == 0) {
      return true;
    }
    for (int i = shared(other); i < other.facts.length; i++) {
      if (!allows(other.facts[i])) {
        return false;
      }
    }
    return true;
  }

  /// With how many facts, the very same, both begin.
  private int shared(Facts other) {
    int most = Math.min(facts.length, other.facts.length);
    int i = 0;
    while (i < most && Identity.same(facts[i], other.facts[i])) {
      i++;
    }
    return i;
  }

  /// The value that an unknown was found to have, null when none is known.
  @Nullable String valueOf(Atom.Symbol symbol) {
    if ((subjects & 1L << (symbol.id() & 63)) != 0) {
      for (Fact fact : facts) {
        if (fact.subject() == symbol.id() && fact.kind() == Fact.Kind.IS && fact.positive()) {
          return fact.argument();
        }
      }
    }
    return null;
  }

  private int index(Fact fact) {
    if ((subjects & bit(fact)) == 0) {
      return -1;
    }
    for (int i = 0; i < facts.length; i++) {
      Fact own = facts[i];
      if (own.subject() == fact.subject() && own.equals(fact)) {
        return i;
      }
    }
    return -1;
  }

  private boolean holds(Fact fact) {
    return index(fact) >= 0;
  }

  /// Both together, or null when they contradict each other.
  @Nullable Facts and(Facts other) {
    if (other.list.isEmpty() || Identity.same(list, other.list)) {
      return this;
    }
    if (list.isEmpty()) {
      return other;
    }
    if (!allows(other)) {
      return null;
    }
    List<Fact> all = null;
    for (int i = shared(other); i < other.facts.length; i++) {
      Fact fact = other.facts[i];
      int known = index(fact);
      if (known < 0) {
        all = all == null ? copy(other) : all;
        all.add(fact);
      } else if (facts[known].shown() && !fact.shown()) {
        // A later fact that was derived from this one speaks for both.
        all = all == null ? copy(other) : all;
        all.set(known, fact);
      }
    }
    return all == null
        ? this
        : new Facts(
            List.copyOf(all.size() > MOST ? all.subList(all.size() - MOST, all.size()) : all));
  }

  /// Both together, or null when they contradict each other; the others are not told. What holds on
  /// the way to where a value was assigned did not make it what it is.
  @Nullable Facts andQuietly(Facts other) {
    if (!allows(other)) {
      return null;
    }
    List<Fact> all = null;
    for (int i = shared(other); i < other.facts.length; i++) {
      Fact fact = other.facts[i];
      if (!holds(fact)) {
        all = all == null ? copy(other) : all;
        all.add(fact.kind() == Fact.Kind.EMPTY ? fact.hidden() : fact);
      }
    }
    return all == null
        ? this
        : new Facts(
            List.copyOf(all.size() > MOST ? all.subList(all.size() - MOST, all.size()) : all));
  }

  private List<Fact> copy(Facts other) {
    List<Fact> all = new ArrayList<>(list.size() + other.list.size());
    all.addAll(list);
    return all;
  }

  @Nullable Facts and(Fact fact) {
    return and(of(fact));
  }

  /// Whether what is known excludes that the fact does not hold.
  private boolean implies(Fact fact) {
    Fact negated = null;
    for (Fact own : facts) {
      if (own.subject() == fact.subject()) {
        negated = negated == null ? fact.negated() : negated;
        if (own.conflicts(negated)) {
          return true;
        }
      }
    }
    return false;
  }

  /// What holds in both.
  Facts common(Facts other) {
    int shared = shared(other);
    if (shared == facts.length && shared == other.facts.length) {
      return this;
    }
    if ((subjects & other.subjects) == 0) {
      return NONE;
    }
    // What the one says and the other implies holds in both: a variable that is empty is not
    // "mail".
    List<Fact> both = new ArrayList<>(list.subList(0, shared));
    for (int i = shared; i < facts.length; i++) {
      Fact fact = facts[i];
      if ((other.subjects & bit(fact)) != 0 && (other.holds(fact) || other.implies(fact))) {
        both.add(fact);
      }
    }
    int own = both.size();
    for (int i = shared; i < other.facts.length; i++) {
      Fact fact = other.facts[i];
      if ((subjects & bit(fact)) != 0 && !holds(fact) && implies(fact)) {
        both.add(fact);
      }
    }
    if (both.size() == own && own == facts.length) {
      return this;
    }
    return both.isEmpty() ? NONE : new Facts(List.copyOf(both));
  }

  /// What holds here and not there.
  Facts beyond(Facts other) {
    if (other.list.isEmpty() || list.isEmpty()) {
      return this;
    }
    List<Fact> more = new ArrayList<>();
    for (int i = shared(other); i < facts.length; i++) {
      Fact fact = facts[i];
      if (!other.holds(fact)) {
        more.add(fact);
      }
    }
    return more.isEmpty() ? NONE : new Facts(List.copyOf(more));
  }

  /// The same facts, no longer told: something that follows from them is told instead.
  Facts hidden() {
    return new Facts(list.stream().map(Fact::hidden).toList());
  }

  /// The words of the told facts, joined: a cause, or a condition.
  String words() {
    return When.all(told());
  }

  /// What is told of them, each thing once.
  List<String> told() {
    List<String> words = told;
    if (words == null) {
      Set<String> each = new LinkedHashSet<>();
      for (Fact fact : facts) {
        if (fact.shown()) {
          each.add(fact.words());
        }
      }
      words = List.copyOf(each);
      told = words;
    }
    return words;
  }

  /// The told emptiness of a variable, the latest one, if there is any.
  @Nullable Fact emptiness() {
    for (int i = facts.length - 1; i >= 0; i--) {
      Fact fact = facts[i];
      if (fact.kind() == Fact.Kind.EMPTY && fact.positive() && fact.shown()) {
        return fact;
      }
    }
    return null;
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return this == object
        || (object instanceof Facts other
            && subjects == other.subjects
            && hashCode() == other.hashCode()
            && list.equals(other.list));
  }

  @Override
  public int hashCode() {
    if (hash == 0) {
      hash = list.hashCode();
    }
    return hash;
  }

  @Override
  public String toString() {
    return list.toString();
  }
}
