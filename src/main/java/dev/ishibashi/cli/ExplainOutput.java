package dev.ishibashi.cli;

import dev.ishibashi.effect.Certainty;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.Explainer;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.effect.Resource;
import dev.ishibashi.effect.Step;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import dev.ishibashi.verify.Census;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes explanations for people and for machines.
final class ExplainOutput {
  private ExplainOutput() {}

  /// For people: findings worst first, with the line they point at, then what the program does.
  static void text(HostExplanations.Group group, Source source, PrintWriter out) {
    Explanation explanation = group.explanation();
    if (!group.hosts().isEmpty()) {
      out.println(
          Messages.text("effect.out-for", group.hosts().size(), String.join(" ", group.hosts())));
    }
    Diagnostic error = explanation.error();
    if (error != null) {
      finding(error, source, out);
      out.println(Messages.text("effect.out-unreadable", explanation.file()));
    }
    List<Diagnostic> acknowledged = new ArrayList<>();
    for (Diagnostic finding : explanation.findings()) {
      if (explanation.reason(finding).isPresent()) {
        acknowledged.add(finding);
      } else {
        finding(finding, source, out);
        List<Step> way = explanation.way(finding);
        if (!way.isEmpty()) {
          out.println("  " + Messages.text("effect.out-way", way(way)));
        }
      }
    }
    for (Diagnostic finding : acknowledged) {
      headline(finding, out);
      out.println(
          "  " + Messages.text("effect.out-acknowledged", explanation.reason(finding).orElse("")));
    }
    long dangers = count(explanation, Severity.DANGER);
    long warnings = count(explanation, Severity.WARNING);
    if (!explanation.findings().isEmpty() || error != null) {
      out.println();
    }
    Set<String> lines = new LinkedHashSet<>();
    boolean start = false;
    for (Effect effect : explanation.effects()) {
      start |= fromStart(effect);
      lines.add(line(effect, explanation.file()));
    }
    if (lines.isEmpty() && !explanation.anything()) {
      out.println(Messages.text("effect.out-nothing", explanation.file()));
    } else if (!lines.isEmpty()) {
      out.println(Messages.text("effect.out-effects", explanation.file()));
      lines.forEach(out::println);
    }
    if (!group.lying().isEmpty()) {
      out.println(Messages.text("effect.out-lying"));
      group.lying().forEach(l -> out.println("  " + lying(l)));
    }
    if (start) {
      out.println(Messages.text("effect.out-start"));
    }
    if (!explanation.hosts().isEmpty()) {
      out.println(
          Messages.text(
              "effect.out-hosts",
              String.join(" ", explanation.hosts().stream().sorted().toList())));
    }
    if (explanation.anything() && error == null) {
      out.println(Messages.text("effect.out-anything"));
    }
    out.println(
        Messages.text("effect.out-summary", dangers, warnings, explanation.effects().size()));
  }

  private static String lying(HostExplanations.Lying lying) {
    Census.Found found = lying.found();
    if (found == null) {
      return Messages.text("effect.lying-unknown", lying.host(), lying.why());
    }
    if (found.files() == 0) {
      String key = found.partly() ? "effect.lying-unseen" : "effect.lying-nothing";
      return Messages.text(key, lying.act().text(), lying.paths(), lying.host());
    }
    String line =
        Messages.text(
            found.partly() ? "effect.lying-partly" : "effect.lying",
            lying.act().text(),
            lying.paths(),
            lying.host(),
            found.files(),
            size(found.bytes()),
            age(found.newest().orElse(0)));
    String mount = found.mount();
    if (!mount.isEmpty() && !mount.equals("/")) {
      line += Messages.text("effect.lying-mount", mount);
    }
    if (!found.below().isEmpty()) {
      line += Messages.text("effect.lying-below", String.join(" ", found.below()));
    }
    return line;
  }

  private static String size(long bytes) {
    String[] units = {"bytes", "kB", "MB", "GB", "TB", "PB"};
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit + 1 < units.length) {
      value /= 1000;
      unit++;
    }
    String number = String.format(Locale.ROOT, unit == 0 ? "%.0f" : "%.1f", value);
    return Messages.text("effect.size", number, units[unit]);
  }

  private static String age(long seconds) {
    if (seconds < 120) {
      return Messages.text("effect.age-seconds", seconds);
    }
    if (seconds < 7200) {
      return Messages.text("effect.age-minutes", seconds / 60);
    }
    return seconds < 172_800
        ? Messages.text("effect.age-hours", seconds / 3600)
        : Messages.text("effect.age-days", seconds / 86_400);
  }

  private static String way(List<Step> way) {
    Step last = way.getLast();
    return way.subList(0, way.size() - 1).stream()
            .map(Step::toString)
            .collect(Collectors.joining(" → "))
        + " → "
        + Messages.text("effect.way-last", last.line(), last.what());
  }

  private static boolean fromStart(Effect effect) {
    return effect.resource() instanceof Resource.Paths paths
        && (paths.toString().startsWith("./") || paths.toString().equals("."));
  }

  private static String line(Effect effect, String file) {
    Span at = effect.at();
    return "  %s %s%s"
        .formatted(
            at.file().equals(file) ? "%d:%d".formatted(at.line(), at.column()) : at.toString(),
            effect.certainty() == Certainty.MUST ? "" : Messages.text("effect.out-may") + " ",
            Explainer.text(effect));
  }

  private static long count(Explanation explanation, Severity severity) {
    return explanation.findings().stream()
        .filter(f -> f.severity() == severity && explanation.reason(f).isEmpty())
        .count();
  }

  /// A longer line is no help on a terminal.
  private static final int LONGEST_LINE = 300;

  private static void headline(Diagnostic finding, PrintWriter out) {
    Span at = finding.at();
    out.println(
        "%s:%d:%d: %s: %s [%s]"
            .formatted(
                at.file(),
                at.line(),
                at.column(),
                Messages.text("effect.severity." + word(finding.severity())),
                finding.message(),
                finding.code()));
  }

  private static void finding(Diagnostic finding, Source source, PrintWriter out) {
    headline(finding, out);
    Span at = finding.at();
    boolean showable =
        at.file().equals(source.file()) && at.line() <= source.lines() && at.length() > 0;
    if (showable && source.line(at.line()).length() <= LONGEST_LINE) {
      String line = source.line(at.line());
      out.println("  " + line.replace('\t', ' '));
      int before =
          line.offsetByCodePoints(
              0, Math.min(at.column() - 1, line.codePointCount(0, line.length())));
      int width = Math.max(1, Math.min(at.length(), line.length() - before));
      out.println("  " + " ".repeat(before) + "^" + "~".repeat(width - 1));
    }
    if (!finding.advice().isEmpty()) {
      out.println("  " + Messages.text("effect.out-advice", finding.advice()));
    }
  }

  private static String word(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case DANGER -> "danger";
      case WARNING -> "warning";
      case NOTE -> "note";
    };
  }

  /// The exit code: 0 nothing as bad as asked for, 1 something, 2 not readable.
  static int code(Explanation explanation, FailOn failOn) {
    if (explanation.error() != null) {
      return Exit.INPUT;
    }
    boolean bad =
        explanation.findings().stream()
            .filter(f -> explanation.reason(f).isEmpty())
            .anyMatch(f -> failOn.includes(f.severity()));
    return bad ? Exit.STOP : Exit.DONE;
  }

  /// For machines: one JSON object a line, schema `ishibashi/explain/1`.
  static void json(HostExplanations.Group group, PrintWriter out) {
    String json = json(group.explanation());
    StringBuilder more = new StringBuilder();
    if (!group.hosts().isEmpty()) {
      more.append(",\"for\":").append(Json.line(group.hosts()));
    }
    if (!group.lying().isEmpty()) {
      more.append(",\"found\":")
          .append(Json.line(group.lying().stream().map(ExplainOutput::found).toList()));
    }
    out.println(json.substring(0, json.length() - 1) + more + "}");
  }

  private static Map<String, Object> found(HostExplanations.Lying lying) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("host", lying.host());
    all.put("act", lying.act().text());
    all.put("paths", lying.paths());
    Census.Found found = lying.found();
    if (found == null) {
      all.put("error", lying.why());
      return all;
    }
    all.put("files", found.files());
    all.put("bytes", found.bytes());
    found.newest().ifPresent(seconds -> all.put("newest", seconds));
    if (!found.mount().isEmpty()) {
      all.put("mount", found.mount());
    }
    if (!found.below().isEmpty()) {
      all.put("below", found.below());
    }
    all.put("partly", found.partly());
    return all;
  }

  static String json(Explanation explanation) {
    StringBuilder json = new StringBuilder("{\"schema\":\"ishibashi/explain/1\"");
    json.append(",\"file\":").append(quote(explanation.file()));
    json.append(",\"dialect\":").append(quote(explanation.dialect().text()));
    Diagnostic error = explanation.error();
    json.append(",\"error\":");
    if (error == null) {
      json.append("null");
    } else {
      json.append(
          "{\"line\":%d,\"column\":%d,\"message\":%s}"
              .formatted(error.at().line(), error.at().column(), quote(error.message())));
    }
    json.append(",\"anything\":").append(explanation.anything());
    List<String> findings = new ArrayList<>();
    for (Diagnostic finding : explanation.findings()) {
      findings.add(
          "{\"code\":%s,\"severity\":%s%s,\"line\":%d,\"column\":%d,\"message\":%s,\"advice\":%s%s%s}"
              .formatted(
                  quote(finding.code()),
                  quote(word(finding.severity())),
                  elsewhere(finding.at(), explanation),
                  finding.at().line(),
                  finding.at().column(),
                  quote(finding.message()),
                  quote(finding.advice()),
                  explanation
                      .reason(finding)
                      .map(reason -> ",\"acknowledged\":" + quote(reason))
                      .orElse(""),
                  steps(explanation.way(finding))));
    }
    json.append(",\"findings\":[").append(String.join(",", findings)).append(']');
    List<String> effects = new ArrayList<>();
    for (Effect effect : explanation.effects()) {
      effects.add(json(effect, explanation));
    }
    json.append(",\"effects\":[").append(String.join(",", effects)).append(']');
    json.append(",\"hosts\":[")
        .append(
            String.join(
                ",", explanation.hosts().stream().sorted().map(ExplainOutput::quote).toList()))
        .append(']');
    return json.append('}').toString();
  }

  /// The file of a place, where that is not the program's own but one that it reads.
  private static String elsewhere(Span at, Explanation explanation) {
    return at.file().equals(explanation.file()) ? "" : ",\"file\":" + quote(at.file());
  }

  private static String steps(List<Step> way) {
    return way.isEmpty()
        ? ""
        : way.stream()
            .map(s -> "{\"line\":%d,\"what\":%s}".formatted(s.line(), quote(s.what())))
            .collect(Collectors.joining(",", ",\"way\":[", "]"));
  }

  private static String json(Effect effect, Explanation explanation) {
    StringBuilder json = new StringBuilder("{\"act\":").append(quote(effect.act().text()));
    switch (effect.resource()) {
      case Resource.Paths paths -> {
        json.append(",\"paths\":").append(quote(paths.paths().pattern()));
        if (!paths.toString().equals(paths.paths().pattern())) {
          json.append(",\"written\":").append(quote(paths.toString()));
        }
      }
      case Resource.Device device -> json.append(",\"device\":").append(quote(device.name()));
      case Resource.Unit unit -> json.append(",\"unit\":").append(quote(unit.name()));
      case Resource.Named named -> json.append(",\"name\":").append(quote(named.name()));
      case Resource.Anything anything -> json.append(",\"anything\":true");
    }
    json.append(",\"host\":").append(quote(effect.host()));
    json.append(elsewhere(effect.at(), explanation));
    json.append(",\"line\":").append(effect.at().line());
    json.append(",\"column\":").append(effect.at().column());
    json.append(",\"certainty\":")
        .append(effect.certainty() == Certainty.MUST ? "\"must\"" : "\"may\"");
    json.append(",\"when\":").append(quote(effect.when()));
    return json.append('}').toString();
  }

  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          // Lone surrogates stand for bytes that are not text; JSON can only name them.
          boolean plain = c >= 0x20 && c != 0x7f && !Character.isSurrogate(c);
          boolean pair =
              Character.isSurrogatePair(c, i + 1 < text.length() ? text.charAt(i + 1) : ' ')
                  || (i > 0 && Character.isSurrogatePair(text.charAt(i - 1), c));
          if (plain || pair) {
            out.append(c);
          } else {
            out.append("\\u%04x".formatted((int) c));
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
