package dev.ishibashi.cli;

import dev.ishibashi.text.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The manual page of a command, in the macros of man(7).
final class ManPage {
  private static final List<Integer> EXIT_CODES =
      List.of(Exit.DONE, Exit.STOP, Exit.INPUT, Exit.WORLD, Exit.INCOMPLETE, Exit.BUG);

  private final StringBuilder page = new StringBuilder();
  private final CommandSpec spec;

  private ManPage(CommandSpec spec) {
    this.spec = spec;
  }

  static String of(CommandSpec spec) {
    ManPage page = new ManPage(spec);
    page.write();
    return page.page.toString();
  }

  private void write() {
    String name = spec.qualifiedName("-");
    page.append(".TH ").append(text(name.toUpperCase(Locale.ROOT)));
    page.append(" 1 \"\" \"Ishibashi\" \"").append(says("manual")).append("\"\n");
    section("name");
    line(text(name) + " \\- " + text(header(spec)));
    section("synopsis");
    synopsis();
    section("description");
    line(text(header(spec)));
    line(says("full", spec.qualifiedName()));
    if (!spec.positionalParameters().isEmpty()) {
      section("arguments");
      for (PositionalParamSpec parameter : spec.positionalParameters()) {
        tagged("\\fI" + text(parameter.paramLabel()) + "\\fR", parameter);
      }
    }
    section("options");
    for (OptionSpec option : spec.options()) {
      List<String> names = new ArrayList<>();
      for (String one : option.names()) {
        names.add("\\fB" + text(one) + "\\fR");
      }
      String value = option.arity().max() > 0 ? " \\fI" + text(label(option)) + "\\fR" : "";
      tagged(String.join(", ", names) + value, option);
    }
    if (!spec.subcommands().isEmpty()) {
      section("commands");
      for (CommandLine sub : spec.subcommands().values()) {
        page.append(".TP\n");
        line("\\fB" + text(sub.getCommandSpec().qualifiedName("-")) + "\\fR(1)");
        line(text(header(sub.getCommandSpec())));
      }
    }
    section("exit");
    for (int code : EXIT_CODES) {
      page.append(".TP\n");
      line("\\fB" + code + "\\fR");
      line(says("exit-" + code));
    }
    section("environment");
    for (String variable : List.of("ISHIBASHI_HOME", "NO_COLOR")) {
      page.append(".TP\n");
      line("\\fB" + text(variable) + "\\fR");
      line(says(variable));
    }
    section("see");
    CommandSpec parent = spec.parent();
    line(
        parent == null
            ? says("see-all")
            : "\\fB" + text(parent.qualifiedName("-")) + "\\fR(1), " + says("see-all"));
  }

  private void synopsis() {
    StringBuilder line = new StringBuilder("\\fB" + text(spec.qualifiedName()) + "\\fR");
    for (OptionSpec option : spec.options()) {
      String value = option.arity().max() > 0 ? " \\fI" + text(label(option)) + "\\fR" : "";
      line.append(" [\\fB").append(text(option.longestName())).append("\\fR").append(value);
      line.append(option.isMultiValue() ? " ...]" : "]");
    }
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      String one = "\\fI" + text(parameter.paramLabel()) + "\\fR";
      String many = parameter.isMultiValue() ? " ..." : "";
      line.append(' ');
      line.append(parameter.required() ? one + many : "[" + one + many + "]");
    }
    if (!spec.subcommands().isEmpty()) {
      line.append(" \\fI").append(says("command")).append("\\fR");
    }
    line(line.toString());
  }

  private static String label(ArgSpec argument) {
    List<String> words = FishCompletion.candidates(argument);
    return words.isEmpty() ? argument.paramLabel().replaceAll("[<>]", "") : String.join("|", words);
  }

  private void tagged(String tag, ArgSpec argument) {
    page.append(".TP\n");
    line(tag);
    line(text(String.join(" ", argument.description()).replace("%%", "%")));
  }

  private void section(String key) {
    page.append(".SH ").append(says("section-" + key)).append('\n');
  }

  /// One line of text, which must not be taken for a request.
  private void line(String text) {
    page.append(text.startsWith(".") || text.startsWith("'") ? "\\&" : "").append(text);
    page.append('\n');
  }

  private static String header(CommandSpec spec) {
    return String.join(" ", spec.usageMessage().header()).replace("%%", "%");
  }

  private static String says(String key, Object... arguments) {
    return text(Messages.text("help.man-" + key, arguments));
  }

  /// Text as troff takes it: its signs by name, everything beyond ASCII by number.
  private static String text(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> safe.append("\\e");
                case '-' -> safe.append("\\-");
                case '"' -> safe.append("\\(dq");
                case '\'' -> safe.append("\\(aq");
                case '`' -> safe.append("\\(ga");
                case '^' -> safe.append("\\(ha");
                case '~' -> safe.append("\\(ti");
                default -> {
                  if (c < 0x7F) {
                    safe.appendCodePoint(c);
                  } else {
                    safe.append("\\[u%04X]".formatted(c));
                  }
                }
              }
            });
    return safe.toString();
  }
}
