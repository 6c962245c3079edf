package dev.ishibashi.remote;

import dev.ishibashi.text.Messages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Runs sealed programs on hosts: at most once each, under the guard, surviving every cut.
///
/// What runs on the host is `runner.sh` and `guard.sh`, sent with the program; nothing is
/// installed. The program does not need this controller once it has started: it is detached, its
/// output goes to a file on the host, its time limit is kept there.
public final class HostRunner {
  /// Where runs live on hosts, unless told otherwise. Only root may read it.
  public static final String STATE_DIRECTORY = "/var/lib/ishibashi";

  private static final byte[] RUNNER = resource("runner.sh");
  private static final byte[] GUARD = resource("guard.sh");
  private static final byte[] KEEP = resource("keep.sh");
  private static final int TRIES = 4;

  /// The program that undoes a run on a host; see `host/undo.sh` for its arguments.
  public static byte[] undoProgram() {
    return resource("undo.sh");
  }

  private final Fleet fleet;
  private final String stateDirectory;
  private final String shell;
  private final Limits limits;
  private final Duration patience;
  private final int budget;

  /// Patience of ten minutes with a host that went out of reach.
  public HostRunner(Fleet fleet) {
    this(fleet, STATE_DIRECTORY, "sh", Limits.USUAL, Duration.ofMinutes(10));
  }

  /// With everything chosen.
  ///
  /// @param stateDirectory absolute path on the hosts, of plain characters
  /// @param shell what runs the runner there: `sh`, `bash`, `busybox sh`
  /// @param limits of each single request
  /// @param patience how long [#follow] tries to reach a host again
  public HostRunner(
      Fleet fleet, String stateDirectory, String shell, Limits limits, Duration patience) {
    this(fleet, stateDirectory, shell, limits, patience, Job.BUDGET);
  }

  HostRunner(
      Fleet fleet,
      String stateDirectory,
      String shell,
      Limits limits,
      Duration patience,
      int budget) {
    if (!stateDirectory.matches("/[A-Za-z0-9._/-]+") || !shell.matches("[A-Za-z0-9._/ -]+")) {
      throw new IllegalArgumentException("not a plain path or command");
    }
    this.fleet = fleet;
    this.stateDirectory = stateDirectory;
    this.shell = shell;
    this.limits = limits;
    this.patience = patience;
    this.budget = budget;
  }

  /// Starts a program, unless its seal was started on this host before. One round trip.
  ///
  /// A cut in the middle is asked about again: the claim on the host makes that safe.
  public Start start(Address address, Job job) {
    String nonce = nonce();
    boolean unsure = false;
    String why = "";
    for (int attempt = 0; attempt < TRIES; attempt++) {
      byte[] script = JobScript.of(job, stateDirectory, nonce, budget);
      byte[] upload = concatenate(RUNNER, GUARD, KEEP, script, job.program());
      String command =
          command("start", job, nonce + "." + attempt, script.length, job.program(), upload.length);
      switch (fleet.exec(address, command, upload, limits)) {
        case Reply.Unreachable unreachable -> {
          if (!unsure) {
            return new Start.Unreachable(unreachable.why());
          }
          why = unreachable.why();
        }
        case Reply.Cut cut -> {
          unsure = true;
          why = cut.why();
        }
        case Reply.TimedOut _ -> {
          unsure = true;
          why = Messages.text("remote.start-slow", address.where());
        }
        case Reply.Done done -> {
          return started(address, done, nonce);
        }
      }
      LockSupport.parkNanos(Duration.ofMillis(200L << attempt).toNanos());
    }
    return new Start.Unknown(why);
  }

  private String command(String verb, Job job, String name, int script, byte[] program, int total) {
    String upload = stateDirectory + "/in/" + name;
    String text =
        "umask 077; mkdir -p "
            + stateDirectory
            + "/in && cat >"
            + upload
            + " && [ $(wc -c <"
            + upload
            + ") -eq "
            + total
            + " ] && head -c "
            + RUNNER.length
            + " "
            + upload
            + " >"
            + upload
            + ".sh && exec "
            + shell
            + " "
            + upload
            + ".sh "
            + Shell.quote(
                List.of(
                    stateDirectory,
                    shell,
                    verb,
                    job.key(),
                    upload,
                    "" + RUNNER.length,
                    "" + GUARD.length,
                    "" + KEEP.length,
                    "" + script,
                    "" + program.length,
                    sha256(program)))
            + "; rm -f "
            + upload
            + "; echo 'failed upload'";
    return "exec sh -c " + Shell.quote(text);
  }

  /// Whether a host has all that a program needs to be run, and the room to keep what it may
  /// change. Changes nothing, and may be asked again and again.
  ///
  /// @return what is lacking, or why that is not known; empty when it fits
  public Optional<String> lacks(Address address, Job job) {
    String nonce = nonce();
    byte[] script = JobScript.of(job, stateDirectory, nonce, budget);
    byte[] upload = concatenate(RUNNER, GUARD, KEEP, script);
    String command = command("fits", job, nonce, script.length, new byte[0], upload.length);
    return switch (fleet.exec(address, command, upload, limits)) {
      case Reply.Unreachable(String why) -> Optional.of(why);
      case Reply.Cut(String why, byte[] out) -> Optional.of(why);
      case Reply.TimedOut(byte[] out, byte[] err) ->
          Optional.of(Messages.text("remote.answer-slow", address.where()));
      case Reply.Done done ->
          switch (started(address, done, nonce)) {
            case Start.GuardMissing(String why) -> Optional.of(why);
            case Start.Refused(String why) ->
                done.text().startsWith("fits") ? Optional.empty() : Optional.of(why);
            // That it ran before is said when it is to be started.
            case Start.Already _, Start.Started _ -> Optional.empty();
            case Start.Unreachable(String why) -> Optional.of(why);
            case Start.Unknown(String why) -> Optional.of(why);
          };
    };
  }

  private Start started(Address address, Reply.Done done, String nonce) {
    List<String> lines = done.text().lines().toList();
    for (String word : List.of("lacks", "no-undo")) {
      String prefix = word + " ";
      List<String> lacks =
          lines.stream()
              .filter(l -> l.startsWith(prefix))
              .map(l -> l.substring(prefix.length()))
              .toList();
      if (!lacks.isEmpty()) {
        return new Start.GuardMissing(
            Messages.text("remote." + word, address.name(), String.join(", ", lacks)));
      }
    }
    String first = lines.isEmpty() ? "" : lines.getFirst();
    Report report = Report.of(lines);
    return switch (first) {
      case "started" ->
          report.outcome(address.name()) instanceof Outcome.GuardMissing missing
              ? new Start.GuardMissing(missing.why())
              : new Start.Started();
      case "already" ->
          report.nonce().equals(nonce)
              ? new Start.Started()
              : new Start.Already(report.state(address.name()));
      default ->
          new Start.Refused(
              first.startsWith("failed state-directory")
                      || (first.equals("failed upload") && !done.errors().isBlank())
                      || done.errors().contains(stateDirectory)
                      || done.errors().contains("sudo:")
                  ? Messages.text(
                      "remote.state-directory", address.name(), stateDirectory, complaint(done))
                  : Messages.text("remote.start-failed", address.name(), first + complaint(done)));
    };
  }

  private static String complaint(Reply.Done done) {
    String errors = done.errors().strip();
    return errors.isEmpty() ? "" : " (" + errors.lines().findFirst().orElse("") + ")";
  }

  /// What the host knows about a run.
  public State state(Address address, String seal) {
    return switch (ask(address, seal + "-" + address.name(), "state")) {
      case Reply.Done done -> Report.of(done.text().lines().toList()).state(address.name());
      case Reply.Unreachable unreachable -> new State.Unreachable(unreachable.why());
      case Reply.Cut cut -> new State.Unreachable(cut.why());
      case Reply.TimedOut _ ->
          new State.Unreachable(Messages.text("remote.answer-slow", address.where()));
    };
  }

  /// Ends a run: TERM, then KILL after the grace. When the answer is [State.Ended], no process of
  /// it is left.
  public State stop(Address address, String seal, Duration grace) {
    Limits longer = limits.withCommand(limits.command().plus(grace));
    String key = seal + "-" + address.name();
    return switch (fleet.exec(
        address, command(key, "stop", "" + grace.toSeconds()), new byte[0], longer)) {
      case Reply.Done done -> Report.of(done.text().lines().toList()).state(address.name());
      case Reply.Unreachable unreachable -> new State.Unreachable(unreachable.why());
      case Reply.Cut cut -> new State.Unreachable(cut.why());
      case Reply.TimedOut _ ->
          new State.Unreachable(Messages.text("remote.answer-slow", address.where()));
    };
  }

  private Reply ask(Address address, String key, String command) {
    return fleet.exec(address, command(key, command), new byte[0], limits);
  }

  /// Each run is asked through the runner that it was started by, so both always fit.
  private String command(String key, String command, String... words) {
    String directory = stateDirectory + "/runs/" + key;
    List<String> all = new ArrayList<>(List.of(stateDirectory, shell, command, key));
    all.addAll(List.of(words));
    // What is known goes where the runner would say it.
    String where = command.equals("follow") ? " >&2" : "";
    return "if [ -d %1$s ]; then exec %2$s %1$s/runner.sh %3$s; elif [ -x %4$s ] || ! [ -e %4$s ]; then echo 'state absent'%5$s; else echo 'state unreadable'%5$s; fi"
        .formatted(directory, shell, Shell.quote(all), stateDirectory, where);
  }

  /// Hands on the output of a run, every byte once and in order, until the run ends; attaches again
  /// after every cut.
  ///
  /// @param output takes the bytes as they come, on one thread at a time
  public Outcome follow(Address address, Job job, Consumer<byte[]> output) {
    Counted counted = new Counted(output);
    long deadline = System.nanoTime() + patience.toNanos();
    long pause = 50;
    while (true) {
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      long before = counted.bytes.get();
      Fleet.Talk talk =
          fleet.converse(
              address,
              command(job.key(), "follow", "" + counted.bytes.get()),
              new byte[0],
              limits.withCommand(job.limit().plusSeconds(Job.GRACE).plus(patience)),
              counted,
              bytes -> said.write(bytes, 0, bytes.length));
      String why;
      switch (talk) {
        case Fleet.Talk.Exit _ -> {
          Report report = Report.of(said.toString(StandardCharsets.UTF_8).lines().toList());
          if (report.complete()) {
            return report.outcome(address.name());
          }
          why = Messages.text("remote.cut", address.where());
        }
        case Fleet.Talk.NotBegun notBegun -> why = notBegun.why();
        case Fleet.Talk.Broken broken -> why = broken.why();
        case Fleet.Talk.TooLong() -> why = Messages.text("remote.answer-slow", address.where());
      }
      if (counted.bytes.get() > before) {
        deadline = System.nanoTime() + patience.toNanos();
        pause = 50;
      }
      if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
        return new Outcome.Lost(why);
      }
      LockSupport.parkNanos(Duration.ofMillis(pause).toNanos());
      pause = Math.min(5000, pause * 2);
    }
  }

  private static final class Counted implements Consumer<byte[]> {
    private final Consumer<byte[]> taker;
    private final AtomicLong bytes = new AtomicLong();

    Counted(Consumer<byte[]> taker) {
      this.taker = taker;
    }

    @Override
    public void accept(byte[] more) {
      taker.accept(more);
      bytes.addAndGet(more.length);
    }
  }

  /// What a runner said about a run.
  private record Report(Map<String, String> facts, List<Refusal> refused, boolean complete) {
    static Report of(List<String> lines) {
      Map<String, String> facts = new TreeMap<>();
      List<Refusal> refused = new ArrayList<>();
      boolean complete = false;
      for (String line : lines) {
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space + 1);
        switch (word) {
          case "refused" -> refused.add(Refusals.seen(rest));
          case "breach" -> refused.add(Refusals.found(rest));
          case "." -> complete = true;
          case "state" -> {
            facts.put(word, rest);
            complete = complete || rest.equals("absent");
          }
          default -> facts.put(word, rest);
        }
      }
      return new Report(facts, refused, complete);
    }

    String nonce() {
      return facts.getOrDefault("nonce", "");
    }

    State state(String host) {
      return switch (facts.getOrDefault("state", "")) {
        case "absent" -> new State.Absent();
        case "running", "claimed" -> new State.Running(number("log"));
        default -> new State.Ended(outcome(host));
      };
    }

    Outcome outcome(String host) {
      Outcome.Output output = new Outcome.Output(number("log"), facts.containsKey("cut"));
      String why = facts.getOrDefault("why", "");
      return switch (facts.getOrDefault("state", "")) {
        case "absent" -> new Outcome.Absent();
        case "interrupted" ->
            new Outcome.Interrupted(
                switch (why) {
                  case "reboot" -> Messages.text("remote.interrupted-reboot", host);
                  case "not-started" -> Messages.text("remote.interrupted-start", host);
                  default -> Messages.text("remote.interrupted-killed", host);
                });
        case "ended" ->
            switch (facts.getOrDefault("how", "")) {
              case "finished" ->
                  facts.getOrDefault("exit", "").isEmpty()
                      ? new Outcome.Interrupted(Messages.text("remote.interrupted-killed", host))
                      : new Outcome.Finished((int) number("exit"), output, refused);
              case "limit" -> new Outcome.TimeLimit(output, refused);
              case "stopped" -> new Outcome.Stopped(output, refused);
              case "guard-missing" -> new Outcome.GuardMissing(guardMissing(host, why));
              default -> new Outcome.Interrupted(Messages.text("remote.interrupted-killed", host));
            };
        default -> new Outcome.Lost(Messages.text("remote.answer-strange", host));
      };
    }

    private static String guardMissing(String host, String why) {
      String[] words = (why + " - -").split(" ", 3);
      return switch (words[0]) {
        case "symlink" ->
            Messages.text(
                "remote.guard-symlink", host, words[1], words[2].replaceFirst(" - -$", ""));
        case "no-directory" -> Messages.text("remote.guard-no-directory", host, words[1]);
        case "keep" -> Messages.text("remote.no-undo", host, why.replaceFirst("^keep ", ""));
        case "unshare" ->
            Messages.text("remote.guard-unshare", host, why.replaceFirst("^unshare ", ""));
        default -> Messages.text("remote.guard-failed", host, why);
      };
    }

    private long number(String name) {
      try {
        return Long.parseLong(facts.getOrDefault(name, "0"));
      } catch (NumberFormatException _) {
        return 0;
      }
    }
  }

  private static String nonce() {
    byte[] bytes = new byte[12];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] concatenate(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException bug) {
      throw new IllegalStateException(bug);
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = HostRunner.class.getResourceAsStream("/host/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no resource host/" + name);
      }
      return in.readAllBytes();
    } catch (IOException bug) {
      throw new UncheckedIOException(bug);
    }
  }
}
