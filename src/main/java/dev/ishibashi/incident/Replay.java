package dev.ishibashi.incident;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What came of playing one variant of an incident.
///
/// @param name incident and variant: `01a`
/// @param good null when it was not played
/// @param surprises what did not go as the incident's data says; empty when the replay proves what
///   it is meant to prove
public record Replay(
    String name, String title, Raw raw, Bad bad, @Nullable Good good, List<String> surprises) {

  /// The bad program, run by a plain SSH loop.
  ///
  /// @param files how many files were there
  /// @param lostByHost the files that are gone or overwritten
  public record Raw(int files, SortedMap<String, List<String>> lostByHost) {
    public int lost() {
      return lostByHost.values().stream().mapToInt(List::size).sum();
    }
  }

  /// The bad program, with Ishibashi.
  ///
  /// @param gate the gate that stopped it first; empty when nothing did
  /// @param evidence why, as lines
  /// @param files how many files were there
  /// @param changedFiles the files that are not as before, as `host:path`
  public record Bad(String gate, List<String> evidence, int files, List<String> changedFiles) {
    public int changed() {
      return changedFiles.size();
    }
  }

  /// The corrected program, with Ishibashi.
  ///
  /// @param hosts how many hosts it changed
  /// @param changed what it changed, as `host:path`
  /// @param entries how many entries the ledger holds
  public record Good(int hosts, List<String> changed, long entries) {}

  public boolean asExpected() {
    return surprises.isEmpty();
  }
}
