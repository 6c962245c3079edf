package dev.ishibashi.effect;

import java.util.ArrayList;
import java.util.List;

/// Something that a line of a file of tmpfiles.d(5) does to a path.
///
/// @param path with `*` for what only the host knows; patterns stay patterns
/// @param tree whether all below it counts too
record Tmpfile(Act act, String path, boolean tree) {
  /// What a line does: nothing for a comment, [Act#UNKNOWN] for a line that nobody understands.
  ///
  /// @param removes whether it is also asked to delete (`--remove`, `--clean`)
  static List<Tmpfile> of(String line, boolean removes) {
    String text = line.strip();
    if (text.isEmpty() || text.startsWith("#")) {
      return List.of();
    }
    String[] words = text.split("\\s+", 3);
    if (words.length < 2 || !words[0].matches("[a-zA-Z][-+!=~^$?]*") || !words[1].startsWith("/")) {
      return List.of(new Tmpfile(Act.UNKNOWN, "", false));
    }
    String path = words[1].replace("%%", "%").replace("%t", "/run").replaceAll("%[a-zA-Z]", "*");
    boolean again = words[0].indexOf('+') > 0;
    List<Tmpfile> all = new ArrayList<>();
    if (words[0].indexOf('=') > 0) {
      all.add(new Tmpfile(Act.DELETE, path, true));
    }
    boolean known = true;
    switch (words[0].charAt(0)) {
      case 'f', 'w', 'F' -> {
        all.add(new Tmpfile(Act.CREATE, path, false));
        all.add(new Tmpfile(Act.MODIFY, path, false));
        all.add(new Tmpfile(Act.PERMISSION, path, false));
      }
      case 'd', 'D', 'e', 'v', 'q', 'Q', 'p', 'c', 'b' -> {
        all.add(new Tmpfile(Act.CREATE, path, false));
        all.add(new Tmpfile(Act.PERMISSION, path, false));
        if (again) {
          all.add(new Tmpfile(Act.OVERWRITE, path, false));
        }
        if (removes) {
          all.add(new Tmpfile(Act.DELETE, path + "/*", true));
        }
      }
      case 'L' -> {
        all.add(new Tmpfile(Act.CREATE, path, false));
        if (again) {
          all.add(new Tmpfile(Act.DELETE, path, true));
        }
      }
      case 'C' -> {
        all.add(new Tmpfile(again ? Act.OVERWRITE : Act.CREATE, path, true));
        all.add(new Tmpfile(Act.PERMISSION, path, false));
      }
      case 'z', 't', 'a', 'h' -> all.add(new Tmpfile(Act.PERMISSION, path, false));
      case 'Z', 'T', 'A', 'H' -> all.add(new Tmpfile(Act.PERMISSION, path, true));
      case 'r', 'R' -> {
        if (removes) {
          all.add(new Tmpfile(Act.DELETE, path, words[0].charAt(0) == 'R'));
        }
      }
      case 'x', 'X' -> {}
      default -> known = false;
    }
    return known ? all : List.of(new Tmpfile(Act.UNKNOWN, "", false));
  }
}
