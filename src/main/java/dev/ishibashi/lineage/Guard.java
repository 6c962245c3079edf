package dev.ishibashi.lineage;

import dev.ishibashi.text.Span;

/// Something in a program that keeps later commands from running, or from doing harm.
///
/// @param text as it stands, with blanks evened out
/// @param targeting whether it decides by the name of the host
/// @param from the first byte of what it protects
/// @param to the byte behind what it protects
/// @param variable the variable that disarms a command, as `RUN` in `RUN=echo`; else empty
public record Guard(
    Kind kind, String text, boolean targeting, Span at, int from, int to, String variable) {
  public enum Kind {
    /// Leaves the program, the function or the round of the loop: `[ -e x ] || exit`.
    LEAVE,
    /// Encloses the command: `if`, `case`, `&&`, `||`.
    CONDITION,
    /// An option of the shell that stops it at trouble: `set -e`.
    OPTION,
    /// A variable that turns commands into words: `RUN=echo`.
    DISARM
  }

  boolean protects(int offset) {
    return offset >= from && offset < to;
  }
}
