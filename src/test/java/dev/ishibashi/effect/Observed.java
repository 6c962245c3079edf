package dev.ishibashi.effect;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Compares what was observed with what was explained.
final class Observed {
  private Observed() {}

  /// The changes that no effect allows.
  static List<Throwaway.Change> outside(Explanation explanation, List<Throwaway.Change> changes) {
    return outside(explanation, changes, false);
  }

  /// @param elsewhere whether what is done on other hosts was done here
  static List<Throwaway.Change> outside(
      Explanation explanation, List<Throwaway.Change> changes, boolean elsewhere) {
    return changes.stream().filter(c -> !allowed(explanation, c, elsewhere)).toList();
  }

  /// What must happen by the explanation, but was not seen.
  static List<Effect> unseen(Explanation explanation, List<Throwaway.Change> changes) {
    List<Effect> unseen = new ArrayList<>();
    for (Effect effect : explanation.effects()) {
      if (effect.certainty() == Certainty.MUST
          && effect.host().isEmpty()
          && effect.resource() instanceof Resource.Paths paths
          && changes.stream()
              .noneMatch(
                  c ->
                      kinds(effect.act()).contains(c.kind()) && paths.paths().contains(c.path()))) {
        unseen.add(effect);
      }
    }
    return unseen;
  }

  private static boolean allowed(
      Explanation explanation, Throwaway.Change change, boolean elsewhere) {
    if (explanation.anything() || change.kind() == Throwaway.Kind.TOUCHED) {
      return true;
    }
    return explanation.effects().stream()
        .filter(e -> elsewhere || e.host().isEmpty())
        .anyMatch(
            e ->
                switch (e.resource()) {
                  case Resource.Paths paths ->
                      kinds(e.act()).contains(change.kind())
                          && paths.paths().contains(change.path());
                  case Resource.Device device -> names(device, change.path());
                  case Resource.Unit unit -> owns(e.act(), change.path());
                  case Resource.Named named -> owns(e.act(), change.path());
                  case Resource.Anything anything -> true;
                });
  }

  /// Whether a device or an image, which is named as the program writes it, is that file.
  static boolean names(Resource.Device device, String path) {
    return path.equals(device.name()) || path.endsWith("/" + device.name());
  }

  /// How an act looks from outside.
  static Set<Throwaway.Kind> kinds(Act act) {
    return switch (act) {
      case DELETE -> EnumSet.of(Throwaway.Kind.DELETED);
      // What takes the place of a file is seen as another file there.
      case MOVE -> EnumSet.of(Throwaway.Kind.DELETED, Throwaway.Kind.CREATED);
      case CREATE -> EnumSet.of(Throwaway.Kind.CREATED);
      case OVERWRITE, MODIFY ->
          EnumSet.of(
              Throwaway.Kind.CREATED,
              Throwaway.Kind.CHANGED,
              Throwaway.Kind.ATTRIBUTES,
              Throwaway.Kind.TOUCHED);
      case PERMISSION -> EnumSet.of(Throwaway.Kind.ATTRIBUTES, Throwaway.Kind.TOUCHED);
      case FORMAT, MOUNT, SERVICE, PACKAGE, PROCESS, SCHEDULE, NETWORK, DATABASE, UNKNOWN ->
          EnumSet.allOf(Throwaway.Kind.class);
    };
  }

  /// Where things lie that are not named by path: the files of packages, tables of services.
  private static boolean owns(Act act, String path) {
    return switch (act) {
      case PACKAGE -> path.matches("/(usr|etc|var|opt|boot|run|lib.*|s?bin)(/.*)?");
      case SERVICE -> path.matches("/(etc/(rc.\\.d|systemd)|run|var/lib/systemd)/.*");
      case SCHEDULE -> path.matches("/var/spool/(cron|at)/.*");
      case MOUNT -> path.matches("/run/mount/.*");
      case DATABASE -> path.matches("/var/lib/.*");
      case DELETE, OVERWRITE, CREATE, MODIFY, MOVE, PERMISSION -> false;
      case FORMAT, PROCESS, NETWORK, UNKNOWN -> false;
    };
  }
}
