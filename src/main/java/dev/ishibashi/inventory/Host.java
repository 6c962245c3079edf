package dev.ishibashi.inventory;

import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One host of the fleet, with everything the inventory says about it.
///
/// @param groups the groups it is in, directly or through other groups, without `all`; sorted
/// @param vars the variables that hold for it, after Ansible's precedence; a value is text, a
///   number ([Long], [java.math.BigInteger], [Double]), a truth value, a list, a map, or null
/// @param origins where each variable was given
/// @param at where the host was first named
public record Host(
    String name,
    List<String> groups,
    Map<String, @Nullable Object> vars,
    Map<String, Span> origins,
    Span at) {

  /// A fact as text; empty when the inventory does not say, or says nothing.
  public Optional<String> fact(Fact fact) {
    Object value = vars.get(fact.variable());
    String text = value == null ? "" : String.valueOf(value).strip();
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /// A fact that may hold several names: a list, or text with commas.
  public List<String> facts(Fact fact) {
    List<String> found = new ArrayList<>();
    Object value = vars.get(fact.variable());
    List<?> items =
        value instanceof List<?> list ? list : List.of(fact(fact).orElse("").split(",", -1));
    for (Object item : items) {
      String text = String.valueOf(item).strip();
      if (!text.isEmpty()) {
        found.add(text);
      }
    }
    return List.copyOf(found);
  }

  /// Where to reach it: `ansible_host`, else its name.
  public String address() {
    Object host = vars.get("ansible_host");
    return host == null || String.valueOf(host).isBlank() ? name : String.valueOf(host);
  }

  /// The place that gave a variable, else the place that named the host.
  public Span origin(String variable) {
    return origins.getOrDefault(variable, at);
  }

  @Override
  public String toString() {
    return name;
  }
}
