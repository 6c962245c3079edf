package dev.ishibashi.cli;

import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.Context;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.Explainer;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.effect.Resource;
import dev.ishibashi.inventory.Host;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.inventory.Selection;
import dev.ishibashi.remote.Address;
import dev.ishibashi.remote.Addresses;
import dev.ishibashi.remote.Fleet;
import dev.ishibashi.run.InventoryFiles;
import dev.ishibashi.run.InventorySources;
import dev.ishibashi.shell.Dialect;
import dev.ishibashi.text.Source;
import dev.ishibashi.verify.Census;
import dev.ishibashi.verify.Losses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Explains a program for each host of an inventory, with the host's variables and, when asked to,
/// with what lies on the host itself.
final class HostExplanations {
  private final Inventory inventory;
  private final List<Host> hosts;
  private final @Nullable Fleet fleet;
  private final Addresses addresses = Addresses.ofThisUser();

  /// So many hosts are asked at the same time.
  private final Semaphore places = new Semaphore(32);

  /// @param fleet the way to the hosts; null when they are not to be asked
  HostExplanations(InventorySources inventories, @Nullable String pattern, @Nullable Fleet fleet) {
    this.inventory =
        switch (InventoryFiles.read(inventories)) {
          case InventoryFiles.Read(Inventory read) -> read;
          case InventoryFiles.Refused(List<String> sentences) -> throw new BadInput(sentences);
        };
    this.hosts =
        switch (inventory.select(pattern == null ? "all" : pattern)) {
          case Selection.Selected selected -> selected.hosts();
          case Selection.Nothing(var why) -> throw new BadInput(List.of(why.toString()));
        };
    this.fleet = fleet;
  }

  /// What lies on one host under one path, or why that is not known.
  ///
  /// @param found null when the host could not be asked
  record Lying(String host, Act act, String paths, Census.@Nullable Found found, String why) {}

  /// Hosts with the same explanation.
  record Group(Explanation explanation, List<String> hosts, List<Lying> lying) {
    boolean unasked() {
      return lying.stream().anyMatch(l -> l.found() == null);
    }
  }

  /// The explanations of a program, each with its hosts.
  ///
  /// @param common what is known beside the hosts
  List<Group> of(Source program, Dialect dialect, Explainer explainer, Context common) {
    Map<Map<String, String>, Explanation> known = new HashMap<>();
    Map<String, Explanation> explanations = new LinkedHashMap<>();
    Map<String, Map<String, String>> variables = new HashMap<>();
    for (Host host : hosts) {
      Map<String, String> own = variables(host, program);
      variables.put(host.name(), own);
      explanations.put(
          host.name(),
          known.computeIfAbsent(
              own, v -> explainer.explain(program, dialect, context(common, v, Map.of()))));
    }
    Map<String, List<Lying>> lying = new HashMap<>();
    if (fleet != null) {
      Census census = new Census(fleet);
      Map<String, Future<Asked>> asked = new LinkedHashMap<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Host host : hosts) {
          Explanation first = Objects.requireNonNull(explanations.get(host.name()));
          Function<Map<String, String>, Explanation> again =
              links ->
                  explainer.explain(
                      program, dialect, context(common, variables.get(host.name()), links));
          asked.put(host.name(), threads.submit(() -> ask(census, host, first, again)));
        }
        for (Map.Entry<String, Future<Asked>> entry : asked.entrySet()) {
          Asked answer = entry.getValue().get();
          explanations.put(entry.getKey(), answer.explanation());
          lying.put(entry.getKey(), answer.lying());
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return grouped(explanations, lying);
  }

  private static List<Group> grouped(
      Map<String, Explanation> explanations, Map<String, List<Lying>> lying) {
    Map<String, Group> groups = new LinkedHashMap<>();
    explanations.forEach(
        (host, explanation) -> {
          Group group =
              groups.computeIfAbsent(
                  ExplainOutput.json(explanation),
                  _ -> new Group(explanation, new ArrayList<>(), new ArrayList<>()));
          group.hosts().add(host);
          group.lying().addAll(lying.getOrDefault(host, List.of()));
        });
    return List.copyOf(groups.values());
  }

  private static Context context(
      Context common, @Nullable Map<String, String> variables, Map<String, String> links) {
    return new Context(
        variables == null ? Map.of() : variables,
        common.arguments(),
        common.files(),
        common.root(),
        links);
  }

  /// The variables of a host that the program speaks of, as its environment would have them.
  private static Map<String, String> variables(Host host, Source program) {
    Map<String, String> all = new LinkedHashMap<>();
    String text = program.text();
    host.vars()
        .forEach(
            (name, value) -> {
              boolean plain =
                  value instanceof String || value instanceof Number || value instanceof Boolean;
              boolean own = !name.startsWith("ansible_") && !name.startsWith("ishibashi_");
              if (plain && own && name.matches("[A-Za-z_]\\w*") && text.contains(name)) {
                all.put(name, String.valueOf(value));
              }
            });
    if (text.contains("hostname") || text.contains("HOSTNAME") || text.contains("uname")) {
      all.putIfAbsent("HOSTNAME", host.name());
    }
    return all;
  }

  // ---- asking

  private record Asked(Explanation explanation, List<Lying> lying) {}

  private static boolean loses(Effect effect) {
    return switch (effect.act()) {
      case DELETE, OVERWRITE, MOVE -> true;
      case CREATE,
          MODIFY,
          PERMISSION,
          FORMAT,
          MOUNT,
          SERVICE,
          PACKAGE,
          PROCESS,
          SCHEDULE,
          NETWORK,
          DATABASE,
          UNKNOWN ->
          false;
    };
  }

  private Asked ask(
      Census census, Host host, Explanation first, Function<Map<String, String>, Explanation> again)
      throws InterruptedException {
    places.acquire();
    try {
      return asked(census, host, first, again);
    } finally {
      places.release();
    }
  }

  private Asked asked(
      Census census,
      Host host,
      Explanation first,
      Function<Map<String, String>, Explanation> again) {
    Address address;
    switch (address(host)) {
      case Addresses.Resolution.Resolved(Address known) -> address = known;
      case Addresses.Resolution.Unusable(String why) -> {
        return new Asked(first, List.of(new Lying(host.name(), Act.UNKNOWN, "", null, why)));
      }
    }
    Explanation explanation = first;
    switch (census.links(address, onTheWay(first))) {
      case Census.Failed<Map<String, String>>(String why) -> {
        return new Asked(first, List.of(new Lying(host.name(), Act.UNKNOWN, "", null, why)));
      }
      case Census.Known<Map<String, String>>(Map<String, String> links) -> {
        if (!links.isEmpty()) {
          explanation = again.apply(links);
        }
      }
    }
    List<Lying> all = new ArrayList<>(count(census, host.name(), address, explanation, ""));
    for (String other : explanation.hosts()) {
      Optional<Host> reached = reached(other);
      if (reached.isPresent()) {
        switch (address(reached.get())) {
          case Addresses.Resolution.Resolved(Address there) ->
              all.addAll(count(census, other, there, explanation, other));
          case Addresses.Resolution.Unusable(String why) ->
              all.add(new Lying(other, Act.UNKNOWN, "", null, why));
        }
      }
    }
    return new Asked(explanation, all);
  }

  private Optional<Host> reached(String name) {
    return inventory
        .host(name)
        .or(() -> inventory.hosts().stream().filter(h -> h.address().equals(name)).findFirst());
  }

  /// One after the other: it asks the user's own `ssh -G`.
  private synchronized Addresses.Resolution address(Host host) {
    Map<String, String> texts = new LinkedHashMap<>();
    host.vars().forEach((name, value) -> texts.put(name, value == null ? "" : value.toString()));
    return addresses.resolve(host.name(), texts);
  }

  /// Every directory that the paths of the effects begin with.
  private static Set<String> onTheWay(Explanation explanation) {
    Set<String> all = new LinkedHashSet<>();
    List<String> patterns = new ArrayList<>();
    for (String directory : explanation.left()) {
      patterns.add(directory.replaceAll("[*?\\[\\\\]", "\\\\$0"));
    }
    for (Effect effect : explanation.effects()) {
      if (effect.host().isEmpty() && effect.resource() instanceof Resource.Paths paths) {
        patterns.add(paths.paths().pattern());
      }
    }
    for (String pattern : patterns) {
      StringBuilder path = new StringBuilder();
      for (String name : pattern.substring(1).split("/", -1)) {
        if (name.matches(".*[*?\\[].*") || name.isEmpty()) {
          break;
        }
        all.add(path.append('/').append(name.replaceAll("\\\\(.)", "$1")).toString());
      }
    }
    return all;
  }

  private static List<Lying> count(
      Census census, String name, Address address, Explanation explanation, String host) {
    Map<Census.Question, Effect> questions =
        Losses.questions(explanation, e -> loses(e) && e.host().equals(host));
    if (questions.isEmpty()) {
      return List.of();
    }
    return switch (census.count(address, List.copyOf(questions.keySet()))) {
      case Census.Failed<Map<Census.Question, Census.Found>>(String why) ->
          List.of(new Lying(name, Act.UNKNOWN, "", null, why));
      case Census.Known<Map<Census.Question, Census.Found>>(var found) -> {
        List<Lying> all = new ArrayList<>();
        found.forEach(
            (question, one) -> {
              Effect effect = questions.get(question);
              Act act = effect == null ? Act.UNKNOWN : effect.act();
              all.add(new Lying(name, act, question.paths(), one, ""));
            });
        yield all;
      }
    };
  }
}
