package dev.ishibashi.approval;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.UnaryOperator;

/// A signature as `ssh-keygen -Y sign` writes it (`PROTOCOL.sshsig` of OpenSSH).
public final class SshSignature {
  /// What approvals are signed for.
  public static final String NAMESPACE = "ishibashi-approval";

  private static final byte[] MAGIC = "SSHSIG".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final String BEGIN = "-----BEGIN SSH SIGNATURE-----";
  private static final String END = "-----END SSH SIGNATURE-----";
  private static final int WIDTH = 70;

  private final SshKey key;
  private final String namespace;
  private final byte[] reserved;
  private final String hash;
  private final byte[] signature;

  /// The parts as they stand in it.
  ///
  /// @param hash `sha256` or `sha512`
  /// @param signature the algorithm and the bytes
  SshSignature(SshKey key, String namespace, byte[] reserved, String hash, byte[] signature) {
    this.key = key;
    this.namespace = namespace;
    this.reserved = reserved.clone();
    this.hash = hash;
    this.signature = signature.clone();
  }

  /// Whose signature it is, as the signature itself says.
  SshKey key() {
    return key;
  }

  /// What it was given for; a signature for one purpose is none for another.
  String namespace() {
    return namespace;
  }

  public sealed interface Outcome {}

  public record Parsed(SshSignature signature) implements Outcome {}

  /// It is no signature that can be read.
  ///
  /// @param why a key of the message catalogue, below `approval.`
  public record Malformed(String why) implements Outcome {}

  /// Reads the text of a `.sig` file.
  public static Outcome parse(String text) {
    String trimmed = text.strip();
    if (!trimmed.startsWith(BEGIN) || !trimmed.endsWith(END)) {
      return new Malformed("signature-cut");
    }
    String body = trimmed.substring(BEGIN.length(), trimmed.length() - END.length());
    try {
      Wire in = new Wire(Base64.getDecoder().decode(body.replaceAll("[\\r\\n]", "")));
      if (!Arrays.equals(in.bytes(MAGIC.length), MAGIC) || in.number() != VERSION) {
        return new Malformed("signature-form");
      }
      byte[] blob = in.string();
      String type = new Wire(blob).name();
      String namespace = in.name();
      byte[] reserved = in.string();
      String hash = in.name();
      byte[] signature = in.string();
      in.end();
      if (type.contains("-cert-v0")) {
        return new Malformed("signature-certificate");
      }
      if (!SshKey.TYPES.contains(type)) {
        return new Malformed("signature-key");
      }
      if (!hash.equals("sha256") && !hash.equals("sha512")) {
        return new Malformed("signature-hash");
      }
      return new Parsed(new SshSignature(SshKey.of(blob), namespace, reserved, hash, signature));
    } catch (IllegalArgumentException | Wire.Malformed e) {
      return new Malformed("signature-cut");
    }
  }

  /// Signs with a key in hand. People's keys are never in hand: they sign by `ssh-keygen`.
  ///
  /// @param ed25519 signs bytes with the private half of the key
  public static SshSignature sign(byte[] message, SshKey key, UnaryOperator<byte[]> ed25519) {
    SshSignature unsigned = new SshSignature(key, NAMESPACE, new byte[0], "sha512", new byte[0]);
    byte[] bytes = ed25519.apply(unsigned.signed(message));
    return new SshSignature(
        key,
        NAMESPACE,
        new byte[0],
        "sha512",
        new Wire.Writer().string(key.type()).string(bytes).bytes());
  }

  /// Whether this is the key's signature of a message.
  SshKey.Answer verify(byte[] message) {
    return key.verify(signed(message), signature);
  }

  /// The bytes that are signed for a message.
  byte[] signed(byte[] message) {
    byte[] digest;
    try {
      digest =
          MessageDigest.getInstance(hash.equals("sha256") ? "SHA-256" : "SHA-512").digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-2", e);
    }
    return new Wire.Writer()
        .raw(MAGIC)
        .string(namespace)
        .string(reserved)
        .string(hash)
        .string(digest)
        .bytes();
  }

  /// The text of a `.sig` file.
  public String text() {
    byte[] blob =
        new Wire.Writer()
            .raw(MAGIC)
            .number(VERSION)
            .string(key.blob())
            .string(namespace)
            .string(reserved)
            .string(hash)
            .string(signature)
            .bytes();
    String body = Base64.getMimeEncoder(WIDTH, new byte[] {'\n'}).encodeToString(blob);
    return BEGIN + "\n" + body + "\n" + END + "\n";
  }
}
