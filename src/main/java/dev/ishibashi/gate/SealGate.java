package dev.ishibashi.gate;

import dev.ishibashi.approval.Approval;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.procedure.Seal;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Is everything that would be run in hand, and is it what was approved?
final class SealGate implements Gate {
  @Override
  public String name() {
    return "seal";
  }

  @Override
  public Verdict judge(Evidence evidence) {
    Findings findings = new Findings(name());
    Procedure procedure = evidence.procedure();
    Span whole = Span.whole(procedure.source().file());
    if (evidence.program().isEmpty()) {
      findings.stop("seal-program", procedure.program().at(), procedure.program());
    } else if (evidence.program().get().text().isBlank()) {
      findings.stop("seal-program-blank", procedure.program().at(), procedure.program());
    }
    procedure
        .derivedFrom()
        .filter(d -> evidence.ancestor().isEmpty())
        .ifPresent(d -> findings.stop("seal-ancestor", d.at(), d));
    if (evidence.inventory().isEmpty()) {
      findings.stop("seal-inventory", whole);
    }
    Optional<Seal> seal = evidence.seal();
    if (seal.isEmpty()) {
      if (!findings.stopped()) {
        findings.stop("seal-hosts", procedure.targets().select().at());
      }
      return findings.verdict();
    }
    approved(evidence, seal.get(), findings);
    findings.note("seal-is", whole, seal.get().hash());
    return findings.verdict();
  }

  /// What was approved must be what is here. An approval of something else is a stop where nobody
  /// approved this, and worth knowing where somebody did.
  private static void approved(Evidence evidence, Seal seal, Findings findings) {
    List<Approval> fitting = evidence.fitting();
    boolean approved = fitting.stream().anyMatch(a -> !evidence.isAuthor(a.person()));
    for (Approval old : evidence.approvals().given()) {
      boolean replaced =
          fitting.stream().anyMatch(a -> evidence.approvals().same(a.person(), old.person()));
      if (fitting.contains(old) || replaced || evidence.isAuthor(old.person())) {
        continue;
      }
      for (String part : seal.differences(old.statement().seal())) {
        Object[] said = {
          old.person(),
          old.statement().at(),
          part.equals("hosts") ? moved(old.statement().hosts(), evidence) : ""
        };
        if (approved) {
          findings.note("seal-changed-" + part, old.at(), said);
        } else {
          findings.stop("seal-changed-" + part, old.at(), said);
        }
      }
    }
  }

  /// Which hosts came, went, or are reached another way.
  private static String moved(List<String> before, Evidence evidence) {
    Map<String, String> was = byName(before);
    Map<String, String> is = byName(Seal.lines(evidence.procedure(), evidence.selected()));
    List<String> moved = new ArrayList<>();
    was.forEach(
        (host, way) -> {
          String now = is.get(host);
          if (now == null) {
            moved.add(Messages.text("gate.host-gone", host));
          } else if (!now.equals(way)) {
            moved.add(Messages.text("gate.host-moved", host, way.strip(), now.strip()));
          }
        });
    is.keySet().stream()
        .filter(host -> !was.containsKey(host))
        .forEach(host -> moved.add(Messages.text("gate.host-new", host)));
    return String.join(", ", moved);
  }

  private static Map<String, String> byName(List<String> lines) {
    Map<String, String> byName = new TreeMap<>();
    for (String line : lines) {
      int tab = line.indexOf('\t');
      byName.put(line.substring(0, tab), line.substring(tab + 1).replace('\t', ' '));
    }
    return byName;
  }
}
