package dev.ishibashi.gate;

/// What lies on one host where the program deletes, counted before its turn.
public sealed interface Lying {
  String host();

  /// Counted whole.
  ///
  /// @param files how many there are that are no directories
  /// @param bytes their size together
  record Counted(String host, long files, long bytes) implements Lying {}

  /// The host could not be asked, or not wholly. This is never the same as nothing lying there.
  record NotKnown(String host, String why) implements Lying {}
}
