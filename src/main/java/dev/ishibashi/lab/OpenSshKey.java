package dev.ishibashi.lab;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/// A new Ed25519 key in the formats of OpenSSH, made here because a machine without OpenSSH has no
/// `ssh-keygen`. Format: `PROTOCOL.key` of OpenSSH, and RFC 8709 for the public half.
///
/// @param privateText content of a private key file, without a passphrase
/// @param publicText one line, `ssh-ed25519 <base64>`, without a comment
record OpenSshKey(String privateText, String publicText) {
  private static final String TYPE = "ssh-ed25519";

  /// The raw key is the end of both standard encodings (RFC 8410).
  private static final int RAW = 32;

  static OpenSshKey generate(String comment) {
    KeyPair pair;
    try {
      pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    byte[] open = tail(pair.getPublic().getEncoded());
    byte[] secret = tail(pair.getPrivate().getEncoded());

    ByteArrayOutputStream openBlob = new ByteArrayOutputStream();
    string(openBlob, TYPE.getBytes(StandardCharsets.US_ASCII));
    string(openBlob, open);

    byte[] check = new byte[4];
    new SecureRandom().nextBytes(check);
    ByteArrayOutputStream secretPart = new ByteArrayOutputStream();
    secretPart.writeBytes(check);
    secretPart.writeBytes(check);
    string(secretPart, TYPE.getBytes(StandardCharsets.US_ASCII));
    string(secretPart, open);
    byte[] both = Arrays.copyOf(secret, 2 * RAW);
    System.arraycopy(open, 0, both, RAW, RAW);
    string(secretPart, both);
    string(secretPart, comment.getBytes(StandardCharsets.UTF_8));
    for (int pad = 1; secretPart.size() % 8 != 0; pad++) {
      secretPart.write(pad);
    }

    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII));
    string(file, "none".getBytes(StandardCharsets.US_ASCII));
    string(file, "none".getBytes(StandardCharsets.US_ASCII));
    string(file, new byte[0]);
    file.writeBytes(ByteBuffer.allocate(4).putInt(1).array());
    string(file, openBlob.toByteArray());
    string(file, secretPart.toByteArray());

    String body = Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(file.toByteArray());
    return new OpenSshKey(
        "-----BEGIN OPENSSH PRIVATE KEY-----\n" + body + "\n-----END OPENSSH PRIVATE KEY-----\n",
        TYPE + " " + Base64.getEncoder().encodeToString(openBlob.toByteArray()));
  }

  private static byte[] tail(byte[] encoded) {
    return Arrays.copyOfRange(encoded, encoded.length - RAW, encoded.length);
  }

  private static void string(ByteArrayOutputStream out, byte[] bytes) {
    out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
    out.writeBytes(bytes);
  }

  @Override
  public String toString() {
    return publicText;
  }
}
