package dev.ishibashi.remote;

import dev.ishibashi.text.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What a program may change on a host; all else is read-only while it runs.
///
/// @param writable absolute paths: a file (`/etc/postfix/main.cf`), a pattern of names
///   (`/etc/app/*.conf`; a `*` never crosses a `/`), a tree (`/var/spool/x/**`: all in it, not the
///   directory itself), a device (`/dev/sdb`)
/// @param protectedPaths files and directories that stay read-only even where a writable path
///   covers them
/// @param network whether the host's network is there; else the program is alone with its loopback
/// @param services whether the sockets of systemd, D-Bus, Docker and the like are there. What is
///   asked for through them happens outside the guard
public record Scope(
    List<String> writable, List<String> protectedPaths, boolean network, boolean services) {
  private static final Pattern UNUSABLE = Pattern.compile("[\\p{Cntrl}\\\\]");

  public Scope {
    writable = List.copyOf(writable);
    protectedPaths = List.copyOf(protectedPaths);
    List<String> complaints = complaints(writable, protectedPaths);
    if (!complaints.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", complaints));
    }
  }

  /// Files only: no network, no services.
  public static Scope of(List<String> writable) {
    return new Scope(writable, List.of(), false, false);
  }

  /// For an undo: the same files, also the declared trees themselves by their names, so that one
  /// that the run made can go again; no network, no services.
  public Scope forUndo() {
    List<String> paths = new ArrayList<>(writable);
    for (String path : writable) {
      String tree = path.endsWith("/**") ? path.substring(0, path.length() - 3) : "";
      if (!tree.isEmpty() && !tree.contains("*") && !paths.contains(tree)) {
        paths.add(tree);
      }
    }
    return new Scope(paths, protectedPaths, false, false);
  }

  /// What is wrong with these paths, a sentence each; empty when [Scope] takes them.
  public static List<String> complaints(List<String> writable, List<String> protectedPaths) {
    List<String> complaints = new ArrayList<>();
    for (String path : writable) {
      complain(path, complaints);
      if (path.equals("/**") || path.equals("/")) {
        complaints.add(Messages.text("remote.path-all", path));
      }
    }
    protectedPaths.forEach(path -> complain(path, complaints));
    return complaints;
  }

  private static void complain(String path, List<String> complaints) {
    String tree = path.endsWith("/**") ? path.substring(0, path.length() - 3) : path;
    if (!path.startsWith("/")) {
      complaints.add(Messages.text("remote.path-relative", path));
    } else if (UNUSABLE.matcher(path).find()) {
      complaints.add(Messages.text("remote.path-characters", path));
    } else if (tree.contains("**")) {
      complaints.add(Messages.text("remote.path-tree", path));
    } else if (path.contains("//")
        || (path + "/").contains("/../")
        || (path + "/").contains("/./")
        || (path.length() > 1 && path.endsWith("/"))) {
      complaints.add(Messages.text("remote.path-plain", path));
    }
  }
}
