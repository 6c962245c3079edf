package dev.ishibashi.effect;

import java.util.List;
import java.util.Random;

/// A script made up from a seed: control flow around destroyers, with values from everywhere. All
/// of it ends by itself, and works below the small tree that it is run over.
final class MadeUp {
  private static final int DEEPEST = 3;

  private final Random random;
  private int names;

  MadeUp(long seed) {
    random = new Random(seed);
  }

  String script() {
    StringBuilder out = new StringBuilder();
    out.append(one("#!/bin/sh\n", "#!/bin/bash\n", "#!/bin/bash\n"));
    boolean bash = out.toString().contains("bash");
    if (random.nextInt(3) == 0) {
      out.append(one("set -e\n", "set -u\n", "set -eu\n", bash ? "set -o pipefail\n" : "set -f\n"));
    }
    out.append("A=").append(value()).append("\nB=").append(value()).append('\n');
    out.append("work() {\n  ").append(act("\"$1\"")).append("\n}\n");
    int lines = 2 + random.nextInt(5);
    for (int i = 0; i < lines; i++) {
      out.append(statement(0, bash)).append('\n');
    }
    return out.toString();
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String value() {
    return one(
        "/srv/app",
        "/srv/old",
        "''",
        "'/srv/x /srv/old'",
        "\"$HOME\"",
        "$(dirname /srv/app/cache)",
        "\"${C:-/srv/x}\"",
        "\"$C\"",
        "$(pwd)",
        "/srv/app/sub/..",
        "cache",
        "'*.log'",
        "$(basename /srv/old)",
        "$(ls /srv/src)",
        "$(echo /srv/x | sed s/x/old/)",
        "$(cat /srv/list)",
        "$(printf '%s/%s' /srv app)");
  }

  private String word() {
    return one(
        "\"$A\"",
        "$A",
        "\"$A/cache\"",
        "$B/cache",
        "\"$B\"/*.log",
        "/srv/app/cache/a.log",
        "/srv/app/c*",
        "\"${A%/*}/old\"",
        "\"${A##*/}\"",
        "\"${B:-/srv/log}/a\"",
        "/srv/x/../log/a",
        "//srv//log/./b",
        "cache/file",
        "../x/a",
        "\"${A:+$A/cache}\"",
        "/srv/{old,x}/a",
        "\"$(dirname \"$A\")/log\"",
        "~/file",
        "/srv/[lx]*/b");
  }

  private String act(String word) {
    return one(
        "rm -rf " + word,
        "rm -f " + word + " " + word(),
        "echo x > " + word,
        "echo x >> " + word,
        "mkdir -p " + word + "/new",
        "touch " + word,
        "cp /srv/a " + word,
        "cp -r /srv/src " + word,
        "mv " + word + " /srv/away",
        "mv /srv/src/a " + word,
        "chmod 700 " + word,
        "chown -R bob " + word,
        "find " + word + " -name '*.log' -delete",
        "find " + word + " -type f -exec rm {} \\;",
        "ls " + word + " | xargs rm -f",
        "sed -i s/o/0/ " + word,
        "ln -sf /srv/a " + word,
        "truncate -s 1 " + word,
        "tee " + word + " < /srv/a",
        "sh -c 'rm -f \"$1\"' sh " + word,
        "eval rm -f " + word,
        "tar -C /srv -cf - a | tar -xf - -C " + word,
        "rmdir " + word,
        "dd if=/srv/a of=" + word + " 2>/dev/null",
        "cat <<EOF > " + word + "\n$A\nEOF");
  }

  private String test(boolean bash) {
    return one(
        "[ -n \"$A\" ]",
        "[ -z \"$B\" ]",
        "[ -d \"$A\" ]",
        "[ -e " + "\"$B/cache\" ]",
        "[ \"$A\" = /srv/app ]",
        "cd \"$A\"",
        "cd \"$B\" 2>/dev/null",
        "grep -q a /srv/a",
        "test -f /srv/a -a -n \"$B\"",
        "false",
        "! true",
        bash ? "[[ $A == /srv/* ]]" : "[ \"$A\" != \"$B\" ]",
        bash ? "(( ${#A} > 3 ))" : "[ ${#A} -gt 3 ]");
  }

  private String statement(int depth, boolean bash) {
    int kind = random.nextInt(depth >= DEEPEST ? 6 : 22);
    String name = "v" + names++;
    return switch (kind) {
      case 0, 1, 2, 3 -> act(word());
      case 4 -> one("A=", "B=") + value();
      case 5 -> "work " + word();
      case 6 -> "cd " + word() + one("", " || exit 1", " && " + act("cache"));
      case 7, 8 ->
          "if "
              + test(bash)
              + "; then\n"
              + inner(depth, bash)
              + "else\n"
              + inner(depth, bash)
              + "fi";
      case 9 -> test(bash) + " && " + act(word());
      case 10 -> test(bash) + " || " + act(word());
      case 11 ->
          "for "
              + name
              + " in "
              + word()
              + " "
              + word()
              + "; do\n"
              + act("\"$" + name + "/a\"")
              + "\n"
              + inner(depth, bash)
              + "done";
      case 12 -> "(\n" + inner(depth, bash) + ")";
      case 13 -> "{\n" + inner(depth, bash) + "} 2>/dev/null";
      case 14 ->
          "case $A in\n/srv/*)\n"
              + inner(depth, bash)
              + ";;\n'')\n"
              + inner(depth, bash)
              + ";;\n*)\n"
              + act(word())
              + ";;\nesac";
      case 15 ->
          "printf '%s\\n' /srv/old/a "
              + word()
              + " | while read -r "
              + name
              + "; do\n"
              + act("\"$" + name + "\"")
              + "\ndone";
      case 16 ->
          "set -- "
              + word()
              + " "
              + word()
              + "\nshift\nfor "
              + name
              + "; do "
              + act("\"$" + name + "\"")
              + "; done";
      case 17 -> "trap '" + "rm -f /srv/log/a" + "' EXIT";
      case 18 -> "sh <<'EOF'\n" + act("/srv/x/b").replace("EOF", "END") + "\nEOF";
      case 19 -> "B=$(" + "cd \"$A\" && pwd)\n" + act("\"$B/cache\"");
      case 20 ->
          bash
              ? name
                  + "=("
                  + word()
                  + " "
                  + word()
                  + ")\n"
                  + act("\"${" + name + "[1]}\"")
                  + "\n"
                  + act("\"${" + name + "[@]}\"")
              : "unset B";
      case 21 ->
          name
              + "=0\nwhile [ $"
              + name
              + " -lt 2 ]; do\n"
              + act("/srv/old/$" + name)
              + "\n"
              + name
              + "=$(("
              + name
              + " + 1))\ndone";
      default -> throw new IllegalStateException("no statement " + kind);
    };
  }

  private String inner(int depth, boolean bash) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < List.of(1, 1, 2).get(random.nextInt(3)); i++) {
      out.append(statement(depth + 1, bash)).append('\n');
    }
    return out.toString();
  }
}
