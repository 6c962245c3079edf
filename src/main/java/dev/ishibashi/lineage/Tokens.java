package dev.ishibashi.lineage;

import dev.ishibashi.shell.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns syntax into words that stay the same when variables are renamed, quotes are written
/// another way, numbers change, and lines are laid out anew.
final class Tokens {
  private static final String VARIABLE = "$";

  /// The commands that take names of variables.
  private static final Set<String> NAMING =
      Set.of(
          "read",
          "export",
          "local",
          "declare",
          "typeset",
          "readonly",
          "unset",
          "mapfile",
          "readarray",
          "getopts");

  private static final Pattern NAMED = Pattern.compile("[A-Za-z_]\\w*\\+?=?");

  private final List<String> tokens = new ArrayList<>();
  private final List<String> variables = new ArrayList<>();

  private Tokens() {}

  /// The tokens of a whole program.
  static List<String> of(Syntax.Script script) {
    Tokens walk = new Tokens();
    walk.block(script.body());
    return walk.tokens;
  }

  /// The names of all variables that a program uses.
  static List<String> variables(Syntax.Script script) {
    Tokens walk = new Tokens();
    walk.block(script.body());
    return walk.variables;
  }

  /// The tokens of some words, and the names of the variables in them, in order.
  record Text(String key, List<String> variables) {}

  static Text of(Syntax.Command command) {
    Tokens walk = new Tokens();
    walk.command(command);
    return walk.text();
  }

  static Text of(List<Syntax.Word> words) {
    Tokens walk = new Tokens();
    words.forEach(walk::word);
    return walk.text();
  }

  static Text of(Syntax.Redirect redirect) {
    Tokens walk = new Tokens();
    walk.redirect(redirect);
    return walk.text();
  }

  private Text text() {
    return new Text(String.join(" ", tokens), List.copyOf(variables));
  }

  private void add(String token) {
    tokens.add(token);
  }

  private void block(Syntax.Block block) {
    for (Syntax.Statement statement : block.statements()) {
      command(statement.command());
      add(statement.background() ? "&" : ";");
    }
  }

  private void command(Syntax.Command command) {
    switch (command) {
      case Syntax.Simple simple -> {
        simple.assignments().forEach(this::assignment);
        words(simple.words());
        simple.redirects().forEach(this::redirect);
      }
      case Syntax.Redirected redirected -> {
        command(redirected.command());
        redirected.redirects().forEach(this::redirect);
      }
      case Syntax.Pipeline pipeline -> {
        if (pipeline.negated()) {
          add("!");
        }
        String before = "";
        for (Syntax.Stage stage : pipeline.stages()) {
          if (!before.isEmpty()) {
            add(before);
          }
          command(stage.command());
          before = stage.errorToo() ? "|&" : "|";
        }
      }
      case Syntax.AndOr list -> {
        command(list.first());
        for (Syntax.Link link : list.rest()) {
          add(link.and() ? "&&" : "||");
          command(link.command());
        }
      }
      case Syntax.Group group -> block(group.body());
      case Syntax.Subshell subshell -> {
        add("(");
        block(subshell.body());
      }
      case Syntax.If choice -> {
        for (Syntax.Branch branch : choice.branches()) {
          add("if");
          block(branch.condition());
          block(branch.body());
        }
        Syntax.Block otherwise = choice.otherwise();
        if (otherwise != null) {
          add("else");
          block(otherwise);
        }
        add("fi");
      }
      case Syntax.While loop -> {
        add(loop.until() ? "until" : "while");
        block(loop.condition());
        block(loop.body());
        add("done");
      }
      case Syntax.For loop -> loop(loop.words(), loop.body());
      case Syntax.Select loop -> loop(loop.words(), loop.body());
      case Syntax.ArithmeticFor loop -> {
        add("for((");
        arithmetic(loop.first());
        arithmetic(loop.condition());
        arithmetic(loop.step());
        block(loop.body());
        add("done");
      }
      case Syntax.Case choice -> {
        add("case");
        word(choice.subject());
        for (Syntax.CaseItem item : choice.items()) {
          item.patterns().forEach(this::word);
          add(")");
          block(item.body());
        }
        add("esac");
      }
      case Syntax.Function function -> {
        add("()");
        command(function.body());
      }
      case Syntax.Conditional conditional -> test(conditional.test());
      case Syntax.ArithmeticCommand sum -> arithmetic(sum.expression());
      case Syntax.Coproc coproc -> {
        add("coproc");
        command(coproc.command());
      }
      case Syntax.Unreadable text -> unreadable(text);
    }
  }

  /// The words of a simple command; those that name a variable without a `$` count as one.
  private void words(List<Syntax.Word> words) {
    boolean naming = !words.isEmpty() && NAMING.contains(plain(words.getFirst()));
    for (int i = 0; i < words.size(); i++) {
      String text = naming && i > 0 ? plain(words.get(i)) : "";
      Matcher name = NAMED.matcher(text);
      if (!name.lookingAt()) {
        word(words.get(i));
      } else if (name.end() == text.length() && words.get(i).parts().size() == 1) {
        add(name.group().endsWith("=") ? "=" : VARIABLE);
      } else if (name.group().endsWith("=")) {
        int from = tokens.size();
        word(words.get(i));
        tokens.set(from, tokens.get(from).substring(numberless(name.group()).length() - 1));
      } else {
        word(words.get(i));
      }
    }
  }

  private static String plain(Syntax.Word word) {
    return !word.parts().isEmpty() && word.parts().getFirst() instanceof Syntax.Literal literal
        ? literal.text()
        : "";
  }

  private void loop(@Nullable List<Syntax.Word> words, Syntax.Block body) {
    add("for");
    if (words != null) {
      words.forEach(this::word);
    }
    block(body);
    add("done");
  }

  private void assignment(Syntax.Assignment assignment) {
    add(assignment.append() ? "+=" : "=");
    Syntax.Word value = assignment.value();
    if (value != null) {
      word(value);
    }
  }

  private void redirect(Syntax.Redirect redirect) {
    add(redirect.fd() + redirect.operator().text());
    Syntax.HereDocument here = redirect.here();
    // The delimiter of a here-document is a name like that of a variable.
    word(here == null ? redirect.target() : here.body());
  }

  private void test(Syntax.Test test) {
    switch (test) {
      case Syntax.TestWord one -> word(one.word());
      case Syntax.TestUnary unary -> {
        add(unary.operator());
        word(unary.operand());
      }
      case Syntax.TestBinary binary -> {
        word(binary.left());
        add(binary.operator().equals("==") ? "=" : binary.operator());
        word(binary.right());
      }
      case Syntax.TestNot not -> {
        add("!");
        test(not.test());
      }
      case Syntax.TestAnd and -> and.terms().forEach(this::test);
      case Syntax.TestOr or -> {
        add("||");
        or.terms().forEach(this::test);
      }
      case Syntax.TestGroup group -> test(group.test());
    }
  }

  /// One token a word where it is plain; what is expanded in it follows behind.
  private void word(Syntax.Word word) {
    StringBuilder plain = new StringBuilder();
    List<Syntax.Part> inner = new ArrayList<>();
    flatten(word.parts(), plain, inner);
    add(numberless(plain.toString()));
    inner.forEach(this::expansion);
  }

  private void flatten(List<Syntax.Part> parts, StringBuilder plain, List<Syntax.Part> inner) {
    for (Syntax.Part part : parts) {
      switch (part) {
        case Syntax.Literal literal -> plain.append(literal.text());
        case Syntax.Escaped escaped -> plain.append(escaped.text());
        case Syntax.SingleQuoted quoted -> plain.append(quoted.text());
        case Syntax.AnsiQuoted quoted -> plain.append(quoted.value());
        case Syntax.DoubleQuoted quoted -> flatten(quoted.parts(), plain, inner);
        case Syntax.Tilde tilde -> plain.append('~').append(tilde.user());
        case Syntax.Parameter parameter -> {
          plain.append(named(parameter.name()) ? VARIABLE : VARIABLE + parameter.name());
          inner.add(parameter);
        }
        case Syntax.CommandSubstitution substitution -> {
          plain.append("$()");
          inner.add(substitution);
        }
        case Syntax.ArithmeticExpansion expansion -> {
          plain.append("$(())");
          inner.add(expansion);
        }
        case Syntax.ProcessSubstitution substitution -> {
          plain.append(substitution.input() ? "<()" : ">()");
          inner.add(substitution);
        }
        case Syntax.ExtendedGlob glob -> {
          plain.append(glob.kind()).append("()");
          inner.add(glob);
        }
        case Syntax.BraceList list -> {
          plain.append("{}");
          inner.add(list);
        }
        case Syntax.BraceRange range ->
            plain.append('{').append(range.first()).append("..").append(range.last()).append('}');
        case Syntax.ArrayLiteral array -> {
          plain.append("()");
          inner.add(array);
        }
        case Syntax.Unreadable text -> inner.add(text);
      }
    }
  }

  private void expansion(Syntax.Part part) {
    switch (part) {
      case Syntax.Parameter parameter -> parameter(parameter);
      case Syntax.CommandSubstitution substitution -> {
        add("$(");
        block(substitution.body());
      }
      case Syntax.ArithmeticExpansion expansion -> arithmetic(expansion.expression());
      case Syntax.ProcessSubstitution substitution -> block(substitution.body());
      case Syntax.ExtendedGlob glob -> glob.alternatives().forEach(this::word);
      case Syntax.BraceList list -> list.words().forEach(this::word);
      case Syntax.ArrayLiteral array -> {
        for (Syntax.ArrayElement element : array.elements()) {
          Syntax.Word value = element.value();
          if (value != null) {
            word(value);
          }
        }
      }
      case Syntax.Unreadable text -> unreadable(text);
      case Syntax.Literal literal -> {}
      case Syntax.Escaped escaped -> {}
      case Syntax.SingleQuoted quoted -> {}
      case Syntax.AnsiQuoted quoted -> {}
      case Syntax.DoubleQuoted quoted -> {}
      case Syntax.Tilde tilde -> {}
      case Syntax.BraceRange range -> {}
    }
  }

  private void parameter(Syntax.Parameter parameter) {
    variables.add(parameter.name());
    switch (parameter.operation()) {
      case Syntax.Plain() -> {}
      case Syntax.Length() -> add("${#");
      case Syntax.Default(char kind, boolean colon, Syntax.Word word) -> {
        add("${" + (colon ? ":" : "") + kind);
        // The text of an error is for people.
        if (kind != '?') {
          word(word);
        }
      }
      case Syntax.Trim(String kind, Syntax.Word pattern) -> {
        add("${" + kind);
        word(pattern);
      }
      case Syntax.Replace(String kind, Syntax.Word pattern, var replacement) -> {
        add("${" + kind);
        word(pattern);
        if (replacement != null) {
          word(replacement);
        }
      }
      case Syntax.Substring(Syntax.Arithmetic offset, var length) -> {
        add("${:");
        arithmetic(offset);
        if (length != null) {
          arithmetic(length);
        }
      }
      case Syntax.ChangeCase(String kind, var pattern) -> add("${" + kind);
      case Syntax.Transform(char kind) -> add("${@" + kind);
      case Syntax.Names(char kind) -> add("${!" + kind);
      case Syntax.BadSubstitution(String text) -> add("${bad");
    }
  }

  private void arithmetic(Syntax.Arithmetic expression) {
    add("((");
    for (Syntax.Part part : expression.parts()) {
      expansion(part);
    }
    add(numberless(expression.text().replaceAll("\\$?\\{?[A-Za-z_]\\w*}?", "\\$")));
  }

  private void unreadable(Syntax.Unreadable text) {
    for (String word : text.text().strip().split("\\s+", -1)) {
      add(numberless(word));
    }
  }

  private static boolean named(String parameter) {
    char first = parameter.isEmpty() ? '0' : parameter.charAt(0);
    return Character.isLetter(first) || first == '_';
  }

  /// Every run of digits as one 0: a copy for the next month, the next host or the next disk is
  /// still a copy.
  private static String numberless(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean digit = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean now = c >= '0' && c <= '9';
      if (!now) {
        out.append(c);
      } else if (!digit) {
        out.append('0');
      }
      digit = now;
    }
    return out.toString();
  }
}
