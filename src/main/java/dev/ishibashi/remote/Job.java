package dev.ishibashi.remote;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// One program to run on one host, at most once.
///
/// @param seal hexadecimal digest of what was approved; together with the host it names the run
/// @param host name of the host in the inventory
/// @param program the text itself; its SHA-256 is checked on the host
/// @param interpreter what runs it, as a shebang line names it: an absolute path, perhaps with one
///   argument; see [Interpreter]
/// @param environment variables beyond the documented ones
/// @param limit how long it may run; kept by the host itself
/// @param undoBytes how much room the copies may take that an undo needs; 0 when none are to be
///   kept
// An array: jobs are never compared, and programs may be megabytes.
@SuppressWarnings("ArrayRecordComponent")
public record Job(
    String seal,
    String host,
    byte[] program,
    String interpreter,
    List<String> arguments,
    Map<String, String> environment,
    Scope scope,
    Duration limit,
    long undoBytes) {
  /// Bytes of output kept from its start; beyond it, only the last 64 KiB.
  static final int BUDGET = 64 << 20;

  /// Seconds between TERM and KILL when the limit is reached.
  static final int GRACE = 10;

  private static final Pattern SEAL = Pattern.compile("[0-9a-f]{8,128}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._:-]{0,252}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  public Job {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    require(SEAL.matcher(seal).matches(), "not a seal: '%s'".formatted(seal));
    require(HOST.matcher(host).matches(), "not a host name: '%s'".formatted(host));
    require(
        interpreter.startsWith("/"), "not an absolute interpreter: '%s'".formatted(interpreter));
    require(
        environment.keySet().stream().allMatch(name -> NAME.matcher(name).matches()),
        "not a name of a variable in %s".formatted(environment.keySet()));
    require(
        arguments.stream().noneMatch(word -> word.indexOf(0) >= 0)
            && environment.values().stream().noneMatch(word -> word.indexOf(0) >= 0)
            && interpreter.indexOf(0) < 0,
        "a NUL byte cannot be handed over");
    require(limit.toSeconds() > 0, "not a limit: %s".formatted(limit));
    require(undoBytes >= 0, "not a number of bytes: %d".formatted(undoBytes));
  }

  private static void require(boolean holds, String complaint) {
    if (!holds) {
      throw new IllegalArgumentException(complaint);
    }
  }

  /// The run's name on the host.
  String key() {
    return seal + "-" + host;
  }
}
