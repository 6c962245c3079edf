package dev.ishibashi.effect;

import dev.ishibashi.shell.Dialect;
import dev.ishibashi.text.Diagnostic;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Everything a program could do, as far as it can be known.
///
/// @param error why the program cannot be read, if so; then [#anything()] holds
/// @param anything whether no bound on its effects is known
/// @param findings worst first
/// @param effects in the order of the program
/// @param hosts the hosts that it addresses by itself; `?` stands for hosts that could not be
///   worked out
/// @param acknowledged why the program's author means what a finding says (a comment `# ishibashi:
///   ok CODE reason`); such findings stay among [#findings()]
/// @param ways how the program gets to what a finding says, step by step, where that takes several
/// @param left directories that `..` leads out of; where one is a symbolic link, the effects are
///   elsewhere than said
public record Explanation(
    String file,
    Dialect dialect,
    @Nullable Diagnostic error,
    boolean anything,
    List<Diagnostic> findings,
    List<Effect> effects,
    Set<String> hosts,
    Map<Diagnostic, String> acknowledged,
    Map<Diagnostic, List<Step>> ways,
    Set<String> left) {
  /// An explanation in which nothing is acknowledged.
  public Explanation(
      String file,
      Dialect dialect,
      @Nullable Diagnostic error,
      boolean anything,
      List<Diagnostic> findings,
      List<Effect> effects,
      Set<String> hosts) {
    this(file, dialect, error, anything, findings, effects, hosts, Map.of(), Map.of(), Set.of());
  }

  /// What one program could do in any of several circumstances.
  ///
  /// @param each explanations of the same program, at least one
  public static Explanation union(List<Explanation> each) {
    Explanation first = each.getFirst();
    if (each.size() == 1) {
      return first;
    }
    Set<Diagnostic> findings = new LinkedHashSet<>();
    Set<Effect> effects = new LinkedHashSet<>();
    Set<String> hosts = new LinkedHashSet<>();
    Map<Diagnostic, String> acknowledged = new LinkedHashMap<>();
    Map<Diagnostic, List<Step>> ways = new LinkedHashMap<>();
    Set<String> left = new LinkedHashSet<>();
    boolean anything = false;
    for (Explanation one : each) {
      findings.addAll(one.findings());
      effects.addAll(one.effects());
      hosts.addAll(one.hosts());
      acknowledged.putAll(one.acknowledged());
      ways.putAll(one.ways());
      left.addAll(one.left());
      anything |= one.anything();
    }
    return new Explanation(
        first.file(),
        first.dialect(),
        first.error(),
        anything,
        findings.stream().sorted(Comparator.comparing(Diagnostic::severity)).toList(),
        List.copyOf(effects),
        hosts,
        acknowledged,
        ways,
        left);
  }

  /// How the program gets there, step by step; empty where there is only the place itself.
  public List<Step> way(Diagnostic finding) {
    return ways.getOrDefault(finding, List.of());
  }

  /// The reason why a finding is meant, where the program gives one.
  public Optional<String> reason(Diagnostic finding) {
    return Optional.ofNullable(acknowledged.get(finding));
  }
}
