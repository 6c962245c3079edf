package dev.ishibashi.remote;

import java.util.List;

/// How a run on one host ended, or that this is not known.
public sealed interface Outcome {
  /// It ran to its end by itself.
  ///
  /// @param exit its exit code; 128 + n when signal n ended it
  /// @param refused what the guard had to refuse, or found
  record Finished(int exit, Output output, List<Refusal> refused) implements Outcome {}

  /// The host ended it at its time limit.
  record TimeLimit(Output output, List<Refusal> refused) implements Outcome {}

  /// Somebody stopped it.
  record Stopped(Output output, List<Refusal> refused) implements Outcome {}

  /// It ended in the middle: the host was rebooted, or its supervisor was killed. Never a success.
  record Interrupted(String why) implements Outcome {}

  /// It did not run, because the guard could not be made.
  record GuardMissing(String why) implements Outcome {}

  /// It was never started on this host.
  record Absent() implements Outcome {}

  /// The host is out of reach; the program may be running, or have ended.
  record Lost(String why) implements Outcome {}

  /// What it printed, both outputs in one.
  ///
  /// @param kept bytes kept from its start, which [HostRunner#follow] hands on
  /// @param cut whether there was more than that
  record Output(long kept, boolean cut) {}
}
