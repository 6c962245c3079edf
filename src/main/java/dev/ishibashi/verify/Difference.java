package dev.ishibashi.verify;

import dev.ishibashi.effect.Act;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;

/// One path that is not as it was.
///
/// @param acts what was done to it, as far as two listings can tell
/// @param what for people: `size 12 -> 14`
public record Difference(String path, Set<Act> acts, String what) {
  /// Every difference between two snapshots of one host, by path.
  ///
  /// A file counts as changed when its type, size, times, inode or link target moved: ctime moves
  /// with every write, also when a program sets the mtime back. Of a directory only its being
  /// there, its mode and its owner count; what happened in it is told by its members.
  public static List<Difference> between(Snapshot before, Snapshot after) {
    List<Difference> found = new ArrayList<>();
    NavigableMap<String, FileFact> was = before.files();
    NavigableMap<String, FileFact> is = after.files();
    Set<String> paths = new TreeSet<>(was.keySet());
    paths.addAll(is.keySet());
    for (String path : paths) {
      FileFact old = was.get(path);
      FileFact now = is.get(path);
      if (old == null && now != null) {
        found.add(new Difference(path, Set.of(Act.CREATE), kind(now) + " is new"));
      } else if (old != null && now == null) {
        found.add(new Difference(path, Set.of(Act.DELETE), kind(old) + " is gone"));
      } else if (old != null && now != null && !old.equals(now)) {
        compare(path, old, now, found);
      }
    }
    return found;
  }

  private static void compare(String path, FileFact old, FileFact now, List<Difference> found) {
    if (old.type() != now.type()) {
      found.add(
          new Difference(path, Set.of(Act.DELETE, Act.CREATE), kind(old) + " became " + kind(now)));
      return;
    }
    Set<Act> acts = new TreeSet<>();
    List<String> what = new ArrayList<>();
    if (!old.mode().equals(now.mode())) {
      acts.add(Act.PERMISSION);
      what.add("mode " + old.mode() + " -> " + now.mode());
    }
    if (!old.user().equals(now.user()) || !old.group().equals(now.group())) {
      acts.add(Act.PERMISSION);
      what.add("owner %s:%s -> %s:%s".formatted(old.user(), old.group(), now.user(), now.group()));
    }
    if (old.type() != 'd') {
      if (!old.target().equals(now.target())) {
        acts.add(Act.MODIFY);
        what.add("link %s -> %s".formatted(old.target(), now.target()));
      } else if (old.size() != now.size()) {
        acts.add(Act.MODIFY);
        what.add("size %d -> %d".formatted(old.size(), now.size()));
      } else if (!old.modified().equals(now.modified()) || !old.identity().equals(now.identity())) {
        acts.add(Act.MODIFY);
        what.add("content written");
      } else if (acts.isEmpty() && !old.changed().equals(now.changed())) {
        acts.add(Act.MODIFY);
        what.add("touched (ctime moved)");
      }
    }
    if (!acts.isEmpty()) {
      found.add(new Difference(path, acts, String.join(", ", what)));
    }
  }

  private static String kind(FileFact fact) {
    return switch (fact.type()) {
      case 'f' -> "file";
      case 'd' -> "directory";
      case 'l' -> "symbolic link";
      default -> "special file";
    };
  }
}
