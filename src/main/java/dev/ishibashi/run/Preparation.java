package dev.ishibashi.run;

import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.PathSet;
import dev.ishibashi.inventory.Fact;
import dev.ishibashi.inventory.Host;
import dev.ishibashi.procedure.Effects;
import dev.ishibashi.procedure.Fillings;
import dev.ishibashi.procedure.Located;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.procedure.Waves;
import dev.ishibashi.remote.Job;
import dev.ishibashi.remote.Scope;
import dev.ishibashi.text.Source;
import dev.ishibashi.verify.Difference;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// From a checked change to what is done: the plan, and what runs on each target.
public record Preparation(Plan plan, Map<String, Job> jobs) {

  /// Works out what a change does.
  ///
  /// @param run the run's name
  public static Preparation of(Change change, String run) {
    Procedure procedure = change.procedure();
    List<String> targets = change.targets().stream().map(Host::name).toList();
    Plan plan =
        new Plan(
            run,
            procedure.change().value(),
            change.seal().hash(),
            Waves.plan(targets, procedure.waves().value()),
            change.bystanders().stream().map(Host::name).toList(),
            procedure.limits().atOnce().value(),
            procedure.limits().unhealthy().value(),
            procedure.waveSoak(),
            procedure.checks().stream().map(Procedure.Check::run).toList(),
            declared(procedure.effects()));
    Map<String, Job> jobs = new LinkedHashMap<>();
    for (Host target : change.targets()) {
      jobs.put(target.name(), job(change, target));
    }
    return new Preparation(plan, jobs);
  }

  private static Job job(Change change, Host target) {
    Procedure procedure = change.procedure();
    Map<String, String> environment = new LinkedHashMap<>();
    procedure
        .variables()
        .forEach((name, value) -> environment.put(name, Fillings.fill(value.value(), target)));
    return new Job(
        change.seal().hash(),
        target.name(),
        change.program().source().bytes(),
        interpreter(change.program().source()),
        procedure.arguments().stream().map(a -> Fillings.fill(a.value(), target)).toList(),
        environment,
        new Scope(
            writable(procedure.effects()),
            // A backup on the same host stays out of reach, whatever the procedure declares.
            target.facts(Fact.BACKUP_PATHS),
            !procedure.network().isEmpty(),
            !procedure.effects().of(Act.SERVICE).isEmpty()),
        procedure.timeLimit(),
        procedure.undoSpace());
  }

  private static List<String> writable(Effects effects) {
    List<String> paths = new ArrayList<>();
    effects
        .declared()
        .forEach(
            (act, patterns) -> {
              switch (act) {
                case DELETE, MOVE -> {
                  for (Located<String> pattern : patterns) {
                    paths.add(pattern.value());
                    // The tree itself may go too, and for that the guard must know it by name.
                    if (pattern.value().matches("[^*?\\[]+/\\*\\*")) {
                      paths.add(pattern.value().substring(0, pattern.value().length() - 3));
                    }
                  }
                }
                case OVERWRITE, CREATE, MODIFY, PERMISSION, FORMAT, MOUNT ->
                    patterns.stream()
                        .map(Located::value)
                        .filter(p -> p.startsWith("/"))
                        .forEach(paths::add);
                case SERVICE, PACKAGE, PROCESS, SCHEDULE, NETWORK, DATABASE, UNKNOWN -> {
                  // No path is meant by these.
                }
              }
            });
    return paths.stream().distinct().toList();
  }

  /// What runs a program: as its first line says, else `/bin/sh`.
  public static String interpreter(Source program) {
    String first = program.lines() > 0 ? program.line(1) : "";
    String named = first.startsWith("#!") ? first.substring(2).strip() : "";
    return named.startsWith("/") ? named : "/bin/sh";
  }

  /// Whether a difference seen on a target is one that the procedure declares. A file that is
  /// declared to be modified may also be made; the mode of a file that is replaced goes with it.
  static Predicate<Difference> declared(Effects effects) {
    Map<Act, PathSet> sets = new EnumMap<>(Act.class);
    sets.put(Act.DELETE, effects.paths(Act.MOVE));
    sets.put(Act.MODIFY, effects.paths(Act.OVERWRITE));
    sets.put(
        Act.CREATE,
        PathSet.union(List.of(effects.paths(Act.CREATE), effects.paths(Act.OVERWRITE))));
    sets.put(Act.PERMISSION, effects.paths(Act.PERMISSION));
    return difference ->
        difference.acts().stream()
            .allMatch(
                act -> {
                  PathSet set = sets.get(act);
                  if (act == Act.PERMISSION && difference.acts().contains(Act.MODIFY)) {
                    set = sets.get(Act.MODIFY);
                  }
                  return set != null && set.contains(difference.path());
                });
  }
}
