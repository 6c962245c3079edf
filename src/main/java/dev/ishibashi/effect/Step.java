package dev.ishibashi.effect;

import dev.ishibashi.text.Messages;

/// One step on the way to a finding: `line 3: cd /srv/x fails`, `DIR is empty`.
///
/// @param line where it happens, 0 when nowhere in the program
/// @param what what is so from there on, or is done, as a clause
public record Step(int line, String what) {
  @Override
  public String toString() {
    return line == 0 ? what : Messages.text("effect.way-line", line, what);
  }
}
