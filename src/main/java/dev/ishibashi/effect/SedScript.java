package dev.ishibashi.effect;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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

  /// `/regex/s,,replacement,e`: one substitution that a program consists of. Groups: the address's
  /// expression, the delimiter, the expression, the replacement, the flags.
  private static final Pattern ONE =
      Pattern.compile(
          "\\s*(?:/((?:\\\\.|[^\\\\/])+)/\\s*)?s([^\\w\\s\\\\])((?:\\\\.|(?!\\2)[^\\\\])*)\\2"
              + "((?:\\\\.|(?!\\2)[^\\\\])*)\\2([epI]*)\\s*",
          Pattern.DOTALL);

  /// Where a group begins, and in group 1 the whole of it when it meets at least one character.
  private static final Pattern GROUP =
      Pattern.compile("\\\\?\\(((?:\\.|\\[\\^?[^\\]]+\\])\\\\?\\+\\\\?\\))?");

  private static final Pattern DIRECTORY = Pattern.compile("^\\^\\\\?\\(\\.\\*\\\\?\\)\\\\?/");

  private SedScript() {}

  /// A piece of the text that a substitution leaves: text of the program, or what an expression
  /// met.
  ///
  /// @param met whether it is what an expression met, and not text
  /// @param filled whether that is at least one character
  /// @param directory whether it is the beginning of the line up to a slash, and a slash stands
  ///   behind it: nothing then is the root
  record Piece(String text, boolean met, boolean filled, boolean directory) {}

  /// The text that a program runs for each line that it takes, when it is known: one substitution
  /// of the whole line with the flag `e`. Null when the program is another.
  static @Nullable List<Piece> runs(String program) {
    Matcher matcher = ONE.matcher(program);
    if (!matcher.matches() || !matcher.group(5).contains("e")) {
      return null;
    }
    String expression = matcher.group(3).isEmpty() ? matcher.group(1) : matcher.group(3);
    if (expression == null
        || !expression.startsWith("^")
        || !expression.endsWith("$")
        || expression.endsWith("\\$")
        || expression.contains("|")) {
      return null;
    }
    List<Piece> pieces = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    String replacement = matcher.group(4);
    for (int i = 0; i < replacement.length(); i++) {
      char c = replacement.charAt(i);
      int group = -1;
      if (c == '&') {
        group = 0;
      } else if (c == '\\') {
        char next = replacement.charAt(++i);
        if (Character.isDigit(next)) {
          group = next - '0';
        } else if (next == 'n') {
          text.append('\n');
        } else if (Character.isLetter(next)) {
          // Changes of case and its kin.
          return null;
        } else {
          text.append(next);
        }
      } else {
        text.append(c);
      }
      if (group >= 0) {
        pieces.add(new Piece(text.toString(), false, false, false));
        text.setLength(0);
        String name = group == 0 ? "&" : "\\" + group;
        boolean directory =
            group == 1
                && DIRECTORY.matcher(expression).find()
                && replacement.startsWith("/", i + 1);
        pieces.add(new Piece(name, true, filled(expression, group), directory));
      }
    }
    pieces.add(new Piece(text.toString(), false, false, false));
    return pieces;
  }

  /// Whether a group certainly meets something: `(.+)`, `\([^/]\+\)`.
  private static boolean filled(String expression, int group) {
    if (expression.contains("\\(") && expression.matches("(?s)(.*[^\\\\])?\\(.*")) {
      // One of the two is no group; which one depends on -E.
      return false;
    }
    Matcher groups = GROUP.matcher(expression);
    int count = 0;
    while (groups.find()) {
      if (++count == group) {
        return groups.group(1) != null;
      }
    }
    return false;
  }

  /// Substitutions of Perl that run nothing: no `e` flag.
  private static final Pattern PERL =
      Pattern.compile(
          "\\s*(?:(?:s|y|tr)([/|,#!])(?:\\\\.|(?!\\1)[^\\\\])*\\1(?:\\\\.|(?!\\1)[^\\\\])*\\1[gimsxrodc]*\\s*"
              + "(?:;\\s*|$))+",
          Pattern.DOTALL);

  /// Whether a program of Perl does nothing but substitute in the text that it is given. In `${ }`,
  /// `@{ }` and `(?{ })` there may be a program too.
  static boolean onlySubstitutes(String program) {
    return PERL.matcher(program).matches()
        && !program.contains("?{")
        && !program.contains("${")
        && !program.contains("@{");
  }

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
