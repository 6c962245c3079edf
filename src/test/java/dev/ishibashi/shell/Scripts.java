package dev.ishibashi.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// The shell scripts of this machine: programs, libraries, maintainer scripts, init scripts.
final class Scripts {
  private static final List<Path> PLACES =
      List.of(
          Path.of("/bin"),
          Path.of("/sbin"),
          Path.of("/usr/bin"),
          Path.of("/usr/sbin"),
          Path.of("/usr/lib"),
          Path.of("/usr/libexec"),
          Path.of("/usr/share"),
          Path.of("/lib"),
          Path.of("/etc"),
          Path.of("/var/lib/dpkg/info"));

  private static final Pattern SHELL =
      Pattern.compile("^#! *(?:/\\S*/)?(?:env +)?(?:/\\S*/)?(sh|dash|bash)(?:[ \t].*)?$");

  /// Libraries: they have no first line of that kind, and bash reads them.
  private static final Pattern SOURCED =
      Pattern.compile("\\.(?:sh|bash)$|bashrc|/bash-completion/completions/");

  private static final long LARGEST = 3_000_000;

  private Scripts() {}

  /// @param text each char one byte
  record Script(Path file, Dialect dialect, String text) {}

  static List<Script> ofThisMachine() throws IOException {
    List<Script> scripts = new ArrayList<>();
    for (Path place : PLACES) {
      if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
        Files.walkFileTree(place, new Collector(scripts));
      }
    }
    return scripts;
  }

  /// Programs and maintainer scripts that each installation of Debian 12 has, so that broken
  /// scripts made from them are the same everywhere.
  private static final Pattern EVERYWHERE =
      Pattern.compile(
          "/usr/bin/(?:bzgrep|bzdiff|bzmore|gunzip|gzexe|ldd|tzselect|uncompress|z(?:cat|diff|force"
              + "|grep|less|more|new)|catchsegv|which\\.debianutils|savelog)"
              + "|/var/lib/dpkg/info/(?:base-files|base-passwd|bash|coreutils|dash|debconf"
              + "|debianutils|dpkg|libc6:amd64|libpam-runtime|login|mount|passwd|perl-base|tzdata"
              + "|util-linux|apt|adduser)\\.(?:pre|post)(?:inst|rm)");

  static List<Script> ofEveryDebian() throws IOException {
    return ofThisMachine().stream()
        .filter(script -> EVERYWHERE.matcher(script.file().toString()).matches())
        .sorted(Comparator.comparing(Script::file))
        .toList();
  }

  private static final class Collector extends SimpleFileVisitor<Path> {
    private final List<Script> scripts;

    Collector(List<Script> scripts) {
      this.scripts = scripts;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && attributes.size() <= LARGEST && Files.isReadable(file)) {
        add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }

    private void add(Path file) {
      try (var in = Files.newInputStream(file)) {
        String head = new String(in.readNBytes(200), StandardCharsets.ISO_8859_1);
        String first = head.lines().findFirst().orElse("");
        var shebang = SHELL.matcher(first);
        boolean sourced = !first.startsWith("#!") && SOURCED.matcher(file.toString()).find();
        if (!sourced && !shebang.matches()) {
          return;
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Dialect dialect = sourced || shebang.group(1).equals("bash") ? Dialect.BASH : Dialect.SH;
        scripts.add(new Script(file, dialect, text));
      } catch (IOException e) {
        // A file that has gone meanwhile is no script of the machine.
      }
    }
  }
}
