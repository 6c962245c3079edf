package dev.ishibashi.lab;

import java.nio.charset.StandardCharsets;

/// A file that a host has from its start, as if it had always been there: it lies below the host's
/// `upper` directory, which stays empty until something changes.
///
/// @param host name of the host
/// @param path absolute path in the host
/// @param mode permission bits, such as `0644`
public record Seed(String host, String path, byte[] content, int mode) {
  public Seed {
    content = content.clone();
    if (!path.startsWith("/") || ("/" + path + "/").contains("/../")) {
      throw new IllegalArgumentException("not an absolute path in a host: '%s'".formatted(path));
    }
  }

  @Override
  public byte[] content() {
    return content.clone();
  }

  /// A text file with mode 0644.
  public static Seed text(String host, String path, String content) {
    return new Seed(host, path, content.getBytes(StandardCharsets.UTF_8), 0644);
  }

  /// A text file with mode 0755.
  public static Seed program(String host, String path, String content) {
    return new Seed(host, path, content.getBytes(StandardCharsets.UTF_8), 0755);
  }
}
