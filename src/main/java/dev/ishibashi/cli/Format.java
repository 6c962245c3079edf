package dev.ishibashi.cli;

/// How `explain` answers.
enum Format {
  /// For people.
  TEXT,
  /// One JSON object a line for each file.
  JSON,
  /// One SARIF 2.1.0 log for all files (OASIS), as code review and editors take it.
  SARIF
}
