package dev.ishibashi.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Hosts with OpenSSH's sshd, asked through the system's ssh.
@TestInstance(Lifecycle.PER_CLASS)
class LabTest {
  @SuppressWarnings("NullAway.Init") // JUnit calls up() first.
  private Lab lab;

  @BeforeAll
  void up() {
    lab =
        Lab.create(
            LabSpec.of("web1", "web2", "gone")
                .in(MachineState.HOME)
                .door(FrontDoor.OPENSSH)
                .closedOnExit()
                .with(
                    Seed.text("web1", "/disk0/data/index.html", "hello\n"),
                    Seed.program("web1", "/bin/greet", "#!/bin/sh\necho greetings\n"),
                    Seed.text("web1", "/var/run/seeded", "x"),
                    Seed.text("web2", "/home/op/notes", "mine\n")));
  }

  @AfterAll
  void down() {
    lab.close();
    assertThat(MachineState.leftOf(lab)).isEmpty();
  }

  private LabHost web1() {
    return lab.host("web1");
  }

  @Test
  void should_let_in_by_key_with_host_keys_known_before() {
    assertThat(Ssh.run(web1(), "hostname; id -u")).isEqualTo(new Ran(0, "web1\n0\n", ""));
  }

  @Test
  void should_let_in_the_user_without_root() {
    assertThat(Ssh.runAs(web1(), "op", "id -un; pwd").out()).isEqualTo("op\n/home/op\n");
  }

  @Test
  void should_refuse_who_has_no_key() {
    Ran wrong = Ssh.runWith(web1(), List.of("-o", "PubkeyAuthentication=no"), "true");
    assertThat(wrong.exit()).isEqualTo(255);
    assertThat(wrong.err()).contains("Permission denied");
  }

  @Test
  void should_be_one_host_with_one_key() throws IOException {
    Path others = Files.createTempFile("known", "");
    String key = Files.readAllLines(lab.knownHosts()).getLast().split(" ", 2)[1];
    Files.writeString(others, web1().address() + " " + key + "\n");
    Ran wrong = Ssh.runWith(web1(), List.of("-o", "UserKnownHostsFile=" + others), "true");
    Files.delete(others);
    assertThat(wrong.exit()).isEqualTo(255);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          touch /etc/made                         | etc/made
          echo x >>/etc/services                  | etc/services
          rm -r /opt; true                        | opt
          mkdir -p /srv/www/a && : >/srv/www/a/b  | srv/www/a/b
          rm /disk0/data/index.html               | disk0/data/index.html
          """)
  void should_show_every_change_in_upper(String command, String path) {
    assertThat(Files.exists(web1().upper().resolve(path), LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(Ssh.run(web1(), command).exit()).isZero();
    assertThat(Files.exists(web1().upper().resolve(path), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void should_start_with_nothing_changed() throws IOException {
    try (var files = Files.list(lab.host("web2").upper())) {
      assertThat(files.filter(path -> !path.endsWith("tmp"))).isEmpty();
    }
  }

  @Test
  void should_have_seeded_files_also_behind_links_of_the_base() {
    assertThat(Ssh.run(web1(), "cat /disk0/data/../data/index.html 2>&1; greet; ls -l /bin").out())
        .contains("greetings\n", "/bin -> usr/bin");
    assertThat(Ssh.run(lab.host("web2"), "stat -c '%U %a' /home/op; cat /home/op/notes").out())
        .isEqualTo("op 755\nmine\n");
  }

  @Test
  void should_write_into_running_hosts() {
    web1().write("/srv/new dir/it's", "text\n");
    assertThat(Ssh.run(web1(), "cat \"/srv/new dir/it's\"").out()).isEqualTo("text\n");
  }

  @Test
  void should_see_only_its_own_processes() {
    String processes = Ssh.run(web1(), "ps -e -o pid= -o comm=").out();
    assertThat(processes).contains("sshd").doesNotContain("java");
    assertThat(processes.lines()).hasSizeLessThan(20);
    assertThat(processes.lines().findFirst().orElse("")).matches(" +1 \\S+");
  }

  @Test
  void should_see_no_file_and_no_mount_of_the_machine() {
    String own = Path.of("pom.xml").toAbsolutePath().toString();
    assertThat(Ssh.run(web1(), "ls " + own).exit()).isNotZero();
    String mounts = Ssh.run(web1(), "cat /proc/self/mountinfo").out();
    assertThat(mounts).doesNotContain(MachineState.HOME.toString());
    Set<String> points =
        mounts
            .lines()
            .map(line -> line.split(" ", -1)[4])
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(points)
        .isSubsetOf(
            "/",
            "/dev",
            "/dev/pts",
            "/dev/shm",
            "/proc",
            "/proc/sys",
            "/proc/sys/net",
            "/proc/sysrq-trigger",
            "/run",
            "/sys",
            "/tmp");
  }

  @Test
  void should_have_namespaces_of_its_own() {
    for (String kind : List.of("mnt", "net", "pid", "uts", "ipc")) {
      String there = Ssh.run(web1(), "readlink /proc/self/ns/" + kind).out();
      String other = Ssh.run(lab.host("web2"), "readlink /proc/self/ns/" + kind).out();
      String here = Commands.run("readlink", "/proc/self/ns/" + kind).out();
      assertThat(Set.of(there, other, here)).as(kind).hasSize(3);
    }
  }

  @Test
  void should_leave_the_machines_kernel_settings_alone() {
    assertThat(Ssh.run(web1(), "echo 1 >/proc/sys/vm/swappiness").exit()).isNotZero();
    assertThat(Ssh.run(web1(), "echo 1 >/proc/sys/net/ipv4/ip_forward").exit()).isZero();
    assertThat(Ssh.run(web1(), "touch /sys/x").exit()).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "zero", "full", "random", "urandom", "tty", "ptmx", "pts", "fd"})
  void should_have_devices(String name) {
    assertThat(Ssh.run(web1(), "test -e /dev/" + name).exit()).isZero();
  }

  @Test
  void should_give_terminals() {
    Ran ran = Ssh.runWith(web1(), List.of("-tt"), "tty");
    assertThat(ran.out()).startsWith("/dev/pts/");
  }

  @Test
  void should_reach_other_hosts_by_name_and_nothing_outside() {
    assertThat(Ssh.run(web1(), "getent hosts web2").out())
        .contains(lab.host("web2").networkAddress());
    assertThat(Ssh.run(web1(), "bash -c 'read -t 5 -n 4 x </dev/tcp/web2/22; echo $x'").out())
        .isEqualTo("SSH-\n");
    assertThat(Ssh.run(web1(), "ip route").out()).doesNotContain("default");
  }

  @Test
  void should_hold_a_second_overlay() {
    Ran ran =
        Ssh.run(
            web1(),
            """
            mkdir -p /tmp/o/upper /tmp/o/work /tmp/o/all &&
            mount -t overlay -o lowerdir=/,upperdir=/tmp/o/upper,workdir=/tmp/o/work o /tmp/o/all &&
            echo changed >/tmp/o/all/etc/passwd && cat /tmp/o/upper/etc/passwd && umount /tmp/o/all
            """);
    assertThat(ran).isEqualTo(new Ran(0, "changed\n", ""));
    assertThat(web1().upper().resolve("etc/passwd")).doesNotExist();
  }

  @Test
  void should_keep_files_over_a_power_cut() {
    LabHost host = lab.host("gone");
    assertThat(Ssh.run(host, "echo kept >/srv/kept; nohup sleep 1000 >/dev/null 2>&1 &").exit())
        .isZero();
    long before = host.pid();
    host.kill();
    assertThat(host.running()).isFalse();
    assertThat(Ssh.run(host, "true").exit()).isEqualTo(255);
    host.start();
    assertThat(host.pid()).isNotZero().isNotEqualTo(before);
    assertThat(Ssh.run(host, "cat /srv/kept; pgrep sleep | wc -l").out()).isEqualTo("kept\n1\n");
  }

  @Test
  void should_be_cut_off_and_heal() {
    LabHost host = lab.host("web2");
    host.cutNetwork();
    assertThat(Ssh.run(host, "true").exit()).isEqualTo(255);
    assertThat(host.running()).isTrue();
    host.healNetwork();
    await().untilAsserted(() -> assertThat(Ssh.run(host, "true").exit()).isZero());
  }

  @Test
  void should_collect_orphans() {
    assertThat(Ssh.run(web1(), "(sh -c 'sleep 0.1 &' &); sleep 0.3; true").exit()).isZero();
    await()
        .untilAsserted(
            () -> assertThat(Ssh.run(web1(), "ps -e -o stat=").out()).doesNotContain("Z"));
  }

  @Test
  void should_write_an_inventory() throws IOException {
    String line = Files.readAllLines(lab.inventoryFile()).getFirst();
    assertThat(line)
        .startsWith("web1 ansible_host=" + web1().address() + " ansible_port=22 ansible_user=root")
        .contains("ansible_ssh_private_key_file=" + lab.key())
        .endsWith("ishibashi_known_hosts=" + lab.knownHosts());
  }

  @Test
  void should_be_found_by_name() {
    assertThat(Lab.list(MachineState.HOME)).extracting(Lab::name).contains(lab.name());
    Lab found = Lab.find(MachineState.HOME, lab.name()).orElseThrow();
    assertThat(found.host("web1").pid()).isEqualTo(web1().pid());
  }

  @Test
  void should_refuse_a_second_lab_of_the_same_name() {
    assertThat(Lab.tryCreate(LabSpec.of("x").in(MachineState.HOME).named(lab.name())))
        .isInstanceOfSatisfying(
            Lab.Outcome.Refused.class, no -> assertThat(no.why()).contains(lab.name()));
    assertThat(web1().running()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "UPPER", "a b", "../x", "localhost", "-x", "a/b"})
  void should_refuse_bad_host_names(String name) {
    assertThatThrownBy(() -> LabSpec.of(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"etc/x", "/etc/../../x", ""})
  void should_refuse_seeds_outside_of_the_host(String path) {
    assertThatThrownBy(() -> Seed.text("web1", path, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
