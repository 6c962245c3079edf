package dev.ishibashi.lab;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the shared libraries that programs load, by reading the programs (ELF, System V ABI). The
/// command `ldd` tells the same but takes a tenth of a second of processor time for each program.
final class Libraries {
  private static final int LOAD = 1;
  private static final int DYNAMIC = 2;
  private static final int INTERPRETER = 3;
  private static final int NEEDED = 1;
  private static final int STRINGS = 5;
  private static final int OLD_SEARCH_PATH = 15;
  private static final int SEARCH_PATH = 29;

  private static final Pattern CACHED = Pattern.compile("(?m)^\\s*(\\S+) \\(.*\\) => (/\\S+)$");

  private static final List<Path> USUAL =
      List.of(
          Path.of("/lib64"),
          Path.of("/usr/lib64"),
          Path.of("/lib"),
          Path.of("/usr/lib"),
          Path.of("/usr/local/lib"));

  private final Map<String, List<Path>> cache = new HashMap<>();

  private Libraries() {
    Matcher line = CACHED.matcher(Commands.run("ldconfig", "-p").out());
    while (line.find()) {
      cache.computeIfAbsent(line.group(1), _ -> new ArrayList<>()).add(Path.of(line.group(2)));
    }
  }

  /// The libraries of programs, those that the libraries themselves load, and the loaders.
  ///
  /// @param programs files; those that are not ELF are passed over
  static Set<Path> of(Collection<Path> programs) throws IOException {
    Libraries libraries = new Libraries();
    Set<Path> found = new LinkedHashSet<>();
    Deque<Path> open = new ArrayDeque<>(programs);
    while (!open.isEmpty()) {
      Path path = open.pop();
      Optional<Elf> elf = Elf.read(path);
      if (elf.isPresent()) {
        for (Path library : libraries.resolve(path, elf.get())) {
          if (found.add(library)) {
            open.add(library);
          }
        }
      }
    }
    return found;
  }

  private List<Path> resolve(Path path, Elf elf) throws IOException {
    List<Path> resolved = new ArrayList<>();
    elf.interpreter().map(Path::of).filter(Files::exists).ifPresent(resolved::add);
    for (String name : elf.needed()) {
      List<Path> candidates = new ArrayList<>();
      for (String directory : elf.search()) {
        String origin = String.valueOf(path.toRealPath().getParent());
        candidates.add(
            Path.of(directory.replace("${ORIGIN}", origin).replace("$ORIGIN", origin), name));
      }
      candidates.addAll(cache.getOrDefault(name, List.of()));
      for (Path directory : USUAL) {
        candidates.add(directory.resolve(name));
      }
      for (Path candidate : candidates) {
        if (Elf.read(candidate).filter(library -> library.machine() == elf.machine()).isPresent()) {
          resolved.add(candidate);
          break;
        }
      }
    }
    return resolved;
  }

  /// What the loader must know of a program.
  ///
  /// @param machine kind of processor, with the word size above it
  private record Elf(
      int machine, Optional<String> interpreter, List<String> needed, List<String> search) {

    static Optional<Elf> read(Path path) throws IOException {
      if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
        return Optional.empty();
      }
      ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path));
      if (file.limit() < 64 || file.getInt(0) != 0x7f454c46) {
        return Optional.empty();
      }
      file.order(file.get(5) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      try {
        return Optional.of(new Reader(file).read());
      } catch (IndexOutOfBoundsException | BufferUnderflowException | ArithmeticException e) {
        // Broken, or not of a kind that this machine runs.
        return Optional.empty();
      }
    }
  }

  private record Segment(int type, int offset, long address, long size) {}

  private record Reader(ByteBuffer file) {
    boolean wide() {
      return file.get(4) == 2;
    }

    long word(int at) {
      return wide() ? file.getLong(at) : Integer.toUnsignedLong(file.getInt(at));
    }

    int offset(int at) {
      return Math.toIntExact(word(at));
    }

    Elf read() {
      int width = wide() ? 8 : 4;
      int table = offset(wide() ? 32 : 28);
      int entry = file.getShort(wide() ? 54 : 42);
      int count = file.getShort(wide() ? 56 : 44);
      List<Segment> segments = new ArrayList<>();
      for (int index = 0; index < count; index++) {
        int at = table + index * entry;
        segments.add(
            wide()
                ? new Segment(file.getInt(at), offset(at + 8), word(at + 16), word(at + 32))
                : new Segment(file.getInt(at), offset(at + 4), word(at + 8), word(at + 16)));
      }
      Optional<String> interpreter = Optional.empty();
      List<Long> names = new ArrayList<>();
      List<Long> paths = new ArrayList<>();
      int strings = 0;
      for (Segment segment : segments) {
        if (segment.type() == INTERPRETER) {
          interpreter = Optional.of(string(segment.offset()));
        }
        if (segment.type() == DYNAMIC) {
          int end = Math.toIntExact(segment.offset() + segment.size());
          for (int at = segment.offset(); at < end; at += 2 * width) {
            long tag = word(at);
            long value = word(at + width);
            if (tag == NEEDED) {
              names.add(value);
            } else if (tag == STRINGS) {
              strings = place(segments, value);
            } else if (tag == OLD_SEARCH_PATH || tag == SEARCH_PATH) {
              paths.add(value);
            }
          }
        }
      }
      List<String> needed = new ArrayList<>();
      for (long name : names) {
        needed.add(string(Math.toIntExact(strings + name)));
      }
      List<String> search = new ArrayList<>();
      for (long path : paths) {
        search.addAll(List.of(string(Math.toIntExact(strings + path)).split(":", -1)));
      }
      search.removeIf(String::isEmpty);
      return new Elf(file.getShort(18) | file.get(4) << 16, interpreter, needed, search);
    }

    /// Where in the file an address of the loaded program lies.
    int place(List<Segment> segments, long address) {
      for (Segment segment : segments) {
        long inside = address - segment.address();
        if (segment.type() == LOAD && inside >= 0 && inside < segment.size()) {
          return Math.toIntExact(segment.offset() + inside);
        }
      }
      throw new IndexOutOfBoundsException("no segment holds the strings");
    }

    String string(int start) {
      int end = start;
      while (file.get(end) != 0) {
        end++;
      }
      byte[] text = new byte[end - start];
      file.get(start, text);
      return new String(text, StandardCharsets.UTF_8);
    }
  }
}
