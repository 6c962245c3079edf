package dev.ishibashi.effect;

/// What an effect is on.
public sealed interface Resource {
  /// Files and directories.
  record Paths(PathSet paths) implements Resource {
    @Override
    public String toString() {
      return paths.toString();
    }
  }

  /// A block or character device, a logical volume, an array.
  record Device(String name) implements Resource {
    @Override
    public String toString() {
      return name;
    }
  }

  /// A service, with what is done to it: `restart postfix`.
  record Unit(String name) implements Resource {
    @Override
    public String toString() {
      return name;
    }
  }

  /// Anything else that has a name: a package, a user, a table, a container, a host reached.
  record Named(String name) implements Resource {
    @Override
    public String toString() {
      return name;
    }
  }

  /// No bound is known.
  record Anything() implements Resource {
    @Override
    public String toString() {
      return "anything";
    }
  }
}
