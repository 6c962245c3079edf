package dev.ishibashi.lab;

/// How one gets into a lab host.
public enum FrontDoor {
  /// OpenSSH's `sshd` runs in every host and listens on the host's own address, port 22. The hosts
  /// outlive the process that made them.
  OPENSSH,
  /// An SSH server inside this JVM, one port of 127.0.0.1 for each host; its sessions enter the
  /// host's namespaces. For machines without `sshd` or without root. The hosts can be reached only
  /// as long as this JVM lives.
  MINA
}
