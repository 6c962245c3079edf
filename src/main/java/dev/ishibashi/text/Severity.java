package dev.ishibashi.text;

/// How much a diagnostic matters.
public enum Severity {
  /// The input cannot be read or is not valid.
  ERROR,
  /// Data or a system that the program does not own may be lost.
  DANGER,
  /// Something is probably not meant.
  WARNING,
  /// Worth knowing.
  NOTE
}
