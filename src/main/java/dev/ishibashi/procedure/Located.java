package dev.ishibashi.procedure;

import dev.ishibashi.text.Span;

/// A value of a procedure with the place where it is written.
public record Located<T>(T value, Span at) {
  @Override
  public String toString() {
    return String.valueOf(value);
  }
}
