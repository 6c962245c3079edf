package dev.ishibashi.approval;

import dev.ishibashi.text.Span;

/// A statement that was signed by a key which counts, by the person whom it names.
///
/// @param at the file of the statement
public record Approval(Statement statement, SshKey key, Span at) {
  public String person() {
    return statement.signer();
  }
}
