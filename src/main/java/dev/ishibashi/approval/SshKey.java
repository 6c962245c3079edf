package dev.ishibashi.approval;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/// The public half of somebody's SSH key, as it stands in a `.pub` file.
///
/// Formats: RFC 4253 section 6.6 (RSA), RFC 5656 (ECDSA), RFC 8709 (Ed25519), `PROTOCOL.u2f` of
/// OpenSSH (keys that live in hardware: `sk-`).
///
/// @param type as `ssh-ed25519`
/// @param encoded the base64 text of the whole public key, which tells two keys apart
public record SshKey(String type, String encoded) {
  private static final String ED25519 = "ssh-ed25519";
  private static final String RSA = "ssh-rsa";
  private static final String SK_ED25519 = "sk-ssh-ed25519@openssh.com";
  private static final String SK_ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com";

  /// The types of which signatures can be verified. DSA is none of them, nor are certificates.
  static final Set<String> TYPES =
      Set.of(
          ED25519,
          RSA,
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521",
          SK_ED25519,
          SK_ECDSA);

  /// Shorter RSA keys can be factored, or soon can be (NIST SP 800-131A).
  private static final int SHORTEST_RSA = 2048;

  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  /// The bit that says that somebody touched the key (FIDO U2F, raw message formats).
  private static final int TOUCHED = 1;

  /// Reads a key from the two words of a `.pub` file; empty where they are none, or of a type that
  /// cannot be verified.
  public static Optional<SshKey> of(String type, String base64) {
    if (!TYPES.contains(type)) {
      return Optional.empty();
    }
    try {
      byte[] blob = Base64.getDecoder().decode(base64);
      SshKey key = of(blob);
      return key.type.equals(type) ? Optional.of(key) : Optional.empty();
    } catch (IllegalArgumentException | Wire.Malformed e) {
      return Optional.empty();
    }
  }

  /// The key with these 32 bytes as its public half (RFC 8032).
  public static SshKey ofEd25519(byte[] bytes) {
    return of(new Wire.Writer().string(ED25519).string(bytes).bytes());
  }

  /// Reads a key from its binary form.
  static SshKey of(byte[] blob) {
    SshKey key = new SshKey(new Wire(blob).name(), Base64.getEncoder().encodeToString(blob));
    try {
      var _ = key.open();
    } catch (GeneralSecurityException e) {
      throw new Wire.Malformed();
    }
    return key;
  }

  byte[] blob() {
    return Base64.getDecoder().decode(encoded);
  }

  /// As `ssh-keygen -l` shows it: `SHA256:` and base64 without padding.
  public String fingerprint() {
    return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(sha256(blob()));
  }

  /// Whether a signature says what it should.
  sealed interface Answer {}

  record Fits() implements Answer {}

  /// @param why a key of the message catalogue, below `approval.`
  record Misfits(String why) implements Answer {}

  /// Verifies a signature in SSH's form: its algorithm, then its bytes.
  Answer verify(byte[] message, byte[] signature) {
    try {
      Wire in = new Wire(signature);
      String algorithm = in.name();
      byte[] bytes = in.string();
      if (type.equals(SK_ED25519) || type.equals(SK_ECDSA)) {
        int flags = in.octet();
        byte[] counter = in.bytes(4);
        in.end();
        if (!algorithm.equals(type)) {
          return new Misfits("algorithm");
        }
        byte[] signed =
            Wire.concatenated(
                sha256(application()), new byte[] {(byte) flags}, counter, sha256(message));
        if (!fits(algorithm, signed, bytes)) {
          return new Misfits("misfit");
        }
        return (flags & TOUCHED) == 0 ? new Misfits("untouched") : new Fits();
      }
      in.end();
      boolean known =
          type.equals(RSA)
              ? algorithm.equals("rsa-sha2-256") || algorithm.equals("rsa-sha2-512")
              : algorithm.equals(type);
      if (!known) {
        return new Misfits("algorithm");
      }
      return fits(algorithm, message, bytes) ? new Fits() : new Misfits("misfit");
    } catch (GeneralSecurityException | Wire.Malformed e) {
      return new Misfits("misfit");
    }
  }

  private boolean fits(String algorithm, byte[] message, byte[] bytes)
      throws GeneralSecurityException {
    PublicKey key = open();
    String name =
        switch (algorithm) {
          case ED25519, SK_ED25519 -> "Ed25519";
          case "rsa-sha2-256" -> "SHA256withRSA";
          case "rsa-sha2-512" -> "SHA512withRSA";
          case "ecdsa-sha2-nistp384" -> "SHA384withECDSAinP1363Format";
          case "ecdsa-sha2-nistp521" -> "SHA512withECDSAinP1363Format";
          case "ecdsa-sha2-nistp256", SK_ECDSA -> "SHA256withECDSAinP1363Format";
          default -> throw new Wire.Malformed();
        };
    byte[] plain =
        switch (key) {
          case java.security.interfaces.RSAPublicKey rsa ->
              Wire.fixed(new BigInteger(1, bytes), (rsa.getModulus().bitLength() + 7) / 8);
          case java.security.interfaces.ECPublicKey ec -> {
            int width = (ec.getParams().getOrder().bitLength() + 7) / 8;
            Wire both = new Wire(bytes);
            byte[] r = Wire.fixed(both.natural(), width);
            byte[] s = Wire.fixed(both.natural(), width);
            both.end();
            yield Wire.concatenated(r, s);
          }
          default -> bytes;
        };
    Signature verifier = Signature.getInstance(name);
    verifier.initVerify(key);
    verifier.update(message);
    return verifier.verify(plain);
  }

  /// What a key that lives in hardware was made for, usually `ssh:`.
  private byte[] application() {
    Wire in = new Wire(blob());
    in.string();
    if (type.equals(SK_ECDSA)) {
      in.string();
    }
    in.string();
    return in.string();
  }

  private PublicKey open() throws GeneralSecurityException {
    Wire in = new Wire(blob());
    in.string();
    PublicKey key =
        switch (type) {
          case ED25519, SK_ED25519 ->
              KeyFactory.getInstance("Ed25519")
                  .generatePublic(
                      new X509EncodedKeySpec(
                          Wire.concatenated(ED25519_PREFIX, exactly(32, in.string()))));
          case RSA -> {
            BigInteger exponent = in.natural();
            BigInteger modulus = in.natural();
            if (modulus.bitLength() < SHORTEST_RSA) {
              throw new Wire.Malformed();
            }
            yield KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(modulus, exponent));
          }
          case "ecdsa-sha2-nistp256", SK_ECDSA -> curve(in, "nistp256", "secp256r1");
          case "ecdsa-sha2-nistp384" -> curve(in, "nistp384", "secp384r1");
          case "ecdsa-sha2-nistp521" -> curve(in, "nistp521", "secp521r1");
          default -> throw new Wire.Malformed();
        };
    if (type.startsWith("sk-")) {
      in.string();
    }
    in.end();
    return key;
  }

  private static PublicKey curve(Wire in, String name, String standard)
      throws GeneralSecurityException {
    if (!in.name().equals(name)) {
      throw new Wire.Malformed();
    }
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(standard));
    ECParameterSpec curve = parameters.getParameterSpec(ECParameterSpec.class);
    int width = (curve.getCurve().getField().getFieldSize() + 7) / 8;
    Wire point = new Wire(in.string());
    // 4 says that both coordinates follow (SEC 1, section 2.3.3).
    if (point.octet() != 4) {
      throw new Wire.Malformed();
    }
    BigInteger x = new BigInteger(1, point.bytes(width));
    BigInteger y = new BigInteger(1, point.bytes(width));
    point.end();
    return KeyFactory.getInstance("EC")
        .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve));
  }

  private static byte[] exactly(int length, byte[] bytes) {
    if (bytes.length != length) {
      throw new Wire.Malformed();
    }
    return bytes;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /// As a line of a `.pub` file, without a comment.
  @Override
  public String toString() {
    return type + " " + encoded;
  }
}
