package dev.ishibashi.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ishibashi.text.Source;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibraryTest {
  private static final String PURGE =
      """
      #!/bin/sh
      set -eu
      list=$1
      days=30
      while read -r customer; do
        [ -n "$customer" ] || continue
        dir="/srv/customers/$customer"
        tar -czf "/backup/$customer.tgz" "$dir"
        find "$dir/spool" -type f -mtime +$days -delete
        rm -rf "$dir/cache"
        logger "purged $customer"
      done <"$list"
      """;

  private static Fingerprint of(String text) {
    return Fingerprint.of(Source.of("p.sh", text));
  }

  /// What stands instead of what, and whether the fingerprint stays the same.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          $customer            | $client            | same
          "$dir/spool"         | ${dir}/spool       | same
          days                 | age                | same
          30                   | 45                 | same
          -type f              | -type  f           | same
          ` || continue`       | ` ||\n    continue`| same
          list=$1              | list=$1 # the list | same
          list=$1              | list=$2            | same
          -czf                 | -cJf               | other
          logger               | echo               | other
          read -r              | read               | other
          rm -rf               | ls                 | other
          """)
  void should_not_mind_names_numbers_and_layout(String old, String instead, String expected) {
    String text = PURGE.replace(old, instead.replace("\\n", "\n"));
    if (old.equals("$customer")) {
      text = text.replace("read -r customer", "read -r client");
    }
    assertThat(text).isNotEqualTo(PURGE);
    assertThat(of(text).equals(of(PURGE))).isEqualTo(expected.equals("same"));
  }

  /// Any common stretch of [Fingerprint#RUN] + [Fingerprint#WINDOW] - 1 tokens is found.
  @Test
  void should_find_every_common_stretch() {
    List<String> stretch = List.of("find", "$/spool", "-type", "f", "-delete");
    assertThat(stretch).hasSize(Fingerprint.RUN + Fingerprint.WINDOW - 1);
    for (int before = 0; before < 30; before++) {
      List<String> one = new ArrayList<>();
      List<String> two = new ArrayList<>();
      for (int i = 0; i < before; i++) {
        one.add("one" + i);
        two.add("two" + (i * 7));
      }
      one.addAll(stretch);
      two.addAll(0, stretch);
      one.add("end of one");
      two.add("end of two");
      Fingerprint common = Fingerprint.of(two);
      assertThat(java.util.Arrays.stream(Fingerprint.of(one).hashes()).anyMatch(common::has))
          .as("behind %d others", before)
          .isTrue();
    }
  }

  @Test
  void should_be_small() {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      tokens.add("token" + i);
    }
    // Winnowing keeps 2 / (WINDOW + 1) of all runs on average.
    assertThat(Fingerprint.of(tokens).size()).isBetween(6_400, 6_900);
    assertThat(Fingerprint.of(java.util.Collections.nCopies(10_000, "true")).size()).isEqualTo(1);
    assertThat(of("").size()).isZero();
    assertThat(of("# nothing\n").size()).isZero();
  }

  @Test
  void should_refuse_what_is_no_fingerprint() {
    assertThat(Fingerprint.kept(of(PURGE).hashes())).isEqualTo(of(PURGE));
    assertThatThrownBy(() -> Fingerprint.kept(new long[] {2, 1}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void should_take_what_cannot_be_read_as_words() {
    assertThat(of("if true; then rm -rf /srv/a /srv/b; echo gone\n").size()).isPositive();
    assertThat(of("echo " + "$(echo ".repeat(100_000)).size()).isPositive();
  }

  private static Library.Program program(String path, String version, String when, String text) {
    return new Library.Program(path, version, when, of(text));
  }

  private static final String RELAY =
      """
      #!/bin/sh
      set -eu
      relay=$1
      postconf -e "relayhost = [$relay]"
      postfix check || exit 1
      systemctl reload postfix
      postqueue -f
      mailq | tail -n 1
      """;

  @Test
  void should_rank_by_how_much_stands_in_each() {
    String renamed = PURGE.replace("$customer", "$c").replace("read -r customer", "read -r c");
    Library library =
        new Library(
            List.of(
                program("relay.sh", "", "", RELAY),
                program("purge.sh", "", "", PURGE),
                program(
                    "half.sh",
                    "",
                    "",
                    PURGE.lines().limit(8).reduce("", (a, b) -> a + b + "\n") + "done\n"),
                program("both.sh", "", "", PURGE + RELAY)));
    List<Library.Match> found = library.search(of(renamed), of(""), p -> false);
    assertThat(found.stream().map(m -> m.program().path()))
        .containsExactly("purge.sh", "both.sh", "half.sh");
    assertThat(found.getFirst().share()).isEqualTo(1);
    assertThat(found.getLast().share()).isBetween(0.2, 0.8);
  }

  @Test
  void should_give_the_best_version_of_each_path_and_the_newest_of_equals() {
    Library library =
        new Library(
            List.of(
                program("purge.sh", "a1", "2026-01-01", PURGE),
                program("purge.sh", "b2", "2026-03-01", PURGE),
                program("purge.sh", "c3", "2026-05-01", RELAY + PURGE.replace("rm -rf", "ls"))));
    List<Library.Match> found = library.search(of(PURGE), of(""), p -> false);
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().program().version()).isEqualTo("b2");
    assertThat(library.paths()).isEqualTo(1);
    assertThat(library.search(of(PURGE), of(""), p -> p.path().equals("purge.sh"))).isEmpty();
  }

  /// Half of a program came from one, half from another.
  @Test
  void should_tell_what_the_declared_ancestor_does_not_explain() {
    Library library =
        new Library(
            List.of(program("purge.sh", "", "", PURGE), program("relay.sh", "", "", RELAY)));
    List<Library.Match> found = library.search(of(PURGE + RELAY), of(PURGE), p -> false);
    assertThat(found.getFirst().program().path()).isEqualTo("purge.sh");
    assertThat(found.getFirst().beyond()).isZero();
    assertThat(found.getLast().beyond()).isGreaterThan(0.2);
  }

  /// What everybody writes says little of where a program comes from.
  @Test
  void should_count_idioms_less() {
    String head = "set -eu\nPATH=/usr/sbin:/usr/bin\nexport PATH\n[ \"$(id -u)\" = 0 ] || exit 1\n";
    List<Library.Program> programs = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      String name = "job" + (char) ('a' + i);
      programs.add(program(name, "", "", head + "systemctl restart " + name + "\n"));
    }
    String tail = "lvextend -L +5G /dev/vg/data && resize2fs /dev/vg/data && df -h /data\n";
    programs.add(program("grow", "", "", tail));
    List<Library.Match> found = new Library(programs).search(of(head + tail), of(""), p -> false);
    assertThat(found.stream().map(m -> m.program().path())).containsExactly("grow");
    assertThat(found.getFirst().share()).isGreaterThan(0.4);
    // In twenty programs it is no idiom yet: they may be copies of one.
    found = new Library(programs.subList(4, 25)).search(of(head + tail), of(""), p -> false);
    assertThat(found).hasSize(21);
  }
}
