package dev.ishibashi.effect;

import org.jspecify.annotations.Nullable;

/// Something that holds on one way through a program.
///
/// @param subject what it is about: the id of an unknown, of a binding, or of one run of a command
/// @param argument the value of [Kind#IS] and [Kind#MATCHES], or what kind of outcome it is, or the
///   element of an array (`[0]`) that [Kind#EMPTY] speaks of
/// @param words how people are told, empty when it is not worth telling
/// @param cause what led to it, empty when nothing is known
/// @param line where it was decided, 0 when nowhere
record Fact(
    int subject,
    Kind kind,
    String argument,
    boolean positive,
    String words,
    String cause,
    int line) {
  enum Kind {
    EMPTY,
    IS,
    MATCHES,
    /// A command succeeded, or a test held.
    SUCCEEDS
  }

  boolean conflicts(Fact other) {
    if (subject != other.subject) {
      return false;
    }
    if (kind == other.kind) {
      boolean same = argument.equals(other.argument);
      if (kind == Kind.IS && positive && other.positive) {
        return !same;
      }
      return same && positive != other.positive;
    }
    return implies(other) || other.implies(this);
  }

  /// Whether this, being a known value or emptiness, contradicts a fact of another kind.
  private boolean implies(Fact other) {
    if (!positive || (kind != Kind.IS && kind != Kind.EMPTY) || ofElement() || other.ofElement()) {
      return false;
    }
    String value = kind == Kind.IS ? argument : "";
    return switch (other.kind) {
      case EMPTY -> value.isEmpty() != other.positive;
      case IS -> value.equals(other.argument) != other.positive;
      case MATCHES -> Globs.matches(other.argument, value) != other.positive;
      case SUCCEEDS -> false;
    };
  }

  private boolean ofElement() {
    return kind == Kind.EMPTY && !argument.isEmpty();
  }

  boolean shown() {
    return !words.isEmpty();
  }

  Fact negated() {
    return new Fact(subject, kind, argument, !positive, "", "", line);
  }

  Fact hidden() {
    return new Fact(subject, kind, argument, positive, "", words.isEmpty() ? cause : words, line);
  }

  /// Facts are the same when they say the same, however they are told.
  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof Fact other
        && subject == other.subject
        && kind == other.kind
        && positive == other.positive
        && argument.equals(other.argument);
  }

  @Override
  public int hashCode() {
    return ((subject * 31 + kind.name().hashCode()) * 31 + argument.hashCode()) * 2
        + (positive ? 1 : 0);
  }
}
