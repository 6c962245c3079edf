package dev.ishibashi.run;

import dev.ishibashi.lineage.Fingerprint;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// The fingerprints of a library, kept in a file so that its programs need not be read again. It
/// holds nothing that cannot be worked out anew: one that is damaged, or of another version, counts
/// as none.
///
/// @param state what the whole stands for, as the commit that the library was at
/// @param entries what each file was worked out to be
record LibraryIndex(String state, List<Entry> entries) {
  private static final byte[] MAGIC =
      ("ishibashi/library-index/1 " + Fingerprint.version() + "\n")
          .getBytes(StandardCharsets.UTF_8);

  static final LibraryIndex NONE = new LibraryIndex("", List.of());

  /// What one version of one file was worked out to be.
  ///
  /// @param version the commit that brought it; empty for a file that lies there
  /// @param when the date of that commit, or empty
  /// @param stamp what shows that it is the same content: the id of the blob, or size, times and
  ///   inode of the file
  /// @param fingerprint empty where it is no shell program
  record Entry(
      String path, String version, String when, String stamp, Optional<Fingerprint> fingerprint) {}

  /// The kept index; [#NONE] where there is none that can be used.
  static LibraryIndex read(Path file) {
    try {
      return read(Files.readAllBytes(file));
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException unusable) {
      return NONE;
    }
  }

  private static LibraryIndex read(byte[] bytes) throws IOException {
    int end = bytes.length - Long.BYTES;
    if (end < MAGIC.length
        || !ByteBuffer.wrap(bytes, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      return NONE;
    }
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, end);
    if (sum.getValue() != ByteBuffer.wrap(bytes, end, Long.BYTES).getLong()) {
      return NONE;
    }
    DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, MAGIC.length, end - MAGIC.length));
    String state = in.readUTF();
    int count = in.readInt();
    List<Entry> entries = new ArrayList<>(Math.min(count, 1 << 20));
    for (int i = 0; i < count; i++) {
      String path = in.readUTF();
      String version = in.readUTF();
      String when = in.readUTF();
      String stamp = in.readUTF();
      int size = in.readInt();
      if (size < 0) {
        entries.add(new Entry(path, version, when, stamp, Optional.empty()));
        continue;
      }
      long[] hashes = new long[size];
      int at = end - in.available();
      ByteBuffer.wrap(bytes, at, size * Long.BYTES).asLongBuffer().get(hashes);
      in.skipNBytes((long) size * Long.BYTES);
      entries.add(new Entry(path, version, when, stamp, Optional.of(Fingerprint.kept(hashes))));
    }
    return new LibraryIndex(state, entries);
  }

  /// Writes it whole under another name first, so that nobody reads half of it.
  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path half = Files.createTempFile(file.getParent(), ".index-", ".half");
    try {
      byte[] bytes = bytes();
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(half))) {
        out.write(bytes);
      }
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(half);
    }
  }

  private byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(MAGIC);
    out.writeUTF(state);
    out.writeInt(entries.size());
    for (Entry entry : entries) {
      out.writeUTF(entry.path());
      out.writeUTF(entry.version());
      out.writeUTF(entry.when());
      out.writeUTF(entry.stamp());
      if (entry.fingerprint().isEmpty()) {
        out.writeInt(-1);
        continue;
      }
      long[] hashes = entry.fingerprint().get().hashes();
      out.writeInt(hashes.length);
      for (long hash : hashes) {
        out.writeLong(hash);
      }
    }
    CRC32C sum = new CRC32C();
    sum.update(bytes.toByteArray());
    out.writeLong(sum.getValue());
    return bytes.toByteArray();
  }
}
