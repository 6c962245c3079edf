package dev.ishibashi.effect;

import java.util.ArrayList;
import java.util.List;

/// Hosts as `pdsh`, `clush`, `dsh` and `pssh` take them: `web[1-3,5],root@db1`.
final class HostList {
  private static final int MOST = 2_000;

  private HostList() {}

  /// The hosts of a list; `?` among them for those that cannot be worked out.
  ///
  /// @param blanks whether blanks part them too, and `:PORT` may stand behind a name
  static List<String> of(List<Atom> atoms, boolean blanks) {
    if (atoms.stream().anyMatch(Atom.Symbol.class::isInstance)) {
      return List.of("?");
    }
    List<String> hosts = new ArrayList<>();
    for (String item : items(Variant.written(atoms), blanks)) {
      String name = item.substring(item.lastIndexOf('@') + 1);
      if (blanks) {
        name = name.replaceFirst(":[0-9]+$", "");
      }
      // A file, an exclusion, a group, a pattern of their own.
      boolean special = name.matches("[\\^!~@/].*|.*[/*?].*") || item.startsWith("@");
      if (special || !expand(name, hosts) || hosts.size() > MOST) {
        return List.of("?");
      }
    }
    return hosts.isEmpty() ? List.of("?") : List.copyOf(hosts);
  }

  /// The hosts of a file, one a line.
  static List<String> lines(Value content) {
    List<String> hosts = new ArrayList<>();
    for (Variant variant : content.variants()) {
      String text = variant.literal();
      if (text == null) {
        return List.of("?");
      }
      for (String line : text.lines().toList()) {
        String plain = line.replaceFirst("#.*", "").strip();
        if (!plain.isEmpty()) {
          String host = plain.split("\\s+", 2)[0];
          hosts.add(host.substring(host.lastIndexOf('@') + 1).replaceFirst(":[0-9]+$", ""));
        }
      }
    }
    return hosts.isEmpty() ? List.of("?") : List.copyOf(hosts);
  }

  /// Splits at commas outside of brackets.
  private static List<String> items(String text, boolean blanks) {
    List<String> all = new ArrayList<>();
    StringBuilder one = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      if (depth == 0 && (c == ',' || (blanks && Character.isWhitespace(c)))) {
        all.add(one.toString());
        one.setLength(0);
      } else {
        one.append(c);
      }
    }
    all.add(one.toString());
    all.removeIf(String::isBlank);
    return all;
  }

  private static boolean expand(String name, List<String> hosts) {
    int open = name.indexOf('[');
    if (open < 0) {
      hosts.add(name);
      return name.matches("[A-Za-z0-9._:-]+");
    }
    int close = name.indexOf(']', open);
    if (close < 0) {
      return false;
    }
    String before = name.substring(0, open);
    String behind = name.substring(close + 1);
    for (String range : name.substring(open + 1, close).split(",", -1)) {
      if (!range.matches("[0-9]{1,6}(-[0-9]{1,6})?")) {
        return false;
      }
      String[] ends = range.split("-", 2);
      int first = Integer.parseInt(ends[0]);
      int last = Integer.parseInt(ends[ends.length - 1]);
      if (last - first > MOST) {
        return false;
      }
      for (int i = first; i <= last; i++) {
        String number = String.valueOf(i);
        number = "0".repeat(Math.max(0, ends[0].length() - number.length())) + number;
        if (!expand(before + number + behind, hosts)) {
          return false;
        }
      }
    }
    return true;
  }
}
