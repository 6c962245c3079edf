package dev.ishibashi.remote;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads refusals from what hosts report.
final class Refusals {
  private static final Pattern QUOTED = Pattern.compile("['‘`]([^'’`]*)['’`]");

  private Refusals() {}

  /// From a line that the program printed.
  static Refusal seen(String line) {
    boolean readOnly = line.contains("Read-only file system");
    Refusal.How how = readOnly ? Refusal.How.SEEN_IN_OUTPUT : Refusal.How.PERHAPS;
    for (String message :
        new String[] {
          "Read-only file system", "Device or resource busy", "Operation not permitted"
        }) {
      int at = line.indexOf(message);
      if (at >= 0) {
        return new Refusal(path(line.substring(0, at)), how, line.strip());
      }
    }
    return new Refusal("", how, line.strip());
  }

  /// The path in `rm: cannot remove '/etc/x': ` or `sh: 3: cannot create /etc/x: `.
  private static String path(String before) {
    String path = "";
    Matcher quoted = QUOTED.matcher(before);
    while (quoted.find()) {
      path = quoted.group(1);
    }
    if (!path.isEmpty()) {
      return path;
    }
    String text = before.strip().replaceFirst(":$", "");
    text = text.substring(text.lastIndexOf(": ") < 0 ? 0 : text.lastIndexOf(": ") + 2);
    int slash = text.startsWith("/") ? 0 : text.indexOf(" /") + 1;
    if (slash > 0 || text.startsWith("/")) {
      return text.substring(slash);
    }
    return text.contains(" ") ? text.substring(text.lastIndexOf(' ') + 1) : text;
  }

  /// From a line `KIND PATH<tab>WHERE IT IS KEPT NOW`.
  static Refusal found(String line) {
    int space = line.indexOf(' ');
    int tab = line.indexOf('\t');
    String path = line.substring(space + 1, tab < 0 ? line.length() : tab);
    String kept = tab < 0 ? "" : line.substring(tab + 1);
    return line.startsWith("link")
        ? new Refusal(path, Refusal.How.LINK, kept)
        : new Refusal(path, Refusal.How.NEW_NAME, kept);
  }
}
