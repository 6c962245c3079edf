package dev.ishibashi.lab;

import java.nio.file.Files;
import java.nio.file.Path;

/// Makes a lab as whoever it is, and tells what it is like, one line each.
final class RootlessMain {
  private RootlessMain() {}

  public static void main(String[] arguments) {
    Lab lab = Lab.create(LabSpec.of("a", "b").in(Path.of(arguments[0])).named(arguments[1]));
    try (lab) {
      LabHost a = lab.host("a");
      say("door", lab.door());
      say("privileged", lab.privileged());
      say("uid", ssh(a, "id -u"));
      say("hostname", ssh(a, "hostname"));
      ssh(a, "echo kept >/srv/kept; rm -r /opt");
      say("upper", Files.exists(a.upper().resolve("srv/kept")));
      say(
          "whiteout",
          Commands.run("stat", "-c", "%F", a.upper().resolve("opt").toString())
              .out()
              .startsWith("character special"));
      say(
          "second overlay",
          ssh(
              a,
              "mkdir /tmp/u /tmp/w; mount -t overlay"
                  + " -o lowerdir=/,upperdir=/tmp/u,workdir=/tmp/w,userxattr o /mnt"
                  + " && echo second >/mnt/etc/passwd && cat /tmp/u/etc/passwd"));
      say("machine process", ssh(a, "ps -e").contains("java"));
      say("neighbour", ssh(lab.host("b"), "getent hosts b | sed 's/.* //'"));
      a.kill();
      a.start();
      say("again", ssh(a, "cat /srv/kept"));
    }
    say("left", MachineState.leftOf(lab));
  }

  private static String ssh(LabHost host, String command) {
    Ran ran = Ssh.run(host, command);
    return ran.out().strip() + ran.err().strip();
  }

  private static void say(String what, Object value) {
    System.out.println(what + " " + value);
  }
}
