package dev.ishibashi.spec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The options of one command, found by any of their names.
public final class Options {
  private final List<OptionSpec> all;
  private final Map<String, OptionSpec> byName = new HashMap<>();
  private final List<OptionSpec> ending;

  Options(List<OptionSpec> all) {
    this.all = List.copyOf(all);
    for (OptionSpec option : all) {
      for (String name : option.names()) {
        byName.putIfAbsent(name, option);
      }
    }
    this.ending = all.stream().filter(OptionSpec::ends).toList();
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  List<OptionSpec> all() {
    return all;
  }

  /// Those that only tell something (`--help`).
  List<OptionSpec> ending() {
    return ending;
  }

  @Nullable OptionSpec named(String name) {
    return byName.get(name);
  }

  /// The option of that name, or the only one whose name begins so.
  @Nullable OptionSpec beginning(String name) {
    OptionSpec exact = named(name);
    if (exact != null) {
      return exact;
    }
    List<OptionSpec> beginning =
        all.stream()
            .filter(o -> o.names().stream().anyMatch(n -> n.startsWith(name)))
            .distinct()
            .toList();
    return beginning.size() == 1 ? beginning.getFirst() : null;
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof Options other && all.equals(other.all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }

  @Override
  public String toString() {
    return all.toString();
  }
}
