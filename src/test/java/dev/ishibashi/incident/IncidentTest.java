package dev.ishibashi.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.effect.PathSet;
import dev.ishibashi.gate.Gates;
import dev.ishibashi.incident.Incident.Variant;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The accidents, on real hosts: lost without Ishibashi, stopped with it, done right; and with the
/// gate that stops it first switched off, stopped by the next, down to the guard.
class IncidentTest {
  private static final Path INCIDENTS = Path.of("incidents");

  /// Labs keep their base tree here, so that it is built once for all tests.
  private static final Path HOME = Path.of("target", "incidents").toAbsolutePath();

  /// One incident alone: `./test -Dtest=IncidentTest -Dishibashi.incident=14`.
  private static final String ONLY = System.getProperty("ishibashi.incident", "");

  /// The other gates look at what a program has done.
  private static boolean beforeAnythingRuns(String gate) {
    return !gate.equals("guard") && !gate.equals("wave");
  }

  static Stream<Arguments> variants() {
    return IncidentReader.all(INCIDENTS).stream()
        .filter(i -> ONLY.isEmpty() || ONLY.equals(i.id()))
        .flatMap(i -> i.variants().values().stream().map(v -> Arguments.of(i.id(), v.name())));
  }

  private static Incident incident(String id) {
    return IncidentReader.all(INCIDENTS).stream()
        .filter(i -> i.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static Variant variant(Incident incident, String name) {
    return incident.variants().values().stream()
        .filter(v -> v.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Player player(Path ledger) {
    return new Player(HOME, ledger, InstantSource.system(), Player.Audience.none());
  }

  @Test
  void should_know_the_incidents() {
    List<String> names = new ArrayList<>();
    for (Incident incident : IncidentReader.all(INCIDENTS)) {
      incident.variants().keySet().forEach(name -> names.add(incident.id() + name));
    }
    String all =
        "01a 01b 01c 01d 02b 03a 04a 04b 05a 05b 06steam 06squid 07a 08a 09a 13a 14a 14b 15a 16a"
            + " 17a 22a";
    assertThat(names).contains(all.split(" ", -1));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void should_be_lost_without_stopped_with_and_done_right(
      String id, String name, @TempDir Path ledger) {
    Incident incident = incident(id);
    Replay replay = player(ledger).play(incident, variant(incident, name));
    assertThat(replay.surprises()).isEmpty();
    assertThat(replay.raw().lost()).isPositive();
    assertThat(replay.bad().changed()).isZero();
    assertThat(replay.good()).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void should_be_stopped_by_the_next_gate_when_one_is_off(
      String id, String name, @TempDir Path ledger) {
    Incident incident = incident(id);
    Variant variant = variant(incident, name);
    try (Stage stage = Stage.set(incident, HOME)) {
      SortedMap<String, Manifest> before = stage.look();
      Set<String> off = new TreeSet<>();
      List<String> stopped = new ArrayList<>();
      for (String gate : variant.gates()) {
        Replay.Bad bad =
            player(ledger)
                .attemptForAblationTests(stage, variant.bad(), Gates.forAblationTestsWithout(off));
        stopped.add(bad.gate());
        if (beforeAnythingRuns(gate)) {
          assertThat(bad.changedFiles()).as("with %s off", off).isEmpty();
          off.add(gate);
        } else {
          assertThat(undeclared(variant, bad)).as("what the guard let through").isEmpty();
        }
      }
      assertThat(stopped).isEqualTo(variant.gates());
      lost(variant, player(ledger), stage, before, off);
    }
  }

  /// With every gate off that would have stopped it, the harm is real.
  private static void lost(
      Variant variant,
      Player player,
      Stage stage,
      SortedMap<String, Manifest> before,
      Set<String> off) {
    if (variant.ablatedLoses().isEmpty()) {
      return;
    }
    if (beforeAnythingRuns(variant.gates().getLast())) {
      var _ =
          player.attemptForAblationTests(stage, variant.bad(), Gates.forAblationTestsWithout(off));
    }
    List<String> gone = Stage.changes(before, stage.look());
    for (Incident.Reach reach : variant.ablatedLoses()) {
      assertThat(gone)
          .as("with %s off", off)
          .anyMatch(
              c -> reach.covers(c.substring(0, c.indexOf(':')), c.substring(c.indexOf(':') + 1)));
    }
  }

  /// What changed although the bad procedure declares nothing there.
  private static List<String> undeclared(Variant variant, Replay.Bad bad) {
    PathSet declared = declared(variant.bad());
    return bad.changedFiles().stream()
        .filter(
            c -> {
              String path = c.substring(c.indexOf(':') + 1);
              return !Leavings.expected(path) && !declared.contains(path);
            })
        .toList();
  }

  private static PathSet declared(Path procedure) {
    try {
      Source source = Source.of(procedure.toString(), Files.readAllBytes(procedure));
      return switch (Procedure.parse(source)) {
        case Procedure.Parsed(Procedure written) -> written.effects().everyPath();
        case Procedure.Invalid(var problems) -> throw new AssertionError(problems.toString());
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void should_keep_every_undeclared_file_by_the_guard_alone(String name, @TempDir Path ledger) {
    Incident incident = incident("01");
    try (Stage stage = Stage.set(incident, HOME)) {
      Path procedure = INCIDENTS.resolve("01").resolve(name).resolve("everywhere.yaml");
      Replay.Bad bad =
          player(ledger)
              .attemptForAblationTests(
                  stage, procedure, Gates.forAblationTestsWithout(Set.copyOf(Gates.names())));
      assertThat(bad.gate()).isEqualTo("guard");
      assertThat(bad.evidence()).anyMatch(line -> line.contains("web"));
      assertThat(bad.changedFiles())
          .filteredOn(c -> !Leavings.expected(c.substring(c.indexOf(':') + 1)))
          .allMatch(c -> c.matches("mail[1-3]:/disk0/mail/main.cf"));
    }
  }

  static Stream<Arguments> everywhere() {
    return Stream.of(Arguments.of("a"), Arguments.of("b"));
  }
}
