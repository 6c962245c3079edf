package dev.ishibashi.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where to look for the paths of a pattern.
class CensusTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ' ',
      textBlock =
          """
          /srv/a /srv/a /srv/a
          /srv/a/** /srv/a /srv/a(/.*)?
          /srv/log/*.gz /srv/log /srv/log/[^/]*\\.gz
          /srv/log/a? /srv/log /srv/log/a[^/]
          /srv/[!ab]/x /srv /srv/[^ab]/x
          /srv/**/cache /srv /srv/.*/cache
          /srv/a\\*b /srv/a*b /srv/a\\*b
          /srv/tmp.*/** /srv /srv/tmp\\.[^/]*(/.*)?
          /** / .*
          /**/cache '' ''
          /*/x '' ''
          """)
  void should_know_where_to_look(String pattern, String base, String regex) {
    assertThat(Census.Range.of(pattern).map(r -> r.base() + " " + r.regex()).orElse(" "))
        .isEqualTo(base + " " + regex);
  }
}
