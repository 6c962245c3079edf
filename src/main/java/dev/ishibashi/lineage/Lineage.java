package dev.ishibashi.lineage;

import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.shell.Parser;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a program took over from the program it was copied from, and what it lost on the way.
///
/// @param inherited effects whose command stands in the ancestor too
/// @param lost guards that stood before (or around) a command in the ancestor, and do not where the
///   command stands now
/// @param dropped guards of the ancestor that decide by the name of the host, and have no
///   counterpart anywhere in the program
public record Lineage(List<Inherited> inherited, List<Lost> lost, List<Guard> dropped) {

  /// An effect that came with a command of the ancestor.
  ///
  /// @param ancestorAt the command in the ancestor
  /// @param unchanged whether the command is the same but for blanks and names of variables
  public record Inherited(Effect effect, Span ancestorAt, boolean unchanged) {}

  /// A guard that does not protect an inherited command any more.
  public record Lost(Guard guard, Inherited inherited) {}

  /// Above this the comparison of edited lines is left out, and only unchanged ones are found.
  private static final long MOST_PAIRS = 4_000_000;

  /// Compares a program with its declared ancestor.
  public static Lineage compare(
      Source program, Explanation explained, Source ancestor, Explanation ancestorExplained) {
    GuardFinder now = new GuardFinder(program, Parser.parse(program, explained.dialect()));
    GuardFinder then =
        new GuardFinder(ancestor, Parser.parse(ancestor, ancestorExplained.dialect()));
    Map<Span, String> commandsThen = commandsThen(then, ancestorExplained);
    boolean edited = (long) commandsThen.size() * explained.effects().size() <= MOST_PAIRS;
    Map<String, Span> unchanged = new LinkedHashMap<>();
    commandsThen.forEach((at, text) -> unchanged.putIfAbsent(Lines.nameless(text), at));

    List<Inherited> inherited = new ArrayList<>();
    List<Lost> lost = new ArrayList<>();
    Set<String> told = new LinkedHashSet<>();
    for (Effect effect : explained.effects()) {
      if (effect.act() == Act.UNKNOWN) {
        continue;
      }
      String text = armed(effect.at(), now);
      Span same = unchanged.get(Lines.nameless(text));
      Span from = same;
      if (from == null && edited) {
        for (Map.Entry<Span, String> command : commandsThen.entrySet()) {
          if (Lines.similar(command.getValue(), text)) {
            from = command.getKey();
            break;
          }
        }
      }
      if (from == null) {
        continue;
      }
      Inherited one = new Inherited(effect, from, same != null);
      inherited.add(one);
      for (Guard guard : then.guards()) {
        if (protectedBy(guard, from, then)
            && now.guards().stream()
                .noneMatch(g -> counterpart(guard, g) && protectedBy(g, effect.at(), now))
            && told.add(guard.at() + " " + guard.text() + " " + effect.at() + effect.act())) {
          lost.add(new Lost(guard, one));
        }
      }
    }
    List<Guard> dropped = new ArrayList<>();
    for (Guard guard : then.guards()) {
      if (guard.targeting()
          && guard.kind() == Guard.Kind.LEAVE
          && now.guards().stream().noneMatch(g -> counterpart(guard, g))) {
        dropped.add(guard);
      }
    }
    return new Lineage(List.copyOf(inherited), List.copyOf(lost), List.copyOf(dropped));
  }

  /// The commands of the ancestor that had an effect, or would have had one without the variable
  /// that turned them into words.
  private static Map<Span, String> commandsThen(GuardFinder then, Explanation explained) {
    Map<Span, String> commands = new LinkedHashMap<>();
    for (Effect effect : explained.effects()) {
      commands.put(effect.at(), armed(effect.at(), then));
    }
    for (GuardFinder.Command command : then.commands()) {
      if (!command.variable().isEmpty() && disarming(command, then)) {
        commands.put(command.at(), armed(command.at(), then));
      }
    }
    return commands;
  }

  private static boolean disarming(GuardFinder.Command command, GuardFinder finder) {
    return finder.guards().stream()
        .anyMatch(
            g -> g.variable().equals(command.variable()) && g.protects(command.at().offset()));
  }

  /// The text of a command without a variable in front that may turn it into words.
  private static String armed(Span at, GuardFinder finder) {
    String text = finder.text(at);
    return text.replaceFirst("^\"?\\$\\{?[A-Za-z_][A-Za-z0-9_]*}?\"? (?=[a-z])", "");
  }

  private static boolean protectedBy(Guard guard, Span command, GuardFinder finder) {
    if (!guard.protects(command.offset())) {
      return false;
    }
    return guard.variable().isEmpty()
        || finder.commands().stream()
            .anyMatch(
                c ->
                    c.variable().equals(guard.variable())
                        && c.at().offset() <= command.offset()
                        && command.offset() < c.at().offset() + Math.max(1, c.at().length()));
  }

  /// Whether a guard of the program does what one of the ancestor did, perhaps edited.
  static boolean counterpart(Guard then, Guard now) {
    if (then.kind() != now.kind()) {
      return false;
    }
    return switch (then.kind()) {
      case OPTION -> then.text().equals(now.text());
      case DISARM -> then.variable().isEmpty() == now.variable().isEmpty();
      case LEAVE, CONDITION ->
          Lines.nameless(then.text()).equals(Lines.nameless(now.text()))
              || (then.targeting() && now.targeting())
              || (then.targeting() == now.targeting() && Lines.similar(then.text(), now.text()));
    };
  }
}
