package dev.ishibashi.effect;

import java.util.List;

/// Makes new unknowns, each with an id of its own.
final class Symbols {
  private long work;
  private int last;

  int next() {
    return ++last;
  }

  Atom.Symbol text(String name, Atom.Origin origin) {
    return new Atom.Symbol(next(), name, Atom.Shape.TEXT, origin, false, List.of());
  }

  Atom.Symbol of(String name, Atom.Shape shape, Atom.Origin origin) {
    return new Atom.Symbol(next(), name, shape, origin, false, List.of());
  }

  /// A list of texts, of which these are the possible ones.
  Atom.Symbol lines(String name, List<List<Atom>> elements) {
    return new Atom.Symbol(
        next(), name, Atom.Shape.TEXT, Atom.Origin.INPUT, false, List.copyOf(elements));
  }

  /// Unknown text that may be empty, as two variants.
  Value maybe(Atom.Symbol symbol) {
    return Value.of(
        Variant.of(symbol)
            .with(Facts.of(new Fact(symbol.id(), Fact.Kind.EMPTY, "", false, "", "", 0))),
        Variant.EMPTY.with(
            Facts.of(
                new Fact(
                    symbol.id(), Fact.Kind.EMPTY, "", true, When.empty(symbol.name()), "", 0))));
  }

  /// Counts what has been worked on, so that a budget can end it.
  void worked(long more) {
    work += more;
  }

  long work() {
    return work;
  }
}
