package dev.ishibashi.verify;

import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;

/// The files of one host at one time.
public record Snapshot(String host, NavigableMap<String, FileFact> files) {
  /// What came of looking at a host.
  public sealed interface Observation {
    String host();
  }

  public record Seen(Snapshot snapshot) implements Observation {
    @Override
    public String host() {
      return snapshot.host();
    }
  }

  /// The host could not be seen whole. This is never the same as nothing having changed.
  public record Unverifiable(String host, String why) implements Observation {}

  /// Reads the listing of `host/snapshot.sh`.
  static Observation read(String host, byte[] listing, String complaints) {
    NavigableMap<String, FileFact> files = new TreeMap<>();
    int at = 0;
    while (at < listing.length) {
      int first = indexOf(listing, at);
      int second = first < 0 ? -1 : indexOf(listing, first + 1);
      if (second < 0) {
        break;
      }
      String[] fields = Source.decode(Arrays.copyOfRange(listing, at, first)).split("\t", 9);
      String target = Source.decode(Arrays.copyOfRange(listing, first + 1, second));
      at = second + 1;
      if (fields.length == 2 && fields[0].equals("end")) {
        if (at != listing.length) {
          return new Unverifiable(host, Messages.text("verify.garbled"));
        }
        return ended(host, files, fields[1], complaints);
      }
      if (fields.length != 9 || fields[0].length() != 1) {
        return new Unverifiable(host, Messages.text("verify.garbled"));
      }
      long size;
      try {
        size = Long.parseLong(fields[4]);
      } catch (NumberFormatException e) {
        return new Unverifiable(host, Messages.text("verify.garbled"));
      }
      files.put(
          fields[8],
          new FileFact(
              fields[0].charAt(0),
              fields[1],
              fields[2],
              fields[3],
              size,
              fields[5],
              fields[6],
              fields[7],
              target));
    }
    return new Unverifiable(host, Messages.text("verify.cut-short"));
  }

  /// A file that vanishes while `find` walks is daily life; anything else it complains of (say,
  /// permissions) means that part of the host was not seen.
  private static Observation ended(
      String host, NavigableMap<String, FileFact> files, String status, String complaints) {
    if (files.isEmpty()) {
      return new Unverifiable(host, Messages.text("verify.nothing"));
    }
    if (!status.equals("0")) {
      String other =
          complaints
              .lines()
              .filter(line -> !line.endsWith("No such file or directory"))
              .findFirst()
              .orElse("");
      if (!other.isEmpty() || complaints.isBlank()) {
        return new Unverifiable(host, Messages.text("verify.partly", other));
      }
    }
    return new Seen(new Snapshot(host, files));
  }

  private static int indexOf(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        return i;
      }
    }
    return -1;
  }
}
