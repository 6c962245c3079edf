package dev.ishibashi.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `name`, `name:port`, `[name]:port` and ranges as Ansible's inventory does: the grammar is
/// the one its documentation and its behaviour show.
final class Addresses {
  private static final String NUMBERS = "\\[[0-9]+:[0-9]+(?::[0-9]+)?\\]";
  private static final String HEXADECIMALS = "\\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?\\]";
  private static final String LETTERS = "\\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?\\]";
  private static final String V4 = "(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5]|" + NUMBERS + ")";
  private static final String V6 = "(?:[0-9a-f]{1,4}|" + HEXADECIMALS + ")";
  private static final String LABEL = "(?:\\w|" + LETTERS + ")(?:[\\w-]|" + LETTERS + ")*(?<![_-])";

  private static final Pattern BRACKETED_PORT = Pattern.compile("\\[(.+)\\]:([0-9]+)");
  private static final Pattern PORT = Pattern.compile("((?:[^:\\[\\]]|\\[[^\\]]*\\])*):([0-9]+)");
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS;
  private static final Pattern IPV4 =
      Pattern.compile("(?:" + V4 + "\\.){3}" + V4, Pattern.CASE_INSENSITIVE);
  private static final Pattern IPV6 = Pattern.compile(ipv6(), Pattern.CASE_INSENSITIVE);
  private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*", FLAGS);
  private static final Pattern PLAIN =
      Pattern.compile("[\\w][\\w.-]{0,252}", Pattern.UNICODE_CHARACTER_CLASS);

  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  /// A fleet larger than this is a slip in a range.
  private static final int MOST = 1_000_000;

  private Addresses() {}

  private static String ipv6() {
    List<String> forms = new ArrayList<>();
    forms.add("(?:%s:){7}%s".formatted(V6, V6));
    forms.add("(?:%s:){1,6}:".formatted(V6));
    for (int before = 1; before <= 6; before++) {
      forms.add("(?:%s:){%d}(?::%s){1,%d}".formatted(V6, before, V6, 7 - before));
    }
    forms.add(":(?::%s){1,6}".formatted(V6));
    forms.add("%s?::".formatted(V6));
    String v4 = "(?:%s\\.){3}%s".formatted(V4, V4);
    forms.add("(?:0:){6}" + v4);
    forms.add("::(?:ffff:)?" + v4);
    forms.add("(?:0:){5}ffff:" + v4);
    return String.join("|", forms);
  }

  /// @param port 0 where none is written
  record Address(String host, int port) {}

  /// Whether the whole text is one address, ranges allowed, with or without a port.
  static boolean isAddress(String text) {
    Address split = split(text);
    return matches(split.host);
  }

  private static boolean matches(String host) {
    return IPV4.matcher(host).matches()
        || IPV6.matcher(host).matches()
        || NAME.matcher(host).matches();
  }

  /// Takes the port off. Text that is no address with a port stays whole.
  static Address parse(String text) {
    if (text.indexOf(':') < 0) {
      return new Address(text, 0);
    }
    Address split = split(text);
    return split.port >= 0 && matches(split.host) ? split : new Address(text, 0);
  }

  private static Address split(String text) {
    for (Pattern form : List.of(BRACKETED_PORT, PORT)) {
      Matcher m = form.matcher(text);
      if (m.matches()) {
        String port = m.group(2);
        return new Address(m.group(1), port.length() > 6 ? -1 : Integer.parseInt(port));
      }
    }
    return new Address(text, 0);
  }

  /// Whether a name is one that a host may have: what DNS, IPv4 and IPv6 allow, and `_`.
  static boolean isHostName(String name) {
    return PLAIN.matcher(name).matches() || (name.contains(":") && IPV6.matcher(name).matches());
  }

  sealed interface Expansion {}

  record Names(List<String> names) implements Expansion {}

  /// @param key the message that says what is wrong
  record Wrong(String key) implements Expansion {}

  /// All names that a text with ranges means: `web[01:10:2]`, `db-[a:c]`, `[1:2]-[1:2]`.
  static Expansion expand(String text) {
    List<String> names = new ArrayList<>();
    String wrong = expand(text, names);
    return wrong.isEmpty() ? new Names(names) : new Wrong(wrong);
  }

  private static String expand(String text, List<String> names) {
    int open = text.indexOf('[');
    if (open < 0) {
      if (names.size() >= MOST) {
        return "range-large";
      }
      names.add(text);
      return "";
    }
    int close = text.indexOf(']', open);
    if (close < 0) {
      return "range-open";
    }
    String head = text.substring(0, open);
    String tail = text.substring(close + 1);
    String[] bounds = text.substring(open + 1, close).split(":", -1);
    if (bounds.length != 2 && bounds.length != 3) {
      return "range-form";
    }
    String begin = bounds[0].isEmpty() ? "0" : bounds[0];
    String end = bounds[1];
    if (end.isEmpty()) {
      return "range-end";
    }
    String stepText = bounds.length == 3 ? bounds[2] : "1";
    if (!stepText.matches("[0-9]{1,6}") || stepText.matches("0+")) {
      return "range-step";
    }
    int step = Integer.parseInt(stepText);
    if (begin.length() == 1 && end.length() == 1) {
      int first = ALPHABET.indexOf(begin);
      int last = ALPHABET.indexOf(end);
      if (first >= 0 && last >= 0) {
        if (first > last) {
          return "range-order";
        }
        for (int i = first; i <= last; i += step) {
          String wrong = expand(head + ALPHABET.charAt(i) + tail, names);
          if (!wrong.isEmpty()) {
            return wrong;
          }
        }
        return "";
      }
    }
    if (!begin.matches("[0-9]{1,9}") || !end.matches("[0-9]{1,9}")) {
      return "range-form";
    }
    int width = begin.startsWith("0") && begin.length() > 1 ? begin.length() : 0;
    if (width > 0 && width != end.length()) {
      return "range-width";
    }
    long first = Long.parseLong(begin);
    long last = Long.parseLong(end);
    if (first > last) {
      return "range-order";
    }
    for (long i = first; i <= last; i += step) {
      String digits = Long.toString(i);
      String filled = "0".repeat(Math.max(0, width - digits.length())) + digits;
      String wrong = expand(head + filled + tail, names);
      if (!wrong.isEmpty()) {
        return wrong;
      }
    }
    return "";
  }
}
