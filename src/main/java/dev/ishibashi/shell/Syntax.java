package dev.ishibashi.shell;

import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The syntax tree of a shell script: a closed family of records.
///
/// Words stay as parts, so that quoting, field splitting and pathname expansion can still be told
/// apart (POSIX.1-2024 XCU 2.6). Nothing is expanded, and aliases are not resolved.
public final class Syntax {
  private Syntax() {}

  /// Anything with a place in the text.
  public sealed interface Node {
    Span at();
  }

  /// A whole file.
  ///
  /// @param comments every comment, in order, for directives
  /// @param problems what could not be read, which also stands in the tree as [Unreadable], and
  ///   notes
  public record Script(
      Dialect dialect, Block body, List<Comment> comments, List<Diagnostic> problems, Span at)
      implements Node {
    /// Whether all of it could be read. What stands behind an `exit` and an alias are only noted.
    public boolean sound() {
      return problems.stream().allMatch(problem -> problem.severity() == Severity.NOTE);
    }
  }

  /// `# text`, with the text behind the hash.
  public record Comment(String text, Span at) implements Node {}

  /// Commands one after the other (a compound list; may be empty only for a whole file or a command
  /// substitution).
  public record Block(List<Statement> statements, Span at) implements Node {}

  /// One command of a block, ended by `;`, a newline, or `&`.
  public record Statement(Command command, boolean background, Span at) implements Node {}

  public sealed interface Command extends Node {}

  /// `NAME=value … word … <redirect`. Redirects keep their order; assignments come first.
  public record Simple(
      List<Assignment> assignments, List<Word> words, List<Redirect> redirects, Span at)
      implements Command {}

  /// A compound command with redirections behind it.
  public record Redirected(Command command, List<Redirect> redirects, Span at) implements Command {}

  /// `! a | b |& c`, of one or more stages.
  ///
  /// @param negated whether an odd number of `!` stands before it
  /// @param timed whether `time` stands before it
  public record Pipeline(boolean negated, Timed timed, List<Stage> stages, Span at)
      implements Command {}

  public enum Timed {
    NO,
    /// `time`
    TIME,
    /// `time -p`
    POSIX
  }

  /// One command of a pipeline.
  ///
  /// @param errorToo whether it is joined to the next by `|&`
  public record Stage(Command command, boolean errorToo) {}

  /// `first && second || third`, evaluated from left to right with equal precedence.
  public record AndOr(Command first, List<Link> rest, Span at) implements Command {}

  /// `&& command` or `|| command`.
  public record Link(boolean and, Command command) {}

  /// `{ …; }`
  public record Group(Block body, Span at) implements Command {}

  /// `( … )`
  public record Subshell(Block body, Span at) implements Command {}

  /// `if … then … elif … then … else … fi`
  public record If(List<Branch> branches, @Nullable Block otherwise, Span at) implements Command {}

  public record Branch(Block condition, Block body) {}

  /// `while … do … done`, or `until`.
  public record While(boolean until, Block condition, Block body, Span at) implements Command {}

  /// `for name in words; do … done`; `words` is null where `in` is missing, which means `"$@"`.
  public record For(String name, Span nameAt, @Nullable List<Word> words, Block body, Span at)
      implements Command {}

  /// `select name in words; do … done` (bash).
  public record Select(String name, Span nameAt, @Nullable List<Word> words, Block body, Span at)
      implements Command {}

  /// `for ((first; condition; step)) do … done` (bash).
  public record ArithmeticFor(
      Arithmetic first, Arithmetic condition, Arithmetic step, Block body, Span at)
      implements Command {}

  /// `case subject in … esac`
  public record Case(Word subject, List<CaseItem> items, Span at) implements Command {}

  public record CaseItem(List<Word> patterns, Block body, CaseEnd end, Span at) {}

  public enum CaseEnd {
    /// `;;`
    BREAK,
    /// `;&`
    FALL_THROUGH,
    /// `;;&`
    TEST_NEXT
  }

  /// `name() body` or `function name body`.
  public record Function(String name, boolean keyword, Command body, Span at) implements Command {}

  /// `[[ … ]]` (bash).
  public record Conditional(Test test, Span at) implements Command {}

  /// `(( … ))` (bash).
  public record ArithmeticCommand(Arithmetic expression, Span at) implements Command {}

  /// `coproc NAME command` (bash); the name is empty where none is given.
  public record Coproc(String name, Command command, Span at) implements Command {}

  /// Text that could not be read: a command, or the text of a here-document. Whoever interprets the
  /// tree must take it to do anything.
  public record Unreadable(String text, Span at) implements Command, Part {}

  /// `name=value`, `name[subscript]+=value`.
  ///
  /// @param value null where nothing follows the `=`
  public record Assignment(
      String name, @Nullable Subscript subscript, boolean append, @Nullable Word value, Span at)
      implements Node {}

  /// What stands between `[` and `]` behind a name: an arithmetic expression, a key, `@` or `*`.
  public record Subscript(Word word, Span at) implements Node {}

  /// One word, of one or more parts (none for an empty here-document).
  public record Word(List<Part> parts, Span at) implements Node {}

  public sealed interface Part extends Node {}

  /// Unquoted text; may hold the pattern characters `*`, `?` and `[`.
  public record Literal(String text, Span at) implements Part {}

  /// `\x`, with the character behind the backslash.
  public record Escaped(String text, Span at) implements Part {}

  /// `'text'`
  public record SingleQuoted(String text, Span at) implements Part {}

  /// `$'text'`
  ///
  /// @param raw the text between the quotes as it stands
  /// @param value what it means
  public record AnsiQuoted(String raw, String value, Span at) implements Part {}

  /// `"parts"`, or `$"parts"` when translated. Inside, a [Literal] is quoted text.
  public record DoubleQuoted(List<Part> parts, boolean translated, Span at) implements Part {}

  /// An unquoted `~` or `~user` where the shell would expand it.
  public record Tilde(String user, Span at) implements Part {}

  /// `$name` or `${name…}`.
  ///
  /// @param name a name, a number, or one of `@ * # ? - $ ! 0`
  /// @param indirect whether it is `${!name…}`
  public record Parameter(
      String name,
      boolean braced,
      boolean indirect,
      @Nullable Subscript subscript,
      Operation operation,
      Span at)
      implements Part {}

  /// What a parameter expansion does with the value.
  public sealed interface Operation {}

  /// The value itself.
  public record Plain() implements Operation {}

  /// `${#name}`
  public record Length() implements Operation {}

  /// `${name:-word}` and its kin.
  ///
  /// @param kind one of `-`, `=`, `?`, `+`
  /// @param colon whether an empty value counts as unset
  public record Default(char kind, boolean colon, Word word) implements Operation {}

  /// `${name#pattern}` (`#`, `##`, `%`, `%%`).
  public record Trim(String kind, Word pattern) implements Operation {}

  /// `${name/pattern/replacement}` (`/`, `//`, `/#`, `/%`).
  public record Replace(String kind, Word pattern, @Nullable Word replacement)
      implements Operation {}

  /// `${name:offset:length}`
  public record Substring(Arithmetic offset, @Nullable Arithmetic length) implements Operation {}

  /// `${name^pattern}` (`^`, `^^`, `,`, `,,`, `~`, `~~`).
  public record ChangeCase(String kind, @Nullable Word pattern) implements Operation {}

  /// `${name@Q}` and its kin.
  public record Transform(char kind) implements Operation {}

  /// `${!prefix*}` or `${!prefix@}`: the names of variables.
  public record Names(char kind) implements Operation {}

  /// `${name …}` that the shell accepts when it reads, and refuses when it runs.
  public record BadSubstitution(String text) implements Operation {}

  /// `$( … )`, or a pair of backquotes.
  public record CommandSubstitution(Block body, boolean backquoted, Span at) implements Part {}

  /// `$(( … ))`, or the older `$[ … ]`.
  public record ArithmeticExpansion(Arithmetic expression, boolean bracket, Span at)
      implements Part {}

  /// `<( … )` or `>( … )` (bash).
  ///
  /// @param input whether it is `<(`, read by the command
  public record ProcessSubstitution(boolean input, Block body, Span at) implements Part {}

  /// `@(a|b)` and its kin `? * + !` (bash with extglob).
  public record ExtendedGlob(char kind, List<Word> alternatives, Span at) implements Part {}

  /// `{a,b,c}` (bash).
  public record BraceList(List<Word> words, Span at) implements Part {}

  /// `{1..10}`, `{a..z..2}` (bash); the texts between the dots.
  public record BraceRange(String first, String last, @Nullable String step, Span at)
      implements Part {}

  /// `( element … )` behind the `=` of an assignment (bash).
  public record ArrayLiteral(List<ArrayElement> elements, Span at) implements Part {}

  /// `word`, or `[subscript]=word`.
  public record ArrayElement(
      @Nullable Subscript subscript, boolean append, @Nullable Word value, Span at) {}

  /// An arithmetic expression, as text with the expansions in it (its own grammar is checked only
  /// when the shell evaluates it).
  public record Arithmetic(List<Part> parts, String text, Span at) implements Node {}

  /// `[n]<op>word`.
  ///
  /// @param fd empty, a number, or `{name}`
  /// @param target the word behind the operator; for a here-document its delimiter
  /// @param here the text of a here-document
  public record Redirect(
      String fd, RedirectOperator operator, Word target, @Nullable HereDocument here, Span at)
      implements Node {}

  public enum RedirectOperator {
    INPUT("<"),
    OUTPUT(">"),
    APPEND(">>"),
    CLOBBER(">|"),
    READ_WRITE("<>"),
    DUPLICATE_INPUT("<&"),
    DUPLICATE_OUTPUT(">&"),
    BOTH("&>"),
    BOTH_APPEND("&>>"),
    HERE_DOCUMENT("<<"),
    HERE_DOCUMENT_TABS("<<-"),
    HERE_STRING("<<<");

    private final String text;

    RedirectOperator(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /// The lines of a here-document.
  ///
  /// @param delimiter after quote removal
  /// @param quoted whether any part of the delimiter was quoted, so that nothing is expanded
  /// @param terminated whether the delimiter came before the end of the file
  public record HereDocument(
      String delimiter, boolean quoted, boolean terminated, Word body, Span at) implements Node {}

  /// An expression inside `[[ … ]]`.
  public sealed interface Test extends Node {}

  /// A word alone: true when not empty.
  public record TestWord(Word word, Span at) implements Test {}

  /// `-f word`
  public record TestUnary(String operator, Word operand, Span at) implements Test {}

  /// `left == right`, `left =~ right`, `left -nt right` …
  public record TestBinary(String operator, Word left, Word right, Span at) implements Test {}

  public record TestNot(Test test, Span at) implements Test {}

  /// `one && two && …`, which ends at the first that is false.
  public record TestAnd(List<Test> terms, Span at) implements Test {}

  /// `one || two || …`, which ends at the first that is true.
  public record TestOr(List<Test> terms, Span at) implements Test {}

  /// `( test )`
  public record TestGroup(Test test, Span at) implements Test {}
}
