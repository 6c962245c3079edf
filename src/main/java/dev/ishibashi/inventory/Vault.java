package dev.ishibashi.inventory;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// Opens what Ansible Vault has encrypted (formats 1.1 and 1.2, AES256).
///
/// Source: Ansible's user guide, "Ansible Vault payload format": PBKDF2 with SHA-256 gives the key
/// of the cipher (AES in counter mode), the key of the HMAC, and the counter's start.
public final class Vault {
  /// No password is known.
  public static final Vault CLOSED = new Vault(List.of());

  private static final Pattern HEADER =
      Pattern.compile("\\$ANSIBLE_VAULT;1\\.[12];AES256(?:;[^;\\s]*)?\\s*");

  private static final int ROUNDS = 10_000;
  private static final int KEY = 32;
  private static final int BLOCK = 16;

  private final List<String> passwords;

  /// @param passwords each is tried, in this order
  public Vault(List<String> passwords) {
    this.passwords = List.copyOf(passwords);
  }

  /// What opening gives.
  public sealed interface Outcome {}

  public record Opened(String text) implements Outcome {}

  /// There is no password.
  public record NoPassword() implements Outcome {}

  /// No password opens it: a wrong one, or changed text.
  public record Wrong() implements Outcome {}

  /// It is no envelope of a kind that is known.
  public record Malformed() implements Outcome {}

  static boolean envelope(String text) {
    return text.startsWith("$ANSIBLE_VAULT");
  }

  /// Opens an envelope: the header line, and lines of hexadecimal digits.
  public Outcome open(String envelope) {
    List<String> lines = envelope.strip().lines().map(String::strip).toList();
    if (lines.isEmpty() || !HEADER.matcher(lines.getFirst()).matches()) {
      return new Malformed();
    }
    byte[] salt;
    byte[] seal;
    byte[] secret;
    try {
      byte[] payload = HexFormat.of().parseHex(String.join("", lines.subList(1, lines.size())));
      String[] parts = new String(payload, StandardCharsets.US_ASCII).split("\n", -1);
      if (parts.length != 3) {
        return new Malformed();
      }
      salt = HexFormat.of().parseHex(parts[0]);
      seal = HexFormat.of().parseHex(parts[1]);
      secret = HexFormat.of().parseHex(parts[2]);
    } catch (IllegalArgumentException notHexadecimal) {
      return new Malformed();
    }
    if (salt.length == 0) {
      return new Malformed();
    }
    if (passwords.isEmpty()) {
      return new NoPassword();
    }
    for (String password : passwords) {
      try {
        Outcome opened = open(password, salt, seal, secret);
        if (!(opened instanceof Wrong)) {
          return opened;
        }
      } catch (GeneralSecurityException absent) {
        // Every Java platform has these ciphers.
        throw new IllegalStateException(absent);
      }
    }
    return new Wrong();
  }

  private static Outcome open(String password, byte[] salt, byte[] seal, byte[] secret)
      throws GeneralSecurityException {
    PBEKeySpec spec =
        new PBEKeySpec(password.toCharArray(), salt, ROUNDS, (2 * KEY + BLOCK) * Byte.SIZE);
    byte[] keys =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(keys, KEY, KEY, "HmacSHA256"));
    if (!MessageDigest.isEqual(mac.doFinal(secret), seal)) {
      return new Wrong();
    }
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(keys, 0, KEY, "AES"),
        new IvParameterSpec(keys, 2 * KEY, BLOCK));
    byte[] padded = cipher.doFinal(secret);
    int padding = padded.length == 0 ? 0 : padded[padded.length - 1];
    if (padding < 1 || padding > BLOCK || padding > padded.length) {
      return new Malformed();
    }
    byte[] plain = Arrays.copyOf(padded, padded.length - padding);
    return new Opened(new String(plain, StandardCharsets.UTF_8));
  }
}
