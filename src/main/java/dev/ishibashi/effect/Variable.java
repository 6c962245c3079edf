package dev.ishibashi.effect;

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

  Variable with(Value other) {
    return new Variable(other, subject, elements, open, unset);
  }
}
