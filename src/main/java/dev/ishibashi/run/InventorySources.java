package dev.ishibashi.run;

import java.nio.file.Path;
import java.util.List;

/// Where the fleet is written down.
///
/// @param sources files, directories, or hosts with commas (`web1,web2`), as the user names them
/// @param programs whether executable sources may be run to ask them
/// @param passwords files with passwords of Ansible Vault
public record InventorySources(List<Path> sources, boolean programs, List<Path> passwords) {
  /// Sources without programs and secrets.
  public static InventorySources of(List<Path> sources) {
    return new InventorySources(sources, false, List.of());
  }
}
