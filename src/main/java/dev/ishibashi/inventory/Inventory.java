package dev.ishibashi.inventory;

import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import dev.ishibashi.text.Spelling;
import dev.ishibashi.text.Yaml;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The fleet: hosts, groups and variables, with the meaning that Ansible gives to the same files.
///
/// An inventory exists only when all of its sources could be read to the end; a broken second
/// source is no warning.
public final class Inventory {
  private final Map<String, Host> hosts;
  private final Map<String, List<String>> groups;

  private Inventory(Map<String, Host> hosts, Map<String, List<String>> groups) {
    this.hosts = hosts;
    this.groups = groups;
  }

  /// What reading gives: an inventory, or every reason why there is none.
  public sealed interface Outcome {}

  public record Loaded(Inventory inventory) implements Outcome {}

  public record Refused(List<Diagnostic> problems) implements Outcome {}

  /// Reads the sources in their order; a later one adds to, and overrides, the earlier.
  ///
  /// @param sources as the user names them: a file, a directory (all texts below it are looked at,
  ///   in sorted order, as Ansible does), or hosts separated by commas (`web1,`)
  /// @param texts path to text: the sources, what is below source directories, and what is in
  ///   `group_vars/` and `host_vars/` beside the sources. Bytes that are not UTF-8 come as
  ///   [Source#decode(byte[])] gives them
  public static Outcome read(List<String> sources, Map<String, String> texts) {
    return read(sources, texts, Set.of(), Vault.CLOSED);
  }

  /// Reads the sources, some of which may be printed by programs or encrypted.
  ///
  /// @param printed the paths whose text is what the program there printed for `--list`
  /// @param vault opens what is encrypted
  public static Outcome read(
      List<String> sources, Map<String, String> texts, Set<String> printed, Vault vault) {
    Problems problems = new Problems();
    Reading reading = new Reading(problems, texts, printed, vault);
    if (sources.isEmpty()) {
      problems.add("no-source", Span.whole("inventory"));
    }
    for (String source : sources) {
      reading.source(source);
    }
    if (problems.none()) {
      reading.fleet.settle();
    }
    if (problems.none() && reading.fleet.machines.isEmpty()) {
      problems.add("no-hosts", Span.whole(String.join(" ", sources)));
    }
    if (!problems.none()) {
      return new Refused(problems.all());
    }
    Inventory inventory = reading.resolve();
    return problems.none() ? new Loaded(inventory) : new Refused(problems.all());
  }

  /// Reads one text, for a fleet that is a single file without `group_vars`.
  public static Outcome read(String file, String text) {
    return read(List.of(file), Map.of(file, text));
  }

  /// All hosts, in the order of the pattern `all`.
  public List<Host> hosts() {
    return groups.getOrDefault("all", List.of()).stream()
        .map(n -> java.util.Objects.requireNonNull(hosts.get(n)))
        .toList();
  }

  public Optional<Host> host(String name) {
    return Optional.ofNullable(hosts.get(name));
  }

  /// The names of all groups, with `all` and `ungrouped`, in the order in which they were met.
  public Set<String> groups() {
    return Collections.unmodifiableSet(groups.keySet());
  }

  /// The hosts of a group and of the groups below it; empty also where there is no such group.
  public List<String> members(String group) {
    return groups.getOrDefault(group, List.of());
  }

  /// Resolves an Ansible pattern. A part that matches nothing makes the whole select nothing, also
  /// where Ansible only warns.
  public Selection select(String pattern) {
    return select(Source.of("pattern", pattern));
  }

  /// Resolves a pattern; diagnostics point into the source.
  public Selection select(Source pattern) {
    return new Selector(groups, hosts, pattern).select();
  }

  /// The hosts of the pattern that the limit selects too, in the order of the pattern, as `--limit`
  /// does.
  public Selection select(String pattern, String limit) {
    return switch (select(pattern)) {
      case Selection.Nothing nothing -> nothing;
      case Selection.Selected some ->
          switch (select(Source.of("limit", limit))) {
            case Selection.Nothing nothing -> nothing;
            case Selection.Selected limited -> {
              Set<String> names = Set.copyOf(limited.names());
              List<Host> both =
                  some.hosts().stream().filter(h -> names.contains(h.name())).toList();
              yield both.isEmpty()
                  ? new Selection.Nothing(
                      Problems.diagnostic("limit-nobody", Span.whole("limit"), limit, pattern))
                  : new Selection.Selected(both);
            }
          };
    };
  }

  /// One reading of all sources.
  private static final class Reading {
    /// What Ansible skips in a directory of sources.
    private static final List<String> SKIPPED =
        List.of(
            ".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".ini",
            ".cfg", ".retry");

    final Problems problems;
    final Fleet fleet;
    private final NavigableMap<String, String> texts = new TreeMap<>();
    private final List<String> directories = new ArrayList<>();
    private final Map<String, Map<String, Variable>> read = new HashMap<>();
    private final YamlScalars scalars;
    private final Set<String> printed = new java.util.HashSet<>();
    private final Vault vault;

    Reading(Problems problems, Map<String, String> texts, Set<String> printed, Vault vault) {
      this.problems = problems;
      this.vault = vault;
      this.fleet = new Fleet(problems);
      this.scalars = new YamlScalars(problems, vault);
      printed.forEach(path -> this.printed.add(plain(path)));
      texts.forEach((path, text) -> this.texts.put(plain(path), text));
    }

    private static String plain(String path) {
      String p = path.replaceAll("/+", "/");
      while (p.startsWith("./")) {
        p = p.substring(2);
      }
      return p.length() > 1 && p.endsWith("/") ? p.substring(0, p.length() - 1) : p;
    }

    void source(String source) {
      String path = plain(source);
      String text = texts.get(path);
      if (text != null) {
        int slash = path.lastIndexOf('/');
        directories.add(slash < 0 ? "" : path.substring(0, slash + 1));
        file(path, text);
      } else if (source.contains(",")) {
        hostList(source);
      } else if (!below(path + "/").isEmpty() || path.equals(".")) {
        String prefix = path.equals(".") ? "" : path + "/";
        directories.add(prefix);
        if (!directory(prefix)) {
          problems.add("directory-empty", Span.whole(source));
        }
      } else {
        problems.add("missing", Span.whole(source), source);
      }
    }

    private Map<String, String> below(String prefix) {
      return prefix.isEmpty() ? texts : texts.subMap(prefix, prefix + Character.MAX_VALUE);
    }

    private boolean directory(String prefix) {
      Set<String> names = new TreeSet<>();
      for (String path : below(prefix).keySet()) {
        names.add(path.substring(prefix.length()).split("/", 2)[0]);
      }
      boolean any = false;
      for (String name : names) {
        if (name.startsWith(".")
            || name.equals("group_vars")
            || name.equals("host_vars")
            || name.equals("vars_plugins")
            || SKIPPED.stream().anyMatch(name::endsWith)) {
          continue;
        }
        String path = prefix + name;
        String text = texts.get(path);
        if (text == null) {
          any |= directory(path + "/");
        } else {
          file(path, text);
          any = true;
        }
      }
      return any;
    }

    private void hostList(String source) {
      fleet.turn++;
      Span at = Span.whole(source);
      Fleet.Group group = fleet.group("ungrouped", at);
      boolean any = false;
      for (String item : source.split(",", -1)) {
        String name = item.strip();
        if (name.isEmpty()) {
          continue;
        }
        if (name.contains("[") && !name.startsWith("[")) {
          problems.add("list-range", at, name);
          continue;
        }
        any = true;
        Names.machines(name, group, fleet, at);
      }
      if (!any) {
        problems.add("list-empty", at, source);
      }
    }

    /// The text of a file, with its envelope opened; null, and a problem, when that fails.
    private @Nullable String opened(String path, String text) {
      if (!Vault.envelope(text)) {
        return text;
      }
      return switch (vault.open(text)) {
        case Vault.Opened(String plain) -> plain;
        case Vault.NoPassword _ -> refuse("vault-file", path);
        case Vault.Wrong _ -> refuse("vault-wrong", path);
        case Vault.Malformed _ -> refuse(vault == Vault.CLOSED ? "vault-file" : "vault-form", path);
      };
    }

    private @Nullable String refuse(String key, String path) {
      problems.add(key, Span.whole(path));
      return null;
    }

    private void program(Source source) {
      switch (Yaml.read(source)) {
        case Yaml.Broken broken -> problems.add(broken.why());
        case Yaml.Document document -> {
          if (document.root().isEmpty()) {
            problems.add("script-root", Span.whole(source.file()));
          } else {
            new ScriptReader(fleet, scalars).read(document.root().get());
          }
        }
      }
    }

    private void file(String path, String given) {
      fleet.turn++;
      String text = opened(path, given);
      if (text == null) {
        return;
      }
      Source source = Source.of(path, text);
      if (printed.contains(path)) {
        program(source);
        return;
      }
      if (text.startsWith("#!")) {
        problems.add("script", Span.whole(path));
        return;
      }
      if (path.endsWith(".toml")) {
        problems.add("toml", Span.whole(path));
        return;
      }
      if (text.lines()
          .map(String::strip)
          .allMatch(
              l -> l.isEmpty() || l.startsWith("#") || l.startsWith(";") || l.equals("---"))) {
        problems.add("blank", Span.whole(path));
        return;
      }
      String name = path.substring(path.lastIndexOf('/') + 1);
      boolean yamlOnly = name.endsWith(".yml") || name.endsWith(".yaml") || name.endsWith(".json");
      boolean either = name.lastIndexOf('.') <= 0;
      if (yamlOnly || either) {
        switch (Yaml.read(source)) {
          case Yaml.Broken broken -> {
            if (yamlOnly || looksLikeYaml(text)) {
              problems.add(broken.why());
              return;
            }
          }
          case Yaml.Document document -> {
            if (document.root().isPresent()
                && (yamlOnly || document.root().get() instanceof Yaml.Fields)) {
              new YamlReader(fleet, scalars).read(document.root().get());
              return;
            }
            if (yamlOnly) {
              problems.add("blank", Span.whole(path));
              return;
            }
          }
        }
      }
      new IniReader(source, fleet).read();
    }

    /// Whether a file that is broken YAML should be said to be that, and not broken INI.
    private static boolean looksLikeYaml(String text) {
      return text.startsWith("---")
          || text.lines().anyMatch(l -> l.matches("(all|  (children|hosts|vars)):\\s*"));
    }

    Inventory resolve() {
      Map<String, List<String>> groups = new LinkedHashMap<>();
      for (Fleet.Group group : fleet.groups.values()) {
        groups.put(group.name, Fleet.machines(group).stream().map(m -> m.name).toList());
      }
      Map<Set<Fleet.Group>, Base> bases = new HashMap<>();
      Map<String, Host> hosts = new LinkedHashMap<>();
      for (Fleet.Machine machine : fleet.machines.values()) {
        Base base = bases.computeIfAbsent(Set.copyOf(machine.groups), this::base);
        Map<String, Variable> all = new TreeMap<>(base.variables);
        all.putAll(machine.variables);
        for (String directory : directories) {
          all.putAll(beside(directory + "host_vars/", machine.name));
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        Map<String, Span> origins = new LinkedHashMap<>();
        all.forEach(
            (name, variable) -> {
              values.put(name, variable.value());
              origins.put(name, variable.at());
            });
        hosts.put(
            machine.name,
            new Host(
                machine.name,
                base.names,
                Collections.unmodifiableMap(values),
                Collections.unmodifiableMap(origins),
                machine.at));
      }
      facts(hosts);
      unused();
      return new Inventory(Collections.unmodifiableMap(hosts), Collections.unmodifiableMap(groups));
    }

    /// What hosts of the same groups share.
    private record Base(List<String> names, Map<String, Variable> variables) {}

    private Base base(Set<Fleet.Group> direct) {
      Set<Fleet.Group> every = new java.util.LinkedHashSet<>(direct);
      for (Fleet.Group group : direct) {
        every.addAll(Fleet.ancestors(group));
      }
      List<Fleet.Group> sorted =
          every.stream()
              .filter(g -> !g.name.equals("all"))
              .sorted(
                  Comparator.<Fleet.Group>comparingInt(g -> g.depth)
                      .thenComparingLong(g -> g.priority)
                      .thenComparing(g -> g.name, Reading::byCodePoints))
              .toList();
      Map<String, Variable> variables = new TreeMap<>(fleet.group("all", Span.whole("")).variables);
      sorted.forEach(g -> variables.putAll(g.variables));
      for (String directory : directories) {
        variables.putAll(beside(directory + "group_vars/", "all"));
      }
      for (String directory : directories) {
        sorted.forEach(g -> variables.putAll(beside(directory + "group_vars/", g.name)));
      }
      return new Base(
          sorted.stream().map(g -> g.name).sorted(Reading::byCodePoints).toList(), variables);
    }

    private static int byCodePoints(String a, String b) {
      return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    }

    private final Set<String> used = new TreeSet<>();

    /// The variables in `group_vars/<name>`, with or without an ending, or in a directory of it.
    private Map<String, Variable> beside(String folder, String name) {
      if (below(folder).isEmpty()) {
        return Map.of();
      }
      String stem = folder + name;
      Map<String, Variable> known = read.get(stem);
      if (known != null) {
        return known;
      }
      Map<String, Variable> found = new TreeMap<>();
      if (texts.containsKey(stem)) {
        variables(stem, found);
      } else if (!below(stem + "/").isEmpty()) {
        variablesBelow(stem + "/", found);
      } else {
        for (String ending : List.of(".yml", ".yaml", ".json")) {
          if (texts.containsKey(stem + ending)) {
            variables(stem + ending, found);
            break;
          }
          if (!below(stem + ending + "/").isEmpty()) {
            variablesBelow(stem + ending + "/", found);
            break;
          }
        }
      }
      read.put(stem, found);
      return found;
    }

    private void variablesBelow(String prefix, Map<String, Variable> found) {
      Set<String> names = new TreeSet<>();
      for (String path : below(prefix).keySet()) {
        names.add(path.substring(prefix.length()).split("/", 2)[0]);
      }
      for (String name : names) {
        int dot = name.lastIndexOf('.');
        String ending = dot > 0 ? name.substring(dot) : "";
        if (name.startsWith(".") || name.endsWith("~")) {
          used.add(prefix + name);
        } else if (texts.containsKey(prefix + name)) {
          if (ending.isEmpty() || List.of(".yml", ".yaml", ".json").contains(ending)) {
            variables(prefix + name, found);
          }
        } else if (ending.isEmpty()) {
          variablesBelow(prefix + name + "/", found);
        }
      }
    }

    private void variables(String path, Map<String, Variable> found) {
      used.add(path);
      String text = opened(path, java.util.Objects.requireNonNull(texts.get(path)));
      if (text == null) {
        return;
      }
      switch (Yaml.read(Source.of(path, text))) {
        case Yaml.Broken broken -> problems.add(broken.why());
        case Yaml.Document document -> {
          if (document.root().isEmpty()) {
            return;
          }
          if (!(document.root().get() instanceof Yaml.Fields fields)) {
            problems.add("vars-root", document.root().get().at());
            return;
          }
          for (Yaml.Field field : scalars.entries(fields)) {
            String name = YamlScalars.key(scalars.value(field.key()));
            if (!Names.variable(name)) {
              problems.add("variable-name", field.key().at(), name);
              continue;
            }
            found.put(name, new Variable(scalars.value(field.value()), field.key().at()));
          }
        }
      }
    }

    /// Files of variables that belong to no group and no host: a slip in the name of the file would
    /// otherwise take variables away without a word.
    private void unused() {
      for (String directory : Set.copyOf(directories)) {
        unused(directory + "group_vars/", fleet.groups.keySet());
        unused(directory + "host_vars/", fleet.machines.keySet());
      }
    }

    private void unused(String folder, Set<String> known) {
      Set<String> told = new TreeSet<>();
      for (String path : below(folder).keySet()) {
        String name = path.substring(folder.length()).split("/", 2)[0];
        String stem = name.replaceFirst("\\.(yml|yaml|json)$", "");
        boolean hidden = name.startsWith(".") || name.endsWith("~");
        if (!hidden && !known.contains(stem) && !known.contains(name) && told.add(name)) {
          Spelling.nearest(stem, known)
              .ifPresent(n -> problems.add("vars-unused", Span.whole(path), stem, n));
        }
      }
    }

    private void facts(Map<String, Host> hosts) {
      Set<Span> told = new java.util.HashSet<>();
      for (Host host : hosts.values()) {
        for (Map.Entry<String, @Nullable Object> variable : host.vars().entrySet()) {
          String name = variable.getKey();
          if (!name.startsWith("ishibashi") || !told.add(host.origin(name))) {
            continue;
          }
          Optional<Fact> fact = Fact.of(name);
          if (fact.isEmpty()) {
            String near =
                Spelling.nearest(name, Fact.variables())
                    .map(n -> "; did you mean %s".formatted(n))
                    .orElse("");
            problems.add("fact-unknown", host.origin(name), name, near);
            continue;
          }
          check(host, fact.get(), hosts);
        }
      }
    }

    private void check(Host host, Fact fact, Map<String, Host> hosts) {
      Span at = host.origin(fact.variable());
      Object value = host.vars().get(fact.variable());
      String text = String.valueOf(value);
      if (value == null || text.isBlank()) {
        problems.add("fact-blank", at, fact.variable(), host.name());
        return;
      }
      if (text.contains("{{")) {
        problems.add("fact-template", at, fact.variable());
        return;
      }
      switch (fact.form()) {
        case TEXT -> {
          if (value instanceof List || value instanceof Map) {
            problems.add("fact-text", at, fact.variable());
          }
        }
        case HOSTS -> {
          for (String name : host.facts(fact)) {
            if (!hosts.containsKey(name)) {
              String near =
                  Spelling.nearest(name, hosts.size() > 5000 ? List.of() : hosts.keySet())
                      .map(n -> "; did you mean %s".formatted(n))
                      .orElse("");
              problems.add("fact-host", at, fact.variable(), name, near);
            }
          }
        }
        case PATHS -> {
          for (String path : host.facts(fact)) {
            if (!path.matches("/|(/[^/]+)+") || path.matches(".*/\\.{1,2}(/.*)?")) {
              problems.add("fact-path", at, fact.variable(), path);
            }
          }
        }
        case DATE -> {
          if (!text.matches("\\d{4}-\\d{2}-\\d{2}|never")) {
            problems.add("fact-date", at, fact.variable(), text);
          }
        }
        case NUMBER -> {
          if (!text.matches("[0-9]{1,9}")) {
            problems.add("fact-number", at, fact.variable(), text);
          }
        }
      }
    }
  }
}
