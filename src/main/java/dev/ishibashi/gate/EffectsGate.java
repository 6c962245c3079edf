package dev.ishibashi.gate;

import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.effect.PathSet;
import dev.ishibashi.effect.Resource;
import dev.ishibashi.procedure.Effects;
import dev.ishibashi.procedure.Located;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Is everything that the program can do declared, and is nothing destroyed by an argument that may
/// be empty?
final class EffectsGate implements Gate {
  /// Directories that a system lives in: no change takes them away as a whole.
  private static final List<String> ROOTS =
      List.of(
          "/",
          "/bin",
          "/boot",
          "/dev",
          "/etc",
          "/home",
          "/lib",
          "/lib64",
          "/proc",
          "/root",
          "/sbin",
          "/sys",
          "/usr",
          "/usr/bin",
          "/usr/lib",
          "/usr/local",
          "/usr/sbin",
          "/usr/share",
          "/var",
          "/var/lib");

  @Override
  public String name() {
    return "effects";
  }

  @Override
  public Verdict judge(Evidence evidence) {
    Findings findings = new Findings(name());
    Procedure procedure = evidence.procedure();
    roots(procedure.effects(), findings);
    if (evidence.explanation().isEmpty() || evidence.program().isEmpty()) {
      findings.stop("effects-explanation", procedure.program().at(), procedure.program());
      return findings.verdict();
    }
    Explanation explanation = evidence.explanation().get();
    if (explanation.error() != null) {
      Diagnostic error = explanation.error();
      findings.stop("effects-unreadable", error.at(), error.message());
      return findings.verdict();
    }
    for (Diagnostic finding : explanation.findings()) {
      Optional<String> reason = explanation.reason(finding);
      // The author's own word lifts no stop: it may have been copied with the line it stands at.
      if (finding.severity() == Severity.DANGER && unproven(finding.code())) {
        findings.stop(
            reason.isEmpty() ? "effects-argument" : "effects-argument-acknowledged",
            finding.at(),
            finding.message(),
            finding.advice(),
            reason.orElse(""));
      } else if (reason.isPresent()) {
        findings.approval("effects-acknowledged", finding.at(), finding.message(), reason.get());
      }
    }
    Map<Span, Diagnostic> unknown = new HashMap<>();
    for (Diagnostic finding : explanation.findings()) {
      if (finding.code().startsWith("unknown-")) {
        unknown.putIfAbsent(finding.at(), finding);
      }
    }
    for (Effect effect : explanation.effects()) {
      Diagnostic why = unknown.get(effect.at());
      if (effect.act() == Act.UNKNOWN && why != null) {
        findings.stop("effects-argument", why.at(), why.message(), why.advice());
        continue;
      }
      effect(effect, evidence.program().get(), procedure, findings);
    }
    if (explanation.anything() && !findings.stopped()) {
      findings.stop("effects-anything", Span.whole(explanation.file()));
    }
    if (!findings.stopped()) {
      findings.note("effects-declared", procedure.effects().at(), explanation.effects().size());
    }
    return findings.verdict();
  }

  /// Whether a finding says that it is not certain what a destructive argument is.
  private static boolean unproven(String code) {
    return code.startsWith("empty-variable-")
        || code.startsWith("failed-cd-")
        || code.startsWith("unknown-path-")
        || code.startsWith("start-directory-");
  }

  private static void effect(
      Effect effect, Source program, Procedure procedure, Findings findings) {
    if (effect.act() == Act.NETWORK && talks(effect, procedure)) {
      return;
    }
    if (!(procedure.effects().covers(effect) instanceof Effects.Uncovered uncovered)) {
      return;
    }
    String command = Words.command(program, effect.at());
    if (effect.act() == Act.UNKNOWN || effect.resource() instanceof Resource.Anything) {
      findings.stop(
          "effects-unknown",
          effect.at(),
          Words.may(effect),
          effect.resource(),
          Words.when(effect),
          command);
      return;
    }
    String resource = effect.resource().toString();
    if (effect.resource() instanceof Resource.Paths && !declarable(resource)) {
      findings.stop(
          "effects-unbounded",
          effect.at(),
          Words.may(effect),
          Words.where(effect),
          Words.when(effect),
          command);
      return;
    }
    findings.stop(
        "effects-undeclared",
        effect.at(),
        Words.may(effect),
        uncovered.witness(),
        Words.where(effect),
        command,
        Words.when(effect),
        effect.act().text(),
        resource.replace(" /", ", /"));
  }

  /// Whether a set of paths has a text that a procedure could hold.
  private static boolean declarable(String paths) {
    return paths.startsWith("/") && paths.indexOf('$') < 0 && paths.indexOf('…') < 0;
  }

  private static boolean talks(Effect effect, Procedure procedure) {
    String name = effect.resource().toString();
    return procedure.network().stream()
        .map(Located::value)
        .anyMatch(n -> n.equals(name) || n.replaceFirst(":[0-9]+$", "").equals(name));
  }

  private static void roots(Effects effects, Findings findings) {
    for (Act act : List.of(Act.DELETE, Act.OVERWRITE, Act.MOVE, Act.PERMISSION, Act.MODIFY)) {
      for (Located<String> pattern : effects.of(act)) {
        PathSet paths = PathSet.glob(pattern.value());
        ROOTS.stream()
            .filter(paths::contains)
            .findFirst()
            .ifPresent(
                root ->
                    findings.stop(
                        "effects-root",
                        pattern.at(),
                        act.text(),
                        pattern,
                        root,
                        Messages.text("gate.may." + act.text())));
      }
    }
  }
}
