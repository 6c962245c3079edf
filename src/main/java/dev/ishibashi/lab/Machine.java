package dev.ishibashi.lab;

import dev.ishibashi.text.Messages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the machine under the lab has and allows.
public final class Machine {
  private static final int NET_ADMIN = 12;
  private static final int SYS_ADMIN = 21;

  /// Each with the Debian package that brings it.
  private static final List<String> NEEDED =
      List.of(
          "unshare util-linux",
          "nsenter util-linux",
          "setpriv util-linux",
          "setsid util-linux",
          "mount mount",
          "umount mount",
          "pivot_root util-linux",
          "hostname hostname",
          "ip iproute2");

  private Machine() {}

  /// Why no lab can be made here, as a sentence; empty when one can be made.
  ///
  /// @param unprivileged true: asks about user namespaces even when we are root
  public static Optional<String> problem(boolean unprivileged) {
    for (String need : NEEDED) {
      String command = need.substring(0, need.indexOf(' '));
      if (Commands.find(command).isEmpty()) {
        return Optional.of(
            Messages.text("lab.command-missing", command, need.substring(need.indexOf(' ') + 1)));
      }
    }
    if (!Files.exists(Path.of("/proc/self/ns/net"))) {
      return Optional.of(Messages.text("lab.not-linux"));
    }
    if (!unprivileged && isRealRoot()) {
      return Optional.empty();
    }
    return namespaceProblem();
  }

  /// True when we may make namespaces, mounts and links of the machine itself.
  static boolean isRealRoot() {
    long capabilities = 0;
    for (String line : lines(Path.of("/proc/self/status"))) {
      if (line.startsWith("CapEff:")) {
        capabilities = Long.parseUnsignedLong(line.substring(7).strip(), 16);
      }
    }
    boolean allUsers =
        lines(Path.of("/proc/self/uid_map")).stream()
            .anyMatch(line -> line.strip().matches("0 +0 +4294967295"));
    return allUsers && (capabilities >> NET_ADMIN & 1) == 1 && (capabilities >> SYS_ADMIN & 1) == 1;
  }

  private static Optional<String> namespaceProblem() {
    Ran tried =
        Commands.run(
            "unshare",
            "--user",
            "--map-root-user",
            "--net",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
            "true");
    if (tried.succeeded()) {
      return Optional.empty();
    }
    if (setting("/proc/sys/kernel/unprivileged_userns_clone").equals("0")) {
      return refused("kernel.unprivileged_userns_clone=0", "kernel.unprivileged_userns_clone=1");
    }
    if (setting("/proc/sys/user/max_user_namespaces").equals("0")) {
      return refused("user.max_user_namespaces=0", "user.max_user_namespaces=10000");
    }
    if (setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns").equals("1")) {
      return refused(
          "kernel.apparmor_restrict_unprivileged_userns=1",
          "kernel.apparmor_restrict_unprivileged_userns=0");
    }
    return Optional.of(Messages.text("lab.namespaces-fail", tried.err().strip()));
  }

  private static Optional<String> refused(String found, String wanted) {
    return Optional.of(Messages.text("lab.namespaces-forbidden", found, wanted));
  }

  private static String setting(String path) {
    try {
      return Files.readString(Path.of(path)).strip();
    } catch (IOException e) {
      return "";
    }
  }

  static List<String> lines(Path path) {
    try {
      return Files.readAllLines(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The kind of the file system under a directory, as in the mount table.
  static String fileSystem(Path directory) {
    try {
      return Files.getFileStore(directory).type();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
