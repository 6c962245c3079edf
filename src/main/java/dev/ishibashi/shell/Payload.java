package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.Simple;
import dev.ishibashi.shell.Syntax.Statement;
import dev.ishibashi.shell.Syntax.Word;
import dev.ishibashi.text.Source;
import java.util.List;
import java.util.Set;

/// Knows the commands behind which a shell reads nothing more.
final class Payload {
  private Payload() {}

  /// Whether the shell is gone when the statement has run: `exit`, or `exec` of a command that is
  /// there to be seen (a shell that is not interactive also ends when the command cannot be had).
  /// `exec $X` may have nothing to run, `exec -a` is an option; `exit --help` does not leave.
  ///
  /// `exit $x` counts, as in installers, though bash goes on when the value is two words: what
  /// follows stays in the tree as unreadable, and whoever follows the program can get there.
  ///
  /// @param redefined names that the script has given another meaning
  static boolean leaves(Statement statement, Set<String> redefined) {
    return !statement.background() && leaves(statement.command(), redefined);
  }

  private static boolean leaves(Syntax.Command command, Set<String> redefined) {
    return switch (command) {
      case Simple simple -> leaves(simple, redefined);
      case Syntax.Group group -> leaves(group.body(), redefined);
      case Syntax.If conditional ->
          conditional.otherwise() != null
              && leaves(conditional.otherwise(), redefined)
              && conditional.branches().stream().allMatch(b -> leaves(b.body(), redefined));
      case Syntax.AndOr list -> leaves(list, redefined);
      case Syntax.Redirected _,
          Syntax.Pipeline _,
          Syntax.Subshell _,
          Syntax.While _,
          Syntax.For _,
          Syntax.Select _,
          Syntax.ArithmeticFor _,
          Syntax.Case _,
          Syntax.Function _,
          Syntax.Conditional _,
          Syntax.ArithmeticCommand _,
          Syntax.Coproc _,
          Syntax.Unreadable _ ->
          false;
    };
  }

  /// As in `[ -e x ] && exit 0 || exit 1`.
  private static boolean leaves(Syntax.AndOr list, Set<String> redefined) {
    boolean leaves = leaves(list.first(), redefined);
    boolean succeeds = !leaves;
    boolean fails = !leaves;
    for (Syntax.Link link : list.rest()) {
      if (link.and() ? succeeds : fails) {
        leaves = leaves(link.command(), redefined);
        succeeds = !leaves || (succeeds && !link.and());
        fails = !leaves || (fails && link.and());
      }
    }
    return !succeeds && !fails;
  }

  private static boolean leaves(Syntax.Block block, Set<String> redefined) {
    return !block.statements().isEmpty() && leaves(block.statements().getLast(), redefined);
  }

  private static boolean leaves(Simple simple, Set<String> redefined) {
    List<Word> words = Settings.command(simple.words());
    // A redirection that fails keeps bash from leaving.
    if (words.isEmpty() || !simple.redirects().stream().allMatch(Payload::harmless)) {
      return false;
    }
    String name = Words.literal(words.getFirst()).orElse("");
    if (name.equals("eval")) {
      return evaluates(words.subList(1, words.size()), redefined);
    }
    if (redefined.contains(name) || !leaving(name)) {
      return false;
    }
    if (words.size() == 1) {
      return name.equals("exit");
    }
    Word operand = words.get(1);
    String text = Words.literal(operand).orElse("");
    if (text.startsWith("-")) {
      return false;
    }
    return name.equals("exit")
        ? words.size() == 2
        : (!text.isEmpty() || Words.quoted(operand)) && !Words.glob(operand);
  }

  /// As in `eval 'exec perl -wS $0 ${1+"$@"}'`, before a program in Perl. An `eval` in it leaves
  /// nothing more to look at.
  private static boolean evaluates(List<Word> operands, Set<String> redefined) {
    List<String> texts = operands.stream().map(w -> Words.literal(w).orElse("")).toList();
    if (texts.isEmpty() || texts.contains("")) {
      return false;
    }
    String text = String.join(" ", texts);
    return !text.startsWith("eval")
        && leaves(Parser.parse(Source.of("eval", text), Dialect.BASH, false).body(), redefined);
  }

  private static boolean harmless(Syntax.Redirect redirect) {
    return redirect.here() == null
        && Words.literal(redirect.target())
            .filter(target -> target.equals("/dev/null") || target.matches("[0-9]"))
            .isPresent();
  }

  /// Whether a name is one of those.
  static boolean leaving(String name) {
    return name.equals("exit") || name.equals("exec");
  }
}
