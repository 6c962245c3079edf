package dev.ishibashi.run;

import dev.ishibashi.gate.KnownPlan;
import dev.ishibashi.gate.KnownPlan.Stage;
import dev.ishibashi.ledger.Entry;
import dev.ishibashi.procedure.PlanName;
import dev.ishibashi.procedure.Seal;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Finds the plans that a change may collide with.
final class KnownPlans {
  /// A procedure is written by people; what is larger is none.
  private static final long LARGEST = 1 << 20;

  private KnownPlans() {}

  /// The other procedures in the directory of one.
  static List<KnownPlan> beside(Path procedure) {
    List<KnownPlan> plans = new ArrayList<>();
    Path own = procedure.toAbsolutePath().normalize();
    try (Stream<Path> files = Files.list(Optional.ofNullable(own.getParent()).orElse(own))) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        if (!file.equals(own)
            && file.toString().matches(".*\\.ya?ml")
            && Files.isRegularFile(file)
            && Files.size(file) <= LARGEST) {
          Source source = Source.of(file.toString(), Files.readAllBytes(file));
          PlanName.of(source).ifPresent(n -> plans.add(written(n, source, file)));
        }
      }
    } catch (IOException e) {
      // Files that cannot be read are no plans that anybody could take by mistake.
    }
    return plans;
  }

  private static KnownPlan written(PlanName name, Source source, Path file) {
    return new KnownPlan(
        name.change(),
        name.version(),
        Seal.sha256(source.bytes()),
        String.valueOf(file.getFileName()),
        Stage.WRITTEN,
        Optional.empty(),
        Set.of());
  }

  /// What the ledger knows, in the order in which it was first recorded.
  static List<KnownPlan> of(List<Entry> entries) {
    Map<String, Recorded> runs = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (!entry.run().isEmpty()) {
        runs.computeIfAbsent(entry.run(), Recorded::new).add(entry);
      }
    }
    return runs.values().stream().flatMap(r -> r.plans().stream()).toList();
  }

  private static final class Recorded {
    private final String run;
    private final Set<String> targets = new TreeSet<>();
    private final Set<String> verified = new TreeSet<>();
    private final Set<String> unknown = new TreeSet<>();
    private String change = "";
    private String seal = "";
    private OptionalInt version = OptionalInt.empty();
    private Stage stage = Stage.CHECKED;
    private Optional<Instant> at = Optional.empty();

    Recorded(String run) {
      this.run = run;
    }

    void add(Entry entry) {
      at = at.or(() -> Optional.of(entry.at()));
      switch (entry.kind()) {
        case "checked" -> {
          name(entry);
          if (entry.data().get("version") instanceof Number number) {
            version = OptionalInt.of(number.intValue());
          }
        }
        case "run-started" -> {
          name(entry);
          stage = Stage.OPEN;
          if (entry.data().get("waves") instanceof List<?> waves) {
            for (Object wave : waves) {
              if (wave instanceof List<?> names) {
                names.forEach(n -> targets.add(String.valueOf(n)));
              }
            }
          }
        }
        case "host-verified" -> verified.add(String.valueOf(entry.data().get("host")));
        case "host-unknown" -> unknown.add(String.valueOf(entry.data().get("host")));
        case "run-done", "run-stopped", "run-cancelled" -> stage = Stage.ENDED;
        default -> {
          // Nothing that tells plans apart.
        }
      }
    }

    private void name(Entry entry) {
      change = String.valueOf(entry.data().getOrDefault("change", ""));
      seal = String.valueOf(entry.data().getOrDefault("seal", ""));
    }

    List<KnownPlan> plans() {
      List<KnownPlan> plans = new ArrayList<>();
      switch (stage) {
        case WRITTEN, CHECKED -> plans.add(plan(Stage.CHECKED, Set.of()));
        case OPEN -> plans.add(plan(Stage.OPEN, targets));
        case ENDED -> {
          plans.add(plan(Stage.ENDED, verified));
          // The run is over, and the program may go on there.
          if (!unknown.isEmpty()) {
            plans.add(plan(Stage.OPEN, unknown));
          }
        }
      }
      return plans;
    }

    private KnownPlan plan(Stage how, Set<String> hosts) {
      return new KnownPlan(change, version, seal, run, how, at, hosts);
    }
  }
}
