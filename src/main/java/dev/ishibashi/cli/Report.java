package dev.ishibashi.cli;

/// How a check answers.
enum Report {
  /// For people.
  TEXT,
  /// One JSON object a line.
  JSON,
  /// One SARIF 2.1.0 log (OASIS), as code review and editors take it.
  SARIF,
  /// One report in the XML of JUnit, as build servers take it.
  JUNIT
}
