package dev.ishibashi.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.Certainty;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.effect.PathSet;
import dev.ishibashi.effect.Resource;
import dev.ishibashi.shell.Dialect;
import dev.ishibashi.text.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineageTest {
  /// An ancestor, a program (`/n` ends a line), and what the program took over (`=` unchanged, `~`
  /// edited, with the line of the ancestor) and lost (`-`, the line and text of the guard), or
  /// dropped altogether (`!`). Only `rm …` has an effect here.
  @ParameterizedTest
  @CsvSource(
      delimiter = '^',
      quoteCharacter = '`',
      textBlock =
          """
          rm a ^ rm a ^ =1
          rm  a   b ^ rm a b ^ =1
          rm a ^ rm b ^ .
          rm -f x a ^ rm -f x b ^ ~1
          rm "$A/x" ^ rm "$B/x" ^ =1
          rm "${A}/x" y ^ rm "${B}/x" y ^ =1
          rm a ^ echo a ^ .
          rm \\/n  a ^ rm a ^ =1
          set -e/nrm a ^ rm a ^ =2 -1 set -e
          set -e/nrm a ^ set -e/nrm a ^ =2
          set -eu/nrm a ^ set -e/nrm a ^ =2 -1 set -u
          set -e/nrm a ^ set -o errexit/nrm a ^ =2
          set -e/nrm a ^ rm a/nset -e ^ =2 -1 set -e
          set -euo pipefail/nrm a ^ set -eu/nrm a ^ =2 -1 set pipefail
          exit 0/nrm a ^ rm a ^ =2 -1 exit 0
          exit 0/nrm a ^ exit 0/nrm a ^ =2
          [ -e x ] || exit/nrm a ^ rm a ^ =2 -1 [ -e x ] || exit
          [ -e x ] || exit/nrm a ^ [ -e x ] || exit 1/nrm a ^ =2
          [ -e x ] || exit/nrm a ^ [ -e y ] || exit/nrm a ^ =2
          [ -e x ] || exit/nrm a ^ echo a ^ .
          [ -e x ] || exit/nrm a ^ rm a/n[ -e x ] || exit ^ =2 -1 [ -e x ] || exit
          test -d x && exit/nrm a ^ rm a ^ =2 -1 test -d x && exit
          [ -e x ] || { echo; exit; }/nrm a ^ rm a ^ =2 -1 [ -e x ] || { echo; exit; }
          if [ -e x ]; then exit; fi/nrm a ^ rm a ^ =2 -1 if [ -e x ]; then exit; fi
          if [ -e x ]; then rm a; fi ^ rm a ^ =1 -1 if [ -e x ]
          if [ -e x ]; then rm a; fi ^ if [ -e x ]; then rm a; fi ^ =1
          if [ -e x ]; then rm a; fi ^ if [ -e x ]; then :; else rm a; fi ^ =1 -1 if [ -e x ]
          [ -e x ] && rm a ^ rm a ^ =1 -1 [ -e x ] &&
          [ -e x ] && rm a ^ [ -e x ] && rm a ^ =1
          for d in x; do [ -e $d ] || continue/nrm a; done ^ for d in x; do rm a; done ^ =2 -1 [ -e $d ] || continue
          for d in x; do [ -e $d ] || continue; done/nrm a ^ rm a ^ =2
          f() { [ -e x ] || return; rm a; }/nf ^ f() { rm a; }/nf ^ =1 -1 [ -e x ] || return
          f() { [ -e x ] || return; }/nf; rm a ^ rm a ^ =2
          (exit); rm a ^ rm a ^ =1
          RUN=echo/n$RUN rm a ^ RUN=/n$RUN rm a ^ =2 -1 RUN=echo
          RUN=echo/n$RUN rm a ^ rm a ^ =2 -1 RUN=echo
          RUN=echo/n$RUN rm a ^ RUN=echo/necho ^ .
          DRY_RUN=1/nrm a ^ rm a ^ =2 -1 DRY_RUN=1
          DRY_RUN=1/nrm a ^ DRY_RUN=0/nrm a ^ =2 -1 DRY_RUN=1
          case $(hostname) in m*) ;; *) exit;; esac/nrm a ^ rm a ^ =2 -1 case $(hostname) in m*) ;; *) exit;; esac !1
          case $(hostname) in m*) ;; *) exit;; esac/nrm a ^ case $(hostname) in n*) ;; *) exit;; esac/nrm a ^ =2
          case $(hostname) in m*) ;; *) exit;; esac/nrm a ^ rm a/ncase $(hostname) in m*) ;; *) exit;; esac ^ =2 -1 case $(hostname) in m*) ;; *) exit;; esac
          case $(hostname) in m*) ;; *) exit;; esac ^ echo ^ !1
          [ "$(hostname)" = m ] || exit ^ echo ^ !1
          [ "$HOSTNAME" = m ] || exit ^ [ "$HOSTNAME" = n ] || exit ^ .
          [ -e x ] || exit ^ echo ^ .
          case $(hostname) in m*) rm a;; esac ^ rm a ^ =1 -1 case $(hostname) in m*)
          case $(hostname) in m*) rm a;; esac ^ case $(hostname) in w*) rm a;; esac ^ =1
          case $1 in go) rm a;; esac ^ rm a ^ =1 -1 case $1 in go)
          """)
  void should_see_what_was_inherited_and_lost(String then, String now, String expected) {
    Source ancestor = Source.of("old.sh", then.replace("/n", "\n") + "\n");
    Source program = Source.of("new.sh", now.replace("/n", "\n") + "\n");
    Lineage lineage = Lineage.compare(program, explain(program), ancestor, explain(ancestor));
    List<String> told = new ArrayList<>();
    for (Lineage.Inherited one : lineage.inherited()) {
      told.add((one.unchanged() ? "=" : "~") + one.ancestorAt().line());
    }
    for (Lineage.Lost lost : lineage.lost()) {
      told.add("-" + lost.guard().at().line() + " " + lost.guard().text());
    }
    for (Guard guard : lineage.dropped()) {
      told.add("!" + guard.at().line());
    }
    assertThat(told.isEmpty() ? "." : String.join(" ", told)).isEqualTo(expected);
  }

  /// As an explainer would: every `rm` that is a command deletes; behind `$RUN` it does, unless RUN
  /// is echo.
  private static Explanation explain(Source source) {
    List<Effect> effects = new ArrayList<>();
    String text = source.text();
    boolean disarmed = text.contains("RUN=echo");
    var matcher =
        java.util.regex.Pattern.compile("(\\$RUN )?\\brm (?:[^;\\n\\\\]|\\\\\\n)*").matcher(text);
    while (matcher.find()) {
      if (matcher.group(1) != null && disarmed) {
        continue;
      }
      effects.add(
          new Effect(
              Act.DELETE,
              new Resource.Paths(PathSet.glob("/a")),
              "",
              Certainty.MUST,
              "",
              source.span(matcher.start(), matcher.end())));
    }
    return new Explanation(source.file(), Dialect.SH, null, false, List.of(), effects, Set.of());
  }
}
