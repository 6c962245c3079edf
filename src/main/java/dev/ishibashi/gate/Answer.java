package dev.ishibashi.gate;

/// What came of one question of `live-state` to a host.
public sealed interface Answer {
  /// The command ended.
  ///
  /// @param output what it printed on standard output and standard error
  record Said(int exit, String output) implements Answer {}

  /// No answer, or none in time, or one that cannot be read.
  record Silent(String why) implements Answer {}
}
