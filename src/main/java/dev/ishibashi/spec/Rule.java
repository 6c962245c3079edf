package dev.ishibashi.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One thing a command does, read from one line such as `delete operands tree if -r`.
///
/// @param act the act (`delete`), or `run` and `program` for commands that start others
/// @param targets what it is done to: `operands`, `first`, `last`, `init` (all but the last),
///   `rest` (all but the first), `typed` (the operands without the `type:` before them), `beside`
///   (anything in the directories of the operands), `beside-rest` (of all but the first), `copies`
///   (where copies of the operands land), `here` (their names in this directory), an option (`-o`),
///   a path (`/etc/passwd`), or a text with `{…}` in it
/// @param extent what counts beside each target itself
/// @param suffix what is put behind each target; when it begins with a dash, the value of that
///   option, and nothing is done without one
/// @param certain whether it is done on every successful run (the rule), and not only at times
///   (`may delete /etc/passwd-`)
/// @param danger the code of a finding that goes with it, empty for the usual one of the act,
///   `none` for no finding
/// @param condition when it applies
public record Rule(
    String act,
    List<String> targets,
    Extent extent,
    String suffix,
    boolean certain,
    String danger,
    Condition condition) {
  private static final Set<String> ACTS =
      Set.of(
          "delete",
          "overwrite",
          "create",
          "modify",
          "move",
          "permission",
          "format",
          "mount",
          "service",
          "package",
          "process",
          "schedule",
          "network",
          "database",
          "unknown",
          "run",
          "program",
          "needs");

  /// What counts beside a target itself.
  public enum Extent {
    NOTHING,
    /// Everything below it.
    TREE,
    /// Not itself, but the directories on the way to it that a host may not have yet.
    PARENTS
  }

  static Rule parse(String text) {
    List<String> words = words(text);
    boolean certain = !words.getFirst().equals("may");
    if (!certain) {
      words.removeFirst();
    }
    String act = words.getFirst();
    if (!ACTS.contains(act)) {
      throw new IllegalArgumentException("not an act: '%s' in '%s'".formatted(act, text));
    }
    List<String> targets = new ArrayList<>();
    Extent extent = Extent.NOTHING;
    String suffix = "";
    String danger = "";
    int i = 1;
    while (i < words.size() && !words.get(i).equals("if")) {
      if (words.get(i).equals("tree")) {
        extent = Extent.TREE;
      } else if (words.get(i).equals("parents")) {
        extent = Extent.PARENTS;
      } else if (words.get(i).equals("suffix")) {
        suffix = words.get(++i);
      } else if (words.get(i).equals("danger")) {
        danger = words.get(++i);
      } else {
        targets.add(words.get(i));
      }
      i++;
    }
    Condition condition =
        Condition.parse(words.subList(Math.min(i + 1, words.size()), words.size()));
    return new Rule(act, List.copyOf(targets), extent, suffix, certain, danger, condition);
  }

  /// Words, where `"…"` keeps blanks together (and keeps its quotes, so that it is known as text).
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    for (int k = 0; k < text.length(); k++) {
      char c = text.charAt(k);
      if (c == '"') {
        quoted = !quoted;
      }
      if (c == ' ' && !quoted) {
        if (!word.isEmpty()) {
          words.add(word.toString());
        }
        word.setLength(0);
      } else {
        word.append(c);
      }
    }
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }

  /// When a rule applies: any of some lists of conditions that must all hold.
  ///
  /// @param any alternatives; none at all means always
  public record Condition(List<List<Term>> any) {
    /// `-r`, `not -n`, `operands`, `operands>1`, `-c outside user.*,color.*`, `-o like |*`.
    ///
    /// @param subject an option, `operands`, or `first` with patterns for the first operand
    /// @param values patterns (`*` is any text) for values of the option; empty when values do not
    ///   matter
    /// @param like whether the term holds when a value is one of these, and not when it is none; in
    ///   both cases it holds when a value is not known
    public record Term(
        boolean negated, String subject, int more, List<String> values, boolean like) {
      private <A> boolean applies(
          Invocation<A> invocation,
          Function<A, @Nullable String> text,
          Function<A, @Nullable String> beginning) {
        if (subject.equals("operands")) {
          return invocation.operands().size() > more;
        }
        if (values.isEmpty()) {
          return invocation.has(subject);
        }
        List<A> all =
            subject.equals("first")
                ? invocation.operands().subList(0, Math.min(1, invocation.operands().size()))
                : invocation.values(subject);
        for (A value : all) {
          String whole = text.apply(value);
          if (whole == null ? !like || mayBeLike(beginning.apply(value)) : isLike(whole) == like) {
            return true;
          }
        }
        return false;
      }

      private boolean isLike(String value) {
        for (String pattern : values) {
          if (like(pattern, value)) {
            return true;
          }
        }
        return false;
      }

      private boolean mayBeLike(@Nullable String beginning) {
        for (String pattern : values) {
          if (may(pattern, beginning)) {
            return true;
          }
        }
        return false;
      }

      private static boolean like(String pattern, String value) {
        int star = pattern.indexOf('*');
        if (star < 0) {
          return value.equals(pattern);
        }
        String rest = pattern.substring(star + 1);
        return value.startsWith(pattern.substring(0, star))
            && IntStream.rangeClosed(star, value.length())
                .anyMatch(from -> like(rest, value.substring(from)));
      }

      /// Whether text of which only the beginning is known may be like a pattern.
      private static boolean may(String pattern, @Nullable String beginning) {
        if (beginning == null) {
          return true;
        }
        int star = pattern.indexOf('*');
        String head = star < 0 ? pattern : pattern.substring(0, star);
        return head.startsWith(beginning) || (star >= 0 && beginning.startsWith(head));
      }
    }

    static Condition parse(List<String> words) {
      List<List<Term>> any = new ArrayList<>();
      List<Term> all = new ArrayList<>();
      boolean negated = false;
      String patterns = "";
      for (String word : words) {
        if (!patterns.isEmpty()) {
          Term last = all.removeLast();
          all.add(
              new Term(
                  last.negated,
                  last.subject,
                  0,
                  List.of(word.split(",", -1)),
                  patterns.equals("like")));
          patterns = "";
          continue;
        }
        switch (word) {
          case "outside", "like" -> patterns = word;
          case "or" -> {
            any.add(List.copyOf(all));
            all.clear();
          }
          case "and" -> negated = false;
          case "not" -> negated = true;
          default -> {
            int greater = word.startsWith("operands>") ? word.indexOf('>') : -1;
            all.add(
                greater > 0
                    ? new Term(
                        negated,
                        "operands",
                        Integer.parseInt(word.substring(greater + 1)),
                        List.of(),
                        false)
                    : new Term(negated, word, 0, List.of(), false));
            negated = false;
          }
        }
      }
      if (!all.isEmpty()) {
        any.add(List.copyOf(all));
      }
      return new Condition(List.copyOf(any));
    }

    /// Whether the rule counts for the invocation.
    ///
    /// @param text the known text of a value; null when it is not known whole
    /// @param beginning the known text that a value begins with; null when there is none
    public <A> boolean holds(
        Invocation<A> invocation,
        Function<A, @Nullable String> text,
        Function<A, @Nullable String> beginning) {
      if (any.isEmpty()) {
        return true;
      }
      for (List<Term> all : any) {
        boolean holds = true;
        for (Term term : all) {
          holds = holds && term.applies(invocation, text, beginning) != term.negated;
        }
        if (holds) {
          return true;
        }
      }
      return false;
    }
  }
}
