package dev.ishibashi.effect;

import dev.ishibashi.run.CommandFiles;
import dev.ishibashi.shell.Dialects;
import dev.ishibashi.shell.Parser;
import dev.ishibashi.spec.CommandCatalogue;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads tables of cases and explains their scripts.
///
/// A case begins with `## name`; its script follows; lines that begin with `=> ` are the answer:
/// - `=> delete /srv/** when DIR is empty` an effect that must be there
/// - `=> danger empty-variable-delete` a finding that must be there (also `warning`, `note`)
/// - `=> safe` no danger may be there
/// - `=> quiet` no finding at all
/// - `=> only` there are no other effects than the listed ones
/// - `=> host web1` a host that is addressed
final class Cases {
  static final CommandCatalogue CATALOGUE = CommandFiles.written();

  private Cases() {}

  record Case(String name, String script, List<String> answers) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> read(String resource) {
    List<Case> cases = new ArrayList<>();
    String name = "";
    StringBuilder script = new StringBuilder();
    List<String> answers = new ArrayList<>();
    try {
      for (String line :
          Files.readAllLines(
              Path.of("src/test/resources/explain", resource), StandardCharsets.UTF_8)) {
        if (line.startsWith("## ")) {
          if (!name.isEmpty()) {
            cases.add(new Case(name, script.toString(), List.copyOf(answers)));
          }
          name = line.substring(3);
          script.setLength(0);
          answers.clear();
        } else if (line.startsWith("=> ")) {
          answers.add(line.substring(3));
        } else if (!name.isEmpty() && (!line.isBlank() || !script.isEmpty())) {
          script.append(line).append('\n');
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cases.add(new Case(name, script.toString(), List.copyOf(answers)));
    return cases;
  }

  /// Whether a run is to take this case: all, or those whose name is like
  /// `-Dishibashi.cases.only=PATTERN`.
  static boolean wanted(String name) {
    String only = System.getProperty("ishibashi.cases.only", "");
    return only.isEmpty() || name.matches(only);
  }

  static Explanation explain(String name, String script) {
    return explain(name, script, Context.UNKNOWN);
  }

  static Explanation explain(String name, String script, Context context) {
    return explain(Source.of(name, script), context);
  }

  static Explanation explain(Source source, Context context) {
    return new Explainer(CATALOGUE)
        .explain(Parser.parse(source, Dialects.of(source)), source, context);
  }

  /// What is wrong with the explanation of a case: nothing when it is as the table says.
  static List<String> wrong(Case one) {
    Explanation explanation = explain(one.name(), one.script());
    List<String> effects = explanation.effects().stream().map(Explainer::text).distinct().toList();
    List<String> findings = new ArrayList<>();
    for (Diagnostic finding : explanation.findings()) {
      findings.add(finding.severity().name().toLowerCase(Locale.ROOT) + " " + finding.code());
    }
    List<String> wrong = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (String answer : one.answers()) {
      boolean holds =
          switch (answer.split(" ", -1)[0]) {
            case "danger", "warning", "note" -> findings.contains(answer);
            case "safe" -> findings.stream().noneMatch(f -> f.startsWith("danger"));
            case "quiet" -> findings.isEmpty();
            case "only" -> expected.containsAll(effects);
            case "host" -> explanation.hosts().contains(answer.substring(5));
            case "nothing" -> effects.isEmpty();
            case "anything" -> explanation.anything();
            default -> {
              expected.add(answer);
              yield effects.contains(answer);
            }
          };
      if (!holds) {
        wrong.add(answer);
      }
    }
    if (one.answers().isEmpty()) {
      wrong.add("no answer is written down");
    }
    if (!wrong.isEmpty()) {
      wrong.add("but there is: " + effects + " " + findings);
    }
    return wrong;
  }
}
