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
import dev.ishibashi.shell.Syntax.If;
import dev.ishibashi.shell.Syntax.Link;
import dev.ishibashi.shell.Syntax.Pipeline;
import dev.ishibashi.shell.Syntax.Redirected;
import dev.ishibashi.shell.Syntax.Select;
import dev.ishibashi.shell.Syntax.Simple;
import dev.ishibashi.shell.Syntax.Statement;
import dev.ishibashi.shell.Syntax.Subshell;
import dev.ishibashi.shell.Syntax.Unreadable;
import dev.ishibashi.shell.Syntax.While;
import dev.ishibashi.shell.Syntax.Word;
import dev.ishibashi.text.Source;
import java.util.List;

/// What a script changes about the way its own next lines are read: `shopt -s extglob` and its kin.
///
/// What may or may not run may have switched something on: more is then accepted than bash may
/// accept. Where it matters which of both it is, it is read as if nothing had been switched on, and
/// a warning says so. What runs in another process changes nothing.
final class Settings {
  private final Reading in;

  /// Whether the command surely runs, so that it may also switch something off.
  private final boolean certain;

  /// How many `eval` may still stand inside each other.
  private final int evals;

  private static final int EVALS = 4;

  private Settings(Reading in, boolean certain, int evals) {
    this.in = in;
    this.certain = certain;
    this.evals = evals;
  }

  static void apply(Statement statement, Reading in) {
    if (!statement.background()) {
      new Settings(in, statement.command() instanceof Simple, EVALS).command(statement.command());
    }
  }

  /// The words of a command without `command` and `builtin` before them.
  static List<Word> command(List<Word> words) {
    int first = 0;
    while (first + 1 < words.size()) {
      String name = text(words.get(first));
      if (!name.equals("command") && !name.equals("builtin")) {
        break;
      }
      first++;
      if (name.equals("command") && text(words.get(first)).equals("-p")) {
        first++;
      }
      if (first < words.size() && text(words.get(first)).equals("--")) {
        first++;
      }
    }
    return words.subList(first, words.size());
  }

  private static String text(Word word) {
    return Words.literal(word).orElse("");
  }

  /// Whether it is an assignment by which bash changes how it reads.
  static boolean counts(Assignment assignment) {
    return assignment.name().equals("POSIXLY_CORRECT");
  }

  private void block(Block block) {
    for (Statement statement : block.statements()) {
      if (!statement.background()) {
        command(statement.command());
      }
    }
  }

  private void command(Command command) {
    switch (command) {
      case Simple simple -> {
        List<Word> words = command(simple.words());
        posix(words.isEmpty() && simple.assignments().stream().anyMatch(Settings::counts));
        words(words);
      }
      case Redirected redirected -> command(redirected.command());
      case Pipeline pipeline -> {
        if (pipeline.stages().size() == 1) {
          command(pipeline.stages().getFirst().command());
        }
      }
      case AndOr andOr -> {
        command(andOr.first());
        for (Link link : andOr.rest()) {
          command(link.command());
        }
      }
      case Group group -> block(group.body());
      case If conditional -> {
        for (Branch branch : conditional.branches()) {
          block(branch.condition());
          block(branch.body());
        }
        Block otherwise = conditional.otherwise();
        if (otherwise != null) {
          block(otherwise);
        }
      }
      case While loop -> {
        block(loop.condition());
        block(loop.body());
      }
      case For loop -> block(loop.body());
      case Select loop -> block(loop.body());
      case ArithmeticFor loop -> block(loop.body());
      case Case alternatives -> {
        for (CaseItem item : alternatives.items()) {
          block(item.body());
        }
      }
      case Function function -> command(function.body());
      case Subshell _, Coproc _, Conditional _, ArithmeticCommand _, Unreadable _ -> {}
    }
  }

  /// In its POSIX mode bash puts aliases in.
  private void posix(boolean on) {
    in.aliases |= on && in.bash();
  }

  private void words(List<Word> words) {
    if (words.size() < 2) {
      return;
    }
    List<String> texts = words.stream().map(Settings::text).toList();
    List<String> operands = texts.subList(1, texts.size());
    switch (texts.getFirst()) {
      case "shopt" -> shopt(operands);
      case "enable" -> in.redefined.addAll(operands);
      case "set" -> {
        int name = operands.indexOf("posix");
        posix(name > 0 && operands.get(name - 1).matches("-[a-z]*o"));
      }
      case "eval" -> {
        if (operands.contains("")) {
          // As in `old=$(shopt -p extglob)`, `eval "$old"`.
          in.surelyExtended = false;
        } else if (evals > 0) {
          Source text = Source.of("eval", String.join(" ", operands));
          new Settings(in, certain, evals - 1).block(Parser.parse(text, in.dialect, false).body());
        }
      }
      default -> {}
    }
  }

  private void shopt(List<String> operands) {
    boolean on = operands.stream().anyMatch(text -> text.matches("-[a-z]*s[a-z]*"));
    boolean off = operands.stream().anyMatch(text -> text.matches("-[a-z]*u[a-z]*"));
    if (!in.bash() || (!on && !off)) {
      return;
    }
    if (operands.contains("extglob")) {
      in.extendedGlobs = on || (in.extendedGlobs && !certain);
      in.surelyExtended = on ? certain || in.surelyExtended : false;
    }
    if (operands.contains("expand_aliases")) {
      in.aliases = on || (in.aliases && !certain);
    }
    if (on && operands.contains("execfail")) {
      in.redefined.add("exec");
    }
  }
}
