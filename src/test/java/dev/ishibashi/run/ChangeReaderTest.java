package dev.ishibashi.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.gate.Gates;
import dev.ishibashi.gate.Outcome;
import dev.ishibashi.gate.Verdict;
import dev.ishibashi.ledger.Ledger;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.remote.Job;
import dev.ishibashi.text.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a procedure takes from elsewhere: shared checks, and variables of the inventory.
class ChangeReaderTest {
  @TempDir private Path directory;

  /// A copy elsewhere of what may be deleted, and terms that do not end.
  private static final String FACTS =
      """
      [copies]
      far1 ishibashi_backs_up=web1,web2
      [all:vars]
      ishibashi_term_ends=never
      [web:vars]
      ishibashi_provider=a
      ishibashi_account=a
      ishibashi_site=a
      [copies:vars]
      ishibashi_provider=b
      ishibashi_account=b
      ishibashi_site=b
      """;

  @BeforeEach
  void write() throws IOException {
    write(
        "fix.yaml",
        """
        change: fix
        title: A fix
        program: fix.sh
        derived-from: none
        targets: {select: web, hosts: [web1, web2]}
        effects: {delete: [/srv/a/old/**, /srv/b/old/**]}
        variables: {DATA: "{{ data_dir }}", MODE: fast}
        arguments: ["--level={{ level }}"]
        limits: {deleted-files: 0, at-once: 1, unhealthy: 0}
        waves: [canary, rest]
        includes: [shared/checks.yaml]
        checks:
          - run: own
        bystanders: all
        approvals: 0
        """);
    write("shared/checks.yaml", "checks:\n  - run: shared\n");
    write("fix.sh", "#!/bin/sh\nrm -rf \"${DATA:?}/old\"\n");
    write(
        "hosts.ini", "[web]\nweb1 data_dir=/srv/a level=1\nweb2 data_dir=/srv/b level=2\n" + FACTS);
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private ChangeReader.Outcome read() {
    return ChangeReader.read(
        directory.resolve("fix.yaml"),
        InventorySources.of(List.of(directory.resolve("hosts.ini"))),
        ApprovalFiles.Places.usual());
  }

  private Change change() {
    return switch (read()) {
      case ChangeReader.Read(Change change) -> change;
      case ChangeReader.Refused(List<String> sentences) -> throw new AssertionError(sentences);
    };
  }

  private List<String> stops() {
    return verdicts(change()).stream()
        .filter(v -> v.outcome() != Outcome.PASS)
        .flatMap(v -> v.evidence().stream())
        .map(Diagnostic::message)
        .toList();
  }

  private List<Verdict> verdicts(Change change) {
    InstantSource clock = InstantSource.system();
    return new Session(change, new Ledger(directory.resolve("ledger"), clock), clock).check();
  }

  private static Job job(Change change, String host) {
    return Objects.requireNonNull(Preparation.of(change, "run").jobs().get(host));
  }

  @Test
  void should_give_each_target_its_own_values() {
    Change change = change();
    assertThat(Gates.overall(verdicts(change))).isEqualTo(Outcome.PASS);
    assertThat(job(change, "web1").environment())
        .isEqualTo(Map.of("DATA", "/srv/a", "MODE", "fast"));
    assertThat(job(change, "web2").environment())
        .isEqualTo(Map.of("DATA", "/srv/b", "MODE", "fast"));
    assertThat(job(change, "web2").arguments()).containsExactly("--level=2");
  }

  @Test
  void should_explain_the_values_of_all_targets() throws IOException {
    write("hosts.ini", "[web]\nweb1 data_dir=/srv/a level=1\nweb2 data_dir=/usr level=2\n");
    assertThat(stops()).anyMatch(s -> s.startsWith("deletes /usr/old on any target"));
  }

  @Test
  void should_stop_where_the_inventory_says_nothing() throws IOException {
    write("hosts.ini", "[web]\nweb1 data_dir=/srv/a level=1\nweb2 level=\n");
    assertThat(stops())
        .contains(
            "the inventory gives web2 no value of data_dir",
            "the inventory gives web2 no value of level");
  }

  @Test
  void should_break_the_seal_by_a_value_or_an_included_file() throws IOException {
    Change before = change();
    write("hosts.ini", "[web]\nweb1 data_dir=/srv/a level=1\nweb2 data_dir=/srv/b level=3\n");
    assertThat(change().seal().differences(before.seal())).containsExactly("hosts");
    write();
    write("shared/checks.yaml", "checks:\n  - run: another\n");
    assertThat(change().seal().differences(before.seal())).containsExactly("includes");
    write();
    write("hosts.ini", "[web]\nweb1 data_dir=/srv/a level=1\nweb2 data_dir=/srv/b level=2 x=y\n");
    assertThat(change().seal()).isEqualTo(before.seal());
  }

  @Test
  void should_check_what_is_shared_first() {
    assertThat(change().procedure().checks().stream().map(Procedure.Check::run))
        .containsExactly("shared", "own");
  }

  @Test
  void should_say_that_an_included_file_is_missing() throws IOException {
    Files.delete(directory.resolve("shared/checks.yaml"));
    assertThat(read())
        .isInstanceOfSatisfying(
            ChangeReader.Refused.class,
            refused ->
                assertThat(refused.sentences())
                    .singleElement()
                    .asString()
                    .endsWith(
                        "fix.yaml:11:12: 'shared/checks.yaml' cannot be included: no such file;"
                            + " name a file of checks, relative to this one"));
  }
}
