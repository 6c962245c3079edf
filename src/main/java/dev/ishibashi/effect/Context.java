package dev.ishibashi.effect;

import dev.ishibashi.text.Source;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of the circumstances a program will run in.
///
/// @param variables environment variables whose value is known, for example from an inventory
/// @param arguments the program's arguments; nothing when they are not known
/// @param files files that `source` may read, by absolute path
/// @param root whether the program runs as root
public record Context(
    Map<String, String> variables,
    Optional<List<String>> arguments,
    Map<String, Source> files,
    boolean root) {
  /// Nothing is known.
  public static final Context UNKNOWN = new Context(Map.of(), Optional.empty(), Map.of(), false);
}
