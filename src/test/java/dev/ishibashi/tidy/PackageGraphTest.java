package dev.ishibashi.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Who may use whom, and what the pure packages may touch.
class PackageGraphTest {
  private static final String ROOT = "dev.ishibashi.";

  /// The whole graph; it has no cycle because each package only names packages above it.
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("text", Set.of()),
          Map.entry("shell", Set.of("text")),
          Map.entry("spec", Set.of("text")),
          Map.entry("effect", Set.of("shell", "spec", "text")),
          Map.entry("inventory", Set.of("text")),
          Map.entry("procedure", Set.of("inventory", "effect", "text")),
          Map.entry("lineage", Set.of("shell", "effect", "text")),
          Map.entry("approval", Set.of("procedure", "inventory", "text")),
          Map.entry(
              "gate", Set.of("approval", "procedure", "effect", "inventory", "lineage", "text")),
          Map.entry(
              "document", Set.of("procedure", "effect", "inventory", "lineage", "gate", "text")),
          Map.entry("ledger", Set.of("text")),
          Map.entry("remote", Set.of("inventory", "text")),
          Map.entry("verify", Set.of("procedure", "effect", "inventory", "remote", "text")),
          Map.entry("lab", Set.of("text")),
          Map.entry(
              "run",
              Set.of(
                  "approval",
                  "document",
                  "shell",
                  "spec",
                  "effect",
                  "inventory",
                  "procedure",
                  "lineage",
                  "gate",
                  "ledger",
                  "remote",
                  "verify",
                  "text")),
          Map.entry(
              "incident",
              Set.of(
                  "approval",
                  "shell",
                  "spec",
                  "effect",
                  "inventory",
                  "procedure",
                  "lineage",
                  "gate",
                  "ledger",
                  "remote",
                  "verify",
                  "lab",
                  "run",
                  "text")),
          Map.entry(
              "cli",
              Set.of(
                  "approval",
                  "document",
                  "shell",
                  "spec",
                  "effect",
                  "inventory",
                  "procedure",
                  "lineage",
                  "gate",
                  "ledger",
                  "remote",
                  "verify",
                  "lab",
                  "run",
                  "incident",
                  "text")));

  private static final Set<String> PURE =
      Set.of(
          "text",
          "shell",
          "spec",
          "effect",
          "inventory",
          "procedure",
          "approval",
          "lineage",
          "gate",
          "document");

  /// What would make a pure package depend on when and where it runs.
  private static final List<String> WORLD =
      List.of(
          "java.io.File",
          "java.io.RandomAccessFile",
          "java.nio.file.",
          "java.nio.channels.",
          "java.net.Socket",
          "java.net.http.",
          "java.net.URL",
          "java.lang.Process",
          "java.lang.Runtime",
          "java.lang.Thread",
          "java.util.Random",
          "java.util.concurrent.CompletableFuture",
          "java.util.concurrent.Executor",
          "java.util.concurrent.ForkJoin",
          "java.util.concurrent.ThreadLocalRandom",
          "java.time.Clock",
          "java.security.SecureRandom",
          "org.apache.sshd.");

  private static final Set<String> WORLD_METHODS =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.lang.Math.random",
          "java.time.Instant.now",
          "java.time.LocalDate.now",
          "java.time.LocalDateTime.now",
          "java.time.ZonedDateTime.now",
          "java.util.UUID.randomUUID");

  private final JavaClasses product =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.ishibashi");

  @Test
  void should_only_use_packages_that_the_table_allows() {
    assertThat(breaches(product)).isEmpty();
  }

  @Test
  void should_see_edges_at_all() {
    Set<String> edges = new TreeSet<>();
    for (JavaClass from : product) {
      for (String to : uses(from)) {
        edges.add(area(from.getPackageName()) + " -> " + to);
      }
    }
    assertThat(edges).contains("shell -> text", "effect -> shell", "gate -> effect", "cli -> run");
    assertThat(edges).hasSizeGreaterThan(20);
  }

  @Test
  void should_keep_the_pure_packages_away_from_the_world() {
    assertThat(impurities(product)).isEmpty();
  }

  @Test
  void should_find_the_planted_breach() {
    JavaClasses planted = new ClassFileImporter().importPackages("dev.ishibashi.shell.planted");
    assertThat(planted).isNotEmpty();
    assertThat(breaches(planted)).anyMatch(b -> b.contains("shell -> cli"));
    assertThat(impurities(planted))
        .anyMatch(b -> b.contains("java.nio.file."))
        .anyMatch(b -> b.contains("java.time.Instant.now"));
  }

  @Test
  void should_have_no_package_outside_the_table() {
    for (JavaClass type : product) {
      assertThat(MAY_USE).as(type.getName()).containsKey(area(type.getPackageName()));
    }
  }

  private static Set<String> breaches(JavaClasses classes) {
    Set<String> found = new TreeSet<>();
    for (JavaClass from : classes) {
      String area = area(from.getPackageName());
      for (String to : uses(from)) {
        if (!MAY_USE.getOrDefault(area, Set.of()).contains(to)) {
          found.add("%s -> %s, by %s".formatted(area, to, from.getName()));
        }
      }
    }
    return found;
  }

  private static Set<String> impurities(JavaClasses classes) {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      if (!PURE.contains(area(type.getPackageName()))) {
        continue;
      }
      type.getDirectDependenciesFromSelf().stream()
          .map(d -> d.getTargetClass().getName())
          .filter(name -> WORLD.stream().anyMatch(name::startsWith))
          // A name that only begins like the class Runtime.
          .filter(name -> !name.equals("java.lang.RuntimeException"))
          .forEach(name -> found.add("%s uses %s".formatted(type.getName(), name)));
      type.getMethodCallsFromSelf().stream()
          .map(c -> c.getTargetOwner().getName() + "." + c.getName())
          .filter(WORLD_METHODS::contains)
          .forEach(name -> found.add("%s calls %s".formatted(type.getName(), name)));
    }
    return found;
  }

  private static Set<String> uses(JavaClass from) {
    Set<String> areas = new TreeSet<>();
    from.getDirectDependenciesFromSelf().stream()
        .map(d -> d.getTargetClass().getBaseComponentType().getPackageName())
        .filter(p -> p.startsWith(ROOT))
        .map(PackageGraphTest::area)
        .filter(a -> !a.equals(area(from.getPackageName())))
        .forEach(areas::add);
    return areas;
  }

  private static String area(String packageName) {
    String below = packageName.substring(ROOT.length());
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }
}
