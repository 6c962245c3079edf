package dev.ishibashi.remote;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// A job as a text that the runner's shell reads: all quoting is done here, none on the host.
final class JobScript {
  private JobScript() {}

  static byte[] of(Job job, String stateDirectory, String nonce, int budget) {
    List<String> words = new ArrayList<>();
    new TreeMap<>(job.environment()).forEach((name, value) -> words.add(name + "=" + value));
    // As the kernel splits a shebang line: a path, and the rest as one argument.
    String[] interpreter = job.interpreter().split("[ \\t]+", 2);
    words.addAll(List.of(interpreter));
    words.add(stateDirectory + "/runs/" + job.key() + "/program");
    words.addAll(job.arguments());
    return """
    NONCE=%s
    WRITABLE=%s
    PROTECTED=%s
    NETWORK=%d
    SERVICES=%d
    LIMIT=%d
    GRACE=%d
    BUDGET=%d
    UNDO=%d
    ROOT_HOME=~root
    job_exec() {
      exec "$@" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \\
        HOME="$ROOT_HOME" USER=root LOGNAME=root SHELL=/bin/sh TMPDIR=/tmp \\
        LANG="$UTF8" LC_ALL="$UTF8" ISHIBASHI_SEAL=%s ISHIBASHI_HOST=%s \\
        %s
    }
    """
        .formatted(
            nonce,
            Shell.quote(String.join("\n", job.scope().writable())),
            Shell.quote(String.join("\n", job.scope().protectedPaths())),
            job.scope().network() ? 1 : 0,
            job.scope().services() ? 1 : 0,
            job.limit().toSeconds(),
            Job.GRACE,
            budget,
            job.undoBytes(),
            job.seal(),
            Shell.quote(job.host()),
            Shell.quote(words))
        .getBytes(StandardCharsets.UTF_8);
  }
}
