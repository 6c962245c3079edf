package dev.ishibashi.approval;

/// Patterns as OpenSSH writes them (`PATTERNS` in ssh_config(5)).
final class Patterns {
  private Patterns() {}

  /// Whether a text fits a list of patterns with commas, and none of those with `!`.
  static boolean inList(String text, String list) {
    boolean fits = false;
    for (String pattern : list.split(",", -1)) {
      boolean not = pattern.startsWith("!");
      if (fits(text, not ? pattern.substring(1) : pattern)) {
        if (not) {
          return false;
        }
        fits = true;
      }
    }
    return fits;
  }

  /// Whether a text fits one pattern of `*` and `?`.
  private static boolean fits(String text, String pattern) {
    int t = 0;
    int p = 0;
    int star = -1;
    int from = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        from = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++from;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
