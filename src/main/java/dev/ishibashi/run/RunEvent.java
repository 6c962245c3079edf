package dev.ishibashi.run;

import dev.ishibashi.verify.Difference;
import java.time.Duration;
import java.util.List;

/// What a run tells whoever watches it, as it happens.
public sealed interface RunEvent {
  record Looking(int hosts, String when) implements RunEvent {}

  record Looked(String host, int files) implements RunEvent {}

  record WaveStarted(int wave, int waves, List<String> hosts) implements RunEvent {}

  record HostStarted(String host) implements RunEvent {}

  record HostEnded(String host, Hosts.Ending outcome) implements RunEvent {}

  /// What moved on a target, all of it declared.
  record HostVerified(String host, List<Difference> changes) implements RunEvent {}

  record WaveVerified(int wave, int waves) implements RunEvent {}

  /// A wave is left alone for a while before the next begins.
  record Soaking(int wave, Duration time) implements RunEvent {}

  record BystandersVerified(int hosts) implements RunEvent {}

  /// A gate said stop; nothing further starts.
  record Stopped(Trouble trouble) implements RunEvent {}
}
