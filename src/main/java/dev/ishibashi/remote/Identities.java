package dev.ishibashi.remote;

import dev.ishibashi.text.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.security.SecurityUtils;

/// Private keys from files, read once.
final class Identities {
  private sealed interface Loaded {}

  private record Keys(List<KeyPair> pairs) implements Loaded {}

  private record Useless(String why) implements Loaded {}

  private final Map<Path, Loaded> files = new ConcurrentHashMap<>();

  /// The keys of an address.
  ///
  /// @param complaints takes a sentence for each file that gives none
  List<KeyPair> of(Address address, List<String> complaints) {
    List<KeyPair> pairs = new ArrayList<>();
    for (Path file : address.identities()) {
      switch (files.computeIfAbsent(file, Identities::load)) {
        case Keys keys -> pairs.addAll(keys.pairs());
        case Useless useless -> {
          // Perhaps it is mended by the next try.
          files.remove(file);
          complaints.add(useless.why());
        }
      }
    }
    return pairs;
  }

  private static Loaded load(Path file) {
    if (!Files.isRegularFile(file)) {
      return new Useless(Messages.text("remote.identity-absent", file));
    }
    try (InputStream in = Files.newInputStream(file)) {
      List<KeyPair> pairs = new ArrayList<>();
      Iterable<KeyPair> found =
          SecurityUtils.loadKeyPairIdentities(
              null, new PathResource(file), in, FilePasswordProvider.EMPTY);
      if (found != null) {
        found.forEach(pairs::add);
      }
      return pairs.isEmpty()
          ? new Useless(Messages.text("remote.identity-unreadable", file))
          : new Keys(List.copyOf(pairs));
    } catch (IOException | GeneralSecurityException | RuntimeException _) {
      return new Useless(Messages.text("remote.identity-unreadable", file));
    }
  }
}
