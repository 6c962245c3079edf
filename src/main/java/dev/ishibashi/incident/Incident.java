package dev.ishibashi.incident;

import dev.ishibashi.effect.PathSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A real accident, rebuilt as data.
///
/// @param id its number in the catalogue of accidents
/// @param hosts the lab hosts it needs
/// @param inventory their groups and facts; addresses come from the lab
/// @param seed a script that lays the data of one host
/// @param watch directories whose files are counted
/// @param variants by name, in the order of the file
public record Incident(
    String id,
    String title,
    List<String> hosts,
    Path inventory,
    Path seed,
    List<String> watch,
    Map<String, Variant> variants) {

  /// One way the accident goes.
  ///
  /// @param bad the procedure of the program that destroys
  /// @param rawHosts where a plain SSH loop runs that program
  /// @param rawLoses what is lost then; otherwise the replay proves nothing
  /// @param gates the gate that stops it first, then the one that stops it when the first is off,
  ///   and so on, perhaps down to the guard, which is never off
  /// @param ablatedLoses what is lost when all of these gates are off; empty where the guard, or
  ///   that only written targets are touched, keeps it even then
  /// @param good the procedure of the corrected program
  /// @param goodChanges all that the corrected program changes
  public record Variant(
      String name,
      String title,
      Path bad,
      List<String> rawHosts,
      List<Reach> rawLoses,
      List<String> gates,
      List<Reach> ablatedLoses,
      Path good,
      List<Reach> goodChanges) {}

  /// Paths on hosts: `web*:/disk0/data/**`.
  public record Reach(String hosts, PathSet paths) {
    public boolean covers(String host, String path) {
      return PathSet.glob("/" + hosts).contains("/" + host) && paths.contains(path);
    }

    @Override
    public String toString() {
      return hosts + ":" + paths;
    }
  }
}
