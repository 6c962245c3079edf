package dev.ishibashi.shell;

import dev.ishibashi.text.Source;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds out which shell a script is for.
public final class Dialects {
  private static final Pattern DIRECTIVE =
      Pattern.compile("(?m)^[ \\t]*#[ \\t]*shellcheck[ \\t][^\\n]*?\\bshell=([a-z0-9]+)");

  private static final Pattern EXTGLOB =
      Pattern.compile("^#![ \\t]*\\S*/env[ \\t]+-S.*[ \\t]-O[ \\t]+extglob(?:[ \\t]|$)");

  private static final Pattern BLANKS = Pattern.compile("[ \\t\\r]+");

  /// How far from the start a directive counts, in characters.
  private static final int HEAD = 4096;

  private Dialects() {}

  /// The dialect of a script for which nobody says it, from the first of these that speaks:
  /// 1. `#!` on the first line (`/bin/sh`, `/usr/bin/env bash`, `dash`, `ash`, `busybox sh` …);
  /// 2. a comment `# shellcheck shell=sh` near the start;
  /// 3. bash, because an operator who runs `bash x.sh` gets bash whatever the file is called, and
  ///    bash reads nearly all that sh does.
  public static Dialect of(Source source) {
    String text = source.text();
    int start = text.startsWith("\uFEFF") ? 1 : 0;
    if (text.startsWith("#!", start)) {
      int stop = text.indexOf('\n', start);
      Dialect said = interpreter(text.substring(start + 2, stop < 0 ? text.length() : stop));
      if (said != null) {
        return said;
      }
    }
    Matcher directive = DIRECTIVE.matcher(text.substring(0, Math.min(text.length(), HEAD)));
    if (directive.find()) {
      Dialect said = shell(directive.group(1));
      if (said != null) {
        return said;
      }
    }
    return Dialect.BASH;
  }

  /// Whether the first line switches extended patterns on, as `#!/usr/bin/env -S bash -O extglob`
  /// does. (`#!/bin/bash -O extglob` does not: Linux hands both words over as one, and bash refuses
  /// it.)
  static boolean extendedGlobs(Source source) {
    String text = source.text();
    int stop = text.indexOf('\n');
    return EXTGLOB.matcher(stop < 0 ? text : text.substring(0, stop)).find();
  }

  /// The program that the first line names when it is not one whose language is read here:
  /// `python3`, `fish`; also `zsh` and `ksh`, which read much as bash does, and some in other ways.
  static Optional<String> other(Source source) {
    String text = source.text();
    if (!text.startsWith("#!")) {
      return Optional.empty();
    }
    int stop = text.indexOf('\n');
    String line = text.substring(2, stop < 0 ? text.length() : stop).strip();
    boolean shell = false;
    for (String word : BLANKS.splitAsStream(line).toList()) {
      String name = word.substring(word.lastIndexOf('/') + 1);
      boolean prefix = name.equals("env") || name.equals("busybox");
      if (prefix || (shell && name.startsWith("-")) || name.indexOf('=') >= 0) {
        shell = true;
      } else {
        return READ.contains(name) ? Optional.empty() : Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private static final Set<String> READ = Set.of("sh", "dash", "ash", "posix", "bash", "rbash", "");

  private static @Nullable Dialect interpreter(String line) {
    Dialect said = null;
    for (String word : BLANKS.splitAsStream(line.strip()).toList()) {
      String name = word.substring(word.lastIndexOf('/') + 1);
      Dialect one = shell(name);
      if (one != null) {
        said = one;
      } else if (!name.equals("env")
          && !name.equals("busybox")
          && !name.startsWith("-")
          && name.indexOf('=') < 0) {
        return said;
      }
    }
    return said;
  }

  private static @Nullable Dialect shell(String name) {
    return switch (name) {
      case "sh", "dash", "ash", "posix" -> Dialect.SH;
      case "bash", "ksh", "zsh", "mksh", "rbash" -> Dialect.BASH;
      default -> null;
    };
  }
}
