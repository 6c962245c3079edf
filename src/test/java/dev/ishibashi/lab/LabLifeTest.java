package dev.ishibashi.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// How labs come and go, also when their makers are killed.
class LabLifeTest {

  @Test
  void should_leave_nothing_when_closed_and_close_twice() {
    Lab lab = Lab.create(LabSpec.of("a", "b").in(MachineState.HOME));
    Ssh.run(lab.host("a"), "mount -t tmpfs x /mnt; setsid sleep 1000 >/dev/null 2>&1 </dev/null &");
    assertThat(MachineState.leftOf(lab)).isNotEmpty();
    lab.close();
    assertThat(MachineState.leftOf(lab)).isEmpty();
    lab.close();
  }

  @Test
  void should_give_labs_at_the_same_time_networks_of_their_own() throws Exception {
    List<Lab> labs = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Lab> one = () -> Lab.create(LabSpec.of("same").in(MachineState.HOME));
      for (Future<Lab> made : threads.invokeAll(List.of(one, one, one))) {
        labs.add(made.get());
      }
      Set<String> addresses = new HashSet<>();
      for (Lab lab : labs) {
        addresses.add(lab.host("same").address());
        assertThat(Ssh.run(lab.host("same"), "hostname").out()).isEqualTo("same\n");
      }
      assertThat(addresses).hasSize(3);
    } finally {
      labs.forEach(Lab::close);
    }
    assertThat(labs).allSatisfy(lab -> assertThat(MachineState.leftOf(lab)).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"OPENSSH,false", "MINA,false", "MINA,true"})
  void should_be_removed_after_its_maker_was_killed(FrontDoor door, boolean unprivileged)
      throws IOException {
    String name = "killed-" + ProcessHandle.current().pid();
    Process maker = maker(name, door, unprivileged);
    Lab left = Lab.find(MachineState.HOME, name).orElseThrow();
    maker.destroyForcibly();
    await().until(() -> !maker.isAlive());
    assertThat(left.host("a").running()).isTrue();
    assertThat(Lab.down(MachineState.HOME, name)).isTrue();
    assertThat(MachineState.leftOf(left)).isEmpty();
    assertThat(Lab.down(MachineState.HOME, name)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(FrontDoor.class)
  void should_go_with_its_maker_on_interrupt(FrontDoor door) throws IOException {
    String name = "interrupted-" + ProcessHandle.current().pid();
    Process maker = maker(name, door, false);
    Lab lab = Lab.find(MachineState.HOME, name).orElseThrow();
    Commands.run("sh", "-c", "kill -INT " + maker.pid());
    await().atMost(Duration.ofSeconds(30)).until(() -> !maker.isAlive());
    assertThat(MachineState.leftOf(lab)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(FrontDoor.class)
  void should_leave_nothing_when_interrupted_while_it_is_made(FrontDoor door) throws IOException {
    String name = "unfinished-" + ProcessHandle.current().pid();
    Process maker = started(name, door, false);
    await().until(() -> Lab.find(MachineState.HOME, name).isPresent());
    Lab lab = Lab.find(MachineState.HOME, name).orElseThrow();
    Commands.run("sh", "-c", "kill -INT " + maker.pid());
    await().atMost(Duration.ofSeconds(40)).until(() -> !maker.isAlive());
    assertThat(MachineState.leftOf(lab)).isEmpty();
  }

  /// Another JVM that has made a lab.
  private static Process maker(String name, FrontDoor door, boolean unprivileged)
      throws IOException {
    Process process = started(name, door, unprivileged);
    BufferedReader said = process.inputReader();
    String line = said.readLine();
    while (line != null && !line.equals("up")) {
      line = said.readLine();
    }
    assertThat(line).isEqualTo("up");
    return process;
  }

  private static Process started(String name, FrontDoor door, boolean unprivileged)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            LabMaker.class.getName(),
            MachineState.HOME.toString(),
            name,
            door.name(),
            Boolean.toString(unprivileged))
        .redirectErrorStream(true)
        .start();
  }

  @Test
  void should_put_the_layers_in_memory_when_the_state_lies_on_an_overlay(@TempDir Path directory)
      throws IOException {
    for (String part : List.of("upper", "work", "all")) {
      Files.createDirectory(directory.resolve(part));
    }
    Path home = directory.resolve("all");
    Ran mounted =
        Commands.run(
            "mount",
            "-t",
            "overlay",
            "-o",
            "lowerdir=/usr,upperdir=%1$s/upper,workdir=%1$s/work".formatted(directory),
            "test",
            home.toString());
    assertThat(mounted).isEqualTo(new Ran(0, "", ""));
    Lab lab = Lab.create(LabSpec.of("a").in(home));
    try {
      LabHost host = lab.host("a");
      assertThat(Ssh.run(host, "touch /srv/made").exit()).isZero();
      assertThat(host.upper().resolve("srv/made")).exists();
      String second =
          "mkdir /tmp/u /tmp/w && mount -t overlay"
              + " -o lowerdir=/,upperdir=/tmp/u,workdir=/tmp/w o /mnt && ls /mnt/srv";
      assertThat(Ssh.run(host, second)).isEqualTo(new Ran(0, "made\n", ""));
    } finally {
      lab.close();
      assertThat(MachineState.leftOf(lab)).isEmpty();
      Commands.run("umount", home.toString());
    }
  }

  @Test
  void should_show_a_whole_system_without_what_is_private() {
    LabSpec spec = LabSpec.of("a").in(MachineState.HOME).over(new RootChoice.Tree(Path.of("/")));
    try (Lab lab = Lab.create(spec)) {
      LabHost host = lab.host("a");
      assertThat(Ssh.run(host, "ls -A /home /root /srv").out())
          .isEqualTo("/home:\n\n/root:\n.ssh\n\n/srv:\n");
      assertThat(Ssh.run(host, "ls " + MachineState.HOME).exit()).isNotZero();
      assertThat(Ssh.run(host, "test -d /usr/share/doc && rm -rf /opt /var/log && echo ok").out())
          .isEqualTo("ok\n");
      assertThat(Path.of("/var/log")).exists();
      assertThat(host.upper().resolve("var")).exists();
    }
  }

  @Test
  void should_say_when_the_root_is_not_there() {
    LabSpec spec =
        LabSpec.of("a").in(MachineState.HOME).over(new RootChoice.Tree(Path.of("/no/such/tree")));
    assertThat(Lab.tryCreate(spec))
        .isInstanceOfSatisfying(
            Lab.Outcome.Refused.class, no -> assertThat(no.why()).contains("/no/such/tree"));
  }
}
