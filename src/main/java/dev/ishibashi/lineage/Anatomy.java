package dev.ishibashi.lineage;

import dev.ishibashi.shell.Syntax;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The commands of a program one after the other, and where the values of its variables come from.
final class Anatomy {
  /// A chain of assignments longer than this is not followed.
  private static final int DEEPEST = 4;

  private final List<Unit> units = new ArrayList<>();
  private final Map<String, List<Origin>> origins = new HashMap<>();

  /// A command, or the head of a loop.
  ///
  /// @param key what stays when variables are renamed and numbers change
  /// @param variables those it uses, in order
  /// @param sets the variable that it gives a value to; empty where it is none
  record Unit(Span at, String key, List<String> variables, String sets) {
    int end() {
      return at.offset() + at.length();
    }
  }

  /// One place where a variable gets its value.
  record Origin(Span at, String key, List<String> variables) {}

  Anatomy(Syntax.Script script) {
    block(script.body(), null);
  }

  List<Unit> units() {
    return units;
  }

  /// Where a variable gets its values; none for an argument, and what comes from the environment.
  List<Origin> origins(String variable) {
    return origins.getOrDefault(variable, List.of());
  }

  /// What decides the value of a variable, as one text that stays when variables are renamed.
  String meaning(String variable) {
    return meaning(variable, DEEPEST);
  }

  private String meaning(String variable, int depth) {
    List<Origin> known = origins(variable);
    if (known.isEmpty()) {
      boolean positional = variable.chars().allMatch(Character::isDigit) || variable.equals("@");
      return positional ? "argument" : "environment";
    }
    TreeSet<String> all = new TreeSet<>();
    for (Origin origin : known) {
      StringBuilder one = new StringBuilder(origin.key());
      if (depth > 0) {
        origin.variables().forEach(v -> one.append(" <- ").append(meaning(v, depth - 1)));
      }
      all.add(one.toString());
    }
    return String.join(" | ", all);
  }

  private void block(Syntax.Block block, @Nullable Origin input) {
    for (Syntax.Statement statement : block.statements()) {
      command(statement.command(), input);
    }
  }

  private void command(Syntax.Command command, @Nullable Origin input) {
    switch (command) {
      case Syntax.Simple simple -> simple(simple, input(simple.redirects(), input));
      case Syntax.Redirected redirected -> redirected(redirected, input);
      case Syntax.Pipeline pipeline -> {
        Origin from = input;
        for (Syntax.Stage stage : pipeline.stages()) {
          command(stage.command(), from);
          Tokens.Text text = Tokens.of(stage.command());
          from = new Origin(stage.command().at(), text.key(), text.variables());
        }
      }
      case Syntax.AndOr list -> {
        command(list.first(), input);
        list.rest().forEach(link -> command(link.command(), input));
      }
      case Syntax.Group group -> block(group.body(), input);
      case Syntax.Subshell subshell -> block(subshell.body(), input);
      case Syntax.If choice -> {
        for (Syntax.Branch branch : choice.branches()) {
          block(branch.condition(), input);
          block(branch.body(), input);
        }
        Syntax.Block otherwise = choice.otherwise();
        if (otherwise != null) {
          block(otherwise, input);
        }
      }
      case Syntax.While loop -> {
        block(loop.condition(), input);
        block(loop.body(), input);
      }
      case Syntax.For loop -> loop(loop.name(), loop.at(), loop.words(), loop.body(), input);
      case Syntax.Select loop -> loop(loop.name(), loop.at(), loop.words(), loop.body(), input);
      case Syntax.ArithmeticFor loop -> block(loop.body(), input);
      case Syntax.Case choice -> choice.items().forEach(item -> block(item.body(), input));
      case Syntax.Function function -> command(function.body(), input);
      case Syntax.Coproc coproc -> command(coproc.command(), input);
      case Syntax.Conditional test -> {}
      case Syntax.ArithmeticCommand sum -> {}
      case Syntax.Unreadable text -> unit(text.at(), Tokens.of((Syntax.Command) text), "");
    }
  }

  private void redirected(Syntax.Redirected redirected, @Nullable Origin input) {
    command(redirected.command(), input(redirected.redirects(), input));
    for (Syntax.Redirect redirect : redirected.redirects()) {
      unit(redirect.at(), Tokens.of(redirect), "");
    }
  }

  private @Nullable Origin input(List<Syntax.Redirect> redirects, @Nullable Origin before) {
    Origin input = before;
    for (Syntax.Redirect redirect : redirects) {
      switch (redirect.operator()) {
        case INPUT, HERE_DOCUMENT, HERE_DOCUMENT_TABS, HERE_STRING, READ_WRITE -> {
          Tokens.Text text = Tokens.of(redirect);
          input = new Origin(redirect.at(), text.key(), text.variables());
        }
        case OUTPUT, APPEND, CLOBBER, DUPLICATE_INPUT, DUPLICATE_OUTPUT, BOTH, BOTH_APPEND -> {}
      }
    }
    return input;
  }

  private void loop(
      String name,
      Span at,
      @Nullable List<Syntax.Word> words,
      Syntax.Block body,
      @Nullable Origin input) {
    Tokens.Text text = Tokens.of(words == null ? List.of() : words);
    int end = at.offset() + Math.min(at.length(), "for".length());
    if (words != null && !words.isEmpty()) {
      end = words.getLast().at().offset() + words.getLast().at().length();
    }
    Span head = new Span(at.file(), at.offset(), end - at.offset(), at.line(), at.column());
    unit(head, new Tokens.Text("for " + text.key(), text.variables()), name);
    origin(name, new Origin(head, "for " + text.key(), text.variables()));
    block(body, input);
  }

  private void simple(Syntax.Simple simple, @Nullable Origin input) {
    String sets =
        simple.words().isEmpty() && simple.assignments().size() == 1
            ? simple.assignments().getFirst().name()
            : "";
    unit(simple.at(), Tokens.of((Syntax.Command) simple), sets);
    for (Syntax.Assignment assignment : simple.assignments()) {
      Syntax.Word value = assignment.value();
      Tokens.Text text = Tokens.of(value == null ? List.of() : List.of(value));
      origin(assignment.name(), new Origin(assignment.at(), text.key(), text.variables()));
    }
    if (simple.words().isEmpty()) {
      return;
    }
    switch (plain(simple.words().getFirst())) {
      case "export", "local", "declare", "typeset", "readonly" -> {
        for (Syntax.Word word : simple.words()) {
          String text = plain(word);
          int equals = text.indexOf('=');
          if (equals > 0 && text.substring(0, equals).matches("[A-Za-z_]\\w*")) {
            Tokens.Text value = Tokens.of(List.of(word));
            String key = value.key().substring(value.key().indexOf('=') + 1);
            origin(text.substring(0, equals), new Origin(word.at(), key, value.variables()));
          }
        }
      }
      case "read", "mapfile", "readarray" -> {
        for (Syntax.Word word : simple.words().subList(1, simple.words().size())) {
          String name = plain(word);
          if (name.matches("[A-Za-z_]\\w*")) {
            origin(
                name,
                input == null
                    ? new Origin(simple.at(), "read", List.of())
                    : new Origin(input.at(), "read " + input.key(), input.variables()));
          }
        }
      }
      default -> {}
    }
  }

  private void unit(Span at, Tokens.Text text, String sets) {
    units.add(new Unit(at, text.key(), text.variables(), sets));
  }

  private void origin(String name, Origin origin) {
    origins.computeIfAbsent(name, n -> new ArrayList<>()).add(origin);
  }

  /// The text of a word as it stands, as far as it is one of letters.
  private static String plain(Syntax.Word word) {
    return !word.parts().isEmpty() && word.parts().getFirst() instanceof Syntax.Literal literal
        ? literal.text()
        : "";
  }
}
