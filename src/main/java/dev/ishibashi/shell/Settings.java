package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.AndOr;
import dev.ishibashi.shell.Syntax.ArithmeticCommand;
import dev.ishibashi.shell.Syntax.ArithmeticFor;
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
import java.util.List;

/// What a script changes about the way its own next lines are read: `shopt -s extglob` and its kin.
///
/// A command that may or may not run counts as if it ran: more is then accepted than bash may
/// accept, and nothing is left out. What runs in another process changes nothing.
final class Settings {
  private final Reading in;

  /// Whether the command surely runs, so that it may also switch something off.
  private final boolean certain;

  private Settings(Reading in, boolean certain) {
    this.in = in;
    this.certain = certain;
  }

  static void apply(Statement statement, Reading in) {
    if (!statement.background()) {
      new Settings(in, statement.command() instanceof Simple).command(statement.command());
    }
  }

  /// The words of a command without `command` and `builtin` before them.
  static List<Word> command(List<Word> words) {
    List<Word> rest = words;
    while (rest.size() > 1) {
      String name = Words.literal(rest.getFirst()).orElse("");
      if (!name.equals("command") && !name.equals("builtin")) {
        break;
      }
      rest = rest.subList(1, rest.size());
    }
    return rest;
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
      case Simple simple -> words(command(simple.words()));
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

  private void words(List<Word> words) {
    if (words.size() < 2) {
      return;
    }
    List<String> texts = words.stream().map(word -> Words.literal(word).orElse("")).toList();
    boolean on = texts.stream().anyMatch(text -> text.matches("-[a-z]*s[a-z]*"));
    boolean off = certain && texts.stream().anyMatch(text -> text.matches("-[a-z]*u[a-z]*"));
    if (texts.getFirst().equals("shopt") && in.bash() && (on || off)) {
      in.extendedGlobs = texts.contains("extglob") ? on : in.extendedGlobs;
      in.aliases = texts.contains("expand_aliases") ? on : in.aliases;
      if (on && texts.contains("execfail")) {
        in.redefined.add("exec");
      }
    } else if (texts.getFirst().equals("enable")) {
      in.redefined.addAll(texts.subList(1, texts.size()));
    }
  }
}
