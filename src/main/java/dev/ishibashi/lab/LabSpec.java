package dev.ishibashi.lab;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What lab is wanted. Start with [#of(String...)], then change one thing at a time.
///
/// @param name name of the lab, and of its directory under `<home>/lab`
/// @param home directory of the state, normally `$ISHIBASHI_HOME`
/// @param hosts names of the hosts, at most 250
/// @param door the front door to use; empty: OpenSSH where possible, otherwise MINA
/// @param unprivileged true: user namespaces are used even by root (for tests)
/// @param closeOnExit true: the lab is taken down when this JVM ends in any way but `kill -9`
public record LabSpec(
    String name,
    Path home,
    List<String> hosts,
    RootChoice root,
    Optional<FrontDoor> door,
    List<Seed> seeds,
    boolean unprivileged,
    boolean closeOnExit) {

  /// As many as one /24 network holds, without its ends and the machine's own address.
  static final int MOST_HOSTS = 250;

  private static final String NAME = "[a-z0-9][a-z0-9-]{0,62}";

  public LabSpec {
    home = home.toAbsolutePath().normalize();
    hosts = List.copyOf(hosts);
    seeds = List.copyOf(seeds);
    if (!name.matches(NAME) || name.startsWith("base-")) {
      throw new IllegalArgumentException("not a name for a lab: '%s'".formatted(name));
    }
    for (String host : hosts) {
      if (!host.matches(NAME) || host.equals("localhost")) {
        throw new IllegalArgumentException("not a name for a lab host: '%s'".formatted(host));
      }
    }
    if (hosts.isEmpty() || hosts.size() > MOST_HOSTS) {
      throw new IllegalArgumentException("a lab has 1 to %d hosts".formatted(MOST_HOSTS));
    }
    Set<String> names = new HashSet<>(hosts);
    if (names.size() != hosts.size()) {
      throw new IllegalArgumentException("a host is named twice");
    }
    for (Seed seed : seeds) {
      if (!names.contains(seed.host())) {
        throw new IllegalArgumentException("no host '%s' in this lab".formatted(seed.host()));
      }
    }
  }

  /// Hosts with these names in a lab with a new name, over the minimal root.
  public static LabSpec of(String... hosts) {
    return of(List.of(hosts));
  }

  /// Hosts with these names in a lab with a new name, over the minimal root.
  public static LabSpec of(List<String> hosts) {
    byte[] random = new byte[4];
    new SecureRandom().nextBytes(random);
    return new LabSpec(
        "lab-" + HexFormat.of().formatHex(random),
        defaultHome(),
        hosts,
        new RootChoice.Minimal(Set.of()),
        Optional.empty(),
        List.of(),
        false,
        false);
  }

  /// Where state is kept: `$ISHIBASHI_HOME`, else `$XDG_STATE_HOME/ishibashi`, else
  /// `~/.local/state/ishibashi`.
  public static Path defaultHome() {
    String home = System.getenv("ISHIBASHI_HOME");
    if (home != null && !home.isBlank()) {
      return Path.of(home);
    }
    String state = System.getenv("XDG_STATE_HOME");
    return state != null && !state.isBlank()
        ? Path.of(state, "ishibashi")
        : Path.of(System.getProperty("user.home"), ".local", "state", "ishibashi");
  }

  public LabSpec named(String name) {
    return new LabSpec(name, home, hosts, root, door, seeds, unprivileged, closeOnExit);
  }

  public LabSpec in(Path home) {
    return new LabSpec(name, home, hosts, root, door, seeds, unprivileged, closeOnExit);
  }

  public LabSpec over(RootChoice root) {
    return new LabSpec(name, home, hosts, root, door, seeds, unprivileged, closeOnExit);
  }

  public LabSpec door(FrontDoor door) {
    return new LabSpec(
        name, home, hosts, root, Optional.of(door), seeds, unprivileged, closeOnExit);
  }

  /// Adds files that the hosts have from the start.
  public LabSpec with(Seed... more) {
    return with(List.of(more));
  }

  /// Adds files that the hosts have from the start.
  public LabSpec with(List<Seed> more) {
    List<Seed> all = new ArrayList<>(seeds);
    all.addAll(more);
    return new LabSpec(name, home, hosts, root, door, all, unprivileged, closeOnExit);
  }

  public LabSpec asUnprivileged() {
    return new LabSpec(name, home, hosts, root, door, seeds, true, closeOnExit);
  }

  /// Takes the lab down when this JVM ends, also by Ctrl-C and `kill`.
  public LabSpec closedOnExit() {
    return new LabSpec(name, home, hosts, root, door, seeds, unprivileged, true);
  }
}
