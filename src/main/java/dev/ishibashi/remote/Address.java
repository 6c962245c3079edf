package dev.ishibashi.remote;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where a host is and how to log in: everything that a connection needs.
///
/// @param name the name in the inventory, for messages and for the run's place on the host
/// @param host the name or address to connect to; also what `known_hosts` is asked for
/// @param keyName the name to ask `known_hosts` for instead (OpenSSH's HostKeyAlias)
/// @param identities private key files, tried in this order; the agent's keys come after them
/// @param knownHosts files with the keys of hosts; a host that stands in none is refused
/// @param become whether commands run through `sudo -n` when the user is not root
/// @param jump the host to go through
public record Address(
    String name,
    String host,
    Optional<String> keyName,
    int port,
    String user,
    List<Path> identities,
    List<Path> knownHosts,
    boolean become,
    Optional<Address> jump) {
  public Address {
    identities = List.copyOf(identities);
    knownHosts = List.copyOf(knownHosts);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
  }

  /// An address without detours.
  public Address(
      String name,
      String host,
      int port,
      String user,
      List<Path> identities,
      List<Path> knownHosts,
      boolean become) {
    this(
        name, host, Optional.empty(), port, user, identities, knownHosts, become, Optional.empty());
  }

  /// `user@host:port`, as messages name it.
  public String where() {
    return user + "@" + host + ":" + port;
  }

  String wrap(String command) {
    return become && !user.equals("root") ? "sudo -n -- sh -c " + Shell.quote(command) : command;
  }
}
