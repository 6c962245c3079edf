package dev.ishibashi.cli;

import dev.ishibashi.gate.Verdict;
import dev.ishibashi.run.Hosts;
import dev.ishibashi.run.RunEvent;
import dev.ishibashi.run.RunResult;
import dev.ishibashi.run.Trouble;
import dev.ishibashi.text.Messages;
import dev.ishibashi.verify.Difference;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Shows a run as it happens: one line an event, and on a terminal a line below that says what is
/// being waited for.
final class RunOutput implements Consumer<RunEvent> {
  private final Output output;
  private final PrintWriter out;
  private int looked;
  private int toLook;
  private String looking = "";

  RunOutput(Output output, PrintWriter out) {
    this.output = output;
    this.out = out;
  }

  @Override
  public synchronized void accept(RunEvent event) {
    switch (output) {
      case JSON -> out.println(Json.line(fields(event)));
      case TEXT -> text(event);
    }
    out.flush();
  }

  private void text(RunEvent event) {
    switch (event) {
      case RunEvent.Looking(int hosts, String when) -> {
        looked = 0;
        toLook = hosts;
        looking = Messages.text("cli.run.looking-" + when, hosts);
        wait(looking);
      }
      case RunEvent.Looked(String host, int files) -> {
        looked++;
        if (looked == toLook) {
          say(Messages.text("cli.run.looked", looking));
        } else {
          wait("%s %d/%d".formatted(looking, looked, toLook));
        }
      }
      case RunEvent.WaveStarted(int wave, int waves, List<String> hosts) ->
          say(Messages.text("cli.run.wave", wave, waves, String.join(" ", hosts)));
      case RunEvent.HostStarted(String host) -> wait(Messages.text("cli.run.started", host));
      case RunEvent.HostEnded(String host, Hosts.Ending outcome) ->
          say("  %s: %s".formatted(host, outcome(outcome)));
      case RunEvent.HostVerified(String host, List<Difference> changes) -> {
        say(
            "  %s: %s"
                .formatted(host, Console.green(Messages.text("cli.run.verified", changes.size()))));
        changes.stream().limit(5).forEach(c -> say("      " + c.path() + " (" + c.what() + ")"));
        if (changes.size() > 5) {
          say(Messages.text("cli.run.more", changes.size() - 5));
        }
      }
      case RunEvent.WaveVerified(int wave, int waves) ->
          say(Messages.text("cli.run.wave-good", wave, waves));
      case RunEvent.Soaking(int wave, var time) ->
          say(Messages.text("cli.run.soaking", wave, time.toSeconds()));
      case RunEvent.BystandersVerified(int hosts) ->
          say(Messages.text("cli.run.bystanders", hosts));
      case RunEvent.Stopped(Trouble trouble) ->
          say(
              "%s %s: %s: %s"
                  .formatted(
                      Console.red(Messages.text("cli.run.stop")),
                      trouble.gate(),
                      trouble.host(),
                      trouble.why()));
    }
  }

  private static String outcome(Hosts.Ending outcome) {
    return switch (outcome) {
      case Hosts.Ended(int exit, List<String> refusals, String text) ->
          Messages.text("cli.run.ended", exit);
      case Hosts.NotStarted(String why) -> Messages.text("cli.run.not-started", why);
      case Hosts.RanBefore(String why) -> Messages.text("cli.run.not-started", why);
      case Hosts.Unknown(String why) -> Messages.text("cli.run.unknown", why);
    };
  }

  private void say(String line) {
    out.println(Console.terminal() ? "\r\u001b[K" + line : line);
  }

  private void wait(String line) {
    if (Console.terminal()) {
      out.print("\r\u001b[K" + line + " …");
    }
  }

  private static Map<String, Object> fields(RunEvent event) {
    Map<String, Object> fields = new LinkedHashMap<>();
    switch (event) {
      case RunEvent.Looking(int hosts, String when) -> {
        fields.put("event", "looking-" + when);
        fields.put("hosts", hosts);
      }
      case RunEvent.Looked(String host, int files) -> {
        fields.put("event", "looked");
        fields.put("host", host);
        fields.put("files", files);
      }
      case RunEvent.WaveStarted(int wave, int waves, List<String> hosts) -> {
        fields.put("event", "wave-started");
        fields.put("wave", wave);
        fields.put("waves", waves);
        fields.put("hosts", hosts);
      }
      case RunEvent.HostStarted(String host) -> {
        fields.put("event", "host-started");
        fields.put("host", host);
      }
      case RunEvent.HostEnded(String host, Hosts.Ending outcome) -> {
        fields.put("event", "host-ended");
        fields.put("host", host);
        switch (outcome) {
          case Hosts.Ended(int exit, List<String> refusals, String text) -> {
            fields.put("exit", exit);
            fields.put("refused", refusals);
            fields.put("output", text);
          }
          case Hosts.NotStarted(String why) -> fields.put("not-started", why);
          case Hosts.RanBefore(String why) -> fields.put("ran-before", why);
          case Hosts.Unknown(String why) -> fields.put("unknown", why);
        }
      }
      case RunEvent.HostVerified(String host, List<Difference> changes) -> {
        fields.put("event", "host-verified");
        fields.put("host", host);
        fields.put("changes", changes.stream().map(RunOutput::fields).toList());
      }
      case RunEvent.WaveVerified(int wave, int waves) -> {
        fields.put("event", "wave-verified");
        fields.put("wave", wave);
      }
      case RunEvent.Soaking(int wave, var time) -> {
        fields.put("event", "wave-soaking");
        fields.put("wave", wave);
        fields.put("seconds", time.toSeconds());
      }
      case RunEvent.BystandersVerified(int hosts) -> {
        fields.put("event", "bystanders-verified");
        fields.put("hosts", hosts);
      }
      case RunEvent.Stopped(Trouble trouble) -> {
        fields.put("event", "stopped");
        fields.putAll(fields(trouble));
      }
    }
    return fields;
  }

  private static Map<String, Object> fields(Difference difference) {
    return Map.of("path", difference.path(), "what", difference.what());
  }

  private static Map<String, Object> fields(Trouble trouble) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("gate", trouble.gate());
    fields.put("host", trouble.host());
    fields.put("message", trouble.why());
    return fields;
  }

  private static List<Map<String, Object>> troubles(RunResult result, String gate) {
    return result.troubles().stream()
        .filter(t -> t.gate().equals(gate))
        .map(RunOutput::fields)
        .toList();
  }

  /// Says how it ended, and what is where.
  void end(RunResult result, List<Verdict> verdicts, String seal) {
    if (output == Output.JSON) {
      List<Object> gates = new ArrayList<>();
      for (Verdict verdict : verdicts) {
        // Some gates are asked again in the middle of the run, and the last answer counts.
        List<Map<String, Object>> found = troubles(result, verdict.gate());
        gates.add(
            found.isEmpty()
                ? VerdictOutput.gates(List.of(verdict)).getFirst()
                : VerdictOutput.gate(verdict.gate(), "stop", found));
      }
      for (String gate : List.of("guard", "once", "wave", "bystanders")) {
        List<Map<String, Object>> found = troubles(result, gate);
        String verdict = found.isEmpty() ? result.clean() ? "pass" : "incomplete" : "stop";
        gates.add(VerdictOutput.gate(gate, verdict, found));
      }
      Map<String, Object> more = new LinkedHashMap<>();
      more.put("run", result.run());
      Map<String, Object> hosts = new LinkedHashMap<>();
      result
          .hosts()
          .forEach(
              (host, state) -> hosts.put(host, state.name().toLowerCase(java.util.Locale.ROOT)));
      more.put("hosts", hosts);
      String verdict = result.cancelled() ? "incomplete" : result.clean() ? "pass" : "stop";
      out.println(VerdictOutput.json(verdict, gates, seal, more));
      return;
    }
    if (result.clean()) {
      say(Messages.text("cli.run.done", result.run(), result.hosts().size()));
      return;
    }
    say(Messages.text(result.cancelled() ? "cli.run.cancelled" : "cli.run.stopped", result.run()));
    result
        .hosts()
        .forEach(
            (host, state) ->
                out.println(
                    "  %-20s %s"
                        .formatted(
                            host,
                            Messages.text(
                                "cli.run.state-"
                                    + state.name().toLowerCase(java.util.Locale.ROOT)))));
    out.flush();
  }
}
