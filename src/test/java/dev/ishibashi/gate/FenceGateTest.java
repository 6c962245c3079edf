package dev.ishibashi.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.gate.KnownPlan.Stage;
import dev.ishibashi.procedure.Seal;
import dev.ishibashi.text.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FenceGateTest {
  /// The own version (0: none), the other plans in the order in which they were recorded (change,
  /// version, content (`own` for the same), stage, hosts), and what the gate says.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          0 | | -
          3 | c 2 x ended mail1                        | -
          3 | c 3 own ended mail1                      | -
          2 | c 3 x checked -                          | this is version 2, and version 3 of c is known (r0); take the newer one
          2 | c 3 x written -                          | this is version 2, and version 3 of c is known (r0); take the newer one
          2 | d 3 x ended mail1                        | -
          0 | c 3 x ended mail1                        | this is version, and version 3 of c is known (r0); take the newer one
          2 | c 2 x written -                          | r0 is another plan of c, and nothing says which of the two is newer; write version: 3 in the newer one
          2 | c 2 x ended mail1                        | r0 is another plan of c, and nothing says which of the two is newer; write version: 3 in the newer one
          2 | c 2 x checked -                          | -
          0 | c 0 x written -                          | r0 is another plan of c, and nothing says which of the two is newer; write version: 1 in the newer one
          0 | c 0 own written -                        | -
          0 | c 0 x ended mail1                        | -
          0 | c 0 own checked -, c 0 x ended mail1     | another plan of c was run after this one was first recorded (r1); take the newer one; to go back to this one on purpose, write a version above
          0 | c 0 x ended mail1, c 0 own ended mail1   | -
          0 | d 0 x open mail2                         | run r0 of d has not ended, as far as the ledger knows, and it is on mail2 too; wait for its end; where its controller died, see ishibashi status r0
          0 | d 0 x open web1                          | -
          0 | c 0 own open mail1 mail2                 | run r0 of c has not ended, as far as the ledger knows, and it is on mail1, mail2 too; wait for its end; where its controller died, see ishibashi status r0
          0 | d 0 x open mail1 mail2, e 0 y ended mail1 | run r0 of d has not ended, as far as the ledger knows, and it is on mail2 too; wait for its end; where its controller died, see ishibashi status r0
          0 | e 0 y ended mail1, d 0 x open mail1      | run r1 of d has not ended, as far as the ledger knows, and it is on mail1 too; wait for its end; where its controller died, see ishibashi status r1
          """)
  void should_let_only_the_newest_plan_through_and_one_at_a_time(
      int version, @org.jspecify.annotations.Nullable String plans, String expected) {
    Asked asked = Asked.usual().more(version == 0 ? "" : "version: " + version + "\n");
    List<KnownPlan> known = new ArrayList<>();
    for (String plan : plans == null ? new String[0] : plans.split(", ", -1)) {
      known.add(plan(plan.split(" ", -1), known.size(), asked));
    }
    String stops = asked.plans(known).stops("fence");
    assertThat(stops.replaceFirst("^p\\.yaml:[0-9]+:[0-9]+: ", "")).isEqualTo(expected);
  }

  private static KnownPlan plan(String[] words, int number, Asked asked) {
    Stage stage = Stage.valueOf(words[3].toUpperCase(java.util.Locale.ROOT));
    String own =
        stage == Stage.WRITTEN
            ? Seal.sha256(Source.of("p.yaml", asked.procedure()).bytes())
            : asked.evidence().seal().orElseThrow().hash();
    int version = Integer.parseInt(words[1]);
    Set<String> hosts = new java.util.HashSet<>(List.of(words).subList(4, words.length));
    hosts.remove("-");
    return new KnownPlan(
        words[0],
        version == 0 ? OptionalInt.empty() : OptionalInt.of(version),
        words[2].equals("own") ? own : words[2],
        "r" + number,
        stage,
        stage == Stage.WRITTEN ? Optional.empty() : Optional.of(Instant.ofEpochSecond(number)),
        hosts);
  }

  @Test
  void should_stop_where_the_other_plans_are_not_known() {
    Asked asked = Asked.usual();
    Asked blind =
        new Asked(asked.procedure(), asked.inventory(), asked.program(), Surroundings.UNKNOWN);
    assertThat(blind.stops("fence"))
        .isEqualTo("p.yaml:1:1: what other plans there are is not known; make the ledger readable");
  }
}
