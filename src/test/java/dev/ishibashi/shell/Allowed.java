package dev.ishibashi.shell;

import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
          + " arithmetic loop: the parser's error is there, and a parenthesis put behind the script"
          + " is not complained of either, though nothing behind the error could take it in"),
  PATTERN(
      "dash takes any sign for the first pattern of a case item, and so accepts `case a in ))"
          + " esac`; POSIX wants a word there, and a person who wrote this made a mistake. With a"
          + " word in the place of the sign, the parser accepts it"),
  LEFT_OPEN(
      "a here-document that is still open where its command substitution closes: bash warns, and"
          + " then takes a backslash before the next line, or a line that only begins with the"
          + " delimiter, in ways that hide what is run; the parser refuses there"),
  DELIMITER(
      "quotes inside an expansion in the word behind <<: bash keeps some and rewrites others, the"
          + " parser refuses rather than guess where the text ends"),
  PROCESS(
      "<<( inside ${ }, with more than plain text in it: bash reads it in one way when it looks for"
          + " the brace and in another when it runs, the parser refuses"),
  HEAD(
      "an expansion that means nothing in the head of an arithmetic loop: bash finds the semicolons"
          + " in ways of its own there, the parser refuses"),
  TWICE(
      "a keyword, a comment or a here-document behind ((a): bash takes the first for a word and"
          + " runs what stands in the others; whoever wrote that did not mean it, the parser"
          + " refuses"),
  COPROC(
      "an array behind the first word of coproc, in which bash sees keywords: the parser refuses"),
  ARRAY(
      "a backslash before a sign in an array inside $( ): bash 5.2 does not see it, and reads the"
          + " rest in another way than when it runs; the parser refuses"),
  IGNORED(
      "a word that cannot go on in backquotes, with a here-document waiting: dash takes the rest"
          + " for its text, and the word for the first command of a substitution in it; the parser"
          + " refuses"),
  DEEP("more constructs inside each other than the parser takes, so that no stack can overflow");

  private static final Pattern TOKEN =
      Pattern.compile("[0-9]?(?:<<-?|>>|[<>]&|<>|>\\||<|>)|;;|&&|\\|\\||[;&|()\\n]");

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
    if (!real) {
      return NONE;
    }
    for (Allowed uncertain :
        List.of(DEEP, LEFT_OPEN, DELIMITER, PROCESS, HEAD, TWICE, COPROC, ARRAY, IGNORED)) {
      if (problems.stream()
          .anyMatch(problem -> problem.message().startsWith(uncertain.message()))) {
        return uncertain;
      }
    }
    if (candidate.dialect() == Dialect.SH) {
      return acceptedWithPatterns(candidate.text()) ? PATTERN : NONE;
    }
    return silent(candidate, problems.getFirst()) ? SILENT : NONE;
  }

  /// How the parser begins when it refuses for this reason.
  private String message() {
    return switch (this) {
      case DEEP -> "more than ";
      case LEFT_OPEN -> "a here-document is still open";
      case DELIMITER -> "the delimiter of this";
      case TWICE -> "bash takes keywords, comments";
      case COPROC -> "bash reads an array";
      case IGNORED -> "dash takes what follows this";
      case ARRAY -> "bash does not see the backslash";
      case HEAD -> "the head of this loop";
      case PROCESS -> "bash may run what stands in this <<(";
      case NONE, RUNNING, SILENT, PATTERN -> throw new IllegalArgumentException(name());
    };
  }

  /// Whether the script is fine once words stand where signs stand for the first pattern of an
  /// item.
  private static boolean acceptedWithPatterns(String script) {
    String text = script;
    for (int replaced = 0; replaced < 10; replaced++) {
      Syntax.Script tree =
          Parser.parse(
              Source.of("candidate", new RealShell.Candidate(Dialect.SH, text).bytes()),
              Dialect.SH);
      if (accepted(tree)) {
        return replaced > 0;
      }
      Diagnostic problem = tree.problems().getFirst();
      if (!problem.message().contains("'case' has been open since")) {
        return false;
      }
      Matcher token = TOKEN.matcher(text).region(problem.at().offset(), text.length());
      if (!token.lookingAt()) {
        return false;
      }
      text = text.substring(0, token.start()) + " x " + text.substring(token.end());
    }
    return false;
  }

  private static boolean silent(RealShell.Candidate candidate, Diagnostic problem)
      throws IOException, InterruptedException {
    boolean place =
        problem.message().contains("'[[' has been open since")
            || problem.message().contains("'for' has been open since");
    String behind = candidate.text().substring(problem.at().offset());
    if (!place || behind.contains("<<") || behind.endsWith("\\")) {
      return false;
    }
    RealShell.Candidate longer = new RealShell.Candidate(Dialect.BASH, candidate.text() + "\n)\n");
    return RealShell.ask(List.of(longer)).getFirst().accepted();
  }

  static boolean accepted(Syntax.Script script) {
    return script.problems().stream().noneMatch(problem -> problem.severity() == Severity.ERROR);
  }
}
