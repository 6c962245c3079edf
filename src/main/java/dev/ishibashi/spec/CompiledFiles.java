package dev.ishibashi.spec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The data files of commands in one piece, each read when it is asked for.
///
/// First the number of files and for each its name and length, then the files: texts, lists and
/// mappings, each behind a byte that says which.
final class CompiledFiles {
  private static final int TEXT = 't';
  private static final int LIST = 'l';
  private static final int MAPPING = 'm';

  private record Piece(int from, int length) {}

  private final byte[] bytes;
  private final Map<String, Piece> pieces = new HashMap<>();

  CompiledFiles(byte[] bytes) {
    this.bytes = bytes;
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int count = in.readInt();
      int from = in.readInt();
      for (int i = 0; i < count; i++) {
        String name = in.readUTF();
        int length = in.readInt();
        pieces.put(name, new Piece(from, length));
        from += length;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("not a compiled catalogue", e);
    }
  }

  Optional<Map<String, Object>> find(String name) {
    Piece piece = pieces.get(name);
    if (piece == null) {
      return Optional.empty();
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, piece.from, piece.length))) {
      Map<String, Object> file = new LinkedHashMap<>();
      if (read(in) instanceof Map<?, ?> map) {
        map.forEach((key, value) -> file.put(key.toString(), value));
      }
      return Optional.of(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a compiled catalogue: %s".formatted(name), e);
    }
  }

  private static Object read(DataInputStream in) throws IOException {
    int kind = in.readByte();
    if (kind == TEXT) {
      return in.readUTF();
    }
    int size = in.readInt();
    if (kind == LIST) {
      List<Object> list = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        list.add(read(in));
      }
      return list;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      map.put(in.readUTF(), read(in));
    }
    return map;
  }

  static byte[] write(Map<String, Map<String, Object>> files) {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (DataOutputStream names = new DataOutputStream(head)) {
      for (Map.Entry<String, Map<String, Object>> file : files.entrySet()) {
        int before = body.size();
        write(file.getValue(), new DataOutputStream(body));
        names.writeUTF(file.getKey());
        names.writeInt(body.size() - before);
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(all)) {
        out.writeInt(files.size());
        out.writeInt(2 * Integer.BYTES + head.size());
        out.write(head.toByteArray());
        out.write(body.toByteArray());
      }
      return all.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Object value, DataOutputStream out) throws IOException {
    switch (value) {
      case Map<?, ?> map -> {
        out.writeByte(MAPPING);
        out.writeInt(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.writeUTF(entry.getKey().toString());
          write(entry.getValue() == null ? "" : entry.getValue(), out);
        }
      }
      case List<?> list -> {
        out.writeByte(LIST);
        out.writeInt(list.size());
        for (Object each : list) {
          write(each == null ? "" : each, out);
        }
      }
      // Numbers and truth values are read as text everywhere.
      case Object text -> {
        out.writeByte(TEXT);
        out.writeUTF(text.toString());
      }
    }
  }
}
