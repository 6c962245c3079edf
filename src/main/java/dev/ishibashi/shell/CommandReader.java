package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.AndOr;
import dev.ishibashi.shell.Syntax.ArrayElement;
import dev.ishibashi.shell.Syntax.ArrayLiteral;
import dev.ishibashi.shell.Syntax.Assignment;
import dev.ishibashi.shell.Syntax.Block;
import dev.ishibashi.shell.Syntax.Command;
import dev.ishibashi.shell.Syntax.Link;
import dev.ishibashi.shell.Syntax.Literal;
import dev.ishibashi.shell.Syntax.Part;
import dev.ishibashi.shell.Syntax.Pipeline;
import dev.ishibashi.shell.Syntax.Redirect;
import dev.ishibashi.shell.Syntax.RedirectOperator;
import dev.ishibashi.shell.Syntax.Simple;
import dev.ishibashi.shell.Syntax.Stage;
import dev.ishibashi.shell.Syntax.Statement;
import dev.ishibashi.shell.Syntax.Subscript;
import dev.ishibashi.shell.Syntax.Timed;
import dev.ishibashi.shell.Syntax.Unreadable;
import dev.ishibashi.shell.Syntax.Word;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads lists, pipelines and simple commands.
final class CommandReader {
  /// Builtins of bash whose operands may be array assignments.
  private static final Set<String> DECLARING =
      Set.of("declare", "typeset", "local", "export", "readonly", "alias", "eval", "let");

  private static final Pattern ASSIGNED = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\+?=");

  private final Reading in;

  CommandReader(Reading in) {
    this.in = in;
  }

  /// How many errors may reach the end of the text. Behind each, reading starts again on the next
  /// line; the bound keeps the time linear.
  private static final int RESTARTS = 8;

  /// How many problems are worth telling.
  private static final int TOLD = 100;

  /// Reads everything, going on behind what cannot be read.
  Block whole() {
    int start = in.at;
    int known = in.problems.size();
    List<Statement> statements = new ArrayList<>();
    while (true) {
      int from = in.at;
      int depth = in.depth;
      int before = statements.size();
      try {
        if (settingsSeen && lineEnds()) {
          settle(statements);
        }
        in.skipLines();
        from = in.at;
        if (from >= in.end) {
          break;
        }
        statement(statements, null, from);
        ended();
        in.skipBlanks();
        left |= lineEnds() && Payload.leaves(statements.getLast(), in.redefined);
      } catch (SyntaxError error) {
        in.depth = depth;
        in.arrayDepth = -1;
        opens.clear();
        statements.subList(before, statements.size()).clear();
        in.hereDocuments.backOut(0);
        boolean first = in.problems.size() == known && !in.hereDocuments.waits();
        if (left && in.running && first) {
          payload(statements, from);
          break;
        }
        tell(error);
        restarts += error.fatal ? 1 : 0;
        int last = error.fatal ? from : Math.max(error.where, from);
        unreadable(statements, from, restarts > RESTARTS ? in.end : lineEnd(last));
      }
    }
    in.hereDocuments.end();
    return new Block(statements, in.span(start, in.end));
  }

  /// Whether a command has been read behind which the shell is gone.
  private boolean left;

  /// How often reading has started again.
  private int restarts;

  /// What follows an error that took in all the rest is mostly its echo, and not told.
  private void tell(SyntaxError error) {
    if (restarts == 0 && in.problems.size() < TOLD) {
      in.report(error);
    }
  }

  /// The end of the line, over line continuations.
  private int lineEnd(int index) {
    int stop = index;
    while (stop < in.end && in.text[stop] != '\n') {
      stop += in.text[stop] == '\\' ? 2 : 1;
    }
    return Math.min(stop, in.end);
  }

  /// Marks a piece of the text, and goes on behind it. When it ends a line, the texts of
  /// here-documents that it announced belong to it.
  private void unreadable(List<Statement> statements, int from, int stop) {
    in.at = stop;
    if (stop < in.end && in.text[stop] == '\n' && in.hereDocuments.waits()) {
      try {
        in.takeNewline();
      } catch (SyntaxError _) {
        in.hereDocuments.end();
        in.at = in.end;
      }
    }
    Unreadable unreadable = new Unreadable(in.text(from, in.at), in.span(from, in.at));
    statements.add(new Statement(unreadable, false, unreadable.at()));
  }

  private boolean lineEnds() {
    return in.at >= in.end || in.text[in.at] == '\n';
  }

  /// A shell reads line by line: what stands behind a line with `exit` may be anything, as in
  /// scripts that carry an archive.
  private void payload(List<Statement> statements, int from) {
    in.problems.add(
        new Diagnostic(
            "payload", Severity.NOTE, in.span(from, in.end), Messages.text("shell.payload"), ""));
    unreadable(statements, from, in.end);
  }

  /// The text of backquotes as dash reads it: up to what cannot go on. It never looks at the rest,
  /// so neither does it refuse it.
  Block backquotedInDash() {
    int start = in.at;
    Block block = block(Open.BACKQUOTE, start, true);
    if (in.at >= in.end) {
      return block;
    }
    int rest = in.at;
    if (in.hereDocuments.waits()) {
      // The rest becomes its text, and the first $( in it sees the word that could not go on.
      throw in.uncertain("shell.ignored-waiting", rest);
    }
    in.problems.add(
        new Diagnostic(
            "unreadable",
            Severity.WARNING,
            in.span(rest, in.end),
            Messages.text("shell.ignored", in.tokenAt(rest)),
            ""));
    List<Statement> statements = new ArrayList<>(block.statements());
    unreadable(statements, rest, in.end);
    return new Block(statements, in.span(start, in.end));
  }

  /// Behind a command at the outermost level only a separator may follow.
  private void ended() {
    in.skipBlanks();
    if (in.at < in.end && in.text[in.at] != '\n' && !separated) {
      throw in.unexpected(in.at);
    }
  }

  /// Whether the last statement was ended by `;` or `&`.
  private boolean separated;

  /// Whether the last command ended with a word or sign behind which keywords are seen.
  private boolean compound;

  /// A compound list: reads up to what ends it, which stays unread.
  ///
  /// @param open what the list is in
  /// @param opened where that began
  /// @param mayBeEmpty whether no command at all is fine
  Block block(Open open, int opened, boolean mayBeEmpty) {
    opens.add(open);
    int start = in.at;
    boolean twice = twiceOpened == opened;
    twiceOpened = -1;
    if (in.bash() && open.substitutes()) {
      in.skipBlanks();
      plainTime = in.at;
    }
    List<Statement> statements = new ArrayList<>(2);
    while (true) {
      int from = in.at;
      int depth = in.depth;
      int level = opens.size();
      int before = statements.size();
      try {
        in.skipLines();
        from = in.at;
        if (ends(open, opened)) {
          break;
        }
        statement(statements, open.text, opened);
        if (!separated && !followed(open, opened)) {
          break;
        }
        if (twice && !separated && statements.size() == 1 && compound && in.at < in.end) {
          refuseCommandStart(opened);
        }
      } catch (SyntaxError error) {
        in.depth = depth;
        in.arrayDepth = -1;
        opens.subList(level, opens.size()).clear();
        statements.subList(before, statements.size()).clear();
        if (!goesOn(open, opened, statements, from, error)) {
          opens.removeLast();
          throw error;
        }
      }
    }
    if (statements.isEmpty() && !mayBeEmpty) {
      throw in.unexpected(in.at, open.text, opened);
    }
    opens.removeLast();
    return new Block(statements, in.since(start));
  }

  /// The commands in parentheses.
  ///
  /// @param twice whether they began as `((`, which bash first took for arithmetic
  Block subshell(int opened, boolean twice) {
    twiceOpened = twice ? opened : -1;
    return block(Open.PARENTHESIS, opened, false);
  }

  private int twiceOpened = -1;

  /// Behind `((a)` and a newline bash goes on as if an operand were next: no keyword is seen, and
  /// what only begins a command is refused.
  private void refuseCommandStart(int opened) {
    if (!in.comments.isEmpty() && ends(in.comments.getLast())) {
      return;
    }
    in.takeNewline();
    while (Reading.blank(in.peek())) {
      in.skip(1);
    }
    if ("#;&|".indexOf(in.peek()) >= 0) {
      // bash takes the sign for one behind the parenthesis, and runs the comment.
      throw in.uncertain("shell.twice-opened", in.at);
    }
    if (in.peek() == '(' || arrayAhead()) {
      throw in.unexpected(in.at, "(", opened);
    }
    if (Keyword.at(in) != null) {
      throw in.uncertain("shell.twice-opened", in.at);
    }
  }

  private boolean ends(Syntax.Comment comment) {
    return comment.at().offset() + comment.at().length() == in.span(in.at, in.at).offset();
  }

  private boolean arrayAhead() {
    int start = in.at;
    boolean name = Reading.nameStart(in.peek());
    if (name) {
      in.parameters.name();
    }
    boolean array = name && in.peek() == '=' && in.peek(1) == '(';
    in.at = start;
    return array;
  }

  /// What is open, from the outside in.
  private final List<Open> opens = new ArrayList<>();

  /// Whether the list ends here.
  private boolean ends(Open open, int opened) {
    int c = in.peek();
    if (c == Reading.END) {
      return true;
    }
    boolean end;
    if (c == ')') {
      end = open.endsBeforeParenthesis();
    } else if (c == ';' && atOperatorEnd()) {
      end = open == Open.CASE;
    } else {
      Keyword keyword = Keyword.at(in);
      if (keyword == null || keyword.opens) {
        return false;
      }
      end = open.endsBefore(keyword);
    }
    if (!end && (open != Open.BACKQUOTE || Keyword.at(in) == Keyword.IN)) {
      throw in.unexpected(in.at, open.text, opened);
    }
    return true;
  }

  /// Whether another command may follow one that no separator ended.
  private boolean followed(Open open, int opened) {
    in.skipBlanks();
    if (lineEnds()) {
      return true;
    }
    boolean end =
        open == Open.BACKQUOTE
            || (in.text[in.at] == ')' && open.endsBeforeParenthesis())
            || (atOperatorEnd() && open == Open.CASE)
            || (compound && ends(open, opened));
    if (!end) {
      throw in.unexpected(in.at, open.text, opened);
    }
    return false;
  }

  /// Finds a place to go on behind an error inside a list, and marks what lies before it. False
  /// when only something further out can.
  private boolean goesOn(
      Open open, int opened, List<Statement> statements, int from, SyntaxError error) {
    if (error.fatal || left || opens.stream().anyMatch(one -> !linewise(one))) {
      return false;
    }
    if (lineEnd(opened) >= error.where) {
      // All on one line: leaving out the rest of it would leave out the closing word too.
      return false;
    }
    in.hereDocuments.backOut(0);
    in.at = Math.max(error.where, from);
    Keyword keyword = in.hereDocuments.waits() ? null : Keyword.at(in);
    if (keyword != null && !keyword.opens) {
      if (open.endsBefore(keyword) && in.at > from) {
        // The word that does not fit inside closes this one.
        tell(error);
        unreadable(statements, from, in.at);
        separated = true;
        return true;
      }
      if (opens.stream().anyMatch(outer -> outer != open && outer.endsBefore(keyword))) {
        return false;
      }
    }
    tell(error);
    unreadable(statements, from, lineEnd(in.at));
    return true;
  }

  /// Whether the ends of lines mean something in it, so that one line can be left out.
  private static boolean linewise(Open open) {
    return !open.endsBeforeParenthesis() && open != Open.BACKQUOTE;
  }

  /// At `;;`, `;&` or `;;&`.
  private boolean atOperatorEnd() {
    if (in.peek() != ';') {
      return false;
    }
    int next = in.peek(1);
    return next == ';' || (next == '&' && in.bash());
  }

  private void statement(List<Statement> statements, @Nullable String open, int opened) {
    int start = in.at;
    Command command = andOr(open, opened);
    in.skipBlanks();
    int c = in.peek();
    boolean background = c == '&' && in.peek(1) != '&';
    separated = background || (c == ';' && !atOperatorEnd());
    statements.add(new Statement(command, background, command.at()));
    if (separated) {
      in.skip(1);
    }
    if (in.at == start) {
      throw in.unexpected(start);
    }
  }

  private Command andOr(@Nullable String open, int opened) {
    int start = in.at;
    Command first = pipeline(open, opened);
    List<Link> rest = null;
    while (true) {
      in.skipBlanks();
      int c = in.peek();
      if ((c != '&' && c != '|') || in.peek(1) != c) {
        break;
      }
      in.skip(2);
      in.skipLines();
      if (rest == null) {
        rest = new ArrayList<>(2);
      }
      rest.add(new Link(c == '&', pipeline(open, opened)));
    }
    return rest == null ? first : new AndOr(first, rest, in.to(rest.getLast().command(), start));
  }

  private Command pipeline(@Nullable String open, int opened) {
    int start = in.at;
    boolean negated = false;
    boolean prefixed = false;
    prefixEnd = start;
    Timed timed = Timed.NO;
    while (true) {
      Keyword keyword = Keyword.at(in);
      if (keyword == Keyword.TIME && in.at == plainTime) {
        afterBar = true;
        break;
      }
      if (keyword == Keyword.NOT && (in.bash() || !prefixed)) {
        negated = !negated;
        keyword.take(in);
        prefixEnd = in.at;
        if (in.extendedGlobs && in.peek() == '(') {
          in.reportLater(in.uncertain("shell.perhaps-pattern", in.at - 1));
        }
      } else if (keyword == Keyword.TIME) {
        timed = time();
      } else {
        break;
      }
      prefixed = true;
      in.skipBlanks();
    }
    if (prefixed && in.bash() && emptyBehindPrefix()) {
      Simple empty = new Simple(List.of(), List.of(), List.of(), in.span(prefixEnd, prefixEnd));
      compound = false;
      return new Pipeline(negated, timed, List.of(new Stage(empty, false)), in.to(empty, start));
    }
    Command first = command(open, opened);
    in.skipBlanks();
    if (!prefixed && (in.peek() != '|' || in.peek(1) == '|')) {
      return first;
    }
    List<Stage> stages = new ArrayList<>(2);
    while (true) {
      in.skipBlanks();
      if (in.peek() != '|' || in.peek(1) == '|') {
        break;
      }
      boolean errorToo = in.peek(1) == '&' && in.bash();
      in.skip(errorToo ? 2 : 1);
      stages.add(new Stage(first, errorToo));
      in.skipLines();
      if (Keyword.at(in) == Keyword.NOT) {
        throw wrong(open, opened);
      }
      afterBar = true;
      first = command(open, opened);
    }
    stages.add(new Stage(first, false));
    return new Pipeline(negated, timed, stages, in.to(first, start));
  }

  /// Whether the next command stands behind `|`, where `time` is a command like others.
  private boolean afterBar;

  /// Where `time` stands first in a command substitution: bash takes it for a word when it reads,
  /// so that `$(time)` is fine and `$(time { a; })` is not.
  private int plainTime = -1;

  /// Behind the last `!` or `time` before a command.
  private int prefixEnd;

  private Timed time() {
    Keyword.TIME.take(in);
    prefixEnd = in.at;
    Timed timed = Timed.TIME;
    in.skipBlanks();
    if (wordAt("-p")) {
      in.skip(2);
      prefixEnd = in.at;
      timed = Timed.POSIX;
      in.skipBlanks();
    }
    if (wordAt("--")) {
      in.skip(2);
      prefixEnd = in.at;
      in.skipBlanks();
    }
    return timed;
  }

  private boolean wordAt(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (in.peek(i) != text.charAt(i)) {
        return false;
      }
    }
    return in.wordEnds(text.length());
  }

  /// bash reads `!` and `time` with nothing behind them.
  private boolean emptyBehindPrefix() {
    int c = in.peek();
    return c == Reading.END || c == '\n' || (c == ';' && !atOperatorEnd());
  }

  private SyntaxError wrong(@Nullable String open, int opened) {
    return open == null ? in.unexpected(in.at) : in.unexpected(in.at, open, opened);
  }

  /// One command, simple or compound, with its redirections.
  Command command(@Nullable String open, int opened) {
    boolean behindBar = afterBar;
    afterBar = false;
    int c = in.peek();
    if (c == '(') {
      behindCoproc = false;
      return withRedirects(in.compounds.parenthesis());
    }
    Keyword keyword = Keyword.at(in);
    if (keyword == null || (keyword == Keyword.TIME && behindBar)) {
      return simple(open, opened);
    }
    if (!keyword.opens || keyword == Keyword.NOT) {
      throw wrong(open, opened);
    }
    behindCoproc = false;
    return switch (keyword) {
      case FUNCTION -> in.compounds.function();
      case COPROC -> in.compounds.coproc();
      case IF, CASE, FOR, SELECT, WHILE, UNTIL, OPEN_BRACE, OPEN_TEST ->
          withRedirects(in.compounds.compound(keyword));
      case THEN, ELIF, ELSE, FI, ESAC, DO, DONE, IN, TIME, CLOSE_BRACE, NOT, CLOSE_TEST ->
          throw wrong(open, opened);
    };
  }

  /// The command of `coproc`, where `time` is a word like others. bash would take the first word
  /// for a name, and so reads the second one as if it began a command.
  Command behindCoproc(String open, int opened) {
    afterBar = true;
    behindCoproc = true;
    return command(open, opened);
  }

  private boolean behindCoproc;

  Command withRedirects(Command command) {
    List<Redirect> redirects = new ArrayList<>(1);
    in.skipBlanks();
    while (redirect(redirects)) {
      in.skipBlanks();
    }
    compound = redirects.isEmpty();
    return redirects.isEmpty()
        ? command
        : new Syntax.Redirected(
            command,
            Collections.unmodifiableList(redirects),
            command.at().to(redirects.getLast().at()));
  }

  private Command simple(@Nullable String open, int opened) {
    int start = in.at;
    int stop = start;
    List<Assignment> assignments = new ArrayList<>(1);
    List<Word> words = new ArrayList<>(4);
    List<Redirect> redirects = new ArrayList<>(1);
    boolean declares = false;
    boolean named = behindCoproc;
    behindCoproc = false;
    // Whether bash would take `name=(…)` here, and a declaring builtin for one.
    boolean fresh = true;
    while (true) {
      in.skipBlanks();
      int c = in.peek();
      if (c == Reading.END || c == '\n' || c == ';' || c == '|' || c == ')') {
        break;
      }
      if (c == '&' && !(in.bash() && in.peek(1) == '>')) {
        break;
      }
      if (redirect(redirects)) {
        declares = false;
        named = false;
        fresh &= assignments.isEmpty();
        stop = in.at;
        continue;
      }
      if (c == '(') {
        if (words.size() == 1 && assignments.isEmpty() && redirects.isEmpty()) {
          return in.compounds.functionBehind(words.getFirst(), start, stop);
        }
        break;
      }
      int from = in.at;
      Assignment assignment = words.isEmpty() ? assignment(fresh) : null;
      if (assignment != null) {
        assignments.add(assignment);
        if (named && assignments.size() == 2 && array(assignment.value())) {
          throw in.uncertain("shell.coproc-array", from);
        }
      } else if (declares) {
        words.add(operand());
      } else if (named && !words.isEmpty() && assignments.isEmpty()) {
        Word word = subscripted() ? subscriptedWord() : in.words.argument();
        if (in.peek() == '(' && assigns(word)) {
          throw in.uncertain("shell.coproc-array", in.at);
        }
        words.add(word);
        declares = declaring(word);
        named =
            word.parts().getFirst() instanceof Literal literal
                && ASSIGNED.matcher(literal.text()).lookingAt();
      } else if (words.isEmpty() && fresh && subscripted()) {
        words.add(subscriptedWord());
      } else {
        words.add(in.words.argument());
        declares = words.size() == 1 && fresh && declaring(words.getFirst());
      }
      stop = in.at;
    }
    if (stop == start) {
      throw wrong(open, opened);
    }
    compound = false;
    settings(assignments, words);
    return new Simple(
        assignments, words, Collections.unmodifiableList(redirects), in.span(start, stop));
  }

  private boolean declaring(Word word) {
    return in.bash()
        && word.parts().size() == 1
        && word.parts().getFirst() instanceof Literal literal
        && DECLARING.contains(literal.text());
  }

  /// Notes the commands that change how what is behind them is read, as when the script runs.
  private void settings(List<Assignment> assignments, List<Word> written) {
    if (!in.running) {
      return;
    }
    for (Assignment assignment : assignments) {
      settingsSeen |= Settings.counts(assignment);
      Subscript subscript = assignment.subscript();
      if (assignment.name().equals("BASH_ALIASES") && subscript != null) {
        alias(Printer.print(subscript.word()), assignment.at());
      }
    }
    List<Word> words = Settings.command(written);
    if (words.size() < 2) {
      return;
    }
    switch (Words.literal(words.getFirst()).orElse("")) {
      case "shopt", "enable", "eval", "set" -> settingsSeen = true;
      case "alias" -> {
        for (Word word : words.subList(1, words.size())) {
          alias(word);
        }
      }
      default -> {}
    }
  }

  /// Whether a command has been read that may change how the next lines are read.
  private boolean settingsSeen;

  /// The statements before this index have had their effect.
  private int settled;

  /// bash reads a line, and a compound command, to its end before anything in it takes effect.
  private void settle(List<Statement> statements) {
    settingsSeen = false;
    for (Statement statement : statements.subList(settled, statements.size())) {
      Settings.apply(statement, in);
    }
    settled = statements.size();
    if (in.aliases) {
      in.problems.addAll(sleepingAliases);
      sleepingAliases.clear();
    }
  }

  /// An alias is not put in where it is used, as a shell would; that is said.
  private void alias(Word word) {
    Optional<String> literal = Words.literal(word);
    String text = literal.orElseGet(() -> Printer.print(word));
    int equals = text.indexOf('=');
    // No shell looks for a name with such signs in it; an expansion may give any.
    if (equals > 0 && (literal.isEmpty() || PLAIN.matcher(text.substring(0, equals)).matches())) {
      alias(text.substring(0, equals), word.at());
    }
  }

  private static final Pattern PLAIN = Pattern.compile("[^\\s$`'\"\\\\/]+");

  private void alias(String name, Span at) {
    in.redefined.add(name);
    List<Diagnostic> notes = in.bash() && !in.aliases ? sleepingAliases : in.problems;
    notes.add(new Diagnostic("alias", Severity.NOTE, at, Messages.text("shell.alias", name), ""));
  }

  /// Notes on aliases that bash does not put in unless it is told to later.
  private final List<Diagnostic> sleepingAliases = new ArrayList<>();

  /// An operand of a declaring builtin: a word, or `name=(…)`.
  private Word operand() {
    int start = in.at;
    Word plain = in.words.word(WordReader.Mode.WORD);
    Word word = Braces.find(plain);
    if (in.peek() != '(' || !assigns(plain)) {
      return word;
    }
    List<Part> parts = new ArrayList<>(word.parts());
    parts.add(array());
    parts.addAll(in.words.parts(WordReader.Mode.WORD));
    return new Word(parts, in.since(start));
  }

  /// Whether the word is `name=`, `name+=`, `name[…]=` or `name[…]+=`. The subscript ends at the
  /// bracket that closes the first one: `a[1]]=` assigns nothing. Brackets in quotes and expansions
  /// do not count.
  private static boolean assigns(Word word) {
    int open = 0;
    boolean subscripted = false;
    for (int i = 0; i < word.parts().size(); i++) {
      if (!(word.parts().get(i) instanceof Literal literal)) {
        if (open == 0) {
          return false;
        }
        continue;
      }
      String text = literal.text();
      int at = 0;
      if (i == 0) {
        at = nameLength(text);
        if (at == 0) {
          return false;
        }
      } else if (open == 0) {
        return false;
      }
      if (!subscripted && at < text.length() && text.charAt(at) == '[') {
        subscripted = true;
        open = 1;
        at++;
      }
      while (open > 0 && at < text.length()) {
        char c = text.charAt(at++);
        open += c == '[' ? 1 : c == ']' ? -1 : 0;
      }
      if (open == 0) {
        String rest = text.substring(at);
        return i == word.parts().size() - 1 && (rest.equals("=") || rest.equals("+="));
      }
    }
    return false;
  }

  private static int nameLength(String text) {
    if (text.isEmpty() || !Reading.nameStart(text.charAt(0))) {
      return 0;
    }
    int length = 1;
    while (length < text.length() && Reading.nameRest(text.charAt(length))) {
      length++;
    }
    return length;
  }

  /// Whether a name and a bracket are next: bash then reads to the closing bracket, whatever stands
  /// between, even when it turns out to assign nothing.
  private boolean subscripted() {
    if (!in.bash() || !Reading.nameStart(in.peek())) {
      return false;
    }
    int start = in.at;
    in.parameters.name();
    boolean bracket = in.peek() == '[';
    in.at = start;
    return bracket;
  }

  private Word subscriptedWord() {
    int start = in.at;
    String name = in.parameters.name();
    List<Part> parts = new ArrayList<>();
    parts.add(new Literal(name + "[", in.span(start, in.at + 1)));
    parts.addAll(subscript().word().parts());
    int close = in.at - 1;
    List<Part> rest = in.words.parts(WordReader.Mode.WORD);
    boolean text = !rest.isEmpty() && rest.getFirst() instanceof Literal;
    String behind = text ? ((Literal) rest.getFirst()).text() : "";
    parts.add(new Literal("]" + behind, in.span(close, close + 1 + behind.length())));
    parts.addAll(text ? rest.subList(1, rest.size()) : rest);
    return new Word(parts, in.since(start));
  }

  // Assignments

  /// An assignment when one is next, else null with the place unmoved.
  ///
  /// @param fresh whether subscripts may hold blanks, and values may be arrays
  private @Nullable Assignment assignment(boolean fresh) {
    int start = in.at;
    if (!Reading.nameStart(in.peek())) {
      return null;
    }
    int i = in.at;
    while (i < in.end && Reading.nameRest(in.text[i])) {
      i++;
    }
    char next = i < in.end ? in.text[i] : 0;
    if (next != '=' && next != '\\' && !(in.bash() && (next == '+' || next == '['))) {
      return null;
    }
    String name = in.parameters.name();
    Subscript subscript = null;
    if (in.bash() && in.peek() == '[') {
      if (!fresh) {
        in.at = start;
        return null;
      }
      subscript = subscript();
    }
    boolean append = in.bash() && in.peek() == '+' && in.peek(1) == '=';
    if (append) {
      in.skip(1);
    }
    if (in.peek() != '=') {
      in.at = start;
      return null;
    }
    in.skip(1);
    return new Assignment(name, subscript, append, value(fresh), in.since(start));
  }

  /// Whether the next word assigns.
  boolean assignmentAhead() {
    int start = in.at;
    boolean assigns = assignment(true) != null;
    in.at = start;
    return assigns;
  }

  /// `[…]`; the place is at the bracket.
  private Subscript subscript() {
    int start = in.at;
    in.enter(start);
    in.skip(1);
    int inside = in.at;
    List<Part> parts = in.words.parts(WordReader.Mode.SUBSCRIPT);
    if (in.at >= in.end) {
      throw in.unclosed("[", start, "]");
    }
    Subscript subscript = new Subscript(new Word(parts, in.since(inside)), in.since(inside));
    in.at++;
    in.leave();
    return subscript;
  }

  private @Nullable Word value(boolean arrays) {
    int start = in.at;
    if (in.bash() && arrays && in.peek() == '(') {
      List<Part> parts = new ArrayList<>(1);
      parts.add(array());
      parts.addAll(in.words.parts(WordReader.Mode.WORD));
      return new Word(parts, in.since(start));
    }
    List<Part> parts = in.words.value();
    return parts.isEmpty() ? null : new Word(parts, in.since(start));
  }

  private static boolean array(@Nullable Word value) {
    return value != null && value.parts().stream().anyMatch(ArrayLiteral.class::isInstance);
  }

  private ArrayLiteral array() {
    int start = in.at;
    in.enter(start);
    int around = in.arrayDepth;
    in.arrayDepth = in.depth;
    in.skip(1);
    List<ArrayElement> elements = new ArrayList<>();
    while (true) {
      in.skipLines();
      int c = in.peek();
      if (c == ')') {
        break;
      }
      if (c == Reading.END) {
        throw in.unclosed("(", start, ")");
      }
      elements.add(element());
    }
    in.at++;
    in.arrayDepth = around;
    in.leave();
    return new ArrayLiteral(elements, in.since(start));
  }

  private ArrayElement element() {
    int start = in.at;
    if (in.peek() == '[') {
      Subscript subscript = subscript();
      boolean append = in.peek() == '+' && in.peek(1) == '=';
      if (append) {
        in.skip(1);
      }
      if (in.peek() == '=') {
        in.skip(1);
        return new ArrayElement(subscript, append, value(false), in.since(start));
      }
      // A pattern such as [ab]*; the brackets do not end at a blank here.
      in.at = start;
      List<Part> parts = new ArrayList<>();
      parts.add(new Literal("[", in.span(start, start + 1)));
      in.at++;
      parts.addAll(in.words.parts(WordReader.Mode.SUBSCRIPT));
      parts.addAll(in.words.parts(WordReader.Mode.WORD));
      return new ArrayElement(null, false, new Word(parts, in.since(start)), in.since(start));
    }
    Word word = in.words.argument();
    return new ArrayElement(null, false, word, in.since(start));
  }

  // Redirections

  /// Reads a redirection when one is next.
  boolean redirect(List<Redirect> redirects) {
    int start = in.at;
    String fd = descriptor();
    RedirectOperator operator = operator(fd);
    if (operator == null) {
      in.at = start;
      return false;
    }
    in.skipBlanks();
    int word = in.at;
    boolean here =
        operator == RedirectOperator.HERE_DOCUMENT
            || operator == RedirectOperator.HERE_DOCUMENT_TABS;
    boolean duplicate =
        operator == RedirectOperator.DUPLICATE_INPUT
            || operator == RedirectOperator.DUPLICATE_OUTPUT;
    // `2>&1>x`: bash takes the number behind `>&` for the target.
    boolean number = duplicate && in.bash() && Reading.digit(in.peek());
    if (!number && !wordAhead()) {
      throw in.unexpected(in.at, operator.text(), start);
    }
    Word target;
    if (duplicate && in.bash() && in.peek() == '-') {
      // bash takes the sign alone: what follows it is another word.
      in.skip(1);
      target = new Word(List.of(new Literal("-", in.since(word))), in.since(word));
    } else if (here) {
      // Nothing is expanded in it, braces neither.
      target = in.words.word(in.bash() ? WordReader.Mode.WORD : WordReader.Mode.DELIMITER);
    } else {
      target = in.words.argument();
    }
    redirects.add(new Redirect(fd, operator, target, null, in.since(start)));
    if (here) {
      in.hereDocuments.announce(
          redirects, redirects.size() - 1, operator == RedirectOperator.HERE_DOCUMENT_TABS, word);
    }
    return true;
  }

  /// Whether a word is next; a number directly before `<` or `>` belongs to a redirection, but
  /// directly before `<(` to the word.
  boolean wordAhead() {
    int c = in.peek();
    if (Reading.breaks(c)) {
      return in.processAhead(0);
    }
    if (!Reading.digit(c) && c != '{') {
      return true;
    }
    int start = in.at;
    boolean descriptor = !descriptor().isEmpty();
    in.at = start;
    return !descriptor;
  }

  /// `2` or `{name}` directly before `<` or `>`; else empty.
  private String descriptor() {
    int c = in.peek();
    int start = in.at;
    if (Reading.digit(c)) {
      while (Reading.digit(in.peek())) {
        in.at++;
      }
      if ((in.peek() == '<' || in.peek() == '>') && !in.processAhead(0)) {
        String digits = in.text(start, in.at).replace("\\\n", "");
        if (in.bash() || digits.length() == 1) {
          return digits;
        }
      }
      in.at = start;
    } else if (c == '{' && in.bash()) {
      int i = in.at + 1;
      while (i < in.end
          && (Reading.nameRest(in.text[i]) || in.text[i] == '[' || in.text[i] == ']')) {
        i++;
      }
      if (i > in.at + 1
          && i + 1 < in.end
          && in.text[i] == '}'
          && Reading.nameStart(in.text[in.at + 1])
          && (in.text[i + 1] == '<' || in.text[i + 1] == '>')) {
        in.at = i + 1;
        if (!in.processAhead(0)) {
          return in.text(start, in.at);
        }
        in.at = start;
      }
    }
    return "";
  }

  private @Nullable RedirectOperator operator(String fd) {
    int c = in.peek();
    int next = in.peek(1);
    if (c == '&' && next == '>' && in.bash() && fd.isEmpty()) {
      boolean append = in.peek(2) == '>';
      in.skip(append ? 3 : 2);
      return append ? RedirectOperator.BOTH_APPEND : RedirectOperator.BOTH;
    }
    if (c != '<' && c != '>') {
      return null;
    }
    if (next == '(' && in.bash()) {
      return null;
    }
    in.skip(1);
    if (c == '>') {
      return switch (next) {
        case '>' -> two(RedirectOperator.APPEND);
        case '&' -> two(RedirectOperator.DUPLICATE_OUTPUT);
        case '|' -> two(RedirectOperator.CLOBBER);
        default -> RedirectOperator.OUTPUT;
      };
    }
    return switch (next) {
      case '<' -> {
        in.skip(1);
        if (in.peek() == '-') {
          yield two(RedirectOperator.HERE_DOCUMENT_TABS);
        }
        if (in.peek() == '<' && in.bash()) {
          yield two(RedirectOperator.HERE_STRING);
        }
        yield RedirectOperator.HERE_DOCUMENT;
      }
      case '>' -> two(RedirectOperator.READ_WRITE);
      case '&' -> two(RedirectOperator.DUPLICATE_INPUT);
      default -> RedirectOperator.INPUT;
    };
  }

  private RedirectOperator two(RedirectOperator operator) {
    in.skip(1);
    return operator;
  }
}
