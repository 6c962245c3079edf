package dev.ishibashi.lineage;

import dev.ishibashi.shell.Dialects;
import dev.ishibashi.shell.Parser;
import dev.ishibashi.text.Source;
import java.util.Arrays;
import java.util.List;

/// What a program is recognised by, also after its variables were renamed: the hashes of some runs
/// of [#RUN] tokens, chosen by winnowing, so that any common stretch of `RUN + WINDOW - 1` tokens
/// gives at least one common hash (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003).
public final class Fingerprint {
  /// Tokens hashed together. Shorter runs (`; if [ -e`) are in every script.
  static final int RUN = 4;

  /// Of so many runs one after the other at least one is kept. Few, because many programs that did
  /// harm had ten lines.
  static final int WINDOW = 2;

  private final long[] hashes;

  private Fingerprint(long[] hashes) {
    this.hashes = hashes;
  }

  /// The fingerprint of a program; what cannot be read of it counts as words.
  public static Fingerprint of(Source program) {
    try {
      return of(Tokens.of(Parser.parse(program, Dialects.of(program))));
    } catch (StackOverflowError tooDeep) {
      return of(List.of(program.text().strip().split("\\s+", -1)));
    }
  }

  /// Differs whenever the same program would get another fingerprint, because the way they are made
  /// changed or the shell is read another way; then kept ones must not be compared with new ones.
  public static String version() {
    long sum = RUN * 31L + WINDOW;
    for (long hash : of(Source.of("sample", SAMPLE)).hashes) {
      sum = spread(sum ^ hash);
    }
    return Long.toHexString(sum);
  }

  /// A program with one of most things.
  private static final String SAMPLE =
      """
      #!/bin/bash
      set -eu; x=1 y="$1" z+=a; local w=${x:-b} q; read -r a b <"$f"
      for i in {1..9} $(ls | head -n 2) "${y%/*}"; do [[ -f $i && $i != *.sh ]] || continue; done
      while ! ssh host3 'rm -rf /srv'; do case $x in a|b*) echo \\a $'b\\n' ~ ;; *) exit ;; esac; done
      f() { (cd "$d" && rm -rf ./*) >/dev/null 2>&1 & }; if ((x > 2)); then f; else g <<E; fi
      text $x
      E
      arr=(a [2]=b); diff <(a) >(b); : "${x?no}" ${#x} ${x/a/b} ${x:1:2} ${x^} ${x@Q} ${!x*} `date`
      """;

  /// A fingerprint that was kept.
  ///
  /// @param hashes ascending, each once
  public static Fingerprint kept(long[] hashes) {
    for (int i = 1; i < hashes.length; i++) {
      if (hashes[i - 1] >= hashes[i]) {
        throw new IllegalArgumentException("not ascending at " + i);
      }
    }
    return new Fingerprint(hashes.clone());
  }

  static Fingerprint of(List<String> tokens) {
    if (tokens.isEmpty()) {
      return new Fingerprint(new long[0]);
    }
    int count = Math.max(1, tokens.size() - RUN + 1);
    long[] runs = new long[count];
    long[] each = new long[tokens.size()];
    for (int i = 0; i < each.length; i++) {
      each[i] = hash(tokens.get(i));
    }
    for (int i = 0; i < count; i++) {
      long run = 0;
      for (int k = i; k < Math.min(i + RUN, each.length); k++) {
        run = spread(run * 31 + each[k]);
      }
      runs[i] = run;
    }
    long[] kept = new long[count];
    int size = 0;
    int last = -1;
    for (int start = 0; start <= Math.max(0, count - WINDOW); start++) {
      int least = start;
      // The rightmost of equal ones, so that a long repetition gives few.
      for (int i = start; i < Math.min(start + WINDOW, count); i++) {
        if (runs[i] <= runs[least]) {
          least = i;
        }
      }
      if (least != last) {
        kept[size++] = runs[least];
        last = least;
      }
    }
    return new Fingerprint(Arrays.stream(kept, 0, size).sorted().distinct().toArray());
  }

  private static long hash(String token) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < token.length(); i++) {
      hash = (hash ^ token.charAt(i)) * 0x100000001b3L;
    }
    return spread(hash);
  }

  /// Lets every bit depend on every other, so that the least hash is a random one.
  private static long spread(long hash) {
    long h = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }

  /// How many hashes it has; none for a program that does nothing.
  public int size() {
    return hashes.length;
  }

  /// Its hashes, ascending.
  public long[] hashes() {
    return hashes.clone();
  }

  boolean has(long hash) {
    return Arrays.binarySearch(hashes, hash) >= 0;
  }

  long at(int index) {
    return hashes[index];
  }

  /// The hashes of several programs together.
  public static Fingerprint union(List<Fingerprint> all) {
    return new Fingerprint(
        all.stream().flatMapToLong(f -> Arrays.stream(f.hashes)).sorted().distinct().toArray());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Fingerprint that && Arrays.equals(hashes, that.hashes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hashes);
  }

  @Override
  public String toString() {
    return hashes.length + " hashes";
  }
}
