package dev.ishibashi.lab;

import java.nio.file.Path;
import java.util.Set;

/// What the hosts of a lab have as their root file system, below their own changes.
public sealed interface RootChoice {
  /// A small root of the commands that maintenance needs, copied from this machine with their
  /// libraries. Built once and kept.
  ///
  /// @param commands names of further commands to copy, such as `perl`; one the machine does not
  ///   have is left out
  record Minimal(Set<String> commands) implements RootChoice {
    public Minimal {
      commands = Set.copyOf(commands);
    }
  }

  /// An existing directory tree, read and never written: a debootstrap tree, or `/`. Of its top
  /// level only `bin sbin lib* usr etc var opt` are shown, so that homes and data of the machine
  /// stay private.
  record Tree(Path directory) implements RootChoice {}
}
