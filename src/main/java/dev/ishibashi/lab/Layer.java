package dev.ishibashi.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// Writes files into a layer that will lie over a base.
///
/// @param directory the layer
/// @param base what lies under it
record Layer(Path directory, Path base) {
  private static final int LINKS = 40;

  void write(String path, int mode, String content) throws IOException {
    write(path, mode, content.getBytes(StandardCharsets.UTF_8));
  }

  void write(String path, int mode, byte[] content) throws IOException {
    Path to = Path.of(path);
    Path parent = to.getParent();
    Path place =
        (parent == null ? directory : directory(parent.toString()))
            .resolve(String.valueOf(to.getFileName()));
    Files.write(place, content);
    Trees.mode(place, mode);
  }

  /// Makes a directory with those above it. Where the base has a link in the way it is followed: a
  /// directory of the layer would hide it. Where the base has the same directory its mode and owner
  /// are taken over: those of the topmost layer count.
  ///
  /// @return the directory in the layer
  Path directory(String path) throws IOException {
    return directory(path, LINKS);
  }

  private Path directory(String path, int links) throws IOException {
    Path made = Path.of("");
    Path wanted = Path.of(path).normalize();
    for (int index = 0; index < wanted.getNameCount(); index++) {
      Path next = made.resolve(wanted.getName(index)).normalize();
      Path below = base.resolve(next);
      Path here = directory.resolve(next);
      boolean seeded = Files.isSymbolicLink(here);
      boolean free = !Files.exists(here, LinkOption.NOFOLLOW_LINKS);
      if (seeded || (free && Files.isSymbolicLink(below))) {
        if (links == 0) {
          throw new IOException("too many links: " + path);
        }
        Path target = Files.readSymbolicLink(seeded ? here : below);
        Path from = made;
        Path resolved =
            (target.isAbsolute() ? Path.of("/").relativize(target) : from.resolve(target))
                .normalize();
        while (resolved.startsWith("..")) {
          resolved = resolved.subpath(1, resolved.getNameCount());
        }
        Path rest =
            index + 1 < wanted.getNameCount()
                ? resolved.resolve(wanted.subpath(index + 1, wanted.getNameCount()))
                : resolved;
        return directory(rest.toString(), links - 1);
      }
      if (!Files.isDirectory(here)) {
        Files.createDirectory(here);
        if (Files.isDirectory(below)) {
          takeOver(below, here);
        } else {
          Trees.mode(here, 0755);
        }
      }
      made = next;
    }
    return directory.resolve(made);
  }

  private static void takeOver(Path from, Path to) throws IOException {
    if (Machine.isRealRoot()) {
      Files.setAttribute(to, "unix:uid", Files.getAttribute(from, "unix:uid"));
      Files.setAttribute(to, "unix:gid", Files.getAttribute(from, "unix:gid"));
    }
    Trees.mode(to, Trees.mode(from));
  }
}
