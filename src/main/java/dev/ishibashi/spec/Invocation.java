package dev.ishibashi.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The arguments of one command, taken apart.
///
/// @param options by their first name; the value of each time it was given, in order, and nothing
///   for an option without value
/// @param operands what is not an option
/// @param unknown options that the specification does not have
public record Invocation<A>(
    Map<String, List<Optional<A>>> options, List<A> operands, List<String> unknown) {
  public boolean has(String option) {
    return options.containsKey(option);
  }

  /// The last value of an option.
  public Optional<A> value(String option) {
    List<Optional<A>> values = options.getOrDefault(option, List.of());
    return values.isEmpty() ? Optional.empty() : values.getLast();
  }

  /// All values of an option.
  public List<A> values(String option) {
    return options.getOrDefault(option, List.of()).stream().flatMap(Optional::stream).toList();
  }
}
