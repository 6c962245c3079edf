package dev.ishibashi.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// It is noon (UTC) of 28 November 2026; three turns of an hour end on the same day.
class TermGateTest {
  private static final String BLANK =
      "; write the day on which the contract, licence or certificate ends, or never";
  private static final String RENEW = "; renew it, or take it out of the change";
  private static final String SHORTEN = "; renew it, or shorten the change";

  /// The term of mail2, what else the procedure says, and what the gate says.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          never      |                             | -
          2026-11-28 |                             | -
          2026-11-27 |                             | the term of mail2 ended on 2026-11-27
          2026-11-28 | time-limit: 5h              | the term of mail2 ends on 2026-11-28, and the change with its soaks may last until 2026-11-29
          2026-12-11 | backup-side: {soak: 14d}    | the term of mail2 ends on 2026-12-11, and the change with its soaks may last until 2026-12-12
          2026-12-12 | backup-side: {soak: 14d}    | -
          2026-11-29 | wave-soak: 1d               | -
          2026-11-28 | wave-soak: 1d               | the term of mail2 ends on 2026-11-28, and the change with its soaks may last until 2026-11-29
          """)
  void should_want_hosts_to_outlast_the_change(
      String term, @org.jspecify.annotations.Nullable String more, String expected) {
    Asked asked =
        Asked.usual()
            .hosts("[more]\nmail2 ishibashi_term_ends=" + term + "\n")
            .more(more == null ? "" : more + "\n");
    String advice = expected.contains("ended on") ? RENEW : SHORTEN;
    assertThat(asked.stops("term"))
        .isEqualTo(expected.equals("-") ? "-" : "fleet:18:7: " + expected + advice);
  }

  /// What the change depends on, and what the gate says.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          terms: {licence of the filter: never}      | -
          terms: {licence of the filter: 2026-11-28} | -
          terms: {licence of the filter: 2026-11-01} | p.yaml:11:32: the term of licence of the filter ended on 2026-11-01; renew it, or take it out of the change
          network: ['web1:25']                       | fleet:18:6: the term of web1 ended on 2020-01-01; renew it, or take it out of the change
          """)
  void should_want_what_it_depends_on_to_outlast_it(String more, String expected) {
    assertThat(
            Asked.usual()
                .hosts("[more]\nweb1 ishibashi_term_ends=2020-01-01\n")
                .more(more + "\n")
                .stops("term"))
        .isEqualTo(expected);
  }

  @Test
  void should_name_the_hosts_and_the_variable_that_is_blank() {
    assertThat(Asked.usual().inventory("ishibashi_term_ends=never\n", "").stops("term"))
        .isEqualTo("fleet:2:1: mail1, mail2, mail3: ishibashi_term_ends is not written" + BLANK);
    Asked many =
        Asked.usual()
            .inventory("ishibashi_term_ends=never\n", "")
            .inventory("mail[1:3]", "mail[1:12]")
            .procedure("hosts: [mail1, mail2, mail3]", "hosts: " + names(12));
    assertThat(many.stops("term"))
        .isEqualTo(
            "fleet:2:1: mail1, mail2, mail3, mail4, mail5, mail6, mail7, mail8 and 4 more:"
                + " ishibashi_term_ends is not written"
                + BLANK);
  }

  private static List<String> names(int many) {
    return java.util.stream.IntStream.rangeClosed(1, many).mapToObj(i -> "mail" + i).toList();
  }

  @Test
  void should_stop_without_a_clock() {
    Asked asked = Asked.usual();
    Asked timeless =
        new Asked(
            asked.procedure(),
            asked.inventory(),
            asked.program(),
            new Surroundings(Optional.empty(), Optional.of(List.of()), List.of()));
    assertThat(timeless.stops("term"))
        .isEqualTo("p.yaml:1:1: the time or the inventory is not known; correct the inventory");
  }
}
