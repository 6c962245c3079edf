package dev.ishibashi.remote;

import dev.ishibashi.text.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.digest.BuiltinDigests;
import org.jspecify.annotations.Nullable;

/// The known keys of one host. Nothing is ever added here: an unknown key is a refusal.
record HostKeys(String name, List<Known> entries, List<Path> files) {
  record Known(@Nullable String marker, String type, PublicKey key, Path file, int line) {}

  static HostKeys of(Address address) {
    List<Known> entries = new ArrayList<>();
    // An alias stands in known_hosts without a port.
    String name =
        address
            .keyName()
            .orElse(
                address.port() == 22
                    ? address.host()
                    : "[" + address.host() + "]:" + address.port());
    for (Path file : address.knownHosts()) {
      read(file, name.toLowerCase(Locale.ROOT), entries);
    }
    return new HostKeys(name, entries, address.knownHosts());
  }

  private static void read(Path file, String name, List<Known> entries) {
    List<String> lines;
    try {
      // Every byte is a character here, so a stray one spoils its own line only.
      lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return; // no such file knows no host
    }
    int number = 0;
    for (String line : lines) {
      number++;
      String[] words = line.strip().split("[ \\t]+", -1);
      String marker = words[0].startsWith("@") ? words[0].substring(1) : null;
      int first = marker == null ? 0 : 1;
      if (words.length < first + 3 || words[0].startsWith("#") || !matches(words[first], name)) {
        continue;
      }
      try {
        PublicKey key =
            PublicKeyEntry.parsePublicKeyEntry(words[first + 1] + " " + words[first + 2])
                .resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.IGNORING);
        if (key != null) {
          entries.add(new Known(marker, words[first + 1], key, file, number));
        }
      } catch (IOException | GeneralSecurityException | RuntimeException _) {
        // As OpenSSH does: a line that cannot be read vouches for nobody.
      }
    }
  }

  /// Whether the first field of a line means this host: patterns with `*`, `?` and `!`, or a hash.
  private static boolean matches(String field, String name) {
    if (field.startsWith("|1|")) {
      return hashed(field.substring(3).split("\\|", -1), name);
    }
    boolean found = false;
    for (String pattern : field.toLowerCase(Locale.ROOT).split(",", -1)) {
      boolean not = pattern.startsWith("!");
      String glob = not ? pattern.substring(1) : pattern;
      String regex = Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
      if (name.matches(regex)) {
        if (not) {
          return false;
        }
        found = true;
      }
    }
    return found;
  }

  private static boolean hashed(String[] parts, String name) {
    if (parts.length != 2) {
      return false;
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA1"); // what OpenSSH hashes names with
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[0]), "HmacSHA1"));
      byte[] hash = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
      return MessageDigest.isEqual(hash, Base64.getDecoder().decode(parts[1]));
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      return false;
    }
  }

  /// Why this key must not be trusted; empty when it is the known one.
  Optional<String> refuse(PublicKey offered) {
    String print = KeyUtils.getFingerPrint(BuiltinDigests.sha256, offered);
    String type = KeyUtils.getKeyType(offered);
    for (Known known : entries) {
      if ("revoked".equals(known.marker()) && KeyUtils.compareKeys(known.key(), offered)) {
        return Optional.of(
            Messages.text("remote.key-revoked", name, print, known.file(), known.line()));
      }
    }
    for (Known known : entries) {
      if (known.marker() == null && KeyUtils.compareKeys(known.key(), offered)) {
        return Optional.empty();
      }
    }
    for (Known known : entries) {
      if (known.marker() == null) {
        return Optional.of(
            Messages.text("remote.key-changed", name, type, print, known.file(), known.line()));
      }
    }
    return Optional.of(
        files.isEmpty()
            ? Messages.text("remote.no-known-hosts", name, type, print)
            : Messages.text("remote.key-unknown", name, type, print, files.getFirst()));
  }

  /// The key types that are known, so that the host is asked for one of them.
  Set<String> types() {
    Set<String> types = new LinkedHashSet<>();
    for (Known known : entries) {
      if (known.marker() == null) {
        types.add(known.type());
      }
    }
    return types;
  }
}
