package dev.ishibashi.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
  /// The pattern, and the hosts that Ansible gives for it, in its order.
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = Examples.PATTERNS)
  void should_select_what_ansible_selects(String pattern, String expected) {
    String hosts =
        switch (fleet().select(pattern)) {
          case Selection.Selected selected -> String.join(" ", selected.names());
          case Selection.Nothing nothing -> "-";
        };
    // The order of groups on one level is accidental in Ansible; the set is what is compared there.
    assertThat(pattern.startsWith("all:!alone") ? sorted(hosts) : hosts)
        .isEqualTo(pattern.startsWith("all:!alone") ? sorted(expected) : expected);
  }

  private static String sorted(String words) {
    return String.join(" ", java.util.Arrays.stream(words.split(" ", -1)).sorted().toList());
  }

  /// The pattern, and why it selects nothing. Ansible selects every host for the first eight.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``              | pattern:1:1: the pattern is empty, and an empty pattern selects no host; name hosts or groups, or write all
          `  `            | pattern:1:1: the pattern is empty, and an empty pattern selects no host; name hosts or groups, or write all
          ,               | pattern:1:1: the pattern ',' has an empty part, so a name is missing; write the missing name, or remove the separator
          :               | pattern:1:1: the pattern ':' has an empty part, so a name is missing; write the missing name, or remove the separator
          !typo           | pattern:1:1: no host and no group matches 'typo'; correct the name
          a*              | pattern:1:1: 'a*' also matches the built-in group all, so it would select all 16 hosts; write all if every host is meant, or a narrower pattern
          ~.*             | pattern:1:1: '~.*' also matches the built-in group all, so it would select all 16 hosts; write all if every host is meant, or a narrower pattern
          ?*              | pattern:1:1: '?*' also matches the built-in group all, so it would select all 16 hosts; write all if every host is meant, or a narrower pattern
          mial            | pattern:1:1: no host and no group matches 'mial'; did you mean mail?; correct the name
          mail:wbe        | pattern:1:6: no host and no group matches 'wbe'; did you mean web?; correct the name
          mail:!mail4     | pattern:1:6: no host and no group matches 'mail4'; did you mean mail?; correct the name
          mail:&staing    | pattern:1:6: no host and no group matches 'staing'; did you mean staging?; correct the name
          mail,           | pattern:1:6: the pattern 'mail,' has an empty part, so a name is missing; write the missing name, or remove the separator
          ,mail           | pattern:1:1: the pattern ',mail' has an empty part, so a name is missing; write the missing name, or remove the separator
          mail,,web       | pattern:1:6: the pattern 'mail,,web' has an empty part, so a name is missing; write the missing name, or remove the separator
          mail:           | pattern:1:5: the pattern 'mail:' has an empty part, so a name is missing; write the missing name, or remove the separator
          :mail           | pattern:1:1: the pattern ':mail' has an empty part, so a name is missing; write the missing name, or remove the separator
          mail:!          | pattern:1:6: nothing stands behind '!'; write a group or host behind it
          mail:&          | pattern:1:6: nothing stands behind '&'; write a group or host behind it
          !               | pattern:1:1: nothing stands behind '!'; write a group or host behind it
          nobody          | pattern:1:1: the group 'nobody' has no hosts; name a group with hosts
          mail:&nobody    | pattern:1:6: the group 'nobody' has no hosts; name a group with hosts
          mail:&web       | pattern:1:1: the pattern 'mail:&web' selects no host; correct it; its parts exclude each other
          mail:!mail      | pattern:1:1: the pattern 'mail:!mail' selects no host; correct it; its parts exclude each other
          all:!all        | pattern:1:1: the pattern 'all:!all' selects no host; correct it; its parts exclude each other
          mail[3]         | pattern:1:1: 'mail[3]' goes beyond the 3 hosts of 'mail'; count from 0
          web[12]         | pattern:1:1: 'web[12]' goes beyond the 5 hosts of 'web'; count from 0
          web[1-3]        | pattern:1:1: the subscript of 'web[1-3]' uses a hyphen; write [first:last]
          mail[-4]        | pattern:1:1: 'mail[-4]' goes beyond the 3 hosts of 'mail'; count from 0
          mail[5:9]       | pattern:1:1: 'mail[5:9]' goes beyond the 3 hosts of 'mail'; count from 0
          mail[2:0]       | pattern:1:1: the subscript of 'mail[2:0]' ends before it begins; write the smaller number first
          mail[0-1]       | pattern:1:1: the subscript of 'mail[0-1]' uses a hyphen; write [first:last]
          mail[           | pattern:1:5: the bracket has no partner; close it or remove it
          mail]           | pattern:1:5: the bracket has no partner; close it or remove it
          mail1:22        | pattern:1:1: no host and no group matches 'mail1:22'; correct the name
          ~ma(il          | pattern:1:1: '~ma(il' is not a regular expression: Unclosed group; correct it
          localhost       | pattern:1:1: localhost is not in the inventory; add it to the inventory if it is meant
          127.0.0.1       | pattern:1:1: 127.0.0.1 is not in the inventory; add it to the inventory if it is meant
          mail9           | pattern:1:1: no host and no group matches 'mail9'; did you mean mail?; correct the name
          MAIL            | pattern:1:1: no host and no group matches 'MAIL'; did you mean mail?; correct the name
          @limit          | pattern:1:1: no host and no group matches '@limit'; correct the name
          web:!~xyz       | pattern:1:5: no host and no group matches '~xyz'; correct the name
          """)
  void should_select_nothing_and_say_why(String pattern, String expected) {
    switch (fleet().select(pattern)) {
      case Selection.Selected selected ->
          assertThat("hosts " + selected.names()).isEqualTo(expected);
      case Selection.Nothing nothing -> assertThat(nothing.why()).hasToString(expected);
    }
  }

  private static Inventory fleet() {
    return switch (Inventory.read("fleet", Examples.FLEET)) {
      case Inventory.Loaded loaded -> loaded.inventory();
      case Inventory.Refused refused -> throw new AssertionError(refused.problems());
    };
  }
}
