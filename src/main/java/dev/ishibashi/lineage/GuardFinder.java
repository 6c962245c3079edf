package dev.ishibashi.lineage;

import dev.ishibashi.shell.Syntax;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Walks a program and notes what guards what.
final class GuardFinder {
  private static final Pattern TARGETING =
      Pattern.compile(
          "\\bhostname\\b|HOSTNAME|uname"
              + " +-n|/etc/hostname|(?i:\\$\\{?(host|server|node|target)s?\\b)");
  private static final Pattern WORDS_ONLY = Pattern.compile("(echo|printf|:|true|logger)( .*)?");
  private static final Pattern REHEARSING =
      Pattern.compile("(?i).*(dry.?run|no.?op|simulat|pretend|only.?show|test.?mode).*");

  private final byte[] bytes;
  private final List<Guard> guards = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();

  /// A simple command: where it stands, and the variable that is its first word, if so.
  record Command(Span at, String variable) {}

  /// How far leaving reaches.
  private record Reach(int loop, int function, int program) {}

  GuardFinder(Source source, Syntax.Script script) {
    this.bytes = source.bytes();
    block(script.body(), new Reach(bytes.length, bytes.length, bytes.length));
  }

  List<Guard> guards() {
    return guards;
  }

  List<Command> commands() {
    return commands;
  }

  private static int end(Span span) {
    return span.offset() + span.length();
  }

  String text(Span span) {
    return text(span.offset(), end(span));
  }

  private String text(int from, int to) {
    int start = Math.max(0, Math.min(from, bytes.length));
    int stop = Math.max(start, Math.min(to, bytes.length));
    return Lines.even(Source.decode(Arrays.copyOfRange(bytes, start, stop)));
  }

  private void block(Syntax.Block block, Reach reach) {
    for (Syntax.Statement statement : block.statements()) {
      command(statement.command(), reach);
    }
  }

  private void command(Syntax.Command command, Reach reach) {
    switch (command) {
      case Syntax.Simple simple -> simple(simple, reach);
      case Syntax.Redirected redirected -> command(redirected.command(), reach);
      case Syntax.Pipeline pipeline -> {
        boolean alone = pipeline.stages().size() == 1;
        for (Syntax.Stage stage : pipeline.stages()) {
          // Each command of a pipeline is a process of its own: leaving it leaves nothing else.
          command(stage.command(), alone ? reach : inside(pipeline.at()));
        }
      }
      case Syntax.AndOr list -> andOr(list, reach);
      case Syntax.Group group -> block(group.body(), reach);
      case Syntax.Subshell subshell -> block(subshell.body(), inside(subshell.at()));
      case Syntax.If choice -> choice(choice, reach);
      case Syntax.While loop -> {
        block(loop.condition(), reach);
        block(loop.body(), loop(loop.at(), reach));
      }
      case Syntax.For loop -> block(loop.body(), loop(loop.at(), reach));
      case Syntax.Select loop -> block(loop.body(), loop(loop.at(), reach));
      case Syntax.ArithmeticFor loop -> block(loop.body(), loop(loop.at(), reach));
      case Syntax.Case choice -> choice(choice, reach);
      case Syntax.Function function -> {
        int end = end(function.at());
        command(function.body(), new Reach(end, end, reach.program));
      }
      case Syntax.Coproc coproc -> command(coproc.command(), inside(coproc.at()));
      case Syntax.Conditional test -> {}
      case Syntax.ArithmeticCommand sum -> {}
      case Syntax.Unreadable text -> {}
    }
  }

  private static Reach inside(Span span) {
    return new Reach(end(span), end(span), end(span));
  }

  private static Reach loop(Span span, Reach reach) {
    return new Reach(end(span), reach.function, reach.program);
  }

  private void simple(Syntax.Simple simple, Reach reach) {
    if (simple.words().isEmpty()) {
      for (Syntax.Assignment assignment : simple.assignments()) {
        String value = assignment.value() == null ? "" : plain(text(assignment.value().at()));
        boolean words = WORDS_ONLY.matcher(value).matches();
        boolean flag =
            REHEARSING.matcher(assignment.name()).matches()
                && !value.isEmpty()
                && !value.matches("0|no|false|off");
        if (words || flag) {
          guards.add(
              new Guard(
                  Guard.Kind.DISARM,
                  text(assignment.at()),
                  false,
                  assignment.at(),
                  end(assignment.at()),
                  reach.program,
                  words ? assignment.name() : ""));
        }
      }
      return;
    }
    Syntax.Word first = simple.words().get(0);
    String variable =
        first.parts().size() == 1 && first.parts().get(0) instanceof Syntax.Parameter parameter
            ? parameter.name()
            : "";
    commands.add(new Command(simple.at(), variable));
    String name = text(first.at());
    if (name.equals("set") && simple.words().size() > 1) {
      for (String option : options(simple)) {
        guards.add(
            new Guard(
                Guard.Kind.OPTION,
                "set " + option,
                false,
                simple.at(),
                end(simple.at()),
                reach.program,
                ""));
      }
    }
    if (leaves(simple)) {
      leave(simple.at(), name, reach);
    }
  }

  private List<String> options(Syntax.Simple simple) {
    List<String> found = new ArrayList<>();
    for (int i = 1; i < simple.words().size(); i++) {
      String word = text(simple.words().get(i).at());
      if (word.matches("-[A-Za-z]+")) {
        for (char letter : word.substring(1).toCharArray()) {
          if (letter == 'e' || letter == 'u' || letter == 'n') {
            found.add("-" + letter);
          }
        }
      } else if (word.matches("pipefail|errexit|nounset|noexec")) {
        found.add(
            switch (word) {
              case "errexit" -> "-e";
              case "nounset" -> "-u";
              case "noexec" -> "-n";
              default -> word;
            });
      }
    }
    return found;
  }

  private static String plain(String value) {
    return value.replaceAll("^[\"']|[\"']$", "");
  }

  private boolean leaves(Syntax.Command command) {
    return switch (command) {
      case Syntax.Simple simple ->
          !simple.words().isEmpty()
              && text(simple.words().get(0).at()).matches("exit|return|continue|break");
      case Syntax.Group group -> leaves(group.body());
      case Syntax.Redirected redirected -> leaves(redirected.command());
      case Syntax.Pipeline pipeline ->
          pipeline.stages().size() == 1 && leaves(pipeline.stages().get(0).command());
      case Syntax.AndOr list -> false;
      case Syntax.Subshell subshell -> false;
      case Syntax.If choice -> false;
      case Syntax.While loop -> false;
      case Syntax.For loop -> false;
      case Syntax.Select loop -> false;
      case Syntax.ArithmeticFor loop -> false;
      case Syntax.Case choice -> false;
      case Syntax.Function function -> false;
      case Syntax.Conditional test -> false;
      case Syntax.ArithmeticCommand sum -> false;
      case Syntax.Coproc coproc -> false;
      case Syntax.Unreadable text -> false;
    };
  }

  private boolean leaves(Syntax.Block block) {
    return !block.statements().isEmpty()
        && leaves(block.statements().get(block.statements().size() - 1).command());
  }

  private void leave(Span at, String how, Reach reach) {
    int to =
        how.contains("exit") ? reach.program : how.contains("return") ? reach.function : reach.loop;
    add(Guard.Kind.LEAVE, text(at), at, end(at), to);
  }

  private void add(Guard.Kind kind, String text, Span at, int from, int to) {
    guards.add(new Guard(kind, text, TARGETING.matcher(text).find(), at, from, to, ""));
  }

  private void andOr(Syntax.AndOr list, Reach reach) {
    command(list.first(), reach);
    for (Syntax.Link link : list.rest()) {
      Span at = link.command().at();
      if (leaves(link.command())) {
        leave(list.at(), text(at), reach);
      } else {
        String before = text(list.at().offset(), at.offset());
        add(Guard.Kind.CONDITION, before, list.at(), at.offset(), end(at));
        command(link.command(), reach);
      }
    }
  }

  private void choice(Syntax.If choice, Reach reach) {
    String leaving = "";
    for (Syntax.Branch branch : choice.branches()) {
      block(branch.condition(), reach);
      Span body = branch.body().at();
      String condition = "if " + condition(branch);
      add(Guard.Kind.CONDITION, condition, branch.condition().at(), body.offset(), end(body));
      if (leaves(branch.body())) {
        leaving += text(body) + " ";
      } else {
        block(branch.body(), reach);
      }
    }
    Syntax.Block otherwise = choice.otherwise();
    if (otherwise != null) {
      String condition = "else of " + condition(choice.branches().get(0));
      Span body = otherwise.at();
      add(Guard.Kind.CONDITION, condition, choice.at(), body.offset(), end(body));
      if (leaves(otherwise)) {
        leaving += text(body);
      } else {
        block(otherwise, reach);
      }
    }
    if (!leaving.isEmpty()) {
      leave(choice.at(), leaving, reach);
    }
  }

  private String condition(Syntax.Branch branch) {
    return text(branch.condition().at()).replaceFirst(" ?;$", "");
  }

  private void choice(Syntax.Case choice, Reach reach) {
    String leaving = "";
    for (Syntax.CaseItem item : choice.items()) {
      Span body = item.body().at();
      String patterns =
          String.join(" | ", item.patterns().stream().map(p -> text(p.at())).toList());
      String condition = "case %s in %s)".formatted(text(choice.subject().at()), patterns);
      add(Guard.Kind.CONDITION, condition, item.at(), body.offset(), end(body));
      if (leaves(item.body())) {
        leaving += text(body) + " ";
      } else {
        block(item.body(), reach);
      }
    }
    if (!leaving.isEmpty()) {
      leave(choice.at(), leaving, reach);
    }
  }
}
