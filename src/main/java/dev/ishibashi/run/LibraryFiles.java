package dev.ishibashi.run;

import dev.ishibashi.lineage.Fingerprint;
import dev.ishibashi.lineage.Library;
import dev.ishibashi.procedure.Seal;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The earlier programs below a directory: where it is in a git repository, every version of them
/// that the current branch ever held and the files that differ from it; else the files.
///
/// A file counts as a shell program by its name (`.sh`, `.bash`, `.ksh`, `.dash`) or its first
/// line. Symbolic links are not followed.
public final class LibraryFiles {
  /// Larger files are data, even where a shell could read them.
  static final int LARGEST = 1 << 20;

  /// A file that was changed so shortly before it was looked at may change again unseen, within the
  /// resolution of its time stamps.
  private static final long FRESH_SECONDS = 2;

  private static final String SHELL_NAME = ".*\\.(sh|bash|ksh|dash)";
  private static final String OTHER_NAME =
      ".*\\.(ya?ml|json|md|rst|txt|adoc|py|rb|pl|pm|js|ts|html?|css|png|jpe?g|gif|svg|ico|pdf|gz|xz"
          + "|zst|bz2|zip|tar|tgz|jar|class|java|c|h|cc|cpp|hpp|o|so|a|go|rs|log|csv|toml|xml|ini"
          + "|cfg|conf|lock|sum|mod|properties|sql|tf|service|timer|deb|rpm|img|iso)";
  private static final String SHEBANG = "#! *\\S*(/|env +(-\\S+ +)*)(ba|da|k|a)?sh\\b.*";

  private final Path directory;
  private final LibraryIndex before;
  private final List<LibraryIndex.Entry> entries = new ArrayList<>();
  private final List<String> unread = new ArrayList<>();
  private boolean changed;
  private String state = "";

  private LibraryFiles(Path directory, LibraryIndex before) {
    this.directory = directory;
    this.before = before;
  }

  /// What reading a library gives.
  public sealed interface Outcome {}

  /// A library.
  ///
  /// @param unread what could not be compared, as sentences
  public record Read(Path directory, Library library, List<String> unread) implements Outcome {
    /// The text of one of its programs.
    ///
    /// @param name what it is called in messages
    /// @throws IOException when it is not there any more
    public Source text(Library.Program program, String name) throws IOException {
      byte[] bytes =
          program.version().isEmpty()
              ? Files.readAllBytes(directory.resolve(program.path()))
              : content(directory, program.path(), program.version());
      return Source.of(name, bytes);
    }
  }

  public record Refused(String why) implements Outcome {}

  /// The text that a file of a git repository had in a commit.
  ///
  /// @param path relative to the directory, with `/`
  static byte[] content(Path directory, String path, String commit) throws IOException {
    Git git = new Git(directory);
    // Where the directory lies in the repository; a bare one has no such place.
    String prefix = git.text("rev-parse", "--show-prefix").strip();
    return git.ask("cat-file", "blob", commit + ":" + prefix + path);
  }

  /// Reads a library.
  ///
  /// @param home where the fingerprints are kept; without a place that can be written, every
  ///   program is read every time
  public static Outcome read(Path directory, Home home) {
    try {
      Path real = directory.toRealPath();
      if (!Files.isDirectory(real)) {
        return new Refused(Messages.text("run.library-no-directory", directory));
      }
      Path kept =
          home.library()
              .resolve(Seal.sha256(real.toString().getBytes(StandardCharsets.UTF_8)) + ".index");
      LibraryFiles reader = new LibraryFiles(real, LibraryIndex.read(kept));
      reader.read();
      reader.keep(kept);
      return reader.result();
    } catch (IOException e) {
      String why =
          Files.exists(directory) ? InventoryFiles.reason(e) : Messages.text("run.missing");
      return new Refused(why);
    }
  }

  private Outcome result() {
    Map<String, Set<Fingerprint>> committed = new HashMap<>();
    List<Library.Program> programs = new ArrayList<>();
    for (LibraryIndex.Entry entry : entries) {
      Optional<Fingerprint> print = entry.fingerprint();
      if (print.isEmpty()) {
        if (entry.path().matches(SHELL_NAME)) {
          unread.add(Messages.text("run.library-large", entry.path(), LARGEST));
        }
        continue;
      }
      Set<Fingerprint> versions = committed.computeIfAbsent(entry.path(), p -> new HashSet<>());
      // Commits stand first: a file that lies there as one of them has it is no other version.
      boolean known = entry.version().isEmpty() && versions.contains(print.get());
      if (print.get().size() > 0 && !known) {
        programs.add(new Library.Program(entry.path(), entry.version(), entry.when(), print.get()));
      }
      versions.add(print.get());
    }
    return new Read(directory, new Library(programs), List.copyOf(unread));
  }

  private void keep(Path file) {
    if (!changed && state.equals(before.state()) && entries.size() == before.entries().size()) {
      return;
    }
    try {
      new LibraryIndex(state, entries).write(file);
    } catch (IOException unwritable) {
      // Then it is worked out anew the next time: slower, and nothing else.
    }
  }

  private void read() throws IOException {
    if (inRepository()) {
      history(new Git(directory));
    } else {
      state = "folder";
      folder();
    }
  }

  /// Told by what lies there, so that a repository that git refuses is refused, and not taken for a
  /// folder without history.
  private boolean inRepository() {
    for (Path up = directory; up != null; up = up.getParent()) {
      boolean bare =
          Files.isRegularFile(up.resolve("HEAD")) && Files.isDirectory(up.resolve("objects"));
      if (bare || Files.exists(up.resolve(".git"))) {
        return true;
      }
    }
    return false;
  }

  private void folder() throws IOException {
    Map<String, LibraryIndex.Entry> known = new HashMap<>();
    for (LibraryIndex.Entry entry : before.entries()) {
      if (entry.version().isEmpty()) {
        known.put(entry.path(), entry);
      }
    }
    walk(directory, "", known);
  }

  private void walk(Path folder, String prefix, Map<String, LibraryIndex.Entry> known)
      throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(children::add);
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      if (prefix.isEmpty()) {
        throw e instanceof IOException io ? io : new IOException(e);
      }
      unread.add(Messages.text("run.library-folder", folder));
      return;
    }
    Collections.sort(children);
    for (Path child : children) {
      String path = prefix + child.getFileName();
      Map<String, Object> facts = facts(child);
      if (Boolean.TRUE.equals(facts.get("isDirectory"))) {
        if (!child.endsWith(".git")) {
          walk(child, path + "/", known);
        }
      } else if (Boolean.TRUE.equals(facts.get("isRegularFile")) && mayBeProgram(path)) {
        file(child, path, facts, known.get(path));
      }
    }
  }

  private static Map<String, Object> facts(Path file) throws IOException {
    return Files.readAttributes(
        file,
        "unix:isDirectory,isRegularFile,size,lastModifiedTime,ctime,ino",
        LinkOption.NOFOLLOW_LINKS);
  }

  private void file(
      Path file, String path, Map<String, Object> facts, LibraryIndex.@Nullable Entry known) {
    FileTime changedAt = (FileTime) facts.getOrDefault("ctime", FileTime.fromMillis(0));
    String stamp =
        "%s %s %s %s"
            .formatted(
                facts.get("size"),
                nanos((FileTime) facts.getOrDefault("lastModifiedTime", changedAt)),
                nanos(changedAt),
                facts.get("ino"));
    if (known != null && known.stamp().equals(stamp)) {
      entries.add(known);
      return;
    }
    boolean fresh =
        Math.abs(System.currentTimeMillis() - changedAt.toMillis())
            < TimeUnit.SECONDS.toMillis(FRESH_SECONDS);
    changed = true;
    try {
      byte[] bytes =
          (long) facts.getOrDefault("size", 0L) > LARGEST ? null : Files.readAllBytes(file);
      entries.add(
          new LibraryIndex.Entry(path, "", "", fresh ? "fresh" : stamp, fingerprint(path, bytes)));
    } catch (IOException e) {
      unread.add(Messages.text("run.library-file", path, InventoryFiles.reason(e)));
    }
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }

  private Optional<Fingerprint> fingerprint(String path, byte @Nullable [] bytes) {
    return bytes != null && isProgram(path, bytes)
        ? Optional.of(Fingerprint.of(Source.of(path, bytes)))
        : Optional.empty();
  }

  private static boolean mayBeProgram(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return !name.matches(OTHER_NAME);
  }

  private static boolean isProgram(String path, byte[] bytes) {
    if (path.matches(SHELL_NAME)) {
      return true;
    }
    String head = new String(bytes, 0, Math.min(bytes.length, 120), StandardCharsets.ISO_8859_1);
    return head.lines().findFirst().orElse("").matches(SHEBANG);
  }

  private void history(Git git) throws IOException {
    List<String> facts =
        git.text("rev-parse", "--is-shallow-repository", "--is-inside-work-tree").lines().toList();
    String head =
        git.succeeds("rev-parse", "--verify", "-q", "HEAD^{commit}")
            ? git.text("rev-parse", "--verify", "HEAD^{commit}").strip()
            : "none";
    state = "git " + head;
    if (facts.getFirst().equals("true")) {
      unread.add(Messages.text("run.library-shallow", directory));
    }
    String known = before.state().startsWith("git ") ? before.state().substring(4) : "";
    boolean grown =
        known.matches("[0-9a-f]{40,64}")
            && !head.equals("none")
            && (known.equals(head) || git.succeeds("merge-base", "--is-ancestor", known, head));
    if (grown) {
      before.entries().stream().filter(e -> !e.version().isEmpty()).forEach(entries::add);
    }
    if (!head.equals("none") && !(grown && known.equals(head))) {
      versions(git, head, grown ? known : "");
    }
    if (facts.getLast().equals("true")) {
      folder();
    }
  }

  /// A version that a commit brought.
  private record Brought(String path, String blob, String commit, String when) {}

  private void versions(Git git, String head, String known) throws IOException {
    changed = true;
    List<String> command =
        new ArrayList<>(
            List.of(
                "log",
                "--raw",
                "--no-abbrev",
                "--no-renames",
                "--full-history",
                "-m",
                "-z",
                "--relative",
                "--format=%x01%H %cs",
                head));
    if (!known.isEmpty()) {
      command.add("^" + known);
    }
    command.addAll(List.of("--", "."));
    Map<String, Brought> brought = new LinkedHashMap<>();
    String commit = "";
    String when = "";
    String[] fields = git.text(command.toArray(String[]::new)).split("\0", -1);
    for (int i = 0; i < fields.length; i++) {
      String field = fields[i].stripLeading();
      if (field.startsWith("\1")) {
        String[] said = field.substring(1).strip().split(" ", 2);
        commit = said[0];
        when = said.length > 1 ? said[1] : "";
      } else if (field.startsWith(":") && i + 1 < fields.length) {
        String[] raw = field.split(" ", -1);
        String path = fields[++i];
        boolean file = raw.length > 4 && raw[1].matches("100[0-7]{3}");
        if (file && mayBeProgram(path)) {
          // The log goes back in time: the last that is met is the commit that brought it.
          brought.put(path + "\0" + raw[3], new Brought(path, raw[3], commit, when));
        }
      }
    }
    Map<String, LibraryIndex.Entry> have = new HashMap<>();
    before.entries().forEach(e -> have.put(e.path() + "\0" + e.stamp(), e));
    Set<String> present = new HashSet<>();
    entries.forEach(e -> present.add(e.path() + "\0" + e.stamp()));
    Map<String, List<Brought>> byBlob = new LinkedHashMap<>();
    for (Map.Entry<String, Brought> one : brought.entrySet()) {
      LibraryIndex.Entry same = have.get(one.getKey());
      Brought it = one.getValue();
      if (present.contains(one.getKey())) {
        continue;
      }
      if (same != null) {
        entries.add(
            new LibraryIndex.Entry(
                it.path(), it.commit(), it.when(), it.blob(), same.fingerprint()));
      } else {
        byBlob.computeIfAbsent(it.blob(), b -> new ArrayList<>()).add(it);
      }
    }
    git.blobs(
        List.copyOf(byBlob.keySet()),
        LARGEST,
        (blob, bytes) -> {
          for (Brought it : byBlob.getOrDefault(blob, List.of())) {
            entries.add(
                new LibraryIndex.Entry(
                    it.path(), it.commit(), it.when(), blob, fingerprint(it.path(), bytes)));
          }
        });
  }
}
