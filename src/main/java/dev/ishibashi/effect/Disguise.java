package dev.ishibashi.effect;

import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;

/// Characters of a program that an editor does not show, and that the shell takes for text.
final class Disguise {
  private Disguise() {}

  static void look(Source source, Recorder recorder) {
    String text = source.text();
    if (text.startsWith("\uFEFF")) {
      recorder.finding("byte-order-mark", Severity.WARNING, source.span(0, 1));
    }
    int windows = text.indexOf("\r\n");
    if (windows >= 0) {
      long count = text.lines().count();
      int lines = text.split("\r\n", -1).length - 1;
      recorder.finding(
          "carriage-return",
          Severity.WARNING,
          source.span(windows, windows + 1),
          String.valueOf(lines),
          String.valueOf(count));
    }
  }
}
