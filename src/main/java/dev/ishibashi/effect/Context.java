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
/// @param links where symbolic links of the host lead, by their absolute path
public record Context(
    Map<String, String> variables,
    Optional<List<String>> arguments,
    Map<String, Source> files,
    boolean root,
    Map<String, String> links) {
  /// Nothing is known of links.
  public Context(
      Map<String, String> variables,
      Optional<List<String>> arguments,
      Map<String, Source> files,
      boolean root) {
    this(variables, arguments, files, root, Map.of());
  }

  /// Nothing is known.
  public static final Context UNKNOWN = new Context(Map.of(), Optional.empty(), Map.of(), false);
}
