package dev.ishibashi.approval;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The binary form of SSH's data types (RFC 4251, section 5).
final class Wire {
  private final ByteBuffer in;

  Wire(byte[] bytes) {
    in = ByteBuffer.wrap(bytes);
  }

  /// The bytes are not what they should be: too short, too long, or of another kind.
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  byte[] bytes(int count) {
    if (count < 0 || count > in.remaining()) {
      throw new Malformed();
    }
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }

  int octet() {
    return bytes(1)[0] & 0xFF;
  }

  long number() {
    return ByteBuffer.wrap(bytes(4)).getInt() & 0xFFFF_FFFFL;
  }

  byte[] string() {
    long length = number();
    return bytes(length > Integer.MAX_VALUE ? -1 : (int) length);
  }

  /// A string that is a name: printable ASCII.
  String name() {
    String text = new String(string(), StandardCharsets.ISO_8859_1);
    if (!text.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw new Malformed();
    }
    return text;
  }

  /// A whole number that is not negative.
  BigInteger natural() {
    byte[] bytes = string();
    BigInteger number = bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
    if (number.signum() < 0) {
      throw new Malformed();
    }
    return number;
  }

  /// Nothing may stand behind the last part.
  void end() {
    if (in.hasRemaining()) {
      throw new Malformed();
    }
  }

  /// Writes the same types.
  static final class Writer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Writer raw(byte[] bytes) {
      out.writeBytes(bytes);
      return this;
    }

    Writer number(long number) {
      return raw(ByteBuffer.allocate(4).putInt((int) number).array());
    }

    Writer string(byte[] bytes) {
      return number(bytes.length).raw(bytes);
    }

    Writer string(String text) {
      return string(text.getBytes(StandardCharsets.UTF_8));
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }

  /// A natural number in exactly so many bytes, the highest first.
  static byte[] fixed(BigInteger number, int width) {
    byte[] bytes = number.toByteArray();
    int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
    if (bytes.length - from > width) {
      throw new Malformed();
    }
    byte[] fixed = new byte[width];
    System.arraycopy(bytes, from, fixed, width - (bytes.length - from), bytes.length - from);
    return fixed;
  }

  static byte[] concatenated(byte[]... parts) {
    Writer writer = new Writer();
    Arrays.stream(parts).forEach(writer::raw);
    return writer.bytes();
  }
}
