package dev.ishibashi.ledger;

import dev.ishibashi.text.Messages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An append-only, hash-chained record: `ledger.jsonl`, one JSON object a line, and `ledger.head`,
/// which holds the number and hash of the last entry, so that a cut end is seen too.
///
/// Every entry is on the disk (fsync) before [#append] returns. Several processes may append to one
/// ledger; a file lock puts them in order.
public final class Ledger {
  private static final Object IN_THIS_PROCESS = new Object();

  private final Path directory;
  private final InstantSource clock;

  /// A ledger in a directory, which is made when it is missing.
  public Ledger(Path directory, InstantSource clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /// Adds an entry.
  ///
  /// @throws LedgerBroken when what is there is not intact: nothing is ever chained to a doubt
  /// @throws UncheckedIOException when it cannot be written; then nothing may go on
  public Entry append(String kind, String run, Map<String, Object> data) {
    synchronized (IN_THIS_PROCESS) {
      try {
        Files.createDirectories(directory);
        try (FileChannel lock = open("ledger.lock");
            FileLock held = lock.lock();
            FileChannel file = open("ledger.jsonl")) {
          if (!held.isValid()) {
            throw new IOException("the lock on the ledger was lost");
          }
          Tail tail = tail(file);
          Entry entry =
              Chain.next(
                  tail.entries() + 1,
                  clock.instant().truncatedTo(ChronoUnit.MILLIS),
                  kind,
                  run,
                  data,
                  tail.hash());
          file.truncate(tail.end());
          file.position(tail.end());
          byte[] line = (Chain.line(entry) + "\n").getBytes(StandardCharsets.UTF_8);
          writeFully(file, line);
          file.force(true);
          writeHead(entry);
          return entry;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Every entry that can be read, in order. Use [#verify] to learn whether they are true.
  public List<Entry> entries() {
    return lines().stream().map(Chain::read).flatMap(Optional::stream).toList();
  }

  public Verification verify() {
    List<String> lines = lines();
    String previous = Chain.FIRST;
    long number = 0;
    List<String> hashes = new ArrayList<>();
    for (String line : lines) {
      number++;
      Optional<Entry> read = Chain.read(line);
      if (read.isEmpty()) {
        return new Verification.Broken(number, Messages.text("ledger.edited"));
      }
      Entry entry = read.get();
      if (entry.number() != number || !entry.previous().equals(previous)) {
        return new Verification.Broken(
            number, Messages.text("ledger.out-of-place", entry.number()));
      }
      previous = entry.hash();
      hashes.add(entry.hash());
    }
    Optional<Head> head = head();
    if (head.isEmpty()) {
      // The first entry reaches the disk before its head does.
      return number <= 1
          ? new Verification.Intact(number, previous)
          : new Verification.Broken(number, Messages.text("ledger.no-head"));
    }
    long named = head.get().entries();
    if (named > number) {
      return new Verification.Broken(number + 1, Messages.text("ledger.cut", named, number));
    }
    // A crash between the line and its head leaves the head exactly one behind.
    if (named < number - 1 || named < 1) {
      return new Verification.Broken(named + 1, Messages.text("ledger.head-behind", named, number));
    }
    if (!hashes.get((int) named - 1).equals(head.get().hash())) {
      return new Verification.Broken(named, Messages.text("ledger.other-head"));
    }
    return new Verification.Intact(number, previous);
  }

  private FileChannel open(String name) throws IOException {
    return FileChannel.open(
        directory.resolve(name),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  /// Where the next entry goes. A line without its newline was torn by a crash before it was
  /// acknowledged to anybody, so it is written over.
  private Tail tail(FileChannel file) throws IOException {
    long end = file.size();
    Optional<Head> head = head();
    if (end == 0) {
      if (head.isPresent()) {
        throw new LedgerBroken(Messages.text("ledger.cut", head.get().entries(), 0));
      }
      return new Tail(0, Chain.FIRST, 0);
    }
    int window = 1 << 16;
    while (true) {
      long start = Math.max(0, end - window);
      String text = read(file, start, (int) (end - start));
      int close = text.lastIndexOf('\n');
      int open = close < 0 ? -1 : text.lastIndexOf('\n', close - 1);
      if (open < 0 && start > 0) {
        window *= 4;
        continue;
      }
      if (close < 0) {
        if (head.isPresent()) {
          throw new LedgerBroken(Messages.text("ledger.cut", head.get().entries(), 0));
        }
        return new Tail(0, Chain.FIRST, 0);
      }
      String line = text.substring(open + 1, close);
      Entry last =
          Chain.read(line).orElseThrow(() -> new LedgerBroken(Messages.text("ledger.edited")));
      long named = head.map(Head::entries).orElse(0L);
      boolean fits =
          named == last.number()
              ? head.map(h -> h.hash().equals(last.hash())).orElse(false)
              : named == last.number() - 1;
      if (!fits) {
        throw new LedgerBroken(Messages.text("ledger.head-behind", named, last.number()));
      }
      long bytes = text.substring(0, close + 1).getBytes(StandardCharsets.UTF_8).length;
      return new Tail(last.number(), last.hash(), start + bytes);
    }
  }

  private static String read(FileChannel file, long start, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, start + buffer.position()) < 0) {
        break;
      }
    }
    // Latin-1 keeps one character a byte, so that a window may begin inside a character; the lines
    // that matter are decoded again below.
    String bytes = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
    int begin = start == 0 ? 0 : Math.max(bytes.indexOf('\n'), 0);
    return "\0".repeat(begin)
        + new String(
            bytes.substring(begin).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static void writeFully(FileChannel file, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
  }

  private void writeHead(Entry entry) throws IOException {
    Path fresh = directory.resolve("ledger.head.new");
    try (FileChannel file =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      writeFully(
          file, (entry.number() + " " + entry.hash() + "\n").getBytes(StandardCharsets.UTF_8));
      file.force(true);
    }
    Files.move(
        fresh,
        directory.resolve("ledger.head"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private Optional<Head> head() {
    try {
      String[] words = Files.readString(directory.resolve("ledger.head")).strip().split(" ", -1);
      return words.length == 2 && words[0].matches("[0-9]{1,18}")
          ? Optional.of(new Head(Long.parseLong(words[0]), words[1]))
          : Optional.of(new Head(0, ""));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> lines() {
    try {
      String text = Files.readString(directory.resolve("ledger.jsonl"));
      int end = text.lastIndexOf('\n');
      // What follows the last newline was never acknowledged.
      return end < 0 ? List.of() : List.of(text.substring(0, end).split("\n", -1));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Tail(long entries, String hash, long end) {}

  private record Head(long entries, String hash) {}

  /// The ledger is not what was once written, so nothing more may be recorded in it, and so nothing
  /// more may be done.
  public static final class LedgerBroken extends RuntimeException {
    private static final long serialVersionUID = 1;

    LedgerBroken(String why) {
      super(why);
    }
  }
}
