package dev.ishibashi.effect;

import dev.ishibashi.shell.Syntax;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Comments of a program that acknowledge findings: `# ishibashi: ok CODE reason`.
///
/// Behind a command it speaks of that line; on a line of its own, of the next line that is not one
/// of comments. It must say a reason, and must meet a finding: otherwise it is a finding itself,
/// since a line that was changed later would be waved through by it.
final class Directives {
  private static final Pattern ANY = Pattern.compile("\\s*ishibashi\\s*:(.*)", Pattern.DOTALL);
  private static final Pattern OK =
      Pattern.compile("\\s*ok\\s+([a-z0-9]+(?:-[a-z0-9]+)+)\\s+(\\S.*)", Pattern.DOTALL);

  private Directives() {}

  /// @param line the line it speaks of
  private record Directive(String code, String reason, int line, Span at) {}

  /// The reasons of those findings that the program's comments acknowledge.
  ///
  /// @param recorder gets the findings about the directives themselves
  static Map<Diagnostic, String> acknowledged(
      Syntax.Script script, Source source, List<Diagnostic> findings, Recorder recorder) {
    List<Directive> directives = read(script, source, recorder);
    Map<Diagnostic, String> reasons = new LinkedHashMap<>();
    for (Directive directive : directives) {
      boolean met = false;
      for (Diagnostic finding : findings) {
        if (finding.code().equals(directive.code)
            && finding.at().line() == directive.line
            && finding.at().file().equals(source.file())) {
          reasons.putIfAbsent(finding, directive.reason);
          met = true;
        }
      }
      if (!met) {
        recorder.finding(
            "directive-unused",
            Severity.WARNING,
            directive.at,
            directive.code,
            String.valueOf(directive.line));
      }
    }
    return reasons;
  }

  private static List<Directive> read(Syntax.Script script, Source source, Recorder recorder) {
    List<Directive> all = new ArrayList<>();
    for (Syntax.Comment comment : script.comments()) {
      Matcher any = ANY.matcher(comment.text());
      if (!any.matches()) {
        continue;
      }
      Matcher ok = OK.matcher(any.group(1));
      if (!ok.matches()) {
        recorder.finding("directive-unclear", Severity.WARNING, comment.at());
        continue;
      }
      all.add(new Directive(ok.group(1), ok.group(2).strip(), line(comment, source), comment.at()));
    }
    return all;
  }

  private static int line(Syntax.Comment comment, Source source) {
    int line = comment.at().line();
    if (!commentOnly(source.line(line))) {
      return line;
    }
    int next = line + 1;
    while (next <= source.lines() && commentOnly(source.line(next))) {
      next++;
    }
    return next;
  }

  private static boolean commentOnly(String line) {
    return line.isBlank() || line.strip().startsWith("#");
  }
}
