package dev.ishibashi.spec;

import java.util.ArrayList;
import java.util.List;

/// One option of a command, with all its names.
///
/// @param names with their dashes: `-r`, `--recursive`; `of=` for commands that take `of=FILE`
/// @param takes whether a value belongs to it
/// @param ends whether the command does nothing else when it is given (`--help`)
public record OptionSpec(List<String> names, Takes takes, boolean ends) {
  public enum Takes {
    NOTHING,
    /// The rest of the word, or the next word.
    VALUE,
    /// Only the rest of the word, behind `=` for a long name.
    ATTACHED
  }

  /// Reads `-t,--target-directory=DIR`, `--color[=WHEN]`, `--help!`.
  static OptionSpec parse(String text) {
    String rest = text;
    boolean ends = rest.endsWith("!");
    if (ends) {
      rest = rest.substring(0, rest.length() - 1);
    }
    Takes takes = Takes.NOTHING;
    int bracket = rest.indexOf("[=");
    int equals = rest.indexOf('=');
    if (bracket > 0) {
      takes = Takes.ATTACHED;
      rest = rest.substring(0, bracket);
    } else if (equals > 0 && rest.startsWith("-")) {
      takes = Takes.VALUE;
      rest = rest.substring(0, equals);
    } else if (equals > 0) {
      takes = Takes.VALUE;
    }
    List<String> names = new ArrayList<>();
    for (String name : rest.split(",", -1)) {
      if (!name.startsWith("-") && !name.endsWith("=") && !name.startsWith("+")) {
        throw new IllegalArgumentException("not an option: '%s'".formatted(text));
      }
      names.add(name);
    }
    return new OptionSpec(List.copyOf(names), takes, ends);
  }

  /// The name that rules and invocations use.
  public String key() {
    return names.getFirst();
  }
}
