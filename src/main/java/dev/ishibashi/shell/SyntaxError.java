package dev.ishibashi.shell;

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

  SyntaxError(String message, int where, boolean fatal) {
    super(message, null, false, false);
    this.where = where;
    this.fatal = fatal;
  }
}
