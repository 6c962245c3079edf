package dev.ishibashi.shell;

import dev.ishibashi.text.Source;
import java.util.Optional;

/// Prints trees and reads them again.
final class Printed {
  private Printed() {}

  /// What is wrong when the printed tree does not read as the same tree, or not print as the same
  /// text again.
  static Optional<String> difference(Syntax.Script script) {
    String text = Printer.print(script);
    Syntax.Script again = Parser.parse(Source.of("again", text), script.dialect());
    String before = ShortTree.of(script);
    String after = ShortTree.of(again);
    if (before.equals(after) && Printer.print(again).equals(text)) {
      return Optional.empty();
    }
    return Optional.of(
        "%s prints as%n%s%n%s%n%s".formatted(script.dialect().text(), text, before, after));
  }
}
