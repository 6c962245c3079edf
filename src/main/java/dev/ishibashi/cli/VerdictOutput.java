package dev.ishibashi.cli;

import dev.ishibashi.gate.Gates;
import dev.ishibashi.gate.Outcome;
import dev.ishibashi.gate.Verdict;
import dev.ishibashi.procedure.Safeguards.Waiver;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Shows what the gates said.
final class VerdictOutput {
  private VerdictOutput() {}

  static void print(Output output, List<Verdict> verdicts, String seal, PrintWriter out) {
    switch (output) {
      case JSON ->
          out.println(json(Gates.overall(verdicts).text(), gates(verdicts), seal, Map.of()));
      case TEXT -> text(verdicts, seal, out);
    }
  }

  static int exit(Outcome outcome) {
    return switch (outcome) {
      case PASS -> Exit.DONE;
      case NEEDS_APPROVAL, STOP, INCOMPLETE -> Exit.STOP;
    };
  }

  private static void text(List<Verdict> verdicts, String seal, PrintWriter out) {
    for (Verdict verdict : verdicts) {
      out.println("  %s  %s".formatted(word(verdict.outcome()), verdict.gate()));
      for (Diagnostic diagnostic : verdict.evidence()) {
        out.println("      " + diagnostic.at() + ": " + diagnostic.message());
        if (!diagnostic.advice().isEmpty()) {
          out.println("        " + Messages.text("cli.advice", diagnostic.advice()));
        }
      }
    }
    // Said again, last, where nobody overlooks it.
    for (Verdict verdict : verdicts) {
      verdict
          .waiver()
          .ifPresent(
              w ->
                  out.println(
                      Console.red(
                          Messages.text("cli.waived", w.gate(), w.until(), w.by(), w.reason()))));
    }
    out.println(
        Messages.text(
            "cli.verdict." + Gates.overall(verdicts).text(), seal.isEmpty() ? "-" : seal));
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case PASS -> Console.green("pass          ");
      case STOP -> Console.red("stop          ");
      case NEEDS_APPROVAL -> Console.yellow("needs-approval");
      case INCOMPLETE -> Console.red("incomplete    ");
    };
  }

  static List<Object> gates(List<Verdict> verdicts) {
    List<Object> gates = new ArrayList<>();
    for (Verdict verdict : verdicts) {
      Map<String, Object> gate =
          gate(
              verdict.gate(),
              verdict.outcome().text(),
              verdict.evidence().stream().map(VerdictOutput::fields).toList());
      verdict.waiver().ifPresent(w -> gate.put("waiver", fields(w)));
      gates.add(gate);
    }
    return gates;
  }

  static Map<String, Object> gate(String name, String verdict, List<?> evidence) {
    Map<String, Object> gate = new LinkedHashMap<>();
    gate.put("gate", name);
    gate.put("verdict", verdict);
    gate.put("evidence", evidence);
    return gate;
  }

  /// The last line of every command that judges.
  static String json(String verdict, List<Object> gates, String seal, Map<String, Object> more) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("schema", "ishibashi/verdict/1");
    line.put("verdict", verdict);
    line.put("seal", seal);
    line.putAll(more);
    line.put("gates", gates);
    return Json.line(line);
  }

  private static Map<String, Object> fields(Waiver waiver) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("reason", waiver.reason().value());
    fields.put("until", waiver.until().value().toString());
    fields.put("by", waiver.by().value());
    return fields;
  }

  private static Map<String, Object> fields(Diagnostic diagnostic) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("code", diagnostic.code());
    fields.put("file", diagnostic.at().file());
    fields.put("line", diagnostic.at().line());
    fields.put("column", diagnostic.at().column());
    fields.put("message", diagnostic.message());
    fields.put("advice", diagnostic.advice());
    return fields;
  }
}
