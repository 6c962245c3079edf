package dev.ishibashi.run;

import java.nio.file.Path;

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

  public Path ledger() {
    return directory.resolve("ledger");
  }

  public Path reports() {
    return directory.resolve("reports");
  }

  public Path lab() {
    return directory.resolve("lab");
  }
}
