package dev.ishibashi.shell;

import dev.ishibashi.text.Span;

/// Leaves the reading of one command; caught where reading can go on. It never leaves [Parser].
///
/// A parser of this kind would otherwise test for failure behind every call. It carries no stack
/// trace, so it costs next to nothing.
final class SyntaxError extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Where the text that does not fit begins, as an index into the text of the [Reading].
  final int where;

  /// Whether the text ended too early, or went too deep, so that nothing behind it can be read.
  final boolean fatal;

  /// The same in the source.
  final transient Span at;

  SyntaxError(String message, Span at, int where, boolean fatal) {
    super(message, null, false, false);
    this.at = at;
    this.where = where;
    this.fatal = fatal;
  }

  /// The same error seen from the text around the one that was read.
  ///
  /// @param start where the inner text begins in the outer one
  SyntaxError outside(int start) {
    return new SyntaxError(String.valueOf(getMessage()), at, start, false);
  }
}
