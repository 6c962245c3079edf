package dev.ishibashi.cli;

import org.jspecify.annotations.Nullable;

/// What the terminal can show.
final class Console {
  private static final boolean TERMINAL = isTerminal(System.console());

  private Console() {}

  private static boolean isTerminal(java.io.@Nullable Console console) {
    return console != null && console.isTerminal();
  }

  /// Whether a person looks at a terminal (then lines may be drawn over), or a pipe takes lines.
  static boolean terminal() {
    return TERMINAL && !"dumb".equals(System.getenv("TERM"));
  }

  /// What the person answers; empty when there is nobody.
  static String ask(String question) {
    return ask(System.console(), question);
  }

  private static String ask(java.io.@Nullable Console console, String question) {
    String answer = console == null ? null : console.readLine("%s ", question);
    return answer == null ? "" : answer.strip();
  }

  /// Whether to colour: on a terminal, unless NO_COLOR is set to anything (https://no-color.org).
  static boolean colours() {
    String no = System.getenv("NO_COLOR");
    return terminal() && (no == null || no.isEmpty());
  }

  static String red(String text) {
    return colour("31", text);
  }

  static String green(String text) {
    return colour("32", text);
  }

  static String yellow(String text) {
    return colour("33", text);
  }

  static String bold(String text) {
    return colour("1", text);
  }

  private static String colour(String code, String text) {
    return colours() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
