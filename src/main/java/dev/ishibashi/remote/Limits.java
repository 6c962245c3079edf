package dev.ishibashi.remote;

import java.time.Duration;

/// What one command may take at most.
///
/// @param connect time to connect and log in, when there is no connection yet
/// @param command time from its start to its end
/// @param output bytes kept of each of its two outputs; the rest is read and dropped
public record Limits(Duration connect, Duration command, int output) {
  /// 15 s to connect, a minute to run, 8 MiB.
  public static final Limits USUAL =
      new Limits(Duration.ofSeconds(15), Duration.ofMinutes(1), 8 << 20);

  public Limits withCommand(Duration longest) {
    return new Limits(connect, longest, output);
  }

  public Limits withOutput(int bytes) {
    return new Limits(connect, command, bytes);
  }
}
