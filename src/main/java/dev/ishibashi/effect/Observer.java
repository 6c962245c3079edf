package dev.ishibashi.effect;

import dev.ishibashi.effect.Interpreter.Outcome;
import dev.ishibashi.shell.Dialect;
import dev.ishibashi.shell.Syntax;
import dev.ishibashi.shell.Words;
import dev.ishibashi.spec.CommandCatalogue;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Span;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Looks on while a program is followed, for what cannot be meant: tests with one outcome, loops
/// that do not loop, input that somebody else eats, failures that nobody sees.
final class Observer {
  private static final Set<String> NUMERIC = Set.of("-eq", "-ne", "-lt", "-le", "-gt", "-ge");

  /// Commands that sh need not have, and dash has not.
  private static final Set<String> BASH_ONLY =
      Set.of(
          "[[",
          "source",
          "let",
          "declare",
          "typeset",
          "shopt",
          "pushd",
          "popd",
          "mapfile",
          "readarray",
          "function");

  /// What stands behind a pipe and keeps what comes through it.
  private static final Set<String> KEEPERS =
      Set.of(
          "tee",
          "dd",
          "mysql",
          "mariadb",
          "psql",
          "sqlite3",
          "tar",
          "zfs",
          "btrfs",
          "restore",
          "cpio",
          "mongorestore",
          "pg_restore",
          "sponge",
          "split",
          "restic",
          "borg",
          "rclone",
          "docker",
          "podman",
          "kubectl",
          "sh",
          "bash",
          "dash",
          "ssh");

  /// What stands before a pipe and makes what is worth keeping.
  private static final Set<String> MAKERS =
      Set.of(
          "mysqldump",
          "mariadb-dump",
          "pg_dump",
          "pg_dumpall",
          "pg_basebackup",
          "mongodump",
          "tar",
          "zfs",
          "btrfs",
          "dd",
          "curl",
          "wget",
          "ssh",
          "xfsdump",
          "dump",
          "cpio",
          "gpg",
          "docker",
          "podman",
          "kubectl",
          "xtrabackup",
          "mariabackup",
          "etcdctl",
          "slapcat",
          "restic",
          "borg",
          "rclone",
          "make",
          "rsync",
          "mydumper",
          "sqlite3",
          "mysql",
          "mariadb",
          "psql",
          "zcat",
          "gunzip",
          "xzcat",
          "bzcat",
          "zstdcat",
          "partclone.ext4");

  private final Expander expander;
  private final Recorder recorder;
  private final Doubts doubts;
  private final CommandCatalogue catalogue;
  private final Dialect dialect;

  Observer(Expander expander, Recorder recorder, CommandCatalogue catalogue, Dialect dialect) {
    this.expander = expander;
    this.recorder = recorder;
    this.doubts = recorder.doubts();
    this.catalogue = catalogue;
    this.dialect = dialect;
  }

  // ---- what words are made of

  private static boolean plain(Syntax.Word word) {
    return Words.literal(word).isPresent();
  }

  /// The text that stands in a word beside its expansions.
  private static String beside(List<Syntax.Part> parts) {
    StringBuilder out = new StringBuilder();
    for (Syntax.Part part : parts) {
      switch (part) {
        case Syntax.Literal literal -> out.append(literal.text());
        case Syntax.Escaped escaped -> out.append(escaped.text());
        case Syntax.SingleQuoted single -> out.append(single.text());
        case Syntax.AnsiQuoted ansi -> out.append(ansi.value());
        case Syntax.DoubleQuoted quoted -> out.append(beside(quoted.parts()));
        case Syntax.Tilde t -> {}
        case Syntax.Parameter p -> {}
        case Syntax.CommandSubstitution c -> {}
        case Syntax.ArithmeticExpansion a -> {}
        case Syntax.ProcessSubstitution p -> {}
        case Syntax.ExtendedGlob g -> {}
        case Syntax.BraceList l -> {}
        case Syntax.BraceRange r -> {}
        case Syntax.ArrayLiteral a -> {}
        case Syntax.Unreadable u -> {}
      }
    }
    return out.toString();
  }

  static @Nullable String literal(Syntax.Word word) {
    return Words.literal(word).orElse(null);
  }

  /// Whether a word holds something that the program itself does not decide.
  private boolean unknown(List<Syntax.Part> parts, boolean open, State state) {
    for (Syntax.Part part : parts) {
      boolean own =
          switch (part) {
            case Syntax.DoubleQuoted quoted -> unknown(quoted.parts(), open, state);
            case Syntax.CommandSubstitution c -> open;
            case Syntax.Parameter p -> unknown(p, state);
            case Syntax.Literal l -> false;
            case Syntax.Escaped e -> false;
            case Syntax.SingleQuoted s -> false;
            case Syntax.AnsiQuoted a -> false;
            case Syntax.Tilde t -> false;
            case Syntax.ArithmeticExpansion a -> false;
            case Syntax.ProcessSubstitution p -> false;
            case Syntax.ExtendedGlob g -> false;
            case Syntax.BraceList l -> false;
            case Syntax.BraceRange r -> false;
            case Syntax.ArrayLiteral a -> false;
            case Syntax.Unreadable u -> true;
          };
      if (own) {
        return true;
      }
    }
    return false;
  }

  private boolean unknown(Syntax.Parameter parameter, State state) {
    if (!(parameter.operation() instanceof Syntax.Plain) || parameter.indirect()) {
      return false;
    }
    Value value = expander.special(parameter.name(), state).value();
    return !value.variants().isEmpty()
        && value.variants().stream()
            .flatMap(v -> v.atoms().stream())
            .anyMatch(a -> a instanceof Atom.Symbol s && s.origin() != Atom.Origin.WIDENED);
  }

  // ---- tests

  /// A branch of `case` was looked at.
  ///
  /// @param reached whether anything can match it that no branch before it takes
  void branch(
      Syntax.CaseItem item, Syntax.Word subject, boolean reached, State state, Around around) {
    boolean unknown = unknown(subject.parts(), false, state);
    Syntax.Word pattern = item.patterns().getFirst();
    doubts.visit(
        "constant-condition",
        "",
        pattern.at(),
        around,
        // One for all the rest, and one for nothing at all, are written to be sure.
        reached || !unknown || Set.of("*", "").contains(beside(pattern.parts()))
            ? null
            : List.of(beside(pattern.parts()), Messages.text("effect.condition-branch")));
  }

  /// A command has run: when it is `test` or `[`, its outcome is remembered.
  void ran(Syntax.Simple simple, List<Field> fields, State state, Around around, Outcome outcome) {
    String name = fields.isEmpty() ? null : fields.getFirst().literal();
    if (name == null || (!name.equals("[") && !name.equals("test"))) {
      return;
    }
    List<Syntax.Word> words = simple.words().subList(1, simple.words().size());
    if (name.equals("[")) {
      if (words.isEmpty() || !"]".equals(literal(words.getLast()))) {
        doubts.certain(
            "not-a-command", simple.at(), around, "[", Messages.text("effect.word-bracket"));
        return;
      }
      words = words.subList(0, words.size() - 1);
    }
    for (Syntax.Redirect redirect : simple.redirects()) {
      if (redirect.operator() == Syntax.RedirectOperator.OUTPUT && redirect.fd().isEmpty()) {
        doubts.certain(
            "redirect-to-command",
            redirect.at(),
            around,
            String.valueOf(literal(redirect.target())),
            Messages.text("effect.redirect-test"));
      }
    }
    if (outcome.success() != null && outcome.failure() != null) {
      doubts.undecided(simple.at(), around);
      return;
    }
    while (!words.isEmpty() && "!".equals(literal(words.getFirst()))) {
      words = words.subList(1, words.size());
    }
    boolean open =
        fields.stream().flatMap(f -> f.atoms().stream()).anyMatch(Atom.Symbol.class::isInstance);
    boolean unknown = words.stream().anyMatch(w -> unknown(w.parts(), open, state));
    doubts.tested(simple.at(), around, outcome, kind(words), unknown, Interpreter.words(fields));
  }

  private boolean forgotten(String word) {
    return word.equals("false") || (word.matches("[A-Za-z_]\\w+") && doubts.sets(word));
  }

  private @Nullable String kind(List<Syntax.Word> words) {
    if (words.isEmpty()) {
      return null;
    }
    if (words.stream().allMatch(Observer::plain)) {
      // Both sides of a comparison may have been put in by whoever made the program, unless one is
      // the name of a variable that lacks its $.
      return words.stream().map(Observer::literal).anyMatch(w -> w != null && forgotten(w))
          ? "plain"
          : null;
    }
    if (words.size() == 1) {
      String beside = beside(words.getFirst().parts());
      return beside.contains("=") ? "glued" : beside.isEmpty() ? null : "either";
    }
    if (words.size() == 2) {
      String operator = literal(words.getFirst());
      boolean emptiness = "-n".equals(operator) || "-z".equals(operator);
      return emptiness && !beside(words.get(1).parts()).isEmpty() ? "either" : null;
    }
    if (words.size() == 3) {
      return comparison(
          String.valueOf(literal(words.get(1))), words.getFirst(), words.getLast(), false);
    }
    boolean or = words.stream().anyMatch(w -> "-o".equals(literal(w)));
    boolean unequal = words.stream().filter(w -> "!=".equals(literal(w))).count() > 1;
    boolean and = words.stream().anyMatch(w -> "-a".equals(literal(w)));
    boolean equal =
        words.stream().filter(w -> Set.of("=", "==").contains(String.valueOf(literal(w)))).count()
            > 1;
    return (or && unequal && !and) || (and && equal && !or) ? "either" : null;
  }

  private static @Nullable String comparison(
      String operator, Syntax.Word left, Syntax.Word right, boolean evaluates) {
    String a = literal(left);
    String b = literal(right);
    boolean something = (a == null || !a.isEmpty()) && (b == null || !b.isEmpty());
    if (operator.equals("=") || operator.equals("==")) {
      return something ? "equal" : null;
    }
    if (operator.equals("!=")) {
      return something ? "unequal" : null;
    }
    boolean noNumber =
        (a != null && !a.strip().matches("[-+]?[0-9]+"))
            || (b != null && !b.strip().matches("[-+]?[0-9]+"));
    return NUMERIC.contains(operator) && !evaluates && noNumber ? "number" : null;
  }

  /// A `[[ … ]]` was decided.
  void decided(Syntax.Conditional conditional, State state, Around around, Outcome outcome) {
    if (outcome.success() != null && outcome.failure() != null) {
      doubts.undecided(conditional.at(), around);
      return;
    }
    Syntax.Test test = conditional.test();
    while (test instanceof Syntax.TestGroup group) {
      test = group.test();
    }
    String kind = null;
    boolean unknown = false;
    String words = "";
    if (test instanceof Syntax.TestWord word && !plain(word.word())) {
      String beside = beside(word.word().parts());
      kind = beside.contains("=") ? "glued" : null;
      unknown = unknown(word.word().parts(), false, state);
      words = beside;
    } else if (test instanceof Syntax.TestBinary binary) {
      boolean pattern =
          binary.right().parts().stream()
              .anyMatch(p -> p instanceof Syntax.Literal l && Globs.isPattern(l.text()));
      kind =
          pattern || plain(binary.left())
              ? null
              : comparison(binary.operator(), binary.left(), binary.right(), true);
      unknown =
          unknown(binary.left().parts(), false, state)
              || unknown(binary.right().parts(), false, state);
      words =
          beside(binary.left().parts())
              + "… "
              + binary.operator()
              + " "
              + beside(binary.right().parts());
    }
    doubts.tested(conditional.at(), around, outcome, kind, unknown, words);
  }

  // ---- words that are no commands

  private boolean plainWord;
  private boolean quotedWord;
  private boolean bracketWord;

  /// The command that runs next.
  void about(Syntax.Simple simple) {
    List<Syntax.Part> parts = simple.words().getFirst().parts();
    plainWord = plain(simple.words().getFirst());
    quotedWord = parts.size() == 1 && parts.getFirst() instanceof Syntax.DoubleQuoted;
    bracketWord =
        !parts.isEmpty()
            && parts.getFirst() instanceof Syntax.Literal literal
            && literal.text().startsWith("[");
  }

  /// The word of a command that nothing is known of.
  void unknownCommand(List<Field> fields, Around around, Span at) {
    String word = fields.getFirst().literal();
    if (!plainWord && !bracketWord) {
      if (quotedWord && word != null && word.matches("\\S+ -\\S.*") && !word.contains("\n")) {
        notCommand(word, "word-several", around, at);
      }
      return;
    }
    if (word == null) {
      String written = fields.getFirst().written();
      if (written.startsWith("[")) {
        notCommand(written, "word-blank", around, at);
      } else if (written.matches("\\$\\w+=.*")) {
        notCommand(written, "word-assignment", around, at);
      }
      return;
    }
    int line = doubts.definition(word);
    if (line > 0 && !doubts.outsiders()) {
      if (line > at.line()) {
        doubts.certain("function-not-yet", at, around, word, String.valueOf(line));
      }
      return;
    }
    String second = fields.size() > 1 ? fields.get(1).literal() : null;
    String last = fields.getLast().literal();
    if (word.startsWith("[") && word.length() > 1 && !word.equals("[[")) {
      notCommand(word, "word-blank", around, at);
    } else if (second != null && (second.equals("=") || second.matches("=[^=].*"))) {
      notCommand(word, "word-assignment", around, at);
    } else if (word.matches("[A-Za-z_]\\w*\\+?=.*")) {
      notCommand(word, "word-assignment", around, at);
    } else if (word.startsWith("-")) {
      notCommand(word, "word-option", around, at);
    } else if (word.equals("elseif") || word.equals("elsif") || word.equals("elif")) {
      notCommand(word, "word-elif", around, at);
    } else if (word.equals("endif") || word.equals("end") || word.equals("endfor")) {
      notCommand(word, "word-end", around, at);
    } else if (word.matches("(?s).*\\s.*") && (!word.contains("/") || word.contains(" -"))) {
      notCommand(word, "word-several", around, at);
    } else if ("]".equals(last)) {
      notCommand(word, "word-bracket", around, at);
    } else if (word.matches("[0-9]+|//.*|/\\*.*|<!--.*|\\{\\S+|==.*|!=.*")) {
      notCommand(word, "word-none", around, at);
    } else if (word.endsWith("/")) {
      notCommand(word, "word-directory", around, at);
    }
  }

  /// A word that only other shells have.
  void builtin(String word, Around around, Span at) {
    if (dialect == Dialect.SH
        && BASH_ONLY.contains(word)
        && !doubts.mentions("BASH_VERSION")
        && !doubts.mentions("ZSH_VERSION")
        && !doubts.mentions("KSH_VERSION")
        && doubts.definition(word) == 0) {
      notCommand(word, "word-bash", around, at);
    }
  }

  private void notCommand(String word, String why, Around around, Span at) {
    doubts.certain("not-a-command", at, around, word, Messages.text("effect." + why, word));
  }

  /// A file that a redirection writes, named like something that could have been run.
  void redirected(Syntax.Redirect redirect, State state, Around around) {
    String name = literal(redirect.target());
    if (name == null || !name.matches("[A-Za-z_][\\w-]*")) {
      return;
    }
    if (state.functions().containsKey(name) || doubts.definition(name) > 0) {
      doubts.certain(
          "redirect-to-command",
          redirect.at(),
          around,
          name,
          Messages.text("effect.redirect-function", name));
    } else if (catalogue.find(name).isPresent()) {
      doubts.certain(
          "redirect-to-command",
          redirect.at(),
          around,
          name,
          Messages.text("effect.redirect-command", name));
    }
  }

  // ---- loops

  /// A loop over words.
  ///
  /// @param fields what the words have become
  void forWords(@Nullable List<Syntax.Word> words, List<Field> fields, Span at, Around around) {
    if (words == null) {
      return;
    }
    boolean none = fields.isEmpty() && !words.isEmpty() && words.stream().allMatch(Observer::made);
    doubts.visit("loop-never-runs", "", at, around, none ? List.of() : null);
    Syntax.Word only = words.size() == 1 ? words.getFirst() : null;
    if (only != null && fields.size() == 1 && fields.getFirst().atoms().isEmpty()) {
      return;
    }
    String why = only == null || fields.size() != 1 ? null : once(only, fields.getFirst());
    doubts.visit("loop-runs-once", "", at, around, why == null ? null : List.of(why));
  }

  /// Whether a word is what a command prints, or a list: nobody leaves that empty on purpose.
  private static boolean made(Syntax.Word word) {
    Syntax.Part part = word.parts().size() == 1 ? word.parts().getFirst() : null;
    if (part instanceof Syntax.DoubleQuoted quoted && quoted.parts().size() == 1) {
      part = quoted.parts().getFirst();
    }
    return part instanceof Syntax.CommandSubstitution;
  }

  private static @Nullable String once(Syntax.Word word, Field field) {
    boolean quoted =
        word.parts().size() == 1
            && (word.parts().getFirst() instanceof Syntax.DoubleQuoted
                || word.parts().getFirst() instanceof Syntax.SingleQuoted);
    String beside = beside(word.parts());
    if (!quoted) {
      boolean range =
          beside.matches("(?s)\\{.*\\.\\..*\\}.*")
              && word.parts().stream().anyMatch(Syntax.Parameter.class::isInstance);
      return range ? Messages.text("effect.once-range") : null;
    }
    if (word.parts().getFirst() instanceof Syntax.DoubleQuoted inside
        && inside.parts().size() == 1
        && inside.parts().getFirst() instanceof Syntax.Parameter parameter
        && parameter.name().equals("*")) {
      return Messages.text("effect.once-quoted", field.written());
    }
    boolean lines =
        field.atoms().stream().anyMatch(a -> a instanceof Atom.Symbol s && !s.elements().isEmpty());
    String literal = field.literal();
    boolean several = literal != null && literal.strip().matches("(?s).*\\s.*");
    boolean pattern = literal != null && Globs.isPattern(literal) && literal.matches("[^\\s]+");
    return lines || several || pattern
        ? Messages.text("effect.once-quoted", field.written())
        : null;
  }

  /// A condition that says "for ever", and means it.
  static boolean forEver(Syntax.@Nullable Block condition) {
    if (condition == null) {
      return true;
    }
    if (condition.statements().size() != 1) {
      return false;
    }
    Syntax.Command command = condition.statements().getFirst().command();
    return switch (command) {
      case Syntax.Simple simple ->
          simple.words().stream().allMatch(Observer::plain)
              && simple.words().stream()
                  .map(w -> String.valueOf(literal(w)))
                  .allMatch(w -> w.matches("true|:|\\[|\\]|test|[0-9]+|=|-eq|false"));
      case Syntax.ArithmeticCommand a -> a.expression().text().strip().matches("[0-9]+");
      case Syntax.Conditional c -> c.test() instanceof Syntax.TestWord word && plain(word.word());
      case Syntax.Redirected r -> false;
      case Syntax.Pipeline p -> false;
      case Syntax.AndOr a -> false;
      case Syntax.Group g -> false;
      case Syntax.Subshell s -> false;
      case Syntax.If i -> false;
      case Syntax.While w -> false;
      case Syntax.For f -> false;
      case Syntax.Select s -> false;
      case Syntax.ArithmeticFor f -> false;
      case Syntax.Case c -> false;
      case Syntax.Function f -> false;
      case Syntax.Coproc c -> false;
      case Syntax.Unreadable u -> false;
    };
  }

  /// Whether the last thing in a body leaves the loop, and is written there for that.
  static boolean leaves(Syntax.Block body) {
    Syntax.Command last =
        body.statements().isEmpty() ? null : body.statements().getLast().command();
    return last instanceof Syntax.Simple simple
        && !simple.words().isEmpty()
        && "break".equals(literal(simple.words().getFirst()));
  }

  // ---- input

  /// A command that takes all that is left of its input, in the body of a loop that reads it.
  void eats(String command, Around around, Span at) {
    Around.Reader reader = around.reader();
    if (reader != null && Identity.same(reader.input(), around.input())) {
      doubts.certain("eaten-input", at, around, command, String.valueOf(reader.at().line()));
    }
  }

  // ---- pipelines and captured output

  private static @Nullable String name(Syntax.Command command) {
    return switch (command) {
      case Syntax.Simple simple -> {
        for (Syntax.Word word : simple.words()) {
          String text = literal(word);
          if (text == null) {
            yield null;
          }
          if (!Set.of("sudo", "nice", "ionice", "env", "command", "time").contains(text)) {
            yield text.substring(text.lastIndexOf('/') + 1);
          }
        }
        yield null;
      }
      case Syntax.Redirected redirected -> name(redirected.command());
      case Syntax.Pipeline p -> null;
      case Syntax.AndOr a -> null;
      case Syntax.Group g -> null;
      case Syntax.Subshell s -> null;
      case Syntax.If i -> null;
      case Syntax.While w -> null;
      case Syntax.For f -> null;
      case Syntax.Select s -> null;
      case Syntax.ArithmeticFor f -> null;
      case Syntax.Case c -> null;
      case Syntax.Function f -> null;
      case Syntax.Conditional c -> null;
      case Syntax.ArithmeticCommand a -> null;
      case Syntax.Coproc c -> null;
      case Syntax.Unreadable u -> null;
    };
  }

  private static List<Syntax.Redirect> redirects(Syntax.Command command) {
    return switch (command) {
      case Syntax.Simple simple -> simple.redirects();
      case Syntax.Redirected redirected -> redirected.redirects();
      case Syntax.Pipeline p -> List.of();
      case Syntax.AndOr a -> List.of();
      case Syntax.Group g -> List.of();
      case Syntax.Subshell s -> List.of();
      case Syntax.If i -> List.of();
      case Syntax.While w -> List.of();
      case Syntax.For f -> List.of();
      case Syntax.Select s -> List.of();
      case Syntax.ArithmeticFor f -> List.of();
      case Syntax.Case c -> List.of();
      case Syntax.Function f -> List.of();
      case Syntax.Conditional c -> List.of();
      case Syntax.ArithmeticCommand a -> List.of();
      case Syntax.Coproc c -> List.of();
      case Syntax.Unreadable u -> List.of();
    };
  }

  /// A pipeline whose status is that of its last command alone.
  void piped(Syntax.Pipeline pipeline, State state, Around around) {
    if (state.settings().pipefail() || doubts.mentions("PIPESTATUS")) {
      return;
    }
    Syntax.Command last = pipeline.stages().getLast().command();
    boolean file =
        redirects(last).stream()
            .anyMatch(
                r ->
                    (r.operator() == Syntax.RedirectOperator.OUTPUT
                            || r.operator() == Syntax.RedirectOperator.APPEND
                            || r.operator() == Syntax.RedirectOperator.CLOBBER)
                        && (r.fd().isEmpty() || r.fd().equals("1"))
                        && !"/dev/null".equals(literal(r.target())));
    String keeper = name(last);
    if (!file && (keeper == null || !KEEPERS.contains(keeper))) {
      return;
    }
    for (Syntax.Stage stage : pipeline.stages().subList(0, pipeline.stages().size() - 1)) {
      String maker = name(stage.command());
      if (maker != null && MAKERS.contains(maker)) {
        doubts.certain(
            "unseen-failure",
            pipeline.at(),
            around,
            maker,
            keeper == null ? "…" : keeper,
            Messages.text(
                dialect == Dialect.BASH ? "effect.unseen-bash" : "effect.unseen-sh", maker));
        return;
      }
    }
  }

  private static final Pattern STATUS_ONLY =
      Pattern.compile("(?s)\\s*(:|true|false|exit|set|unset|trap|cd|return|umask|exec|eval)\\b.*");

  private static final Pattern NO_OUTPUT =
      Pattern.compile("\\d?>&\\s*[013-9]|&>|/dev/(tty|stdout|fd)");

  /// A command substitution was run.
  void captured(Span at, Outcome outcome, Span program, Around around) {
    boolean none = nothing(outcome.success()) && nothing(outcome.failure());
    boolean never = outcome.success() == null && outcome.failure() == null;
    String text = none && !never ? recorder.written(program) : "";
    boolean meant =
        text.isBlank() || STATUS_ONLY.matcher(text).matches() || NO_OUTPUT.matcher(text).find();
    doubts.visit("empty-capture", "", at, around, meant ? null : List.of(text));
  }

  /// Whether nothing was printed on the way to a state, or no way leads to it.
  private static boolean nothing(@Nullable State state) {
    return state == null
        || (state.out() != null && state.out().variants().stream().allMatch(Variant::isEmpty));
  }
}
