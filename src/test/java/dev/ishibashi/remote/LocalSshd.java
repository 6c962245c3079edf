package dev.ishibashi.remote;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/// A real sshd on the loopback, with keys of its own, in a directory of its own.
final class LocalSshd implements AutoCloseable {
  final Path directory;
  final int port;
  final Path identity;
  final Path knownHosts;
  private Process process;

  LocalSshd(Path directory, String... keyTypes) throws IOException {
    this.directory = directory;
    this.identity = directory.resolve("id");
    this.knownHosts = directory.resolve("known_hosts");
    Files.createDirectories(Path.of("/run/sshd"));
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    keygen("ed25519", identity);
    Files.copy(directory.resolve("id.pub"), directory.resolve("authorized_keys"));
    List<String> config = new ArrayList<>();
    config.add("Port " + port);
    config.add("ListenAddress 127.0.0.1");
    config.add("PidFile none");
    // bash reads ~/.bashrc only where this is small; what stands there is not what is tested.
    config.add("SetEnv SHLVL=5");
    config.add("UsePAM no");
    config.add("StrictModes no");
    config.add("PasswordAuthentication no");
    config.add("PermitRootLogin prohibit-password");
    config.add("MaxStartups 100:30:200");
    config.add("AuthorizedKeysFile " + directory.resolve("authorized_keys"));
    StringBuilder known = new StringBuilder();
    for (String type : keyTypes.length == 0 ? new String[] {"ed25519"} : keyTypes) {
      Path key = directory.resolve("host_" + type);
      keygen(type, key);
      config.add("HostKey " + key);
      known.append("[127.0.0.1]:").append(port).append(' ');
      known.append(Files.readString(directory.resolve("host_" + type + ".pub")));
    }
    Files.writeString(knownHosts, known);
    Files.write(directory.resolve("config"), config);
    process = begin();
  }

  private Process begin() throws IOException {
    Process started =
        new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", "" + directory.resolve("config"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
            .start();
    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(this::answers);
    return started;
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  Address address(String name) {
    return new Address(
        name, "127.0.0.1", port, "root", List.of(identity), List.of(knownHosts), false);
  }

  /// Kills the processes that serve connections now; the listener stays.
  void cutConnections() {
    process
        .descendants()
        .filter(p -> p.info().command().orElse("").contains("sshd"))
        .forEach(ProcessHandle::destroyForcibly);
  }

  void restart() throws IOException {
    close();
    process = begin();
  }

  @Override
  public void close() {
    cutConnections();
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  static void keygen(String type, Path file) throws IOException {
    command("ssh-keygen", "-q", "-t", type, "-N", "", "-f", file.toString());
  }

  /// Runs a command of this machine and gives what it printed; fails when the command fails.
  static String command(String... words) throws IOException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", words) + ": " + out);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    }
    return out;
  }
}
