package dev.ishibashi.effect;

/// Shell patterns matched against known text (POSIX.1-2024 XCU 2.14), without the rules for file
/// names.
final class Globs {
  private Globs() {}

  static boolean matches(String pattern, String text) {
    return matches(pattern, 0, text, 0);
  }

  private static boolean matches(String pattern, int p, String text, int t) {
    int starPattern = -1;
    int starText = -1;
    while (t < text.length() || p < pattern.length()) {
      int next = p < pattern.length() ? step(pattern, p, text, t) : -1;
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        starPattern = p++;
        starText = t;
      } else if (next >= 0) {
        p = next;
        t++;
      } else if (starPattern >= 0 && starText < text.length()) {
        p = starPattern + 1;
        t = ++starText;
      } else {
        return false;
      }
    }
    return true;
  }

  /// The place behind the pattern item at `p` when it matches one character at `t`, else -1.
  private static int step(String pattern, int p, String text, int t) {
    if (t >= text.length()) {
      return -1;
    }
    char c = pattern.charAt(p);
    char actual = text.charAt(t);
    if (c == '?') {
      return p + 1;
    }
    if (c == '\\' && p + 1 < pattern.length()) {
      return pattern.charAt(p + 1) == actual ? p + 2 : -1;
    }
    int end = c == '[' ? bracketEnd(pattern, p) : -1;
    if (end > 0) {
      return bracket(pattern.substring(p + 1, end), actual) ? end + 1 : -1;
    }
    return c == actual ? p + 1 : -1;
  }

  /// Where the bracket expression that starts at `start` ends, or -1 when it is not one.
  static int bracketEnd(String pattern, int start) {
    int i = start + 1;
    if (i < pattern.length() && (pattern.charAt(i) == '!' || pattern.charAt(i) == '^')) {
      i++;
    }
    if (i < pattern.length() && pattern.charAt(i) == ']') {
      i++;
    }
    while (i < pattern.length() && pattern.charAt(i) != ']') {
      if (pattern.startsWith("[:", i) && pattern.indexOf(":]", i) > 0) {
        i = pattern.indexOf(":]", i) + 2;
      } else {
        i++;
      }
    }
    return i < pattern.length() ? i : -1;
  }

  private static boolean bracket(String inside, char actual) {
    boolean negated = inside.startsWith("!") || inside.startsWith("^");
    String set = negated ? inside.substring(1) : inside;
    boolean found = false;
    for (int i = 0; i < set.length() && !found; i++) {
      if (set.startsWith("[:", i) && set.indexOf(":]", i) > 0) {
        int end = set.indexOf(":]", i);
        found = inClass(set.substring(i + 2, end), actual);
        i = end + 1;
      } else if (i + 2 < set.length() && set.charAt(i + 1) == '-') {
        found = set.charAt(i) <= actual && actual <= set.charAt(i + 2);
        i += 2;
      } else {
        found = set.charAt(i) == actual;
      }
    }
    return found != negated;
  }

  private static boolean inClass(String name, char c) {
    return switch (name) {
      case "alpha" -> Character.isLetter(c);
      case "digit" -> c >= '0' && c <= '9';
      case "alnum" -> Character.isLetterOrDigit(c);
      case "space" -> Character.isWhitespace(c);
      case "blank" -> c == ' ' || c == '\t';
      case "upper" -> Character.isUpperCase(c);
      case "lower" -> Character.isLowerCase(c);
      case "punct" -> c > 32 && c < 127 && !Character.isLetterOrDigit(c);
      case "xdigit" -> Character.digit(c, 16) >= 0;
      case "cntrl" -> Character.isISOControl(c);
      case "print" -> c >= 32 && c != 127;
      case "graph" -> c > 32 && c != 127;
      // An unknown class matches nothing in every shell.
      default -> false;
    };
  }

  /// Whether unquoted text holds pattern characters.
  static boolean isPattern(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
  }

  /// A pattern that matches exactly this text.
  static String quote(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '*' || c == '?' || c == '[' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }
}
