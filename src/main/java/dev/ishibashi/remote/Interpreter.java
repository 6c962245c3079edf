package dev.ishibashi.remote;

import dev.ishibashi.text.Messages;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What runs a program: the one that its first line names, if that is allowed.
public sealed interface Interpreter {
  /// It may run.
  ///
  /// @param line absolute path, perhaps with one argument, for [Job#interpreter()]
  record Named(String line) implements Interpreter {}

  record Refused(String why) implements Interpreter {}

  Set<String> ALLOWED =
      Set.of(
          "sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "busybox", "perl", "python3", "python",
          "ruby", "awk", "gawk", "mawk", "sed");

  Pattern SHEBANG = Pattern.compile("^#![ \\t]*(\\S+)(?:[ \\t]+(.*?))?[ \\t\\r]*$");

  /// Reads the first line of a program.
  ///
  /// @param usual the interpreter of a program without a first line that names one
  static Interpreter of(byte[] program, String usual) {
    int end = 0;
    while (end < program.length && end < 4096 && program[end] != '\n') {
      end++;
    }
    String first = new String(program, 0, end, StandardCharsets.ISO_8859_1);
    if (!first.startsWith("#!")) {
      return new Named(usual);
    }
    Matcher matcher = SHEBANG.matcher(first);
    if (!matcher.matches()) {
      return new Refused(Messages.text("remote.shebang", first));
    }
    String path = matcher.group(1);
    String argument = Optional.ofNullable(matcher.group(2)).orElse("");
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (name.equals("env")) {
      name = argument.replaceFirst("^-S[ \\t]*", "").split("[ \\t]", 2)[0];
    }
    if (!path.startsWith("/") || !ALLOWED.contains(name)) {
      return new Refused(Messages.text("remote.interpreter", first));
    }
    return new Named(argument.isEmpty() ? path : path + " " + argument);
  }
}
