package dev.ishibashi.effect;

import dev.ishibashi.shell.Dialect;
import dev.ishibashi.shell.Parser;
import dev.ishibashi.shell.Syntax;
import dev.ishibashi.spec.CommandCatalogue;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Explains what a program could do.
public final class Explainer {
  private final CommandCatalogue catalogue;

  public Explainer(CommandCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /// Everything the program could do, as far as it can be known. What cannot be followed is said:
  /// as an [Act#UNKNOWN] effect, and as [Explanation#anything()].
  public Explanation explain(Syntax.Script script, Source source, Context context) {
    Recorder recorder = new Recorder();
    Dialect dialect = script.dialect();
    Interpreter interpreter =
        new Interpreter(catalogue, source, dialect, context, Parser::parse, recorder);
    Diagnostic error = null;
    for (Diagnostic problem : script.problems()) {
      if (problem.severity() == Severity.ERROR && error == null) {
        error = problem;
      }
    }
    boolean lost = false;
    try {
      interpreter.run(script);
    } catch (StackOverflowError e) {
      // A program nested deeper than the machine's stack: nothing is claimed about it.
      lost = true;
    }
    if (lost || interpreter.exhausted()) {
      boolean empty = script.body().statements().isEmpty();
      Span at = empty ? script.at() : script.body().statements().getFirst().at();
      recorder.finding("too-complex", Severity.WARNING, at, source.file());
      recorder.anything();
    }
    recorder.doubts().conclude(!lost && !interpreter.exhausted() && error == null);
    Disguise.look(source, recorder);
    Map<Diagnostic, String> acknowledged =
        Directives.acknowledged(script, source, recorder.findings(), recorder);
    return new Explanation(
        source.file(),
        dialect,
        error,
        error != null || recorder.isAnything(),
        recorder.findings(),
        recorder.effects(),
        Set.copyOf(new TreeSet<>(recorder.hosts())),
        Map.copyOf(acknowledged),
        Map.copyOf(recorder.ways()),
        Set.copyOf(recorder.left()));
  }

  /// Explains the text of a program.
  public Explanation explain(Source source, Dialect dialect, Context context) {
    return explain(Parser.parse(source, dialect), source, context);
  }

  /// What an effect is, in one line: `delete /srv/old/** on web1 when DIR is empty`.
  public static String text(Effect effect) {
    return effect.act().text()
        + " "
        + effect.resource()
        + (effect.host().isEmpty() ? "" : " on " + effect.host())
        + (effect.when().isEmpty() ? "" : " when " + effect.when());
  }
}
