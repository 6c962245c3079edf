package dev.ishibashi.document;

import dev.ishibashi.effect.Explanation;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.lineage.Search;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.text.Source;
import java.util.Optional;

/// A program for which a procedure is written, and what is known of it.
///
/// @param program as the procedure names it
/// @param pattern the hosts that are meant, where a person said so
/// @param library the directory of earlier programs, as the procedure names it
/// @param search what looking for ancestors gave
/// @param earlier the procedure of the nearest earlier program
public record Subject(
    String program,
    Source source,
    Explanation explained,
    Inventory inventory,
    Optional<String> pattern,
    Optional<String> library,
    Search search,
    Optional<Earlier> earlier) {
  /// A procedure that was written before.
  ///
  /// @param name its file
  public record Earlier(String name, Procedure procedure) {}

  /// The earlier program that it was most likely copied from.
  Optional<Search.Kin> ancestor() {
    return search instanceof Search.Searched searched
        ? searched.kin().stream().filter(k -> !k.own() && k.share() >= Search.LIKELY).findFirst()
        : Optional.empty();
  }
}
