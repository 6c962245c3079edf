package dev.ishibashi.incident;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What lies on one host, read from outside of it: each file with its mode and the hash of its
/// content. It asks nothing of the host, so it also tells of a host that no longer answers.
///
/// @param files path on the host to what the file is
record Manifest(SortedMap<String, String> files) {
  /// Reads the files below some directories.
  ///
  /// @param root the host's root directory, seen from this machine
  /// @param watch directories on the host
  static Manifest of(Path root, List<String> watch) {
    SortedMap<String, String> files = new TreeMap<>();
    for (String directory : watch) {
      Path start = root.resolve(directory.substring(1));
      if (Files.isDirectory(start, LinkOption.NOFOLLOW_LINKS)) {
        walk(root, start, files);
      }
    }
    return new Manifest(files);
  }

  private static void walk(Path root, Path start, SortedMap<String, String> files) {
    FileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            files.put("/" + root.relativize(file), describe(file, attributes));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
            if (why instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw why;
          }
        };
    try {
      Files.walkFileTree(start, visitor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String describe(Path file, BasicFileAttributes attributes) throws IOException {
    if (attributes.isSymbolicLink()) {
      return "link " + Files.readSymbolicLink(file);
    }
    if (!attributes.isRegularFile()) {
      return "special";
    }
    Object mode = Files.getAttribute(file, "unix:mode");
    Object owner = Files.getAttribute(file, "unix:uid");
    return mode + " " + owner + " " + sha256(file);
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// Both together; what only the other knows is added.
  Manifest with(Manifest other) {
    SortedMap<String, String> all = new TreeMap<>(other.files);
    all.putAll(files);
    return new Manifest(all);
  }

  /// The paths that are gone, new, or other than before.
  Set<String> changedIn(Manifest after) {
    Set<String> changed = new TreeSet<>();
    files.forEach(
        (path, what) -> {
          if (!what.equals(after.files.get(path))) {
            changed.add(path);
          }
        });
    after.files.keySet().stream().filter(p -> !files.containsKey(p)).forEach(changed::add);
    return changed;
  }

  /// The paths whose content is gone or overwritten.
  Set<String> lostIn(Manifest after) {
    Set<String> lost = changedIn(after);
    lost.retainAll(files.keySet());
    return lost;
  }
}
