package dev.ishibashi.lab;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One host of a lab. What it tells of the machine's side (`upper`, `exec`, the network cut) is for
/// tests and replays: it works without SSH, so it is true whatever a program did to the host.
public final class LabHost {
  private final Lab lab;
  private final int index;
  private final String name;

  LabHost(Lab lab, int index, String name) {
    this.lab = lab;
    this.index = index;
    this.name = name;
  }

  public String name() {
    return name;
  }

  /// Where its SSH server listens.
  public String address() {
    return switch (lab.door()) {
      case OPENSSH -> networkAddress();
      case MINA -> "127.0.0.1";
    };
  }

  /// Port of its SSH server.
  public int port() {
    return lab.port(index);
  }

  /// Its address in the lab's own network; the other hosts reach it there.
  public String networkAddress() {
    return lab.state().address(index);
  }

  public String user() {
    return "root";
  }

  /// Private key that `root` and `op` of every host accept.
  public Path key() {
    return lab.key();
  }

  /// The host keys of all hosts, known before the first connection.
  public Path knownHosts() {
    return lab.knownHosts();
  }

  /// The overlay's upper directory: empty at the start, and then exactly what changed on the root
  /// file system. `/tmp`, `/run` and `/dev` are memory file systems and not in it.
  public Path upper() {
    return directory().resolve("upper");
  }

  /// What process 1 of the host and its SSH server said.
  public Path log() {
    return directory().resolve("log");
  }

  Path directory() {
    return lab.state().hostsHere().resolve(name);
  }

  int index() {
    return index;
  }

  /// Number of the host's process 1, as the machine counts; 0 when the host does not run.
  public long pid() {
    return lab.pid(this);
  }

  public boolean running() {
    return pid() != 0;
  }

  /// Runs a command in the host as root, not by SSH.
  public Ran exec(String... command) {
    return exec(List.of(command), new byte[0]);
  }

  /// Runs a command in the host as root, not by SSH, with this standard input.
  public Ran exec(List<String> command, byte[] input) {
    List<String> enter = new ArrayList<>(lab.enter(this));
    enter.addAll(
        List.of("env", "-i", "PATH=" + Commands.PATH, "HOME=/root", "USER=root", "LC_ALL=C.UTF-8"));
    enter.addAll(command);
    return Commands.run(enter, input);
  }

  /// Writes a file in the running host, with the directories above it.
  public void write(String path, String content) {
    write(path, content.getBytes(StandardCharsets.UTF_8), 0644);
  }

  /// Writes a file in the running host, with the directories above it.
  public void write(String path, byte[] content, int mode) {
    Ran ran =
        exec(
            List.of(
                "sh",
                "-c",
                "mkdir -p \"$(dirname \"$1\")\" && cat >\"$1\" && chmod \"$2\" \"$1\"",
                "sh",
                path,
                Integer.toOctalString(mode)),
            content);
    if (!ran.succeeded()) {
      throw new IllegalStateException(name + ": " + path + ": " + ran.err().strip());
    }
  }

  /// Ends the host as a power cut would: all its processes at once. Its files stay.
  public void kill() {
    lab.kill(this);
  }

  /// Starts a killed host again over the files it had, and waits until it accepts connections.
  public void start() {
    lab.start(List.of(this));
  }

  /// Cuts the host off: nothing reaches it and it reaches nothing, but it goes on running.
  public void cutNetwork() {
    lab.network(this, false);
  }

  public void healNetwork() {
    lab.network(this, true);
  }

  /// The command with which a person logs in.
  public String sshCommand() {
    return "ssh -p %d -i %s -o UserKnownHostsFile=%s -o IdentitiesOnly=yes %s@%s"
        .formatted(port(), key(), knownHosts(), user(), address());
  }

  @Override
  public String toString() {
    return name + " (" + address() + ":" + port() + ")";
  }
}
