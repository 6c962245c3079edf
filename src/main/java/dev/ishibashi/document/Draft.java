package dev.ishibashi.document;

import dev.ishibashi.effect.Act;
import dev.ishibashi.inventory.Fact;
import dev.ishibashi.inventory.Host;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.inventory.Selection;
import dev.ishibashi.lineage.Inputs;
import dev.ishibashi.lineage.Search;
import dev.ishibashi.procedure.Effects;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Writes a procedure for a program. What only a person can know is left as `DECIDE: question`,
/// which no reader takes for a decision.
public final class Draft {
  private static final int MOST_GROUPS = 12;

  private final Subject subject;
  private final Needs needs;

  private Draft(Subject subject) {
    this.subject = subject;
    this.needs = Needs.beyond(Effects.none(Span.whole(subject.program())), subject);
  }

  /// The text of a new procedure.
  public static String write(Subject subject) {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(say("head")).append('\n');
    new Draft(subject).parts().values().forEach(text::append);
    return text.toString();
  }

  /// The lines of each key, in the order in which a person reads them.
  static Map<String, String> parts(Subject subject) {
    return new Draft(subject).parts();
  }

  private Map<String, String> parts() {
    Map<String, String> parts = new LinkedHashMap<>();
    put(parts, "change", change());
    put(parts, "title", decide("title", earlier("title", p -> p.title().value())));
    put(parts, "author", decide("author"));
    put(parts, "program", Scalars.of(subject.program()));
    put(parts, "derived-from", ancestor(subject));
    subject.library().ifPresent(l -> put(parts, "library", Scalars.of(l)));
    parts.put("targets", targets());
    parts.put("effects", "effects:" + effects(needs, "  ") + "\n");
    inputs(parts);
    if (!needs.network().isEmpty()) {
      parts.put("network", "network:" + items(needs.network(), "  ") + "\n");
    }
    parts.put("limits", limits());
    boolean replicas =
        subject.inventory().hosts().stream().anyMatch(h -> h.fact(Fact.REPLICA_SET).isPresent());
    if (replicas && needs.loses()) {
      parts.put("live-state", "live-state:\n  - run: " + decide("live-state") + "\n");
    }
    put(
        parts,
        "waves",
        subject
            .earlier()
            .map(
                e ->
                    Scalars.list(
                            e.procedure().waves().value().stream().map(Draft::wave).toList(), "")
                        + as(e))
            .orElse("[canary, rest]"));
    subject
        .earlier()
        .filter(e -> !e.procedure().waveSoak().isZero())
        .ifPresent(e -> put(parts, "wave-soak", duration(e.procedure().waveSoak()) + as(e)));
    parts.put("checks", checks());
    put(
        parts,
        "bystanders",
        subject
            .earlier()
            .map(
                e ->
                    switch (e.procedure().bystanders()) {
                          case Procedure.Everyone() -> "all";
                          case Procedure.Some(var select) -> Scalars.of(select.value());
                        }
                        + as(e))
            .orElse("all"));
    subject
        .earlier()
        .flatMap(
            e -> e.procedure().backupSide().map(s -> "{soak: " + duration(s.value()) + "}" + as(e)))
        .ifPresent(s -> put(parts, "backup-side", s));
    put(
        parts,
        "approvals",
        subject.earlier().map(e -> e.procedure().approvals().value() + as(e)).orElse("1"));
    return parts;
  }

  private static void put(Map<String, String> parts, String key, String value) {
    parts.put(key, key + ": " + value + "\n");
  }

  private static String say(String key, Object... arguments) {
    return Messages.text("document." + key, arguments);
  }

  private static String decide(String key, Object... arguments) {
    return Scalars.of("DECIDE: " + Scalars.comment(say("decide." + key, arguments)));
  }

  private static String as(Subject.Earlier earlier) {
    return "  # " + Scalars.comment(say("as", earlier.name()));
  }

  private String earlier(String key, java.util.function.Function<Procedure, String> part) {
    return subject
        .earlier()
        .map(e -> say("earlier." + key, part.apply(e.procedure()), e.name()))
        .orElse("");
  }

  private String change() {
    String file =
        subject.program().replaceFirst(".*/", "").replaceFirst("\\.(sh|bash|ksh|dash)$", "");
    String name = file.replaceAll("[^A-Za-z0-9._-]+", "-").replaceFirst("^[^A-Za-z0-9]+", "");
    return name.isEmpty()
        ? decide("change")
        : Scalars.of(name.substring(0, Math.min(name.length(), 100)));
  }

  static String ancestor(Subject subject) {
    Optional<Search.Kin> kin = subject.ancestor();
    if (kin.isPresent()) {
      String dated = kin.get().when().isEmpty() ? "" : " (" + kin.get().when() + ")";
      return Scalars.of(kin.get().name())
          + "  # "
          + Scalars.comment(say("ancestor", kin.get().percent()) + dated);
    }
    return switch (subject.search()) {
      case Search.NoLibrary none -> decide("derived-from");
      case Search.Failed failed -> decide("derived-from");
      case Search.Searched searched -> {
        String near =
            searched.kin().stream()
                .filter(k -> !k.own())
                .map(k -> k.name() + " " + k.percent() + " %")
                .collect(Collectors.joining(", "));
        yield near.isEmpty()
            ? "none  # "
                + Scalars.comment(say("no-ancestor", searched.library(), searched.programs()))
            : decide("derived-from-near", near);
      }
    };
  }

  private String targets() {
    String select;
    Optional<List<String>> hosts = Optional.empty();
    if (subject.pattern().isPresent()) {
      select = Scalars.of(subject.pattern().get());
      hosts = selected(subject.inventory(), subject.pattern().get());
    } else {
      TreeSet<String> addressed = new TreeSet<>(subject.explained().hosts());
      String itself =
          addressed.isEmpty()
              ? ""
              : say("addressed", String.join(", ", addressed).replace("?", say("unknown-host")));
      select =
          decide(
              "select",
              groups(subject.inventory()),
              itself,
              earlier("select", p -> p.targets().select().value()));
    }
    return "targets:\n  select: "
        + select
        + "\n  hosts: "
        + hosts.map(h -> Scalars.list(h, "  ")).orElseGet(() -> decide("hosts"))
        + "\n";
  }

  /// The hosts that a pattern gives; empty where it gives none.
  static Optional<List<String>> selected(Inventory inventory, String pattern) {
    return switch (inventory.select(pattern)) {
      case Selection.Selected selected ->
          Optional.of(selected.hosts().stream().map(Host::name).toList());
      case Selection.Nothing nothing -> Optional.empty();
    };
  }

  private static String groups(Inventory inventory) {
    List<String> groups =
        inventory.groups().stream().filter(g -> !g.matches("all|ungrouped")).sorted().toList();
    String some = String.join(", ", groups.subList(0, Math.min(groups.size(), MOST_GROUPS)));
    return groups.size() > MOST_GROUPS ? some + ", …" : some;
  }

  /// The lines behind `effects:`.
  static String effects(Needs needs, String indent) {
    StringBuilder text = new StringBuilder();
    for (String one : needs.impossible()) {
      text.append('\n').append(indent).append("# ").append(Scalars.comment(say("impossible", one)));
    }
    if (needs.nothing()) {
      return text.isEmpty() ? " none" : text + "\n" + indent + decide("effects");
    }
    for (Act act : needs.effects().keySet()) {
      text.append('\n').append(indent).append(act.text()).append(':');
      text.append(items(needs.effects().getOrDefault(act, Map.of()), indent + "  "));
    }
    return text.toString();
  }

  static String items(Map<String, String> items, String indent) {
    StringBuilder text = new StringBuilder();
    items.forEach((item, why) -> text.append('\n').append(item(item, why, indent)));
    return text.toString();
  }

  static String item(String item, String why, String indent) {
    return indent + "- " + Scalars.of(item) + "  # " + Scalars.comment(why);
  }

  private void inputs(Map<String, String> parts) {
    Inputs inputs = Inputs.of(subject.source());
    if (!inputs.variables().isEmpty()) {
      StringBuilder text = new StringBuilder("variables:\n");
      for (String name : inputs.variables()) {
        text.append("  ").append(name).append(": ").append(decide("variable", name)).append('\n');
      }
      parts.put("variables", text.toString());
    }
    if (inputs.arguments() > 0) {
      StringBuilder text = new StringBuilder("arguments:\n");
      for (int i = 1; i <= inputs.arguments(); i++) {
        text.append("  - ").append(decide("argument", i)).append('\n');
      }
      parts.put("arguments", text.toString());
    }
  }

  private String limits() {
    String deleted =
        needs.loses() || !needs.impossible().isEmpty()
            ? decide(
                "deleted-files",
                earlier("deleted-files", p -> p.limits().deletedFiles().toString()))
            : "0";
    String atOnce = subject.earlier().map(e -> e.procedure().limits().atOnce() + as(e)).orElse("1");
    String unhealthy =
        subject.earlier().map(e -> e.procedure().limits().unhealthy() + as(e)).orElse("0");
    return "limits:\n  deleted-files: %s\n  at-once: %s\n  unhealthy: %s\n"
        .formatted(deleted, atOnce, unhealthy);
  }

  private String checks() {
    List<String> lines = new ArrayList<>();
    subject
        .earlier()
        .ifPresent(
            e ->
                e.procedure()
                    .checks()
                    .forEach(
                        c ->
                            lines.add(
                                "  # " + Scalars.comment(say("check", e.name(), c.run())) + "\n")));
    lines.add("  - run: " + decide("check") + "\n");
    return "checks:\n" + String.join("", lines);
  }

  static String wave(Procedure.Wave wave) {
    return switch (wave) {
      case Procedure.Canary() -> "canary";
      case Procedure.Share(int percent) -> percent + "%";
      case Procedure.Count(int hosts) -> String.valueOf(hosts);
      case Procedure.Rest() -> "rest";
    };
  }

  /// As a procedure writes it: `1d12h`.
  static String duration(Duration duration) {
    StringBuilder text = new StringBuilder();
    long seconds = duration.toSeconds();
    String[] units = {"d", "h", "m", "s"};
    long[] sizes = {86_400, 3_600, 60, 1};
    for (int i = 0; i < units.length; i++) {
      if (seconds >= sizes[i]) {
        text.append(seconds / sizes[i]).append(units[i]);
        seconds %= sizes[i];
      }
    }
    return text.isEmpty() ? "0s" : text.toString();
  }
}
