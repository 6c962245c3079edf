package dev.ishibashi.run;

import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.PathSet;
import dev.ishibashi.effect.Resource;
import dev.ishibashi.gate.Answer;
import dev.ishibashi.gate.Lying;
import dev.ishibashi.procedure.Seal;
import dev.ishibashi.remote.Address;
import dev.ishibashi.remote.Fleet;
import dev.ishibashi.remote.HostRunner;
import dev.ishibashi.remote.Job;
import dev.ishibashi.remote.Limits;
import dev.ishibashi.remote.Outcome;
import dev.ishibashi.remote.Refusal;
import dev.ishibashi.remote.Reply;
import dev.ishibashi.remote.Scope;
import dev.ishibashi.remote.Start;
import dev.ishibashi.text.Messages;
import dev.ishibashi.verify.Census;
import dev.ishibashi.verify.Losses;
import dev.ishibashi.verify.Observer;
import dev.ishibashi.verify.Snapshot.Observation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Real hosts over SSH.
final class RemoteHosts implements Hosts {
  private static final Limits CHECK = Limits.USUAL.withCommand(Duration.ofMinutes(1));

  /// How much of a program's output is kept to say why it failed.
  private static final int TAIL = 4096;

  private static final Limits ASK = Limits.USUAL.withCommand(Duration.ofSeconds(30));

  /// How long a question of `live-state` may take on the host.
  private static final Duration QUESTION = Duration.ofSeconds(30);

  private final Fleet fleet;
  private final HostRunner runner;
  private final HostRunner asker;
  private final Observer observer;
  private final Census census;
  private final Map<String, Address> addresses;
  private final Preparation preparation;
  private final Change change;

  /// Knows the hosts of one run.
  RemoteHosts(Fleet fleet, Map<String, Address> addresses, Preparation preparation, Change change) {
    this.fleet = fleet;
    this.runner = new HostRunner(fleet);
    // A host that cannot answer now is not waited for: its turn is now.
    this.asker =
        new HostRunner(fleet, HostRunner.STATE_DIRECTORY, "sh", ASK, Duration.ofSeconds(5));
    this.observer = new Observer(fleet);
    this.census = new Census(fleet);
    this.addresses = Map.copyOf(addresses);
    this.preparation = preparation;
    this.change = change;
  }

  @Override
  public Observation observe(String host) {
    return observer.observe(address(host));
  }

  @Override
  public Optional<String> lacks(String host) {
    return runner.lacks(address(host), job(host));
  }

  private Job job(String host) {
    Job job = preparation.jobs().get(host);
    if (job == null) {
      throw new IllegalArgumentException("not a target: " + host);
    }
    return job;
  }

  @Override
  public Hosts.Ending run(String host) {
    Job job = job(host);
    return switch (runner.start(address(host), job)) {
      case Start.Started() -> ended(host, job);
      case Start.Already(_) -> new RanBefore(Messages.text("run.already"));
      case Start.GuardMissing(String why) -> new NotStarted(why);
      case Start.Refused(String why) -> new NotStarted(why);
      case Start.Unreachable(String why) -> new NotStarted(why);
      case Start.Unknown(String why) -> new Unknown(why);
    };
  }

  private Outcome follow(HostRunner with, String host, Job job, ByteArrayOutputStream tail) {
    return with.follow(
        address(host),
        job,
        bytes -> {
          if (tail.size() > TAIL) {
            byte[] last = tail.toByteArray();
            tail.reset();
            tail.write(last, last.length - TAIL, TAIL);
          }
          tail.writeBytes(bytes);
        });
  }

  private Hosts.Ending ended(String host, Job job) {
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    Outcome outcome = follow(runner, host, job, tail);
    String output = tail.toString(StandardCharsets.UTF_8);
    return switch (outcome) {
      case Outcome.Finished(int exit, var size, List<Refusal> refused) ->
          new Ended(exit, refused.stream().map(RemoteHosts::text).toList(), output);
      case Outcome.TimeLimit(var size, List<Refusal> refused) ->
          new Unknown(Messages.text("run.time-limit", job.limit().toSeconds()));
      case Outcome.Stopped(var size, List<Refusal> refused) ->
          new Unknown(Messages.text("run.killed"));
      case Outcome.Interrupted(String why) -> new Unknown(why);
      case Outcome.GuardMissing(String why) -> new NotStarted(why);
      case Outcome.Absent() -> new Unknown(Messages.text("run.absent"));
      case Outcome.Lost(String why) -> new Unknown(why);
    };
  }

  private static String text(Refusal refusal) {
    return refusal.path().isEmpty() ? refusal.text() : refusal.path();
  }

  @Override
  public Health check(String host, String command) {
    return switch (fleet.exec(address(host), command, new byte[0], CHECK)) {
      case Reply.Done done when done.exit() == 0 -> new Healthy();
      case Reply.Done done ->
          new Unhealthy(
              Messages.text("run.check-exit", done.exit(), done.errors().strip()).strip());
      case Reply.Unreachable(String why) -> new Unhealthy(why);
      case Reply.Cut(String why, byte[] out) -> new Unhealthy(why);
      case Reply.TimedOut(byte[] out, byte[] err) ->
          new Unhealthy(Messages.text("run.check-slow", CHECK.command().toSeconds()));
    };
  }

  @Override
  public Lying count(String host) {
    PathSet scratch = change.procedure().effects().scratch();
    Set<String> names = Set.of("", host, address(host).host());
    Map<Census.Question, Effect> all =
        Losses.questions(
            change.program().explanation(),
            e ->
                (e.act() == Act.DELETE || e.act() == Act.MOVE)
                    && names.contains(e.host())
                    && !(e.host().isEmpty()
                        && e.resource() instanceof Resource.Paths(PathSet paths)
                        && paths.witnessOutside(scratch).isEmpty()));
    List<Census.Question> questions = Losses.widest(all);
    if (questions.isEmpty()) {
      return new Lying.Counted(host, 0, 0);
    }
    return switch (census.count(address(host), questions)) {
      case Census.Failed<Map<Census.Question, Census.Found>>(String why) ->
          new Lying.NotKnown(host, why);
      case Census.Known<Map<Census.Question, Census.Found>>(var found) -> {
        for (Census.Question question : questions) {
          Census.Found one = found.get(question);
          if (one == null || one.partly()) {
            yield new Lying.NotKnown(host, Messages.text("run.uncounted", question.paths()));
          }
        }
        yield new Lying.Counted(
            host,
            found.values().stream().mapToLong(Census.Found::files).sum(),
            found.values().stream().mapToLong(Census.Found::bytes).sum());
      }
    };
  }

  @Override
  public Answer ask(String host, String command) {
    // A name of its own, so that it is asked anew in each run; the host's claim is for once only.
    String name = "live-state\n" + preparation.plan().run() + "\n" + command + "\n";
    Job job =
        new Job(
            Seal.sha256((name + change.seal().hash()).getBytes(StandardCharsets.UTF_8)),
            host,
            (command + "\n").getBytes(StandardCharsets.UTF_8),
            "/bin/sh",
            List.of(),
            Map.of(),
            new Scope(List.of(), List.of(), true, true),
            QUESTION,
            0);
    return switch (asker.start(address(host), job)) {
      case Start.Started() -> answered(host, job);
      case Start.Already(_) -> new Answer.Silent(Messages.text("run.already"));
      case Start.GuardMissing(String why) -> new Answer.Silent(why);
      case Start.Refused(String why) -> new Answer.Silent(why);
      case Start.Unreachable(String why) -> new Answer.Silent(why);
      case Start.Unknown(String why) -> new Answer.Silent(why);
    };
  }

  private Answer answered(String host, Job job) {
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    return switch (follow(asker, host, job, tail)) {
      case Outcome.Finished(int exit, Outcome.Output size, List<Refusal> refused) -> {
        if (!refused.isEmpty()) {
          yield new Answer.Silent(Messages.text("run.asked-writes", text(refused.getFirst())));
        }
        if (size.cut() || size.kept() > TAIL) {
          yield new Answer.Silent(Messages.text("run.asked-long", TAIL));
        }
        try {
          yield new Answer.Said(
              exit,
              StandardCharsets.UTF_8
                  .newDecoder()
                  .decode(ByteBuffer.wrap(tail.toByteArray()))
                  .toString());
        } catch (CharacterCodingException e) {
          yield new Answer.Silent(Messages.text("run.asked-garbled"));
        }
      }
      case Outcome.TimeLimit(var size, var refused) ->
          new Answer.Silent(Messages.text("run.check-slow", QUESTION.toSeconds()));
      case Outcome.Stopped(var size, var refused) -> new Answer.Silent(Messages.text("run.killed"));
      case Outcome.Interrupted(String why) -> new Answer.Silent(why);
      case Outcome.GuardMissing(String why) -> new Answer.Silent(why);
      case Outcome.Absent() -> new Answer.Silent(Messages.text("run.absent"));
      case Outcome.Lost(String why) -> new Answer.Silent(why);
    };
  }

  private Address address(String host) {
    Address address = addresses.get(host);
    if (address == null) {
      throw new IllegalArgumentException("not a host of this run: " + host);
    }
    return address;
  }
}
