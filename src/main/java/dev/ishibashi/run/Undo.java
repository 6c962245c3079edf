package dev.ishibashi.run;

import dev.ishibashi.ledger.Entry;
import dev.ishibashi.ledger.Ledger;
import dev.ishibashi.remote.Address;
import dev.ishibashi.remote.HostRunner;
import dev.ishibashi.remote.Job;
import dev.ishibashi.remote.Outcome;
import dev.ishibashi.remote.Scope;
import dev.ishibashi.remote.Start;
import dev.ishibashi.remote.State;
import dev.ishibashi.text.Messages;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The way back of one run: what it changed becomes as it was, host by host.
///
/// An undo is a run of its own on each host: sealed, claimed, under the same guard with the same
/// declared paths, and recorded. It may be interrupted and asked for again; each time it is a new
/// claim.
public final class Undo {
  private static final Duration LIMIT = Duration.ofHours(6);

  private final String run;
  private final String seal;
  private final List<String> writable;
  private final Map<String, List<String>> kept;
  private final Set<String> started;
  private final long undoneBefore;

  private Undo(
      String run,
      String seal,
      List<String> writable,
      Map<String, List<String>> kept,
      Set<String> started,
      long undoneBefore) {
    this.run = run;
    this.seal = seal;
    this.writable = writable;
    this.kept = kept;
    this.started = started;
    this.undoneBefore = undoneBefore;
  }

  /// Notes in the ledger's entry of a seal what an undo must know later.
  static void remember(Collection<Job> jobs, Map<String, Object> data) {
    Map<String, Object> kept = new LinkedHashMap<>();
    for (Job job : jobs) {
      data.putIfAbsent("writable", job.scope().writable());
      if (!job.scope().protectedPaths().isEmpty()) {
        kept.put(job.host(), job.scope().protectedPaths());
      }
    }
    data.put("protected", kept);
  }

  /// The way back of a run, as far as the ledger knows it; empty when it knows no such run.
  public static Optional<Undo> of(List<Entry> entries, String run) {
    String seal = "";
    List<String> writable = List.of();
    Map<String, List<String>> kept = new LinkedHashMap<>();
    Set<String> started = new LinkedHashSet<>();
    long undone = 0;
    boolean ran = false;
    for (Entry entry : entries) {
      if (!entry.run().equals(run)) {
        continue;
      }
      switch (entry.kind()) {
        case "sealed" -> {
          seal = String.valueOf(entry.data().get("seal"));
          writable = texts(entry.data().get("writable"));
          if (entry.data().get("protected") instanceof Map<?, ?> map) {
            map.forEach((host, paths) -> kept.put(String.valueOf(host), texts(paths)));
          }
        }
        case "run-started" -> ran = true;
        case "host-started" -> started.add(String.valueOf(entry.data().get("host")));
        case "undo-started" -> undone++;
        default -> {
          // Says nothing that an undo needs.
        }
      }
    }
    return ran
        ? Optional.of(new Undo(run, seal, writable, kept, started, undone))
        : Optional.empty();
  }

  private static List<String> texts(@Nullable Object value) {
    return value instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
  }

  /// The hosts that the run may have changed, in the order they were started.
  public Set<String> hosts() {
    return started;
  }

  /// What came of one host.
  public sealed interface Result {}

  /// The undo ran to its end.
  ///
  /// @param lines one for each thing: `restored PATH`, `removed PATH`, `conflict PATH: WHY`
  public record Undone(List<String> lines) implements Result {
    public List<String> conflicts() {
      return lines.stream()
          .filter(l -> l.startsWith("conflict "))
          .map(l -> l.substring(9))
          .toList();
    }
  }

  /// Nothing was undone on this host.
  public record NotUndone(String why) implements Result {}

  /// Something may have been undone, and how it ended is not known.
  public record Unsure(String why) implements Result {}

  /// Undoes the run on one host.
  ///
  /// @param asItIs whether to take what is there now for what the run left: for a run that was
  ///   interrupted, after which nobody noted how it left the files
  public Result host(
      HostRunner runner, Ledger ledger, String host, Address address, boolean asItIs) {
    if (runner.state(address, seal) instanceof State.Running) {
      return new NotUndone(Messages.text("run.undo-running", host, run));
    }
    String words = asItIs ? "as-it-is" : "as-noted";
    byte[] program = HostRunner.undoProgram();
    Job job =
        new Job(
            attempt(host),
            host,
            program,
            "/bin/sh",
            List.of(HostRunner.STATE_DIRECTORY, seal + "-" + host, words),
            Map.of(),
            new Scope(writable, kept.getOrDefault(host, List.of()), false, false).forUndo(),
            LIMIT,
            0);
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("host", host);
    data.put("seal", job.seal());
    data.put("how", words);
    ledger.append("undo-started", run, data);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Result result =
        switch (runner.start(address, job)) {
          case Start.Started _ -> ended(runner.follow(address, job, said::writeBytes), said);
          case Start.Already _ -> new Unsure(Messages.text("run.already"));
          case Start.GuardMissing(String why) -> new NotUndone(why);
          case Start.Refused(String why) -> new NotUndone(why);
          case Start.Unreachable(String why) -> new NotUndone(why);
          case Start.Unknown(String why) -> new Unsure(why);
        };
    Map<String, Object> end = new LinkedHashMap<>();
    end.put("host", host);
    switch (result) {
      case Undone undone -> {
        end.put("things", undone.lines().size() - undone.conflicts().size());
        end.put("conflicts", undone.conflicts());
      }
      case NotUndone(String why) -> end.put("not-undone", why);
      case Unsure(String why) -> end.put("unsure", why);
    }
    ledger.append("undo-ended", run, end);
    return result;
  }

  private Result ended(Outcome outcome, ByteArrayOutputStream said) {
    List<String> lines = new ArrayList<>();
    said.toString(StandardCharsets.UTF_8).lines().forEach(lines::add);
    return switch (outcome) {
      case Outcome.Finished(int exit, var size, var refused) ->
          switch (exit) {
            case 0, 1 -> new Undone(List.copyOf(lines));
            case 2 -> new NotUndone(String.join("; ", lines).replaceFirst("^conflict ", ""));
            default -> new Unsure(Messages.text("run.exit", exit, String.join("; ", lines)));
          };
      case Outcome.TimeLimit _ -> new Unsure(Messages.text("run.time-limit", LIMIT.toSeconds()));
      case Outcome.Stopped _ -> new Unsure(Messages.text("run.killed"));
      case Outcome.Interrupted(String why) -> new Unsure(why);
      case Outcome.GuardMissing(String why) -> new NotUndone(why);
      case Outcome.Absent _ -> new Unsure(Messages.text("run.absent"));
      case Outcome.Lost(String why) -> new Unsure(why);
    };
  }

  /// The seal of one attempt: what is run, of which run, the how manieth time.
  private String attempt(String host) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(HostRunner.undoProgram());
      digest.update(
          "%s\n%s\n%s\n%d"
              .formatted(run, seal, host, undoneBefore)
              .getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException bug) {
      throw new IllegalStateException(bug);
    }
  }
}
