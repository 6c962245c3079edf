package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.AndOr;
import dev.ishibashi.shell.Syntax.ArithmeticCommand;
import dev.ishibashi.shell.Syntax.ArithmeticFor;
import dev.ishibashi.shell.Syntax.Assignment;
import dev.ishibashi.shell.Syntax.Block;
import dev.ishibashi.shell.Syntax.Branch;
import dev.ishibashi.shell.Syntax.Case;
import dev.ishibashi.shell.Syntax.CaseItem;
import dev.ishibashi.shell.Syntax.Command;
import dev.ishibashi.shell.Syntax.Conditional;
import dev.ishibashi.shell.Syntax.Coproc;
import dev.ishibashi.shell.Syntax.For;
import dev.ishibashi.shell.Syntax.Function;
import dev.ishibashi.shell.Syntax.Group;
import dev.ishibashi.shell.Syntax.HereDocument;
import dev.ishibashi.shell.Syntax.If;
import dev.ishibashi.shell.Syntax.Link;
import dev.ishibashi.shell.Syntax.Literal;
import dev.ishibashi.shell.Syntax.Pipeline;
import dev.ishibashi.shell.Syntax.Redirect;
import dev.ishibashi.shell.Syntax.Redirected;
import dev.ishibashi.shell.Syntax.Script;
import dev.ishibashi.shell.Syntax.Select;
import dev.ishibashi.shell.Syntax.Simple;
import dev.ishibashi.shell.Syntax.Stage;
import dev.ishibashi.shell.Syntax.Statement;
import dev.ishibashi.shell.Syntax.Subshell;
import dev.ishibashi.shell.Syntax.Test;
import dev.ishibashi.shell.Syntax.TestAnd;
import dev.ishibashi.shell.Syntax.TestBinary;
import dev.ishibashi.shell.Syntax.TestGroup;
import dev.ishibashi.shell.Syntax.TestNot;
import dev.ishibashi.shell.Syntax.TestOr;
import dev.ishibashi.shell.Syntax.TestUnary;
import dev.ishibashi.shell.Syntax.TestWord;
import dev.ishibashi.shell.Syntax.Timed;
import dev.ishibashi.shell.Syntax.Unreadable;
import dev.ishibashi.shell.Syntax.While;
import dev.ishibashi.shell.Syntax.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns a tree back into script text.
///
/// Reading the text again gives the same tree, but for places and comments.
///
/// A here-document that the end of the file cut off stays the last thing of the text: whatever
/// comes behind its redirection is put on the same line, where it must have been.
public final class Printer {
  private static final Pattern OPEN_BRACKET = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\[");

  private final StringBuilder out;
  private final Dialect dialect;
  private final WordPrinter words;

  /// Whether each command gets a line of its own.
  private boolean lines;

  private int indent;

  /// Announced on this line, to be written behind its end.
  private List<HereDocument> waiting = new ArrayList<>();

  /// The delimiters of the here-documents in whose text this stands: no line may read like one.
  private final Set<String> around;

  private Printer(Dialect dialect, boolean lines) {
    this(dialect, lines, Set.of());
  }

  private Printer(Dialect dialect, boolean lines, Set<String> around) {
    this.around = around;
    this.dialect = dialect;
    this.words = new WordPrinter(this, dialect);
    this.lines = lines;
    this.out = new StringBuilder();
  }

  /// A whole script, one command a line, two spaces deeper in each block.
  public static String print(Script script) {
    Printer printer = new Printer(script.dialect(), true);
    if (!script.comments().isEmpty()) {
      Syntax.Comment first = script.comments().getFirst();
      // The first line says which shell reads the others.
      printer.out.append(
          first.at().offset() == 0 && first.text().startsWith("!")
              ? "#" + first.text() + "\n"
              : "");
    }
    printer.statements(script.body());
    printer.hereDocuments();
    List<Statement> all = script.body().statements();
    if (!all.isEmpty() && all.getLast().command() instanceof Unreadable unreadable) {
      // It holds the end of the file.
      int added = unreadable.text().endsWith("\n") ? 0 : 1;
      printer.out.setLength(printer.out.length() - added);
    }
    return printer.out.toString();
  }

  /// A word as it would stand in a script.
  public static String print(Word word) {
    Printer printer = new Printer(Dialect.BASH, false);
    printer.words.word(word);
    return printer.out.toString();
  }

  /// A command on one line, as far as here-documents allow.
  public static String print(Command command) {
    Printer printer = new Printer(Dialect.BASH, false);
    printer.command(command);
    printer.hereDocuments();
    return printer.out.toString();
  }

  /// The text of a here-document, as bash reads it.
  String text(HereDocument here) {
    Set<String> delimiters = new HashSet<>(around);
    delimiters.add(here.delimiter());
    Printer inner = new Printer(dialect, false, delimiters);
    inner.words.word(here.body());
    return inner.out.toString();
  }

  Printer add(String text) {
    out.append(text);
    return this;
  }

  Printer add(char c) {
    out.append(c);
    return this;
  }

  /// The commands of a substitution, up to its closing character.
  void substitution(Block body) {
    List<HereDocument> outer = waiting;
    waiting = new ArrayList<>();
    Printer inner = new Printer(dialect, false, around);
    inner.inline(body);
    if (dialect == Dialect.SH && inner.waiting.stream().allMatch(Printer::abandoned)) {
      // dash takes it to be empty; bash still waits for its text.
      inner.waiting.clear();
    }
    if (inner.holding()) {
      // Its text was read behind the line.
      outer.addAll(0, inner.waiting);
      inner.waiting.clear();
      lines = false;
    }
    inner.hereDocuments();
    String text = inner.out.toString();
    if (timed(body)) {
      // Behind the parenthesis itself bash takes `time` for a word.
      out.append('\n');
    }
    // `$((` would begin arithmetic; what could not be read keeps its form.
    if (text.startsWith("(") && !unreadable(body)) {
      out.append(' ');
    }
    out.append(text);
    if (text.startsWith("(") && text.endsWith(")")) {
      // Nor must the closing ones stand together.
      out.append('\n');
    }
    waiting = outer;
  }

  /// The text of a pair of backquotes, before its escapes.
  String backquoted(Block body) {
    Printer inner = new Printer(dialect, false, around);
    Statement last = body.statements().isEmpty() ? null : body.statements().getLast();
    if (dialect == Dialect.SH && last != null && last.command() instanceof Unreadable rest) {
      // dash has stopped there: this goes on with the text before it, whatever that is.
      inner.inline(
          new Block(body.statements().subList(0, body.statements().size() - 1), last.at()));
      boolean first = body.statements().size() == 1;
      String between = "";
      if (!first && !runsOn(rest.text())) {
        between =
            body.statements().get(body.statements().size() - 2).command() instanceof Simple
                ? "; "
                : " ";
      }
      inner.out.append(between).append(rest.text());
    } else {
      inner.inline(body);
      inner.hereDocuments();
    }
    return inner.out.toString();
  }

  private static boolean timed(Block body) {
    Command first = body.statements().isEmpty() ? null : body.statements().getFirst().command();
    if (first instanceof AndOr andOr) {
      first = andOr.first();
    }
    return first instanceof Pipeline pipeline
        && !pipeline.negated()
        && pipeline.timed() != Timed.NO;
  }

  /// Whether the text can stand right behind a command, and not become a part of it.
  private static boolean runsOn(String text) {
    return text.startsWith(";;") || text.startsWith(")") || text.startsWith("(");
  }

  private static boolean unreadable(Block body) {
    return body.statements().stream().anyMatch(one -> one.command() instanceof Unreadable);
  }

  private static boolean abandoned(HereDocument here) {
    return !here.terminated() && here.body().parts().isEmpty();
  }

  // Blocks

  private void statements(Block block) {
    for (Statement statement : block.statements()) {
      if (statement.command() instanceof Unreadable unreadable) {
        unreadable(unreadable);
        continue;
      }
      spaces();
      command(statement.command());
      if (statement.background()) {
        out.append(" &");
      }
      if (holding()) {
        separate(statement);
      } else {
        newline();
      }
    }
  }

  private void inline(Block block) {
    for (Iterator<Statement> all = block.statements().iterator(); all.hasNext(); ) {
      Statement statement = all.next();
      command(statement.command());
      if (statement.background()) {
        out.append(" &");
      }
      if (all.hasNext()) {
        separate(statement);
      }
    }
  }

  /// The block between two keywords; ends where the second one can stand.
  private void block(Block block) {
    if (lines) {
      newline();
      indent++;
      statements(block);
      indent--;
      spaces();
    } else {
      out.append(' ');
      inline(block);
      if (!block.statements().isEmpty()) {
        separate(block.statements().getLast());
      }
    }
  }

  /// What stands between two commands on one line.
  private void separate(Statement before) {
    if (!out.isEmpty() && out.charAt(out.length() - 1) == '\n') {
      return;
    }
    if (!waiting.isEmpty() && !holding()) {
      hereDocuments();
    } else if (before.command() instanceof Unreadable) {
      out.append('\n');
    } else {
      out.append(before.background() ? " " : "; ");
    }
  }

  private void newline() {
    if (holding()) {
      out.append(' ');
    } else if (waiting.isEmpty()) {
      out.append('\n');
    } else {
      hereDocuments();
    }
  }

  /// Whether a here-document waits behind which nothing can stand.
  private boolean holding() {
    return waiting.stream().anyMatch(here -> !here.terminated());
  }

  /// What could not be read brings its own line ends.
  private void unreadable(Unreadable unreadable) {
    String text = unreadable.text();
    if (text.startsWith("\n") && !out.isEmpty()) {
      out.append(text, 1, text.length());
    } else {
      spaces();
      out.append(text);
    }
    if (!text.endsWith("\n")) {
      out.append('\n');
    }
  }

  private void spaces() {
    if (lines) {
      out.append("  ".repeat(indent));
    }
  }

  /// Ends the line, and writes the here-documents announced on it.
  private void hereDocuments() {
    if (waiting.isEmpty()) {
      return;
    }
    out.append('\n');
    List<HereDocument> all = waiting;
    waiting = new ArrayList<>();
    for (HereDocument here : all) {
      words.hereDocument(here);
      if (!here.terminated()) {
        continue;
      }
      if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
        out.append('\n');
      }
      out.append(here.delimiter());
      if (dialect == Dialect.SH || !around.contains(here.delimiter())) {
        out.append('\n');
      }
      // Else it ended, in bash, with a line that also holds what follows, and the parenthesis.
    }
  }

  // Commands

  private void command(Command command) {
    switch (command) {
      case Simple simple -> simple(simple);
      case Redirected redirected -> {
        command(redirected.command());
        redirects(redirected.redirects(), true);
      }
      case Pipeline pipeline -> pipeline(pipeline);
      case AndOr andOr -> {
        command(andOr.first());
        for (Link link : andOr.rest()) {
          out.append(link.and() ? " && " : " || ");
          command(link.command());
        }
      }
      case Group group -> {
        out.append('{');
        block(group.body());
        out.append('}');
      }
      case Subshell subshell -> subshell(subshell);
      case If conditional -> conditional(conditional);
      case While loop -> {
        out.append(loop.until() ? "until" : "while");
        condition(loop.condition());
        body(loop.body());
      }
      case For loop -> {
        loopHead("for", loop.name(), loop.words());
        body(loop.body());
      }
      case Select loop -> {
        loopHead("select", loop.name(), loop.words());
        body(loop.body());
      }
      case ArithmeticFor loop -> {
        out.append("for ((").append(loop.first().text()).append(';');
        out.append(loop.condition().text()).append(';');
        out.append(loop.step().text()).append(")); ");
        body(loop.body());
      }
      case Case alternatives -> alternatives(alternatives);
      case Function function -> {
        out.append(function.keyword() ? "function " : "").append(function.name());
        out.append(function.keyword() ? " " : "() ");
        command(function.body());
      }
      case Conditional conditional -> {
        out.append("[[ ");
        test(conditional.test());
        out.append(" ]]");
      }
      case ArithmeticCommand arithmetic ->
          out.append("((").append(arithmetic.expression().text()).append("))");
      case Coproc coproc -> {
        out.append("coproc ");
        if (!coproc.name().isEmpty()) {
          out.append(coproc.name()).append(' ');
        }
        command(coproc.command());
      }
      case Unreadable unreadable -> out.append(unreadable.text());
    }
  }

  private void simple(Simple simple) {
    boolean any = false;
    boolean redirectsFirst = keywordFirst(simple) && !simple.redirects().isEmpty();
    if (redirectsFirst) {
      redirects(simple.redirects(), false);
      any = true;
    }
    for (Assignment assignment : simple.assignments()) {
      space(any);
      words.assignment(assignment);
      any = true;
    }
    boolean redirected = redirectsFirst;
    for (int i = 0; i < simple.words().size(); i++) {
      boolean second = i == 1 || (i == 0 && !simple.assignments().isEmpty());
      if (second && !redirected && opensBracket(simple.words().get(i))) {
        redirects(simple.redirects(), any);
        any |= !simple.redirects().isEmpty();
        redirected = true;
      }
      space(any);
      words.word(simple.words().get(i));
      any = true;
    }
    if (!redirected) {
      redirects(simple.redirects(), any);
    }
  }

  /// `coproc a b[`: bash looks for the other bracket unless a redirection stands between. A word
  /// whose bracket it has looked for has a part of its own behind it.
  private static boolean opensBracket(Word word) {
    return word.parts().getFirst() instanceof Literal first
        && OPEN_BRACKET.matcher(first.text()).lookingAt()
        && (word.parts().size() == 1 || !first.text().endsWith("["))
        // An array is no operand any more where a redirection stands before it.
        && word.parts().stream().noneMatch(Syntax.ArrayLiteral.class::isInstance);
  }

  /// `>x if`: the word is a keyword unless the redirection stays before it.
  private static boolean keywordFirst(Simple simple) {
    if (simple.words().isEmpty() || !simple.assignments().isEmpty()) {
      return false;
    }
    Word first = simple.words().getFirst();
    return first.parts().size() == 1
        && first.parts().getFirst() instanceof Literal literal
        && Keyword.is(literal.text());
  }

  private void space(boolean wanted) {
    if (wanted) {
      out.append(' ');
    }
  }

  private void redirects(List<Redirect> redirects, boolean behind) {
    boolean any = behind;
    for (Redirect redirect : redirects) {
      space(any);
      any = true;
      out.append(redirect.fd()).append(redirect.operator().text());
      // `<<` and a word that begins with `-` or `<` would run together.
      out.append(redirect.here() != null || startsLikeOperator(redirect.target()) ? " " : "");
      HereDocument here = redirect.here();
      if (here != null && !here.quoted()) {
        // Its delimiter is the text of the word as it stands.
        out.append(here.delimiter());
      } else {
        words.word(redirect.target());
      }
      if (here != null) {
        waiting.add(here);
        lines &= here.terminated();
      }
    }
  }

  private static boolean startsLikeOperator(Word word) {
    return !word.parts().isEmpty() && word.parts().getFirst() instanceof Syntax.ProcessSubstitution;
  }

  private void pipeline(Pipeline pipeline) {
    if (pipeline.negated()) {
      out.append("! ");
    } else if (pipeline.timed() == Timed.NO && pipeline.stages().size() == 1) {
      // Only two of them read as a pipeline that is not negated.
      out.append("! ! ");
    }
    out.append(
        switch (pipeline.timed()) {
          case NO -> "";
          case TIME -> "time ";
          case POSIX -> "time -p ";
        });
    if (pipeline.timed() != Timed.NO) {
      out.append(startsWithDash(pipeline) ? "-- " : "");
    }
    if (pipeline.stages().getFirst().command() instanceof Simple simple && empty(simple)) {
      // A bare `!` or `time` needs the end of its line.
      out.append('\n');
      return;
    }
    for (Iterator<Stage> stages = pipeline.stages().iterator(); stages.hasNext(); ) {
      Stage stage = stages.next();
      command(stage.command());
      if (stages.hasNext()) {
        out.append(stage.errorToo() ? " |& " : " | ");
      }
    }
  }

  private static boolean empty(Simple simple) {
    return simple.words().isEmpty()
        && simple.assignments().isEmpty()
        && simple.redirects().isEmpty();
  }

  private static boolean startsWithDash(Pipeline pipeline) {
    return pipeline.stages().getFirst().command() instanceof Simple simple
        && !simple.words().isEmpty()
        && simple.words().getFirst().parts().getFirst() instanceof Literal literal
        && literal.text().startsWith("-");
  }

  private void subshell(Subshell subshell) {
    if (lines) {
      out.append('(');
      block(subshell.body());
      out.append(')');
      return;
    }
    out.append('(');
    Command first = subshell.body().statements().getFirst().command();
    // Two parentheses together would begin arithmetic.
    if (startsWithParenthesis(first)) {
      out.append(' ');
    }
    inline(subshell.body());
    if (!holding()) {
      hereDocuments();
    }
    out.append(')');
  }

  private static boolean startsWithParenthesis(Command command) {
    return switch (command) {
      case Subshell _, ArithmeticCommand _ -> true;
      case Redirected redirected -> startsWithParenthesis(redirected.command());
      case AndOr andOr -> startsWithParenthesis(andOr.first());
      case Pipeline pipeline ->
          !pipeline.negated()
              && pipeline.timed() == Timed.NO
              && pipeline.stages().size() > 1
              && startsWithParenthesis(pipeline.stages().getFirst().command());
      case Unreadable unreadable -> unreadable.text().startsWith("(");
      case Simple _,
          Group _,
          If _,
          While _,
          For _,
          Select _,
          ArithmeticFor _,
          Case _,
          Function _,
          Conditional _,
          Coproc _ ->
          false;
    };
  }

  private void conditional(If conditional) {
    String word = "if";
    for (Branch branch : conditional.branches()) {
      out.append(word);
      condition(branch.condition());
      out.append("then");
      block(branch.body());
      word = "elif";
    }
    Block otherwise = conditional.otherwise();
    if (otherwise != null) {
      out.append("else");
      block(otherwise);
    }
    out.append("fi");
  }

  /// A condition, up to where `then` or `do` can stand.
  private void condition(Block block) {
    if (lines && block.statements().size() > 1) {
      block(block);
      return;
    }
    out.append(' ');
    inline(block);
    separate(block.statements().getLast());
  }

  private void body(Block body) {
    out.append("do");
    block(body);
    out.append("done");
  }

  private void loopHead(String keyword, String name, @Nullable List<Word> list) {
    out.append(keyword).append(' ').append(name);
    if (list != null) {
      out.append(" in");
      for (Word word : list) {
        out.append(' ');
        words.word(word);
      }
    }
    out.append("; ");
  }

  private void alternatives(Case alternatives) {
    out.append("case ");
    words.word(alternatives.subject());
    out.append(" in");
    for (CaseItem item : alternatives.items()) {
      if (lines) {
        newline();
        spaces();
      } else {
        out.append(' ');
      }
      out.append('(');
      String bar = "";
      for (Word pattern : item.patterns()) {
        out.append(bar);
        words.word(pattern);
        bar = " | ";
      }
      out.append(')');
      if (item.body().statements().isEmpty()) {
        out.append(' ');
      } else {
        caseBody(item.body());
      }
      out.append(
          switch (item.end()) {
            case BREAK -> ";;";
            case FALL_THROUGH -> ";&";
            case TEST_NEXT -> ";;&";
          });
    }
    if (lines) {
      newline();
      spaces();
    } else {
      out.append(' ');
    }
    out.append("esac");
  }

  private void caseBody(Block body) {
    if (lines) {
      block(body);
      return;
    }
    out.append(' ');
    inline(body);
    if (waiting.isEmpty() || holding()) {
      out.append(' ');
    } else {
      hereDocuments();
    }
  }

  private void test(Test test) {
    switch (test) {
      case TestWord(Word word, _) -> words.word(word);
      case TestUnary(String operator, Word operand, _) -> {
        out.append(operator).append(' ');
        words.word(operand);
      }
      case TestBinary(String operator, Word left, Word right, _) -> {
        words.word(left);
        out.append(' ').append(operator).append(' ');
        words.word(right);
      }
      case TestNot(Test inner, _) -> {
        out.append("! ");
        test(inner);
      }
      case TestAnd(List<Test> terms, _) -> tests(terms, " && ");
      case TestOr(List<Test> terms, _) -> tests(terms, " || ");
      case TestGroup(Test inner, _) -> {
        out.append("( ");
        test(inner);
        out.append(" )");
      }
    }
  }

  private void tests(List<Test> terms, String between) {
    String before = "";
    for (Test term : terms) {
      out.append(before);
      test(term);
      before = between;
    }
  }
}
