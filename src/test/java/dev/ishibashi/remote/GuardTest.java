package dev.ishibashi.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
  static TestHost host;

  @BeforeAll
  static void begin() throws IOException {
    host = new TestHost();
  }

  @AfterAll
  static void end() throws IOException {
    host.close();
  }

  /// A way to write outside; it must fail.
  private record Way(String command) {}

  private static List<Way> ways(Path out, Path room) {
    String victim = out + "/victim";
    return List.of(
        new Way("echo x > " + victim),
        new Way("echo x >> " + victim),
        new Way("rm -f " + victim),
        new Way("mv " + victim + " " + out + "/elsewhere"),
        new Way("touch " + out + "/new"),
        new Way("mkdir " + out + "/directory"),
        new Way("chmod 000 " + victim),
        new Way("chown 12345 " + victim),
        new Way("touch -d 2001-01-01 " + victim),
        new Way("truncate -s 0 " + victim),
        new Way("ln " + victim + " " + room + "/hard"),
        new Way("ln -s " + victim + " " + room + "/soft && echo x > " + room + "/soft"),
        new Way("ln -s " + out + " " + room + "/way && rm " + room + "/way/victim"),
        new Way("cp -a /etc/passwd " + victim),
        new Way("sed -i s/precious/x/ " + victim),
        new Way("tee " + victim + " < /dev/null"),
        new Way("dd if=/dev/zero of=" + victim + " count=1"),
        new Way("perl -e 'unlink \"" + victim + "\" or exit 1'"),
        new Way("chattr +i " + victim),
        new Way("cd " + out + " && echo x > victim"),
        new Way("exec 9<" + out + "; echo x > /proc/self/fd/9/victim"),
        new Way("echo x > /proc/1/root" + victim),
        new Way("echo x > /proc/self/root" + victim),
        new Way("echo x > /proc/1/cwd" + victim),
        new Way("nsenter -t 1 -m rm " + victim),
        new Way("nsenter -t 2 -m rm " + victim),
        new Way("chroot / rm " + victim),
        new Way("chroot /proc/1/root rm " + victim),
        new Way("unshare -m sh -c 'mount -o remount,rw / && rm " + victim + "'"),
        new Way("unshare -r -m sh -c 'mount -o remount,bind,rw / && rm " + victim + "'"),
        new Way("mount -o remount,rw /"),
        new Way("mount -o remount,bind,rw /"),
        new Way("mount --bind " + room + " " + out),
        new Way("mount -t tmpfs x " + out),
        new Way("mount --move /proc " + room),
        new Way("umount /proc"),
        new Way("umount -l /tmp"),
        new Way("umount " + room),
        new Way("mknod " + room + "/disk b 8 0"),
        new Way("mknod " + room + "/mem c 1 1"),
        new Way("mknod /dev/disk b 8 0"),
        new Way("dd if=/dev/zero of=/dev/sda count=0"),
        new Way("dd if=/dev/zero of=/dev/vda count=0"),
        new Way("ls /dev/sd* /dev/vd* /dev/nvme* /dev/loop* | grep -q /dev"),
        new Way("test -e /dev/mem"),
        new Way("test -e /dev/kmsg"),
        new Way("losetup -f " + victim),
        new Way("test -e /dev/vda || test -e /dev/sda"),
        new Way("mkfs.ext4 -F " + victim),
        new Way("echo x > /proc/sys/kernel/domainname"),
        new Way("echo 1 > /proc/sys/vm/drop_caches"),
        new Way("sysctl -w kernel.domainname=x"),
        new Way("echo h > /proc/sysrq-trigger"),
        new Way("echo 1000 > /proc/1/oom_score_adj"),
        new Way("echo 10000 > /sys/kernel/mm/ksm/pages_to_scan"),
        new Way("mkdir /sys/fs/cgroup/nono"),
        new Way("echo '* * * * * root true' > /etc/cron.d/nono"),
        new Way("echo '* * * * * true' > /var/spool/cron/root"),
        new Way("echo '* * * * * true' | crontab -"),
        new Way("echo true | at now"),
        new Way("useradd nono"),
        new Way("echo nono > /run/nono"),
        new Way("echo x > " + host.state + "/nono"),
        new Way("rm -rf " + host.state + "/runs/*"),
        new Way("echo true > $0"),
        new Way("hostname nono"),
        new Way("date -s 2001-01-01 2>/dev/null && test $(date +%Y) = 2001"),
        new Way("reboot -f"),
        new Way("shutdown -h now"),
        new Way("modprobe dummy"),
        new Way("insmod /etc/passwd"),
        new Way("kexec -l /etc/passwd"),
        new Way("kill -9 " + ProcessHandle.current().pid()),
        new Way("kill -9 1; test ! -e /proc/1"),
        new Way("ip link add nono type dummy"),
        new Way("ping -c 1 -w 1 10.255.255.1"),
        new Way("bash -c 'echo > /dev/tcp/10.255.255.1/22'"),
        new Way("systemctl start nono"),
        new Way("systemd-run true"),
        new Way("docker ps"),
        new Way("dbus-send --system --dest=org.freedesktop.DBus / org.freedesktop.DBus.ListNames"),
        new Way(
            "perl -e 'use Socket; socket(S, PF_UNIX, SOCK_STREAM, 0);"
                + " connect(S, sockaddr_un(\""
                + out
                + "/socket\")) or exit 1'"),
        new Way("ls /proc | grep -qx " + ProcessHandle.current().pid()),
        new Way("swapon " + victim),
        new Way("setpriv --bounding-set=+sys_admin mount -o remount,rw /"),
        new Way("capsh --caps=cap_sys_admin+ep -- -c 'mount -o remount,rw /'"),
        new Way("strace -o /dev/null -p 1 & sleep 0.3; kill $! 2>/dev/null"),
        new Way("dmesg -C"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash", "busybox sh"})
  void should_refuse_every_way_to_write_outside(String shell) throws IOException {
    String mark = shell.replace(' ', '-');
    Path out = host.room("out-" + mark);
    Path room = host.room("in-" + mark);
    Files.writeString(out.resolve("victim"), "precious\n");
    Process listener = listen(out.resolve("socket"));
    try {
      List<Way> ways = ways(out, room);
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < ways.size(); i++) {
        lines.add("( " + ways.get(i).command() + "\n) </dev/null >/dev/null 2>&1 && echo " + i);
      }
      lines.add("echo all tried");
      Map<String, String> before = manifest(out);
      List<String> mountsBefore = Files.readAllLines(Path.of("/proc/self/mountinfo"));
      TestHost.Ran ran =
          host.run(
              shell, TestHost.job(Scope.of(List.of(room + "/**")), lines.toArray(String[]::new)));
      assertThat(ran.output()).endsWith("all tried\n");
      assertThat(
              ran.output()
                  .lines()
                  .filter(l -> l.matches("[0-9]+"))
                  .map(l -> ways.get(Integer.parseInt(l)).command()))
          .isEmpty();
      assertThat(manifest(out)).isEqualTo(before);
      assertThat(Files.readAllLines(Path.of("/proc/self/mountinfo"))).isEqualTo(mountsBefore);
      assertThat(Path.of("/run/nono")).doesNotExist();
      assertThat(Path.of("/etc/cron.d/nono")).doesNotExist();
      assertThat(host.state.resolve("nono")).doesNotExist();
    } finally {
      listener.destroyForcibly();
    }
  }

  private static Process listen(Path socket) throws IOException {
    Process process =
        new ProcessBuilder(
                "perl",
                "-e",
                "use Socket; socket(S, PF_UNIX, SOCK_STREAM, 0);"
                    + " bind(S, sockaddr_un($ARGV[0])); listen(S, 5); print \"on\\n\"; $| = 1;"
                    + " sleep 600",
                socket.toString())
            .start();
    org.awaitility.Awaitility.await().until(() -> Files.exists(socket));
    return process;
  }

  @Test
  void should_give_the_program_what_programs_need() throws IOException {
    Path room = host.room("needs");
    TestHost.Ran ran =
        host.run(
            "sh",
            TestHost.job(
                Scope.of(List.of(room + "/**")),
                "set -e",
                "file=$(mktemp); echo private > $file; cat $file",
                "echo x > /dev/null; head -c 4 /dev/zero | wc -c; head -c 4 /dev/urandom | wc -c",
                "echo out > /dev/stdout; echo err > /dev/stderr",
                "echo shared > /dev/shm/x; cat /dev/shm/x",
                "test -c /dev/ptmx; test -c /dev/full; test -d /dev/fd/",
                "test $(cat /proc/1/comm) != systemd; test $(id -u) = 0; pwd",
                "chown 12345:12345 " + room + "; chmod 2750 " + room,
                "setpriv --reuid 65534 --regid 65534 --clear-groups id -u",
                "kill -0 $$; (sleep 60 & kill $!)",
                "trap 'echo trapped' USR1; kill -USR1 $$",
                "ls /etc/passwd"));
    assertThat(ran.output())
        .isEqualTo("private\n4\n4\nout\nerr\nshared\n/\n65534\ntrapped\n/etc/passwd\n");
    assertThat(ran.exit()).isZero();
    assertThat(ran.refused()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "bash", "busybox sh"})
  void should_open_exactly_what_is_declared(String shell) throws IOException {
    Path room = host.room("declared-" + shell.replace(' ', '-'));
    LocalSshd.command(
        "sh",
        "-ec",
        """
        cd %s
        mkdir -p app/sub spool/a spool/keep other
        cd app
        for file in main.cf other.cf x1.conf x2.conf .hidden 'sp ace' sub/s; do
          echo precious > "$file"
        done
        ln -s other.cf link; mkfifo fifo
        i=0; while [ $i -lt 100 ]; do i=$((i + 1)); echo $i > s$i; done
        echo precious > ../spool/a/m; echo precious > ../spool/keep/k; echo precious > ../other/o
        """
            .formatted(room));
    Scope scope =
        new Scope(
            List.of(
                room + "/app/main.cf",
                room + "/app/*.conf",
                room + "/spool/**",
                room + "/tree/**",
                room + "/deep/er/c.conf"),
            List.of(room + "/spool/keep"),
            false,
            false);
    TestHost.Ran ran =
        host.run(
            shell,
            TestHost.job(
                scope,
                "cd " + room + "/app",
                "sed -i s/precious/changed/ main.cf || echo sed failed",
                "echo more >> main.cf",
                "mv x1.conf y1.conf; echo new > new.conf; echo more >> x2.conf",
                "rm -rf ../spool/*; echo z > ../spool/z",
                "mkdir -p ../tree/a && echo in > ../tree/a/f",
                "mkdir -p ../deep/er && echo c > ../deep/er/c.conf",
                "exec 2>&1",
                "sed -i s/precious/changed/ other.cf; mv other.cf gone; rm -f other.cf 'sp ace'",
                "rm -rf sub; rm -f .hidden fifo s1; echo x > s2; ln s3 s4.conf",
                "echo x > ../other/o; echo x > ../spool/keep/k; rm -rf ../spool/keep",
                "ln -sf main.cf link",
                "echo stray > stray; mkdir stray.d; echo x > stray.d/x; echo x > ../new",
                "echo x > ../deep/er/no; true"));
    assertThat(ran.exit()).isZero();
    Map<String, String> files = manifest(room);
    files.keySet().removeIf(name -> name.matches("/app/s[0-9]+"));
    Map<String, String> expected = new TreeMap<>();
    for (String same :
        List.of(
            "app/other.cf", "app/.hidden", "app/sp ace", "app/sub/s", "spool/keep/k", "other/o")) {
      expected.put("/" + same, "precious\n");
    }
    expected.put("/app/main.cf", "changed\nmore\n");
    expected.put("/app/y1.conf", "precious\n");
    expected.put("/app/x2.conf", "precious\nmore\n");
    expected.put("/app/new.conf", "new\n");
    expected.put("/app/link", "-> other.cf");
    expected.put("/app/fifo", "special");
    expected.put("/spool/z", "z\n");
    expected.put("/tree/a/f", "in\n");
    expected.put("/deep/er/c.conf", "c\n");
    assertThat(files).isEqualTo(expected);
    assertThat(
            ran.refused().stream()
                .filter(r -> r.how() == Refusal.How.NEW_NAME || r.how() == Refusal.How.LINK)
                .map(r -> r.how() + " " + room.relativize(Path.of(r.path()))))
        .containsExactlyInAnyOrder(
            "NEW_NAME app/stray",
            "NEW_NAME app/stray.d",
            "NEW_NAME new",
            "NEW_NAME deep/er/no",
            "NEW_NAME app/link",
            "LINK app/link");
    assertThat(ran.refused()).extracting(Refusal::path).contains("sub/s", "../other/o");
  }

  @Test
  void should_let_a_declared_place_below_tmp_be_the_real_one() throws IOException {
    Path real = Files.createTempDirectory("ishibashi-guard");
    try {
      TestHost.Ran ran =
          host.run(
              "sh",
              TestHost.job(
                  Scope.of(List.of(real + "/**")),
                  "echo real > " + real + "/x; echo private > /tmp/ishibashi-private"));
      assertThat(ran.exit()).isZero();
      assertThat(real.resolve("x")).hasContent("real");
      assertThat(Path.of("/tmp/ishibashi-private")).doesNotExist();
    } finally {
      LocalSshd.command("rm", "-rf", real.toString());
    }
  }

  @Test
  void should_not_start_where_the_declared_paths_are_not_what_they_seem() throws IOException {
    Path room = host.room("seem");
    Files.createDirectory(room.resolve("real"));
    Files.createSymbolicLink(room.resolve("link"), room.resolve("real"));
    Files.writeString(room.resolve("file"), "");
    record Case(List<String> writable, String why) {}
    for (Case row :
        List.of(
            new Case(List.of(room + "/link/**"), "is a symbolic link to " + room + "/real"),
            new Case(List.of(room + "/file/**"), "is not a directory"))) {
      Job job = TestHost.job(Scope.of(row.writable()), "touch " + room + "/real/x");
      assertThat(host.runner("sh").start(host.address(), job))
          .isInstanceOfSatisfying(
              Start.GuardMissing.class, missing -> assertThat(missing.why()).contains(row.why()));
      assertThat(host.follow(host.runner("sh"), job).outcome())
          .isInstanceOf(Outcome.GuardMissing.class);
      assertThat(room.resolve("real/x")).doesNotExist();
    }
    Job both =
        TestHost.job(
            Scope.of(List.of(room + "/link/**", room + "/real/**")), "touch " + room + "/link/x");
    assertThat(host.run("sh", both).exit()).isZero();
    assertThat(room.resolve("real/x")).exists();
  }

  @Test
  void should_take_plain_paths_only() {
    record Case(String path, String why) {}
    for (Case row :
        List.of(
            new Case("etc/x", "absolute"),
            new Case("/etc/../x", "plain form"),
            new Case("/etc//x", "plain form"),
            new Case("/etc/", "plain form"),
            new Case("/a/**/b", "only at the end"),
            new Case("/a\nb", "control character"),
            new Case("/a\\b", "backslash"),
            new Case("/", "whole host"),
            new Case("/**", "whole host"))) {
      assertThat(Scope.complaints(List.of(row.path()), List.of()))
          .as(row.path())
          .singleElement()
          .asString()
          .contains(row.why());
    }
    assertThat(
            Scope.complaints(
                List.of("/etc/postfix/main.cf", "/var/x/**", "/a/*.conf", "/dev/sdb"),
                List.of("/disk1/**")))
        .isEmpty();
  }

  private static Map<String, String> manifest(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (var walk = Files.walk(root)) {
      for (Path path : walk.toList()) {
        String name = path.toString().substring(root.toString().length());
        if (Files.isSymbolicLink(path)) {
          files.put(name, "-> " + Files.readSymbolicLink(path));
        } else if (Files.isRegularFile(path)) {
          files.put(name, Files.readString(path));
        } else if (!Files.isDirectory(path)) {
          files.put(name, "special");
        }
      }
    }
    return files;
  }
}
