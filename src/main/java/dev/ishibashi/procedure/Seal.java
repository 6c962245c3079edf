package dev.ishibashi.procedure;

import dev.ishibashi.inventory.Host;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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
/// ancestor <sha256, or none>
/// hosts <sha256>
/// ```
///
/// The hash of the hosts is that of one line for each host, sorted by name: the name, the address,
/// the port and the user of the connection, separated by tabs, each empty where the inventory does
/// not say. So a host that moves to another address breaks the seal.
///
/// @param ancestor empty where there is none
public record Seal(String program, String procedure, Optional<String> ancestor, String hosts) {

  public static Seal of(
      byte[] program, byte[] procedure, Optional<byte[]> ancestor, List<Host> hosts) {
    return new Seal(
        sha256(program), sha256(procedure), ancestor.map(Seal::sha256), ofLines(lines(hosts)));
  }

  /// The line of each host, sorted: name, address, port and user, separated by tabs.
  public static List<String> lines(List<Host> hosts) {
    return hosts.stream()
        .map(
            h ->
                String.join(
                    "\t",
                    h.name(),
                    text(h.vars().get("ansible_host")),
                    text(h.vars().get("ansible_port")),
                    text(h.vars().get("ansible_user"))))
        .sorted()
        .toList();
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
    String lines =
        "ishibashi/seal/1\nprogram %s\nprocedure %s\nancestor %s\nhosts %s\n"
            .formatted(program, procedure, ancestor.orElse("none"), hosts);
    return sha256(lines.getBytes(StandardCharsets.UTF_8));
  }

  /// Which parts differ: some of `program`, `procedure`, `ancestor`, `hosts`.
  public List<String> differences(Seal other) {
    List<String> parts = new ArrayList<>();
    if (!program.equals(other.program)) {
      parts.add("program");
    }
    if (!procedure.equals(other.procedure)) {
      parts.add("procedure");
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
