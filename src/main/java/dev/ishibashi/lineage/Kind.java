package dev.ishibashi.lineage;

import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.Resource;
import dev.ishibashi.text.Messages;
import java.util.Locale;

/// What sort of thing a command takes away or changes: files, a database, a whole server.
public enum Kind {
  FILES,
  /// A disk, a partition, a volume.
  VOLUME,
  DATABASE,
  /// A virtual machine, or one of a provider.
  SERVER,
  CONTAINER,
  SERVICE,
  PACKAGE,
  PROCESS,
  SCHEDULE,
  NETWORK,
  /// What a command takes of which nothing is known.
  UNKNOWN;

  /// The word for people: `a database`.
  public String text() {
    return Messages.text("lineage.kind." + name().toLowerCase(Locale.ROOT));
  }

  /// The kind of what an effect is on.
  ///
  /// @param command the name of the command that has it
  static Kind of(Effect effect, String command) {
    return switch (effect.resource()) {
      case Resource.Device device -> VOLUME;
      case Resource.Unit unit -> SERVICE;
      case Resource.Paths paths -> effect.act() == Act.FORMAT ? VOLUME : FILES;
      case Resource.Named named -> of(effect.act(), command);
      case Resource.Anything anything -> UNKNOWN;
    };
  }

  private static Kind of(Act act, String command) {
    return switch (act) {
      case DELETE, OVERWRITE, CREATE, MODIFY, MOVE, PERMISSION, MOUNT -> FILES;
      case FORMAT -> VOLUME;
      case SERVICE -> SERVICE;
      case PACKAGE -> PACKAGE;
      case SCHEDULE -> SCHEDULE;
      case NETWORK -> NETWORK;
      case DATABASE -> DATABASE;
      case UNKNOWN -> UNKNOWN;
      case PROCESS ->
          switch (command) {
            case "virsh",
                "virt-install",
                "virt-clone",
                "qm",
                "xl",
                "xe",
                "VBoxManage",
                "openstack",
                "nova",
                "aws",
                "gcloud",
                "az",
                "hcloud",
                "doctl",
                "linode-cli" ->
                SERVER;
            case "docker",
                "podman",
                "nerdctl",
                "kubectl",
                "helm",
                "lxc",
                "incus",
                "pct",
                "crictl" ->
                CONTAINER;
            default -> PROCESS;
          };
    };
  }
}
