package dev.ishibashi.approval;

import dev.ishibashi.inventory.Host;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.procedure.Seal;
import dev.ishibashi.text.Source;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a person signs: which change, as its seal and all that the seal is made of, so that a later
/// difference can be named; what the person agrees to; who it is, and when.
///
/// The text is one `key value` a line, in this order, each ended by a line feed:
///
/// ```
/// ishibashi/approval/1
/// change mail-fix-2026-11
/// signer ken@example.com
/// at 2026-11-28T02:30:00Z
/// seal <sha256>
/// program <sha256>
/// procedure <sha256>
/// include <sha256>
/// ancestor <sha256, or none>
/// host mail1<TAB>address<TAB>port<TAB>user
/// agrees lineage …
/// ```
///
/// @param hosts as the seal lists them, one line a target
/// @param agrees what gates left to a person, one line each
public record Statement(
    String change, String signer, Instant at, Seal seal, List<String> hosts, List<String> agrees) {
  private static final String FIRST = "ishibashi/approval/1";

  public Statement {
    hosts = List.copyOf(hosts);
    agrees = List.copyOf(agrees);
  }

  /// The statement of one person on a change.
  public static Statement of(
      Procedure procedure,
      String signer,
      Instant at,
      Seal seal,
      List<Host> hosts,
      List<String> agrees) {
    return new Statement(
        procedure.change().value(), signer, at, seal, Seal.lines(procedure, hosts), agrees);
  }

  /// The text that is signed.
  public String text() {
    StringBuilder text = new StringBuilder(FIRST).append('\n');
    line(text, "change", change);
    line(text, "signer", signer);
    line(text, "at", at.toString());
    line(text, "seal", seal.hash());
    line(text, "program", seal.program());
    line(text, "procedure", seal.procedure());
    seal.includes().forEach(i -> line(text, "include", i));
    line(text, "ancestor", seal.ancestor().orElse("none"));
    hosts.forEach(h -> line(text, "host", h));
    agrees.forEach(a -> line(text, "agrees", a));
    return text.toString();
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append(' ').append(value).append('\n');
  }

  public byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  /// Reads a statement; empty unless it is exactly one that [#text()] could have given, and its
  /// seal is that of its parts.
  public static Optional<Statement> parse(Source source) {
    List<String> lines = new ArrayList<>(List.of(source.text().split("\n", -1)));
    try {
      take(lines, FIRST);
      String change = take(lines, "change ");
      String signer = take(lines, "signer ");
      Instant at = Instant.parse(take(lines, "at "));
      String hash = take(lines, "seal ");
      String program = take(lines, "program ");
      String procedure = take(lines, "procedure ");
      List<String> includes = all(lines, "include ");
      String ancestor = take(lines, "ancestor ");
      List<String> hosts = all(lines, "host ");
      List<String> agrees = all(lines, "agrees ");
      Seal seal =
          new Seal(
              program,
              procedure,
              includes,
              Optional.of(ancestor).filter(a -> !a.equals("none")),
              Seal.ofLines(hosts));
      Statement statement = new Statement(change, signer, at, seal, hosts, agrees);
      boolean same = seal.hash().equals(hash) && statement.text().equals(source.text());
      return same ? Optional.of(statement) : Optional.empty();
    } catch (DateTimeException | Wire.Malformed e) {
      return Optional.empty();
    }
  }

  private static String take(List<String> lines, String key) {
    if (lines.isEmpty() || !lines.getFirst().startsWith(key)) {
      throw new Wire.Malformed();
    }
    return lines.removeFirst().substring(key.length());
  }

  private static List<String> all(List<String> lines, String key) {
    List<String> values = new ArrayList<>();
    while (!lines.isEmpty() && lines.getFirst().startsWith(key)) {
      values.add(take(lines, key));
    }
    return values;
  }
}
