package dev.ishibashi.shell;

/// Which shell reads a script.
public enum Dialect {
  /// POSIX.1-2024 `sh`, as dash reads it.
  SH("sh"),
  /// bash 5.2.
  BASH("bash");

  private final String text;

  Dialect(String text) {
    this.text = text;
  }

  /// The name used in outputs and on the command line.
  public String text() {
    return text;
  }
}
