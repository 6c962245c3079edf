package dev.ishibashi.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.text.Source;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// It is 28 November 2026; the gate limits says stop, since there are three targets and two
/// allowed.
class WaiversTest {
  private static final String STOP =
      "p.yaml:8:35: there are 3 targets, and the procedure allows 2; take fewer";

  private static Asked waived(String gate, String until, String by) {
    return Asked.usual()
        .procedure("title: t", "title: t\nauthor: hana")
        .procedure("deleted-files: 5", "deleted-files: 5, hosts: 2")
        .more(
            "waivers: [{gate: %s, reason: moving house, until: %s, by: %s}]\n"
                .formatted(gate, until, by));
  }

  /// A waiver, what the gate limits comes to, and the last it says.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          limits | 2026-11-28 | ken  | needs-approval | p.yaml:12:18: WAIVED until 2026-11-28 by ken: a stop of the gate limits does not count (moving house); agree with that reason, or have the waiver removed+STOP
          limits | 2026-11-27 | ken  | stop           | STOP+p.yaml:12:18: the waiver of limits ended on 2026-11-27, so it waives nothing (granted by ken: moving house); remove it, or have a new one granted
          limits | 2026-12-28 | hana | stop           | STOP+p.yaml:12:18: the waiver of limits is granted by the author (hana), so it waives nothing; have somebody else grant it
          term   | 2026-12-28 | ken  | stop           | STOP
          """)
  void should_leave_a_stop_to_people_while_the_waiver_is_in_force(
      String gate, String until, String by, String outcome, String said) {
    Verdict verdict = waived(gate, until, by).verdict("limits");
    assertThat(verdict.outcome().text()).isEqualTo(outcome);
    assertThat(Asked.lines(verdict)).isEqualTo(said.replace("STOP", STOP));
    assertThat(verdict.waiver().isPresent()).isEqualTo(outcome.equals("needs-approval"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          seal     | p.yaml:12:18: the gate seal is never waived; remove the waiver
          approval | p.yaml:12:18: the gate approval is never waived; remove the waiver
          limtis   | p.yaml:12:18: 'limtis' is not a gate that can be waived; did you mean limits?
          """)
  void should_refuse_waivers_of_what_cannot_be_waived(String gate, String said) {
    String text = waived(gate, "2026-12-28", "ken").procedure();
    assertThat(Procedure.parse(Source.of("p.yaml", text)))
        .isInstanceOfSatisfying(
            Procedure.Invalid.class,
            invalid -> assertThat(invalid.problems().getFirst()).hasToString(said));
  }

  /// Who signs (hana is the author), and what all gates come to.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hana:1 ken:3 | agree | pass
          hana:1 mio:5 | agree | needs-approval
          hana:1       | agree | needs-approval
          hana:1 ken:3 | no    | needs-approval
          """)
  void should_want_the_one_who_granted_it_to_sign(String people, String agree, String outcome) {
    Evidence evidence = waived("limits", "2026-12-28", "ken").evidence();
    List<String> doubts = Gates.doubts(evidence);
    assertThat(doubts).hasSize(2);
    String[] agreed = agree.equals("agree") ? doubts.toArray(String[]::new) : new String[0];
    Evidence signed = evidence.with(ApprovalGateTest.approvals(evidence, people, agreed));
    List<Verdict> verdicts = Gates.check(signed);
    assertThat(Gates.overall(verdicts).text()).isEqualTo(outcome);
    assertThat(verdicts).filteredOn(v -> v.waiver().isPresent()).hasSize(1);
  }

  @Test
  void should_not_stop_in_the_run_what_people_have_approved() {
    Lost much = new Lost(9, 9);
    Procedure procedure = waived("limits", "2026-11-28", "ken").parsed();
    Verdict verdict = Gates.all().between(procedure, Asked.NOW).afterWave(much);
    assertThat(verdict.outcome()).isEqualTo(Outcome.PASS);
    assertThat(verdict.evidence().getFirst().message()).startsWith("WAIVED until 2026-11-28");
    Procedure ended = waived("limits", "2026-11-27", "ken").parsed();
    assertThat(Gates.all().between(ended, Asked.NOW).afterWave(much).outcome())
        .isEqualTo(Outcome.STOP);
  }

  @Test
  void should_know_every_gate_but_those_that_are_never_waived() {
    List<String> names = new java.util.ArrayList<>(Gates.names());
    names.removeAll(dev.ishibashi.procedure.Safeguards.NEVER_WAIVED);
    assertThat(dev.ishibashi.procedure.Safeguards.WAIVABLE).isEqualTo(names);
  }
}
