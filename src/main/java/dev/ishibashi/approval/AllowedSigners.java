package dev.ishibashi.approval;

import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Whose keys count: an `allowed_signers` file (`ALLOWED SIGNERS` in ssh-keygen(1)).
///
/// A person is one or more principals. Principals that stand in one line, or have a key in common,
/// are one person; so one person with many keys is still one.
///
/// @param lines what it says, in order
/// @param problems everything that is wrong with it; a file with a problem allows nobody
public record AllowedSigners(List<Line> lines, List<Diagnostic> problems) {
  public AllowedSigners {
    lines = List.copyOf(lines);
    problems = List.copyOf(problems);
  }

  /// One line.
  ///
  /// @param principals the names of one person; patterns name nobody
  /// @param key empty for a key of a type that is not verified, and for a certificate authority
  /// @param namespaces patterns of what the key may sign; empty where it may sign anything
  /// @param validAfter from when on it counts
  /// @param validBefore until when it counts
  public record Line(
      List<String> principals,
      Optional<SshKey> key,
      Optional<String> namespaces,
      Optional<Instant> validAfter,
      Optional<Instant> validBefore,
      Span at) {
    boolean mayApprove() {
      return namespaces.isEmpty() || Patterns.inList(SshSignature.NAMESPACE, namespaces.get());
    }

    boolean validAt(Instant time) {
      return validAfter.stream().noneMatch(time::isBefore)
          && validBefore.stream().noneMatch(time::isAfter);
    }

    /// The name by which approvals call this person.
    public Optional<String> name() {
      return principals.stream().filter(p -> !p.matches(".*[*?!].*")).findFirst();
    }

    private boolean names(String principal) {
      return principals.contains(principal)
          && !principal.matches(".*[*?!].*")
          && Patterns.inList(principal, String.join(",", principals));
    }
  }

  private static final Pattern PRINCIPALS = Pattern.compile("(\"[^\"]*\"|[^\\s\"]+)[ \\t]+(.*)");
  private static final Pattern KEY =
      Pattern.compile("([a-z0-9@.-]+)[ \\t]+([A-Za-z0-9+/=]+)(?:[ \\t].*)?");
  private static final Pattern OPTIONS =
      Pattern.compile("((?:[^\\s\"]|\"(?:[^\"\\\\]|\\\\.)*\")+)[ \\t]+(.*)");
  private static final Pattern OPTION =
      Pattern.compile("([A-Za-z-]+)(?:=\"((?:[^\"\\\\]|\\\\.)*)\")?(,|$)");
  private static final Pattern TIME =
      Pattern.compile("([0-9]{8})(?:([0-9]{4})([0-9]{2})?)?(Z|UTC)?");

  /// Types that a line may have although their signatures are not verified.
  private static final Set<String> OTHER_TYPES = Set.of("ssh-dss");

  /// Reads the file.
  ///
  /// @param zone in which times without `Z` are meant
  public static AllowedSigners parse(Source source, ZoneId zone) {
    List<Line> lines = new ArrayList<>();
    List<Diagnostic> problems = new ArrayList<>();
    int start = 0;
    for (String text : source.text().split("\n", -1)) {
      String line = text.strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        int from = start + text.indexOf(line.charAt(0));
        Span at = source.span(from, from + line.length());
        switch (line(line, at, zone)) {
          case Good(Line read) -> lines.add(read);
          case Bad(String why) ->
              problems.add(
                  new Diagnostic(
                      "approval-signers",
                      Severity.ERROR,
                      at,
                      Messages.text("approval.signers", Messages.text("approval.signers-" + why)),
                      Messages.text("approval.signers.fix")));
        }
      }
      start += text.length() + 1;
    }
    return new AllowedSigners(lines, problems);
  }

  private sealed interface Read {}

  private record Good(Line line) implements Read {}

  private record Bad(String why) implements Read {}

  private static Read line(String text, Span at, ZoneId zone) {
    Matcher principals = PRINCIPALS.matcher(text);
    if (!principals.matches()) {
      return new Bad("form");
    }
    List<String> names =
        List.of(principals.group(1).replace("\"", "").split(",", -1)).stream()
            .filter(n -> !n.isEmpty())
            .toList();
    if (names.isEmpty()) {
      return new Bad("form");
    }
    String rest = principals.group(2);
    Map<String, String> options = new HashMap<>();
    if (!startsWithKey(rest)) {
      Matcher split = OPTIONS.matcher(rest);
      if (!split.matches() || !startsWithKey(split.group(2))) {
        return new Bad("key");
      }
      String why = options(split.group(1), options);
      if (why != null) {
        return new Bad(why);
      }
      rest = split.group(2);
    }
    Optional<Instant> after = Optional.empty();
    Optional<Instant> before = Optional.empty();
    try {
      after = Optional.ofNullable(options.get("valid-after")).map(t -> time(t, zone));
      before = Optional.ofNullable(options.get("valid-before")).map(t -> time(t, zone));
    } catch (DateTimeException e) {
      return new Bad("time");
    }
    if (after.isPresent() && before.isPresent() && !after.get().isBefore(before.get())) {
      return new Bad("times");
    }
    Matcher words = KEY.matcher(rest);
    if (!words.matches()) {
      return new Bad("key");
    }
    Optional<SshKey> key = SshKey.of(words.group(1), words.group(2));
    if (key.isEmpty() && !OTHER_TYPES.contains(words.group(1))) {
      return new Bad("key");
    }
    return new Good(
        new Line(
            names,
            options.containsKey("cert-authority") ? Optional.empty() : key,
            Optional.ofNullable(options.get("namespaces")),
            after,
            before,
            at));
  }

  private static boolean startsWithKey(String text) {
    String first = text.split("[ \\t]", 2)[0];
    return SshKey.TYPES.contains(first) || OTHER_TYPES.contains(first);
  }

  /// What is wrong, or null.
  private static @Nullable String options(String text, Map<String, String> found) {
    Matcher option = OPTION.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!option.find(at) || option.start() != at) {
        return "option";
      }
      String name = option.group(1).toLowerCase(Locale.ROOT);
      String value = option.group(2);
      boolean known =
          value == null
              ? name.equals("cert-authority")
              : Set.of("namespaces", "valid-after", "valid-before").contains(name);
      boolean comma = !option.group(3).isEmpty();
      if (!known || (comma && option.end() == text.length())) {
        return "option";
      }
      String plain = value == null ? "" : value.replaceAll("\\\\(.)", "$1");
      if (found.putIfAbsent(name, plain) != null) {
        return "option";
      }
      at = option.end();
    }
    return null;
  }

  private static Instant time(String text, ZoneId zone) {
    Matcher parts = TIME.matcher(text.toUpperCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new DateTimeException(text);
    }
    String date = parts.group(1);
    String clock = parts.group(2) == null ? "0000" : parts.group(2);
    String seconds = parts.group(3) == null ? "00" : parts.group(3);
    LocalDateTime local =
        LocalDateTime.of(
            number(date, 0, 4),
            number(date, 4, 6),
            number(date, 6, 8),
            number(clock, 0, 2),
            number(clock, 2, 4),
            Integer.parseInt(seconds));
    return local.atZone(parts.group(4) == null ? zone : ZoneOffset.UTC).toInstant();
  }

  private static int number(String digits, int from, int to) {
    return Integer.parseInt(digits.substring(from, to));
  }

  /// The lines that give a key to a principal.
  List<Line> of(String principal, SshKey key) {
    return lines.stream()
        .filter(l -> l.names(principal) && l.key().filter(key::equals).isPresent())
        .toList();
  }

  /// Whether a principal stands in any line.
  public boolean knows(String principal) {
    return lines.stream().anyMatch(l -> l.names(principal));
  }

  /// The lines of a key.
  public List<Line> of(SshKey key) {
    return lines.stream().filter(l -> l.key().filter(key::equals).isPresent()).toList();
  }

  /// Whether two principals are one person: by standing in one line, or by a key that both have,
  /// also over others, and whether the key still counts or not.
  public boolean same(String one, String other) {
    Set<String> person = new LinkedHashSet<>(Set.of(folded(one)));
    for (boolean grew = true; grew; ) {
      grew = false;
      for (Line line : lines) {
        Set<String> marks = new LinkedHashSet<>();
        line.principals().forEach(p -> marks.add(folded(p)));
        line.key().ifPresent(k -> marks.add(k.toString()));
        if (marks.stream().anyMatch(person::contains)) {
          grew |= person.addAll(marks);
        }
      }
    }
    return person.contains(folded(other));
  }

  private static String folded(String principal) {
    return principal.toLowerCase(Locale.ROOT);
  }
}
