package dev.ishibashi.inventory;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What the gates ask about a host, and the inventory variable that answers.
public enum Fact {
  /// `production`, `staging`, `test` …: whose work stops when the host stops.
  ENVIRONMENT("ishibashi_environment", Form.TEXT),
  /// The company that can take the host away.
  PROVIDER("ishibashi_provider", Form.TEXT),
  /// The building or availability zone.
  SITE("ishibashi_site", Form.TEXT),
  /// The contract or login that owns the host.
  ACCOUNT("ishibashi_account", Form.TEXT),
  /// The power feed.
  POWER("ishibashi_power", Form.TEXT),
  /// What the host is: `mail`, `database-primary` …
  ROLE("ishibashi_role", Form.TEXT),
  /// The hosts that this host holds backups of.
  BACKS_UP("ishibashi_backs_up", Form.HOSTS),
  /// Paths on the host that hold its own backups, as `/disk1`.
  BACKUP_PATHS("ishibashi_backup_paths", Form.PATHS),
  /// When its contract or term ends: a date, or `never`.
  TERM_ENDS("ishibashi_term_ends", Form.DATE),
  /// The replicas of one thing, of which enough must stay healthy.
  REPLICA_SET("ishibashi_replica_set", Form.TEXT),
  /// How many members of its replica set must stay healthy.
  MIN_HEALTHY("ishibashi_min_healthy", Form.NUMBER),
  /// Files with the keys of hosts, separated by commas; the user's and the system's otherwise.
  KNOWN_HOSTS("ishibashi_known_hosts", Form.TEXT);

  enum Form {
    TEXT,
    HOSTS,
    PATHS,
    DATE,
    NUMBER
  }

  private final String variable;
  private final Form form;

  Fact(String variable, Form form) {
    this.variable = variable;
    this.form = form;
  }

  /// The name of the variable, as it stands in an inventory.
  public String variable() {
    return variable;
  }

  Form form() {
    return form;
  }

  static List<String> variables() {
    return Arrays.stream(values()).map(Fact::variable).toList();
  }

  static Optional<Fact> of(String variable) {
    return Arrays.stream(values()).filter(f -> f.variable.equals(variable)).findFirst();
  }
}
