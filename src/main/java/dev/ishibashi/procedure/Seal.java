package dev.ishibashi.procedure;

import dev.ishibashi.inventory.Host;
import dev.ishibashi.text.Source;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/// What is approved, rehearsed and run: the contents, never the names of files.
///
/// Every part is a SHA-256 in hex. The seal itself is the SHA-256 of these UTF-8 lines, each ended
/// by a line feed:
///
/// ```
/// ishibashi/seal/1
/// program <sha256>
/// procedure <sha256>
/// include <sha256>
/// ancestor <sha256, or none>
/// hosts <sha256>
/// ```
///
/// There is one line `include` for each file that the procedure includes, in its order; none where
/// it includes nothing.
///
/// The hash of the hosts is that of one line for each host, sorted by name: the name, the address,
/// the port and the user of the connection, separated by tabs, each empty where the inventory does
/// not say, and then, sorted by name, `name=value` for each variable of the inventory that the
/// procedure uses. So a host that moves to another address breaks the seal.
///
/// @param ancestor empty where there is none
public record Seal(
    String program,
    String procedure,
    List<String> includes,
    Optional<String> ancestor,
    String hosts) {
  public Seal {
    includes = List.copyOf(includes);
  }

  public static Seal of(
      Source program, Procedure procedure, Optional<Source> ancestor, List<Host> hosts) {
    return new Seal(
        sha256(program.bytes()),
        sha256(procedure.source().bytes()),
        procedure.includes().stream().map(i -> sha256(i.bytes())).toList(),
        ancestor.map(a -> sha256(a.bytes())),
        ofLines(lines(procedure, hosts)));
  }

  /// The line of each host, sorted.
  public static List<String> lines(Procedure procedure, List<Host> hosts) {
    SortedSet<String> names = procedure.inventoryVariables();
    return hosts.stream().map(h -> line(h, names)).sorted().toList();
  }

  private static String line(Host host, SortedSet<String> names) {
    List<String> fields = new ArrayList<>();
    fields.add(host.name());
    for (String way : List.of("ansible_host", "ansible_port", "ansible_user")) {
      fields.add(text(host.vars().get(way)));
    }
    for (String name : names) {
      fields.add(name + "=" + text(host.vars().get(name)));
    }
    return String.join("\t", fields);
  }

  /// The hash of the hosts' lines.
  public static String ofLines(List<String> lines) {
    StringBuilder all = new StringBuilder();
    lines.forEach(line -> all.append(line).append('\n'));
    return sha256(all.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String text(@Nullable Object value) {
    // A line end in a value must not look like another host.
    return value == null ? "" : String.valueOf(value).replaceAll("\\p{Cntrl}", " ");
  }

  /// The seal as one hash.
  public String hash() {
    StringBuilder text = new StringBuilder("ishibashi/seal/1\n");
    text.append("program ").append(program).append("\nprocedure ").append(procedure).append('\n');
    includes.forEach(i -> text.append("include ").append(i).append('\n'));
    text.append("ancestor ").append(ancestor.orElse("none")).append('\n');
    text.append("hosts ").append(hosts).append('\n');
    return sha256(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /// Which parts differ: some of `program`, `procedure`, `includes`, `ancestor`, `hosts`.
  public List<String> differences(Seal other) {
    List<String> parts = new ArrayList<>();
    if (!program.equals(other.program)) {
      parts.add("program");
    }
    if (!procedure.equals(other.procedure)) {
      parts.add("procedure");
    }
    if (!includes.equals(other.includes)) {
      parts.add("includes");
    }
    if (!ancestor.equals(other.ancestor)) {
      parts.add("ancestor");
    }
    if (!hosts.equals(other.hosts)) {
      parts.add("hosts");
    }
    return List.copyOf(parts);
  }

  /// SHA-256 in lower-case hex.
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
