package dev.ishibashi.effect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `declare` says of names: whole numbers (`-i`), keys (`-A`), names for other variables
/// (`-n`). They are kept beside the variables, under keys that no variable can have, so that they
/// end where a `local` ends and meet where ways meet.
final class Attributes {
  private static final String INTEGER = "-i ";
  private static final String KEYS = "-A ";
  private static final String REFERENCE = "-n ";
  private static final Variable YES = Variable.of(Value.text("yes"), 0);

  /// References to references are followed this far.
  private static final int DEEPEST = 8;

  private Attributes() {}

  static boolean isAttribute(String key) {
    return key.startsWith("-");
  }

  /// All keys that belong to a name.
  static List<String> names(String name) {
    return List.of(name, INTEGER + name, KEYS + name, REFERENCE + name);
  }

  /// The name with these options of `declare`, such as `-i`, `-gA` or `+n`.
  static State declared(String name, String options, State state) {
    State after = state;
    boolean on = options.startsWith("-");
    if (options.contains("i")) {
      after = after.with(INTEGER + name, on ? YES : Variable.of(Value.EMPTY, 0));
    }
    if (options.contains("A")) {
      after = after.with(KEYS + name, YES);
    }
    if (options.contains("n") && !on) {
      after = after.with(REFERENCE + name, Variable.of(Value.EMPTY, 0));
    }
    return after;
  }

  static boolean integer(String name, State state) {
    Variable declared = state.variables().get(INTEGER + name);
    return declared != null && declared.value().variants().stream().anyMatch(v -> !v.isEmpty());
  }

  static boolean associative(String name, State state) {
    Variable declared = state.variables().get(KEYS + name);
    return declared != null && !declared.value().equals(Value.EMPTY);
  }

  /// Makes a name stand for another variable.
  static State reference(String name, Value target, State state) {
    return state.with(REFERENCE + name, Variable.of(target, 0));
  }

  /// The variable that a name stands for: itself, or the end of its references; null when that is
  /// not known.
  static @Nullable String meant(String name, State state) {
    String meant = name;
    for (int i = 0; i < DEEPEST; i++) {
      Variable reference = state.variables().get(REFERENCE + meant);
      if (reference == null || reference.value().equals(Value.EMPTY)) {
        return meant;
      }
      String target =
          reference.value().variants().size() == 1
              ? reference.value().variants().getFirst().literal()
              : null;
      if (target == null || !target.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        return null;
      }
      if (target.equals(meant)) {
        return meant;
      }
      meant = target;
    }
    return null;
  }

  /// What a variable of whole numbers holds after it got a value.
  static Value number(String name, Value value, Symbols symbols) {
    List<Variant> all = new ArrayList<>();
    for (Variant variant : value.variants()) {
      String literal = variant.literal();
      if (literal != null && literal.matches("-?[0-9]{1,9}")) {
        all.add(variant);
      } else if (variant.isEmpty()) {
        all.add(Variant.text("0").with(variant.facts()));
      } else {
        all.add(
            Variant.of(symbols.of("$" + name, Atom.Shape.NUMBER, Atom.Origin.WIDENED))
                .with(variant.facts()));
      }
    }
    return Value.union(all, symbols);
  }
}
