package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.Simple;
import dev.ishibashi.shell.Syntax.Statement;
import dev.ishibashi.shell.Syntax.Word;
import java.util.Set;

/// Knows the commands behind which a shell reads nothing more.
final class Payload {
  private Payload() {}

  /// Whether the shell is gone when the statement has run: `exit`, or `exec` of a command that is
  /// there to be seen (a shell that is not interactive also ends when the command cannot be had).
  /// `exec $X` may have nothing to run, `exec -a` is an option.
  ///
  /// @param redefined names that the script has given another meaning
  static boolean leaves(Statement statement, Set<String> redefined) {
    if (statement.background()
        || !(statement.command() instanceof Simple simple)
        || simple.words().isEmpty()
        || !simple.redirects().isEmpty()) {
      // A redirection that fails keeps bash from leaving.
      return false;
    }
    String name = Words.literal(simple.words().getFirst()).orElse("");
    if (redefined.contains(name)) {
      return false;
    }
    if (name.equals("exit")) {
      return simple.words().size() == 1
          || (simple.words().size() == 2 && status(simple.words().getLast()));
    }
    if (!name.equals("exec") || simple.words().size() == 1) {
      return false;
    }
    String program = Words.literal(simple.words().get(1)).orElse("");
    return !program.isEmpty() && !program.startsWith("-") && !Words.glob(simple.words().get(1));
  }

  /// Whether a word is one status: with two operands, or an option, bash does not leave.
  private static boolean status(Word word) {
    Syntax.Part only = word.parts().getFirst();
    boolean last =
        only instanceof Syntax.Parameter parameter
            && parameter.name().equals("?")
            && parameter.operation() instanceof Syntax.Plain;
    return word.parts().size() == 1
        && (last || Words.literal(word).filter(text -> text.matches("[0-9]+")).isPresent());
  }

  /// Whether a name is one of those.
  static boolean leaving(String name) {
    return name.equals("exit") || name.equals("exec");
  }
}
