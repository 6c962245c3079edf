package dev.ishibashi.shell;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The words that are not command names where a command may begin.
enum Keyword {
  IF("if", true, true),
  THEN("then", false, true),
  ELIF("elif", false, true),
  ELSE("else", false, true),
  FI("fi", false, true),
  CASE("case", true, true),
  ESAC("esac", false, true),
  FOR("for", true, true),
  SELECT("select", true, false),
  WHILE("while", true, true),
  UNTIL("until", true, true),
  DO("do", false, true),
  DONE("done", false, true),
  IN("in", false, true),
  FUNCTION("function", true, false),
  TIME("time", true, false),
  COPROC("coproc", true, false),
  OPEN_BRACE("{", true, true),
  CLOSE_BRACE("}", false, true),
  NOT("!", true, true),
  OPEN_TEST("[[", true, false),
  CLOSE_TEST("]]", false, false);

  private static final int LONGEST = 8;
  private static final Map<String, Keyword> BY_TEXT = new HashMap<>();

  static {
    for (Keyword keyword : values()) {
      BY_TEXT.put(keyword.text, keyword);
    }
  }

  final String text;

  /// Whether a command can begin with it.
  final boolean opens;

  private final boolean posix;

  Keyword(String text, boolean opens, boolean posix) {
    this.text = text;
    this.opens = opens;
    this.posix = posix;
  }

  /// The keyword that is the whole next word, or null.
  static @Nullable Keyword at(Reading in) {
    int c = in.peek();
    if (!mayStart(c)) {
      return null;
    }
    int length = 0;
    int i = in.at;
    char[] letters = new char[LONGEST];
    while (i < in.end) {
      char letter = in.text[i];
      if (letter == '\\' && in.continued(i)) {
        i += 2;
        continue;
      }
      if (Reading.breaks(letter)) {
        if (processAt(in, i)) {
          return null;
        }
        break;
      }
      if (length == LONGEST) {
        return null;
      }
      letters[length++] = letter;
      i++;
    }
    Keyword found = BY_TEXT.get(new String(letters, 0, length));
    if (found == NOT && in.surelyExtended && i < in.end && in.text[i] == '(') {
      return null;
    }
    return found != null && (found.posix || in.bash()) ? found : null;
  }

  /// Whether the text is a keyword of any dialect.
  static boolean is(String text) {
    return BY_TEXT.containsKey(text);
  }

  /// Whether `<(` of bash stands there: it goes on with the word, which is then no keyword.
  private static boolean processAt(Reading in, int index) {
    char c = in.text[index];
    if (!in.bash() || (c != '<' && c != '>')) {
      return false;
    }
    int next = index + 1;
    while (in.continued(next)) {
      next += 2;
    }
    return next < in.end && in.text[next] == '(';
  }

  private static boolean mayStart(int c) {
    return switch (c) {
      case 'i', 't', 'e', 'f', 'c', 's', 'w', 'u', 'd', '{', '}', '!', '[', ']' -> true;
      default -> false;
    };
  }

  /// Steps over this keyword, which is next.
  void take(Reading in) {
    in.skip(text.length());
  }
}
