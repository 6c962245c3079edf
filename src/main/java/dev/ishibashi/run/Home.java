package dev.ishibashi.run;

import java.nio.file.Path;
import java.util.Optional;

/// Where a user's Ishibashi keeps its state.
public record Home(Path directory) {
  /// `$ISHIBASHI_HOME`, else `$XDG_STATE_HOME/ishibashi`, else `~/.local/state/ishibashi`.
  public static Home ofEnvironment() {
    String own = System.getenv("ISHIBASHI_HOME");
    if (own != null && !own.isEmpty()) {
      return new Home(Path.of(own).toAbsolutePath());
    }
    String state = System.getenv("XDG_STATE_HOME");
    Path base =
        state != null && !state.isEmpty()
            ? Path.of(state)
            : Path.of(System.getProperty("user.home"), ".local", "state");
    return new Home(base.resolve("ishibashi").toAbsolutePath());
  }

  /// `$ISHIBASHI_LIBRARY`: where earlier programs are looked for, for procedures that name no
  /// library.
  public static Optional<Path> defaultLibrary() {
    return Optional.ofNullable(System.getenv("ISHIBASHI_LIBRARY"))
        .filter(l -> !l.isEmpty())
        .map(l -> Path.of(l).toAbsolutePath());
  }

  public Path ledger() {
    return directory.resolve("ledger");
  }

  public Path reports() {
    return directory.resolve("reports");
  }

  /// Fingerprints of libraries, which can be worked out anew at any time.
  public Path library() {
    return directory.resolve("library");
  }

  public Path lab() {
    return directory.resolve("lab");
  }
}
