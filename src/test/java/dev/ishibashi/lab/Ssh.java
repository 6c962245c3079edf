package dev.ishibashi.lab;

import java.util.ArrayList;
import java.util.List;

/// The system's own SSH client: what a user of a lab has.
final class Ssh {
  private Ssh() {}

  static List<String> command(LabHost host, String user, String command) {
    return List.of(
        "ssh",
        "-F",
        "none",
        "-p",
        Integer.toString(host.port()),
        "-i",
        host.key().toString(),
        "-o",
        "UserKnownHostsFile=" + host.knownHosts(),
        "-o",
        "GlobalKnownHostsFile=none",
        "-o",
        "StrictHostKeyChecking=yes",
        "-o",
        "IdentitiesOnly=yes",
        "-o",
        "BatchMode=yes",
        "-o",
        "ConnectTimeout=3",
        user + "@" + host.address(),
        command);
  }

  static Ran run(LabHost host, String command) {
    return run(host, command, "");
  }

  static Ran run(LabHost host, String command, String input) {
    return Commands.run(
        command(host, host.user(), command),
        input.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  static Ran runAs(LabHost host, String user, String command) {
    return Commands.run(command(host, user, command), new byte[0]);
  }

  /// With options put before the rest.
  static Ran runWith(LabHost host, List<String> options, String command) {
    List<String> all = new ArrayList<>(command(host, host.user(), command));
    all.addAll(1, options);
    return Commands.run(all, new byte[0]);
  }
}
