package dev.ishibashi.cli;

import dev.ishibashi.effect.Explanation;
import dev.ishibashi.effect.Step;
import dev.ishibashi.gate.Outcome;
import dev.ishibashi.gate.Verdict;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes findings as a log of SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format").
final class Sarif {
  private final JsonMapper mapper = new JsonMapper();
  private final ArrayNode results = mapper.createArrayNode();
  private final ArrayNode notifications = mapper.createArrayNode();
  private final Map<String, Severity> rules = new LinkedHashMap<>();
  private final String manual;
  private boolean readable = true;

  /// A log without results.
  ///
  /// @param manual the page that describes each rule, up to its name
  Sarif(String manual) {
    this.manual = manual;
  }

  void add(Explanation explanation, Source source, List<String> hosts) {
    Diagnostic error = explanation.error();
    if (error != null) {
      readable = false;
      ObjectNode notification = notifications.addObject();
      notification.put("level", "error");
      notification.putObject("message").put("text", error.message());
      notification.putArray("locations").add(location(error.at(), source));
    }
    for (Diagnostic finding : explanation.findings()) {
      result(explanation, finding, source, hosts);
    }
  }

  /// What gates say. A doubt that people have agreed to is a result that they suppressed.
  void add(List<Verdict> verdicts, Map<String, Source> sources) {
    for (Verdict verdict : verdicts) {
      if (verdict.outcome() == Outcome.INCOMPLETE) {
        readable = false;
      }
      for (Diagnostic found : verdict.evidence()) {
        if (found.severity() == Severity.NOTE) {
          continue;
        }
        Source source = sources.getOrDefault(found.at().file(), Source.of("", ""));
        ObjectNode result = result(found, source);
        result.putObject("properties").put("gate", verdict.gate());
        if (verdict.outcome() == Outcome.PASS) {
          result
              .putArray("suppressions")
              .addObject()
              .put("kind", "external")
              .put("status", "accepted")
              .put("justification", Messages.text("cli.sarif-agreed"));
        }
      }
    }
  }

  private ObjectNode result(Diagnostic finding, Source source) {
    rules.merge(finding.code(), finding.severity(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
    ObjectNode result = results.addObject();
    result.put("ruleId", finding.code());
    result.put("ruleIndex", List.copyOf(rules.keySet()).indexOf(finding.code()));
    result.put("level", level(finding.severity()));
    String advice = finding.advice().isEmpty() ? "" : "; " + finding.advice();
    result.putObject("message").put("text", finding.message() + advice);
    result.putArray("locations").add(location(finding.at(), source));
    return result;
  }

  private void result(
      Explanation explanation, Diagnostic finding, Source source, List<String> hosts) {
    ObjectNode result = result(finding, source);
    List<Step> way = explanation.way(finding);
    if (!way.isEmpty()) {
      ArrayNode locations =
          result
              .putArray("codeFlows")
              .addObject()
              .putArray("threadFlows")
              .addObject()
              .putArray("locations");
      for (Step step : way) {
        Span at = finding.at();
        int line = step.line() == 0 ? at.line() : step.line();
        ObjectNode place = locations.addObject().putObject("location");
        ObjectNode physical = place.putObject("physicalLocation");
        physical.putObject("artifactLocation").put("uri", uri(at.file()));
        physical.putObject("region").put("startLine", line);
        place.putObject("message").put("text", step.what());
      }
    }
    explanation
        .reason(finding)
        .ifPresent(
            reason ->
                result
                    .putArray("suppressions")
                    .addObject()
                    .put("kind", "inSource")
                    .put("justification", reason));
    if (!hosts.isEmpty()) {
      ArrayNode names = result.putObject("properties").putArray("hosts");
      hosts.forEach(names::add);
    }
  }

  private ObjectNode location(Span at, Source source) {
    ObjectNode location = mapper.createObjectNode();
    ObjectNode physical = location.putObject("physicalLocation");
    physical.putObject("artifactLocation").put("uri", uri(at.file()));
    ObjectNode region = physical.putObject("region");
    region.put("startLine", at.line());
    region.put("startColumn", at.column());
    byte[] bytes = at.file().equals(source.file()) ? source.bytes() : new byte[0];
    int from = Math.min(at.offset(), bytes.length);
    int to = Math.min(from + at.length(), bytes.length);
    String text = new String(Arrays.copyOfRange(bytes, from, to), StandardCharsets.UTF_8);
    int newline = text.lastIndexOf('\n');
    int lines = (int) text.chars().filter(c -> c == '\n').count();
    region.put("endLine", at.line() + lines);
    int width = text.codePointCount(newline + 1, text.length());
    region.put("endColumn", newline < 0 ? at.column() + width : width + 1);
    return location;
  }

  /// A relative name stays relative, so that a log made in one checkout fits another.
  private static String uri(String file) {
    try {
      return new URI(file.startsWith("/") ? "file" : null, null, file, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not a file name: '%s'".formatted(file), e);
    }
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR, DANGER -> "error";
      case WARNING -> "warning";
      case NOTE -> "note";
    };
  }

  /// The whole log.
  String text() {
    ObjectNode log = mapper.createObjectNode();
    log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    log.put("version", "2.1.0");
    ObjectNode run = log.putArray("runs").addObject();
    ObjectNode driver = run.putObject("tool").putObject("driver");
    driver.put("name", "ishibashi");
    ArrayNode described = driver.putArray("rules");
    rules.forEach(
        (code, severity) -> {
          ObjectNode rule = described.addObject();
          rule.put("id", code);
          rule.putObject("shortDescription").put("text", code.replace('-', ' '));
          rule.putObject("help").put("text", manual + code);
          rule.putObject("defaultConfiguration").put("level", level(severity));
        });
    ObjectNode invocation = run.putArray("invocations").addObject();
    invocation.put("executionSuccessful", readable);
    if (!notifications.isEmpty()) {
      invocation.set("toolExecutionNotifications", notifications);
    }
    run.put("columnKind", "unicodeCodePoints");
    run.set("results", results);
    return mapper.writeValueAsString(log);
  }
}
