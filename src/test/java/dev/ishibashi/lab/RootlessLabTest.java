package dev.ishibashi.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Labs without root, made by a process that really has another user number.
class RootlessLabTest {
  private static final int NOBODY = 65534;

  @Test
  void should_make_a_lab_without_root(@TempDir Path directory) throws IOException {
    Ran ran = asNobody(directory, "ext4-or-like");
    assertThat(ran.out().lines())
        .as(ran.err())
        .containsExactly(
            "door MINA",
            "privileged false",
            "uid 0",
            "hostname a",
            "upper true",
            "whiteout true",
            "second overlay second",
            "machine process false",
            "neighbour b",
            "again kept",
            "left []");
  }

  /// Runs [RootlessMain] as nobody, with a class path that nobody can read.
  private static Ran asNobody(Path directory, String name) throws IOException {
    Trees.mode(directory, 0755);
    Path home = Files.createDirectory(directory.resolve("home"));
    Files.setAttribute(home, "unix:uid", NOBODY);
    Files.setAttribute(home, "unix:gid", NOBODY);
    List<String> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path from = Path.of(entry);
      String last = String.valueOf(from.getFileName());
      if (last.matches("(test-)?classes|(sshd|bcprov|slf4j-api|jcl-over|jspecify).*")) {
        Commands.run("cp", "-r", entry, directory.toString());
        path.add(directory.resolve(last).toString());
      }
    }
    Commands.run("chmod", "-R", "a+rX", directory.toString());
    return Commands.run(
        "setpriv",
        "--reuid=" + NOBODY,
        "--regid=" + NOBODY,
        "--clear-groups",
        "--inh-caps=-all",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        String.join(File.pathSeparator, path),
        RootlessMain.class.getName(),
        home.toString(),
        name);
  }
}
