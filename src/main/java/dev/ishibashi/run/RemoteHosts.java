package dev.ishibashi.run;

import dev.ishibashi.remote.Address;
import dev.ishibashi.remote.Fleet;
import dev.ishibashi.remote.HostRunner;
import dev.ishibashi.remote.Job;
import dev.ishibashi.remote.Limits;
import dev.ishibashi.remote.Outcome;
import dev.ishibashi.remote.Refusal;
import dev.ishibashi.remote.Reply;
import dev.ishibashi.remote.Start;
import dev.ishibashi.text.Messages;
import dev.ishibashi.verify.Observer;
import dev.ishibashi.verify.Snapshot.Observation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Real hosts over SSH.
final class RemoteHosts implements Hosts {
  private static final Limits CHECK = Limits.USUAL.withCommand(Duration.ofMinutes(1));

  /// How much of a program's output is kept to say why it failed.
  private static final int TAIL = 4096;

  private final Fleet fleet;
  private final HostRunner runner;
  private final Observer observer;
  private final Map<String, Address> addresses;
  private final Map<String, Job> jobs;

  /// Knows the hosts of one run.
  ///
  /// @param jobs what runs on each target
  RemoteHosts(Fleet fleet, Map<String, Address> addresses, Map<String, Job> jobs) {
    this.fleet = fleet;
    this.runner = new HostRunner(fleet);
    this.observer = new Observer(fleet);
    this.addresses = Map.copyOf(addresses);
    this.jobs = Map.copyOf(jobs);
  }

  @Override
  public Observation observe(String host) {
    return observer.observe(address(host));
  }

  @Override
  public Hosts.Ending run(String host) {
    Job job = jobs.get(host);
    if (job == null) {
      throw new IllegalArgumentException("not a target: " + host);
    }
    return switch (runner.start(address(host), job)) {
      case Start.Started() -> follow(host, job);
      case Start.Already(_) -> new RanBefore(Messages.text("run.already"));
      case Start.GuardMissing(String why) -> new NotStarted(why);
      case Start.Refused(String why) -> new NotStarted(why);
      case Start.Unreachable(String why) -> new NotStarted(why);
      case Start.Unknown(String why) -> new Unknown(why);
    };
  }

  private Hosts.Ending follow(String host, Job job) {
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    Outcome outcome =
        runner.follow(
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

  private Address address(String host) {
    Address address = addresses.get(host);
    if (address == null) {
      throw new IllegalArgumentException("not a host of this run: " + host);
    }
    return address;
  }
}
