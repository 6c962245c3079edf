package dev.ishibashi.lineage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Earlier programs, by their fingerprints.
public final class Library {
  /// With fewer hashes in common (about ten words) two programs have nothing but idioms in common.
  static final int FEWEST = 3;

  /// What more than a fifth of the programs hold, and more than twenty of them, is an idiom.
  private static final int IDIOM_SHARE = 5;

  private static final int MOST_HOLDERS = 20;

  private final List<Program> programs;

  /// One version of an earlier program.
  ///
  /// @param path where it stands, relative to the library, with `/`
  /// @param version the commit that holds it, in hex; empty for the file as it lies there
  /// @param when the date of that commit, as `2026-11-28`; empty where there is none
  public record Program(String path, String version, String when, Fingerprint fingerprint) {}

  /// A program that has something in common with the one in hand.
  ///
  /// @param share how much of the program in hand stands in it, from 0 to 1, leaving out what
  ///   stands in a good part of the library
  /// @param beyond how much of the program in hand stands in it, and not in its declared ancestors
  /// @param common how many hashes both have
  public record Match(Program program, double share, double beyond, int common) {}

  public Library(List<Program> programs) {
    this.programs = List.copyOf(programs);
  }

  /// Every version of every program.
  public List<Program> programs() {
    return programs;
  }

  /// How many different paths there are.
  public int paths() {
    Set<String> paths = new HashSet<>();
    programs.forEach(p -> paths.add(p.path()));
    return paths.size();
  }

  /// The programs that most of a program stands in, best first: of each path the version that has
  /// most of it, the newest of equal ones.
  ///
  /// @param declared the fingerprint of what is declared as its ancestors
  /// @param without programs that are left out, for example the program itself
  public List<Match> search(Fingerprint program, Fingerprint declared, Predicate<Program> without) {
    Map<String, boolean[]> byPath = new HashMap<>();
    List<Program> searched = new ArrayList<>();
    for (Program candidate : programs) {
      if (without.test(candidate)) {
        continue;
      }
      searched.add(candidate);
      boolean[] seen = byPath.computeIfAbsent(candidate.path(), p -> new boolean[program.size()]);
      for (int i = 0; i < seen.length; i++) {
        seen[i] |= candidate.fingerprint().has(program.at(i));
      }
    }
    boolean[] idioms = idioms(program, byPath);
    Map<String, Match> best = new LinkedHashMap<>();
    for (Program candidate : searched) {
      Match match = match(program, declared, candidate, idioms);
      if (match.common() >= FEWEST) {
        best.merge(candidate.path(), match, (a, b) -> ORDER.compare(a, b) <= 0 ? a : b);
      }
    }
    return best.values().stream().sorted(ORDER).toList();
  }

  private static final Comparator<Match> ORDER =
      Comparator.comparingDouble((Match m) -> -m.share())
          // Of two programs that hold the same of it, the one that holds less beside.
          .thenComparingInt(m -> m.program().fingerprint().size())
          .thenComparing(m -> m.program().when(), Comparator.reverseOrder())
          .thenComparing(m -> m.program().path())
          .thenComparing(m -> m.program().version());

  /// Which hashes say nothing of where a program comes from, because a good part of the library has
  /// them: the head that everybody writes. A job that was copied every month is in fewer.
  private static boolean[] idioms(Fingerprint program, Map<String, boolean[]> byPath) {
    boolean[] idioms = new boolean[program.size()];
    int most = Math.max(MOST_HOLDERS, byPath.size() / IDIOM_SHARE);
    for (int i = 0; i < idioms.length; i++) {
      int holders = 0;
      for (boolean[] seen : byPath.values()) {
        holders += seen[i] ? 1 : 0;
      }
      idioms[i] = holders > most;
    }
    return idioms;
  }

  private static Match match(
      Fingerprint program, Fingerprint declared, Program candidate, boolean[] idioms) {
    int all = 0;
    int common = 0;
    int beyond = 0;
    for (int i = 0; i < idioms.length; i++) {
      if (idioms[i]) {
        continue;
      }
      all++;
      long hash = program.at(i);
      if (candidate.fingerprint().has(hash)) {
        common++;
        beyond += declared.has(hash) ? 0 : 1;
      }
    }
    double of = Math.max(1, all);
    return new Match(candidate, common / of, beyond / of, common);
  }
}
