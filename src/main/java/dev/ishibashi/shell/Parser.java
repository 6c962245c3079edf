package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.Block;
import dev.ishibashi.shell.Syntax.Script;
import dev.ishibashi.text.Source;
import java.util.Collections;

/// Turns script text into its tree.
public final class Parser {
  private Parser() {}

  /// Reads a whole script. It gives a tree for any input: what cannot be read stands in it as
  /// [Syntax.Unreadable], and in [Script#problems()] with the place and the reason.
  ///
  /// A problem is an error ([dev.ishibashi.text.Severity#ERROR]) when the shell refuses the script
  /// as it reads it, as with `bash -n`, and a warning when the shell would find it only when it
  /// gets there (bash looks into backquotes and here-documents only when it runs them).
  public static Script parse(Source source, Dialect dialect) {
    Reading in = Reading.of(source, dialect);
    Block body = in.commands.whole();
    return new Script(
        dialect,
        body,
        Collections.unmodifiableList(in.comments),
        Collections.unmodifiableList(in.problems),
        source.span(0, source.text().length()));
  }
}
