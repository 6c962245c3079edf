package dev.ishibashi.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks Ansible itself: the same files and patterns must mean the same hosts, in the same order,
/// with the same variables; and where Ansible goes on by accident, nothing is selected here.
class AnsibleAgreementTest {
  private static final JsonMapper JSON = new JsonMapper();

  private record Case(
      List<String> sources,
      Map<String, String> files,
      List<String> patterns,
      List<String> limits) {}

  @Test
  void should_mean_the_same_as_ansible_on_valid_inventories() throws Exception {
    List<Case> cases = new ArrayList<>();
    for (int seed = 0; cases.size() < 600; seed++) {
      Generator generator = new Generator(new Random(seed));
      Case one = generator.next();
      if (!generator.hosts.isEmpty()) {
        cases.add(one);
      }
    }
    List<String> differences = new ArrayList<>();
    Map<String, Integer> counted = new TreeMap<>();
    List<JsonNode> answers = oracle(cases);
    for (int i = 0; i < cases.size(); i++) {
      compare(i, cases.get(i), answers.get(i), differences, counted);
    }
    System.out.println("Ansible agreement: " + counted);
    assertThat(differences).isEmpty();
    assertThat(counted.getOrDefault("inventories", 0)).isEqualTo(600);
    assertThat(counted.getOrDefault("patterns that select", 0)).isGreaterThan(2500);
    assertThat(counted.getOrDefault("inventories compared in order", 0)).isGreaterThan(300);
  }

  @Test
  void should_mean_the_same_as_ansible_on_the_written_examples() throws Exception {
    List<Case> cases = new ArrayList<>();
    List<String> patterns = Examples.rows(Examples.PATTERNS).stream().map(r -> r.get(0)).toList();
    cases.add(
        new Case(
            List.of("fleet"),
            Map.of("fleet", Examples.FLEET),
            patterns,
            patterns.stream().filter(p -> !p.equals("all:!alone")).toList()));
    for (List<String> row : Examples.rows(Examples.HOST_LINES)) {
      cases.add(plain("hosts", row.get(0).replace('/', '\n')));
    }
    for (List<String> row : Examples.rows(Examples.VALUES)) {
      String value = row.get(0);
      cases.add(plain("hosts", "a v=" + value + "\n[g]\na\n[g:vars]\nw=" + value));
    }
    for (List<String> row : Examples.rows(Examples.WORDS)) {
      cases.add(plain("hosts", row.get(0)));
    }
    for (List<String> row : Examples.rows(Examples.YAML_VALUES)) {
      cases.add(plain("f.yml", "all: {hosts: {a: {v: " + row.get(0) + "}}}"));
    }
    for (List<String> row : Examples.rows(Examples.PRECEDENCE)) {
      Map<String, String> files = Examples.files(row.get(1));
      List<String> sources = files.containsKey("i") ? List.of("h", "i") : List.of("h");
      cases.add(new Case(sources, files, List.of(), List.of()));
    }
    List<String> differences = new ArrayList<>();
    Map<String, Integer> counted = new TreeMap<>();
    List<JsonNode> answers = oracle(cases);
    for (int i = 0; i < cases.size(); i++) {
      compare(i, cases.get(i), answers.get(i), differences, counted);
    }
    assertThat(differences).isEmpty();
    assertThat(counted.getOrDefault("inventories", 0)).isGreaterThan(100);
  }

  /// Patterns that nobody would write: where they select hosts here, Ansible selects the same.
  @Test
  void should_select_nothing_else_than_ansible_for_any_pattern() throws Exception {
    List<String> pieces =
        List.of(
            "mail",
            "web",
            "web1",
            "db-servers",
            "staging",
            "nobody",
            "all",
            "h",
            "1",
            "0",
            "*",
            "?",
            "[",
            "]",
            "[0]",
            "[1:2]",
            "[ab]",
            "[!1]",
            ":",
            ",",
            "!",
            "&",
            "~",
            ".",
            "-",
            " ",
            "\\d",
            "(",
            ")",
            "^",
            "$",
            "+",
            "::",
            "10.0.0",
            "x");
    Random random = new Random(7);
    List<String> patterns = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      StringBuilder pattern = new StringBuilder();
      for (int n = random.nextInt(6); n >= 0; n--) {
        pattern.append(pieces.get(random.nextInt(pieces.size())));
      }
      patterns.add(pattern.toString());
    }
    Case one = new Case(List.of("fleet"), Map.of("fleet", Examples.FLEET), patterns, List.of());
    JsonNode answers = oracle(List.of(one)).get(0).get("patterns");
    Inventory inventory =
        switch (Inventory.read(one.sources, one.files)) {
          case Inventory.Loaded loaded -> loaded.inventory();
          case Inventory.Refused refused -> throw new AssertionError(refused.problems());
        };
    List<String> differences = new ArrayList<>();
    Map<String, Integer> counted = new TreeMap<>();
    for (int i = 0; i < patterns.size(); i++) {
      JsonNode theirs = answers.get(i);
      switch (inventory.select(patterns.get(i))) {
        case Selection.Selected selected -> {
          counted.merge("selected here", 1, Integer::sum);
          if (!same(selected.names(), names(theirs.get("hosts")), false)) {
            differences.add(patterns.get(i) + ": " + selected.names() + " but Ansible " + theirs);
          }
        }
        case Selection.Nothing nothing -> {
          counted.merge("nothing here", 1, Integer::sum);
          counted.merge(
              theirs.get("hosts").isEmpty() ? "nothing in Ansible" : "selected by Ansible only",
              1,
              Integer::sum);
        }
      }
    }
    System.out.println("Arbitrary patterns: " + counted);
    assertThat(differences).isEmpty();
  }

  /// The commands themselves, for some of the inventories that the test asks Ansible's code about.
  @Test
  void should_mean_the_same_as_the_commands_of_ansible(@TempDir Path folder) throws Exception {
    for (int seed = 1; seed <= 4; seed++) {
      Case one = new Generator(new Random(seed)).next();
      Path root = folder.resolve("case" + seed);
      for (Map.Entry<String, String> file : one.files.entrySet()) {
        Path path = root.resolve(file.getKey());
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, file.getValue());
      }
      Inventory inventory =
          switch (Inventory.read(one.sources, one.files)) {
            case Inventory.Loaded loaded -> loaded.inventory();
            case Inventory.Refused refused -> throw new AssertionError(refused.problems());
          };
      List<String> sources = new ArrayList<>();
      one.sources.forEach(s -> sources.addAll(List.of("-i", s)));
      List<String> list = new ArrayList<>(List.of("ansible-inventory", "--list"));
      list.addAll(sources);
      JsonNode variables = JSON.readTree(run(root, list)).at("/_meta/hostvars");
      for (Host host : inventory.hosts()) {
        JsonNode mine = JSON.valueToTree(host.vars());
        JsonNode theirs =
            variables.has(host.name()) ? variables.get(host.name()) : JSON.createObjectNode();
        for (String name : union(mine, theirs)) {
          assertThat(equal(mine.get(name), theirs.get(name))).as("%s of %s", name, host).isTrue();
        }
      }
      List<String> limited =
          new ArrayList<>(List.of("ansible", "all", "--list-hosts", "--limit", "all:!h1*"));
      limited.addAll(sources);
      if (inventory.select("all", "all:!h1*") instanceof Selection.Selected selected) {
        List<String> theirs =
            run(root, limited).lines().skip(1).map(String::strip).sorted().toList();
        assertThat(selected.names().stream().sorted().toList()).isEqualTo(theirs);
      }
    }
  }

  private static String run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("HOME", folder.toString());
    Process process = builder.start();
    try {
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
      return text;
    } finally {
      process.destroyForcibly();
    }
  }

  private static Case plain(String file, String text) {
    return new Case(List.of(file), Map.of(file, text), List.of(), List.of());
  }

  private static void compare(
      int number,
      Case one,
      JsonNode answer,
      List<String> differences,
      Map<String, Integer> counted) {
    counted.merge("inventories", 1, Integer::sum);
    Inventory inventory;
    switch (Inventory.read(one.sources, one.files)) {
      case Inventory.Refused refused -> {
        differences.add(number + " refused: " + refused.problems() + "\n" + one.files);
        return;
      }
      case Inventory.Loaded loaded -> inventory = loaded.inventory();
    }
    boolean loose = answer.get("loose").asBoolean();
    counted.merge(
        loose ? "inventories compared as sets" : "inventories compared in order", 1, Integer::sum);
    List<String> ours = inventory.hosts().stream().map(Host::name).toList();
    if (!same(ours, names(answer.get("hosts")), loose)) {
      differences.add(
          number + " hosts: " + ours + " but Ansible " + answer.get("hosts") + "\n" + one.files);
    }
    for (Host host : inventory.hosts()) {
      counted.merge("hosts", 1, Integer::sum);
      String groups = JSON.writeValueAsString(host.groups());
      if (!groups.equals(String.valueOf(answer.get("groups").get(host.name())))) {
        differences.add(
            "%d groups of %s: %s but Ansible %s\n%s"
                .formatted(number, host, groups, answer.get("groups").get(host.name()), one.files));
      }
      JsonNode theirs = answer.get("vars").get(host.name());
      JsonNode mine = JSON.valueToTree(host.vars());
      for (String name : union(mine, theirs)) {
        counted.merge("variables", 1, Integer::sum);
        if (!equal(mine.get(name), theirs.get(name))) {
          differences.add(
              "%d %s of %s: %s but Ansible %s\n%s"
                  .formatted(number, name, host, mine.get(name), theirs.get(name), one.files));
        }
      }
    }
    selections(
        number,
        one,
        one.patterns,
        answer.get("patterns"),
        loose,
        inventory::select,
        differences,
        counted);
    selections(
        number,
        one,
        one.limits,
        answer.get("limits"),
        loose,
        l -> inventory.select("all", l),
        differences,
        counted);
  }

  private static void selections(
      int number,
      Case one,
      List<String> patterns,
      JsonNode answers,
      boolean loose,
      Function<String, Selection> select,
      List<String> differences,
      Map<String, Integer> counted) {
    for (int p = 0; p < patterns.size(); p++) {
      String pattern = patterns.get(p);
      JsonNode theirs = answers.get(p);
      boolean warned = theirs.get("warned").asBoolean() || !theirs.get("error").isNull();
      switch (select.apply(pattern)) {
        case Selection.Selected selected -> {
          counted.merge("patterns that select", 1, Integer::sum);
          // A subscript on a group of loose order picks by accident, too.
          boolean accidental = loose && pattern.contains("[");
          if (warned
              || (!accidental && !same(selected.names(), names(theirs.get("hosts")), loose))) {
            differences.add(
                "%d pattern %s: %s but Ansible %s\n%s"
                    .formatted(number, pattern, selected.names(), theirs, one.files));
          }
        }
        case Selection.Nothing nothing -> {
          counted.merge("patterns that select nothing", 1, Integer::sum);
          boolean explained =
              warned || theirs.get("hosts").isEmpty() || strict(nothing.why().code());
          if (!explained) {
            differences.add(
                "%d pattern %s: nothing (%s) but Ansible %s\n%s"
                    .formatted(number, pattern, nothing.why(), theirs, one.files));
          }
        }
      }
    }
  }

  /// What is refused here on purpose, though Ansible goes on.
  private static boolean strict(String code) {
    return switch (code) {
      case "selection-all", "selection-group-empty", "selection-hole", "selection-subscript" ->
          true;
      default -> false;
    };
  }

  private static boolean same(List<String> ours, List<String> theirs, boolean loose) {
    return loose
        ? new LinkedHashSet<>(ours).equals(new LinkedHashSet<>(theirs))
        : ours.equals(theirs);
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.forEach(n -> names.add(n.asString()));
    return names;
  }

  private static Set<String> union(JsonNode a, JsonNode b) {
    Set<String> names = new LinkedHashSet<>();
    a.propertyNames().forEach(names::add);
    b.propertyNames().forEach(names::add);
    names.remove("ansible_config_file");
    return names;
  }

  private static boolean equal(@Nullable JsonNode a, @Nullable JsonNode b) {
    if (a == null || b == null) {
      return false;
    }
    if (a.isNumber() && b.isNumber() && a.isDouble() == b.isDouble()) {
      return a.decimalValue().compareTo(b.decimalValue()) == 0;
    }
    return a.equals(b) || a.toString().equals(b.toString());
  }

  @Test
  void should_select_nothing_where_ansible_goes_on_by_accident() throws Exception {
    List<Case> cases = broken();
    assertThat(cases).hasSizeGreaterThanOrEqualTo(300);
    List<JsonNode> answers = oracle(cases);
    int touched = 0;
    int everybody = 0;
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      Case one = cases.get(i);
      JsonNode answer = answers.get(i);
      JsonNode hosts =
          one.limits.isEmpty()
              ? one.patterns.isEmpty()
                  ? answer.get("hosts")
                  : answer.get("patterns").get(0).get("hosts")
              : answer.get("limits").get(0).get("hosts");
      touched += hosts.size();
      everybody += hosts.size() > 0 && hosts.size() == answer.get("hosts").size() ? 1 : 0;
      switch (Inventory.read(one.sources, one.files)) {
        case Inventory.Refused refused -> {
          if (refused.problems().isEmpty()) {
            wrong.add("no reason: " + one);
          }
        }
        case Inventory.Loaded loaded -> {
          Selection selection =
              one.limits.isEmpty()
                  ? one.patterns.isEmpty()
                      ? loaded.inventory().select("all")
                      : loaded.inventory().select(one.patterns.get(0))
                  : loaded.inventory().select("all", one.limits.get(0));
          if (selection instanceof Selection.Selected selected) {
            wrong.add(selected.names() + " for " + one);
          }
        }
      }
    }
    System.out.printf(
        "Broken or empty: %d cases, nothing selected; Ansible would have touched %d hosts, in %d"
            + " cases every host%n",
        cases.size(), touched, everybody);
    assertThat(wrong).isEmpty();
    assertThat(touched).isGreaterThan(500);
  }

  private static List<Case> broken() {
    List<Case> cases = new ArrayList<>();
    for (int seed = 10_000; seed < 10_020; seed++) {
      Random random = new Random(seed);
      Case good = new Generator(random).plain();
      String file = good.files.get("hosts");
      for (String pattern :
          List.of(
              "",
              " ",
              ",",
              ",,",
              ":",
              "!typo",
              "!typo:!slip",
              "&typo",
              "typo",
              "typo:typo2",
              "all:!typo",
              "all:&typo",
              "h*x",
              "a*")) {
        cases.add(new Case(good.sources, good.files, List.of(), List.of(pattern)));
      }
      for (String second :
          List.of(
              "[open\n",
              "x y\n",
              "[a:children]\nundefined\n",
              "[undefined:vars]\nx=1\n",
              "",
              "# nothing\n",
              "h[3:1]\n")) {
        Map<String, String> files = new LinkedHashMap<>(good.files);
        files.put("second", second);
        cases.add(new Case(List.of("hosts", "second"), files, List.of(), List.of()));
      }
      for (String more :
          List.of(
              "\n[last]\nh1 conflict=1\nh1 conflict=2\n",
              "\n[web:childern]\nh1\n",
              "\n[last:children]\nundefined\n")) {
        cases.add(new Case(List.of("hosts"), Map.of("hosts", file + more), List.of(), List.of()));
      }
      cases.add(new Case(List.of("hosts", "missing"), good.files, List.of(), List.of()));
    }
    return cases;
  }

  private static List<JsonNode> oracle(List<Case> cases) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("/usr/bin/python3", "src/test/resources/oracle/ansible_oracle.py")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      Thread feeder =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (BufferedWriter out =
                        new BufferedWriter(
                            new OutputStreamWriter(
                                process.getOutputStream(), StandardCharsets.UTF_8))) {
                      for (Case one : cases) {
                        out.write(JSON.writeValueAsString(one));
                        out.newLine();
                      }
                    } catch (IOException e) {
                      // The answers that are missing then tell.
                      process.destroy();
                    }
                  });
      List<JsonNode> answers = new ArrayList<>();
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          answers.add(JSON.readTree(line));
        }
      }
      feeder.join();
      assertThat(answers)
          .as("Ansible answers; install ansible-core (./test does)")
          .hasSize(cases.size());
      return answers;
    } finally {
      process.destroyForcibly();
    }
  }

  /// Makes valid inventories: nothing in them is ambiguous or refused here.
  private static final class Generator {
    private static final List<String> VALUES =
        List.of(
            "1",
            "007",
            "1.5",
            "word",
            "True",
            "'quoted'",
            "x/y",
            "0x10",
            "None",
            "1e3",
            "a=b",
            "['p','q']",
            "1_0",
            "-3",
            "2026-11-25",
            "\"5\"");
    private static final List<String> YAML_VALUES =
        List.of(
            "1",
            "007",
            "1.5",
            "word",
            "yes",
            "'yes'",
            "[1, b, no]",
            "{k: v, n: 1}",
            "~",
            "0x1F",
            "1:30",
            "1e3",
            "1.0e+3",
            "\"q\"",
            "012",
            "2026-11-25",
            "off",
            "-3",
            ".5",
            "x y");
    private final Random random;
    private final List<String> groups = new ArrayList<>();
    private final Set<String> hosts = new LinkedHashSet<>();

    Generator(Random random) {
      this.random = random;
      int count = 1 + random.nextInt(6);
      List<String> names =
          new ArrayList<>(
              List.of("web", "mail", "db", "cache-tier", "edge_1", "zeta", "prod", "x86"));
      Collections.shuffle(names, random);
      groups.addAll(names.subList(0, count));
    }

    Case plain() {
      StringBuilder text = new StringBuilder("h1\nh2\n");
      for (String group : groups) {
        text.append("[").append(group).append("]\n");
        for (int i = 0; i < 3; i++) {
          text.append(host()).append("\n");
        }
      }
      return new Case(List.of("hosts"), Map.of("hosts", text.toString()), List.of(), List.of());
    }

    Case next() {
      Map<String, String> files = new LinkedHashMap<>();
      List<String> sources = new ArrayList<>();
      int count = random.nextInt(4) == 0 ? 2 : 1;
      for (int i = 0; i < count; i++) {
        boolean yaml = random.nextInt(3) == 0;
        String name = yaml ? "inv" + i + ".yml" : "inv" + i;
        files.put(name, yaml ? yaml(i) : ini(i));
        sources.add(name);
      }
      if (count == 2 && random.nextBoolean()) {
        Map<String, String> moved = new LinkedHashMap<>();
        files.forEach((name, text) -> moved.put("dir/" + name, text));
        files.clear();
        files.putAll(moved);
        sources.clear();
        sources.add("dir");
      }
      String beside = sources.contains("dir") ? "dir/" : "";
      for (String group : with("all", groups)) {
        if (random.nextInt(4) == 0) {
          files.put(beside + "group_vars/" + group + ending(), variables());
        }
      }
      for (String host : hosts) {
        if (random.nextInt(6) == 0) {
          files.put(beside + "host_vars/" + host + ending(), variables());
        }
      }
      List<String> patterns = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        patterns.add(pattern());
      }
      return new Case(sources, files, patterns, List.of(pattern(), pattern()));
    }

    private static List<String> with(String first, List<String> rest) {
      List<String> all = new ArrayList<>();
      all.add(first);
      all.addAll(rest);
      return all;
    }

    private String ending() {
      return List.of("", ".yml", ".yaml", ".json", "/a", "/b.yml").get(random.nextInt(6));
    }

    private String variables() {
      StringBuilder text = new StringBuilder();
      Set<String> names = new LinkedHashSet<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        String name = "v" + random.nextInt(4);
        if (names.add(name)) {
          text.append(name).append(": ").append(pick(YAML_VALUES)).append("\n");
        }
      }
      return text.toString();
    }

    private <T> T pick(List<T> from) {
      return from.get(random.nextInt(from.size()));
    }

    private String host() {
      String name =
          switch (random.nextInt(6)) {
            case 0 -> "h" + (1 + random.nextInt(9)) + ".example.net";
            case 1 -> "10.0.0." + random.nextInt(20);
            case 2 -> "2001:db8::" + random.nextInt(9);
            default -> "h" + (1 + random.nextInt(9));
          };
      hosts.add(name);
      return name;
    }

    private String hostOrRange() {
      if (random.nextInt(4) > 0) {
        return host();
      }
      return switch (random.nextInt(4)) {
        case 0 -> {
          int first = random.nextInt(5);
          int last = first + random.nextInt(4);
          for (int i = first; i <= last; i++) {
            hosts.add("r" + i);
          }
          yield "r[%d:%d]".formatted(first, last);
        }
        case 1 -> {
          for (int i = 8; i <= 12; i += 2) {
            hosts.add("n%02d-x".formatted(i));
          }
          yield "n[08:12:2]-x";
        }
        case 2 -> {
          hosts.addAll(List.of("la", "lc", "le"));
          yield "l[a:f:2]";
        }
        default -> {
          hosts.addAll(List.of("m1a", "m1b", "m2a", "m2b"));
          yield "m[1:2][a:b]";
        }
      };
    }

    private String ini(int source) {
      StringBuilder text = new StringBuilder();
      Set<String> used = new LinkedHashSet<>();
      for (int i = 0; i < random.nextInt(3); i++) {
        text.append(hostLine(used, source)).append("\n");
      }
      List<String> sections = new ArrayList<>();
      for (String group : groups) {
        StringBuilder section = new StringBuilder("[" + group + "]\n");
        for (int i = 0; i < random.nextInt(4); i++) {
          section.append(hostLine(used, source)).append("\n");
        }
        sections.add(section.toString());
        if (random.nextInt(3) == 0) {
          sections.add(iniVariables(group));
        }
      }
      if (random.nextInt(3) == 0) {
        sections.add(iniVariables("all"));
      }
      sections.addAll(children());
      Collections.shuffle(sections, random);
      sections.forEach(s -> text.append(s).append(random.nextInt(3) == 0 ? "\n" : ""));
      return text.toString();
    }

    private String hostLine(Set<String> used, int source) {
      String host = hostOrRange();
      StringBuilder line = new StringBuilder(host);
      // One host gets its variables once, or they might disagree.
      if (!host.contains("[") && random.nextInt(3) == 0 && used.add(host)) {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
          String name = "v" + random.nextInt(4);
          if (names.add(name)) {
            line.append(" ").append(name).append("=").append(pick(VALUES));
          }
        }
        if (random.nextInt(4) == 0) {
          line.append(" # comment ").append(source);
        }
      }
      return line.toString();
    }

    private String iniVariables(String group) {
      StringBuilder section = new StringBuilder("[" + group + ":vars]\n");
      Set<String> names = new LinkedHashSet<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        String name = "v" + random.nextInt(4);
        if (names.add(name)) {
          section
              .append(name)
              .append(random.nextBoolean() ? "=" : " = ")
              .append(pick(VALUES))
              .append("\n");
        }
      }
      if (!group.equals("all") && random.nextInt(4) == 0) {
        section.append("ansible_group_priority=").append(random.nextInt(5)).append("\n");
      }
      return section.toString();
    }

    /// Groups below groups, never in a circle: a group is above those that come later.
    private List<String> children() {
      List<String> sections = new ArrayList<>();
      for (int parent = 0; parent < groups.size(); parent++) {
        if (random.nextInt(3) > 0) {
          continue;
        }
        StringBuilder section = new StringBuilder("[" + groups.get(parent) + ":children]\n");
        for (int child = parent + 1; child < groups.size(); child++) {
          if (random.nextBoolean()) {
            section.append(groups.get(child)).append("\n");
          }
        }
        sections.add(section.toString());
      }
      return sections;
    }

    private String yaml(int source) {
      StringBuilder text = new StringBuilder("# source " + source + "\nall:\n");
      if (random.nextInt(3) == 0) {
        text.append("  vars:\n").append(indent(variables(), 4));
      }
      Set<String> used = new LinkedHashSet<>();
      if (random.nextBoolean()) {
        text.append("  hosts:\n").append(yamlHosts(4, used));
      }
      text.append("  children:\n");
      for (String group : groups) {
        text.append("    ").append(group).append(":\n");
        if (random.nextInt(3) > 0) {
          text.append("      hosts:\n").append(yamlHosts(8, used));
        }
        if (random.nextInt(3) == 0) {
          text.append("      vars:\n").append(indent(variables(), 8));
        }
        int at = groups.indexOf(group);
        if (at + 1 < groups.size() && random.nextInt(3) == 0) {
          text.append("      children:\n        ")
              .append(groups.get(at + 1 + random.nextInt(groups.size() - at - 1)))
              .append(":\n");
        }
      }
      return text.toString();
    }

    private String yamlHosts(int indent, Set<String> used) {
      StringBuilder text = new StringBuilder();
      Set<String> here = new LinkedHashSet<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        String host = hostOrRange();
        if (!here.add(host)) {
          continue;
        }
        String key = host.contains(":") ? "\"" + host + "\"" : host;
        text.append(" ".repeat(indent)).append(key).append(":\n");
        if (!host.contains("[") && random.nextInt(3) == 0 && used.add(host)) {
          text.append(indent(variables(), indent + 2));
        }
      }
      return text.toString();
    }

    private static String indent(String lines, int by) {
      return lines.lines().map(l -> " ".repeat(by) + l + "\n").reduce("", String::concat);
    }

    private String pattern() {
      int count = 1 + random.nextInt(3);
      String separator = random.nextBoolean() ? ":" : ",";
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String sign =
            switch (random.nextInt(5)) {
              case 0 -> "!";
              case 1 -> "&";
              default -> "";
            };
        parts.add(sign + part());
      }
      boolean colons = parts.stream().anyMatch(p -> p.contains("::"));
      return String.join(colons ? "," : separator, parts);
    }

    private String part() {
      return switch (random.nextInt(10)) {
        case 0, 1, 2 -> pick(groups);
        case 3, 4 -> pick(with("h1", List.copyOf(hosts)));
        case 5 -> pick(groups) + "[" + pick(List.of("0", "1", "-1", "0:1", "1:", "0:0")) + "]";
        case 6 -> pick(List.of("h*", "h?", "h[1-4]*", "*.example.net", "10.0.0.*", "r*", "we*"));
        case 7 -> pick(List.of("~h\\d$", "~(web|mail)", "~h[1-3]", "~.*example", "~n\\d+-x"));
        case 8 -> pick(List.of("all", "*", "ungrouped", "all[0]"));
        default -> pick(List.of("typo", "h99", "nothing*", "w*", "m*"));
      };
    }
  }
}
