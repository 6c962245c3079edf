package dev.ishibashi.run;

import dev.ishibashi.effect.Explanation;
import dev.ishibashi.gate.KnownPlan;
import dev.ishibashi.inventory.Host;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.lineage.Ancestry;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.procedure.Seal;
import dev.ishibashi.text.Source;
import java.util.List;
import java.util.Optional;

/// A written change with everything it names, read.
///
/// @param program the sealed text
/// @param ancestor the older program it was copied from, if the procedure names one
/// @param assertions what the commands of `live-state` could do, in the order of the procedure
/// @param beside the other plans that lie in the directory of the procedure
/// @param ancestry what else is known of where it comes from
/// @param approvals what was signed for it, not verified yet
/// @param targets the hosts that the procedure's list names, as far as the inventory knows them
public record Change(
    Procedure procedure,
    Script program,
    Optional<Script> ancestor,
    List<Explanation> assertions,
    List<KnownPlan> beside,
    Ancestry ancestry,
    Inventory inventory,
    List<Host> targets,
    Seal seal,
    ApprovalFiles approvals) {
  /// A program and what it could do.
  public record Script(Source source, Explanation explanation) {}

  /// The same, with other approvals.
  public Change with(ApprovalFiles others) {
    return new Change(
        procedure,
        program,
        ancestor,
        assertions,
        beside,
        ancestry,
        inventory,
        targets,
        seal,
        others);
  }

  /// Every other host that must stay as it is.
  public List<Host> bystanders() {
    List<String> names = procedure.targets().names();
    List<Host> pool =
        switch (procedure.bystanders()) {
          case Procedure.Everyone() -> inventory.hosts();
          case Procedure.Some(var select) ->
              switch (inventory.select(select.value())) {
                case dev.ishibashi.inventory.Selection.Selected(var hosts) -> hosts;
                // The gates have refused this already; here it must not shrink what is looked at.
                case dev.ishibashi.inventory.Selection.Nothing(var why) -> inventory.hosts();
              };
        };
    return pool.stream().filter(h -> !names.contains(h.name())).toList();
  }
}
