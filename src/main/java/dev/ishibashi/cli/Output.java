package dev.ishibashi.cli;

/// How a command answers.
enum Output {
  /// For people.
  TEXT,
  /// One JSON object a line.
  JSON
}
