package dev.ishibashi.inventory;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a value of an INI inventory: Ansible takes it as a literal of Python where it is one (`5`,
/// `True`, `['a', 'b']`), and as the text that stands there otherwise.
final class PythonLiteral {
  private static final String PART = "[0-9](_?[0-9])*";
  private static final Pattern HEXADECIMAL = Pattern.compile("0[xX](_?[0-9a-fA-F])+");
  private static final Pattern OCTAL = Pattern.compile("0[oO](_?[0-7])+");
  private static final Pattern BINARY = Pattern.compile("0[bB](_?[01])+");
  private static final Pattern DECIMAL = Pattern.compile("0(_?0)*|[1-9](_?[0-9])*");
  private static final Pattern REAL =
      Pattern.compile("(%1$s\\.(%1$s)?|\\.%1$s)([eE][+-]?%1$s)?|%1$s[eE][+-]?%1$s".formatted(PART));
  private static final Pattern IMAGINARY =
      Pattern.compile("(%1$s\\.?(%1$s)?|\\.%1$s)([eE][+-]?%1$s)?[jJ]".formatted(PART));

  private final String text;
  private int at;

  private PythonLiteral(String text) {
    this.text = text;
  }

  /// Signals that the text is no literal; it never leaves this class.
  private static final class NotLiteral extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotLiteral() {
      super(null, null, false, false);
    }
  }

  /// A literal that Ansible would take, but that has no counterpart here (a set, a complex number).
  record Foreign(String text) {}

  static @Nullable Object value(String text) {
    PythonLiteral reader = new PythonLiteral(text);
    try {
      Object value = reader.whole();
      // Ansible turns a literal of bytes into text; both are text here.
      return value;
    } catch (NotLiteral e) {
      return text;
    }
  }

  private @Nullable Object whole() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    Object value = expression(false, 0);
    blank(false);
    if (at < text.length() && text.charAt(at) == ',') {
      List<@Nullable Object> items = new ArrayList<>();
      items.add(value);
      while (at < text.length() && text.charAt(at) == ',') {
        at++;
        blank(false);
        if (at == text.length()) {
          break;
        }
        items.add(expression(false, 0));
        blank(false);
      }
      value = items;
    }
    if (at < text.length()) {
      throw new NotLiteral();
    }
    return value;
  }

  private void blank(boolean lines) {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (c == ' ' || c == '\t' || c == '\f' || (lines && c == '\n')) {
        at++;
      } else {
        return;
      }
    }
  }

  private @Nullable Object expression(boolean lines, int depth) {
    if (depth > 50) {
      throw new NotLiteral();
    }
    blank(lines);
    if (at >= text.length()) {
      throw new NotLiteral();
    }
    char c = text.charAt(at);
    if (c == '-' || c == '+') {
      at++;
      Object number = expression(lines, depth + 1);
      return switch (number) {
        case Long n -> c == '-' ? (Object) Math.negateExact(n) : n;
        case BigInteger n -> c == '-' ? n.negate() : n;
        case Double n -> c == '-' ? (Object) (-n) : n;
        case null, default -> throw new NotLiteral();
      };
    }
    if (c == '[') {
      at++;
      return items(']', depth).list;
    }
    if (c == '(') {
      at++;
      Sequence inside = items(')', depth);
      return inside.list.size() == 1 && !inside.comma ? inside.list.get(0) : inside.list;
    }
    if (c == '{') {
      at++;
      return dictionary(depth);
    }
    if (Character.isDigit(c) || (c == '.' && digitAt(at + 1))) {
      return number();
    }
    Optional<String> string = string();
    if (string.isPresent()) {
      StringBuilder joined = new StringBuilder(string.get());
      while (true) {
        int before = at;
        blank(lines);
        Optional<String> more = at < text.length() ? string() : Optional.empty();
        if (more.isEmpty()) {
          at = before;
          return joined.toString();
        }
        joined.append(more.get());
      }
    }
    int start = at;
    while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
      at++;
    }
    return switch (text.substring(start, at)) {
      case "True" -> true;
      case "False" -> false;
      case "None" -> null;
      default -> throw new NotLiteral();
    };
  }

  private record Sequence(List<@Nullable Object> list, boolean comma) {}

  private Sequence items(char end, int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    boolean comma = false;
    while (true) {
      blank(true);
      if (at < text.length() && text.charAt(at) == end) {
        at++;
        return new Sequence(list, comma);
      }
      if (!list.isEmpty() && !comma) {
        throw new NotLiteral();
      }
      list.add(expression(true, depth + 1));
      blank(true);
      comma = at < text.length() && text.charAt(at) == ',';
      if (comma) {
        at++;
      }
    }
  }

  private Object dictionary(int depth) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    boolean comma = true;
    boolean set = false;
    while (true) {
      blank(true);
      if (at < text.length() && text.charAt(at) == '}') {
        at++;
        return set ? new Foreign(text) : map;
      }
      if (!comma) {
        throw new NotLiteral();
      }
      Object key = expression(true, depth + 1);
      blank(true);
      if (at < text.length() && text.charAt(at) == ':' && !set) {
        at++;
        map.put(YamlScalars.key(key), expression(true, depth + 1));
      } else if (map.isEmpty()) {
        set = true;
      } else {
        throw new NotLiteral();
      }
      blank(true);
      comma = at < text.length() && text.charAt(at) == ',';
      if (comma) {
        at++;
      }
    }
  }

  private boolean digitAt(int index) {
    return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
  }

  private Object number() {
    int start = at;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean exponentSign =
          (c == '+' || c == '-')
              && (text.charAt(at - 1) == 'e' || text.charAt(at - 1) == 'E')
              && !text.startsWith("0x", start)
              && !text.startsWith("0X", start);
      if (!Character.isLetterOrDigit(c) && c != '.' && c != '_' && !exponentSign) {
        break;
      }
      at++;
    }
    String digits = text.substring(start, at);
    if (HEXADECIMAL.matcher(digits).matches()) {
      return whole(digits.substring(2), 16);
    }
    if (OCTAL.matcher(digits).matches()) {
      return whole(digits.substring(2), 8);
    }
    if (BINARY.matcher(digits).matches()) {
      return whole(digits.substring(2), 2);
    }
    if (DECIMAL.matcher(digits).matches()) {
      return whole(digits, 10);
    }
    if (REAL.matcher(digits).matches()) {
      return Double.parseDouble(digits.replace("_", ""));
    }
    if (IMAGINARY.matcher(digits).matches()) {
      return new Foreign(text);
    }
    throw new NotLiteral();
  }

  static Object whole(String digits, int base) {
    BigInteger value = new BigInteger(digits.replace("_", ""), base);
    return value.bitLength() < 63 ? (Object) value.longValue() : value;
  }

  /// A string literal at this place, if there is one.
  private Optional<String> string() {
    int i = at;
    boolean raw = false;
    boolean bytes = false;
    boolean unicode = false;
    while (i < text.length() && "rRbBuU".indexOf(text.charAt(i)) >= 0) {
      char prefix = Character.toLowerCase(text.charAt(i));
      boolean again =
          prefix == 'r' ? raw || unicode : prefix == 'b' ? bytes || unicode : i > at || raw;
      if (again) {
        return Optional.empty();
      }
      raw |= prefix == 'r';
      bytes |= prefix == 'b';
      unicode |= prefix == 'u';
      i++;
    }
    if (i >= text.length() || (text.charAt(i) != '\'' && text.charAt(i) != '"')) {
      return Optional.empty();
    }
    char quote = text.charAt(i);
    boolean triple = text.startsWith(String.valueOf(quote).repeat(3), i);
    String end = String.valueOf(quote).repeat(triple ? 3 : 1);
    i += end.length();
    StringBuilder value = new StringBuilder();
    while (!text.startsWith(end, i)) {
      if (i >= text.length() || (text.charAt(i) == '\n' && !triple)) {
        throw new NotLiteral();
      }
      char c = text.charAt(i);
      if (c != '\\') {
        value.append(c);
        i++;
      } else if (i + 1 >= text.length()) {
        throw new NotLiteral();
      } else if (raw) {
        value.append(c).append(text.charAt(i + 1));
        i += 2;
      } else {
        i = escape(i + 1, bytes, value);
      }
    }
    at = i + end.length();
    return Optional.of(value.toString());
  }

  private int escape(int i, boolean bytes, StringBuilder value) {
    char c = text.charAt(i);
    switch (c) {
      case '\n' -> {}
      case 'n' -> value.append('\n');
      case 't' -> value.append('\t');
      case 'r' -> value.append('\r');
      case 'a' -> value.append('\u0007');
      case 'b' -> value.append('\b');
      case 'f' -> value.append('\f');
      case 'v' -> value.append('\u000b');
      case '\\', '\'', '"' -> value.append(c);
      case 'x' -> {
        return code(i + 1, 2, value);
      }
      case 'u', 'U' -> {
        if (!bytes) {
          return code(i + 1, c == 'u' ? 4 : 8, value);
        }
        value.append('\\').append(c);
      }
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        int end = i;
        while (end < text.length()
            && end < i + 3
            && text.charAt(end) >= '0'
            && text.charAt(end) <= '7') {
          end++;
        }
        value.append((char) Integer.parseInt(text.substring(i, end), 8));
        return end;
      }
      default -> value.append('\\').append(c);
    }
    return i + 1;
  }

  private int code(int start, int digits, StringBuilder value) {
    if (start + digits > text.length()) {
      throw new NotLiteral();
    }
    String hex = text.substring(start, start + digits);
    if (!hex.matches("[0-9a-fA-F]+")) {
      throw new NotLiteral();
    }
    long point = Long.parseLong(hex, 16);
    if (point > Character.MAX_CODE_POINT) {
      throw new NotLiteral();
    }
    value.appendCodePoint((int) point);
    return start + digits;
  }
}
