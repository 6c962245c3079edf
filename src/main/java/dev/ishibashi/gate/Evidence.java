package dev.ishibashi.gate;

import dev.ishibashi.approval.Approval;
import dev.ishibashi.approval.Approvals;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.inventory.Host;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.inventory.Selection;
import dev.ishibashi.lineage.Ancestry;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.procedure.Seal;
import dev.ishibashi.text.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Everything the gates decide from. What is not there makes the gate that needs it stop.
///
/// @param inventory empty where it could not be read
/// @param program empty where it could not be read
/// @param explanation of the program
/// @param ancestor the program that the procedure says this one was copied from
/// @param ancestorExplanation of the ancestor
/// @param ancestry what else is known of where it comes from
/// @param approvals what was signed for this procedure, verified
/// @param provenInProduction how long the same change has been good in production; empty where it
///   has not been there
/// @param around what is true outside of the files
public record Evidence(
    Procedure procedure,
    Optional<Inventory> inventory,
    Optional<Source> program,
    Optional<Explanation> explanation,
    Optional<Source> ancestor,
    Optional<Explanation> ancestorExplanation,
    Ancestry ancestry,
    Approvals approvals,
    Optional<Duration> provenInProduction,
    Surroundings around) {

  /// Evidence for a first check: nothing approved yet, nothing proven in production.
  public static Evidence of(
      Procedure procedure,
      Inventory inventory,
      Source program,
      Explanation explanation,
      Optional<Source> ancestor,
      Optional<Explanation> ancestorExplanation,
      Surroundings around) {
    return new Evidence(
        procedure,
        Optional.of(inventory),
        Optional.of(program),
        Optional.of(explanation),
        ancestor,
        ancestorExplanation,
        Ancestry.NOT_SEARCHED,
        Approvals.none(),
        Optional.empty(),
        around);
  }

  /// The same, with what else is known of where the program comes from.
  public Evidence with(Ancestry known) {
    return new Evidence(
        procedure,
        inventory,
        program,
        explanation,
        ancestor,
        ancestorExplanation,
        known,
        approvals,
        provenInProduction,
        around);
  }

  /// The same, with what was signed for it.
  public Evidence with(Approvals signed) {
    return new Evidence(
        procedure,
        inventory,
        program,
        explanation,
        ancestor,
        ancestorExplanation,
        ancestry,
        signed,
        provenInProduction,
        around);
  }

  /// The written targets that exist in the inventory.
  List<Host> targets() {
    List<Host> hosts = new ArrayList<>();
    for (String name : procedure.targets().names()) {
      inventory.flatMap(i -> i.host(name)).ifPresent(hosts::add);
    }
    return hosts;
  }

  /// The hosts that the pattern gives; empty where it gives none.
  List<Host> selected() {
    if (inventory.isEmpty()) {
      return List.of();
    }
    return switch (inventory.get().select(procedure.targets().select().value())) {
      case Selection.Nothing nothing -> List.of();
      case Selection.Selected selected -> selected.hosts();
    };
  }

  /// The seal of what is in hand; empty where a part of it is missing, or the targets select
  /// nothing.
  public Optional<Seal> seal() {
    boolean noAncestor = procedure.derivedFrom().isPresent() && ancestor.isEmpty();
    List<Host> hosts = selected();
    if (program.isEmpty() || noAncestor || hosts.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Seal.of(
            program.get(),
            procedure,
            sealed(
                procedure.derivedFrom().flatMap(d -> ancestor),
                ancestry.others().stream().map(Ancestry.Ancestor::source).toList()),
            hosts));
  }

  /// The approvals of exactly what is in hand.
  List<Approval> fitting() {
    Optional<Seal> seal = seal();
    return approvals.given().stream()
        .filter(a -> seal.filter(a.statement().seal()::equals).isPresent())
        .toList();
  }

  /// Whether somebody is the author of the procedure, by whatever name.
  boolean isAuthor(String person) {
    return procedure.author().filter(a -> approvals.same(a.value(), person)).isPresent();
  }

  /// What is sealed of the ancestors: the one; of several a text with the hash of each, a line
  /// each.
  public static Optional<Source> sealed(Optional<Source> ancestor, List<Source> others) {
    if (others.isEmpty()) {
      return ancestor;
    }
    StringBuilder lines = new StringBuilder();
    Stream.concat(ancestor.stream(), others.stream())
        .forEach(a -> lines.append(Seal.sha256(a.bytes())).append('\n'));
    return Optional.of(Source.of("ancestors", lines.toString()));
  }
}
