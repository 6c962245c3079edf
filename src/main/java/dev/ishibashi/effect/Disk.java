package dev.ishibashi.effect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is known of files at one point of a run: what the program itself has made or taken away, or
/// has looked at.
///
/// It serves the findings about commands that can only fail. It never takes an effect away: others
/// may change the files meanwhile, and links may give them other names.
record Disk(Map<Spot, Entry> entries) {
  static final Disk NONE = new Disk(Map.of());

  /// More than this many are not worth remembering.
  private static final int MOST = 400;

  enum Kind {
    /// There, and no directory.
    FILE,
    DIRECTORY,
    /// There; nobody knows what.
    EXISTS,
    ABSENT
  }

  /// @param given what must hold for this to be so
  /// @param how what the program did to it, for people
  /// @param own whether the program itself has made it so; otherwise it has only looked
  record Entry(Kind kind, Facts given, String how, boolean own) {}

  /// One path, the same one each time it is met.
  record Spot(Place.Base base, List<List<Atom>> names) {
    /// Unknowns that are another value each time they are looked at.
    private static final Set<String> FLEETING =
        Set.of("$RANDOM", "$SRANDOM", "$SECONDS", "$EPOCHSECONDS", "$LINENO", "**");

    /// The spot of a place; nothing when the place may be one of several.
    static Optional<Spot> of(Place place) {
      if (place.names().isEmpty() && place.base() != Place.Base.ROOT) {
        return Optional.empty();
      }
      if (place.base() == Place.Base.ANYWHERE
          && !(place.names().getFirst().getFirst() instanceof Atom.Symbol)) {
        return Optional.empty();
      }
      for (List<Atom> name : place.names()) {
        for (Atom atom : name) {
          boolean one =
              switch (atom) {
                case Atom.Text text -> true;
                case Atom.Pattern pattern -> false;
                case Atom.Symbol symbol ->
                    symbol.elements().isEmpty() && !FLEETING.contains(symbol.name());
              };
          if (!one) {
            return Optional.empty();
          }
        }
      }
      return Optional.of(new Spot(place.base(), place.names()));
    }

    Optional<Spot> parent() {
      boolean more = names.size() > (base == Place.Base.ANYWHERE ? 1 : 0);
      return more
          ? Optional.of(new Spot(base, names.subList(0, names.size() - 1)))
          : Optional.empty();
    }

    boolean below(Spot other) {
      return base == other.base
          && names.size() > other.names.size()
          && names.subList(0, other.names.size()).equals(other.names);
    }
  }

  /// Something that a command may have done.
  ///
  /// @param place where; null for anywhere
  /// @param tree whether all below it counts too
  record Change(Act act, @Nullable Place place, boolean tree) {
    private boolean mayMean(Spot spot) {
      if (place == null) {
        return true;
      }
      List<List<Atom>> own = place.names();
      List<List<Atom>> names = spot.names();
      boolean comparable =
          place.base() == spot.base()
              && (place.base() != Place.Base.ANYWHERE
                  || (!own.isEmpty() && own.getFirst().equals(names.getFirst())));
      if (!comparable) {
        if (tree || own.isEmpty() || names.isEmpty()) {
          return true;
        }
        String a = Variant.literal(own.getLast());
        String b = Variant.literal(names.getLast());
        return a == null || b == null || a.equals(b);
      }
      for (int i = 0; i < Math.max(own.size(), names.size()); i++) {
        if (i >= own.size()) {
          return tree;
        }
        if (i >= names.size()) {
          // A file made below it makes it a directory; one deleted below it leaves it.
          return act != Act.DELETE && act != Act.MOVE;
        }
        String a = Variant.literal(own.get(i));
        String b = Variant.literal(names.get(i));
        if (a != null && b != null) {
          if (!a.equals(b)) {
            return false;
          }
        } else if (deep(own.get(i)) || deep(names.get(i))) {
          if (!own.get(i).equals(names.get(i))) {
            return true;
          }
        }
      }
      return true;
    }

    private static boolean deep(List<Atom> name) {
      return name.stream().anyMatch(a -> a instanceof Atom.Symbol s && s.shape().deep());
    }
  }

  /// What a command leaves behind when it succeeds.
  record Made(Spot spot, Kind kind, String how, boolean own) {}

  /// What became different between two points.
  record Delta(Set<Spot> gone, Map<Spot, Entry> come) {}

  /// What is different from an earlier point.
  Delta since(Disk before) {
    if (entries.equals(before.entries)) {
      return new Delta(Set.of(), Map.of());
    }
    Map<Spot, Entry> come = new HashMap<>();
    entries.forEach(
        (spot, entry) -> {
          if (!entry.equals(before.entries.get(spot))) {
            come.put(spot, entry);
          }
        });
    Set<Spot> gone = new java.util.HashSet<>(before.entries.keySet());
    gone.removeAll(entries.keySet());
    return new Delta(gone, come);
  }

  /// With what became different elsewhere meanwhile.
  Disk with(Delta delta) {
    if (delta.gone().isEmpty() && delta.come().isEmpty()) {
      return this;
    }
    Map<Spot, Entry> all = new HashMap<>(entries);
    all.keySet().removeAll(delta.gone());
    all.putAll(delta.come());
    return new Disk(Map.copyOf(all));
  }

  /// What is known of a spot where these facts hold; of one below a path that is not there, that it
  /// is not there either.
  Optional<Entry> find(Spot spot, Facts facts) {
    Entry own = holding(spot, facts);
    if (own != null) {
      return Optional.of(own);
    }
    Optional<Spot> parent = spot.parent();
    while (parent.isPresent()) {
      Entry above = holding(parent.get(), facts);
      if (above != null) {
        return above.kind() == Kind.ABSENT ? Optional.of(above) : Optional.empty();
      }
      parent = parent.get().parent();
    }
    return Optional.empty();
  }

  private @Nullable Entry holding(Spot spot, Facts facts) {
    Entry entry = entries.get(spot);
    return entry != null && facts.list().containsAll(entry.given().list()) ? entry : null;
  }

  /// Whether something is known to lie in a directory.
  boolean full(Spot directory, Facts facts) {
    return entries.entrySet().stream()
        .anyMatch(
            e ->
                e.getKey().below(directory)
                    && e.getValue().kind() != Kind.ABSENT
                    && facts.list().containsAll(e.getValue().given().list()));
  }

  /// After something that may have happened: what it may have made wrong is forgotten.
  Disk after(List<Change> changes) {
    if (entries.isEmpty() || changes.isEmpty()) {
      return this;
    }
    Map<Spot, Entry> left = new HashMap<>();
    entries.forEach(
        (spot, entry) -> {
          if (changes.stream().noneMatch(c -> undoes(c, spot, entry))) {
            left.put(spot, entry);
          }
        });
    return left.size() == entries.size() ? this : new Disk(Map.copyOf(left));
  }

  private static boolean undoes(Change change, Spot spot, Entry entry) {
    boolean absent = entry.kind() == Kind.ABSENT;
    return switch (change.act()) {
      case DELETE, MOVE -> !absent && change.mayMean(spot);
      case OVERWRITE, CREATE, MODIFY -> absent && change.mayMean(spot);
      case PERMISSION -> false;
      case FORMAT, MOUNT, SERVICE, PACKAGE, PROCESS, SCHEDULE, NETWORK, DATABASE, UNKNOWN -> true;
    };
  }

  /// After something that has happened for sure.
  Disk with(List<Made> made) {
    if (made.isEmpty()) {
      return this;
    }
    Map<Spot, Entry> all = new HashMap<>(entries);
    for (Made one : made) {
      if (one.kind() == Kind.ABSENT) {
        all.keySet().removeIf(s -> s.below(one.spot()));
      } else {
        // What lies in a directory shows that the directory is there.
        List<Spot> above = new ArrayList<>();
        one.spot().parent().ifPresent(above::add);
        for (int i = 0; i < above.size(); i++) {
          Entry entry = all.get(above.get(i));
          if (entry != null && entry.kind() == Kind.ABSENT) {
            all.remove(above.get(i));
          }
          above.get(i).parent().ifPresent(above::add);
        }
      }
      all.put(one.spot(), new Entry(one.kind(), Facts.NONE, one.how(), one.own()));
    }
    return all.size() > MOST ? NONE : new Disk(Map.copyOf(all));
  }

  /// What is known where two ways meet.
  ///
  /// @param onlyA what else holds on the one way
  static Disk join(Disk a, Facts onlyA, Disk b, Facts onlyB) {
    if (Identity.same(a, b) || a.entries.equals(b.entries)) {
      return a;
    }
    Map<Spot, Entry> all = new HashMap<>();
    keep(a, b, onlyA, all);
    keep(b, a, onlyB, all);
    return all.isEmpty() ? NONE : new Disk(Map.copyOf(all));
  }

  private static void keep(Disk from, Disk other, Facts only, Map<Spot, Entry> all) {
    from.entries.forEach(
        (spot, entry) -> {
          Entry there = other.entries.get(spot);
          if (there != null
              && there.kind() == entry.kind()
              && there.given().equals(entry.given())) {
            all.put(spot, entry);
          } else if (there == null && !only.isEmpty()) {
            Facts both = entry.given().and(only);
            if (both != null) {
              all.put(spot, new Entry(entry.kind(), both, entry.how(), entry.own()));
            }
          }
        });
  }
}
