package dev.ishibashi.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The minimal root: commands of this machine with their libraries, and the few files of `/etc`
/// that a system needs. Nothing else of the machine is in it.
final class Base {
  /// Raise it when a base is built differently from before.
  private static final String FORMAT = "2";

  private static final List<Path> PLACES =
      List.of(Path.of("/usr/bin"), Path.of("/usr/sbin"), Path.of("/bin"), Path.of("/sbin"));

  /// Files that commands load or run without the loader knowing.
  private static final List<String> PARTS =
      List.of(
          "/usr/lib/openssh",
          "/usr/libexec/openssh",
          "/usr/libexec/sudo",
          "/usr/lib/sudo",
          "/usr/libexec/coreutils",
          "/usr/lib/locale/C.utf8",
          "/usr/share/zoneinfo/UTC",
          "/usr/share/zoneinfo/Asia/Tokyo",
          "/etc/ld.so.cache",
          "/etc/os-release",
          "/usr/lib/os-release");

  private static final List<String> TERMINALS =
      List.of("d/dumb", "l/linux", "v/vt100", "x/xterm", "x/xterm-256color", "s/screen", "t/tmux");

  /// Several labs of one JVM may want the base at once; a file lock only holds against others.
  private static final Object BUILDING = new Object();

  private Base() {}

  /// The directory of the base for this machine as it is now; built when it is not there.
  ///
  /// @param labs the directory that holds labs and bases
  static Path prepare(Path labs, Set<String> more) {
    try {
      Map<String, Path> commands = commands(more);
      Path base = labs.resolve("base-" + hash(commands));
      if (Files.isDirectory(base)) {
        return base;
      }
      synchronized (BUILDING) {
        try (FileChannel lock =
            FileChannel.open(
                labs.resolve("base.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
          var held = lock.lock();
          if (!Files.isDirectory(base)) {
            removeUnfinished(labs);
            Path unfinished = labs.resolve("base-unfinished");
            build(unfinished, commands);
            Files.move(unfinished, base, StandardCopyOption.ATOMIC_MOVE);
          }
          held.release();
        }
      }
      return base;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void removeUnfinished(Path labs) throws IOException {
    Trees.delete(labs.resolve("base-unfinished"));
  }

  private static Map<String, Path> commands(Set<String> more) throws IOException {
    Set<String> names = new LinkedHashSet<>(more);
    for (String line : Resources.text("host/lab-commands.txt").split("\n", -1)) {
      if (!line.startsWith("#")) {
        names.addAll(List.of(line.strip().split(" +", -1)));
      }
    }
    names.remove("");
    Map<String, Path> found = new TreeMap<>();
    for (String name : names) {
      for (Path place : PLACES) {
        Path path = place.resolve(name);
        if (Files.isRegularFile(path) && Files.isExecutable(path) && Files.isReadable(path)) {
          found.put(name, path);
          break;
        }
      }
    }
    return found;
  }

  private static String hash(Map<String, Path> commands) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(FORMAT.getBytes(StandardCharsets.UTF_8));
      for (Path path : commands.values()) {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        digest.update(
            "%s %d %s\n"
                .formatted(path, attributes.size(), attributes.lastModifiedTime())
                .getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void build(Path base, Map<String, Path> commands) throws IOException {
    directories(base);
    Set<Path> copied = new LinkedHashSet<>();
    for (Path command : commands.values()) {
      copyFile(base, command, copied);
    }
    for (String part : PARTS) {
      copyTree(base, Path.of(part), copied);
    }
    for (String terminal : TERMINALS) {
      copyTree(base, Path.of("/lib/terminfo", terminal), copied);
      copyTree(base, Path.of("/usr/share/terminfo", terminal), copied);
    }
    libraries(base, copied);
    etc(base, commands.containsKey("bash"));
  }

  private static void directories(Path base) throws IOException {
    for (String directory :
        List.of(
            "usr/bin usr/sbin usr/lib usr/libexec usr/local/bin usr/local/sbin usr/local/etc"
                + " usr/share",
            "boot dev etc/pam.d etc/sudoers.d etc/cron.d etc/cron.daily etc/default etc/init.d",
            "etc/logrotate.d etc/profile.d etc/ssh etc/lab home/op media mnt opt proc root run srv",
            "sys tmp var/backups var/cache var/lib/misc var/local var/log var/mail var/opt",
            "var/spool/cron/crontabs var/spool/mail var/tmp")) {
      for (String one : directory.split(" ", -1)) {
        Files.createDirectories(base.resolve(one));
      }
    }
    List<String> top = new ArrayList<>(List.of("bin", "sbin", "lib"));
    try (DirectoryStream<Path> machine = Files.newDirectoryStream(Path.of("/"), "lib?*")) {
      machine.forEach(path -> top.add(String.valueOf(path.getFileName())));
    }
    for (String name : top) {
      Files.createDirectories(base.resolve("usr").resolve(name));
      Files.createSymbolicLink(base.resolve(name), Path.of("usr", name));
    }
    Files.createSymbolicLink(base.resolve("var/run"), Path.of("../run"));
    Files.createSymbolicLink(base.resolve("var/lock"), Path.of("../run/lock"));
    Trees.mode(base.resolve("tmp"), 01777);
    Trees.mode(base.resolve("var/tmp"), 01777);
    Trees.mode(base.resolve("root"), 0700);
    Trees.mode(base.resolve("var/spool/cron/crontabs"), 01730);
    Trees.mode(base.resolve("etc/sudoers.d"), 0750);
  }

  /// Where a file of the machine goes: `/bin`, `/sbin` and `/lib*` are one with those of `/usr`.
  private static Path place(Path base, Path path) {
    String text = path.toString();
    boolean aside = text.matches("/(bin|sbin|lib[^/]*)/.*");
    return base.resolve((aside ? "/usr" + text : text).substring(1));
  }

  private static void copyFile(Path base, Path from, Set<Path> copied) throws IOException {
    Path to = place(base, from);
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.createDirectories(to.getParent());
    // Not the link but what it points to: chains like those of /etc/alternatives stay outside.
    Path real = from.toRealPath();
    Files.copy(real, to, StandardCopyOption.COPY_ATTRIBUTES);
    if (Files.isExecutable(to)) {
      Trees.mode(to, Trees.mode(real));
    }
    copied.add(from);
  }

  private static void copyTree(Path base, Path from, Set<Path> copied) throws IOException {
    if (!Files.exists(from) || !Files.isReadable(from)) {
      return;
    }
    if (!Files.isDirectory(from)) {
      copyFile(base, from, copied);
      return;
    }
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (Files.isRegularFile(file) && Files.isReadable(file)) {
              copyFile(base, file, copied);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void libraries(Path base, Set<Path> copied) throws IOException {
    Path security = null;
    Set<Path> libraries = Libraries.of(copied);
    for (Path library : List.copyOf(libraries)) {
      if (library.endsWith("libc.so.6")) {
        // What libc loads by name, and what PAM needs for the files that etc() writes.
        for (String name :
            List.of(
                "libnss_files.so.2", "libnss_compat.so.2", "libgcc_s.so.1", "libnss_dns.so.2")) {
          libraries.add(library.resolveSibling(name));
        }
        security = library.resolveSibling("security");
      }
    }
    if (security != null) {
      for (String name : List.of("pam_permit.so", "pam_deny.so", "pam_rootok.so", "pam_unix.so")) {
        libraries.add(security.resolve(name));
      }
    }
    Set<Path> ignored = new LinkedHashSet<>();
    for (Path library : libraries) {
      copyTree(base, library, ignored);
    }
  }

  private static void etc(Path base, boolean bash) throws IOException {
    String shell = bash ? "/bin/bash" : "/bin/sh";
    Path etc = base.resolve("etc");
    write(
        etc.resolve("passwd"),
        0644,
        """
        root:x:0:0:root:/root:%1$s
        daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
        bin:x:2:2:bin:/bin:/usr/sbin/nologin
        mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
        www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
        backup:x:34:34:backup:/var/backups:/usr/sbin/nologin
        sshd:x:104:65534::/run/sshd:/usr/sbin/nologin
        op:x:1000:1000:operator:/home/op:%1$s
        nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
        """
            .formatted(shell));
    write(
        etc.resolve("group"),
        0644,
        """
        root:x:0:
        daemon:x:1:
        bin:x:2:
        adm:x:4:
        tty:x:5:
        disk:x:6:
        mail:x:8:
        sudo:x:27:op
        www-data:x:33:
        backup:x:34:
        shadow:x:42:
        crontab:x:104:
        op:x:1000:
        nogroup:x:65534:
        """);
    // "*" and not "!": a locked account may not log in with a key either.
    write(
        etc.resolve("shadow"),
        0640,
        """
        root:*:20000:0:99999:7:::
        daemon:*:20000:0:99999:7:::
        bin:*:20000:0:99999:7:::
        mail:*:20000:0:99999:7:::
        www-data:*:20000:0:99999:7:::
        backup:*:20000:0:99999:7:::
        sshd:*:20000:0:99999:7:::
        op:*:20000:0:99999:7:::
        nobody:*:20000:0:99999:7:::
        """);
    write(
        etc.resolve("nsswitch.conf"),
        0644,
        """
        passwd: files
        group: files
        shadow: files
        hosts: files
        services: files
        protocols: files
        """);
    write(etc.resolve("fstab"), 0644, "# The root of a lab host is an overlay.\n");
    write(etc.resolve("resolv.conf"), 0644, "");
    write(etc.resolve("shells"), 0644, "/bin/sh\n/bin/dash\n/bin/bash\n");
    write(etc.resolve("environment"), 0644, "");
    write(etc.resolve("login.defs"), 0644, "UID_MIN 1000\nGID_MIN 1000\nENCRYPT_METHOD SHA512\n");
    write(
        etc.resolve("profile"),
        0644,
        """
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        export PATH
        [ -z "$PS1" ] || PS1='\\u@\\h:\\w\\$ '
        """);
    write(base.resolve("root/.bashrc"), 0644, "[ -z \"$PS1\" ] || PS1='\\u@\\h:\\w\\$ '\n");
    write(etc.resolve("sudoers"), 0440, "root ALL=(ALL:ALL) ALL\nop ALL=(ALL:ALL) NOPASSWD: ALL\n");
    write(
        etc.resolve("pam.d/other"),
        0644,
        """
        auth sufficient pam_rootok.so
        auth required pam_deny.so
        account required pam_permit.so
        password required pam_deny.so
        session required pam_permit.so
        """);
    write(etc.resolve("services"), 0644, "ssh 22/tcp\nsmtp 25/tcp\nhttp 80/tcp\nhttps 443/tcp\n");
    for (String log : List.of("wtmp", "btmp", "lastlog")) {
      write(base.resolve("var/log/" + log), 0644, "");
    }
    if (Machine.isRealRoot()) {
      Files.setAttribute(base.resolve("home/op"), "unix:uid", 1000);
      Files.setAttribute(base.resolve("home/op"), "unix:gid", 1000);
    }
  }

  private static void write(Path path, int mode, String text) throws IOException {
    Files.writeString(path, text);
    Trees.mode(path, mode);
  }
}
