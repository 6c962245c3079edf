package dev.ishibashi.approval;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;

/// A hardware key made of software: its public half and its signatures have the form of real ones
/// (`PROTOCOL.u2f`), so that OpenSSH takes them for such.
public final class SoftToken {
  private static final String APPLICATION = "ssh:";

  private final KeyPair pair;
  private final boolean curve;
  private final SshKey key;
  private int counter;

  public SoftToken(boolean curve) throws GeneralSecurityException {
    this.curve = curve;
    if (curve) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      pair = generator.generateKeyPair();
      ECPublicKey open = (ECPublicKey) pair.getPublic();
      byte[] point =
          Wire.concatenated(
              new byte[] {4},
              Wire.fixed(open.getW().getAffineX(), 32),
              Wire.fixed(open.getW().getAffineY(), 32));
      key =
          SshKey.of(
              new Wire.Writer()
                  .string("sk-ecdsa-sha2-nistp256@openssh.com")
                  .string("nistp256")
                  .string(point)
                  .string(APPLICATION)
                  .bytes());
    } else {
      pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] open = pair.getPublic().getEncoded();
      key =
          SshKey.of(
              new Wire.Writer()
                  .string("sk-ssh-ed25519@openssh.com")
                  .string(Arrays.copyOfRange(open, open.length - 32, open.length))
                  .string(APPLICATION)
                  .bytes());
    }
  }

  public SshKey key() {
    return key;
  }

  /// Signs what an agent would be asked to sign.
  public byte[] sign(byte[] message, boolean touched) throws GeneralSecurityException {
    byte flags = (byte) (touched ? 1 : 0);
    byte[] count = ByteBuffer.allocate(4).putInt(++counter).array();
    Signature signer = Signature.getInstance(curve ? "SHA256withECDSAinP1363Format" : "Ed25519");
    signer.initSign(pair.getPrivate());
    signer.update(
        Wire.concatenated(
            sha256(APPLICATION.getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
            new byte[] {flags},
            count,
            sha256(message)));
    byte[] bytes = signer.sign();
    if (curve) {
      bytes =
          new Wire.Writer()
              .string(new BigInteger(1, Arrays.copyOf(bytes, 32)).toByteArray())
              .string(new BigInteger(1, Arrays.copyOfRange(bytes, 32, 64)).toByteArray())
              .bytes();
    }
    return new Wire.Writer()
        .string(key.type())
        .string(bytes)
        .raw(new byte[] {flags})
        .raw(count)
        .bytes();
  }

  /// An approval's signature.
  String approve(String text, boolean touched) throws GeneralSecurityException {
    byte[] message = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    SshSignature unsigned =
        new SshSignature(key, SshSignature.NAMESPACE, new byte[0], "sha256", new byte[0]);
    return new SshSignature(
            key,
            SshSignature.NAMESPACE,
            new byte[0],
            "sha256",
            sign(unsigned.signed(message), touched))
        .text();
  }

  private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }
}
