package dev.ishibashi.remote;

/// What came of asking a host to start a program.
public sealed interface Start {
  /// It runs now, by this request.
  record Started() implements Start {}

  /// This seal was started on this host before; it was not started again.
  record Already(State state) implements Start {}

  /// The host cannot confine it, so it was not started.
  record GuardMissing(String why) implements Start {}

  /// The host refused: the state directory cannot be used, or the program did not arrive whole. It
  /// was not started.
  record Refused(String why) implements Start {}

  /// The host was not reached, so it was not started.
  record Unreachable(String why) implements Start {}

  /// The connection broke while asking, again and again: it may have started.
  record Unknown(String why) implements Start {}
}
