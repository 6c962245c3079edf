package dev.ishibashi.effect;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One word of a command after all expansions.
///
/// @param breaks an unquoted unknown in it that may hold blanks, so that it may be several words;
///   null when there is none
/// @param facts what holds when the word is this; what a finding gives as its cause
record Field(List<Atom> atoms, Atom.@Nullable Symbol breaks, Facts facts) {
  static Field of(List<Atom> atoms) {
    return new Field(atoms, null, Facts.NONE);
  }

  /// A word with other text, for the same reasons.
  Field with(List<Atom> other) {
    return new Field(other, breaks, facts);
  }

  static Field text(String text) {
    return of(Variant.text(text).atoms());
  }

  /// The exact text, or null; a pattern that matches nothing stays as it is written.
  @Nullable String literal() {
    return Variant.literal(atoms);
  }

  /// The known text it begins with, null when it begins with something unknown.
  @Nullable String beginning() {
    if (atoms.isEmpty()) {
      return "";
    }
    return switch (atoms.getFirst()) {
      case Atom.Text text -> text.text();
      case Atom.Pattern pattern -> pattern.text();
      case Atom.Symbol symbol -> null;
    };
  }

  /// Without the first so many characters (all of them known); nothing when none remain.
  Optional<Field> behind(int characters) {
    int left = characters;
    for (int i = 0; i < atoms.size(); i++) {
      if (!(atoms.get(i) instanceof Atom.Text text) || text.text().length() > left) {
        java.util.ArrayList<Atom> rest = new java.util.ArrayList<>(atoms.subList(i, atoms.size()));
        if (left > 0 && rest.getFirst() instanceof Atom.Text text) {
          rest.set(0, new Atom.Text(text.text().substring(left)));
        }
        return Optional.of(new Field(List.copyOf(rest), breaks, facts));
      }
      left -= text.text().length();
    }
    return Optional.empty();
  }

  /// As the value of a variable: what the shell found for a pattern is an unknown name.
  List<Atom> value(Symbols symbols) {
    if (atoms.stream().noneMatch(Atom.Pattern.class::isInstance)) {
      return atoms;
    }
    return atoms.stream()
        .map(
            atom ->
                atom instanceof Atom.Pattern pattern
                    ? new Atom.Symbol(
                        symbols.next(),
                        pattern.text(),
                        Atom.Shape.NAME,
                        Atom.Origin.FILE_NAME,
                        pattern.text().equals("*"),
                        List.of())
                    : atom)
        .toList();
  }

  String written() {
    return Variant.written(atoms);
  }

  /// Whether it names what a directory holds, or what a link leads to.
  boolean endsWithSlash() {
    return !atoms.isEmpty()
        && atoms.getLast() instanceof Atom.Text text
        && text.text().endsWith("/");
  }
}
