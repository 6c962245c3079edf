package dev.ishibashi.document;

import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.Explainer;
import dev.ishibashi.effect.PathSet;
import dev.ishibashi.effect.Resource;
import dev.ishibashi.procedure.Effects;
import dev.ishibashi.text.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a program can do that a procedure must declare.
///
/// @param effects for each act the texts that declare it, each with the command that does it
/// @param network the hosts it talks to, each with the command
/// @param impossible what no procedure can declare, as it is explained, with its place
record Needs(
    Map<Act, Map<String, String>> effects, Map<String, String> network, Set<String> impossible) {

  /// What is not covered by what is declared already.
  static Needs beyond(Effects declared, Subject subject) {
    Map<Act, Map<String, String>> effects = new EnumMap<>(Act.class);
    Map<String, String> network = new LinkedHashMap<>();
    Set<String> impossible = new LinkedHashSet<>();
    for (Effect effect : subject.explained().effects()) {
      if (!(declared.covers(effect) instanceof Effects.Uncovered)) {
        continue;
      }
      String at = effect.at().line() + ":" + effect.at().column();
      String text = effect.resource().toString();
      if (effect.act() == Act.NETWORK && effect.resource() instanceof Resource.Named) {
        network.putIfAbsent(text, at + " " + command(subject.source(), effect));
      } else if (declarable(effect, text)) {
        for (String one : declarations(effect, text)) {
          effects
              .computeIfAbsent(effect.act(), a -> new LinkedHashMap<>())
              .putIfAbsent(one, at + " " + command(subject.source(), effect));
        }
      } else {
        impossible.add(at + " " + Explainer.text(effect));
      }
    }
    return new Needs(effects, network, impossible);
  }

  boolean nothing() {
    return effects.isEmpty();
  }

  /// Whether it destroys files.
  boolean loses() {
    return effects.containsKey(Act.DELETE) || effects.containsKey(Act.MOVE);
  }

  private static List<String> declarations(Effect effect, String text) {
    return effect.resource() instanceof Resource.Paths(PathSet paths)
        ? List.of(paths.pattern().split(" (?=/)", -1))
        : List.of(text);
  }

  private static boolean declarable(Effect effect, String text) {
    return switch (effect.resource()) {
      case Resource.Paths(PathSet paths) -> readable(paths, text) && !takesSystem(paths);
      case Resource.Anything() -> false;
      case Resource.Device(String name) -> effect.act() != Act.UNKNOWN && plain(name);
      case Resource.Unit(String name) -> effect.act() != Act.UNKNOWN && plain(name);
      case Resource.Named(String name) -> effect.act() != Act.UNKNOWN && plain(name);
    };
  }

  private static boolean plain(String name) {
    return !name.isBlank() && name.chars().allMatch(c -> c >= ' ') && name.indexOf('$') < 0;
  }

  /// Whether a procedure can say exactly these paths.
  private static boolean readable(PathSet paths, String text) {
    if (!text.startsWith("/") || text.matches(".*[$…`\\p{Cntrl}].*")) {
      return false;
    }
    try {
      List<PathSet> said = new ArrayList<>();
      for (String one : paths.pattern().split(" (?=/)", -1)) {
        said.add(PathSet.glob(one));
      }
      return paths.subsetOf(PathSet.union(said)) && PathSet.union(said).subsetOf(paths);
    } catch (IllegalArgumentException notAPattern) {
      return false;
    }
  }

  /// What the effects gate refuses anyway must not be proposed.
  private static boolean takesSystem(PathSet paths) {
    return paths.contains("/")
        || paths.contains("/etc")
        || paths.contains("/usr")
        || paths.contains("/var");
  }

  private static String command(Source source, Effect effect) {
    byte[] bytes = source.bytes();
    int start = Math.min(effect.at().offset(), bytes.length);
    int end = Math.min(bytes.length, start + effect.at().length());
    return Source.decode(Arrays.copyOfRange(bytes, start, end));
  }
}
