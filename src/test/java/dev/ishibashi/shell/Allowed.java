package dev.ishibashi.shell;

import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.util.List;

/// The differences between the parser and `bash -n` or `dash -n` that are right, each with its
/// reason and the proof that it is this one.
enum Allowed {
  NONE(""),
  RUNNING(
      "with -n no command takes effect: extended patterns that the script switches on are errors"
          + " to it, and it reads on behind exit into what may be an archive. Read with the same"
          + " blindness, the parser agrees"),
  SILENT(
      "bash stops without a word and with status 0 at some errors, in [[ ]] and in the head of an"
          + " arithmetic loop: a parenthesis put behind the script is then not complained of"
          + " either"),
  PATTERN(
      "dash takes any sign for the first pattern of a case item, and so accepts `case a in ))"
          + " esac`; POSIX wants a word there, and a person who wrote this made a mistake"),
  LEFT_OPEN(
      "a here-document that is still open where its command substitution closes: bash warns, and"
          + " then takes a backslash before the next line, or a line that only begins with the"
          + " delimiter, in ways that hide what is run; the parser refuses there"),
  DELIMITER(
      "quotes inside an expansion in the word behind <<: bash keeps some and rewrites others, the"
          + " parser refuses rather than guess where the text ends"),
  DEEP("more constructs inside each other than the parser takes, so that no stack can overflow");

  final String reason;

  Allowed(String reason) {
    this.reason = reason;
  }

  /// Why the parser may differ here; NONE when it may not.
  static Allowed why(RealShell.Candidate candidate, boolean real)
      throws IOException, InterruptedException {
    Source source = Source.of("candidate", candidate.bytes());
    if (accepted(Parser.parse(source, candidate.dialect(), false)) == real) {
      return RUNNING;
    }
    List<Diagnostic> problems = Parser.parse(source, candidate.dialect()).problems();
    if (problems.stream().anyMatch(problem -> problem.message().startsWith("more than "))) {
      return DEEP;
    }
    if (real
        && problems.stream()
            .anyMatch(problem -> problem.message().startsWith("a here-document is still open"))) {
      return LEFT_OPEN;
    }
    if (real
        && problems.stream()
            .anyMatch(problem -> problem.message().startsWith("the delimiter of this"))) {
      return DELIMITER;
    }
    if (real
        && candidate.dialect() == Dialect.SH
        && problems.getFirst().message().contains("'case' has been open since")) {
      return PATTERN;
    }
    if (real && candidate.dialect() == Dialect.BASH) {
      RealShell.Candidate longer =
          new RealShell.Candidate(Dialect.BASH, candidate.text() + "\n)\n");
      if (RealShell.ask(List.of(longer)).getFirst().accepted()) {
        return SILENT;
      }
    }
    return NONE;
  }

  static boolean accepted(Syntax.Script script) {
    return script.problems().stream().noneMatch(problem -> problem.severity() == Severity.ERROR);
  }
}
