package dev.ishibashi.effect;

import dev.ishibashi.text.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What surrounds a command: who listens to its outcome, its input, its host.
///
/// @param checked whether somebody looks at the exit status, so that `set -e` does not stop here
/// @param maybe whether the command may be passed over
/// @param input what it reads; null when that is the program's own input
/// @param host where it runs, empty for where the program was started
/// @param at the place to point at, when the command's own text stands in no file
/// @param depth how many functions and programs are running inside one another
/// @param ends where `exit` leads
/// @param returns where `return` leads
/// @param loop the innermost loop
/// @param reader the innermost loop that reads its input line by line
record Around(
    boolean checked,
    boolean maybe,
    @Nullable Value input,
    String host,
    @Nullable Span at,
    int depth,
    Ends ends,
    Ends returns,
    @Nullable Loop loop,
    @Nullable Reader reader) {

  /// Where ways through a program meet that leave it early.
  static final class Ends {
    @Nullable State success;
    @Nullable State failure;

    /// How often the program left this way by its own word (`exit`, `return`, `exec`).
    int meant;
  }

  /// Where `break` and `continue` of one loop lead.
  static final class Loop {
    final @Nullable Loop outer;

    /// What it is fed.
    @Nullable Value input;

    /// Whether its condition reads what it is fed.
    boolean reads;

    /// Whether its condition is just being looked at.
    boolean asking;

    /// What has landed on one name in it, and from where.
    final Map<Disk.Spot, Landed> landed = new HashMap<>();

    @Nullable State broken;
    @Nullable State continued;

    Loop(@Nullable Loop outer) {
      this.outer = outer;
    }
  }

  /// A file that was moved or copied onto a name.
  ///
  /// @param several whether it came from several places, one after the other
  record Landed(Span at, String command, List<Atom> source, boolean several) {}

  /// A loop that reads its input line by line (`while read`).
  record Reader(@Nullable Value input, Span at) {}

  Around readBy(Reader other) {
    return new Around(checked, maybe, input, host, at, depth, ends, returns, loop, other);
  }

  Around beingChecked() {
    return checked
        ? this
        : new Around(true, maybe, input, host, at, depth, ends, returns, loop, reader);
  }

  Around maybe(boolean really) {
    return maybe || !really
        ? this
        : new Around(checked, true, input, host, at, depth, ends, returns, loop, reader);
  }

  Around reading(@Nullable Value other) {
    return new Around(checked, maybe, other, host, at, depth, ends, returns, loop, reader);
  }

  Around in(Loop inner) {
    return new Around(checked, true, input, host, at, depth, ends, returns, inner, reader);
  }

  Around at(@Nullable Span place) {
    return new Around(checked, maybe, input, host, place, depth, ends, returns, loop, reader);
  }

  Around on(String other) {
    return new Around(checked, maybe, input, other, at, depth, ends, returns, loop, reader);
  }

  /// Inside a subshell: nothing leads out of it.
  Around enclosed(Ends own) {
    return new Around(checked, maybe, input, host, at, depth, own, own, null, reader);
  }

  /// Inside a function.
  Around called(Ends own) {
    return new Around(checked, maybe, input, host, at, depth + 1, ends, own, null, reader);
  }

  Around deeper() {
    return new Around(checked, maybe, input, host, at, depth + 1, ends, returns, loop, reader);
  }
}
