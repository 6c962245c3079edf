package dev.ishibashi.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.effect.Context;
import dev.ishibashi.effect.Explainer;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.run.CommandFiles;
import dev.ishibashi.shell.Dialect;
import dev.ishibashi.text.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferencesTest {
  private static final Explainer EXPLAINER = new Explainer(CommandFiles.catalogue());

  /// An ancestor, a program (`↵` ends a line), and the lines that matter: `=` inherited, `~`
  /// changed, `-` dropped, `+` new; what they are (destructive, targeting, guard); the line in the
  /// program, else of the ancestor; and what does not mean any more what it meant: another kind, or
  /// another reach, another origin of a variable, a lost guard.
  @ParameterizedTest
  @CsvSource(
      delimiter = '^',
      quoteCharacter = '`',
      textBlock =
          """
          rm -rf /srv/a ^ rm -rf /srv/a ^ =d1
          rm -rf /srv/a ^ true ^ -d1
          true ^ rm -rf /srv/a ^ +d1
          rm -rf /srv/a ^ rm -rf /srv/b ^ ~d1 reach /srv/a/** -> /srv/b/**
          rm -rf /srv/a1 ^ rm -rf /srv/a2 ^ ~d1 reach /srv/a1/** -> /srv/a2/**
          D=/srv/a↵rm -rf "$D" ^ E=/srv/a↵rm -rf "$E" ^ =d2
          D=/srv/a↵rm -rf "$D" ^ E=/srv/a↵rm -rf "${E}" ^ =d2
          D=/srv/a↵rm -rf "$D" ^ E=/home↵rm -rf "$E" ^ =d2 reach /srv/a/** -> /home/** origin E: D=/srv/a -> E=/home
          D=/srv/a↵rm -rf "$D" ^ rm -rf "$E" ^ =d1 reach /srv/a/** -> $E/** origin E: D=/srv/a ->
          A=/srv/a↵B=/srv/b↵cp -r "$A" /old↵rm -rf "$B" ^ A=/srv/a↵B=/srv/b↵cp -r "$B" /old↵rm -rf "$A" ^ =d3 reach /old/**, /old/a/** -> /old/**, /old/b/** origin B: A=/srv/a -> B=/srv/b =d4 reach /srv/b/** -> /srv/a/** origin A: B=/srv/b -> A=/srv/a
          rm -rf /srv/a↵rm -rf /srv/b ^ rm -rf /srv/b↵rm -rf /srv/a ^ =d1 =d2
          dropdb app ^ virsh undefine app ^ ~d1 kind DATABASE -> SERVER
          dropdb "$1" ^ virsh undefine "$1" ^ ~d1 kind DATABASE -> SERVER
          docker rm -f web ^ lvremove -f vg0/web ^ ~d1 kind CONTAINER -> VOLUME
          atlas-site delete "$1" ^ atlas-app delete "$1" ^ ~d1 kind UNKNOWN atlas-site delete -> UNKNOWN atlas-app delete
          while read -r i; do atlas-site delete "$i"; done <sites ^ while read -r j; do atlas-site delete "$j"; done <apps ^ =d1 origin j: <sites -> <apps
          cat sites | while read -r i; do atlas-site delete "$i"; done ^ cat apps | while read -r i; do atlas-site delete "$i"; done ^ =d1 origin i: cat sites -> cat apps
          for i in 1 2; do atlas-site delete "$i"; done ^ for i in a b; do atlas-site delete "$i"; done ^ =d1 origin i: for i in 1 2 -> for i in a b
          local d=/srv/a; rm -rf "$d" ^ local d=/home; rm -rf "$d" ^ =d1 reach /srv/a/** -> /home/** origin d: d=/srv/a -> d=/home
          ssh web1 reboot ^ ssh web2 reboot ^ ~t1
          ssh web1 reboot ^ reboot ^ -t1
          HOSTS='a b'↵echo $HOSTS ^ HOSTS='a c'↵echo $HOSTS ^ ~t1
          for host in a b; do ssh "$host" reboot; done ^ for server in a c; do ssh "$server" reboot; done ^ ~t1 =t1 origin server: for host in a b -> for server in a c
          set -e↵rm -rf /srv/a ^ rm -rf /srv/a ^ -g1 =d1 guard set -e
          [ -e /x ] || exit↵rm -rf /srv/a ^ rm -rf /srv/a ^ -g1 =d1 guard [ -e /x ] || exit
          [ -e /x ] && rm -rf /srv/a ^ [ -e /y ] && rm -rf /srv/a ^ ~g1 =d1
          case $(hostname) in a) ;; *) exit;; esac↵rm -rf /srv/a ^ rm -rf /srv/a ^ -tg1 =d1 guard case $(hostname) in a) ;; *) exit;; esac
          case $(hostname) in a) ;; *) exit;; esac↵rm -rf /srv/a ^ case $(hostname) in b) ;; *) exit;; esac↵rm -rf /srv/a ^ ~tg1 =d2
          [ -e /x ] && echo a ^ echo a ^ .
          echo a >/dev/null ^ echo b 2>/dev/null ^ .
          echo a >/etc/a ^ echo b >/etc/a ^ ~d1
          { echo a; } >/etc/a ^ { echo a; } >/etc/b ^ ~d1 reach /etc/a -> /etc/b
          """)
  void should_show_what_became_of_lines_that_matter(String then, String now, String expected) {
    Source ancestor = Source.of("old.sh", then.replace("↵", "\n") + "\n");
    Source program = Source.of("new.sh", now.replace("↵", "\n") + "\n");
    Differences differences =
        Differences.between(program, explain(program), ancestor, explain(ancestor));
    List<String> told = new ArrayList<>();
    for (Differences.Line line : differences.lines()) {
      told.add(said(line));
    }
    assertThat(told.isEmpty() ? "." : String.join(" ", told).strip()).isEqualTo(expected);
  }

  private static Explanation explain(Source source) {
    return EXPLAINER.explain(source, Dialect.SH, Context.UNKNOWN);
  }

  private static String said(Differences.Line line) {
    StringBuilder said = new StringBuilder();
    said.append(
        switch (line.change()) {
          case INHERITED -> '=';
          case CHANGED -> '~';
          case DROPPED -> '-';
          case NEW -> '+';
        });
    line.roles().stream()
        .sorted()
        .forEach(r -> said.append(r.name().substring(0, 1).toLowerCase(Locale.ROOT)));
    said.append(line.now().or(line::then).orElseThrow().at().line());
    for (Differences.Turn turn : line.turns()) {
      said.append(
          switch (turn) {
            case Differences.KindTurn kind ->
                " kind "
                    + kind(kind.then(), kind.commandThen())
                    + " -> "
                    + kind(kind.now(), kind.commandNow());
            case Differences.ReachTurn reach -> " reach " + reach.then() + " -> " + reach.now();
            case Differences.OriginTurn origin ->
                (" origin " + origin.variable() + ": " + origin.then() + " -> " + origin.now())
                    .stripTrailing();
            case Differences.GuardTurn guard -> " guard " + guard.guard().text();
          });
    }
    return said.toString();
  }

  private static String kind(Kind kind, String command) {
    return kind == Kind.UNKNOWN ? kind + " " + command : kind.toString();
  }
}
