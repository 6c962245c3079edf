package dev.ishibashi.shell;

/// The meaning of the text in `$'…'` (POSIX.1-2024 XCU 2.2.4, and bash).
final class AnsiText {
  private AnsiText() {}

  static String value(String raw) {
    StringBuilder out = new StringBuilder(raw.length());
    int i = 0;
    while (i < raw.length()) {
      char c = raw.charAt(i++);
      if (c != '\\' || i == raw.length()) {
        out.append(c);
        continue;
      }
      char kind = raw.charAt(i++);
      switch (kind) {
        case 'a' -> out.append('\u0007');
        case 'b' -> out.append('\b');
        case 'e', 'E' -> out.append('\u001B');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'v' -> out.append('\u000B');
        case '\\', '\'', '"', '?' -> out.append(kind);
        case 'x' -> i = number(raw, i, 2, 16, out, "\\x");
        case 'u' -> i = number(raw, i, 4, 16, out, "\\u");
        case 'U' -> i = number(raw, i, 8, 16, out, "\\U");
        case 'c' -> {
          if (i < raw.length()) {
            out.append((char) (raw.charAt(i++) & 0x1F));
          }
        }
        case '0', '1', '2', '3', '4', '5', '6', '7' -> i = number(raw, i - 1, 3, 8, out, "\\");
        default -> out.append('\\').append(kind);
      }
    }
    return out.toString();
  }

  /// Appends the character whose number stands at `i`, and returns the index behind it.
  private static int number(
      String raw, int i, int longest, int radix, StringBuilder out, String bare) {
    long value = 0;
    int stop = i;
    while (stop < raw.length() && stop < i + longest) {
      int digit = Character.digit(raw.charAt(stop), radix);
      if (digit < 0 || raw.charAt(stop) > 127) {
        break;
      }
      value = value * radix + digit;
      stop++;
    }
    if (stop == i) {
      out.append(bare);
    } else if (bare.equals("\\x") || bare.equals("\\")) {
      int oneByte = (int) (value & 0xFF);
      out.append((char) (oneByte < 0x80 ? oneByte : 0xDC00 + oneByte));
    } else if (Character.isValidCodePoint((int) value) && value <= Integer.MAX_VALUE) {
      out.appendCodePoint((int) value);
    } else {
      out.append('\uFFFD');
    }
    return stop;
  }
}
