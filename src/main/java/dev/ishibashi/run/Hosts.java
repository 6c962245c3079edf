package dev.ishibashi.run;

import dev.ishibashi.gate.Answer;
import dev.ishibashi.gate.Lying;
import dev.ishibashi.verify.Snapshot.Observation;
import java.util.List;
import java.util.Optional;

/// The hosts, as a run sees them.
public interface Hosts {
  /// Lists the files of a host.
  Observation observe(String host);

  /// What a target lacks to be changed, or why that is not known: pieces of the guard, or room to
  /// keep what an undo needs. Empty when nothing is lacking.
  Optional<String> lacks(String host);

  /// Runs the sealed program on a host under the guard, at most once, and waits for its end.
  Ending run(String host);

  /// Runs one check of the procedure on a host.
  Health check(String host, String command);

  /// Counts what lies where the program deletes; changes nothing.
  Lying count(String host);

  /// Runs a command that only reads, everything being read-only for it.
  Answer ask(String host, String command);

  /// What came of running the program on one host.
  sealed interface Ending {}

  /// It ran to its end.
  ///
  /// @param exit its exit code
  /// @param refusals writes outside the declared paths that the guard refused
  /// @param output the end of what it printed
  record Ended(int exit, List<String> refusals, String output) implements Ending {}

  /// It certainly did not start, so this host is as it was.
  record NotStarted(String why) implements Ending {}

  /// It was not started now, because the host had this seal before.
  record RanBefore(String why) implements Ending {}

  /// It may have started, and its end is not known.
  record Unknown(String why) implements Ending {}

  /// What a check found.
  sealed interface Health {}

  record Healthy() implements Health {}

  /// The check failed, or could not be made: a verdict that is missing counts as a bad one.
  record Unhealthy(String why) implements Health {}
}
