package dev.ishibashi.cli;

import dev.ishibashi.text.Messages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The completion script of fish, which picocli does not write.
final class FishCompletion {
  private final StringBuilder text = new StringBuilder();
  private final List<String> paths = new ArrayList<>();

  private FishCompletion() {}

  static String script(CommandLine line) {
    FishCompletion script = new FishCompletion();
    script.paths(line, "");
    script.begin();
    script.command(line, "");
    return script.text.toString();
  }

  private void paths(CommandLine line, String path) {
    line.getSubcommands()
        .forEach(
            (name, sub) -> {
              String own = path.isEmpty() ? name : path + " " + name;
              paths.add(own);
              paths(sub, own);
            });
  }

  private void begin() {
    text.append("# ").append(Messages.text("help.fish")).append('\n');
    text.append("function __ishibashi_at\n");
    text.append("    set -l known ");
    text.append(String.join(" ", paths.stream().map(FishCompletion::quoted).toList()));
    text.append(
        """

            set -l words (commandline -opc)
            set -e words[1]
            set -l path ''
            for word in $words
                string match -q -- '-*' $word; and continue
                contains -- (string trim -- "$path $word") $known; or break
                set path (string trim -- "$path $word")
            end
            test "$path" = "$argv"
        end
        """);
    text.append("complete -c ishibashi -f\n");
  }

  private void command(CommandLine line, String path) {
    CommandSpec spec = line.getCommandSpec();
    String at = "complete -c ishibashi -n " + quoted("__ishibashi_at " + path);
    line.getSubcommands()
        .forEach(
            (name, sub) -> {
              text.append(at).append(" -a ").append(quoted(name));
              described(sub.getCommandSpec().usageMessage().header());
            });
    for (OptionSpec option : spec.options()) {
      text.append(at);
      for (String name : option.names()) {
        text.append(
            name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
      }
      if (option.arity().max() > 0) {
        values(option);
      }
      described(option.description());
    }
    spec.positionalParameters().stream()
        .findFirst()
        .ifPresent(
            first -> {
              text.append(at);
              values(first);
              text.append('\n');
            });
    line.getSubcommands()
        .forEach((name, sub) -> command(sub, path.isEmpty() ? name : path + " " + name));
  }

  /// What may stand there: files, or some words, or anything.
  private void values(ArgSpec argument) {
    boolean file =
        argument.type().equals(Path.class)
            || List.of(argument.auxiliaryTypes()).contains(Path.class);
    List<String> words = candidates(argument);
    if (file) {
      text.append(" -r -F");
    } else if (words.isEmpty()) {
      text.append(argument.isOption() ? " -x" : " -f");
    } else {
      text.append(argument.isOption() ? " -x -a " : " -f -a ");
      text.append(quoted(String.join(" ", words)));
    }
  }

  /// The words of an enumeration, as people write them.
  static List<String> candidates(ArgSpec argument) {
    List<String> words = new ArrayList<>();
    if (argument.type().isEnum()) {
      for (Object constant : argument.type().getEnumConstants()) {
        words.add(constant.toString().toLowerCase(java.util.Locale.ROOT));
      }
    }
    return words;
  }

  private void described(String... lines) {
    if (lines.length > 0) {
      text.append(" -d ").append(quoted(lines[0].replace("%%", "%")));
    }
    text.append('\n');
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
