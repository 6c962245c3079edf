package dev.ishibashi.lab;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A file that a host has from its start, as if it had always been there: it lies below the host's
/// `upper` directory, which stays empty until something changes.
///
/// @param host name of the host
/// @param path absolute path in the host
/// @param content what is in it, from position to limit
/// @param mode permission bits, such as `0644`
public record Seed(String host, String path, ByteBuffer content, int mode) {
  public Seed {
    content = content.asReadOnlyBuffer();
    if (!path.startsWith("/") || (path + "/").contains("/../")) {
      throw new IllegalArgumentException("not an absolute path in a host: '%s'".formatted(path));
    }
  }

  /// A text file with mode 0644.
  public static Seed text(String host, String path, String content) {
    return new Seed(host, path, StandardCharsets.UTF_8.encode(content), 0644);
  }

  /// A text file with mode 0755.
  public static Seed program(String host, String path, String content) {
    return new Seed(host, path, StandardCharsets.UTF_8.encode(content), 0755);
  }

  byte[] bytes() {
    ByteBuffer from = content.duplicate();
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    return bytes;
  }
}
