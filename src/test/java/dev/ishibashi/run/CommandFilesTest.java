package dev.ishibashi.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ishibashi.spec.CommandCatalogue;
import dev.ishibashi.spec.CommandSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The compiled catalogue says what the written files say.
class CommandFilesTest {
  private static final Path COMMANDS = Path.of("src/main/resources/commands");

  @Test
  void should_say_the_same_compiled_as_written(@TempDir Path directory) throws IOException {
    Path compiled = directory.resolve("compiled");
    CommandFiles.main(new String[] {COMMANDS.toString(), compiled.toString()});
    CommandCatalogue fast = CommandCatalogue.compiled(Files.readAllBytes(compiled));
    CommandCatalogue written = CommandFiles.written();
    List<String> names;
    try (Stream<Path> files = Files.list(COMMANDS)) {
      names = files.map(f -> f.getFileName().toString().replaceFirst("\\.yaml$", "")).toList();
    }
    assertThat(names).hasSizeGreaterThan(800);
    for (String name : names) {
      assertThat(fast.find(name)).isEqualTo(written.find(name).map(CommandFilesTest::plain));
    }
    assertThat(fast.find("no-such-command")).isEqualTo(Optional.empty());
  }

  private static CommandSpec plain(CommandSpec spec) {
    return new CommandSpec(
        spec.name(),
        spec.style(),
        spec.options(),
        spec.effects(),
        spec.subcommands(),
        spec.output(),
        spec.status(),
        spec.handled(),
        spec.needs(),
        List.of());
  }
}
