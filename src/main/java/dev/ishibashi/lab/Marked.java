package dev.ishibashi.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// The processes of a lab, known by a variable in their environment. Unlike a file with process
/// numbers it cannot be out of date, whoever was killed when.
final class Marked {
  static final String LAB = "ISHIBASHI_LAB";
  static final String HOST = "ISHIBASHI_LAB_HOST";

  private Marked() {}

  static List<ProcessHandle> ofLab(Path directory) {
    return with(LAB + "=" + directory);
  }

  static List<ProcessHandle> ofHost(Path directory, String host) {
    return with(hostMark(directory, host));
  }

  private static String hostMark(Path directory, String host) {
    return HOST + "=" + directory + "/" + host;
  }

  static void mark(ProcessBuilder builder, Path directory) {
    builder.environment().put(LAB, directory.toString());
  }

  static void mark(ProcessBuilder builder, Path directory, String host) {
    mark(builder, directory);
    builder.environment().put(HOST, directory + "/" + host);
  }

  /// True when the process with this number is of this host, and not a later one that got the same
  /// number.
  static boolean isOfHost(long pid, Path directory, String host) {
    return has(Path.of("/proc/" + pid), hostMark(directory, host));
  }

  private static List<ProcessHandle> with(String mark) {
    List<ProcessHandle> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        if (has(process, mark)) {
          ProcessHandle.of(Long.parseLong(String.valueOf(process.getFileName())))
              .ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      return found;
    }
    return found;
  }

  private static boolean has(Path process, String mark) {
    try {
      byte[] environment = Files.readAllBytes(process.resolve("environ"));
      return ("\0" + new String(environment, StandardCharsets.UTF_8)).contains("\0" + mark + "\0");
    } catch (IOException e) {
      // Ended meanwhile, or of another user.
      return false;
    }
  }

  /// Kills and waits until none is left, at most ten seconds.
  ///
  /// @return those that are left
  static List<ProcessHandle> end(Supplier<List<ProcessHandle>> which) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    List<ProcessHandle> left = which.get();
    while (!left.isEmpty() && System.nanoTime() < deadline) {
      left.forEach(ProcessHandle::destroyForcibly);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      left = which.get();
    }
    return left;
  }
}
