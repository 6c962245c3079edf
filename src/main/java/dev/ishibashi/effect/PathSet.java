package dev.ishibashi.effect;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.BasicAutomata;
import dk.brics.automaton.BasicOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A set of absolute paths, as a regular language with the text that people know it by.
///
/// Paths in a set are canonical: they begin with `/`, hold no `.`, `..`, `//`, and no slash at the
/// end (the root is `/`). Symbolic links are not resolved.
public final class PathSet {
  private static final Automaton ANY = BasicAutomata.makeAnyString();
  private static final Automaton NOT_SLASH =
      BasicAutomata.makeCharRange('\0', '.').union(BasicAutomata.makeCharRange('0', '\uffff'));
  private static final Automaton SLASH = BasicAutomata.makeChar('/');

  private final Supplier<Automaton> make;
  private final String pattern;
  private final String text;
  private volatile @Nullable Automaton made;

  private PathSet(Supplier<Automaton> make, String pattern, String text) {
    this.make = make;
    this.pattern = pattern;
    this.text = text;
  }

  /// Makes a set from an automaton over canonical paths; `text` is how people write it.
  public static PathSet of(Automaton language, String text) {
    return new PathSet(() -> language, text, text);
  }

  /// Exactly one path.
  public static PathSet path(String path) {
    return new PathSet(() -> BasicAutomata.makeString(path), Globs.quote(path), path);
  }

  /// The paths that a pattern means: `*` and `?` stop at a slash, `[abc]` and `[!a-z]` are classes,
  /// `P/**` is `P` and everything below it, `/**/` is one slash or any directories between two,
  /// other `**` is any text, a backslash takes the next character as it is.
  ///
  /// @throws IllegalArgumentException when the pattern is not absolute, or not canonical
  public static PathSet glob(String pattern) {
    return glob(pattern, pattern);
  }

  /// As [#glob(String)], with another text for people, for example `$DIR/cache` for `/**/cache`.
  static PathSet glob(String pattern, String text) {
    if (!pattern.startsWith("/")) {
      throw new IllegalArgumentException(
          "not an absolute path: '%s' does not begin with /".formatted(pattern));
    }
    if (pattern.length() > 1 && (pattern.endsWith("/") || pattern.contains("//"))) {
      throw new IllegalArgumentException("not a canonical path: '%s'".formatted(pattern));
    }
    for (String name : pattern.substring(1).split("/", -1)) {
      if (name.equals(".") || name.equals("..")) {
        throw new IllegalArgumentException(
            "not a canonical path: '%s' holds '%s'".formatted(pattern, name));
      }
    }
    return new PathSet(() -> language(pattern), pattern, text);
  }

  private static Automaton language(String pattern) {
    List<Automaton> sequence = new ArrayList<>();
    String rest = pattern;
    boolean tree = rest.endsWith("/**");
    if (tree) {
      rest = rest.substring(0, rest.length() - 3);
    }
    int i = 0;
    while (i < rest.length()) {
      char c = rest.charAt(i);
      int end = c == '[' ? Globs.bracketEnd(rest, i) : -1;
      if (rest.startsWith("/**/", i)) {
        sequence.add(SLASH.concatenate(ANY.concatenate(SLASH).optional()));
        i += 4;
      } else if (rest.startsWith("**", i)) {
        sequence.add(ANY);
        i += 2;
      } else if (c == '*') {
        sequence.add(NOT_SLASH.repeat());
        i++;
      } else if (c == '?') {
        sequence.add(NOT_SLASH);
        i++;
      } else if (end > 0) {
        sequence.add(bracket(rest.substring(i + 1, end)));
        i = end + 1;
      } else if (c == '\\' && i + 1 < rest.length()) {
        sequence.add(BasicAutomata.makeChar(rest.charAt(i + 1)));
        i += 2;
      } else {
        sequence.add(BasicAutomata.makeChar(c));
        i++;
      }
    }
    Automaton language = BasicOperations.concatenate(sequence);
    if (tree) {
      language = below(language);
      if (rest.isEmpty()) {
        language = BasicAutomata.makeChar('/').concatenate(ANY);
      }
    }
    language.determinize();
    return language;
  }

  private Automaton language() {
    Automaton known = made;
    if (known == null) {
      known = make.get();
      // Determinized once, so that later reading never changes it under another thread.
      known.determinize();
      made = known;
    }
    return known;
  }

  private static Automaton bracket(String inside) {
    boolean negated = inside.startsWith("!") || inside.startsWith("^");
    String set = negated ? inside.substring(1) : inside;
    if (set.contains("[:")) {
      // Classes depend on the locale of the host: any name character may be meant.
      return NOT_SLASH;
    }
    Automaton chars = BasicAutomata.makeEmpty();
    for (int i = 0; i < set.length(); i++) {
      if (i + 2 < set.length() && set.charAt(i + 1) == '-') {
        chars = chars.union(BasicAutomata.makeCharRange(set.charAt(i), set.charAt(i + 2)));
        i += 2;
      } else {
        chars = chars.union(BasicAutomata.makeChar(set.charAt(i)));
      }
    }
    return negated ? NOT_SLASH.minus(chars) : chars.intersection(NOT_SLASH);
  }

  private static Automaton below(Automaton language) {
    return language.concatenate(SLASH.concatenate(ANY).optional());
  }

  public static PathSet union(List<PathSet> sets) {
    return new PathSet(
        () -> BasicOperations.union(sets.stream().map(PathSet::language).toList()),
        String.join(" ", sets.stream().map(s -> s.pattern).distinct().toList()),
        String.join(" ", sets.stream().map(s -> s.text).distinct().toList()));
  }

  public boolean isEmpty() {
    return language().isEmpty();
  }

  public boolean contains(String path) {
    return language().run(path);
  }

  public boolean subsetOf(PathSet other) {
    return language().subsetOf(other.language());
  }

  public boolean intersects(PathSet other) {
    return !language().intersection(other.language()).isEmpty();
  }

  /// A path of this set that is not in the other, the shortest; empty when there is none.
  public Optional<String> witnessOutside(PathSet other) {
    return Optional.ofNullable(language().minus(other.language()).getShortestExample(true));
  }

  public Automaton automaton() {
    return language();
  }

  /// The set as a pattern that [#glob(String)] reads (patterns joined by a blank for a union): what
  /// machines are given, with `**` for what is unknown.
  public String pattern() {
    return pattern;
  }

  /// The set as people write it, for example `/srv/**` or `$DIR/cache`.
  @Override
  public String toString() {
    return text;
  }
}
