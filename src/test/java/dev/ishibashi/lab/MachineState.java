package dev.ishibashi.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What of a lab the machine still shows.
final class MachineState {
  /// Where labs of tests live; the base in it is kept from test to test.
  static final Path HOME = Path.of("target", "lab-home").toAbsolutePath();

  private MachineState() {}

  /// Mount points, links, processes and files that belong to a lab; empty when nothing is left.
  static List<String> leftOf(Lab lab) {
    Path directory = lab.directory();
    List<String> left = new java.util.ArrayList<>();
    for (String line : Machine.lines(Path.of("/proc/self/mountinfo"))) {
      if (line.contains(directory.toString())) {
        left.add("mount " + line);
      }
    }
    for (ProcessHandle process : Marked.ofLab(directory)) {
      left.add("process " + process.pid());
    }
    if (lab.privileged()) {
      // The names of links are of this lab as long as it has its bridge; afterwards another may
      // have the number, so the hardware addresses are asked for.
      String ours = lab.state().mark().substring(2, 11);
      try (var links = Files.list(Path.of("/sys/class/net"))) {
        for (Path link : links.toList()) {
          if (Files.readString(link.resolve("address")).contains(ours)) {
            left.add("link " + link.getFileName());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (Files.exists(directory)) {
      left.add("files " + directory);
    }
    return left;
  }
}
