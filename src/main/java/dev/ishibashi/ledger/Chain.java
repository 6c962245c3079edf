package dev.ishibashi.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// How an entry becomes a line, and how a line proves the one before it.
///
/// The hash covers the bytes of the line from its first to the one before `,"hash":`, so that an
/// auditor can check it with `sed` and `sha256sum` alone.
final class Chain {
  static final String FIRST = "0".repeat(64);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String HASH_FIELD = ",\"hash\":\"";

  private Chain() {}

  static Entry next(
      long number, Instant at, String kind, String run, Map<String, Object> data, String previous) {
    String hashed = hashedPart(number, at, kind, run, data, previous);
    return new Entry(number, at, kind, run, data, previous, sha256(hashed));
  }

  static String line(Entry entry) {
    return hashedPart(
            entry.number(), entry.at(), entry.kind(), entry.run(), entry.data(), entry.previous())
        + HASH_FIELD
        + entry.hash()
        + "\"}";
  }

  /// The entry that a line holds; empty when the line is not one, or its hash is not its own.
  static Optional<Entry> read(String line) {
    int cut = line.lastIndexOf(HASH_FIELD);
    if (cut < 0) {
      return Optional.empty();
    }
    try {
      Map<?, ?> fields = JSON.readValue(line, Map.class);
      Map<String, Object> data = new LinkedHashMap<>();
      if (!(fields.get("data") instanceof Map<?, ?> given)) {
        return Optional.empty();
      }
      given.forEach((key, value) -> data.put((String) key, value));
      Entry entry =
          new Entry(
              ((Number) field(fields, "number")).longValue(),
              Instant.parse((String) field(fields, "at")),
              (String) field(fields, "kind"),
              (String) field(fields, "run"),
              data,
              (String) field(fields, "previous"),
              (String) field(fields, "hash"));
      boolean own = entry.hash().equals(sha256(line.substring(0, cut)));
      // A line that says the same in other bytes (say, fields twice) is an edit too.
      return own && line(entry).equals(line) ? Optional.of(entry) : Optional.empty();
    } catch (JacksonException
        | ClassCastException
        | DateTimeParseException
        | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Object field(Map<?, ?> fields, String name) {
    Object value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name);
    }
    return value;
  }

  private static String hashedPart(
      long number, Instant at, String kind, String run, Map<String, Object> data, String previous) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("number", number);
    fields.put("at", at.toString());
    fields.put("kind", kind);
    fields.put("run", run);
    fields.put("data", data);
    fields.put("previous", previous);
    String text = JSON.writeValueAsString(fields);
    return text.substring(0, text.length() - 1);
  }

  static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
