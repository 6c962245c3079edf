package dev.ishibashi.effect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// What a variable may hold, or a command may print: one of some texts.
record Value(List<Variant> variants) {
  /// More possibilities than this are widened to unknown text.
  static final int MOST = 24;

  static final Value EMPTY = new Value(List.of(Variant.EMPTY));

  /// Longer texts are not followed character by character.
  private static final int LONGEST = 200_000;

  static Value text(String text) {
    return new Value(List.of(Variant.text(text)));
  }

  static Value of(Atom atom) {
    return new Value(List.of(Variant.of(atom)));
  }

  static Value of(Variant... variants) {
    return new Value(List.of(variants));
  }

  /// Makes one of variants; equal texts become one, with what holds for both.
  static Value union(List<Variant> variants, Symbols symbols) {
    if (variants.size() == 1) {
      return new Value(List.copyOf(variants));
    }
    Map<List<Atom>, Facts> byText = new LinkedHashMap<>();
    for (Variant variant : variants) {
      byText.merge(variant.atoms(), variant.facts(), Facts::common);
    }
    if (byText.size() > MOST) {
      return widened(byText, symbols);
    }
    List<Variant> all = new ArrayList<>();
    byText.forEach((atoms, facts) -> all.add(new Variant(atoms, facts)));
    return new Value(List.copyOf(all));
  }

  private static Value widened(Map<List<Atom>, Facts> byText, Symbols symbols) {
    boolean absolute =
        byText.keySet().stream()
            .allMatch(
                atoms ->
                    !atoms.isEmpty()
                        && atoms.getFirst() instanceof Atom.Text text
                        && text.text().startsWith("/"));
    List<Variant> all = new ArrayList<>();
    List<List<Atom>> elements = byText.keySet().stream().filter(a -> !a.isEmpty()).toList();
    all.add(
        Variant.of(
            new Atom.Symbol(
                symbols.next(),
                "…",
                absolute ? Atom.Shape.ABSOLUTE : Atom.Shape.TEXT,
                Atom.Origin.WIDENED,
                false,
                elements.size() > 200 || nested(elements) ? List.of() : elements)));
    Facts empty = byText.get(List.<Atom>of());
    if (empty != null) {
      all.add(new Variant(List.of(), empty));
    }
    return new Value(List.copyOf(all));
  }

  /// Whether an element is itself a list: lists of lists would grow with every round of a loop.
  private static boolean nested(List<List<Atom>> elements) {
    return elements.stream()
        .flatMap(List::stream)
        .anyMatch(a -> a instanceof Atom.Symbol symbol && !symbol.elements().isEmpty());
  }

  Value or(Value other, Symbols symbols) {
    if (Identity.same(this, other) || equals(other)) {
      return this;
    }
    List<Variant> all = new ArrayList<>(variants);
    all.addAll(other.variants);
    return union(all, symbols);
  }

  Value then(Value next, Symbols symbols) {
    if (next.variants.size() == 1 && Identity.same(next.variants.getFirst(), Variant.EMPTY)) {
      return this;
    }
    List<Variant> all = new ArrayList<>();
    for (Variant first : variants) {
      for (Variant second : next.variants) {
        Variant both = first.then(second);
        if (both != null) {
          all.add(length(both.atoms()) > LONGEST ? unknown(symbols, both) : both);
        }
      }
    }
    return union(all, symbols);
  }

  private static Variant unknown(Symbols symbols, Variant variant) {
    return Variant.of(symbols.text("…", Atom.Origin.WIDENED)).with(variant.facts());
  }

  private static int length(List<Atom> atoms) {
    int length = 0;
    for (Atom atom : atoms) {
      length += atom instanceof Atom.Text text ? text.text().length() : 1;
    }
    return length;
  }

  Value filter(Predicate<Variant> keep) {
    List<Variant> kept = variants.stream().filter(keep).toList();
    return kept.size() == variants.size() ? this : new Value(kept);
  }

  /// Those variants that may be where these facts hold.
  Value where(Facts facts) {
    List<Variant> kept = null;
    for (int i = 0; i < variants.size(); i++) {
      Variant variant = variants.get(i);
      if (facts.allows(variant.facts())) {
        if (kept != null) {
          kept.add(variant);
        }
      } else if (kept == null) {
        kept = new ArrayList<>(variants.subList(0, i));
      }
    }
    return kept == null ? this : new Value(List.copyOf(kept));
  }

  /// Every variant with these facts too; contradictions are dropped.
  Value given(Facts facts) {
    if (facts.isEmpty()) {
      return this;
    }
    List<Variant> all = new ArrayList<>();
    for (Variant variant : variants) {
      Facts both = variant.facts().and(facts);
      if (both != null) {
        all.add(variant.with(both));
      }
    }
    return new Value(List.copyOf(all));
  }

  /// The value as it is where a way with these facts leads; contradictions are dropped.
  Value reached(Facts facts) {
    if (facts.isEmpty()) {
      return this;
    }
    List<Variant> all = new ArrayList<>();
    for (Variant variant : variants) {
      Facts both = variant.facts().andQuietly(facts);
      if (both != null) {
        all.add(variant.with(both));
      }
    }
    return new Value(List.copyOf(all));
  }

  /// Whether nothing is possible (the place cannot be reached).
  boolean impossible() {
    return variants.isEmpty();
  }
}
