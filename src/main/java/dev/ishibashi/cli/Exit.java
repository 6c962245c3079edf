package dev.ishibashi.cli;

/// Exit codes; scripts rely on them.
final class Exit {
  /// Done, or clean.
  static final int DONE = 0;

  /// A gate or a check said stop.
  static final int STOP = 1;

  /// Bad input or usage.
  static final int INPUT = 2;

  /// The world failed: unreachable, timed out, disk full.
  static final int WORLD = 3;

  /// Incomplete; what is there is known, and the rest is still to come.
  static final int INCOMPLETE = 4;

  /// A bug of ours.
  static final int BUG = 70;

  private Exit() {}
}
