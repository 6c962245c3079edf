package dev.ishibashi.effect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The symbolic links that a program has made so far, on any way through it.
final class Links {
  /// Links that lead to links are followed so far.
  private static final int DEEPEST = 4;

  private static final int MOST = 64;

  private record Link(Place at, List<Atom> target) {}

  /// @param link where the link lies
  /// @param target what it holds
  /// @param to where a path through it ends
  record Way(String link, String target, Place to) {}

  private final List<Link> all = new ArrayList<>();

  void add(Place at, List<Atom> target) {
    Link link = new Link(at, target);
    if (!target.isEmpty() && all.size() < MOST && !all.contains(link)) {
      all.add(link);
    }
  }

  /// Where those lead whose place and target are known whole, by their absolute path.
  Map<String, String> known() {
    if (all.isEmpty()) {
      return Map.of();
    }
    Map<String, String> known = new HashMap<>();
    for (Link link : all) {
      String at = link.at.literal();
      String to = Place.of(link.target, link.at.parent()).map(Place::literal).orElse(null);
      if (at != null && to != null) {
        known.put(at, to);
      }
    }
    return known;
  }

  /// Where a path leads when it goes through links.
  ///
  /// @param last whether a link at its very end is followed too
  List<Way> through(Place place, boolean last) {
    List<Way> ways = new ArrayList<>();
    follow(place, last, 0, ways);
    return ways;
  }

  private void follow(Place place, boolean last, int depth, List<Way> ways) {
    if (depth >= DEEPEST) {
      return;
    }
    for (Link link : all) {
      int size = link.at.names().size();
      boolean deep = place.names().size() > size || (last && place.names().size() == size);
      if (size == 0 || !deep || link.at.base() != place.base() || !leads(link.at, place)) {
        continue;
      }
      Place from = link.at.parent();
      Place to = Place.of(link.target, from).orElse(from);
      for (List<Atom> name : place.names().subList(size, place.names().size())) {
        to = to.child(name);
      }
      if (to.pattern().equals(place.pattern())) {
        continue;
      }
      Way way = new Way(link.at.written(), Variant.written(link.target), to);
      if (ways.size() < MOST && !ways.contains(way)) {
        ways.add(way);
        follow(to, last, depth + 1, ways);
      }
    }
  }

  /// Whether the first names of a path may be those of a link.
  private static boolean leads(Place link, Place place) {
    for (int i = 0; i < link.names().size(); i++) {
      List<Atom> own = link.names().get(i);
      List<Atom> other = place.names().get(i);
      String literal = Variant.literal(own);
      if (!own.equals(other) && (literal == null || !matches(other, literal))) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(List<Atom> name, String literal) {
    StringBuilder pattern = new StringBuilder();
    for (Atom atom : name) {
      switch (atom) {
        case Atom.Text text -> pattern.append(Globs.quote(text.text()));
        case Atom.Pattern part -> pattern.append(part.text());
        // Nothing is known of it: then it is not said to be just this link.
        case Atom.Symbol symbol -> {
          return false;
        }
      }
    }
    return Globs.matches(pattern.toString(), literal);
  }
}
