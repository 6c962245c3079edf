package dev.ishibashi.gate;

import dev.ishibashi.procedure.Located;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What gates leave to a person, as one line each, which an approval repeats.
final class Doubts {
  private Doubts() {}

  static List<String> of(Evidence evidence, List<Verdict> verdicts) {
    List<String> doubts = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      if (verdict.outcome() == Outcome.NEEDS_APPROVAL) {
        for (Diagnostic found : verdict.evidence()) {
          if (found.severity() == Severity.WARNING) {
            doubts.add(line(evidence, verdict.gate(), found));
          }
        }
      }
    }
    return doubts;
  }

  /// The directories before `name:line:column`.
  private static final Pattern DIRECTORIES =
      Pattern.compile("[^\\s'\"(]*/(?=[^\\s/:]+:[0-9]+:[0-9]+)");

  /// Files are named without their directories, so that it does not matter on which machine one
  /// stands, and where.
  private static String line(Evidence evidence, String gate, Diagnostic found) {
    String text = found.at() + ": " + found.message();
    text = named(text, evidence.program(), Optional.of(evidence.procedure().program()));
    text = named(text, evidence.ancestor(), evidence.procedure().derivedFrom());
    String file = evidence.procedure().source().file();
    text = text.replace(file, file.substring(file.lastIndexOf('/') + 1));
    text = DIRECTORIES.matcher(text).replaceAll("");
    return (gate + " " + text).replaceAll("\\p{Cntrl}+", " ");
  }

  private static String named(
      String text, Optional<Source> file, Optional<Located<String>> written) {
    return file.isEmpty() || written.isEmpty()
        ? text
        : text.replace(file.get().file(), written.get().value());
  }
}
