package dev.ishibashi.cli;

import dev.ishibashi.text.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// One line on the standard error that says how far a long command is. It is drawn when that is a
/// terminal and there is more than one thing to do; otherwise nothing is.
final class Progress {
  private static final int WIDTH = 79;

  private final int total;
  private final boolean drawn;

  Progress(int total) {
    this.total = total;
    this.drawn = total > 1 && terminal();
  }

  /// Where the standard error leads: Java's own console only knows of input and output.
  private static boolean terminal() {
    try {
      String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return device.matches("/dev/(pts/|tty|console).*") && !"dumb".equals(System.getenv("TERM"));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  void at(int number, String what) {
    if (drawn) {
      String line = Messages.text("cli.progress", number, total, what);
      draw("\r" + line.substring(0, Math.min(WIDTH, line.length())) + "\u001b[K");
    }
  }

  /// Takes the line away, so that others can be printed.
  void clear() {
    if (drawn) {
      draw("\r\u001b[K");
    }
  }

  private static void draw(String text) {
    System.err.print(text);
    System.err.flush();
  }
}
