package dev.ishibashi.inventory;

import java.util.ArrayList;
import java.util.List;

/// Splits a host line into words as Ansible does: quotes and backslashes of POSIX, and a `#`
/// outside quotes begins a comment even inside a word.
final class ShellWords {
  private ShellWords() {}

  /// @param start where the word begins in the line, in UTF-16 units
  record Word(String text, int start) {}

  /// The words; none where a quote or a backslash is left open.
  static List<Word> split(String line) {
    List<Word> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    int start = -1;
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (c == '#') {
        break;
      }
      if (c == ' ' || c == '\t' || c == '\r') {
        if (start >= 0) {
          words.add(new Word(word.toString(), start));
          word.setLength(0);
          start = -1;
        }
        i++;
        continue;
      }
      start = start < 0 ? i : start;
      if (c == '\\') {
        if (i + 1 >= line.length()) {
          return List.of();
        }
        word.append(line.charAt(i + 1));
        i += 2;
      } else if (c == '\'') {
        int end = line.indexOf('\'', i + 1);
        if (end < 0) {
          return List.of();
        }
        word.append(line, i + 1, end);
        i = end + 1;
      } else if (c == '"') {
        i++;
        while (i < line.length() && line.charAt(i) != '"') {
          if (line.charAt(i) == '\\'
              && i + 1 < line.length()
              && (line.charAt(i + 1) == '"' || line.charAt(i + 1) == '\\')) {
            i++;
          }
          word.append(line.charAt(i));
          i++;
        }
        if (i >= line.length()) {
          return List.of();
        }
        i++;
      } else {
        word.append(c);
        i++;
      }
    }
    if (start >= 0) {
      words.add(new Word(word.toString(), start));
    }
    return words;
  }
}
