package dev.ishibashi.incident;

import dev.ishibashi.lab.Lab;
import dev.ishibashi.lab.LabHost;
import dev.ishibashi.lab.LabSpec;
import dev.ishibashi.lab.Ran;
import dev.ishibashi.text.Messages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Fresh lab hosts with the data of an incident on them.
public final class Stage implements AutoCloseable {
  private final Incident incident;
  private final Lab lab;

  private Stage(Incident incident, Lab lab) {
    this.incident = incident;
    this.lab = lab;
  }

  /// Makes the hosts and lays their data.
  ///
  /// @throws dev.ishibashi.lab.LabRefused when this machine cannot make them
  public static Stage set(Incident incident, Path home) {
    Lab lab = Lab.create(LabSpec.of(incident.hosts()).in(home).closedOnExit());
    Stage stage = new Stage(incident, lab);
    try {
      stage.seed();
      return stage;
    } catch (RuntimeException e) {
      lab.close();
      throw e;
    }
  }

  private void seed() {
    byte[] script;
    try {
      script = Files.readAllBytes(incident.seed());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (LabHost host : lab.hosts()) {
      Ran ran = host.exec(List.of("sh", "-s"), script);
      if (!ran.succeeded()) {
        throw new IncidentReader.NotAnIncident(
            Messages.text("incident.seed-failed", incident.seed(), host.name(), ran.err()));
      }
    }
  }

  Lab lab() {
    return lab;
  }

  /// The incident's groups and facts, and where this lab's hosts are.
  List<Path> inventories() {
    return List.of(incident.inventory(), lab.inventoryFile());
  }

  /// What lies in the watched directories of every host, and whatever else was changed there.
  SortedMap<String, Manifest> look() {
    SortedMap<String, Manifest> manifests = new TreeMap<>();
    for (LabHost host : lab.hosts()) {
      Path root = Path.of("/proc/" + host.pid() + "/root");
      Manifest watched = Manifest.of(root, incident.watch());
      Manifest changed = Manifest.of(host.upper(), List.of("/"));
      manifests.put(host.name(), watched.with(changed));
    }
    return manifests;
  }

  static List<String> changes(
      SortedMap<String, Manifest> before, SortedMap<String, Manifest> after) {
    List<String> changes = new ArrayList<>();
    after.forEach(
        (host, manifest) -> {
          Manifest was = before.getOrDefault(host, new Manifest(new TreeMap<>()));
          was.changedIn(manifest).forEach(path -> changes.add(host + ":" + path));
        });
    return changes;
  }

  static int files(SortedMap<String, Manifest> manifests) {
    return manifests.values().stream().mapToInt(m -> m.files().size()).sum();
  }

  @Override
  public void close() {
    lab.close();
  }
}
