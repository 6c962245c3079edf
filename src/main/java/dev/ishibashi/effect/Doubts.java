package dev.ishibashi.effect;

import dev.ishibashi.shell.Syntax;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Keeps in mind, over all ways through a program, what can only go wrong at a place.
///
/// A command may be met on several ways, in several rounds of a loop and at several calls of its
/// function; that it can only fail is said when it does so each time it is met.
final class Doubts {
  /// Variables that others set and use: the shells, the login, common tools, Debian's tools.
  private static final Pattern OUTSIDE =
      Pattern.compile(
          "[0-9]+|_|RET|REPLY|OPTARG|OPTIND|OPTERR|IFS|PS[0-9]|PATH|MAIL|HOME|PWD|OLDPWD|BASH.*|COMP_.*"
              + "|HIST.*|LC_.*|LANG(UAGE)?|DEBIAN_.*|DPKG_.*|DEBCONF_.*|SSH_.*|SUDO_.*|XDG_.*"
              + "|http_proxy|https_proxy|ftp_proxy|no_proxy|all_proxy");

  private static final Pattern DEFINITION =
      Pattern.compile(
          "(?m)(?:^|[;{}&|(]|\\bthen\\b|\\belse\\b|\\bdo\\b)[ \\t]*"
              + "(?:function[ \\t]+([\\w:.-]+)|([\\w:.-]+)[ \\t]*\\([ \\t]*\\))");
  private static final Pattern COMMENT = Pattern.compile("(?m)(^|[ \\t])#.*$");
  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?m)(?:^|[\\s;&|({`])([A-Za-z_]\\w*)\\+?=|\\bfor\\s+([A-Za-z_]\\w*)\\b"
              + "|\\bread\\s+(?:-\\w+\\s+)*([A-Za-z_]\\w*)");

  private record Place(int offset, int length, String code, String what) {}

  private record Doubt(String code, Span at, List<Object> arguments) {}

  private final Recorder recorder;
  private final String text;
  private final Map<Place, Doubt> doubts = new LinkedHashMap<>();
  private final Set<Place> fine = new LinkedHashSet<>();
  private final Map<String, Span> uses = new LinkedHashMap<>();
  private final Map<Integer, Condition> conditions = new LinkedHashMap<>();
  private boolean outsiders;

  // Found in the text when they are asked for: most programs never ask.
  private @Nullable Map<String, Integer> functions;
  private @Nullable Set<String> set;
  private @Nullable String code;

  Doubts(Recorder recorder, Source source) {
    this.recorder = recorder;
    this.text = source.text();
  }

  /// Text that nobody knows has run, or a name that nobody knows was set: any variable and any
  /// function may come from there.
  void outsider() {
    outsiders = true;
  }

  private static boolean elsewhere(Around around) {
    return around.at() != null || !around.host().isEmpty();
  }

  /// One visit of a place.
  ///
  /// @param what tells apart several things that one place does
  /// @param arguments what the message tells; null when all is well this time
  void visit(String code, String what, Span at, Around around, @Nullable List<Object> arguments) {
    if (elsewhere(around)) {
      return;
    }
    Place place = new Place(at.offset(), at.length(), code, what);
    if (arguments == null) {
      fine.add(place);
    } else {
      doubts.putIfAbsent(place, new Doubt(code, at, arguments));
    }
  }

  /// Something that is wrong however the place is reached.
  void certain(String code, Span at, Around around, Object... arguments) {
    if (!elsewhere(around)) {
      recorder.finding(code, Severity.WARNING, at, arguments);
    }
  }

  // ---- functions and variables

  /// The line in which a function of the program is defined, 0 when it has none of that name.
  int definition(String function) {
    if (functions == null) {
      functions = new HashMap<>();
      Matcher matcher = DEFINITION.matcher(text);
      while (matcher.find()) {
        String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        functions.putIfAbsent(name, (int) text.substring(0, matcher.start()).lines().count() + 1);
      }
    }
    return functions.getOrDefault(function, 0);
  }

  /// Whether the program gives a variable of this name a value.
  boolean sets(String variable) {
    return set().contains(variable);
  }

  private Set<String> set() {
    if (set == null) {
      set = assigned(code());
    }
    return set;
  }

  /// The text without comments, which may speak of anything.
  private String code() {
    if (code == null) {
      code = COMMENT.matcher(text).replaceAll("$1");
    }
    return code;
  }

  boolean mentions(String words) {
    return text.contains(words);
  }

  boolean outsiders() {
    return outsiders;
  }

  /// A variable was read as it is, with no value of its own for the case that it is not set.
  void used(String variable, Span at, Around around) {
    if (!elsewhere(around) && !uses.containsKey(variable) && !OUTSIDE.matcher(variable).matches()) {
      uses.put(variable, at);
    }
  }

  private void variables() {
    if (outsiders) {
      return;
    }
    uses.forEach(
        (name, at) -> {
          if (Pattern.compile("(?<![$\\w{!#])" + name + "\\b|\\$\\{[!#]?" + name + "[:=?+-]")
                  .matcher(text.replaceAll("\\$\\{#?" + name + "\\b(?![:=?+-])", "\\$" + "{}"))
                  .find()
              || Pattern.compile("(-[nz]|test|\\[) +[\"']?[xX]?\\$\\{?" + name + "\\b")
                  .matcher(code())
                  .find()) {
            return;
          }
          String meant = similar(name, set(), code());
          if (meant != null) {
            recorder.finding(
                "variable-never-set",
                Severity.WARNING,
                at,
                name,
                Messages.text("effect.variable-meant", meant));
          } else if (!name.equals(name.toUpperCase(Locale.ROOT))) {
            recorder.finding(
                "variable-never-set",
                Severity.WARNING,
                at,
                name,
                Messages.text("effect.variable-own"));
          }
        });
  }

  private static Set<String> assigned(String code) {
    Set<String> all = new TreeSet<>();
    Matcher matcher = ASSIGNED.matcher(code);
    while (matcher.find()) {
      for (int i = 1; i <= 3; i++) {
        if (matcher.group(i) != null) {
          all.add(matcher.group(i));
        }
      }
    }
    return all;
  }

  /// The variable that was probably meant: nearly the same letters, and set.
  private static @Nullable String similar(String name, Set<String> set, String code) {
    String plain = plain(name);
    for (String other : set) {
      if (plain(other).equals(plain)) {
        return other;
      }
    }
    for (String other : set) {
      boolean unused = !Pattern.compile("\\$\\{?[#!]?" + other + "\\b").matcher(code).find();
      String candidate = plain(other);
      boolean shortened =
          unused
              && Math.min(plain.length(), candidate.length()) >= 4
              && (plain.startsWith(candidate) || candidate.startsWith(plain));
      boolean slip =
          Math.min(plain.length(), candidate.length()) >= 5
              && plain.charAt(0) == candidate.charAt(0)
              && !plain.matches(".*[0-9]")
              && distance(plain, candidate) == 1
              && (unused || name.equals(name.toLowerCase(Locale.ROOT)))
              && !(plain + "s").equals(candidate)
              && !(candidate + "s").equals(plain);
      if (shortened || slip) {
        return other;
      }
    }
    return null;
  }

  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int before = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int step = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), before + step);
        before = above;
      }
    }
    return row[b.length()];
  }

  // ---- conditions

  /// All that was seen of one test.
  private static final class Condition {
    final Span at;
    boolean holds;
    boolean fails;

    /// Whether something in it was unknown each time.
    boolean unknown = true;

    String words = "";
    @Nullable String kind;

    Condition(Span at) {
      this.at = at;
    }
  }

  private final Set<Integer> alternatives = new LinkedHashSet<>();

  /// A test behind `||`: that it always holds says that the whole does.
  void alternative(Syntax.Command command) {
    alternatives.add(command.at().offset());
  }

  /// One visit of a test.
  ///
  /// @param kind what makes its outcome sure, if it is: `plain` text alone, `glued` words, `equal`,
  ///   `unequal`, `number`; null when that would say nothing
  /// @param unknown whether something in it is not known
  void tested(
      Span at,
      Around around,
      Interpreter.Outcome outcome,
      @Nullable String kind,
      boolean unknown,
      String words) {
    if (elsewhere(around)) {
      return;
    }
    Condition seen = condition(at);
    seen.holds |= outcome.success() != null;
    seen.fails |= outcome.failure() != null;
    seen.unknown &= unknown;
    seen.words = words;
    seen.kind = kind;
  }

  /// One visit of a test that may hold or not: nothing will be said of it.
  void undecided(Span at, Around around) {
    if (!elsewhere(around)) {
      Condition seen = condition(at);
      seen.holds = true;
      seen.fails = true;
    }
  }

  private Condition condition(Span at) {
    return conditions.computeIfAbsent(at.offset(), o -> new Condition(at));
  }

  private void conditions() {
    for (Condition seen : conditions.values()) {
      if (seen.holds == seen.fails || seen.kind == null) {
        continue;
      }
      boolean told =
          switch (seen.kind) {
            case "plain", "glued", "number" -> true;
            case "equal" -> seen.unknown && seen.fails;
            case "unequal" -> seen.unknown && seen.holds && alternatives.contains(seen.at.offset());
            case "either" -> seen.unknown;
            default -> false;
          };
      if (told) {
        recorder.finding(
            "constant-condition",
            Severity.WARNING,
            seen.at,
            seen.words,
            Messages.text(
                seen.kind.equals("glued") || seen.kind.equals("number")
                    ? "effect.condition-" + seen.kind
                    : seen.holds ? "effect.condition-true" : "effect.condition-false"));
      }
    }
  }

  /// Says all that was found.
  ///
  /// @param whole whether every way was followed to its end
  void conclude(boolean whole) {
    if (!whole) {
      return;
    }
    List<Doubt> certain = new ArrayList<>();
    doubts.forEach(
        (place, doubt) -> {
          if (!fine.contains(place)) {
            certain.add(doubt);
          }
        });
    for (Doubt doubt : certain) {
      recorder.finding(doubt.code, Severity.WARNING, doubt.at, doubt.arguments.toArray());
    }
    conditions();
    variables();
  }
}
