package dev.ishibashi.effect;

import java.util.Locale;

/// What a program does to a resource.
public enum Act {
  DELETE,
  /// Replaces content that was there, or creates the file where it was not.
  OVERWRITE,
  /// Makes something new; never touches what is there.
  CREATE,
  /// Changes part of a file's content, or appends to it.
  MODIFY,
  /// Takes a file away to another name; what it lands on is an [#OVERWRITE].
  MOVE,
  /// Changes mode, owner, group, ACL or attributes.
  PERMISSION,
  FORMAT,
  MOUNT,
  SERVICE,
  PACKAGE,
  PROCESS,
  SCHEDULE,
  NETWORK,
  DATABASE,
  /// Nobody knows.
  UNKNOWN;

  /// The name used in procedures and outputs: `delete`.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether the act can lose data for good.
  public boolean destroys() {
    return switch (this) {
      case DELETE, OVERWRITE, MOVE, FORMAT, DATABASE, UNKNOWN -> true;
      case CREATE, MODIFY, PERMISSION, MOUNT, SERVICE, PACKAGE, PROCESS, SCHEDULE, NETWORK -> false;
    };
  }
}
