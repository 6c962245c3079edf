package dev.ishibashi.remote;

/// A write outside the declared paths that the guard refused, or one that it found afterwards.
///
/// @param path where; as the program named it, so perhaps relative; empty when not known
/// @param how how it is known
/// @param text what was seen, for people
public record Refusal(String path, How how, String text) {
  /// How a refusal is known, from exact to vague.
  public enum How {
    /// The program's output says "Read-only file system". One that keeps silent is not seen.
    SEEN_IN_OUTPUT,
    /// The program's output says that an operation was not permitted or a thing is busy: probably
    /// the guard.
    PERHAPS,
    /// A new name beside a declared single file, found after the run and put aside.
    NEW_NAME,
    /// A symbolic link beside a declared single file was changed; it was put back.
    LINK
  }
}
