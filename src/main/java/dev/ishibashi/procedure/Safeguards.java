package dev.ishibashi.procedure;

import dev.ishibashi.text.Span;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// What a procedure says must hold, beyond its targets, effects and limits, before it may run.
///
/// @param version grows with each version of the procedure; empty where it is not written
/// @param assertions what each target must say of itself right before its turn
/// @param terms what the change depends on, and until when that lasts
/// @param waivers the gates whose stop somebody has taken upon themselves
public record Safeguards(
    Optional<Located<Integer>> version,
    List<Assertion> assertions,
    List<Term> terms,
    List<Waiver> waivers) {

  /// The gates that a waiver may name; those of a run stand last.
  public static final List<String> WAIVABLE =
      List.of(
          "targets",
          "fence",
          "term",
          "lineage",
          "soak",
          "effects",
          "live-state",
          "limits",
          "independence");

  /// What is run is what was agreed to, by whom it must be: nobody can waive that.
  public static final List<String> NEVER_WAIVED = List.of("seal", "approval");

  /// A command that only reads, run on a target.
  ///
  /// @param run a line of shell text
  /// @param expect what it must print, without blanks around it; where empty, it must end with exit
  ///   code 0
  public record Assertion(Located<String> run, Optional<Located<String>> expect) {}

  /// Something that ends: a licence, a certificate, a contract.
  ///
  /// @param ends the last day on which it holds; empty where it never ends
  public record Term(Located<String> what, Optional<LocalDate> ends, Span at) {}

  /// A stop that does not hold, because somebody beside the author said so.
  ///
  /// @param gate its name
  /// @param until the last day (UTC) on which the waiver holds
  /// @param by who granted it
  public record Waiver(
      Located<String> gate, Located<String> reason, Located<LocalDate> until, Located<String> by) {}
}
