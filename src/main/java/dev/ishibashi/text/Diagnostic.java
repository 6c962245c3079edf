package dev.ishibashi.text;

/// One thing to tell a person: what it is, where, and what to do.
///
/// @param code stable name, for example `empty-variable-delete`; each has a place in the manual
/// @param message what is the case, as a clause without full stop
/// @param advice what to do, as an imperative clause; empty when there is nothing to advise
public record Diagnostic(String code, Severity severity, Span at, String message, String advice) {
  public Diagnostic {
    if (!code.matches("[a-z0-9-]+")) {
      throw new IllegalArgumentException("not a diagnostic code: '%s'".formatted(code));
    }
  }

  /// `file:line:column: message; advice`.
  @Override
  public String toString() {
    return at + ": " + message + (advice.isEmpty() ? "" : "; " + advice);
  }
}
