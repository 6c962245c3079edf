package dev.ishibashi.cli;

import dev.ishibashi.gate.Outcome;
import dev.ishibashi.gate.Verdict;
import dev.ishibashi.text.Diagnostic;
import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Writes what gates say as a report of JUnit, the form that build servers show: one test case for
/// each gate.
final class Junit {
  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter out;

  private Junit() throws XMLStreamException {
    out = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
  }

  /// The whole report.
  ///
  /// @param name of the suite: the procedure
  static String report(String name, List<Verdict> verdicts, String seal) {
    try {
      Junit report = new Junit();
      report.suites(name, verdicts, seal);
      return report.text.toString();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
  }

  private void suites(String name, List<Verdict> verdicts, String seal) throws XMLStreamException {
    long errors = verdicts.stream().filter(v -> v.outcome() == Outcome.INCOMPLETE).count();
    long passes = verdicts.stream().filter(v -> v.outcome() == Outcome.PASS).count();
    long failures = verdicts.size() - errors - passes;
    out.writeStartDocument("UTF-8", "1.0");
    line(0);
    out.writeStartElement("testsuites");
    line(1);
    out.writeStartElement("testsuite");
    attribute("name", name);
    attribute("tests", "" + verdicts.size());
    attribute("failures", "" + failures);
    attribute("errors", "" + errors);
    attribute("skipped", "0");
    attribute("time", "0");
    line(2);
    out.writeStartElement("properties");
    line(3);
    out.writeEmptyElement("property");
    attribute("name", "seal");
    attribute("value", seal);
    line(2);
    out.writeEndElement();
    for (Verdict verdict : verdicts) {
      line(2);
      gate(name, verdict);
    }
    line(1);
    out.writeEndElement();
    line(0);
    out.writeEndElement();
    out.writeEndDocument();
    out.flush();
  }

  private void gate(String name, Verdict verdict) throws XMLStreamException {
    String said = String.join("\n", verdict.evidence().stream().map(Diagnostic::toString).toList());
    out.writeStartElement("testcase");
    attribute("classname", name);
    attribute("name", verdict.gate());
    attribute("time", "0");
    line(3);
    out.writeStartElement(
        switch (verdict.outcome()) {
          case PASS -> "system-out";
          case NEEDS_APPROVAL, STOP -> "failure";
          case INCOMPLETE -> "error";
        });
    if (verdict.outcome() != Outcome.PASS) {
      attribute("type", verdict.outcome().text());
      attribute(
          "message", verdict.evidence().isEmpty() ? "" : verdict.evidence().getFirst().message());
    }
    out.writeCharacters(written(said));
    out.writeEndElement();
    line(2);
    out.writeEndElement();
  }

  private void attribute(String name, String value) throws XMLStreamException {
    out.writeAttribute(name, written(value));
  }

  private void line(int depth) throws XMLStreamException {
    out.writeCharacters("\n" + "  ".repeat(depth));
  }

  /// Characters that XML 1.0 cannot hold (section 2.2) are replaced; scripts hold any byte.
  private static String written(String text) {
    StringBuilder kept = new StringBuilder();
    text.codePoints()
        .map(
            c ->
                c == '\n'
                        || c == '\t'
                        || (c >= ' ' && c < 0xD800)
                        || (c > 0xDFFF && c < 0xFFFE)
                        || c > 0xFFFF
                    ? c
                    : 0xFFFD)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }
}
