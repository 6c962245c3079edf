package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.Simple;
import dev.ishibashi.shell.Syntax.Statement;
import java.util.Optional;

/// Knows the commands behind which a shell reads nothing more.
final class Payload {
  private Payload() {}

  /// Whether the shell is gone when the statement has run, whatever happens: `exit`, or `exec` of a
  /// command (a shell that is not interactive also ends when the command cannot be had).
  static boolean leaves(Statement statement) {
    if (statement.background()
        || !(statement.command() instanceof Simple simple)
        || simple.words().isEmpty()) {
      return false;
    }
    Optional<String> name = Words.literal(simple.words().getFirst());
    return name.filter("exit"::equals).isPresent()
        || (name.filter("exec"::equals).isPresent() && simple.words().size() > 1);
  }
}
