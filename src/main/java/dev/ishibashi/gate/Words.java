package dev.ishibashi.gate;

import dev.ishibashi.effect.Certainty;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.lineage.Kind;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// Puts effects into words.
final class Words {
  private static final int LONGEST = 60;
  private static final int MOST_NAMES = 8;

  private Words() {}

  /// `may delete`, or `deletes` where it happens on every run.
  static String may(Effect effect) {
    String kind = effect.certainty() == Certainty.MUST ? "must." : "may.";
    return Messages.text("gate." + kind + effect.act().text());
  }

  /// A piece of a sentence of this area.
  static String text(String key, Object... arguments) {
    return Messages.text("gate." + key, arguments);
  }

  /// `a database`; for what is not known, what the command takes.
  static String kind(Kind kind, String command) {
    return kind == Kind.UNKNOWN ? text("lineage-taken", command) : kind.text();
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

  /// `mail1, mail2`; of many the first, and how many more there are.
  static String names(Collection<String> names) {
    List<String> first = names.stream().limit(MOST_NAMES).toList();
    String text = String.join(", ", first);
    return names.size() <= MOST_NAMES
        ? text
        : Messages.text("gate.names-more", text, names.size() - MOST_NAMES);
  }

  /// The command as it stands in the program, shortened.
  static String command(Source program, Span at) {
    byte[] bytes = program.bytes();
    int start = Math.max(0, Math.min(at.offset(), bytes.length));
    int end = Math.max(start, Math.min(bytes.length, at.offset() + at.length()));
    return shortened(Source.decode(Arrays.copyOfRange(bytes, start, end)));
  }

  /// A text on one line, shortened.
  static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
  }
}
