package dev.ishibashi.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One thing a command does, read from one line such as `delete operands tree if -r`.
///
/// @param act the act (`delete`), or `run` and `program` for commands that start others
/// @param targets what it is done to: `operands`, `first`, `last`, `init` (all but the last),
///   `rest` (all but the first), `beside` (anything in the directories of the operands), `copies`
///   (where copies of the operands land), an option (`-o`), a path (`/etc/passwd`), or a text with
///   `{…}` in it
/// @param tree whether everything below counts too
/// @param suffix what is put behind each target
/// @param certain whether it is done on every successful run (the rule), and not only at times
///   (`may delete /etc/passwd-`)
/// @param danger the code of a finding that goes with it, empty for none
/// @param condition when it applies
public record Rule(
    String act,
    List<String> targets,
    boolean tree,
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
          "program");

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
    boolean tree = false;
    String suffix = "";
    String danger = "";
    int i = 1;
    while (i < words.size() && !words.get(i).equals("if")) {
      if (words.get(i).equals("tree")) {
        tree = true;
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
    return new Rule(act, List.copyOf(targets), tree, suffix, certain, danger, condition);
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
    /// `-r`, `not -n`, `operands`, `operands>1`, `-c outside user.*,color.*`.
    ///
    /// @param outside patterns (`*` is any text) for values of the option; the term then holds when
    ///   a value is none of these, or not known; empty when values do not matter
    public record Term(boolean negated, String subject, int more, List<String> outside) {
      private <A> boolean applies(Invocation<A> invocation, Function<A, @Nullable String> text) {
        if (subject.equals("operands")) {
          return invocation.operands().size() > more;
        }
        if (outside.isEmpty()) {
          return invocation.has(subject);
        }
        return invocation.values(subject).stream()
            .map(text)
            .anyMatch(value -> value == null || outside.stream().noneMatch(p -> like(p, value)));
      }

      private static boolean like(String pattern, String value) {
        int star = pattern.indexOf('*');
        return star < 0
            ? value.equals(pattern)
            : value.startsWith(pattern.substring(0, star))
                && value.endsWith(pattern.substring(star + 1));
      }
    }

    static Condition parse(List<String> words) {
      List<List<Term>> any = new ArrayList<>();
      List<Term> all = new ArrayList<>();
      boolean negated = false;
      boolean patterns = false;
      for (String word : words) {
        if (patterns) {
          Term last = all.removeLast();
          all.add(new Term(last.negated, last.subject, 0, List.of(word.split(",", -1))));
          patterns = false;
          continue;
        }
        switch (word) {
          case "outside" -> patterns = true;
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
                        List.of())
                    : new Term(negated, word, 0, List.of()));
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
    public <A> boolean holds(Invocation<A> invocation, Function<A, @Nullable String> text) {
      if (any.isEmpty()) {
        return true;
      }
      return any.stream()
          .anyMatch(all -> all.stream().allMatch(t -> t.applies(invocation, text) != t.negated));
    }
  }
}
