package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.Arithmetic;
import dev.ishibashi.shell.Syntax.ArithmeticCommand;
import dev.ishibashi.shell.Syntax.ArithmeticFor;
import dev.ishibashi.shell.Syntax.Block;
import dev.ishibashi.shell.Syntax.Branch;
import dev.ishibashi.shell.Syntax.Case;
import dev.ishibashi.shell.Syntax.CaseEnd;
import dev.ishibashi.shell.Syntax.CaseItem;
import dev.ishibashi.shell.Syntax.Command;
import dev.ishibashi.shell.Syntax.Conditional;
import dev.ishibashi.shell.Syntax.Coproc;
import dev.ishibashi.shell.Syntax.For;
import dev.ishibashi.shell.Syntax.Function;
import dev.ishibashi.shell.Syntax.Group;
import dev.ishibashi.shell.Syntax.If;
import dev.ishibashi.shell.Syntax.Select;
import dev.ishibashi.shell.Syntax.Subshell;
import dev.ishibashi.shell.Syntax.Test;
import dev.ishibashi.shell.Syntax.While;
import dev.ishibashi.shell.Syntax.Word;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads compound commands and functions.
final class CompoundReader {
  private final Reading in;

  CompoundReader(Reading in) {
    this.in = in;
  }

  /// The compound command that begins with this keyword, which is next.
  Command compound(Keyword keyword) {
    in.enter(in.at);
    Command command =
        switch (keyword) {
          case IF -> conditional();
          case CASE -> alternatives();
          case FOR -> loop();
          case SELECT -> select();
          case WHILE -> repeated(false);
          case UNTIL -> repeated(true);
          case OPEN_BRACE -> group();
          case OPEN_TEST -> test();
          case THEN,
              ELIF,
              ELSE,
              FI,
              ESAC,
              DO,
              DONE,
              IN,
              FUNCTION,
              TIME,
              COPROC,
              CLOSE_BRACE,
              NOT,
              CLOSE_TEST ->
              throw in.unexpected(in.at);
        };
    in.leave();
    return command;
  }

  private void expect(Keyword keyword, String open, int start) {
    if (Keyword.at(in) != keyword) {
      throw in.unexpected(in.at, open, start);
    }
    keyword.take(in);
  }

  private Group group() {
    int start = in.at;
    Keyword.OPEN_BRACE.take(in);
    Block body = in.commands.block(Open.BRACE, start, false);
    expect(Keyword.CLOSE_BRACE, "{", start);
    return new Group(body, in.since(start));
  }

  /// `( … )` or `(( … ))`.
  Command parenthesis() {
    int start = in.at;
    in.enter(start);
    if (in.bash() && in.peek(1) == '(') {
      Arithmetic expression = in.arithmetic.command();
      if (expression != null) {
        in.leave();
        return new ArithmeticCommand(expression, in.since(start));
      }
    }
    boolean twice = in.bash() && in.peek(1) == '(';
    in.skip(1);
    int documents = in.hereDocuments.announced();
    Block body;
    try {
      body = in.commands.subshell(start, twice);
    } catch (SyntaxError error) {
      throw textTwice(twice, documents) ? in.uncertain("shell.twice-opened", start) : error;
    }
    if (textTwice(twice, documents)) {
      throw in.uncertain("shell.twice-opened", start);
    }
    if (in.peek() != ')') {
      throw in.unexpected(in.at, "(", start);
    }
    in.at++;
    in.leave();
    return new Subshell(body, in.since(start));
  }

  /// Behind `((` bash has the text of a here-document twice, and runs some of it.
  private boolean textTwice(boolean twice, int announcedBefore) {
    return twice && in.hereDocuments.announced() > announcedBefore;
  }

  private If conditional() {
    int start = in.at;
    List<Branch> branches = new ArrayList<>(1);
    Keyword.IF.take(in);
    while (true) {
      Block condition = in.commands.block(Open.IF, start, false);
      expect(Keyword.THEN, "if", start);
      Block body = in.commands.block(Open.IF, start, false);
      branches.add(new Branch(condition, body));
      if (Keyword.at(in) != Keyword.ELIF) {
        break;
      }
      Keyword.ELIF.take(in);
    }
    Block otherwise = null;
    if (Keyword.at(in) == Keyword.ELSE) {
      Keyword.ELSE.take(in);
      otherwise = in.commands.block(Open.IF, start, false);
    }
    expect(Keyword.FI, "if", start);
    return new If(branches, otherwise, in.since(start));
  }

  private While repeated(boolean until) {
    int start = in.at;
    Open open = until ? Open.UNTIL : Open.WHILE;
    in.skip(5);
    Block condition = in.commands.block(open, start, false);
    Block body = body(open, start);
    return new While(until, condition, body, in.since(start));
  }

  /// `do … done`
  private Block body(Open open, int start) {
    expect(Keyword.DO, open.text, start);
    Block body = in.commands.block(open, start, false);
    expect(Keyword.DONE, open.text, start);
    return body;
  }

  /// The body of `for` and `select`, which bash also takes in braces.
  private Block loopBody(Open open, int start) {
    if (in.bash() && Keyword.at(in) == Keyword.OPEN_BRACE) {
      return group().body();
    }
    return body(open, start);
  }

  private Command loop() {
    int start = in.at;
    Keyword.FOR.take(in);
    in.skipBlanks();
    if (in.bash() && in.peek() == '(' && in.peek(1) == '(') {
      return arithmeticLoop(start);
    }
    Variable variable = variable("for", start);
    List<Word> words = loopWords("for", start);
    Block body = loopBody(Open.FOR, start);
    return new For(variable.name, variable.at, words, body, in.since(start));
  }

  private Select select() {
    int start = in.at;
    Keyword.SELECT.take(in);
    in.skipBlanks();
    Variable variable = variable("select", start);
    List<Word> words = loopWords("select", start);
    Block body = loopBody(Open.SELECT, start);
    return new Select(variable.name, variable.at, words, body, in.since(start));
  }

  private record Variable(String name, Span at) {}

  private Variable variable(String open, int start) {
    int first = in.at;
    if (!in.commands.wordAhead()) {
      throw in.unexpected(in.at, open, start);
    }
    Word word = in.words.word(WordReader.Mode.WORD);
    String name = in.text(first, in.at).replace("\\\n", "");
    if (!in.bash() && !name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw in.unexpected(first, open, start);
    }
    return new Variable(name, word.at());
  }

  /// `in words;`, or null where there is no `in`. Leaves the place at the body.
  private @Nullable List<Word> loopWords(String open, int start) {
    in.skipBlanks();
    if (in.peek() == ';') {
      in.skip(1);
      in.skipLines();
      return null;
    }
    int head = in.at;
    in.skipLines();
    Keyword next = Keyword.at(in);
    if (next == Keyword.OPEN_BRACE && in.at == head) {
      // Behind the name itself a brace is no keyword.
      throw in.unexpected(in.at, open, start);
    }
    if (next != Keyword.IN) {
      return null;
    }
    Keyword.IN.take(in);
    List<Word> words = new ArrayList<>();
    while (true) {
      in.skipBlanks();
      int c = in.peek();
      if (c == ';' || c == '\n') {
        break;
      }
      if (!in.commands.wordAhead()) {
        throw in.unexpected(in.at, open, start);
      }
      words.add(in.words.argument());
    }
    if (in.peek() == ';') {
      in.skip(1);
    }
    in.skipLines();
    return words;
  }

  private ArithmeticFor arithmeticLoop(int start) {
    int open = in.at;
    Arithmetic whole = in.arithmetic.command();
    if (whole == null) {
      throw in.unexpected(open, "for", start);
    }
    List<Arithmetic> pieces = in.arithmetic.split(open + 2, in.at - 2);
    if (pieces.size() != 3) {
      throw in.unexpected(open, "for", start);
    }
    in.skipBlanks();
    if (in.peek() == ';') {
      in.skip(1);
    }
    in.skipLines();
    Block body = loopBody(Open.FOR, start);
    return new ArithmeticFor(pieces.get(0), pieces.get(1), pieces.get(2), body, in.since(start));
  }

  private Case alternatives() {
    int start = in.at;
    Keyword.CASE.take(in);
    in.skipBlanks();
    if (!in.commands.wordAhead()) {
      throw in.unexpected(in.at, "case", start);
    }
    Word subject = in.words.word(WordReader.Mode.WORD);
    in.skipLines();
    expect(Keyword.IN, "case", start);
    List<CaseItem> items = new ArrayList<>();
    while (true) {
      in.skipLines();
      if (Keyword.at(in) == Keyword.ESAC) {
        break;
      }
      CaseItem item = item(start);
      items.add(item);
      if (!itemEnded) {
        break;
      }
    }
    expect(Keyword.ESAC, "case", start);
    return new Case(subject, items, in.since(start));
  }

  /// Whether the last item ended with `;;` or its kin.
  private boolean itemEnded;

  private CaseItem item(int opened) {
    int start = in.at;
    if (in.peek() == '(') {
      in.skip(1);
      in.skipBlanks();
    }
    List<Word> patterns = new ArrayList<>(1);
    while (true) {
      in.skipBlanks();
      if (!in.commands.wordAhead()) {
        throw in.unexpected(in.at, "case", opened);
      }
      patterns.add(in.words.word(WordReader.Mode.WORD));
      in.skipBlanks();
      if (in.peek() == ')') {
        break;
      }
      if (in.peek() != '|' || in.peek(1) == '|') {
        throw in.unexpected(in.at, "case", opened);
      }
      in.skip(1);
    }
    in.skip(1);
    Block body = in.commands.block(Open.CASE, opened, true);
    CaseEnd end = CaseEnd.BREAK;
    itemEnded = false;
    if (in.peek() == ';') {
      itemEnded = true;
      end = caseEnd();
    }
    return new CaseItem(patterns, body, end, in.since(start));
  }

  private CaseEnd caseEnd() {
    in.skip(1);
    boolean two = in.peek() == ';';
    if (two) {
      in.skip(1);
    }
    if (in.bash() && in.peek() == '&') {
      in.skip(1);
      return two ? CaseEnd.TEST_NEXT : CaseEnd.FALL_THROUGH;
    }
    return CaseEnd.BREAK;
  }

  private Conditional test() {
    int start = in.at;
    Keyword.OPEN_TEST.take(in);
    Test test = in.tests.expression(start);
    return new Conditional(test, in.since(start));
  }

  /// `name ( ) body`; the place is at the parenthesis.
  Function functionBehind(Word name, int start, int nameEnd) {
    int open = in.at;
    String text = in.text(start, nameEnd).replace("\\\n", "");
    in.skip(1);
    in.skipBlanks();
    if (in.peek() != ')') {
      throw in.unexpected(in.at, "(", open);
    }
    in.skip(1);
    if (!in.bash() && (!text.matches("[A-Za-z_][A-Za-z0-9_]*") || special(text))) {
      throw in.unexpected(start);
    }
    in.skipLines();
    redefine(text);
    Command body = functionBody(text, start);
    return new Function(text, false, body, in.to(body, start));
  }

  private void redefine(String name) {
    if (Payload.leaving(name)) {
      in.redefined.add(name);
    }
  }

  /// dash refuses the names of its special builtins.
  private static boolean special(String name) {
    return switch (name) {
      case "break",
          "continue",
          "eval",
          "exec",
          "exit",
          "export",
          "readonly",
          "return",
          "set",
          "shift",
          "times",
          "trap",
          "unset" ->
          true;
      default -> false;
    };
  }

  private Command functionBody(String name, int start) {
    if (in.peek() == Reading.END) {
      throw in.unexpected(in.at, name + "()", start);
    }
    Keyword keyword = Keyword.at(in);
    boolean compound =
        in.peek() == '('
            || (keyword != null
                && keyword.opens
                && keyword != Keyword.FUNCTION
                && keyword != Keyword.TIME
                && keyword != Keyword.NOT
                && keyword != Keyword.COPROC);
    if (!compound && in.bash()) {
      throw in.unexpected(in.at, name + "()", start);
    }
    if (compound) {
      return in.commands.command(name + "()", start);
    }
    in.enter(start);
    Command body = in.commands.command(name + "()", start);
    in.leave();
    return body;
  }

  /// `function name body`, `function name ( ) body`.
  Function function() {
    int start = in.at;
    Keyword.FUNCTION.take(in);
    in.skipBlanks();
    if (!in.commands.wordAhead()) {
      throw in.unexpected(in.at, "function", start);
    }
    int first = in.at;
    in.words.word(WordReader.Mode.WORD);
    String name = in.text(first, in.at).replace("\\\n", "");
    in.skipBlanks();
    if (in.peek() == '(') {
      int open = in.at;
      in.skip(1);
      in.skipBlanks();
      if (in.peek() == ')') {
        in.skip(1);
      } else {
        in.at = open;
      }
    }
    in.skipLines();
    redefine(name);
    Command body = functionBody(name, start);
    return new Function(name, true, body, in.to(body, start));
  }

  /// `coproc [name] compound`, or `coproc simple`.
  Coproc coproc() {
    int start = in.at;
    Keyword.COPROC.take(in);
    in.skipBlanks();
    Command command = namedCoproc(start);
    if (command == null) {
      Keyword keyword = Keyword.at(in);
      if (keyword == Keyword.FUNCTION || keyword == Keyword.COPROC) {
        throw in.unexpected(in.at, "coproc", start);
      }
      command = in.commands.behindCoproc("coproc", start);
      return new Coproc("", command, in.to(command, start));
    }
    return new Coproc(coprocName, command, in.to(command, start));
  }

  private String coprocName = "";

  /// The compound command behind a name, or null with the place unmoved.
  private @Nullable Command namedCoproc(int start) {
    int first = in.at;
    Keyword named = Keyword.at(in);
    // `time` is a word here.
    if ((named != null && named != Keyword.TIME)
        || !in.commands.wordAhead()
        || in.commands.assignmentAhead()) {
      return null;
    }
    in.words.word(WordReader.Mode.WORD);
    String name = in.text(first, in.at).replace("\\\n", "");
    in.skipBlanks();
    Keyword keyword = Keyword.at(in);
    boolean plain = keyword == null || keyword == Keyword.TIME;
    if (plain && in.peek() != '(') {
      in.at = first;
      return null;
    }
    if (keyword == Keyword.FUNCTION || keyword == Keyword.COPROC) {
      throw in.unexpected(in.at, "coproc", start);
    }
    coprocName = name;
    return in.commands.command("coproc", start);
  }
}
