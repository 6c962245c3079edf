package dev.ishibashi.effect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One binding of a shell variable.
///
/// @param subject what facts about this binding are told of
/// @param elements of an array; null for a plain variable
/// @param open whether an array may hold more elements, like those it has
/// @param unset whether the script itself has unset it
record Variable(
    Value value, int subject, @Nullable List<Value> elements, boolean open, boolean unset) {
  static Variable of(Value value, int subject) {
    return new Variable(value, subject, null, false, false);
  }

  /// A value that may be empty or not, told apart by facts about one binding: a check of the
  /// variable then speaks for everything that is made of it.
  static Value tagged(String name, Value value, int subject, int line) {
    List<Variant> all = new ArrayList<>();
    boolean several = value.variants().size() > 1;
    for (Variant variant : value.variants()) {
      if (variant.isEmpty()) {
        Facts before = variant.facts().hidden();
        String cause = variant.facts().words();
        boolean unset =
            !cause.isEmpty()
                && When.nothing(cause).filter(n -> n.variable().equals(name)).isPresent();
        String words =
            Environment.MEANT_EMPTY.contains(name) ? "" : unset ? cause : When.empty(name);
        Facts tagged =
            before.and(
                new Fact(subject, Fact.Kind.EMPTY, "", true, words, unset ? "" : cause, line));
        all.add(variant.with(tagged == null ? before : tagged));
      } else if (several && !variant.maybeEmpty()) {
        Facts tagged =
            variant.facts().and(new Fact(subject, Fact.Kind.EMPTY, "", false, "", "", line));
        all.add(variant.with(tagged == null ? variant.facts() : tagged));
      } else {
        all.add(variant);
      }
    }
    return new Value(List.copyOf(all));
  }

  Variable with(Value other) {
    return new Variable(other, subject, elements, open, unset);
  }
}
