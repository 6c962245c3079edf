package dev.ishibashi.lineage;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Compares commands as texts.
final class Lines {
  private Lines() {}

  /// The text with every run of blanks, line ends and continuations as one blank.
  static String even(String text) {
    return text.replaceAll("\\\\\\n", " ").replaceAll("\\s+", " ").strip();
  }

  /// The text without the names of its variables, so that a renamed variable changes nothing.
  static String nameless(String text) {
    return text.replaceAll("\\$\\{[A-Za-z_][A-Za-z0-9_]*}", "\\$_")
        .replaceAll("\\$\\{?[A-Za-z_][A-Za-z0-9_]*", "\\$_")
        .replaceAll("(^|\\s)[A-Za-z_][A-Za-z0-9_]*=", "$1_=");
  }

  /// Whether two commands are one that was edited: the same command, and at least half of all words
  /// in common.
  static boolean similar(String a, String b) {
    List<String> x = List.of(nameless(a).split(" ", -1));
    List<String> y = List.of(nameless(b).split(" ", -1));
    if (!x.get(0).equals(y.get(0))) {
      return false;
    }
    Set<String> all = new HashSet<>(x);
    all.addAll(y);
    Set<String> both = new HashSet<>(x);
    both.retainAll(new HashSet<>(y));
    return both.size() * 2 >= all.size();
  }
}
