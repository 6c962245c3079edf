package dev.ishibashi.approval;

import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Keys that count no more: one public key a line, as `ssh-keygen -Y verify -r` takes it.
///
/// @param problems what is wrong with the file; then nobody may approve
public record RevokedKeys(Set<SshKey> keys, List<Diagnostic> problems) {
  public RevokedKeys {
    keys = Set.copyOf(keys);
    problems = List.copyOf(problems);
  }

  public static RevokedKeys none() {
    return new RevokedKeys(Set.of(), List.of());
  }

  /// Reads the file. A binary revocation list (KRL) is refused, since keys that it holds would
  /// count.
  public static RevokedKeys parse(Source source) {
    Set<SshKey> keys = new HashSet<>();
    List<Diagnostic> problems = new ArrayList<>();
    int start = 0;
    for (String line : source.text().split("\n", -1)) {
      String text = line.strip();
      if (!text.isEmpty() && !text.startsWith("#")) {
        String[] words = text.split("[ \\t]+", 3);
        var key =
            words.length < 2 ? java.util.Optional.<SshKey>empty() : SshKey.of(words[0], words[1]);
        if (key.isPresent()) {
          keys.add(key.get());
        } else {
          problems.add(
              new Diagnostic(
                  "approval-revoked-file",
                  Severity.ERROR,
                  source.span(start, start + line.length()),
                  Messages.text("approval.revoked-file"),
                  Messages.text("approval.revoked-file.fix")));
          break;
        }
      }
      start += line.length() + 1;
    }
    return new RevokedKeys(keys, problems);
  }
}
