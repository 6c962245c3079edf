package dev.ishibashi.gate;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Another plan that is known: one that lies beside this one, or one that the ledger knows.
///
/// @param change the name of its change
/// @param version as its procedure says; empty where that says nothing
/// @param content what tells two plans apart: its seal, or the SHA-256 of its procedure where it
///   only lies beside this one
/// @param where for people: a file, or the name of a run
/// @param at when this was recorded; empty for a file
/// @param hosts those it may still touch ([Stage#OPEN]), or has changed and verified
///   ([Stage#ENDED]); empty for others
public record KnownPlan(
    String change,
    OptionalInt version,
    String content,
    String where,
    Stage stage,
    Optional<Instant> at,
    Set<String> hosts) {
  public KnownPlan {
    hosts = Set.copyOf(hosts);
  }

  /// How far it got.
  public enum Stage {
    /// Its file lies beside this one.
    WRITTEN,
    /// Its gates were asked, and nothing came of it.
    CHECKED,
    /// It began, and its end is not recorded: it runs, or its controller died.
    OPEN,
    /// It began and ended.
    ENDED
  }
}
