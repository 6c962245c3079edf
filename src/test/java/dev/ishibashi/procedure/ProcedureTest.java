package dev.ishibashi.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Source;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcedureTest {
  private static final String GOOD =
      """
      change: mail-fix-2026-11
      title: Fix mail delivery
      program: mail-fix.sh
      derived-from: mail-fix-2026-10.sh
      targets:
        select: mail:&production
        hosts: [mail1, mail2, mail3]
      effects:
        modify: [/etc/postfix/main.cf]
        delete: [/var/spool/postfix/deferred/**]
        service: [restart postfix]
      limits: {deleted-files: 5000, at-once: 1, unhealthy: 0}
      waves: [canary, 25%, rest]
      wave-soak: 30m
      checks:
        - run: postfix check
      bystanders: all
      backup-side: {soak: 14d}
      approvals: 1
      """;

  @Test
  void should_read_the_example() {
    Procedure procedure = parsed(GOOD);
    assertThat(procedure.change()).hasToString("mail-fix-2026-11");
    assertThat(procedure.derivedFrom().orElseThrow()).hasToString("mail-fix-2026-10.sh");
    assertThat(procedure.targets().names()).containsExactly("mail1", "mail2", "mail3");
    assertThat(procedure.targets().hosts().value().get(1).at()).hasToString("p.yaml:7:18");
    assertThat(procedure.limits().deletedFiles().value()).isEqualTo(5000);
    assertThat(procedure.waveSoak()).isEqualTo(Duration.ofMinutes(30));
    assertThat(procedure.backupSide().orElseThrow().value()).isEqualTo(Duration.ofDays(14));
    assertThat(procedure.checks()).hasSize(1);
    assertThat(procedure.bystanders()).isEqualTo(new Procedure.Everyone());
    assertThat(procedure.timeLimit()).isEqualTo(Duration.ofHours(1));
    assertThat(procedure.waves().value())
        .containsExactly(new Procedure.Canary(), new Procedure.Share(25), new Procedure.Rest());
  }

  /// Everything that must still be decided is said at once, and nothing else of those places.
  @Test
  void should_ask_for_every_decision() {
    String text =
        """
        change: x
        title: "DECIDE: one sentence"
        program: x.sh
        derived-from: {DECIDE: which of a.sh, b.sh}
        targets:
          select: "DECIDE"
          hosts: "DECIDE: which"
        effects: "DECIDE: none"
        variables: {MODE: "DECIDE: fast or slow"}
        limits: {deleted-files: "DECIDE: how many", at-once: 1, unhealthy: 0}
        waves: [canary, "DECIDE: then"]
        checks:
          - DECIDE: how one sees that it worked
          - "DECIDE: or so"
          - run: "DECIDE: or so"
        bystanders: " DECIDE: who"
        approvals: "DECIDE: how many"
        """;
    assertThat(problems(text))
        .containsExactly(
            "p.yaml:2:8: somebody must decide: one sentence; replace DECIDE: by the decision",
            "p.yaml:4:15: somebody must decide: which of a.sh; replace DECIDE: by the decision",
            "p.yaml:6:11: somebody must decide: ; replace DECIDE: by the decision",
            "p.yaml:7:10: somebody must decide: which; replace DECIDE: by the decision",
            "p.yaml:8:10: somebody must decide: none; replace DECIDE: by the decision",
            "p.yaml:9:19: somebody must decide: fast or slow; replace DECIDE: by the decision",
            "p.yaml:10:25: somebody must decide: how many; replace DECIDE: by the decision",
            "p.yaml:11:17: somebody must decide: then; replace DECIDE: by the decision",
            "p.yaml:13:5: somebody must decide: how one sees that it worked; replace DECIDE: by the"
                + " decision",
            "p.yaml:14:5: somebody must decide: or so; replace DECIDE: by the decision",
            "p.yaml:15:10: somebody must decide: or so; replace DECIDE: by the decision",
            "p.yaml:16:13: somebody must decide: who; replace DECIDE: by the decision",
            "p.yaml:17:12: somebody must decide: how many; replace DECIDE: by the decision");
  }

  @Test
  void should_read_what_is_optional() {
    Procedure procedure =
        parsed(
            GOOD.replace("derived-from: mail-fix-2026-10.sh", "derived-from: none")
                    .replace("bystanders: all", "bystanders: web:bk1")
                + "variables: {MODE: fast, EMPTY: ''}\n"
                + "arguments: [--now, '5']\n"
                + "network: [relay.example.net:25]\n"
                + "time-limit: 1h30m\n");
    assertThat(procedure.derivedFrom()).isEmpty();
    assertThat(procedure.variables().get("MODE")).hasToString("fast");
    assertThat(procedure.variables().get("EMPTY")).hasToString("");
    assertThat(procedure.arguments()).hasToString("[--now, 5]");
    assertThat(procedure.network()).hasToString("[relay.example.net:25]");
    assertThat(procedure.timeLimit()).isEqualTo(Duration.ofMinutes(90));
    assertThat(procedure.bystanders()).isInstanceOf(Procedure.Some.class);
    assertThat(procedure.source().text()).contains("fast");
  }

  /// A line of the example, what stands there instead (`/n` is a line end), and all that is wrong.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          change: mail-fix-2026-11 |  | p.yaml:1:1: change is missing, and nothing is meant by leaving it out; write change: and a name, as mail-fix-2026-11
          change: mail-fix-2026-11 | change: | p.yaml:1:1: change is blank, and nothing is meant by that; write change: and a name, as mail-fix-2026-11
          change: mail-fix-2026-11 | change: a b | p.yaml:1:9: 'a b' is not a name for a change; use letters, digits, dots, hyphens and underscores
          change: mail-fix-2026-11 | change: [a] | p.yaml:1:9: change must be one text, not a list; write a single value
          change: mail-fix-2026-11 | change: ../x | p.yaml:1:9: '../x' is not a name for a change; use letters, digits, dots, hyphens and underscores
          change: mail-fix-2026-11 | cahnge: x | p.yaml:1:1: 'cahnge' is not a key; did you mean change?/np.yaml:1:1: change is missing, and nothing is meant by leaving it out; write change: and a name, as mail-fix-2026-11
          change: mail-fix-2026-11 | change: x/nchange: y | p.yaml:2:1: 'change' stands here again, first on line 1; keep one
          change: mail-fix-2026-11 | change: x/n[a]: y | p.yaml:2:1: a key must be a single word; write a word and a colon
          change: mail-fix-2026-11 | change: x/nowner: y | p.yaml:2:1: 'owner' is not a key; known are change, title, author, program, derived-from, library, targets, effects, variables, arguments, network, limits, waves, wave-soak, includes, checks, bystanders, backup-side, approvals, time-limit, version, live-state, terms, waivers, undo
          title: Fix mail delivery |  | p.yaml:1:1: title is missing, and nothing is meant by leaving it out; write title: and one sentence
          title: Fix mail delivery | title: ~ | p.yaml:2:1: title is blank, and nothing is meant by that; write title: and one sentence
          title: Fix mail delivery | title: {a: b} | p.yaml:2:8: title must be one text, not a map; write a single value
          title: Fix mail delivery | title: "a/tb" | p.yaml:2:8: title holds the character U+0009; write it on one line
          title: Fix mail delivery | title: !secret x | p.yaml:2:8: the tag !secret has no meaning here; remove it, or put the value in quotes
          title: Fix mail delivery | title: "DECIDE: what is it" | p.yaml:2:8: somebody must decide: what is it; replace DECIDE: by the decision
          program: mail-fix.sh |  | p.yaml:1:1: program is missing, and nothing is meant by leaving it out; write program: and the file that is run
          program: mail-fix.sh | program: none | p.yaml:3:10: a change without a program is none; name the program
          program: mail-fix.sh | program: /root/x.sh | p.yaml:3:10: program must name a file beside the procedure, not '/root/x.sh'; write a relative path
          program: mail-fix.sh | program: scripts/ | p.yaml:3:10: program must name a file beside the procedure, not 'scripts/'; write a relative path
          program: mail-fix.sh | prgram: mail-fix.sh | p.yaml:1:1: program is missing, and nothing is meant by leaving it out; write program: and the file that is run/np.yaml:3:1: 'prgram' is not a key; did you mean program?
          derived-from: mail-fix-2026-10.sh |  | p.yaml:1:1: derived-from is missing, and nothing is meant by leaving it out; write derived-from: and the program it was copied from, or derived-from: none
          derived-from: mail-fix-2026-10.sh | derived-from: '' | p.yaml:4:1: derived-from is blank, and nothing is meant by that; write derived-from: and the program it was copied from, or derived-from: none
          derived-from: mail-fix-2026-10.sh | derived-form: none | p.yaml:1:1: derived-from is missing, and nothing is meant by leaving it out; write derived-from: and the program it was copied from, or derived-from: none/np.yaml:4:1: 'derived-form' is not a key; did you mean derived-from?
          derived-from: mail-fix-2026-10.sh | derived-from: {none: by hand} | -
          derived-from: mail-fix-2026-10.sh | derived-from: [a.sh, b.sh@0a1b2c3] | -
          derived-from: mail-fix-2026-10.sh | derived-from: {none: ''} | p.yaml:4:16: none is blank, and nothing is meant by that; write none: and why it was derived from nothing
          derived-from: mail-fix-2026-10.sh | derived-from: {from: x} | p.yaml:4:15: none is missing, and nothing is meant by leaving it out; write none: and why it was derived from nothing/np.yaml:4:16: 'from' is not a key of derived-from; known are none
          derived-from: mail-fix-2026-10.sh | derived-from: [a.sh, none] | p.yaml:4:22: none stands among ancestors; write none alone, or {none: reason}
          derived-from: mail-fix-2026-10.sh | derived-from: [] | p.yaml:4:1: derived-from is blank, and nothing is meant by that; write derived-from: and the program it was copied from, or derived-from: none
          derived-from: mail-fix-2026-10.sh | derived-from: "DECIDE: which" | p.yaml:4:15: somebody must decide: which; replace DECIDE: by the decision
          derived-from: mail-fix-2026-10.sh | derived-from: {none: "DECIDE: why"} | p.yaml:4:22: somebody must decide: why; replace DECIDE: by the decision
          derived-from: mail-fix-2026-10.sh | derived-from: a.sh/nlibrary: /srv/jobs | p.yaml:5:10: library must name a file beside the procedure, not '/srv/jobs'; write a relative path
          `  select: mail:&production` |  | p.yaml:6:3: select is missing, and nothing is meant by leaving it out; write select: and an inventory pattern, as mail:&production
          `  select: mail:&production` | `  select: ''` | p.yaml:6:3: select is blank, and nothing is meant by that; write select: and an inventory pattern, as mail:&production
          `  select: mail:&production` | `  select: "!web"` | p.yaml:6:11: the pattern '!web' only takes away, so it would begin with every host without saying so; write all: in front of it
          `  select: mail:&production` | `  select: "&web"` | p.yaml:6:11: the pattern '&web' only takes away, so it would begin with every host without saying so; write all: in front of it
          `  select: mail:&production` | `  select: "*"` | p.yaml:6:11: the pattern '*' means every host without saying so; write all
          `  select: mail:&production` | `  select: "~.*"` | p.yaml:6:11: the pattern '~.*' means every host without saying so; write all
          `  select: mail:&production` | `  select: [mail]` | p.yaml:6:11: select must be one text, not a list; write a single value
          `  select: mail:&production` | `  slect: mail` | p.yaml:6:3: 'slect' is not a key of targets; did you mean select?/np.yaml:6:3: select is missing, and nothing is meant by leaving it out; write select: and an inventory pattern, as mail:&production
          `  hosts: [mail1, mail2, mail3]` |  | p.yaml:6:3: hosts is missing, and nothing is meant by leaving it out; write hosts: [mail1, mail2]
          `  hosts: [mail1, mail2, mail3]` | `  hosts: []` | p.yaml:7:3: hosts is blank, and nothing is meant by that; write hosts: [mail1, mail2]
          `  hosts: [mail1, mail2, mail3]` | `  hosts: mail1` | p.yaml:7:10: hosts must be a list, not a text; write hosts: [mail1, mail2]
          `  hosts: [mail1, mail2, mail3]` | `  hosts: all` | p.yaml:7:10: hosts must be a list, not a text; write hosts: [mail1, mail2]
          `  hosts: [mail1, mail2, mail3]` | `  hosts: [all]` | p.yaml:7:11: 'all' is a pattern, but hosts are written one by one; write the pattern in select, and every host here
          `  hosts: [mail1, mail2, mail3]` | `  hosts: ["mail*"]` | p.yaml:7:11: 'mail*' is a pattern, but hosts are written one by one; write the pattern in select, and every host here
          `  hosts: [mail1, mail2, mail3]` | `  hosts: [mail1, mail1]` | p.yaml:7:18: 'mail1' stands twice in hosts; keep one
          `  hosts: [mail1, mail2, mail3]` | `  hosts: [mail1, ]` | -
          `  hosts: [mail1, mail2, mail3]` | `  hosts: [mail1, ""]` | p.yaml:7:18: hosts holds a blank; write a value or remove it
          `  hosts: [mail1, mail2, mail3]` | `  hosts: [mail1, [x]]` | p.yaml:7:18: hosts must be one text, not a list; write a single value
          `  hosts: [mail1, mail2, mail3]` | `  hosts: [mail/1]` | p.yaml:7:11: 'mail/1' is not the name of a host; write its name as it stands in the inventory
          `  modify: [/etc/postfix/main.cf]` | `  modfy: [/x/y]` | p.yaml:9:3: 'modfy' is not a key of effects; did you mean modify?
          `  modify: [/etc/postfix/main.cf]` | `  modify: []` | p.yaml:9:3: modify is blank, and nothing is meant by that; write modify: [/etc/postfix/main.cf]
          `  modify: [/etc/postfix/main.cf]` | `  modify: /etc/x` | p.yaml:9:11: modify must be a list, not a text; write modify: [/etc/postfix/main.cf]
          `  modify: [/etc/postfix/main.cf]` | `  modify: [etc/x]` | p.yaml:9:12: modify holds 'etc/x', which does not begin with /; write an absolute path
          `  modify: [/etc/postfix/main.cf]` | `  modify: [/etc/../x]` | p.yaml:9:12: modify holds '/etc/../x', which is not a plain path; write it without . and .. and double slashes, and /** for everything below
          `  modify: [/etc/postfix/main.cf]` | `  modify: [/etc//x]` | p.yaml:9:12: modify holds '/etc//x', which is not a plain path; write it without . and .. and double slashes, and /** for everything below
          `  modify: [/etc/postfix/main.cf]` | `  modify: [/etc/]` | p.yaml:9:12: modify holds '/etc/', which is not a plain path; write it without . and .. and double slashes, and /** for everything below
          `  modify: [/etc/postfix/main.cf]` | `  modify: [$DIR/x]` | p.yaml:9:12: modify holds '$DIR/x', but paths are written out; write the path that is meant
          `  modify: [/etc/postfix/main.cf]` | `  modify: [~/x]` | p.yaml:9:12: modify holds '~/x', but paths are written out; write the path that is meant
          `  modify: [/etc/postfix/main.cf]` | `  modify: [/a, /a]` | p.yaml:9:16: '/a' stands twice in modify; keep one
          `  modify: [/etc/postfix/main.cf]` | `  unknown: [x]` | p.yaml:9:3: what is not known cannot be declared; name what the program does
          `limits: {deleted-files: 5000, at-once: 1, unhealthy: 0}` |  | p.yaml:1:1: limits is missing, and nothing is meant by leaving it out; write limits: {deleted-files: 0, at-once: 1, unhealthy: 0}
          `limits: {deleted-files: 5000, at-once: 1, unhealthy: 0}` | `limits: {at-once: 1, unhealthy: 0}` | p.yaml:12:9: deleted-files is missing, and nothing is meant by leaving it out; write deleted-files: 0
          `limits: {deleted-files: 5000, at-once: 1, unhealthy: 0}` | `limits: {deleted-files: many, at-once: 1, unhealthy: 0}` | p.yaml:12:25: deleted-files must be a whole number, not 'many'; write a number from 0 up
          `limits: {deleted-files: 5000, at-once: 1, unhealthy: 0}` | `limits: {deleted-files: -1, at-once: 1, unhealthy: 0}` | p.yaml:12:25: deleted-files must be a whole number, not '-1'; write a number from 0 up
          `limits: {deleted-files: 5000, at-once: 1, unhealthy: 0}` | `limits: {deleted-files: 0, at-once: 0, unhealthy: 0}` | p.yaml:12:37: at-once must be from 1 to 1000000, not 0; write another number
          `limits: {deleted-files: 5000, at-once: 1, unhealthy: 0}` | `limits: 5` | p.yaml:12:9: limits must be a map, not a text; write limits: {deleted-files: 0, at-once: 1, unhealthy: 0}
          `waves: [canary, 25%, rest]` |  | p.yaml:1:1: waves is missing, and nothing is meant by leaving it out; write waves: [canary, 25%, rest]
          `waves: [canary, 25%, rest]` | `waves: []` | p.yaml:13:1: waves is blank, and nothing is meant by that; write waves: [canary, 25%, rest]
          `waves: [canary, 25%, rest]` | `waves: [canary]` | p.yaml:13:8: the waves reach 1 of 3 targets; end them with rest
          `waves: [canary, 25%, rest]` | `waves: [canary, 25%]` | p.yaml:13:8: the waves reach 2 of 3 targets; end them with rest
          `waves: [canary, 25%, rest]` | `waves: [rest, canary]` | p.yaml:13:9: nothing is left after rest; put it last/np.yaml:13:15: the canary is the first wave; put it first
          `waves: [canary, 25%, rest]` | `waves: [canary, 0%, rest]` | p.yaml:13:17: '0%' is not a wave; write canary, a share as 25%, a number of hosts, or rest
          `waves: [canary, 25%, rest]` | `waves: [canary, 101%, rest]` | p.yaml:13:17: '101%' is not a wave; write canary, a share as 25%, a number of hosts, or rest
          `waves: [canary, 25%, rest]` | `waves: [canary, half, rest]` | p.yaml:13:17: 'half' is not a wave; write canary, a share as 25%, a number of hosts, or rest
          `waves: [canary, 25%, rest]` | `waves: [1, 2]` | -
          wave-soak: 30m | wave-soak: 30 | p.yaml:14:12: wave-soak must be a time, not '30'; write a number with s, m, h, d or w, as 30m or 1d12h
          wave-soak: 30m | wave-soak: soon | p.yaml:14:12: wave-soak must be a time, not 'soon'; write a number with s, m, h, d or w, as 30m or 1d12h
          wave-soak: 30m | wave-soak: | p.yaml:14:1: wave-soak is blank, and nothing is meant by that; write wave-soak: 30m
          wave-soak: 30m | undo: 5 | p.yaml:14:7: '5' is no room for the copies of an undo; write a size such as 500M or 2G, or none
          wave-soak: 30m | time-limit: 0s | p.yaml:14:13: a time limit of nothing lets nothing run; write how long the program may take on one host
          wave-soak: 30m | variables: {1x: a} | p.yaml:14:13: '1x' is not the name of a variable; use letters, digits and underscores
          wave-soak: 30m | variables: {X: } | p.yaml:14:13: the variable X has no value; write one; '' where it shall be empty
          wave-soak: 30m | arguments: now | p.yaml:14:12: arguments must be a list, not a text; write arguments: [one, two]
          wave-soak: 30m | network: [a b] | p.yaml:14:11: 'a b' is not a host; write a name or an address, with :port if you like
          `  - run: postfix check` | `  - goss/mail.yaml` | p.yaml:16:5: 'goss/mail.yaml' would be a file of checks; write includes: [goss/mail.yaml] for such a file, or - run: and a command
          `  - run: postfix check` | `  - run:` | p.yaml:16:5: run is blank, and nothing is meant by that; write run: and a command
          `  - run: postfix check` | `  - rnu: x` | p.yaml:16:5: 'rnu' is not a key of checks; did you mean run?/np.yaml:16:5: run is missing, and nothing is meant by leaving it out; write run: and a command
          wave-soak: 30m | includes: [x.yaml] | p.yaml:14:12: 'x.yaml' cannot be included: there is no such file; name a file of checks, relative to this one
          wave-soak: 30m | includes: x.yaml | p.yaml:14:11: includes must be a list, not a text; write includes: [checks/mail.yaml]
          wave-soak: 30m | inclues: [x.yaml] | p.yaml:14:1: 'inclues' is not a key; did you mean includes?
          wave-soak: 30m | arguments: ["{{ x }"] | p.yaml:14:13: '{{ x }' is not how a variable of the inventory is named; write {{ name }}
          wave-soak: 30m | arguments: ["{{ env.HOME }}"] | p.yaml:14:13: '{{ env.HOME }}' is not how a variable of the inventory is named; write {{ name }}
          wave-soak: 30m | variables: {A: "{{ lookup('env') }}"} | p.yaml:14:16: '{{ lookup('env') }}' is not how a variable of the inventory is named; write {{ name }}
          title: Fix mail delivery | title: "{{ x }}" | p.yaml:2:8: title cannot hold variables: what is meant is written out; write the value; {{ name }} has a meaning in variables and arguments
          `  modify: [/etc/postfix/main.cf]` | `  modify: ["/srv/{{ x }}"]` | p.yaml:9:12: modify cannot hold variables: what is meant is written out; write the value; {{ name }} has a meaning in variables and arguments
          bystanders: all |  | p.yaml:1:1: bystanders is missing, and nothing is meant by leaving it out; write bystanders: all
          bystanders: all | bystanders: | p.yaml:17:1: bystanders is blank, and nothing is meant by that; write bystanders: all
          `backup-side: {soak: 14d}` | `backup-side: 14d` | p.yaml:18:14: backup-side must be a map, not a text; write backup-side: {soak: 14d}
          `backup-side: {soak: 14d}` | `backup-side: {soak: 0d}` | p.yaml:18:21: a soak of nothing is no soak; write how long the change must have been good in production, as 14d
          `backup-side: {soak: 14d}` | `backup-side: {sok: 1d}` | p.yaml:18:14: soak is missing, and nothing is meant by leaving it out; write soak: 14d/np.yaml:18:15: 'sok' is not a key of backup-side; did you mean soak?
          approvals: 1 |  | p.yaml:1:1: approvals is missing, and nothing is meant by leaving it out; write approvals: 1
          approvals: 1 | approvals: one | p.yaml:19:12: approvals must be a whole number, not 'one'; write a number from 0 up
          approvals: 1 | approvals: 1000 | p.yaml:19:12: approvals must be from 0 to 100, not 1000; write another number
          approvals: 1 | approvals: 1/n--- | p.yaml:20:1: not valid YAML for this purpose: a second document begins here; correct the file
          approvals: 1 | approvals: [1 | p.yaml:20:1: not valid YAML: expected ',' or ']', but got <stream end>; correct the file
          approvals: 1 | approvals: *x | p.yaml:19:12: not valid YAML: no anchor &x stands before this alias; correct the file
          approvals: 1 | ` approvals: 1` | p.yaml:19:2: not valid YAML: expected <block end>, but found '<block mapping start>'; correct the file
          """)
  void should_say_what_is_wrong(String line, String instead, String expected) {
    String other = instead == null ? "" : instead.replace("/n", "\n").replace("/t", "\\t");
    String text = GOOD.replace(line.stripTrailing() + "\n", other.isEmpty() ? "" : other + "\n");
    assertThat(text).isNotEqualTo(GOOD);
    String problems =
        switch (Procedure.parse(Source.of("p.yaml", text))) {
          case Procedure.Parsed parsed -> "-";
          case Procedure.Invalid invalid ->
              String.join("\n", invalid.problems().stream().map(Diagnostic::toString).toList());
        };
    assertThat(problems).isEqualTo(expected.replace("/np.yaml", "\np.yaml"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``          | p.yaml:1:1: the procedure is empty; write change, title, program and the rest
          `  `        | p.yaml:1:1: the procedure is empty; write change, title, program and the rest
          # a comment | p.yaml:1:1: the procedure is empty; write change, title, program and the rest
          ---         | p.yaml:1:1: the procedure is empty; write change, title, program and the rest
          a           | p.yaml:1:1: a procedure is a map of keys; write one key: value a line
          [a]         | p.yaml:1:1: a procedure is a map of keys; write one key: value a line
          null        | p.yaml:1:1: a procedure is a map of keys; write one key: value a line
          '{'         | p.yaml:1:1: a procedure is a map of keys; write one key: value a line
          {           | p.yaml:2:1: not valid YAML: expected the node content, but found '<stream end>'; correct the file
          %x          | p.yaml:2:1: not valid YAML: expected '<document start>', but found '<stream end>'; correct the file
          `a: b: c`   | p.yaml:1:5: not valid YAML: mapping values are not allowed here; correct the file
          @x          | p.yaml:1:1: not valid YAML: found character '@' that cannot start any token. (Do not use @ for indentation); correct the file
          """)
  void should_refuse_what_is_no_procedure(String text, String expected) {
    assertThat(problems(text + "\n")).containsExactly(expected);
  }

  @Test
  void should_say_everything_at_once() {
    assertThat(problems("title: x\nprogrm: y\ntargets: {select: a}\nlimits: {at-once: 0}\n"))
        .hasSizeGreaterThan(9)
        .contains(
            "p.yaml:2:1: 'progrm' is not a key; did you mean program?",
            "p.yaml:3:10: hosts is missing, and nothing is meant by leaving it out; write hosts:"
                + " [mail1, mail2]",
            "p.yaml:4:19: at-once must be from 1 to 1000000, not 0; write another number");
  }

  /// The text of a file that is included, and what is wrong; all of it together with what is wrong
  /// in the procedure itself.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          checks:/n  - run: a/n  - run: b/n | -
          ``                    | c.yaml:1:1: a file that is included is a map with the key checks; write checks: and the commands below it
          - run: a/n            | c.yaml:1:1: a file that is included is a map with the key checks; write checks: and the commands below it
          checks: []/n          | c.yaml:1:1: checks is blank, and nothing is meant by that; write - run: and a command
          cheks: [{run: a}]/n   | c.yaml:1:1: 'cheks' is not a key of a file that is included; did you mean checks?/nc.yaml:1:1: checks is missing, and nothing is meant by leaving it out; write - run: and a command
          checks: [{rn: a}]/n   | c.yaml:1:10: run is missing, and nothing is meant by leaving it out; write run: and a command/nc.yaml:1:11: 'rn' is not a key of checks; did you mean run?
          checks: [{run: a}]/nincludes: [c.yaml]/n | c.yaml:2:1: 'includes' is not a key of a file that is included; known are checks
          checks: [{run: "DECIDE: which"}]/n | c.yaml:1:16: somebody must decide: which; replace DECIDE: by the decision
          checks: [/n           | c.yaml:2:1: not valid YAML: expected the node content, but found '<stream end>'; correct the file
          """)
  void should_read_what_is_included(String included, String expected) {
    String text = GOOD.replace("checks:\n", "includes: [c.yaml]\nchecks:\n");
    Source file = Source.of("c.yaml", included.replace("/n", "\n"));
    String said =
        switch (Procedure.parse(Source.of("p.yaml", text), name -> new Procedure.Present(file))) {
          case Procedure.Parsed(Procedure procedure) -> {
            assertThat(procedure.checks().stream().map(Procedure.Check::run))
                .containsExactly("a", "b", "postfix check");
            assertThat(procedure.includes()).containsExactly(file);
            yield "-";
          }
          case Procedure.Invalid invalid ->
              String.join("\n", invalid.problems().stream().map(Diagnostic::toString).toList());
        };
    assertThat(said).isEqualTo(expected.replace("/n", "\n"));
  }

  @Test
  void should_refuse_bytes_that_are_not_utf8() {
    Source source = Source.of("p.yaml", new byte[] {'a', ':', ' ', (byte) 0xFF, '\n'});
    assertThat(problems(source))
        .containsExactly(
            "p.yaml:1:4: not UTF-8: the byte 0xFF does not belong here; correct the file");
  }

  @Test
  void should_refuse_deep_nesting() {
    assertThat(problems("[".repeat(5000)))
        .containsExactly("p.yaml:1:62: nested deeper than 60 levels; correct the file");
  }

  @Test
  void should_read_declared_effects_of_none() {
    Procedure procedure =
        parsed(GOOD.replaceAll("(?s)effects:.*limits:", "effects: none\nlimits:"));
    assertThat(procedure.effects().declared()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1  | canary        | 1
          3  | canary, rest  | 1 2
          10 | canary, 25%, rest | 1 3 6
          4  | canary, 25%, rest | 1 1 2
          1  | canary, 25%, rest | 1
          2  | canary, 50%, rest | 1 1
          10 | 2, 3, rest    | 2 3 5
          10 | 100%          | 10
          3  | 33%, 33%, 33% | 1 1 1
          7  | 10%, 50%, rest | 1 4 2
          5  | rest          | 5
          5  | 2             | 2
          100 | canary, 1%, 10%, rest | 1 1 10 88
          """)
  void should_deal_hosts_out_to_waves(int count, String waves, String sizes) {
    List<String> hosts =
        java.util.stream.IntStream.rangeClosed(1, count).mapToObj(i -> "h" + i).toList();
    List<Procedure.Wave> plan =
        java.util.Arrays.stream(waves.split(", ", -1))
            .<Procedure.Wave>map(
                w ->
                    switch (w) {
                      case "canary" -> new Procedure.Canary();
                      case "rest" -> new Procedure.Rest();
                      default ->
                          w.endsWith("%")
                              ? new Procedure.Share(Integer.parseInt(w.replace("%", "")))
                              : new Procedure.Count(Integer.parseInt(w));
                    })
            .toList();
    List<List<String>> dealt = Waves.plan(hosts, plan);
    assertThat(String.join(" ", dealt.stream().map(w -> "" + w.size()).toList())).isEqualTo(sizes);
    List<String> all = dealt.stream().flatMap(List::stream).toList();
    assertThat(all).isEqualTo(hosts.subList(0, all.size()));
    assertThat(all).hasSize(Waves.reached(count, plan));
  }

  private static Procedure parsed(String text) {
    return switch (Procedure.parse(Source.of("p.yaml", text))) {
      case Procedure.Parsed parsed -> parsed.procedure();
      case Procedure.Invalid invalid -> throw new AssertionError(invalid.problems());
    };
  }

  private static List<String> problems(String text) {
    return problems(Source.of("p.yaml", text));
  }

  private static List<String> problems(Source source) {
    return switch (Procedure.parse(source)) {
      case Procedure.Parsed parsed -> List.of();
      case Procedure.Invalid invalid ->
          invalid.problems().stream().map(Diagnostic::toString).toList();
    };
  }
}
