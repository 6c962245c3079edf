package dev.ishibashi.remote;

import java.util.List;
import java.util.stream.Collectors;

/// Words for a shell to read back as they are.
final class Shell {
  private Shell() {}

  static String quote(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  static String quote(List<String> words) {
    return words.stream().map(Shell::quote).collect(Collectors.joining(" "));
  }
}
