package dev.ishibashi.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveStateGateTest {
  /// A question, and what the gate says of it before anything runs.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          cat /srv/db/role                  | -
          test ! -e /srv/db/active          | -
          systemctl is-active postgresql    | -
          ss -Hltn 'sport = :5432' 2>/dev/null | -
          /usr/local/bin/am-i-primary       | -
          curl -s localhost:8080/role       | -
          ps -ef >/tmp/x; grep -c pg /tmp/x | -
          systemctl stop postgresql         | 'systemctl stop postgresql' must only read, but it acts on the service stop postgresql; ask without changing anything
          rm -f /srv/db/active              | 'rm -f /srv/db/active' must only read, but it deletes /srv/db/active; ask without changing anything
          echo x >/srv/db/asked             | 'echo x >/srv/db/asked' must only read, but it overwrites /srv/db/asked; ask without changing anything
          if true; then                     | 'if true; then' cannot be read: the text ends inside 'if', which has been open since line 1, column 1; correct it
          """)
  void should_want_questions_that_only_read(String question, String expected) {
    Asked asked = Asked.usual().more("live-state:\n  - run: \"" + question + "\"\n");
    assertThat(asked.stops("live-state"))
        .isEqualTo(expected.equals("-") ? "-" : "p.yaml:12:10: " + expected);
  }

  /// The replica set of the targets, what is declared, and whether the hosts must be asked.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          post | delete: [/srv/db/**] | yes
          post | modify: [/etc/db.conf] | no
          none | delete: [/srv/db/**] | no
          """)
  void should_want_members_of_replica_sets_asked(String set, String declared, String asked) {
    Asked unasked =
        Asked.usual()
            .program("true\n")
            .procedure("delete: [/srv/old/**]", declared)
            .hosts("[more]\nmail[1:3] ishibashi_replica_set=" + set + "\n");
    String missing =
        "p.yaml:6:20: data of mail1, mail2, mail3 may be lost, members of replica sets, and nothing"
            + " asks the hosts themselves whether they serve; write live-state: [{run: a command"
            + " that only reads, expect: what it prints}]";
    assertThat(unasked.stops("live-state")).isEqualTo(asked.equals("yes") ? missing : "-");
    assertThat(unasked.more("live-state: [{run: cat /role}]\n").stops("live-state")).isEqualTo("-");
  }

  /// What the two questions are answered (exit code and text, or `silent`), and what is said then.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          0 idle  | 0 anything | -
          0 `     | 0          | p.yaml:12:11: db1 says '', not 'idle' ('cat /role'); look at the host, or take it out of the targets
          0 Idle  | 0          | p.yaml:12:11: db1 says 'Idle', not 'idle' ('cat /role'); look at the host, or take it out of the targets
          0 idle  | 1 in use   | p.yaml:13:11: db1 says no: 'test ! -e /active' ended with exit code 1 in use; look at the host, or take it out of the targets
          2 idle  | 0          | p.yaml:12:11: db1 says no: 'cat /role' ended with exit code 2 idle; look at the host, or take it out of the targets
          silent  | 0          | p.yaml:12:11: db1 gave no answer to 'cat /role' (late); look at the host
          0 idle  |            | p.yaml:13:11: db1 gave no answer to 'test ! -e /active' (); look at the host
          """)
  void should_believe_only_what_the_host_says(
      String first, @org.jspecify.annotations.Nullable String second, String expected) {
    Asked asked =
        Asked.usual()
            .more(
                "live-state:\n  - {run: cat /role, expect: idle}\n  - {run: test ! -e /active}\n");
    List<Answer> answers = new ArrayList<>(List.of(answer(first.replace("`", ""))));
    if (second != null) {
      answers.add(answer(second));
    }
    assertThat(
            Asked.lines(Gates.all().between(asked.parsed(), Asked.NOW).beforeTurn("db1", answers)))
        .isEqualTo(expected);
  }

  private static Answer answer(String text) {
    String[] words = (text + " ").split(" ", 2);
    return words[0].equals("silent")
        ? new Answer.Silent("late")
        : new Answer.Said(Integer.parseInt(words[0]), words[1] + "\n");
  }

  @Test
  void should_stop_where_it_is_not_known_what_a_question_does() {
    Evidence evidence = Asked.usual().more("live-state: [{run: cat /role}]\n").evidence();
    Evidence unexplained =
        Evidence.of(
            evidence.procedure(),
            evidence.inventory().orElseThrow(),
            evidence.program().orElseThrow(),
            evidence.explanation().orElseThrow(),
            evidence.ancestor(),
            evidence.ancestorExplanation(),
            Asked.usual().around());
    assertThat(Asked.lines(new LiveStateGate().judge(unexplained)))
        .isEqualTo(
            "p.yaml:11:20: what 'cat /role' does is not known; write it so that it can be read");
  }
}
