package dev.ishibashi.procedure;

import dev.ishibashi.inventory.Host;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `{{ name }}` in a value stands for the variable of that name that the inventory gives to the
/// host. There is no other source of values: no environment, no command line, no expressions.
public final class Fillings {
  private static final Pattern ONE = Pattern.compile("\\{\\{ *([A-Za-z_][A-Za-z0-9_]*) *\\}\\}");

  private Fillings() {}

  /// The variables that a text names.
  public static SortedSet<String> names(String text) {
    SortedSet<String> names = new TreeSet<>();
    Matcher filling = ONE.matcher(text);
    while (filling.find()) {
      names.add(filling.group(1));
    }
    return names;
  }

  /// Whether a text holds the signs of a filling that is none.
  static boolean broken(String text) {
    String rest = ONE.matcher(text).replaceAll("");
    return rest.contains("{{") || rest.contains("}}");
  }

  /// The value that the inventory gives to a host: a text, a number or a truth value; empty where
  /// there is none, or it is blank, or holds something else.
  public static Optional<String> value(Host host, String name) {
    return switch (host.vars().get(name)) {
      case String text when !text.isBlank() -> Optional.of(text);
      case Number number -> Optional.of(number.toString());
      case Boolean truth -> Optional.of(truth.toString());
      case null, default -> Optional.empty();
    };
  }

  /// A text for a host. What the inventory does not give stays as it is; the gates have stopped
  /// such a change.
  public static String fill(String text, Host host) {
    return ONE.matcher(text)
        .replaceAll(
            filling ->
                Matcher.quoteReplacement(value(host, filling.group(1)).orElseGet(filling::group)));
  }
}
