package dev.ishibashi.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes scripts that are nearly right: pieces of real ones with tokens dropped, doubled, swapped
/// or put in from elsewhere. Seeded, so that every run can be had again.
final class Mutations {
  private static final Pattern TOKEN =
      Pattern.compile(
          "[A-Za-z0-9_./-]+|[ \t]+|\n|&&|\\|\\||;;&|;;|;&|<<-|<<<|<<|>>|\\$\\(\\(|\\$\\(|\\$\\{"
              + "|\\(\\(|\\)\\)|\\[\\[|\\]\\]|.",
          Pattern.DOTALL);

  /// What breaks scripts in practice.
  private static final List<String> SPICE =
      List.of(
          "'",
          "\"",
          "`",
          "$(",
          ")",
          "(",
          "${",
          "}",
          "{",
          "((",
          "))",
          "[[",
          "]]",
          "\\",
          "\n",
          ";",
          ";;",
          "&",
          "&&",
          "|",
          "||",
          "<",
          ">",
          "<<E",
          "<<-'E'",
          "\nE\n",
          "if",
          "then",
          "fi",
          "do",
          "done",
          "case",
          "esac",
          "in",
          "for",
          "while",
          "else",
          "elif",
          "function",
          "!",
          "$",
          "#",
          "time",
          "coproc",
          "select",
          "a=(",
          "b[",
          "]",
          "=",
          "+=",
          "<(",
          "$'",
          "$\"",
          "$((",
          "~",
          "*",
          "?",
          "@(",
          "%",
          "/",
          ":-",
          "\r",
          "\\\n",
          " ",
          "\t",
          "1>",
          "2>&1",
          "&>",
          "<<<",
          "|&",
          ";&",
          ";;&",
          "=~",
          "==",
          "-f",
          "-a",
          "until",
          "{a,b}",
          ">|",
          "<>",
          ">&-",
          "()",
          "f()",
          "EOF",
          "declare",
          "export",
          "$[",
          "\\$",
          "\\\"",
          "\\`",
          ",",
          "${x#",
          "${x/",
          "${#");

  private final Random random;
  private final List<String> scripts;

  /// @param scripts what to start from, each char one byte
  Mutations(long seed, List<String> scripts) {
    this.random = new Random(seed);
    this.scripts = scripts;
  }

  /// The next broken script, each char one byte.
  String next() {
    List<String> tokens = tokens(piece());
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && !tokens.isEmpty(); i++) {
      change(tokens);
    }
    return String.join("", tokens);
  }

  /// A script, or some lines of it.
  private String piece() {
    String script = scripts.get(random.nextInt(scripts.size()));
    List<String> lines = script.lines().toList();
    if (lines.isEmpty()) {
      return script;
    }
    int most = 1 + random.nextInt(40);
    int start = random.nextInt(Math.max(lines.size() - most, 0) + 1);
    return String.join("\n", lines.subList(start, Math.min(start + most, lines.size()))) + "\n";
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    return tokens;
  }

  private void change(List<String> tokens) {
    int at = random.nextInt(tokens.size());
    switch (random.nextInt(6)) {
      case 0 -> tokens.remove(at);
      case 1 -> tokens.add(at, tokens.get(at));
      case 2 -> {
        int other = Math.min(at + 1 + random.nextInt(3), tokens.size() - 1);
        String token = tokens.get(at);
        tokens.set(at, tokens.get(other));
        tokens.set(other, token);
      }
      case 3 -> tokens.add(at, SPICE.get(random.nextInt(SPICE.size())));
      case 4 -> tokens.set(at, SPICE.get(random.nextInt(SPICE.size())));
      case 5 -> {
        String first = SPICE.get(random.nextInt(SPICE.size()));
        tokens.add(at, first + SPICE.get(random.nextInt(SPICE.size())));
      }
      default -> throw new IllegalStateException();
    }
  }
}
