package dev.ishibashi.effect;

import org.jspecify.annotations.Nullable;

/// Whether two things are the very same object: the cheap way to see that nothing has changed.
final class Identity {
  private Identity() {}

  @SuppressWarnings("ReferenceEquality") // This is the one place where it is meant.
  static boolean same(@Nullable Object a, @Nullable Object b) {
    return a == b;
  }
}
