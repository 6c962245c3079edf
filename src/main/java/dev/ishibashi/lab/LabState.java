package dev.ishibashi.lab;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/// What must be known to find a lab again, and to remove it after its maker was killed: the file
/// `lab.properties` in its directory, written before anything that it names is made.
///
/// @param mark hardware address of the bridge, random, by which a bridge is known to be this lab's
/// @param network third and second part of the lab's /24 as one number from 0 to 511
/// @param holder process that holds the user namespace; 0 for a lab of root
/// @param inMemory the directory `hosts` is a memory file system
/// @param ports of the front door, in the order of the hosts
record LabState(
    Path directory,
    FrontDoor door,
    String mark,
    int network,
    long holder,
    boolean inMemory,
    List<String> hosts,
    List<Integer> ports) {

  private static final String FILE = "lab.properties";

  static Optional<LabState> read(Path directory) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(directory.resolve(FILE))) {
      properties.load(in);
    } catch (IOException e) {
      return Optional.empty();
    }
    List<String> hosts = List.of(properties.getProperty("hosts", "").split(" ", -1));
    List<Integer> ports = new ArrayList<>();
    for (String port : properties.getProperty("ports", "").split(" ", -1)) {
      ports.add(Integer.valueOf(port));
    }
    return Optional.of(
        new LabState(
            directory,
            FrontDoor.valueOf(properties.getProperty("door", "")),
            properties.getProperty("mark", ""),
            Integer.parseInt(properties.getProperty("network", "0")),
            Long.parseLong(properties.getProperty("holder", "0")),
            Boolean.parseBoolean(properties.getProperty("in-memory", "false")),
            hosts,
            ports));
  }

  void write() {
    Properties properties = new Properties();
    properties.setProperty("door", door.name());
    properties.setProperty("mark", mark);
    properties.setProperty("network", Integer.toString(network));
    properties.setProperty("holder", Long.toString(holder));
    properties.setProperty("in-memory", Boolean.toString(inMemory));
    properties.setProperty("hosts", String.join(" ", hosts));
    properties.setProperty(
        "ports", String.join(" ", ports.stream().map(port -> Integer.toString(port)).toList()));
    try {
      StringWriter text = new StringWriter();
      properties.store(text, null);
      Path fresh = directory.resolve(FILE + ".new");
      Files.writeString(fresh, text.toString());
      Files.move(fresh, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LabState withNetwork(int network) {
    return new LabState(directory, door, mark, network, holder, inMemory, hosts, ports);
  }

  LabState withHolder(long holder) {
    return new LabState(directory, door, mark, network, holder, inMemory, hosts, ports);
  }

  LabState withPorts(List<Integer> ports) {
    return new LabState(directory, door, mark, network, holder, inMemory, hosts, ports);
  }

  boolean privileged() {
    return holder == 0;
  }

  String bridge() {
    return "ishi" + network;
  }

  String link(int host) {
    return "ishi%dv%d".formatted(network, host);
  }

  /// Hardware address of a host. It stays the same when the host starts again, as that of a real
  /// machine does, so no neighbour holds a wrong one.
  String station(int host) {
    return "06" + mark.substring(2, 11) + ":%02x:%02x".formatted(host / 256, host % 256);
  }

  /// Address in the lab's network: .1 is the machine, hosts follow from .2.
  String address(int host) {
    return "198.%d.%d.%d".formatted(18 + network / 256, network % 256, host + 2);
  }

  /// The directories of the hosts as this process must write them: a memory file system of a user
  /// namespace is seen only through a process in it.
  Path hostsHere() {
    Path there = directory.resolve("hosts");
    return inMemory && !privileged() ? Path.of("/proc/" + holder + "/root" + there) : there;
  }

  /// Put before a command that must run where the lab's bridge and mounts are.
  List<String> inside() {
    return privileged()
        ? List.of()
        : List.of(
            "nsenter",
            "--target=" + holder,
            "--user",
            "--net",
            "--mount",
            "--preserve-credentials",
            "--");
  }
}
