package dev.ishibashi.effect;

import java.util.regex.Pattern;

/// Looks at the text of a `sed` program for what it can do by itself: `w` and `W` write files, `e`
/// runs commands, and `s` does both by its flags (GNU sed manual, 3.3 and 3.8).
final class SedScript {
  /// `s/regex/replacement/flags` and `y/from/to/`, with any delimiter; the flags are group 2.
  private static final Pattern SUBSTITUTION =
      Pattern.compile(
          "[sy]([^\\w\\s\\\\])(?:\\\\.|(?!\\1)[^\\\\])*\\1(?:\\\\.|(?!\\1)[^\\\\])*\\1"
              + "([gpiImMewW0-9]*)",
          Pattern.DOTALL);

  private static final Pattern ACTING =
      Pattern.compile("(?:^|[;{}\\n!,/0-9$])\\s*(?:[wW]\\s*\\S|e(?:\\s|$|;))");

  private SedScript() {}

  /// Whether a program certainly writes no file and runs no command beside its own editing.
  static boolean onlyEdits(String program) {
    var matcher = SUBSTITUTION.matcher(program);
    while (matcher.find()) {
      if (matcher.group(2).matches(".*[ewW].*")) {
        return false;
      }
    }
    // The delimiter stays, so that what follows a substitution begins a command.
    return !ACTING.matcher(SUBSTITUTION.matcher(program).replaceAll(";")).find();
  }
}
