package dev.ishibashi.lineage;

import dev.ishibashi.effect.Explanation;
import dev.ishibashi.text.Source;
import java.util.List;

/// What is known of where a program comes from, beside its first declared ancestor.
///
/// @param others further ancestors that are declared
/// @param search what looking for undeclared ones gave
public record Ancestry(List<Ancestor> others, Search search) {
  /// Nothing more is declared, and nobody looked.
  public static final Ancestry NOT_SEARCHED = new Ancestry(List.of(), new Search.NoLibrary());

  public Ancestry {
    others = List.copyOf(others);
  }

  /// An earlier program, explained.
  public record Ancestor(Source source, Explanation explanation) {}
}
