package dev.ishibashi.remote;

/// What a host knows about a run.
public sealed interface State {
  /// It was never asked for here.
  record Absent() implements State {}

  /// It runs, or is about to.
  ///
  /// @param output bytes of output so far
  record Running(long output) implements State {}

  record Ended(Outcome outcome) implements State {}

  record Unreachable(String why) implements State {}
}
