package dev.ishibashi.run;

import dev.ishibashi.verify.Difference;
import java.util.List;
import java.util.Map;

/// How a run ended, and what is where.
///
/// @param cancelled whether somebody asked it to start nothing further
/// @param troubles why it stopped, first things first; empty when all went well
/// @param hosts what is known of each target
/// @param changes what moved on each target, by host
public record RunResult(
    String run,
    boolean cancelled,
    List<Trouble> troubles,
    Map<String, HostState> hosts,
    Map<String, List<Difference>> changes) {
  public boolean clean() {
    return !cancelled && troubles.isEmpty();
  }

  /// Whether it stopped because a host was out of reach, rather than by a judgement.
  public boolean unreachable() {
    return !troubles.isEmpty() && troubles.getFirst().world();
  }

  /// Where one target stands.
  public enum HostState {
    /// Never touched.
    UNTOUCHED,
    /// The program ran to its end, and what it changed is what was declared.
    CHANGED,
    /// The program ran, and something is wrong.
    FAILED,
    /// Not touched by this run; an earlier run of the same seal ran here.
    EARLIER,
    /// It may have run.
    UNKNOWN
  }
}
