package dev.ishibashi.document;

import dev.ishibashi.lineage.Differences;
import dev.ishibashi.lineage.Kind;
import dev.ishibashi.text.Messages;

/// Says what a line does not mean any more.
public final class Turns {
  private static final int LONGEST = 100;

  private Turns() {}

  /// One sentence without a full stop.
  public static String sentence(Differences.Turn turn) {
    return switch (turn) {
      case Differences.KindTurn kind ->
          say(
              "turn.kind",
              kind(kind.now(), kind.commandNow()),
              kind(kind.then(), kind.commandThen()));
      case Differences.ReachTurn reach -> say("turn.reach", cut(reach.now()), cut(reach.then()));
      case Differences.OriginTurn origin ->
          say("turn.origin", origin.variable(), outside(origin.now()), outside(origin.then()));
      case Differences.GuardTurn guard ->
          say(
              "turn.guard",
              cut(guard.guard().text()),
              guard.guard().at().line() + ":" + guard.guard().at().column());
    };
  }

  /// What a command acts on: the kind, and for what is not known what the command takes.
  public static String kind(Kind kind, String command) {
    return kind == Kind.UNKNOWN ? say("turn.taken", command) : kind.text();
  }

  /// A text of a bearable length.
  public static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }

  private static String outside(String origin) {
    return origin.isEmpty() ? say("turn.outside") : cut(origin);
  }

  private static String say(String key, Object... arguments) {
    return Messages.text("document." + key, arguments);
  }
}
