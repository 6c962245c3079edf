package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.Block;
import dev.ishibashi.shell.Syntax.Script;
import dev.ishibashi.shell.Syntax.Statement;
import dev.ishibashi.shell.Syntax.Unreadable;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.Collections;
import java.util.List;

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
    return parse(source, dialect, true);
  }

  /// @param running false to read exactly as the shell does with `-n`, when no command takes effect
  static Script parse(Source source, Dialect dialect, boolean running) {
    Reading in = Reading.of(source, dialect);
    in.running = running;
    in.extendedGlobs = running && dialect == Dialect.BASH && Dialects.extendedGlobs(source);
    in.surelyExtended = in.extendedGlobs;
    Dialects.other(source)
        .ifPresent(
            name ->
                in.problems.add(
                    new Diagnostic(
                        "interpreter",
                        Severity.WARNING,
                        source.span(0, source.line(1).length()),
                        Messages.text("shell.interpreter", name, dialect.text()),
                        "")));
    Block body =
        dialect == Dialect.BASH && binary(source) ? refused(source, in) : in.commands.whole();
    return new Script(
        dialect,
        body,
        Collections.unmodifiableList(in.comments),
        Collections.unmodifiableList(in.problems),
        source.span(0, source.text().length()));
  }

  /// How many bytes bash looks at to tell a script from a program.
  private static final int SAMPLE = 80;

  private static boolean binary(Source source) {
    String text = source.text();
    int zero = text.indexOf('\0');
    int line = text.indexOf('\n');
    return zero >= 0 && zero < SAMPLE && (line < 0 || zero < line);
  }

  private static Block refused(Source source, Reading in) {
    Span at = in.span(0, in.end);
    in.problems.add(
        new Diagnostic("unreadable", Severity.ERROR, at, Messages.text("shell.binary"), ""));
    Unreadable all = new Unreadable(source.text(), at);
    return new Block(List.of(new Statement(all, false, at)), at);
  }
}
