package dev.ishibashi.ledger;

/// Whether a ledger is what was once written.
public sealed interface Verification {
  /// Every entry follows from the one before, and the last is the one that the head names.
  record Intact(long entries, String head) implements Verification {}

  /// Something was changed, taken out, put in or moved.
  ///
  /// @param line the first line of the ledger file that does not fit, from 1
  record Broken(long line, String why) implements Verification {}
}
