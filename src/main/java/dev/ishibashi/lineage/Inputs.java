package dev.ishibashi.lineage;

import dev.ishibashi.shell.Dialects;
import dev.ishibashi.shell.Parser;
import dev.ishibashi.shell.Syntax;
import dev.ishibashi.text.Source;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a program takes from whoever runs it.
///
/// @param variables of the environment that it uses and never sets, but for those that every
///   program finds
/// @param arguments how many of its arguments it uses by number
public record Inputs(SortedSet<String> variables, int arguments) {
  private static final Set<String> ALWAYS =
      Set.of(
          "PATH",
          "HOME",
          "PWD",
          "OLDPWD",
          "USER",
          "LOGNAME",
          "SHELL",
          "HOSTNAME",
          "UID",
          "EUID",
          "GROUPS",
          "PPID",
          "RANDOM",
          "SECONDS",
          "LINENO",
          "IFS",
          "OPTARG",
          "OPTIND",
          "REPLY",
          "FUNCNAME",
          "PIPESTATUS",
          "TERM",
          "LANG",
          "TMPDIR",
          "SHLVL",
          "EPOCHSECONDS",
          "SRANDOM");

  private static final int MOST_ARGUMENTS = 20;

  /// The inputs of a program.
  public static Inputs of(Source program) {
    Syntax.Script script = Parser.parse(program, Dialects.of(program));
    Anatomy anatomy = new Anatomy(script);
    SortedSet<String> variables = new TreeSet<>();
    int arguments = 0;
    for (String name : Tokens.variables(script)) {
      if (name.matches("[1-9][0-9]{0,3}")) {
        arguments = Math.max(arguments, Integer.parseInt(name));
      } else if (name.matches("[A-Za-z_]\\w*")
          && !ALWAYS.contains(name)
          && !name.matches("(BASH|LC)_.*")
          && anatomy.origins(name).isEmpty()) {
        variables.add(name);
      }
    }
    return new Inputs(variables, Math.min(arguments, MOST_ARGUMENTS));
  }
}
