package dev.ishibashi.remote;

import java.nio.charset.StandardCharsets;

/// What came of one command.
// Arrays: replies are read once and never compared, and outputs may be megabytes.
@SuppressWarnings("ArrayRecordComponent")
public sealed interface Reply {
  /// It ran to its end.
  ///
  /// @param exit its exit code; 128 + n when signal n ended it
  /// @param cut whether output beyond the budget was dropped
  record Done(int exit, byte[] out, byte[] err, boolean cut) implements Reply {
    public String text() {
      return new String(out, StandardCharsets.UTF_8);
    }

    public String errors() {
      return new String(err, StandardCharsets.UTF_8);
    }
  }

  /// It was never sent: the host could not be reached, or was not the one it should be.
  record Unreachable(String why) implements Reply {}

  /// The connection went away after the command was sent: it may have run, whole or in part.
  record Cut(String why, byte[] out) implements Reply {}

  /// It took longer than its limit and was given up; it may still run.
  record TimedOut(byte[] out, byte[] err) implements Reply {}
}
