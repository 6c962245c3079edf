package dev.ishibashi.text;

import java.util.Collection;
import java.util.Optional;

/// Finds the word that was probably meant.
public final class Spelling {
  private Spelling() {}

  /// The nearest of the known words, if one is near: at most one slip for every three letters. The
  /// first of several equally near ones wins, so that the answer is always the same.
  public static Optional<String> nearest(String word, Collection<String> known) {
    int best = Math.max(1, word.length() / 3) + 1;
    String found = null;
    for (String candidate : known) {
      if (Math.abs(candidate.length() - word.length()) >= best) {
        continue;
      }
      int distance = distance(word, candidate);
      if (distance < best && distance < Math.max(word.length(), candidate.length())) {
        best = distance;
        found = candidate;
      }
    }
    return Optional.ofNullable(found);
  }

  /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        char x = Character.toLowerCase(a.charAt(i - 1));
        char y = Character.toLowerCase(b.charAt(j - 1));
        int replace = d[i - 1][j - 1] + (x == y ? 0 : 1);
        d[i][j] = Math.min(replace, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && x == Character.toLowerCase(b.charAt(j - 2))
            && y == Character.toLowerCase(a.charAt(i - 2))) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
