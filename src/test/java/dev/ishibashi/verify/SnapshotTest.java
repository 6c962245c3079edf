package dev.ishibashi.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.effect.Act;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTest {
  private static final String FILE = "f\t644\t0\t0\t12\t1.5\t1.5\t1:7\t/etc/a b\0\0";
  private static final String LINK = "l\t777\t0\t0\t3\t1.5\t1.5\t1:8\t/etc/l\nx\0a b\0";
  private static final String END = "end\t0\0\0";

  private static Snapshot.Observation read(String listing, String complaints) {
    return Snapshot.read("h", listing.getBytes(StandardCharsets.ISO_8859_1), complaints);
  }

  @Test
  void should_read_names_with_any_byte() {
    Snapshot.Observation seen = read(FILE + LINK + FILE.replace("a b", "\u00ff") + END, "");
    assertThat(seen)
        .isInstanceOfSatisfying(
            Snapshot.Seen.class,
            s -> {
              assertThat(s.snapshot().files())
                  .containsOnlyKeys("/etc/a b", "/etc/l\nx", "/etc/\udcff");
              assertThat(s.snapshot().files().get("/etc/l\nx"))
                  .isEqualTo(new FileFact('l', "777", "0", "0", 3, "1.5", "1.5", "1:8", "a b"));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        END,
        FILE,
        FILE + LINK,
        FILE + "end\t0",
        FILE + END + FILE,
        "f\t644\0\0" + END,
        "f\t644\t0\t0\tmany\t1\t1\t1:7\t/a\0\0" + END
      })
  void should_never_take_a_part_for_the_whole(String listing) {
    assertThat(read(listing, "")).isInstanceOf(Snapshot.Unverifiable.class);
  }

  @Test
  void should_bear_files_that_vanish_but_not_what_it_may_not_see() {
    String partly = FILE + "end\t1\0\0";
    assertThat(read(partly, "find: '/var/x': No such file or directory\n"))
        .isInstanceOf(Snapshot.Seen.class);
    assertThat(read(partly, "find: '/root': Permission denied\n"))
        .isInstanceOf(Snapshot.Unverifiable.class);
    assertThat(read(partly, "")).isInstanceOf(Snapshot.Unverifiable.class);
  }

  /// Type, mode, owner, size, mtime, ctime, inode, link target; before and after; what was done.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          f 644 0 5 1 1 7 -  | f 644 0 6 2 2 7 -  | MODIFY
          f 644 0 5 1 1 7 -  | f 644 0 5 2 2 7 -  | MODIFY
          f 644 0 5 1 1 7 -  | f 644 0 5 1 2 7 -  | MODIFY
          f 644 0 5 1 1 7 -  | f 644 0 5 1 1 8 -  | MODIFY
          f 644 0 5 1 1 7 -  | f 600 0 5 1 2 7 -  | PERMISSION
          f 644 0 5 1 1 7 -  | f 644 9 5 1 2 7 -  | PERMISSION
          f 644 0 5 1 1 7 -  | f 600 0 6 2 2 7 -  | MODIFY PERMISSION
          f 644 0 5 1 1 7 -  | d 644 0 5 1 1 7 -  | DELETE CREATE
          f 644 0 5 1 1 7 -  | l 777 0 5 1 1 7 /x | DELETE CREATE
          l 777 0 5 1 1 7 /x | l 777 0 5 1 2 7 /y | MODIFY
          d 755 0 5 1 1 7 -  | d 755 0 6 2 2 7 -  |
          d 755 0 5 1 1 7 -  | d 700 0 6 2 2 7 -  | PERMISSION
          f 644 0 5 1 1 7 -  |                    | DELETE
                             | f 644 0 5 1 1 7 -  | CREATE
          f 644 0 5 1 1 7 -  | f 644 0 5 1 1 7 -  |
          """)
  void should_tell_what_was_done(
      @Nullable String before, @Nullable String after, @Nullable String acts) {
    List<Difference> found = Difference.between(snapshot(before), snapshot(after));
    if (acts == null) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found)
          .singleElement()
          .extracting(Difference::acts)
          .isEqualTo(Set.copyOf(List.of(acts.split(" ")).stream().map(Act::valueOf).toList()));
    }
  }

  private static Snapshot snapshot(@Nullable String file) {
    TreeMap<String, FileFact> files = new TreeMap<>();
    if (file != null) {
      String[] f = file.split(" ", -1);
      files.put(
          "/f",
          new FileFact(
              f[0].charAt(0),
              f[1],
              f[2],
              "0",
              Long.parseLong(f[3]),
              f[4],
              f[5],
              f[6],
              f[7].equals("-") ? "" : f[7]));
    }
    return new Snapshot("h", files);
  }
}
