package dev.ishibashi.effect;

import java.util.List;

/// One piece of an abstract text.
sealed interface Atom {
  /// Known characters.
  record Text(String text) implements Atom {}

  /// An unquoted pattern character that the shell expands to names: `*`, `?`, `[a-z]`.
  record Pattern(String text) implements Atom {}

  /// Text that is not known. It is not empty unless `maybeEmpty` says so.
  ///
  /// @param id tells one unknown from another; the same unknown keeps its id through copies
  /// @param name how people know it: `$DIR`, `$(hostname)`, `*`
  /// @param elements when the text is a list (lines that a command printed): what one of them may
  ///   be; empty when nothing is known of them
  record Symbol(
      int id,
      String name,
      Shape shape,
      Origin origin,
      boolean maybeEmpty,
      List<List<Atom>> elements)
      implements Atom {
    /// By its id alone: elements hold other unknowns, whose elements hold others again.
    @Override
    public int hashCode() {
      return id;
    }
  }

  /// What characters an unknown text may hold.
  enum Shape {
    /// Digits.
    NUMBER,
    /// No slash, no blank that splits, neither `.` nor `..`: a file name, a host name.
    NAME,
    /// A path below a directory, without `..`.
    BELOW,
    /// A canonical absolute path.
    ABSOLUTE,
    /// Anything.
    TEXT;

    /// Whether it may hold slashes.
    boolean deep() {
      return switch (this) {
        case NUMBER, NAME -> false;
        case BELOW, ABSOLUTE, TEXT -> true;
      };
    }
  }

  /// Where unknown text comes from.
  enum Origin {
    ENVIRONMENT,
    ARGUMENT,
    /// What a command printed, or what was read from a file or a terminal.
    INPUT,
    /// A name that the shell or `find` found on the disk.
    FILE_NAME,
    /// The directory the program is started in.
    START,
    /// Too many possibilities to keep apart.
    WIDENED
  }
}
