package dev.ishibashi.effect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One possible text, and when it is that.
record Variant(List<Atom> atoms, Facts facts) {
  static final Variant EMPTY = new Variant(List.of(), Facts.NONE);

  static Variant text(String text) {
    return text.isEmpty() ? EMPTY : new Variant(List.of(new Atom.Text(text)), Facts.NONE);
  }

  static Variant of(Atom atom) {
    return new Variant(List.of(atom), Facts.NONE);
  }

  /// The exact text, or null when part of it is unknown.
  @Nullable String literal() {
    return literal(atoms);
  }

  static @Nullable String literal(List<Atom> atoms) {
    if (atoms.isEmpty()) {
      return "";
    }
    if (atoms.size() == 1) {
      return atoms.getFirst() instanceof Atom.Text text ? text.text() : null;
    }
    StringBuilder out = new StringBuilder();
    for (Atom atom : atoms) {
      if (!(atom instanceof Atom.Text text)) {
        return null;
      }
      out.append(text.text());
    }
    return out.toString();
  }

  boolean isEmpty() {
    return atoms.isEmpty();
  }

  /// Whether it may be the empty text.
  boolean maybeEmpty() {
    for (Atom atom : atoms) {
      if (!(atom instanceof Atom.Symbol symbol && symbol.maybeEmpty())) {
        return false;
      }
    }
    return true;
  }

  /// The two texts one behind the other, or null when they exclude each other.
  @Nullable Variant then(Variant next) {
    Facts both = facts.and(next.facts);
    return both == null ? null : new Variant(join(atoms, next.atoms), both);
  }

  Variant with(Facts more) {
    return new Variant(atoms, more);
  }

  static List<Atom> join(List<Atom> first, List<Atom> second) {
    if (second.isEmpty()) {
      return first;
    }
    if (first.isEmpty()) {
      return second;
    }
    List<Atom> all = new ArrayList<>(first);
    for (Atom atom : second) {
      if (atom instanceof Atom.Text b && all.getLast() instanceof Atom.Text a) {
        all.set(all.size() - 1, new Atom.Text(a.text() + b.text()));
      } else {
        all.add(atom);
      }
    }
    return List.copyOf(all);
  }

  /// How people would write it.
  static String written(List<Atom> atoms) {
    StringBuilder out = new StringBuilder();
    for (Atom atom : atoms) {
      switch (atom) {
        case Atom.Text text -> out.append(text.text());
        case Atom.Pattern pattern -> out.append(pattern.text());
        case Atom.Symbol symbol -> out.append(symbol.name());
      }
    }
    return out.toString();
  }
}
