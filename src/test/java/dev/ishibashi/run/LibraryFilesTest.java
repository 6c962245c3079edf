package dev.ishibashi.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.lineage.Library;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Libraries as folders and as repositories of the real git.
class LibraryFilesTest {
  private static final String JOB =
      "#!/bin/sh\nset -eu\ndir=/srv/%s\n[ -d \"$dir\" ] || exit 1\nrm -rf \"$dir/cache\"\n";

  @TempDir private Path directory;
  private Path library = Path.of("");
  private Home home = new Home(Path.of(""));

  @BeforeEach
  void make() throws IOException {
    library = Files.createDirectories(directory.resolve("library"));
    home = new Home(directory.resolve("home"));
  }

  private Path write(String name, String text) throws IOException {
    Path file = library.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private String git(String... words) throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("git", "-C", library.toString()));
    command.addAll(List.of("-c", "user.name=t", "-c", "user.email=t@localhost"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.strip();
  }

  private LibraryFiles.Read read() {
    return switch (LibraryFiles.read(library, home)) {
      case LibraryFiles.Read read -> read;
      case LibraryFiles.Refused refused -> throw new AssertionError(refused.why());
    };
  }

  private List<String> paths() {
    return read().library().programs().stream().map(Library.Program::path).sorted().toList();
  }

  private Path index() throws IOException {
    try (var files = Files.list(home.library())) {
      return files.findFirst().orElseThrow();
    }
  }

  @Test
  void should_take_shell_programs_of_a_folder() throws IOException {
    write("a.sh", JOB.formatted("a"));
    write("sub/deep/b", JOB.formatted("b"));
    write("sub/job.2026-10", "#!/usr/bin/env bash\necho one two three four\n");
    write("c.py", "#!/usr/bin/python3\nprint('rm -rf /')\n");
    write("notes.txt", "rm -rf /srv/a\n");
    write("data", "rm -rf /srv/a\n");
    write(".git-ignored-by-name/x.sh", JOB.formatted("x"));
    write("empty.sh", "");
    Files.createSymbolicLink(library.resolve("link.sh"), library.resolve("a.sh"));
    Files.createSymbolicLink(library.resolve("loop"), library);
    assertThat(paths())
        .containsExactly(".git-ignored-by-name/x.sh", "a.sh", "sub/deep/b", "sub/job.2026-10");
  }

  @Test
  void should_see_what_changed_in_a_folder() throws IOException {
    Path file = write("a.sh", JOB.formatted("a"));
    write("b.sh", JOB.formatted("b"));
    // Old enough to be kept by its time stamps.
    FileTime old = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    Files.setLastModifiedTime(file, old);
    var before = read().library().programs().getFirst().fingerprint();
    String text = JOB.formatted("a").replace("rm -rf", "ls -la");
    assertThat(text).hasSameSizeAs(JOB.formatted("a"));
    Files.writeString(file, text);
    // The same size and the same time: what an unpacked archive can leave.
    Files.setLastModifiedTime(file, old);
    assertThat(read().library().programs().getFirst().fingerprint()).isNotEqualTo(before);
    Files.delete(file);
    assertThat(paths()).containsExactly("b.sh");
  }

  @Test
  void should_rebuild_an_index_that_is_damaged() throws IOException {
    write("a.sh", JOB.formatted("a"));
    write("b.sh", JOB.formatted("b"));
    List<Library.Program> right = read().library().programs();
    Path index = index();
    byte[] good = Files.readAllBytes(index);
    assertThat(LibraryIndex.read(index).entries()).hasSize(2);
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] bad =
          i % 3 == 0 ? java.util.Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
      if (i % 3 != 0) {
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(index, bad);
      assertThat(LibraryIndex.read(index)).as("damage %d", i).isSameAs(LibraryIndex.NONE);
    }
    assertThat(read().library().programs()).isEqualTo(right);
    assertThat(LibraryIndex.read(index).entries()).hasSize(2);
    Files.delete(index);
    Files.createDirectory(index);
    Files.createFile(index.resolve("in the way"));
    assertThat(read().library().programs()).isEqualTo(right);
  }

  @Test
  void should_take_every_version_of_a_repository() throws Exception {
    git("init", "-q", "-b", "main");
    write("jobs/a.sh", JOB.formatted("a"));
    write("jobs/with blank.sh", JOB.formatted("b"));
    git("add", "-A");
    git("commit", "-q", "-m", "one");
    String first = git("rev-parse", "HEAD");
    write("jobs/a.sh", JOB.formatted("a") + "logger done with it\n");
    git("commit", "-q", "-a", "-m", "two");
    git("checkout", "-q", "-b", "side", first);
    write("jobs/side.sh", JOB.formatted("side") + "ls /srv\n");
    git("add", "-A");
    git("commit", "-q", "-m", "three");
    git("checkout", "-q", "main");
    git("merge", "-q", "-m", "merge", "side");
    git("rm", "-q", "jobs/with blank.sh");
    git("commit", "-q", "-m", "four");
    assertThat(paths())
        .containsExactly("jobs/a.sh", "jobs/a.sh", "jobs/side.sh", "jobs/with blank.sh");
    Library.Program gone =
        read().library().programs().stream()
            .filter(p -> p.path().equals("jobs/with blank.sh"))
            .findFirst()
            .orElseThrow();
    assertThat(gone.version()).isEqualTo(first);
    assertThat(read().text(gone, "x").text()).isEqualTo(JOB.formatted("b"));
    // A folder of it, and what is not in it yet.
    write("jobs/new.sh", JOB.formatted("new"));
    write("jobs/a.sh", JOB.formatted("other"));
    Path whole = library;
    library = whole.resolve("jobs");
    assertThat(paths())
        .containsExactly("a.sh", "a.sh", "a.sh", "new.sh", "side.sh", "with blank.sh");
    // What came since the index was made, and what was taken back.
    git("add", "-A");
    git("commit", "-q", "-m", "five");
    assertThat(paths())
        .containsExactly("a.sh", "a.sh", "a.sh", "new.sh", "side.sh", "with blank.sh");
    git("reset", "-q", "--hard", first);
    assertThat(paths()).containsExactly("a.sh", "with blank.sh");
  }

  @Test
  void should_read_bare_and_new_repositories() throws Exception {
    git("init", "-q", "-b", "main");
    write("a.sh", JOB.formatted("a"));
    git("add", "-A");
    assertThat(paths()).containsExactly("a.sh");
    git("commit", "-q", "-m", "one");
    git("clone", "-q", "--bare", library.toString(), directory.resolve("bare.git").toString());
    library = directory.resolve("bare.git");
    LibraryFiles.Read bare = read();
    assertThat(bare.library().programs()).hasSize(1);
    assertThat(bare.text(bare.library().programs().getFirst(), "x").text())
        .isEqualTo(JOB.formatted("a"));
  }

  /// A repository of somebody else must not make us run what it names.
  @Test
  void should_run_nothing_that_a_repository_names() throws Exception {
    git("init", "-q", "-b", "main");
    write("a.sh", JOB.formatted("a"));
    git("add", "-A");
    git("commit", "-q", "-m", "one");
    Path ran = directory.resolve("ran");
    Path program = write("../trap", "#!/bin/sh\ntouch '" + ran + "'\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    git("config", "core.fsmonitor", program.toString());
    git("config", "core.pager", program.toString());
    git("config", "diff.external", program.toString());
    git("config", "filter.x.clean", program.toString());
    write(".gitattributes", "*.sh filter=x diff=x\n");
    git("config", "diff.x.textconv", program.toString());
    write("a.sh", JOB.formatted("b"));
    assertThat(paths()).containsExactly("a.sh", "a.sh");
    assertThat(ran).doesNotExist();
  }

  @Test
  void should_say_why_a_library_cannot_be_read() throws IOException {
    Path missing = directory.resolve("missing");
    assertThat(LibraryFiles.read(missing, home))
        .isEqualTo(new LibraryFiles.Refused("no such file"));
    Path file = write("a.sh", JOB.formatted("a"));
    assertThat(LibraryFiles.read(file, home))
        .isEqualTo(new LibraryFiles.Refused(file + " is no directory"));
    // A repository that git does not know is not taken for a folder without history.
    Files.createDirectory(library.resolve(".git"));
    assertThat(LibraryFiles.read(library, home)).isInstanceOf(LibraryFiles.Refused.class);
  }

  @Test
  void should_say_what_was_not_compared() throws IOException {
    write("a.sh", JOB.formatted("a"));
    write("large.sh", "#".repeat(LibraryFiles.LARGEST + 1));
    assertThat(read().unread()).containsExactly("large.sh is larger than 1048576 bytes");
    // Also when its time stamps say that it need not be looked at again.
    Files.setLastModifiedTime(
        library.resolve("large.sh"), FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    assertThat(read().unread()).hasSize(1);
    assertThat(read().unread()).hasSize(1);
  }
}
