package dev.ishibashi.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.approval.Approvals;
import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.Certainty;
import dev.ishibashi.effect.Context;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.Explainer;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.effect.PathSet;
import dev.ishibashi.effect.Resource;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.lineage.Ancestry;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.procedure.Seal;
import dev.ishibashi.run.CommandFiles;
import dev.ishibashi.shell.Dialect;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatesTest {
  private static final Path FIRST_SERVER = Path.of("incidents/01");
  private static final Surroundings AROUND =
      new Surroundings(
          Optional.of(Instant.parse("2026-11-28T00:00:00Z")), Optional.of(List.of()), List.of());
  private static final Explainer EXPLAINER = new Explainer(CommandFiles.catalogue());

  /// A variant of the First Server accident, the gates switched off, the overall verdict, and the
  /// gates that stop it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a    |         | stop | lineage soak effects
          a    | lineage | stop | soak effects
          a    | lineage soak | stop | effects
          b    |         | stop | lineage soak effects
          b    | lineage soak | stop | effects
          c    |         | stop | effects
          c    | effects | needs-approval |
          c    | effects lineage | pass |
          d    |         | stop | soak
          d    | soak    | pass |
          good |         | pass |
          """)
  void should_stop_first_server(String variant, String off, String overall, String stopping)
      throws IOException {
    Set<String> disabled = off == null ? Set.of() : Set.of(off.split(" ", -1));
    List<Verdict> verdicts = Gates.forAblationTestsWithout(disabled).judge(firstServer(variant));
    assertThat(Gates.overall(verdicts).text()).isEqualTo(overall);
    List<String> stops =
        verdicts.stream().filter(v -> v.outcome() == Outcome.STOP).map(Verdict::gate).toList();
    assertThat(String.join(" ", stops)).isEqualTo(stopping == null ? "" : stopping);
  }

  @Test
  void should_say_what_first_server_should_have_read() throws IOException {
    String file = FIRST_SERVER + "/a/mail-fix.sh";
    assertThat(stops(firstServer("a")))
        .contains(
            file
                + ":8:7: may delete /disk0/data by a line inherited from"
                + " incidents/01/update-2026-10.sh:14:7 (find \"$disk/data\" -type f -delete), and"
                + " the procedure declares nothing like it; remove the line",
            file
                + ":8:7: find \"$disk/data\" -type f -delete lost its guard: [ -e"
                + " \"$disk/data/MOVED\" ] || continue at incidents/01/update-2026-10.sh:13:7; put"
                + " the guard back before it, or remove the line",
            file
                + ":8:7: may delete /disk0/data on any target when $(hostname) matches web* (find"
                + " \"$disk/data\" -type f -delete), and the procedure declares no delete there;"
                + " remove the line, or declare delete: [/disk0/data/**]",
            file
                + ":8:7: may delete /disk1/data, and /disk1 holds backups on mail1; the backup side"
                + " follows only after production has shown that the change is good; take /disk1/**"
                + " out of the program and its effects; backup-side: {soak: 14d} lets it follow");
  }

  private static Evidence firstServer(String variant) throws IOException {
    return incident("01/" + variant + "/mail-fix");
  }

  /// The evidence of an incident's procedure, explained for real.
  private static Evidence incident(String name) throws IOException {
    Path path = Path.of("incidents").resolve(name + ".yaml");
    Procedure procedure =
        switch (Procedure.parse(unsigned(file(path)))) {
          case Procedure.Parsed parsed -> parsed.procedure();
          case Procedure.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    Path folder = java.util.Objects.requireNonNull(path.getParent());
    Source program = file(folder.resolve(procedure.program().value()));
    Optional<Source> ancestor = Optional.empty();
    if (procedure.derivedFrom().isPresent()) {
      ancestor =
          Optional.of(file(folder.resolve(procedure.derivedFrom().get().value()).normalize()));
    }
    return Evidence.of(
        procedure,
        inventory(Files.readString(Path.of("incidents", name.substring(0, 2), "inventory.ini"))),
        program,
        explained(program),
        ancestor,
        ancestor.map(GatesTest::explained),
        AROUND);
  }

  /// Whether enough people agreed is asked elsewhere.
  private static Source unsigned(Source procedure) {
    return Source.of(procedure.file(), procedure.text().replace("approvals: 1", "approvals: 0"));
  }

  private static Explanation explained(Source program) {
    return EXPLAINER.explain(program, Dialect.SH, Context.UNKNOWN);
  }

  /// Other incidents: the gates that stop them.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          06/steam/reset        | effects
          06/squid/restart      | effects
          07/a/install          | effects
          06/good-steam/reset   |
          06/good-squid/restart |
          07/good/install       |
          """)
  void should_stop_other_incidents(String name, String stopping) throws IOException {
    List<Verdict> verdicts = Gates.check(incident(name));
    List<String> stops =
        verdicts.stream().filter(v -> v.outcome() == Outcome.STOP).map(Verdict::gate).toList();
    assertThat(String.join(" ", stops)).isEqualTo(stopping == null ? "" : stopping);
    assertThat(Gates.overall(verdicts)).isEqualTo(stopping == null ? Outcome.PASS : Outcome.STOP);
  }

  @Test
  void should_say_what_steam_and_bumblebee_should_have_read() throws IOException {
    assertThat(stops(incident("06/steam/reset")))
        .containsExactly(
            "incidents/06/steam/reset.sh:8:1: STEAMROOT may be empty (cd ${0%/*}/../opt/app fails),"
                + " so this may delete /**; write \"${STEAMROOT:?}\", so that an empty value stops"
                + " the script",
            "incidents/06/steam/reset.sh:8:1: may delete a path that could not be worked out on any"
                + " target (rm -rf \"$STEAMROOT/\"*), and the procedure cannot declare that; make"
                + " sure that the path is one that is meant, or remove the line",
            "incidents/06/steam/reset.sh:8:1: may delete / on any target when STEAMROOT is empty"
                + " (rm -rf \"$STEAMROOT/\"*), and the procedure declares no delete there; remove"
                + " the line, or declare delete: [/**]");
    assertThat(stops(incident("07/a/install")))
        .containsExactly(
            "incidents/07/a/install.sh:3:1: deletes /usr on any target (rm -rf /usr"
                + " /lib/nvidia-current/xorg/xorg), and the procedure declares no delete there;"
                + " remove the line, or declare delete: [/usr/**]",
            "incidents/07/a/install.sh:3:1: deletes /lib/nvidia-current/xorg/xorg on any target (rm"
                + " -rf /usr /lib/nvidia-current/xorg/xorg), and the procedure declares no delete"
                + " there; remove the line, or declare delete: [/lib/nvidia-current/xorg/xorg/**]");
  }

  private static Source file(Path path) throws IOException {
    return Source.of(path.toString(), Files.readAllBytes(path));
  }

  private static Explanation explanation(Source program, List<Effect> effects, String... hosts) {
    return new Explanation(
        program.file(), Dialect.SH, null, false, List.of(), effects, Set.of(hosts));
  }

  private static final String FLEET =
      """
      [mail]
      mail[1:3] ishibashi_environment=production
      [web]
      web[1:2] ishibashi_environment=production
      [backup]
      bk1 ishibashi_backs_up=mail1,mail2,mail3
      bk2 ishibashi_backs_up=web1,web2
      [all:vars]
      ishibashi_term_ends=never
      ishibashi_provider=acme
      ishibashi_account=acme-1
      ishibashi_site=tokyo
      [backup:vars]
      ishibashi_provider=other
      ishibashi_account=other-1
      ishibashi_site=osaka
      """;

  private static final String WRITTEN =
      """
      change: c
      title: t
      program: p.sh
      derived-from: none
      targets:
        select: mail
        hosts: [mail1, mail2, mail3]
      effects:
        modify: [/srv/a]
        delete: [/srv/old/**]
        service: [restart postfix]
      limits: {deleted-files: 0, at-once: 1, unhealthy: 0}
      waves: [canary, rest]
      bystanders: all
      approvals: 0
      """;

  private static Procedure procedure(String text) {
    return switch (Procedure.parse(Source.of("p.yaml", text))) {
      case Procedure.Parsed parsed -> parsed.procedure();
      case Procedure.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }

  private static Inventory inventory(String text) {
    return switch (Inventory.read("fleet", text)) {
      case Inventory.Loaded loaded -> loaded.inventory();
      case Inventory.Refused refused -> throw new AssertionError(refused.problems());
    };
  }

  private static final Source PROGRAM = Source.of("p.sh", "true x\nfalse y\n");

  private static Evidence evidence(String procedure, List<Effect> effects, String... hosts) {
    return Evidence.of(
        procedure(procedure),
        inventory(FLEET),
        PROGRAM,
        explanation(PROGRAM, effects, hosts),
        Optional.empty(),
        Optional.empty(),
        AROUND);
  }

  private static List<String> stops(Evidence evidence) {
    return Gates.check(evidence).stream()
        .filter(v -> v.outcome() != Outcome.PASS)
        .flatMap(v -> v.evidence().stream())
        .filter(d -> d.severity() != Severity.NOTE)
        .map(Diagnostic::toString)
        .toList();
  }

  /// The pattern, the written hosts, and what the gate says (`+` between several).
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          mail | mail1, mail2, mail3 | -
          mail | mail3, mail1, mail2 | -
          mail | mail1, mail2 | p.yaml:6:11: mail selects mail3, which is not written in hosts; write it there if it is meant, or narrow the pattern
          mail:!mail3 | mail1, mail2, mail3 | p.yaml:7:25: mail3 is written, but mail:!mail3 does not select it; remove it, or widen the pattern
          mail | mail1, mail2, mail3, web1 | p.yaml:7:32: web1 is written, but mail does not select it; remove it, or widen the pattern
          mail | mail1, mail2, mial3 | p.yaml:7:25: mial3 is no host of the inventory; did you mean mail3?; correct the name+p.yaml:6:11: mail selects mail3, which is not written in hosts; write it there if it is meant, or narrow the pattern
          mial | mail1, mail2, mail3 | p.yaml:6:11: no host and no group matches 'mial'; did you mean mail?; correct the name
          mail:!typo | mail1, mail2, mail3 | p.yaml:6:11: no host and no group matches 'typo'; correct the name
          `mail,` | mail1, mail2, mail3 | p.yaml:6:11: the pattern 'mail,' has an empty part, so a name is missing; write the missing name, or remove the separator
          a* | mail1, mail2, mail3 | p.yaml:6:11: 'a*' also matches the built-in group all, so it would select all 7 hosts; write all if every host is meant, or a narrower pattern
          all | mail1, mail2, mail3, web1, web2, bk1 | p.yaml:6:11: all selects bk2, which is not written in hosts; write it there if it is meant, or narrow the pattern
          """)
  void should_compare_pattern_and_written_hosts(String select, String hosts, String expected) {
    String text =
        WRITTEN
            .replace("select: mail", "select: " + select)
            .replace("[mail1, mail2, mail3]", "[" + hosts + "]");
    assertThat(gate("targets", evidence(text, List.of())))
        .isEqualTo(expected.equals("-") ? List.of() : List.of(expected.split("\\+", -1)));
  }

  private static List<String> gate(String name, Evidence evidence) {
    return Gates.check(evidence).stream()
        .filter(v -> v.gate().equals(name))
        .flatMap(v -> v.evidence().stream())
        .filter(d -> d.severity() != Severity.NOTE)
        .map(Diagnostic::toString)
        .toList();
  }

  private static Outcome outcome(String name, Evidence evidence) {
    return Gates.check(evidence).stream()
        .filter(v -> v.gate().equals(name))
        .findFirst()
        .orElseThrow()
        .outcome();
  }

  @Test
  void should_stop_where_the_program_addresses_other_hosts() {
    Effect there =
        new Effect(
            Act.DELETE,
            new Resource.Paths(PathSet.glob("/srv/old/**")),
            "web1",
            Certainty.MUST,
            "",
            PROGRAM.span(7, 14));
    Effect unknown =
        new Effect(
            Act.NETWORK, new Resource.Named("?"), "?", Certainty.MAY, "", PROGRAM.span(0, 6));
    assertThat(gate("targets", evidence(WRITTEN, List.of(there, unknown), "web1", "mail1", "web2")))
        .containsExactly(
            "p.sh:2:1: the program addresses web1 by itself (delete), which is no target; remove"
                + " the line, add web1 to the targets, or declare it under network if the program"
                + " only talks to it",
            "p.sh:1:1: the program addresses a host that could not be worked out; write its name"
                + " out",
            "p.sh:1:1: the program addresses web2 by itself (network), which is no target; remove"
                + " the line, add web2 to the targets, or declare it under network if the program"
                + " only talks to it");
    assertThat(gate("targets", evidence(WRITTEN + "network: ['web2:80']\n", List.of(), "web2")))
        .isEmpty();
    assertThat(gate("targets", evidence(WRITTEN, List.of(), "?"))).hasSize(1);
    // As `ansible` takes them: patterns of the inventory.
    assertThat(gate("targets", evidence(WRITTEN, List.of(), "mail"))).isEmpty();
    assertThat(gate("targets", evidence(WRITTEN, List.of(), "mail:web"))).hasSize(1);
    assertThat(gate("targets", evidence(WRITTEN, List.of(), "all"))).hasSize(1);
  }

  @Test
  void should_stop_where_bystanders_select_nothing() {
    assertThat(
            gate(
                "targets",
                evidence(WRITTEN.replace("bystanders: all", "bystanders: wbe"), List.of())))
        .containsExactly(
            "p.yaml:14:13: no host and no group matches 'wbe'; did you mean web?; correct the"
                + " name");
  }

  /// An act and what it is on, and what the gate says. The procedure declares to modify /srv/a, to
  /// delete /srv/old/**, and to restart postfix.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          modify | /srv/a | -
          overwrite | /srv/a | -
          create | /srv/a | may create /srv/a on any target (true x), and the procedure declares no create there; remove the line, or declare create: [/srv/a]
          delete | /srv/a | may delete /srv/a on any target (true x), and the procedure declares no delete there; remove the line, or declare delete: [/srv/a]
          delete | /srv/old/x/y | -
          delete | /srv/old | -
          delete | /srv/** | may delete /srv on any target (true x), and the procedure declares no delete there; remove the line, or declare delete: [/srv/**]
          move | /srv/old/x | -
          modify | /srv/old/x | may change /srv/old/x on any target (true x), and the procedure declares no modify there; remove the line, or declare modify: [/srv/old/x]
          permission | /srv/a | may change the permissions of /srv/a on any target (true x), and the procedure declares no permission there; remove the line, or declare permission: [/srv/a]
          overwrite | /tmp/x | -
          delete | /tmp/** | -
          delete | /var/tmp/a/b | -
          create | /dev/shm/x | -
          modify | /dev/null | -
          overwrite | /dev/stderr | -
          delete | /dev/null | may delete /dev/null on any target (true x), and the procedure declares no delete there; remove the line, or declare delete: [/dev/null]
          overwrite | /dev/sda | may overwrite /dev/sda on any target (true x), and the procedure declares no overwrite there; remove the line, or declare overwrite: [/dev/sda]
          service | restart postfix | -
          service | stop postfix | may act on the service stop postfix on any target (true x), and the procedure declares no service there; remove the line, or declare service: [stop postfix]
          package | install x | may act on the package install x on any target (true x), and the procedure declares no package there; remove the line, or declare package: [install x]
          unknown | frobnicate | may do frobnicate (true x), and nobody can declare that; write it so that it can be understood
          format | /dev/sdb | may format /dev/sdb on any target (true x), and the procedure declares no format there; remove the line, or declare format: [/dev/sdb]
          """)
  void should_want_every_effect_declared(String act, String on, String expected) {
    Act does = Act.valueOf(act.toUpperCase(java.util.Locale.ROOT));
    Resource resource =
        on.startsWith("/") && does != Act.FORMAT
            ? new Resource.Paths(PathSet.glob(on))
            : does == Act.SERVICE
                ? new Resource.Unit(on)
                : does == Act.FORMAT ? new Resource.Device(on) : new Resource.Named(on);
    Effect effect = new Effect(does, resource, "", Certainty.MAY, "", PROGRAM.span(0, 6));
    assertThat(gate("effects", evidence(WRITTEN, List.of(effect))))
        .isEqualTo(expected.equals("-") ? List.of() : List.of("p.sh:1:1: " + expected));
  }

  /// A line of a program, and what the gate says of it.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          frobnicate --all | p.sh:1:1: nothing is known of the command frobnicate, so it may do anything; look at what it does, or rehearse it
          systemctl restart postfix | -
          systemctl stop postfix | p.sh:1:1: acts on the service stop postfix on any target (systemctl stop postfix), and the procedure declares no service there; remove the line, or declare service: [stop postfix]
          rm -f /srv/old/x | -
          rm -f /srv/old/x /srv/a | p.sh:1:1: deletes /srv/a on any target (rm -f /srv/old/x /srv/a), and the procedure declares no delete there; remove the line, or declare delete: [/srv/a]
          rm -rf "$1" | p.sh:1:1: may delete a path that could not be worked out on any target (rm -rf "$1"), and the procedure cannot declare that; make sure that the path is one that is meant, or remove the line
          echo x >/srv/a | -
          echo x >/srv/b | p.sh:1:8: overwrites /srv/b on any target (>/srv/b), and the procedure declares no overwrite there; remove the line, or declare overwrite: [/srv/b]
          echo x >/tmp/b 2>/dev/null | -
          ssh mail1 'rm -f /tmp/x' | p.sh:1:1: deletes /tmp/x on mail1 (ssh mail1 'rm -f /tmp/x'), and the procedure declares no delete there; remove the line, or declare delete: [/tmp/x]
          ssh mail1 'rm -f /srv/old/x' | -
          if true; then | p.sh:2:1: the program cannot be read, so it may do anything: the text ends inside 'if', which has been open since line 1, column 1; correct it
          """)
  void should_judge_lines(String line, String expected) {
    Source program = Source.of("p.sh", line + "\n");
    Evidence evidence =
        Evidence.of(
            procedure(WRITTEN),
            inventory(FLEET),
            program,
            explained(program),
            Optional.empty(),
            Optional.empty(),
            AROUND);
    assertThat(gate("effects", evidence))
        .isEqualTo(expected.equals("-") ? List.of() : List.of(expected.split("\\+(?=p.sh)", -1)));
  }

  @Test
  void should_not_count_scratch_below_which_something_is_declared() {
    String text = WRITTEN.replace("modify: [/srv/a]", "modify: [/tmp/state]");
    Effect effect =
        new Effect(
            Act.DELETE,
            new Resource.Paths(PathSet.glob("/tmp/**")),
            "",
            Certainty.MAY,
            "X is empty",
            PROGRAM.span(0, 6));
    assertThat(gate("effects", evidence(text, List.of(effect))))
        .containsExactly(
            "p.sh:1:1: may delete /tmp on any target when X is empty (true x), and the procedure"
                + " declares no delete there; remove the line, or declare delete: [/tmp/**]");
  }

  @Test
  void should_stop_at_arguments_that_may_be_empty() {
    assertThat(gate("effects", with(finding("empty-variable-delete", Severity.DANGER, ""))))
        .containsExactly("p.sh:1:1: X may be empty, so this may delete /; write \"${X:?}\"");
  }

  /// A comment in the program is the author's word, and is copied with the program.
  @Test
  void should_stop_at_arguments_that_may_be_empty_although_the_program_acknowledges_it() {
    Evidence evidence = with(finding("empty-variable-delete", Severity.DANGER, "the unit sets X"));
    assertThat(gate("effects", evidence))
        .containsExactly(
            "p.sh:1:1: X may be empty, so this may delete /; the program says it is meant (the unit"
                + " sets X), which proves nothing; write \"${X:?}\"");
    assertThat(outcome("effects", evidence)).isEqualTo(Outcome.STOP);
  }

  @Test
  void should_show_what_the_program_acknowledges_and_ask_somebody_else() {
    Evidence evidence = with(finding("pipe-to-shell", Severity.DANGER, "our own mirror"));
    assertThat(gate("effects", evidence))
        .contains(
            "p.sh:1:1: X may be empty, so this may delete /; the program says it is meant: our own"
                + " mirror; agree with that reason, or have the line changed");
    assertThat(outcome("effects", evidence)).isEqualTo(Outcome.NEEDS_APPROVAL);
  }

  private static Explanation finding(String code, Severity severity, String reason) {
    Diagnostic finding =
        new Diagnostic(
            code,
            severity,
            PROGRAM.span(0, 6),
            "X may be empty, so this may delete /",
            "write \"${X:?}\"");
    return new Explanation(
        "p.sh",
        Dialect.SH,
        null,
        false,
        List.of(finding),
        List.of(),
        Set.of(),
        reason.isEmpty() ? Map.of() : Map.of(finding, reason),
        Map.of(),
        Set.of());
  }

  @Test
  void should_stop_at_what_cannot_be_understood() {
    Diagnostic error =
        new Diagnostic("syntax", Severity.ERROR, PROGRAM.span(7, 8), "no fi for this if", "");
    Explanation unreadable =
        new Explanation("p.sh", Dialect.SH, error, true, List.of(), List.of(), Set.of("?"));
    assertThat(gate("effects", with(unreadable)))
        .containsExactly(
            "p.sh:2:1: the program cannot be read, so it may do anything: no fi for this if;"
                + " correct it");
    Explanation anything =
        new Explanation("p.sh", Dialect.SH, null, true, List.of(), List.of(), Set.of());
    assertThat(gate("effects", with(anything)))
        .containsExactly(
            "p.sh:1:1: no bound on what the program may do is known; remove what could not be"
                + " understood");
  }

  private static Evidence with(Explanation explanation) {
    return Evidence.of(
        procedure(WRITTEN),
        inventory(FLEET),
        PROGRAM,
        explanation,
        Optional.empty(),
        Optional.empty(),
        AROUND);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          delete: [/usr/**]      | p.yaml:10:12: delete: /usr/** takes in /usr, which the system lives in; declare what is meant below it
          delete: [/**]          | p.yaml:10:12: delete: /** takes in /, which the system lives in; declare what is meant below it
          delete: [/*]           | p.yaml:10:12: delete: /* takes in /, which the system lives in; declare what is meant below it
          delete: [/etc]         | p.yaml:10:12: delete: /etc takes in /etc, which the system lives in; declare what is meant below it
          permission: [/var/**]  | p.yaml:10:16: permission: /var/** takes in /var, which the system lives in; declare what is meant below it
          delete: [/usr/lib/x/**] | -
          delete: [/etc/**/x]    | -
          """)
  void should_not_let_a_system_be_declared_away(String declared, String expected) {
    String text = WRITTEN.replace("delete: [/srv/old/**]", declared);
    assertThat(gate("effects", evidence(text, List.of())))
        .isEqualTo(expected.equals("-") ? List.of() : List.of(expected));
  }

  @Test
  void should_keep_backup_hosts_out_of_production_runs() {
    String both =
        WRITTEN
            .replace("select: mail", "select: mail:backup")
            .replace("mail3]", "mail3, bk1, bk2]");
    assertThat(gate("soak", evidence(both, List.of())))
        .containsExactly(
            "p.yaml:7:32: bk1 holds backups of mail1 and would get the change in the same run; take"
                + " bk1 out of the targets; backup-side: {soak: 14d} lets it follow",
            "p.yaml:7:37: bk2 holds backups (of web1, web2) and would get the change in the same"
                + " run as mail1; take bk2 out of the targets; backup-side: {soak: 14d} lets it"
                + " follow");
  }

  /// How long production must have had the change, how long it has, and what the gate says.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
             |     | p.yaml:6:11: this is the backup side, and the procedure does not say how long production must have had the change before; write backup-side: {soak: 14d}
          7d |     | p.yaml:16:21: this is the backup side, and production has not had this change for 7d; run it in production first
          7d | 5d  | p.yaml:16:21: this is the backup side, and production has had the change for 5d only, not for 7d; wait
          7d | 7d  | -
          """)
  void should_let_the_backup_side_follow(
      @org.jspecify.annotations.Nullable String soak,
      @org.jspecify.annotations.Nullable String proven,
      String expected) {
    String text =
        WRITTEN.replace("select: mail", "select: backup").replace("mail1, mail2, mail3", "bk1, bk2")
            + (soak == null ? "" : "backup-side: {soak: " + soak + "}\n");
    Evidence first = evidence(text, List.of());
    Evidence evidence =
        new Evidence(
            first.procedure(),
            first.inventory(),
            first.program(),
            first.explanation(),
            first.ancestor(),
            first.ancestorExplanation(),
            first.ancestry(),
            first.approvals(),
            proven == null
                ? Optional.empty()
                : Optional.of(Duration.ofDays(Long.parseLong(proven.replace("d", "")))),
            AROUND);
    assertThat(gate("soak", evidence))
        .isEqualTo(expected.equals("-") ? List.of() : List.of(expected));
  }

  @Test
  void should_stop_without_input() {
    Evidence nothing =
        new Evidence(
            procedure(WRITTEN.replace("derived-from: none", "derived-from: old.sh")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Ancestry.NOT_SEARCHED,
            Approvals.none(),
            Optional.empty(),
            Surroundings.UNKNOWN);
    List<Verdict> verdicts = Gates.check(nothing);
    assertThat(verdicts.stream().map(Verdict::gate)).isEqualTo(Gates.names());
    // What the approval gate needs is the procedure alone.
    assertThat(verdicts)
        .filteredOn(v -> !v.gate().equals("approval"))
        .allMatch(v -> v.outcome() == Outcome.STOP);
    assertThat(verdicts).allMatch(v -> !v.evidence().isEmpty());
  }

  @Test
  void should_not_open_a_gate_that_has_a_fault() {
    Gate faulty =
        new Gate() {
          @Override
          public String name() {
            return "faulty";
          }

          @Override
          public Verdict judge(Evidence evidence) {
            throw new IllegalStateException("broken");
          }
        };
    List<Verdict> verdicts =
        new Gates(List.of(faulty), Set.of()).judge(evidence(WRITTEN, List.of()));
    assertThat(verdicts.get(0).outcome()).isEqualTo(Outcome.INCOMPLETE);
    assertThat(Gates.overall(Gates.check(evidence(WRITTEN, List.of())))).isEqualTo(Outcome.PASS);
    assertThat(Gates.overall(verdicts)).isEqualTo(Outcome.INCOMPLETE);
    assertThat(Gates.overall(List.of())).isEqualTo(Outcome.INCOMPLETE);
  }

  @Test
  void should_leave_the_switch_to_tests() throws IOException {
    try (var files = Files.walk(Path.of("src/main/java"))) {
      assertThat(
              files
                  .filter(f -> f.toString().endsWith(".java"))
                  .filter(f -> !f.endsWith("gate/Gates.java"))
                  .filter(f -> contains(f, "forAblationTestsWithout")))
          .isEmpty();
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void should_keep_the_form_of_the_seal() {
    Seal seal = evidence(WRITTEN, List.of()).seal().orElseThrow();
    assertThat(seal.program()).isEqualTo(Seal.sha256(PROGRAM.bytes()));
    assertThat(seal.ancestor()).isEmpty();
    assertThat(seal.hosts())
        .isEqualTo(
            Seal.sha256(
                "mail1\t\t\t\nmail2\t\t\t\nmail3\t\t\t\n"
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertThat(seal.hash())
        .isEqualTo(
            Seal.sha256(
                "ishibashi/seal/1\nprogram %s\nprocedure %s\nancestor none\nhosts %s\n"
                    .formatted(seal.program(), seal.procedure(), seal.hosts())
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  @Test
  void should_point_at_the_span_of_the_command() {
    Span at = PROGRAM.span(7, 14);
    assertThat(Words.command(PROGRAM, at)).isEqualTo("false y");
  }
}
