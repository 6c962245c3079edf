package dev.ishibashi.lineage;

import dev.ishibashi.effect.Explanation;
import dev.ishibashi.text.Source;
import java.util.List;

/// What looking for the ancestors of a program gave.
public sealed interface Search {
  /// From this share on, what a program has in common with an earlier one is no chance.
  double LIKELY = 0.4;

  /// From this share on, it is worth a look.
  double POSSIBLE = 0.2;

  /// Nobody named a library.
  record NoLibrary() implements Search {}

  /// The library could not be read, so nothing is known.
  ///
  /// @param library as it was named
  record Failed(String library, String why) implements Search {}

  /// The library was searched.
  ///
  /// @param programs how many programs it holds
  /// @param versions how many versions of them
  /// @param kin those that are at least [#POSSIBLE], nearest first; then earlier versions of the
  ///   program itself
  /// @param unread what could not be compared, as sentences
  record Searched(String library, int programs, int versions, List<Kin> kin, List<String> unread)
      implements Search {}

  /// An earlier program that this one has much in common with.
  ///
  /// @param name as `derived-from` would name it
  /// @param when the date of its version, or empty
  /// @param share how much of the program stands in it, from 0 to 1
  /// @param beyond how much of the program stands in it, and not in its declared ancestors
  /// @param own whether it is an earlier version of the program itself
  record Kin(
      String name,
      String when,
      double share,
      double beyond,
      boolean own,
      Source source,
      Explanation explanation) {
    /// The share in whole percent.
    public long percent() {
      return Math.round(share * 100);
    }
  }
}
