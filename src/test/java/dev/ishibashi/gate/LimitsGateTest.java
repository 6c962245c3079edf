package dev.ishibashi.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsGateTest {
  /// Limits beyond the usual, and what the gate says (`+` between several).
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          unhealthy: 0                          | -
          unhealthy: 2                          | -
          unhealthy: 3                          | p.yaml:7:51: 3 targets may fail, and there are 3, so nothing would ever stop it; write a smaller number
          unhealthy: 0, hosts: 3                | -
          unhealthy: 0, hosts: 2                | p.yaml:7:61: there are 3 targets, and the procedure allows 2; take fewer
          unhealthy: 0, share: {mail: 100%}     | -
          unhealthy: 0, share: {mail: 99%}      | p.yaml:7:68: 3 of the 3 hosts of mail are targets, and the procedure allows 99%; take fewer
          unhealthy: 0, share: {'mail:web': 42%} | p.yaml:7:74: 3 of the 7 hosts of mail:web are targets, and the procedure allows 42%; take fewer
          unhealthy: 0, share: {'mail:web': 43%} | -
          unhealthy: 0, share: {web: 0%}        | -
          unhealthy: 0, share: {wbe: 50%}       | p.yaml:7:62: no host and no group matches 'wbe'; did you mean web?; correct the name
          unhealthy: 0, per-replica-set: 1      | fleet:2:1: mail1, mail2, mail3: ishibashi_replica_set is not written; write it in the inventory; ishibashi_replica_set: none where a host stands alone
          """)
  void should_bound_the_targets(String limits, String expected) {
    assertThat(Asked.usual().procedure("unhealthy: 0", limits).stops("limits")).isEqualTo(expected);
  }

  private static final String SET =
      """
      [mail:vars]
      ishibashi_replica_set=post
      ishibashi_min_healthy=2
      """;

  private static final String UNSHOWN =
      "those of earlier waves count, since no checks show that they are back";
  private static final String SHOWN = "those of earlier waves are back when the checks say so";

  /// The waves, `checked` where the procedure has checks, the other limits, what stands in the
  /// inventory beside the set of three of which two must stay healthy, and what the gate says.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1, 1, 1  | checked | unhealthy: 0                     | | -
          1, 1, 1  | checked | unhealthy: 0, per-replica-set: 1 | | -
          1, 1, 1  | checked | unhealthy: 1                     | | p.yaml:8:8: wave 2 changes mail2, which leaves 1 of 3 members of the replica set post, and 2 must stay healthy; SHOWN
          canary, rest | checked | unhealthy: 0                 | | p.yaml:8:8: wave 2 changes mail2, mail3, which leaves 1 of 3 members of the replica set post, and 2 must stay healthy; SHOWN
          1, 1, 1  |         | unhealthy: 0                     | | p.yaml:8:8: wave 2 changes mail2, which leaves 1 of 3 members of the replica set post, and 2 must stay healthy; UNSHOWN
          1, 1, 1  |         | unhealthy: 0, per-replica-set: 1 | mail[1:3] ishibashi_min_healthy=0 | p.yaml:7:71: in wave 2, 2 of 3 members of the replica set post are out at the same time (mail2 now), and the procedure allows 1; UNSHOWN
          canary, rest | checked | unhealthy: 0, per-replica-set: 2 | mail[1:3] ishibashi_min_healthy=1 | -
          canary, rest | checked | unhealthy: 0, per-replica-set: 1 | mail[1:3] ishibashi_min_healthy=1 | p.yaml:7:71: in wave 2, 2 of 3 members of the replica set post are out at the same time (mail2, mail3 now), and the procedure allows 1; SHOWN
          1, 1, 1  | checked | unhealthy: 0                     | mail2 ishibashi_min_healthy=1 | fleet:2:1: the members of the replica set post say different things of ishibashi_min_healthy: [mail1 2, mail2 1]; write the same number for all of them
          1, 1, 1  | checked | unhealthy: 0                     | web1 ishibashi_replica_set=post | fleet:4:1: web1: ishibashi_min_healthy is not written; write it in the inventory; ishibashi_replica_set: none where a host stands alone
          rest     | checked | unhealthy: 0                     | mail[1:3] ishibashi_replica_set=none | -
          """)
  void should_keep_enough_of_a_replica_set(
      String waves,
      @org.jspecify.annotations.Nullable String checks,
      String limits,
      @org.jspecify.annotations.Nullable String more,
      String expected) {
    Asked asked =
        Asked.usual()
            .procedure("canary, rest", waves)
            .procedure("unhealthy: 0", limits)
            .hosts(SET + (more == null ? "" : "[more]\n" + more + "\n"));
    if (checks != null) {
      asked = asked.more("checks: [{run: postfix check}]\n");
    }
    String wave = "; make the waves smaller, or write checks";
    assertThat(asked.stops("limits"))
        .isEqualTo(
            expected.replaceFirst("UNSHOWN$", UNSHOWN + wave).replaceFirst("SHOWN$", SHOWN + wave));
  }

  /// Files and bytes that are gone, then those that lie on each host (`?` where it is not known),
  /// and what is said before the wave. Five files and 2 KiB are allowed.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 0    |             | -
          0 0    | 2 100, 3 100 | -
          1 9    | 2 100, 3 100 | p.yaml:7:25: the program may delete 6 files (1 are gone; mail1 2, mail2 3 lie there), and the procedure allows 5; look at what lies there; narrow the paths, or raise deleted-files if all of it is meant
          6 9    |             | p.yaml:7:25: the program may delete 6 files (6 are gone;  lie there), and the procedure allows 5; look at what lies there; narrow the paths, or raise deleted-files if all of it is meant
          0 0    | 1 2048      | -
          0 1    | 1 2048      | p.yaml:7:43: the program may delete 2049 bytes (1 are gone), and the procedure allows 2048; look at what lies there; narrow the paths, or raise deleted-bytes if all of it is meant
          0 0    | 1 1, ?      | p.yaml:7:25: what would be deleted on mail2 could not be counted: no answer; make it reachable and readable
          """)
  void should_count_before_a_wave(
      String gone, @org.jspecify.annotations.Nullable String lying, String expected) {
    Asked asked =
        Asked.usual().procedure("deleted-files: 5", "deleted-files: 5, deleted-bytes: 2K");
    List<Lying> counts = new java.util.ArrayList<>();
    for (String count : lying == null ? new String[0] : lying.split(", ", -1)) {
      String host = "mail" + (counts.size() + 1);
      counts.add(
          count.equals("?")
              ? new Lying.NotKnown(host, "no answer")
              : new Lying.Counted(host, number(count, 0), number(count, 1)));
    }
    Lost lost = new Lost(number(gone, 0), number(gone, 1));
    assertThat(Asked.lines(Gates.all().between(asked.parsed(), Asked.NOW).beforeWave(lost, counts)))
        .isEqualTo(expected);
  }

  private static long number(String words, int at) {
    return Long.parseLong(words.split(" ", -1)[at]);
  }

  @Test
  void should_say_after_a_wave_what_is_gone() {
    Checkpoints checkpoints =
        Gates.all()
            .between(
                Asked.usual()
                    .procedure("deleted-files: 5", "deleted-files: 5, deleted-bytes: 2K")
                    .parsed(),
                Asked.NOW);
    assertThat(Asked.lines(checkpoints.afterWave(new Lost(5, 2048)))).isEqualTo("-");
    assertThat(Asked.lines(checkpoints.afterWave(new Lost(6, 2049))))
        .isEqualTo(
            "p.yaml:7:25: 6 files are gone, and the procedure allows 5; look at what went, and at"
                + " what is left to do+p.yaml:7:43: 2049 bytes are gone, and the procedure allows"
                + " 2048; look at what went, and at what is left to do");
  }
}
