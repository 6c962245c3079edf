package dev.ishibashi.gate;

import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.lineage.Ancestry;
import dev.ishibashi.lineage.Differences;
import dev.ishibashi.lineage.Guard;
import dev.ishibashi.lineage.Lineage;
import dev.ishibashi.lineage.Search;
import dev.ishibashi.procedure.Effects;
import dev.ishibashi.procedure.Located;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Did the program take a destructive line over from its ancestor that nobody asked for here, or
/// lose a line that guarded one? And is the declared ancestor the one it really has?
final class LineageGate implements Gate {
  /// More lines than these are counted.
  private static final int MOST_LINES = 10;

  @Override
  public String name() {
    return "lineage";
  }

  @Override
  public Verdict judge(Evidence evidence) {
    Findings findings = new Findings(name());
    Procedure procedure = evidence.procedure();
    if (evidence.program().isEmpty() || evidence.explanation().isEmpty()) {
      findings.stop("lineage-program", procedure.program().at(), procedure.program());
      return findings.verdict();
    }
    Case now =
        new Case(procedure, evidence.program().get(), evidence.explanation().get(), findings);
    if (procedure.derivedFrom().isEmpty()) {
      findings.note("lineage-none", Span.whole(procedure.source().file()));
    } else if (evidence.ancestor().isEmpty() || evidence.ancestorExplanation().isEmpty()) {
      findings.stop(
          "lineage-ancestor", procedure.derivedFrom().get().at(), procedure.derivedFrom().get());
    } else {
      now.compare(evidence.ancestor().get(), evidence.ancestorExplanation().get(), false);
      for (Ancestry.Ancestor other : evidence.ancestry().others()) {
        now.compare(other.source(), other.explanation(), false);
      }
      if (evidence.ancestry().others().size() < procedure.descent().others().size()) {
        Located<String> one = procedure.descent().others().getFirst();
        findings.stop("lineage-ancestor", one.at(), one);
      }
    }
    switch (evidence.ancestry().search()) {
      case Search.NoLibrary none ->
          findings.note("lineage-no-library", Span.whole(procedure.source().file()));
      case Search.Failed(String library, String why) ->
          findings.stop("lineage-library", now.libraryAt(), library, why);
      case Search.Searched searched -> now.found(searched);
    }
    return findings.verdict();
  }

  /// A program, as it is compared.
  private record Case(
      Procedure procedure, Source program, Explanation explained, Findings findings) {

    Span libraryAt() {
      return procedure
          .descent()
          .library()
          .map(Located::at)
          .orElseGet(() -> Span.whole(procedure.source().file()));
    }

    void found(Search.Searched searched) {
      for (String sentence : searched.unread()) {
        findings.approval("lineage-unread", libraryAt(), sentence);
      }
      Optional<Search.Kin> undeclared =
          searched.kin().stream()
              .filter(k -> !k.own() && k.beyond() >= Search.POSSIBLE)
              .filter(k -> k.beyond() >= Search.LIKELY || tookOver(k))
              .max(Comparator.comparingDouble(Search.Kin::beyond));
      for (Search.Kin kin : searched.kin()) {
        String key = kin.own() ? "lineage-own" : "lineage-kin";
        if (!undeclared.equals(Optional.of(kin))) {
          findings.note(
              key, Span.whole(kin.source().file()), kin.percent(), kin.name(), dated(kin));
        }
      }
      undeclared.ifPresent(this::undeclared);
      findings.note(
          "lineage-searched",
          libraryAt(),
          searched.library(),
          searched.programs(),
          searched.versions());
    }

    /// Whether a line that destroys came from there unchanged, and nobody declares what it does, or
    /// it lost a guard on the way. Then less in common is enough.
    private boolean tookOver(Search.Kin kin) {
      if (kin.explanation().error() != null || explained.error() != null) {
        return false;
      }
      Lineage lineage = Lineage.compare(program, explained, kin.source(), kin.explanation());
      List<Lineage.Inherited> destroying =
          lineage.inherited().stream()
              .filter(i -> i.unchanged() && i.effect().act().destroys())
              .toList();
      return destroying.stream()
              .anyMatch(i -> procedure.effects().covers(i.effect()) instanceof Effects.Uncovered)
          || lineage.lost().stream().anyMatch(l -> destroying.contains(l.inherited()));
    }

    private void undeclared(Search.Kin kin) {
      Optional<Located<String>> reason = procedure.descent().nothing();
      if (reason.isPresent()) {
        findings.approval(
            "lineage-denied",
            reason.get().at(),
            kin.percent(),
            kin.name(),
            dated(kin),
            reason.get());
      } else {
        Span at =
            procedure
                .derivedFrom()
                .map(Located::at)
                .orElseGet(() -> Span.whole(procedure.source().file()));
        String declared =
            procedure
                .derivedFrom()
                .map(d -> Words.text("lineage-declares", d))
                .orElseGet(() -> Words.text("lineage-declares-none"));
        findings.stop("lineage-undeclared", at, kin.percent(), kin.name(), dated(kin), declared);
      }
      compare(kin.source(), kin.explanation(), reason.isPresent());
    }

    private static String dated(Search.Kin kin) {
      return kin.when().isEmpty() ? "" : Words.text("lineage-dated", kin.when());
    }

    /// Says what was inherited from an ancestor.
    ///
    /// @param denied whether a person says that it is none; then somebody else must agree, and
    ///   nothing stops
    void compare(Source ancestor, Explanation then, boolean denied) {
      if (then.error() != null) {
        say(denied, "lineage-unreadable", then.error().at(), then.error().message());
        return;
      }
      if (explained.error() != null) {
        say(denied, "lineage-unreadable", explained.error().at(), explained.error().message());
        return;
      }
      Lineage lineage = Lineage.compare(program, explained, ancestor, then);
      int harmless = inherited(lineage, denied);
      lost(lineage, denied);
      findings.note("lineage-compared", Span.whole(program.file()), ancestor.file(), harmless);
      turned(Differences.between(program, explained, ancestor, then));
    }

    private void say(boolean denied, String key, Span at, Object... arguments) {
      if (denied) {
        findings.approval(key, at, arguments);
      } else {
        findings.stop(key, at, arguments);
      }
    }

    private int inherited(Lineage lineage, boolean denied) {
      int harmless = 0;
      for (Lineage.Inherited one : lineage.inherited()) {
        if (!one.effect().act().destroys()) {
          continue;
        }
        if (procedure.effects().covers(one.effect()) instanceof Effects.Uncovered uncovered
            && one.unchanged()) {
          say(
              denied,
              "lineage-inherited",
              one.effect().at(),
              Words.may(one.effect()),
              uncovered.witness(),
              one.ancestorAt(),
              Words.command(program, one.effect().at()));
        } else {
          harmless++;
        }
      }
      return harmless;
    }

    private void lost(Lineage lineage, boolean denied) {
      Set<Guard> told = new HashSet<>();
      for (Lineage.Lost lost : lineage.lost()) {
        // A line that was rewritten may not need the guard any more: that is for a person to say.
        boolean inherited = lost.inherited().unchanged();
        if (inherited && lost.inherited().effect().act().destroys()) {
          say(
              denied,
              "lineage-lost",
              lost.inherited().effect().at(),
              Words.command(program, lost.inherited().effect().at()),
              lost.guard().text(),
              lost.guard().at());
          told.add(lost.guard());
        }
      }
      List<Guard> dropped = new ArrayList<>();
      lineage.lost().forEach(l -> dropped.add(l.guard()));
      dropped.addAll(lineage.dropped());
      for (Guard guard : dropped) {
        if (told.add(guard)) {
          findings.approval("lineage-dropped", guard.at(), guard.text(), program.file());
        }
      }
    }

    /// Says which destructive lines do not mean what they meant. That is for a person to agree
    /// with, where what is destroyed is of another kind, or not declared.
    private void turned(Differences differences) {
      int notes = 0;
      for (Differences.Line line : differences.lines()) {
        if (!line.roles().contains(Differences.Role.DESTRUCTIVE)
            || line.now().isEmpty()
            || line.then().isEmpty()) {
          continue;
        }
        Differences.Place now = line.now().get();
        Span then = line.then().get().at();
        for (Differences.Turn turn : line.turns()) {
          switch (turn) {
            case Differences.KindTurn kind ->
                findings.approval(
                    "lineage-kind",
                    now.at(),
                    Words.kind(kind.now(), kind.commandNow()),
                    Words.kind(kind.then(), kind.commandThen()),
                    then,
                    Words.command(program, now.at()));
            case Differences.OriginTurn origin -> {
              String was = origin.then().isEmpty() ? Words.text("lineage-outside") : origin.then();
              String is = origin.now().isEmpty() ? Words.text("lineage-outside") : origin.now();
              if (!declared(now.at())) {
                findings.approval("lineage-origin", now.at(), origin.variable(), is, was, then);
              } else if (notes++ < MOST_LINES) {
                findings.note("lineage-origin", now.at(), origin.variable(), is, was, then);
              }
            }
            case Differences.ReachTurn reach -> {
              if (notes++ < MOST_LINES) {
                findings.note("lineage-reach", now.at(), reach.now(), reach.then(), then);
              }
            }
            // Said with the guard.
            case Differences.GuardTurn guard -> {}
          }
        }
      }
    }

    /// Whether everything that a command may destroy is declared.
    private boolean declared(Span command) {
      for (Effect effect : explained.effects()) {
        boolean there =
            effect.at().offset() >= command.offset()
                && effect.at().offset() < command.offset() + Math.max(1, command.length());
        if (there
            && effect.act().destroys()
            && procedure.effects().covers(effect) instanceof Effects.Uncovered) {
          return false;
        }
      }
      return true;
    }
  }
}
