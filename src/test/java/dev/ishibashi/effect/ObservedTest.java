package dev.ishibashi.effect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The yardstick is reality: each case is run in a throw-away overlay over a small tree, and
/// whatever changed must be inside what was explained.
///
/// It needs root, `unshare`, and a kernel with overlay; without them it fails.
final class ObservedTest {
  /// Makes a small root, runs every script in an overlay of its own, and lists the upper layers.
  private static final String RUNNER =
      """
      set -e
      cd "$1"
      mkdir work
      mount -t tmpfs tmpfs work
      mkdir work/lower
      cd work/lower
      mkdir -p dev etc home/bob tmp usr/bin usr/lib usr/share/app var/log/app srv/app/cache/sub srv/app/sub srv/old/cache \\
        srv/x srv/away srv/src srv/log srv/start/cache root cache disk0/web disk1/web x proc
      # The tools stand behind a dot, where the shell's * does not find them.
      mkdir .usr
      for n in bin sbin lib lib32 lib64 libx32; do
        if [ -e "/usr/$n" ]; then ln -s ".usr/$n" "$n"; fi
      done
      mknod dev/null c 1 3
      mknod dev/zero c 1 5
      ln -s null dev/stderr
      ln -s null dev/stdout
      chmod 666 dev/null dev/zero
      cp /etc/passwd /etc/group etc/
      for d in srv/app/cache srv/old/cache srv/start/cache cache; do
        for f in file conf key img log a.log link.conf b/keep; do
          mkdir -p "$d/b"
          echo "content of $f" > "$d/$f"
        done
      done
      for d in srv/app/cache/sub srv/src srv/x srv/old srv/log srv/start var/log/app disk0/web \\
        disk1/web home/bob x tmp usr/lib usr/share/app; do
        for f in a b c.log d.old e.gz; do echo "$d/$f" > "$d/$f"; done
      done
      echo a > srv/a
      (cd srv/src && tar cf ../a.tar .)
      cd ../..
      for script in "$1"/*.sh; do
        mkdir work/upper work/index work/merged
        mount -t overlay overlay \\
          -o "lowerdir=work/lower,upperdir=work/upper,workdir=work/index" work/merged
        mount --bind /usr work/merged/.usr
        mount -o remount,ro,bind work/merged/.usr
        cp "$script" work/script
        mkdir -p work/out
        {
          timeout 5 chroot work/merged /.usr/bin/env -i PATH=/.usr/sbin:/.usr/bin HOME=/root \\
            sh -c 'cd /srv/start && exec bash -s' \\
            < work/script > work/out/text 2>&1 || true
        }
        umount -l work/merged/.usr
        umount -l work/merged
        printf 'CASE %s\\n' "$(basename "$script" .sh)"
        (cd work/upper && find . -mindepth 1 -printf '%y %P\\n')
        rm -rf work/upper work/index work/merged
      done
      echo LOWER
      (cd work/lower && find . -mindepth 1 -printf '%y %m %U %P\\n')
      """;

  @Test
  void should_find_every_observed_change_in_the_explanation(@TempDir Path directory)
      throws IOException, InterruptedException {
    check(runnable(8), 100, 60, 300, directory);
  }

  @Test
  @Tag("soak")
  void should_find_every_observed_change_of_all_cases(@TempDir Path directory)
      throws IOException, InterruptedException {
    check(runnable(1), 400, 200, 1000, directory);
  }

  private static void check(
      List<Cases.Case> chosen, int least, int leastChanging, int leastChanges, Path directory)
      throws IOException, InterruptedException {
    Map<String, Cases.Case> cases = new LinkedHashMap<>();
    Path scripts = Files.createDirectory(directory.resolve("scripts"));
    for (Cases.Case one : chosen) {
      String name = "%04d".formatted(cases.size());
      cases.put(name, one);
      Files.writeString(scripts.resolve(name + ".sh"), one.script());
    }
    assertThat(cases).hasSizeGreaterThan(least);
    List<String> lines = run(scripts, directory);
    int lower = lines.indexOf("LOWER");
    assertThat(lower).as("the runner got to its end; it said %s", lines).isPositive();
    Map<String, Boolean> before = new TreeMap<>();
    for (String line : lines.subList(lower + 1, lines.size())) {
      String[] words = line.split(" ", 4);
      before.put("/" + words[3], words[0].equals("d"));
    }
    List<String> outside = new ArrayList<>();
    int changes = 0;
    int changing = 0;
    Explanation explanation = null;
    String name = "";
    boolean any = false;
    for (String line : lines.subList(0, lower)) {
      if (line.startsWith("CASE ")) {
        changing += any ? 1 : 0;
        any = false;
        Cases.Case one = Objects.requireNonNull(cases.get(line.substring(5)));
        name = one.name();
        explanation = Cases.explain(name, one.script());
        continue;
      }
      String path = "/" + line.substring(2);
      for (String changed : changed(line.charAt(0), path, before)) {
        changes++;
        any = true;
        if (explanation == null || !covers(explanation, changed)) {
          outside.add(name + ": " + changed);
        }
      }
    }
    assertThat(outside).as("%d changes observed", changes).isEmpty();
    assertThat(changing).as("cases that changed something").isGreaterThan(leastChanging);
    assertThat(changes).isGreaterThan(leastChanges);
  }

  /// What an entry of the upper layer says: a device is a whiteout, which takes everything below
  /// with it; a directory that was there before is only there for its children.
  private static List<String> changed(char type, String path, Map<String, Boolean> before) {
    List<String> all = new ArrayList<>();
    if (type == 'd' && before.getOrDefault(path, false)) {
      return all;
    }
    all.add(path);
    if (type == 'c') {
      for (String old : before.keySet()) {
        if (old.startsWith(path + "/")) {
          all.add(old);
        }
      }
    }
    return all;
  }

  private static boolean covers(Explanation explanation, String path) {
    if (explanation.anything()) {
      return true;
    }
    return explanation.effects().stream()
        .anyMatch(
            e ->
                e.host().isEmpty()
                    && switch (e.resource()) {
                      case Resource.Paths paths -> paths.paths().contains(path);
                      case Resource.Device device -> device.name().equals(path);
                      case Resource.Unit unit -> false;
                      case Resource.Named named -> false;
                      case Resource.Anything anything -> true;
                    });
  }

  /// Cases that can run without other hosts, services or devices.
  ///
  /// @param every how many rows of the matrix there are for each one taken
  private static List<Cases.Case> runnable(int every) {
    List<Cases.Case> all = new ArrayList<>();
    int row = 0;
    for (String table : List.of("acceptance.txt", "values.txt", "holes.txt", "matrix.txt")) {
      for (Cases.Case one : Cases.read(table)) {
        boolean taken = !table.equals("matrix.txt") || row++ % every == 0;
        if (taken
            && !one.name().matches("root itself|recursion ends|background")
            && !one.script()
                .matches(
                    "(?s).*\\b(ssh|scp|bk1|mkfs|lvremove|mysql|psql|systemctl|apt-get|docker|crontab|curl"
                        + "|sudo|/dev/sdz|frobnicate)\\b.*")) {
          all.add(one);
        }
      }
    }
    return all;
  }

  private static List<String> run(Path scripts, Path directory)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                "unshare",
                "-m",
                "--propagation",
                "private",
                "sh",
                "-c",
                RUNNER,
                "runner",
                scripts.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(900, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    try (InputStream in = Files.newInputStream(output)) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).lines().toList();
    }
  }
}
