package dev.ishibashi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.approval.Keygen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/// Help, manual pages and completion: all from the same description of the commands, and taken by
/// the real programs.
class HelpTest {
  @TempDir private static Path directory;

  private static List<CommandSpec> all(CommandLine line) {
    List<CommandSpec> specs = new ArrayList<>(List.of(line.getCommandSpec()));
    line.getSubcommands().values().forEach(s -> specs.addAll(all(s)));
    return specs;
  }

  @Test
  void should_describe_every_command_option_and_argument() {
    List<String> bare = new ArrayList<>();
    for (CommandSpec spec : all(Main.whole())) {
      if (spec.usageMessage().header().length == 0) {
        bare.add(spec.qualifiedName());
      }
      for (ArgSpec argument : spec.args()) {
        if (argument.description().length == 0 || argument.description()[0].isBlank()) {
          bare.add(spec.qualifiedName() + " " + argument);
        }
      }
    }
    assertThat(bare).isEmpty();
  }

  @Test
  void should_write_manual_pages_that_man_renders_without_a_warning() throws IOException {
    Path manuals = directory.resolve("man");
    assertThat(BadInputTest.ask("man", "--install", manuals.toString()).exit())
        .isEqualTo(Exit.DONE);
    List<String> pages = new ArrayList<>();
    for (CommandSpec spec : all(Main.whole())) {
      Path page = manuals.resolve("man1").resolve(spec.qualifiedName("-") + ".1");
      pages.add(page.toString());
      assertThat(page).content().doesNotContain("%n").doesNotContain("null");
    }
    List<String> command =
        new ArrayList<>(
            List.of("env", "MANWIDTH=100", "LC_ALL=C.UTF-8", "man", "--warnings", "-l"));
    command.addAll(pages);
    Keygen.Ran ran = Keygen.run(Path.of("/dev/null"), command);
    assertThat(ran.ok()).as(ran.said()).isTrue();
    assertThat(ran.said()).doesNotContain("warning:").doesNotContain("error:");
    assertThat(ran.said())
        .contains("ISHIBASHI-LEDGER-VERIFY(1)")
        .contains("--output text|json|sarif|junit")
        .contains("Asks every gate whether a procedure may run.");
    // Unformatted troff would show its requests.
    assertThat(ran.said()).doesNotContain("\\f").doesNotContain("\\-").doesNotContain(".TP");
    List<String> strict = new ArrayList<>(List.of("groff", "-ww", "-man", "-Tutf8", "-z"));
    strict.addAll(pages);
    assertThat(Keygen.run(Path.of("/dev/null"), strict)).isEqualTo(new Keygen.Ran(0, ""));
  }

  @Test
  void should_print_the_page_of_one_command() {
    assertThat(BadInputTest.ask("man", "lab", "up").out()).startsWith(".TH ISHIBASHI\\-LAB\\-UP 1");
    assertThat(BadInputTest.ask("man").out()).contains("\\fBishibashi\\-check\\fR(1)");
    assertThat(BadInputTest.ask("man", "frobnicate").exit()).isEqualTo(Exit.INPUT);
  }

  /// What stands on the line, a word that is offered then, and one that is not.
  private static final String LINES =
      """
      ishibashi che          | check     | run
      ishibashi ledger       | verify    | check
      ishibashi ledger v     | verify    | show
      ishibashi check --all  | --allowed-signers | --key
      ishibashi approve --k  | --key     | --fail-on
      ishibashi lab u        | up        | down
      """;

  private static Path script(String shell) throws IOException {
    Path file = directory.resolve("completion." + shell);
    BadInputTest.Answer answer = BadInputTest.ask("completion", shell);
    assertThat(answer.exit()).isEqualTo(Exit.DONE);
    return Files.writeString(file, answer.out());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = LINES)
  void should_complete_in_bash(String line, String offered, String not) throws IOException {
    String asked = line.equals("ishibashi ledger") ? line + " ''" : line;
    Keygen.Ran ran =
        Keygen.run(
            Path.of("/dev/null"),
            List.of(
                "bash",
                "--norc",
                "-c",
                """
                source "$0" || exit
                complete -p ishibashi >&2
                COMP_WORDS=(%s)
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                COMP_LINE='%s'
                COMP_POINT=${#COMP_LINE}
                _complete_ishibashi ishibashi "${COMP_WORDS[COMP_CWORD]}" ""
                printf '[%%s]\\n' "${COMPREPLY[@]}"
                """
                    .formatted(asked, asked.replace("''", "")),
                script("bash").toString()));
    assertThat(ran.said().replace(" ", "")).contains("[" + offered + "]");
    assertThat(ran.said()).doesNotContain("[" + not).contains("complete ");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = LINES)
  void should_complete_in_fish(String line, String offered, String not) throws IOException {
    String asked = line.equals("ishibashi ledger") ? line + " " : line;
    Keygen.Ran ran =
        Keygen.run(
            Path.of("/dev/null"),
            List.of(
                "env",
                "HOME=" + directory,
                "fish",
                "--no-config",
                "-c",
                "source %s; complete -C '%s'".formatted(script("fish"), asked)));
    assertThat(ran.said().lines().map(l -> l.split("\t", 2)[0])).contains(offered);
    assertThat(ran.said().lines().map(l -> l.split("\t", 2)[0])).doesNotContain(not);
  }

  @Test
  void should_offer_the_words_of_an_option_in_fish() throws IOException {
    Keygen.Ran ran =
        Keygen.run(
            Path.of("/dev/null"),
            List.of(
                "env",
                "HOME=" + directory,
                "fish",
                "--no-config",
                "-c",
                "source %s; complete -C 'ishibashi check --output '".formatted(script("fish"))));
    assertThat(ran.said().lines().map(l -> l.split("\t", 2)[0]))
        .containsExactlyInAnyOrder("text", "json", "sarif", "junit");
  }

  @Test
  void should_complete_in_zsh() throws IOException {
    Keygen.Ran ran =
        Keygen.run(
            Path.of("/dev/null"),
            List.of(
                "env",
                "HOME=" + directory,
                "zsh",
                "-f",
                "-c",
                """
                source "$0" || exit
                print -r -- "$_comps[ishibashi]"
                setopt ksharrays
                COMP_WORDS=(ishibashi che)
                COMP_CWORD=1
                COMP_LINE='ishibashi che'
                COMP_POINT=13
                _complete_ishibashi
                print -rl -- "${COMPREPLY[@]}"
                """,
                script("zsh").toString()));
    assertThat(ran.said()).contains("_bash_complete", "check");
  }
}
