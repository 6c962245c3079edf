package dev.ishibashi.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.approval.AllowedSigners;
import dev.ishibashi.approval.Approval;
import dev.ishibashi.approval.Approvals;
import dev.ishibashi.approval.SshKey;
import dev.ishibashi.approval.Statement;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.shell.Dialect;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who counts as how many people, and what an approval is still one of.
class ApprovalGateTest {
  private static final String WRITTEN =
      """
      change: c
      title: t
      author: hana
      program: p.sh
      derived-from: old.sh
      targets: {select: mail, hosts: [mail1, mail2]}
      effects: none
      limits: {deleted-files: 0, at-once: 1, unhealthy: 0}
      waves: [canary, rest]
      bystanders: all
      approvals: 1
      """;

  private static final String FLEET =
      "[mail]\nmail1 ansible_host=10.0.0.1\nmail2\n[all:vars]\nishibashi_term_ends=never\n";
  private static final Instant THEN = Instant.parse("2026-11-01T00:00:00Z");

  /// Hana has two keys, in two lines; Mio is called root too; Jun and June share a key.
  private static final String SIGNERS =
      """
      hana K1
      hana K2
      ken K3
      ken K4
      mio,root K5
      jun K6
      june K6
      """;

  private static SshKey key(int number) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) number;
    return SshKey.ofEd25519(bytes);
  }

  private static AllowedSigners signers() {
    String text = SIGNERS;
    for (int i = 1; i <= 6; i++) {
      text = text.replace("K" + i, key(i).toString());
    }
    AllowedSigners signers =
        AllowedSigners.parse(Source.of("allowed_signers", text), ZoneOffset.UTC);
    assertThat(signers.problems()).isEmpty();
    return signers;
  }

  private static Evidence evidence(
      String procedure, String fleet, String program, String ancestor) {
    Source source = Source.of("p.sh", program);
    Explanation explanation =
        new Explanation("p.sh", Dialect.SH, null, false, List.of(), List.of(), Set.of());
    return Evidence.of(
        switch (Procedure.parse(Source.of("p.yaml", procedure))) {
          case Procedure.Parsed(Procedure parsed) -> parsed;
          case Procedure.Invalid(var problems) -> throw new AssertionError(problems);
        },
        switch (Inventory.read("fleet", fleet)) {
          case Inventory.Loaded loaded -> loaded.inventory();
          case Inventory.Refused refused -> throw new AssertionError(refused.problems());
        },
        source,
        explanation,
        Optional.of(Source.of("old.sh", ancestor)),
        Optional.of(explanation),
        Asked.usual().around());
  }

  private static Evidence evidence() {
    return evidence(WRITTEN, FLEET, "true\n", "false\n");
  }

  /// Approvals by people (`ken:3` is Ken with the third key) of what an evidence holds.
  static Approvals approvals(Evidence of, String people, String... agrees) {
    List<Approval> given = new ArrayList<>();
    for (String person : people.split(" ", -1)) {
      if (!person.isEmpty()) {
        String[] parts = person.split(":", 2);
        Statement statement =
            Statement.of(
                of.procedure(),
                parts[0],
                THEN,
                of.seal().orElseThrow(),
                of.selected(),
                List.of(agrees));
        given.add(
            new Approval(
                statement, key(Integer.parseInt(parts[1])), Span.whole(parts[0] + ".approval")));
      }
    }
    return new Approvals(given, List.of(), List.of(), Optional.of(signers()));
  }

  private static List<String> said(String gate, Evidence evidence, Severity severity) {
    return Gates.check(evidence).stream()
        .filter(v -> v.gate().equals(gate))
        .flatMap(v -> v.evidence().stream())
        .filter(d -> d.severity() == severity)
        .map(Diagnostic::toString)
        .toList();
  }

  private static Outcome outcome(String gate, Evidence evidence) {
    return Gates.check(evidence).stream()
        .filter(v -> v.gate().equals(gate))
        .findFirst()
        .orElseThrow()
        .outcome();
  }

  /// How many approvals are asked for, who signed, and whether that is enough.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 |                        | pass
          1 |                        | needs-approval
          1 | hana:1                 | needs-approval
          1 | ken:3                  | needs-approval
          1 | hana:1 ken:3           | pass
          1 | hana:1 hana:2          | needs-approval
          1 | hana:2 mio:5           | pass
          2 | hana:1 ken:3           | needs-approval
          2 | hana:1 ken:3 ken:4     | needs-approval
          2 | hana:1 ken:3 mio:5     | pass
          2 | hana:1 mio:5 root:5    | needs-approval
          2 | hana:1 jun:6 june:6    | needs-approval
          3 | hana:1 ken:3 mio:5 jun:6 | pass
          """)
  void should_count_people(
      int asked, @org.jspecify.annotations.Nullable String people, String expected) {
    Evidence evidence =
        evidence(
            WRITTEN.replace("approvals: 1", "approvals: " + asked), FLEET, "true\n", "false\n");
    Approvals approvals = approvals(evidence, people == null ? "" : people);
    assertThat(outcome("approval", evidence.with(approvals)).text()).isEqualTo(expected);
  }

  @Test
  void should_say_what_is_missing() {
    Evidence evidence = evidence();
    assertThat(said("approval", evidence, Severity.WARNING))
        .containsExactly(
            "p.yaml:3:9: this needs approval, and there is no allowed_signers file, so nobody can"
                + " give one; write one beside the procedure or above it in its repository, or name"
                + " it by --allowed-signers");
    assertThat(said("approval", evidence.with(approvals(evidence, "")), Severity.WARNING))
        .containsExactly(
            "p.yaml:3:9: hana is named as the author and has not signed this version; correct the"
                + " name, or have the author run 'ishibashi approve' too",
            "p.yaml:11:12: approved by 0 of 1 people other than hana; have somebody else read it"
                + " and run 'ishibashi approve'");
    Evidence nobody = evidence(WRITTEN.replace("author: hana\n", ""), FLEET, "true\n", "\n");
    assertThat(said("approval", nobody.with(approvals(nobody, "ken:3")), Severity.WARNING))
        .containsExactly(
            "p.yaml:10:12: this needs approval, and nobody is named as the author, who cannot be"
                + " the one to give it; write author: and the name that allowed_signers gives to"
                + " whoever wrote this version");
    Evidence other = evidence(WRITTEN.replace("hana", "hanna"), FLEET, "true\n", "\n");
    assertThat(said("approval", other.with(approvals(other, "ken:3")), Severity.WARNING))
        .containsExactly(
            "p.yaml:3:9: nobody in allowed_signers is called hanna, so the author could approve by"
                + " another name; write the author as allowed_signers does");
  }

  /// What is another since Hana signed and Ken approved, and what the seal gate says.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          program   | true # more/n | the program has changed since ken approved it (2026-11-01T00:00:00Z)
          ancestor  | false # more/n | the ancestor has changed since ken approved it (2026-11-01T00:00:00Z)
          procedure | # more/n | the procedure has changed since ken approved it (2026-11-01T00:00:00Z)
          fleet     | [mail]/nmail1 ansible_host=10.0.0.9/nmail2/n | the hosts, or the way to them, have changed since ken approved them (2026-11-01T00:00:00Z): mail1 is at 10.0.0.9, not at 10.0.0.1
          fleet     | [mail]/nmail1 ansible_host=10.0.0.1 ansible_user=root/nmail2/n | the hosts, or the way to them, have changed since ken approved them (2026-11-01T00:00:00Z): mail1 is at 10.0.0.1  root, not at 10.0.0.1
          fleet     | [mail]/nmail2/nmail3/n | the hosts, or the way to them, have changed since ken approved them (2026-11-01T00:00:00Z): mail1 is gone, mail3 is new
          """)
  void should_say_what_changed_since_the_approval(String part, String is, String expected) {
    String now = is.replace("/n", "\n");
    Approvals approvals = approvals(evidence(), "hana:1 ken:3");
    Evidence later =
        switch (part) {
          case "program" -> evidence(WRITTEN, FLEET, now, "false\n");
          case "ancestor" -> evidence(WRITTEN, FLEET, "true\n", now);
          case "procedure" -> evidence(WRITTEN + now, FLEET, "true\n", "false\n");
          default -> evidence(WRITTEN, now, "true\n", "false\n");
        };
    Evidence evidence = later.with(approvals);
    assertThat(said("seal", evidence, Severity.DANGER))
        .containsExactly("ken.approval:1:1: " + expected + "; have it approved again");
    assertThat(outcome("approval", evidence)).isEqualTo(Outcome.NEEDS_APPROVAL);
    // Once somebody has approved what is there now, the old one is only worth knowing.
    List<Approval> all = new ArrayList<>(approvals.given());
    all.addAll(approvals(later, "hana:1 mio:5").given());
    Evidence again = later.with(new Approvals(all, List.of(), List.of(), Optional.of(signers())));
    assertThat(outcome("seal", again)).isEqualTo(Outcome.PASS);
    assertThat(said("seal", again, Severity.NOTE)).hasSize(2);
    assertThat(outcome("approval", again)).isEqualTo(Outcome.PASS);
  }

  @Test
  void should_stop_when_the_demand_was_lowered_behind_the_approval() {
    Approvals approvals = approvals(evidence(), "hana:1 ken:3");
    Evidence lowered =
        evidence(WRITTEN.replace("approvals: 1", "approvals: 0"), FLEET, "true\n", "false\n");
    assertThat(outcome("seal", lowered.with(approvals))).isEqualTo(Outcome.STOP);
  }

  @Test
  void should_settle_what_people_have_agreed_to() {
    // The ancestor leaves by the name of the host, the program does not: somebody must say so.
    String ancestor = "case $(hostname) in web*) exit ;; esac\ntrue\n";
    Evidence evidence = evidence(WRITTEN, FLEET, "true\n", ancestor);
    List<String> doubts = Gates.doubts(evidence);
    assertThat(doubts).hasSize(1);
    assertThat(doubts.getFirst()).startsWith("lineage old.sh:1:");
    Evidence silent = evidence.with(approvals(evidence, "hana:1 ken:3"));
    assertThat(Gates.overall(Gates.check(silent))).isEqualTo(Outcome.NEEDS_APPROVAL);
    assertThat(said("approval", silent, Severity.WARNING))
        .anyMatch(w -> w.contains("ken approved before this was found"));
    Evidence agreed =
        evidence.with(approvals(evidence, "hana:1 ken:3", doubts.toArray(String[]::new)));
    assertThat(Gates.overall(Gates.check(agreed))).isEqualTo(Outcome.PASS);
    // With the gate of approvals off nothing is settled.
    List<Verdict> off = Gates.forAblationTestsWithout(Set.of("approval")).judge(agreed);
    assertThat(Gates.overall(off)).isEqualTo(Outcome.NEEDS_APPROVAL);
  }

  @Test
  void should_stop_when_it_is_not_known_whose_keys_count() {
    Evidence evidence = evidence();
    AllowedSigners broken =
        AllowedSigners.parse(Source.of("allowed_signers", "hana\n"), ZoneOffset.UTC);
    Approvals approvals =
        new Approvals(List.of(), List.of(), broken.problems(), Optional.of(broken));
    assertThat(outcome("approval", evidence.with(approvals))).isEqualTo(Outcome.STOP);
  }
}
