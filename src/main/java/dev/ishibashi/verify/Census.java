package dev.ishibashi.verify;

import dev.ishibashi.remote.Address;
import dev.ishibashi.remote.Fleet;
import dev.ishibashi.remote.Limits;
import dev.ishibashi.remote.Reply;
import dev.ishibashi.text.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Asks hosts over SSH what lies under paths, and where links lead. It changes nothing on them.
public final class Census {
  private static final Limits LIMITS =
      new Limits(Duration.ofSeconds(15), Duration.ofMinutes(5), 16 << 20);

  /// The exit code with which the script says that this `find` cannot do it.
  private static final int NO_GNU_FIND = 64;

  private final Fleet fleet;
  private final String script;

  public Census(Fleet fleet) {
    this.fleet = fleet;
    try (InputStream in = Census.class.getResourceAsStream("/host/count.sh")) {
      if (in == null) {
        throw new IllegalStateException("the script is not in the archive");
      }
      this.script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What a host answers.
  public sealed interface Answer<T> {}

  public record Known<T>(T value) implements Answer<T> {}

  /// The host could not be asked, or not wholly. This is never the same as nothing being there.
  public record Failed<T>(String why) implements Answer<T> {}

  /// What is asked of one host.
  ///
  /// @param paths a pattern of paths, as effects have it
  /// @param follows whether what a link leads to is meant, and not the link
  public record Question(String paths, boolean follows) {}

  /// What lies under some paths.
  ///
  /// @param files how many there are that are no directories
  /// @param bytes their size together
  /// @param newest how many seconds ago the newest of them was changed; empty when there are none
  /// @param mount the mount point they lie below
  /// @param below other mount points below them
  /// @param partly whether some of it could not be seen, so that there is more
  public record Found(
      long files,
      long bytes,
      OptionalLong newest,
      String mount,
      List<String> below,
      boolean partly) {}

  /// Where those of the paths lead that are symbolic links, by path.
  ///
  /// @param paths absolute paths, and those on the way to them
  public Answer<Map<String, String>> links(Address address, Collection<String> paths) {
    StringBuilder calls = new StringBuilder();
    for (String path : paths) {
      if (askable(path)) {
        calls.append("link ").append(quoted(path)).append('\n');
      }
    }
    return switch (ask(address, calls.toString())) {
      case Failed<List<String[]>>(String why) -> new Failed<>(why);
      case Known<List<String[]>>(List<String[]> records) -> {
        Map<String, String> links = new LinkedHashMap<>();
        for (String[] fields : records) {
          if (fields[0].equals("link") && fields.length == 3 && fields[2].startsWith("/")) {
            links.put(fields[1], fields[2]);
          }
        }
        yield new Known<>(links);
      }
    };
  }

  /// What lies under paths; nothing for those that do not begin with known directories.
  public Answer<Map<Question, Found>> count(Address address, List<Question> questions) {
    StringBuilder calls = new StringBuilder();
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      Optional<Range> range = Range.of(question.paths());
      if (range.isPresent() && askable(range.get().base())) {
        calls.append(
            "count %d %s %s %s\n"
                .formatted(
                    i,
                    question.follows() ? "-H" : "-P",
                    quoted(range.get().base()),
                    quoted(range.get().regex())));
      }
    }
    return switch (ask(address, calls.toString())) {
      case Failed<List<String[]>>(String why) -> new Failed<>(why);
      case Known<List<String[]>>(List<String[]> records) -> counted(questions, records);
    };
  }

  private static Answer<Map<Question, Found>> counted(
      List<Question> questions, List<String[]> records) {
    Map<Question, Found> all = new LinkedHashMap<>();
    Map<String, String> mounts = new LinkedHashMap<>();
    Map<String, List<String>> below = new LinkedHashMap<>();
    try {
      for (String[] fields : records) {
        switch (fields[0]) {
          case "mount" -> mounts.put(fields[1], fields.length > 2 ? fields[2] : "");
          case "below" -> below.computeIfAbsent(fields[1], _ -> new ArrayList<>()).add(fields[2]);
          case "count" ->
              all.put(
                  questions.get(Integer.parseInt(fields[1])),
                  new Found(
                      Long.parseLong(fields[2]),
                      Long.parseLong(fields[3]),
                      fields[4].isEmpty()
                          ? OptionalLong.empty()
                          : OptionalLong.of(Math.max(0, Long.parseLong(fields[4]))),
                      mounts.getOrDefault(fields[1], ""),
                      List.copyOf(below.getOrDefault(fields[1], List.of())),
                      fields[5].equals("1")));
          default -> {
            return new Failed<>(Messages.text("verify.garbled"));
          }
        }
      }
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      return new Failed<>(Messages.text("verify.garbled"));
    }
    return new Known<>(all);
  }

  private Answer<List<String[]>> ask(Address address, String calls) {
    byte[] whole = (script + calls + "printf 'end\\n'\n").getBytes(StandardCharsets.UTF_8);
    return switch (fleet.exec(address, "sh -s", whole, LIMITS)) {
      case Reply.Unreachable(String why) -> new Failed<>(Messages.text("verify.unreachable", why));
      case Reply.Cut(String why, byte[] out) ->
          new Failed<>(Messages.text("verify.unreachable", why));
      case Reply.TimedOut(byte[] out, byte[] err) ->
          new Failed<>(Messages.text("verify.too-slow", LIMITS.command().toSeconds()));
      case Reply.Done done when done.cut() -> new Failed<>(Messages.text("verify.cut-short"));
      case Reply.Done done when done.exit() == NO_GNU_FIND ->
          new Failed<>(Messages.text("verify.no-gnu-find"));
      case Reply.Done done when done.exit() != 0 ->
          new Failed<>(Messages.text("verify.failed", done.exit(), done.errors().strip()));
      case Reply.Done done -> records(new String(done.out(), StandardCharsets.UTF_8));
    };
  }

  private static Answer<List<String[]>> records(String text) {
    if (!text.endsWith("end\n")) {
      return new Failed<>(Messages.text("verify.cut-short"));
    }
    List<String[]> all = new ArrayList<>();
    text.substring(0, text.length() - 4).lines().forEach(line -> all.add(line.split("\t", -1)));
    return new Known<>(all);
  }

  /// A name with a line end or a tab in it would break the answer apart.
  private static boolean askable(String path) {
    return path.startsWith("/") && path.chars().noneMatch(c -> c < 0x20);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /// Where to look for the paths of a pattern, and how to know them.
  ///
  /// @param base the directory (or file) that all of them lie in
  /// @param regex an extended regular expression for whole paths (POSIX)
  record Range(String base, String regex) {
    /// Nothing for a pattern that begins with something unknown: it may be anywhere.
    static Optional<Range> of(String pattern) {
      if (pattern.equals("/**")) {
        return Optional.of(new Range("/", ".*"));
      }
      StringBuilder base = new StringBuilder();
      StringBuilder regex = new StringBuilder();
      boolean tree = pattern.endsWith("/**");
      String rest = tree ? pattern.substring(0, pattern.length() - 3) : pattern;
      boolean literal = true;
      int known = 0;
      int i = 0;
      while (i < rest.length()) {
        char c = rest.charAt(i);
        int close = c == '[' ? rest.indexOf(']', i + 2) : -1;
        if (c == '*') {
          literal = false;
          boolean deep = i + 1 < rest.length() && rest.charAt(i + 1) == '*';
          regex.append(deep ? ".*" : "[^/]*");
          i += deep ? 2 : 1;
        } else if (c == '?') {
          literal = false;
          regex.append("[^/]");
          i++;
        } else if (close > 0) {
          literal = false;
          regex.append(rest, i, close + 1);
          int bracket = regex.length() - (close + 1 - i);
          if (regex.charAt(bracket + 1) == '!') {
            regex.setCharAt(bracket + 1, '^');
          }
          i = close + 1;
        } else {
          if (c == '\\' && i + 1 < rest.length()) {
            i++;
            c = rest.charAt(i);
          }
          if (literal && c == '/') {
            known = base.length();
          }
          if (literal) {
            base.append(c);
          }
          if ("\\.[]{}()*+?^$|".indexOf(c) >= 0) {
            regex.append('\\');
          }
          regex.append(c);
          i++;
        }
      }
      if (tree) {
        regex.append("(/.*)?");
      }
      String start = literal ? base.toString() : base.substring(0, known);
      return start.isEmpty() || start.equals("/")
          ? Optional.empty()
          : Optional.of(new Range(start, regex.toString()));
    }
  }
}
