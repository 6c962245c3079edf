package dev.ishibashi.gate;

import dev.ishibashi.effect.Certainty;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.Arrays;

/// Puts effects into words.
final class Words {
  private static final int LONGEST = 60;

  private Words() {}

  /// `may delete`, or `deletes` where it happens on every run.
  static String may(Effect effect) {
    String kind = effect.certainty() == Certainty.MUST ? "must." : "may.";
    return Messages.text("gate." + kind + effect.act().text());
  }

  /// ` when DIR is empty`, or nothing.
  static String when(Effect effect) {
    return effect.when().isEmpty() ? "" : Messages.text("gate.when", effect.when());
  }

  /// ` on mail1`, or ` on any target`.
  static String where(Effect effect) {
    return switch (effect.host()) {
      case "" -> Messages.text("gate.where-target");
      case "?" -> Messages.text("gate.where-unknown");
      default -> Messages.text("gate.where-host", effect.host());
    };
  }

  /// The command as it stands in the program, shortened.
  static String command(Source program, Span at) {
    byte[] bytes = program.bytes();
    int start = Math.max(0, Math.min(at.offset(), bytes.length));
    int end = Math.max(start, Math.min(bytes.length, at.offset() + at.length()));
    String text =
        Source.decode(Arrays.copyOfRange(bytes, start, end)).replaceAll("\\s+", " ").strip();
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }
}
