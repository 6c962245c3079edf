package dev.ishibashi.shell;

import dev.ishibashi.text.Source;
import java.util.Optional;

/// Prints trees and reads them again.
final class Printed {
  private Printed() {}

  /// Whether the printed text may read differently, in ways that no person's script has: a
  /// here-document whose delimiter holds commands (its text is their text, letter by letter), one
  /// that the end of the file cut off although it was announced in a substitution, or one whose
  /// lines begin with a continuation behind tabs.
  static boolean uncertain(Syntax.Script script) {
    boolean substitutes =
        !Nodes.all(script, Syntax.CommandSubstitution.class).isEmpty()
            || !Nodes.all(script, Syntax.ProcessSubstitution.class).isEmpty();
    return Nodes.all(script, Syntax.Redirect.class).stream()
        .anyMatch(
            redirect -> {
              Syntax.HereDocument here = redirect.here();
              return here != null
                  && (keepsContinuations(script, redirect, here)
                      || redirect.target().parts().stream().anyMatch(Printed::holdsCommands)
                      || (substitutes && !here.terminated()));
            });
  }

  /// `<<-` in dash, with a continuation behind tabs that are dropped.
  private static boolean keepsContinuations(
      Syntax.Script script, Syntax.Redirect redirect, Syntax.HereDocument here) {
    return script.dialect() == Dialect.SH
        && redirect.operator() == Syntax.RedirectOperator.HERE_DOCUMENT_TABS
        && here.body().parts().stream()
            .anyMatch(
                part ->
                    part instanceof Syntax.Literal text
                        && text.text().matches("(?s)(?:.*\\n)?[\\t\\\\].*"));
  }

  private static boolean holdsCommands(Syntax.Part part) {
    return part instanceof Syntax.CommandSubstitution || part instanceof Syntax.DoubleQuoted;
  }

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
