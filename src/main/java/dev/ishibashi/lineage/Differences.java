package dev.ishibashi.lineage;

import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.effect.Resource;
import dev.ishibashi.shell.Parser;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The lines that matter, of a program and of the one it was copied from, side by side: those that
/// destroy, those that say where, and those that guard.
///
/// @param lines in the order of the program; what was dropped stands where it would have been
public record Differences(List<Line> lines) {
  /// Why a line matters.
  public enum Role {
    /// It may take something away for good, or nobody knows what it does.
    DESTRUCTIVE,
    /// It decides which hosts are meant.
    TARGETING,
    /// It keeps other lines from running.
    GUARD
  }

  public enum Change {
    /// As it was, but for names of variables and blanks.
    INHERITED,
    CHANGED,
    /// In the ancestor only.
    DROPPED,
    /// In the program only.
    NEW
  }

  /// A piece of a program.
  ///
  /// @param text with blanks evened out
  public record Place(Span at, String text) {}

  /// A line, in one of the two programs or in both.
  ///
  /// @param then in the ancestor; empty for what is new
  /// @param now in the program; empty for what was dropped
  public record Line(
      Set<Role> roles, Change change, Optional<Place> then, Optional<Place> now, List<Turn> turns) {
    public Line {
      if (then.isEmpty() && now.isEmpty()) {
        throw new IllegalArgumentException("a line of neither program");
      }
    }

    Span anchor() {
      return now.or(() -> then).orElseThrow().at();
    }
  }

  /// A way in which a line does not mean any more what it meant.
  public sealed interface Turn {}

  /// It acts on another kind of thing.
  ///
  /// @param commandThen what the ancestor's line calls, for kinds of which nothing is known
  public record KindTurn(Kind then, Kind now, String commandThen, String commandNow)
      implements Turn {}

  /// It reaches something else.
  public record ReachTurn(String then, String now) implements Turn {}

  /// A variable of it gets its value from elsewhere.
  ///
  /// @param variable its name in the program
  public record OriginTurn(String variable, String then, String now) implements Turn {}

  /// A guard does not protect it any more.
  public record GuardTurn(Guard guard) implements Turn {}

  private static final Pattern HOSTS = Pattern.compile("(?i).*(host|server|node|target)s?");
  private static final Pattern STREAMS =
      Pattern.compile("/dev/(null|zero|full|stdin|stdout|stderr|tty|fd/.*|u?random)");

  /// Above this many pairs only equal commands are found.
  private static final long MOST_PAIRS = 4_000_000;

  /// Above this, what was edited between two equal commands is taken for dropped and new.
  private static final long MOST_LIKENESSES = 100_000;

  /// Compares a program with the one it was copied from.
  public static Differences between(
      Source program, Explanation explained, Source ancestor, Explanation ancestorExplained) {
    return new Comparison(
            new Side(program, explained),
            new Side(ancestor, ancestorExplained),
            Lineage.compare(program, explained, ancestor, ancestorExplained))
        .differences();
  }

  /// One program, taken apart.
  private static final class Side {
    final Anatomy anatomy;
    final GuardFinder guards;
    final Map<Integer, List<Effect>> effects = new HashMap<>();
    final Set<Integer> dangers = new HashSet<>();
    private final Map<Integer, Set<Role>> roles = new HashMap<>();

    Side(Source source, Explanation explained) {
      var script = Parser.parse(source, explained.dialect());
      anatomy = new Anatomy(script);
      guards = new GuardFinder(source, script);
      for (Effect effect : explained.effects()) {
        int unit = unitAt(effect.at());
        if (unit >= 0) {
          effects.computeIfAbsent(unit, u -> new ArrayList<>()).add(effect);
        }
      }
      for (Diagnostic finding : explained.findings()) {
        if (finding.severity() == Severity.DANGER) {
          dangers.add(unitAt(finding.at()));
        }
      }
    }

    /// The smallest command around a place.
    private int unitAt(Span at) {
      int found = -1;
      List<Anatomy.Unit> units = anatomy.units();
      for (int i = 0; i < units.size(); i++) {
        Anatomy.Unit unit = units.get(i);
        boolean around = unit.at().offset() <= at.offset() && at.offset() < Math.max(unit.end(), 1);
        if (around && (found < 0 || unit.at().length() <= units.get(found).at().length())) {
          found = i;
        }
      }
      return found;
    }

    Anatomy.Unit unit(int index) {
      return anatomy.units().get(index);
    }

    int size() {
      return anatomy.units().size();
    }

    String text(Span at) {
      return guards.text(at);
    }

    Place place(Span at) {
      return new Place(at, text(at));
    }

    List<Effect> effects(int unit) {
      return effects.getOrDefault(unit, List.of());
    }

    Set<Role> roles(int unit) {
      return roles.computeIfAbsent(unit, this::findRoles);
    }

    private Set<Role> findRoles(int unit) {
      Set<Role> roles = EnumSet.noneOf(Role.class);
      if (dangers.contains(unit) || effects(unit).stream().anyMatch(Side::destroys)) {
        roles.add(Role.DESTRUCTIVE);
      }
      if (HOSTS.matcher(unit(unit).sets()).matches()
          || effects(unit).stream().anyMatch(e -> !e.host().isEmpty())) {
        roles.add(Role.TARGETING);
      }
      return roles;
    }

    private static boolean destroys(Effect effect) {
      return effect.act().destroys()
          && !(effect.resource() instanceof Resource.Paths(var paths)
              && STREAMS.matcher(paths.toString()).matches());
    }

    /// Whether a guard is around a line that destroys or says where.
    boolean matters(Guard guard) {
      for (int i = 0; i < size(); i++) {
        if (guard.protects(unit(i).at().offset()) && !roles(i).isEmpty()) {
          return true;
        }
      }
      return false;
    }

    /// The kinds of what is destroyed there; where nothing is, of what is acted on.
    Set<Kind> kinds(int unit) {
      Set<Kind> destroyed = EnumSet.noneOf(Kind.class);
      Set<Kind> touched = EnumSet.noneOf(Kind.class);
      for (Effect effect : effects(unit)) {
        Kind kind = Kind.of(effect, command(unit));
        touched.add(kind);
        if (destroys(effect) && effect.act() != Act.OVERWRITE) {
          destroyed.add(kind);
        }
      }
      return destroyed.isEmpty() ? touched : destroyed;
    }

    /// What is reached there, as text; empty where it is not known.
    String reach(int unit) {
      Set<String> all = new TreeSet<>();
      for (Effect effect : effects(unit)) {
        if (destroys(effect)) {
          all.add(effect.resource().toString());
        }
      }
      return String.join(", ", all);
    }

    /// The name of the command, with what it is told to do where that is a plain word.
    String command(int unit) {
      String[] words = text(unit(unit).at()).split(" ", -1);
      int first = 0;
      while (first + 1 < words.length
          && words[first].matches("sudo|exec|command|[A-Za-z_]\\w*=.*")) {
        first++;
      }
      return words[first].replaceFirst(".*/", "");
    }

    String fullCommand(int unit) {
      String text = text(unit(unit).at());
      String name = command(unit);
      String behind = text.substring(text.indexOf(name) + name.length()).strip();
      String next = behind.split(" ", 2)[0];
      return next.matches("[a-z][a-z-]*") ? name + " " + next : name;
    }
  }

  /// The work of one comparison.
  private static final class Comparison {
    private final Side now;
    private final Side then;
    private final Lineage lineage;
    private final int[] thenOf;
    private final int[] nowOf;
    private final List<Line> lines = new ArrayList<>();

    Comparison(Side now, Side then, Lineage lineage) {
      this.now = now;
      this.then = then;
      this.lineage = lineage;
      thenOf = new int[now.size()];
      nowOf = new int[then.size()];
      Arrays.fill(thenOf, -1);
      Arrays.fill(nowOf, -1);
    }

    Differences differences() {
      same();
      moved();
      edited();
      for (int i = 0; i < now.size(); i++) {
        line(thenOf[i], i);
      }
      for (int i = 0; i < then.size(); i++) {
        if (nowOf[i] < 0) {
          line(i, -1);
        }
      }
      guards();
      NavigableMap<Integer, Integer> anchors = new TreeMap<>();
      for (int t = 0; t < then.size(); t++) {
        if (nowOf[t] >= 0) {
          anchors.put(then.unit(t).at().offset(), now.unit(nowOf[t]).at().offset());
        }
      }
      lines.sort(Comparator.comparingInt(line -> order(line, anchors)));
      return new Differences(List.copyOf(lines));
    }

    private void match(int t, int n) {
      nowOf[t] = n;
      thenOf[n] = t;
    }

    /// The longest common sequence of equal commands.
    private void same() {
      int rows = then.size();
      int columns = now.size();
      if ((long) rows * columns > MOST_PAIRS) {
        return;
      }
      int[][] longest = new int[rows + 1][columns + 1];
      for (int t = rows - 1; t >= 0; t--) {
        for (int n = columns - 1; n >= 0; n--) {
          longest[t][n] =
              then.unit(t).key().equals(now.unit(n).key())
                  ? longest[t + 1][n + 1] + 1
                  : Math.max(longest[t + 1][n], longest[t][n + 1]);
        }
      }
      int t = 0;
      int n = 0;
      while (t < rows && n < columns) {
        if (then.unit(t).key().equals(now.unit(n).key())) {
          match(t++, n++);
        } else if (longest[t + 1][n] >= longest[t][n + 1]) {
          t++;
        } else {
          n++;
        }
      }
    }

    /// Equal commands that stand elsewhere now.
    private void moved() {
      Map<String, List<Integer>> left = new HashMap<>();
      for (int t = 0; t < then.size(); t++) {
        if (nowOf[t] < 0) {
          left.computeIfAbsent(then.unit(t).key(), k -> new ArrayList<>()).add(t);
        }
      }
      for (int n = 0; n < now.size(); n++) {
        List<Integer> equal = left.get(now.unit(n).key());
        if (thenOf[n] < 0 && equal != null && !equal.isEmpty()) {
          match(equal.removeFirst(), n);
        }
      }
    }

    /// Commands between the same neighbours: first those that have words in common, then those that
    /// both destroy.
    private void edited() {
      int n = 0;
      while (n < now.size()) {
        if (thenOf[n] >= 0) {
          n++;
          continue;
        }
        int end = n;
        while (end < now.size() && thenOf[end] < 0) {
          end++;
        }
        List<Integer> gap = gap(n == 0 ? -1 : thenOf[n - 1], end == now.size() ? -1 : thenOf[end]);
        pair(gap, n, end, true);
        pair(gap, n, end, false);
        n = end;
      }
    }

    /// The unmatched commands of the ancestor behind one and before another.
    private List<Integer> gap(int behind, int before) {
      List<Integer> gap = new ArrayList<>();
      if (behind >= 0 || before < 0) {
        for (int t = behind + 1; t < then.size() && nowOf[t] < 0; t++) {
          gap.add(t);
        }
      }
      if (before >= 0) {
        for (int t = before - 1; t >= 0 && nowOf[t] < 0 && !gap.contains(t); t--) {
          gap.addFirst(t);
        }
      }
      return gap;
    }

    private void pair(List<Integer> gap, int from, int to, boolean alike) {
      if ((long) gap.size() * (to - from) > MOST_LIKENESSES) {
        return;
      }
      for (int n = from; n < to; n++) {
        if (thenOf[n] >= 0) {
          continue;
        }
        int best = -1;
        double most = 0;
        for (int t : gap) {
          if (nowOf[t] >= 0) {
            continue;
          }
          double likeness = likeness(t, n);
          boolean both =
              then.roles(t).contains(Role.DESTRUCTIVE) && now.roles(n).contains(Role.DESTRUCTIVE);
          if (alike ? likeness >= 0.4 && likeness > most : both && best < 0) {
            best = t;
            most = likeness;
          }
        }
        if (best >= 0) {
          match(best, n);
        }
      }
    }

    private double likeness(int t, int n) {
      Set<String> a = new HashSet<>(List.of(then.unit(t).key().split(" ", -1)));
      Set<String> b = new HashSet<>(List.of(now.unit(n).key().split(" ", -1)));
      Set<String> all = new HashSet<>(a);
      all.addAll(b);
      a.retainAll(b);
      // A variable in common says nothing.
      a.remove("$");
      all.remove("$");
      return all.isEmpty() ? 0 : (double) a.size() / all.size();
    }

    private void line(int t, int n) {
      Set<Role> roles = EnumSet.noneOf(Role.class);
      if (t >= 0) {
        roles.addAll(then.roles(t));
      }
      if (n >= 0) {
        roles.addAll(now.roles(n));
      }
      if (roles.isEmpty()) {
        return;
      }
      Optional<Place> before =
          t < 0 ? Optional.empty() : Optional.of(then.place(then.unit(t).at()));
      Optional<Place> after = n < 0 ? Optional.empty() : Optional.of(now.place(now.unit(n).at()));
      List<Turn> turns = t >= 0 && n >= 0 ? turns(t, n) : List.of();
      lines.add(new Line(Set.copyOf(roles), change(before, after), before, after, turns));
    }

    private static Change change(Optional<Place> then, Optional<Place> now) {
      if (then.isEmpty()) {
        return Change.NEW;
      }
      if (now.isEmpty()) {
        return Change.DROPPED;
      }
      return Lines.nameless(then.get().text()).equals(Lines.nameless(now.get().text()))
          ? Change.INHERITED
          : Change.CHANGED;
    }

    private List<Turn> turns(int t, int n) {
      List<Turn> turns = new ArrayList<>();
      Set<Kind> kindsThen = then.kinds(t);
      Set<Kind> kindsNow = now.kinds(n);
      boolean unknown =
          kindsThen.equals(Set.of(Kind.UNKNOWN))
              && kindsNow.equals(kindsThen)
              && !then.fullCommand(t).equals(now.fullCommand(n));
      boolean other = !kindsThen.isEmpty() && !kindsNow.isEmpty() && !kindsThen.equals(kindsNow);
      if (unknown || other) {
        turns.add(
            new KindTurn(
                first(kindsThen, kindsNow),
                first(kindsNow, kindsThen),
                then.fullCommand(t),
                now.fullCommand(n)));
      }
      String reachThen = then.reach(t);
      String reachNow = now.reach(n);
      if (!reachThen.isEmpty()
          && !reachNow.isEmpty()
          && !Lines.nameless(reachThen).equals(Lines.nameless(reachNow))) {
        turns.add(new ReachTurn(reachThen, reachNow));
      }
      turns.addAll(origins(then.unit(t).variables(), now.unit(n).variables()));
      for (Lineage.Lost lost : lineage.lost()) {
        if (now.unitAt(lost.inherited().effect().at()) == n) {
          Turn turn = new GuardTurn(lost.guard());
          if (!turns.contains(turn)) {
            turns.add(turn);
          }
        }
      }
      return List.copyOf(turns);
    }

    /// Of two sets of kinds the one that tells them apart.
    private static Kind first(Set<Kind> kinds, Set<Kind> others) {
      return kinds.stream()
          .filter(k -> !others.contains(k))
          .findFirst()
          .orElseGet(() -> kinds.iterator().next());
    }

    private List<Turn> origins(List<String> namesThen, List<String> namesNow) {
      if (namesThen.size() != namesNow.size()) {
        return List.of();
      }
      Set<Turn> turns = new LinkedHashSet<>();
      for (int i = 0; i < namesNow.size(); i++) {
        String was = namesThen.get(i);
        String is = namesNow.get(i);
        if (!then.anatomy.meaning(was).equals(now.anatomy.meaning(is))) {
          turns.add(new OriginTurn(is, said(then, was, now, is), said(now, is, then, was)));
        }
      }
      return List.copyOf(turns);
    }

    /// Where a value comes from, in the text of the program: the first place that the other program
    /// has not; empty where it comes from outside.
    private static String said(Side side, String name, Side other, String otherName) {
      Set<String> known = new HashSet<>();
      other.anatomy.origins(otherName).forEach(o -> known.add(o.key()));
      List<Anatomy.Origin> all = side.anatomy.origins(name);
      return all.stream()
          .filter(o -> !known.contains(o.key()))
          .findFirst()
          .or(() -> all.stream().findFirst())
          .map(o -> side.text(o.at()))
          .orElse("");
    }

    private void guards() {
      Map<Guard, Guard> counterparts = new HashMap<>();
      List<Guard> left = new ArrayList<>(telling(now));
      for (boolean exact : List.of(true, false)) {
        for (Guard guard : telling(then)) {
          if (counterparts.containsKey(guard)) {
            continue;
          }
          left.stream()
              .filter(g -> exact ? same(guard, g) : Lineage.counterpart(guard, g))
              .findFirst()
              .ifPresent(
                  g -> {
                    counterparts.put(guard, g);
                    left.remove(g);
                  });
        }
      }
      for (Guard guard : telling(then)) {
        guard(Optional.of(guard), Optional.ofNullable(counterparts.get(guard)));
      }
      left.forEach(guard -> guard(Optional.empty(), Optional.of(guard)));
    }

    private static boolean same(Guard a, Guard b) {
      return a.kind() == b.kind() && Lines.nameless(a.text()).equals(Lines.nameless(b.text()));
    }

    /// The guards, but conditions only where they are around a line that matters.
    private static List<Guard> telling(Side side) {
      return side.guards.guards().stream()
          .filter(g -> g.kind() != Guard.Kind.CONDITION || side.matters(g))
          .toList();
    }

    private void guard(Optional<Guard> before, Optional<Guard> after) {
      Set<Role> roles = EnumSet.of(Role.GUARD);
      if (before.or(() -> after).orElseThrow().targeting()) {
        roles.add(Role.TARGETING);
      }
      Optional<Place> was = before.map(g -> new Place(g.at(), g.text()));
      Optional<Place> is = after.map(g -> new Place(g.at(), g.text()));
      lines.add(new Line(Set.copyOf(roles), change(was, is), was, is, List.of()));
    }

    /// The place of a line in the program; what was dropped stands behind what it stood behind.
    private static int order(Line line, NavigableMap<Integer, Integer> anchors) {
      if (line.now().isPresent()) {
        return line.now().get().at().offset() * 2;
      }
      Map.Entry<Integer, Integer> before =
          anchors.floorEntry(line.then().orElseThrow().at().offset());
      return before == null ? -1 : before.getValue() * 2 + 1;
    }
  }
}
