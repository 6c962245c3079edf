package dev.ishibashi.run;

import dev.ishibashi.document.Sheets;
import dev.ishibashi.effect.Explainer;
import dev.ishibashi.gate.Verdict;
import dev.ishibashi.procedure.Located;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Gathers what an approver reads of a procedure.
public final class Showing {
  private Showing() {}

  /// What gathering gives.
  public sealed interface Outcome {}

  public record Read(Sheets.Content content) implements Outcome {}

  public record Refused(List<String> sentences) implements Outcome {}

  /// What is known of a change.
  ///
  /// @param verdicts what the gates say of it
  public static Sheets.Content of(Change change, List<Verdict> verdicts) {
    List<Sheets.Ancestor> ancestors = new ArrayList<>();
    Procedure written = change.procedure();
    change
        .ancestor()
        .ifPresent(
            a ->
                ancestors.add(
                    new Sheets.Ancestor(
                        written.derivedFrom().map(Located::value).orElse(""),
                        a.source(),
                        a.explanation())));
    for (int i = 0; i < change.ancestry().others().size(); i++) {
      var other = change.ancestry().others().get(i);
      ancestors.add(
          new Sheets.Ancestor(
              written.descent().others().get(i).value(), other.source(), other.explanation()));
    }
    return new Sheets.Content(
        written,
        change.program().source(),
        change.program().explanation(),
        ancestors,
        Optional.of(change.inventory()),
        verdicts,
        Optional.of(change.seal()));
  }

  /// What is known of a procedure without an inventory.
  public static Outcome alone(Path file) {
    Source source;
    try {
      source = ChangeReader.script(file);
    } catch (IOException e) {
      return new Refused(List.of(Messages.text("run.unreadable", file, reason(file, e))));
    }
    return switch (ChangeReader.parse(file, source)) {
      case Procedure.Invalid(var problems) ->
          new Refused(problems.stream().map(Object::toString).toList());
      case Procedure.Parsed(Procedure procedure) -> alone(file, procedure);
    };
  }

  private static Outcome alone(Path file, Procedure procedure) {
    Explainer explainer = new Explainer(CommandFiles.catalogue());
    List<String> problems = new ArrayList<>();
    List<Sheets.Ancestor> ancestors = new ArrayList<>();
    Stream.concat(procedure.derivedFrom().stream(), procedure.descent().others().stream())
        .forEach(
            name -> {
              try {
                Source source = Ancestors.named(file, name.value());
                ancestors.add(
                    new Sheets.Ancestor(
                        name.value(), source, ChangeReader.explain(explainer, source, procedure)));
              } catch (IOException e) {
                problems.add(
                    Messages.text(
                        "run.ancestor-missing", name.at(), name, InventoryFiles.reason(e)));
              }
            });
    Path program = file.resolveSibling(procedure.program().value()).normalize();
    try {
      Source source = ChangeReader.script(program);
      if (problems.isEmpty()) {
        return new Read(
            new Sheets.Content(
                procedure,
                source,
                ChangeReader.explain(explainer, source, procedure),
                ancestors,
                Optional.empty(),
                List.of(),
                Optional.empty()));
      }
    } catch (IOException e) {
      problems.add(
          Messages.text(
              "run.program-missing", procedure.program().at(), program, reason(program, e)));
    }
    return new Refused(problems);
  }

  private static String reason(Path file, IOException e) {
    return Files.exists(file) ? InventoryFiles.reason(e) : Messages.text("run.missing");
  }
}
