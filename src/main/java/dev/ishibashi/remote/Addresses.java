package dev.ishibashi.remote;

import dev.ishibashi.text.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Turns a host's inventory variables into its [Address].
///
/// What the inventory says wins; what it leaves open comes from OpenSSH's own settings (`ssh -G`)
/// where an OpenSSH client is installed; then from the usual defaults.
///
/// Read: `ansible_host`, `ansible_port`, `ansible_user` (each also with `ansible_ssh_` in front),
/// `ansible_ssh_private_key_file`, `ansible_become`, and in `ansible_ssh_common_args` and
/// `ansible_ssh_extra_args`: `-i`, `-p`, `-l`, `-J`, `-o` with UserKnownHostsFile, IdentityFile,
/// Port, User, ProxyJump, HostKeyAlias. `ishibashi_known_hosts` names known_hosts files, apart by
/// commas. `StrictHostKeyChecking` is never loosened.
public final class Addresses {
  /// What came of it.
  public sealed interface Resolution {
    record Resolved(Address address) implements Resolution {}

    /// There is no way to this host that we could take.
    record Unusable(String why) implements Resolution {}
  }

  private static final int LONGEST_WAY = 5;

  private final Path home;
  private final String user;
  private final Function<String, Map<String, List<String>>> settings;
  private final Map<String, Map<String, List<String>>> cache = new ConcurrentHashMap<>();

  /// With the home and the OpenSSH settings of whoever runs this.
  public static Addresses ofThisUser() {
    return new Addresses(
        Path.of(System.getProperty("user.home", "/root")),
        System.getProperty("user.name", "root"),
        Addresses::openSsh);
  }

  /// With settings handed in.
  ///
  /// @param home where `~` is
  /// @param user who logs in when nothing says otherwise
  /// @param settings of a host name, as `ssh -G` gives them: lower-case names, each with its values
  Addresses(Path home, String user, Function<String, Map<String, List<String>>> settings) {
    this.home = home;
    this.user = user;
    this.settings = settings;
  }

  /// The address of a host.
  ///
  /// @param name of the host in the inventory
  /// @param variables of the host, with those of its groups
  public Resolution resolve(String name, Map<String, String> variables) {
    String connection = variables.getOrDefault("ansible_connection", "ssh");
    if (!List.of("ssh", "smart", "paramiko", "paramiko_ssh").contains(connection)) {
      return new Resolution.Unusable(Messages.text("remote.connection", name, connection));
    }
    String host = first(variables, "ansible_host", "ansible_ssh_host").orElse(name);
    return resolve(name, host, variables, LONGEST_WAY);
  }

  private Resolution resolve(String name, String host, Map<String, String> variables, int way) {
    if (host.isBlank() || host.startsWith("-")) {
      return new Resolution.Unusable(Messages.text("remote.host-name", name, host));
    }
    Map<String, List<String>> written = arguments(variables);
    Map<String, List<String>> found = cache.computeIfAbsent(host, settings);
    Function<String, Optional<String>> setting = key -> one(written, key).or(() -> one(found, key));
    String port =
        first(variables, "ansible_port", "ansible_ssh_port")
            .or(() -> setting.apply("port"))
            .orElse("22");
    if (!port.matches("[0-9]{1,5}")
        || Integer.parseInt(port) < 1
        || Integer.parseInt(port) > 65535) {
      return new Resolution.Unusable(Messages.text("remote.port", name, port));
    }
    String proxy = setting.apply("proxycommand").orElse("none");
    if (!proxy.equals("none")) {
      return new Resolution.Unusable(Messages.text("remote.proxy-command", name));
    }
    Optional<Address> jump = Optional.empty();
    String through = setting.apply("proxyjump").orElse("none");
    if (!through.equals("none")) {
      switch (jump(name, through, way)) {
        case Resolution.Unusable unusable -> {
          return unusable;
        }
        case Resolution.Resolved resolved -> jump = Optional.of(resolved.address());
      }
    }
    return new Resolution.Resolved(
        new Address(
            name,
            setting.apply("hostname").orElse(host),
            setting.apply("hostkeyalias").filter(alias -> !alias.equals("none")),
            Integer.parseInt(port),
            first(variables, "ansible_user", "ansible_ssh_user")
                .or(() -> setting.apply("user"))
                .orElse(user),
            identities(variables, written, found),
            knownHosts(variables, written, found),
            truth(variables.getOrDefault("ansible_become", "false")),
            jump));
  }

  /// The last of the hosts to go through, itself reached through those before it.
  private Resolution jump(String name, String through, int way) {
    if (way == 0) {
      return new Resolution.Unusable(Messages.text("remote.jump-long", name));
    }
    int comma = through.lastIndexOf(',');
    String last = through.substring(comma + 1).strip().replaceFirst("^ssh://", "");
    Map<String, String> variables = new LinkedHashMap<>();
    int at = last.lastIndexOf('@');
    if (at >= 0) {
      variables.put("ansible_user", last.substring(0, at));
      last = last.substring(at + 1);
    }
    int colon = last.lastIndexOf(':');
    boolean plainV6 = colon >= 0 && last.indexOf(':') != colon && !last.startsWith("[");
    if (colon > last.lastIndexOf(']') && !plainV6) {
      variables.put("ansible_port", last.substring(colon + 1));
      last = last.substring(0, colon);
    }
    last = last.replaceFirst("^\\[(.*)]$", "$1");
    if (comma >= 0) {
      variables.put("ansible_ssh_common_args", "-o ProxyJump=" + through.substring(0, comma));
    }
    return resolve(last, last, variables, way - 1);
  }

  private List<Path> identities(
      Map<String, String> variables,
      Map<String, List<String>> written,
      Map<String, List<String>> found) {
    Optional<String> named =
        first(variables, "ansible_ssh_private_key_file", "ansible_private_key_file");
    if (named.isPresent()) {
      return List.of(path(named.get()));
    }
    List<String> listed = written.getOrDefault("identityfile", List.of());
    if (!listed.isEmpty()) {
      return listed.stream().map(this::path).toList();
    }
    List<String> usual =
        found.getOrDefault(
            "identityfile", List.of("~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa"));
    // Those that nobody asked for by name may well be missing.
    return usual.stream().map(this::path).filter(Files::exists).toList();
  }

  private List<Path> knownHosts(
      Map<String, String> variables,
      Map<String, List<String>> written,
      Map<String, List<String>> found) {
    String named = variables.getOrDefault("ishibashi_known_hosts", "");
    if (!named.isBlank()) {
      return List.of(named.split(",", -1)).stream().map(String::strip).map(this::path).toList();
    }
    Optional<String> mine =
        one(written, "userknownhostsfile").or(() -> one(found, "userknownhostsfile"));
    Optional<String> all =
        one(written, "globalknownhostsfile").or(() -> one(found, "globalknownhostsfile"));
    List<Path> files = new ArrayList<>();
    for (String list :
        List.of(
            mine.orElse("~/.ssh/known_hosts ~/.ssh/known_hosts2"),
            all.orElse("/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2"))) {
      for (String file : words(list)) {
        if (!file.equals("none")) {
          files.add(path(file));
        }
      }
    }
    return files;
  }

  private Path path(String text) {
    String whole = text.replace("%d", home.toString());
    return whole.equals("~") || whole.startsWith("~/")
        ? home.resolve(whole.equals("~") ? "" : whole.substring(2))
        : Path.of(whole);
  }

  private static boolean truth(String text) {
    return List.of("true", "yes", "on", "1", "y", "t").contains(text.toLowerCase(Locale.ROOT));
  }

  private static Optional<String> first(Map<String, String> variables, String... names) {
    for (String name : names) {
      String value = variables.get(name);
      if (value != null && !value.isBlank()) {
        return Optional.of(value.strip());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> one(Map<String, List<String>> settings, String key) {
    return settings.getOrDefault(key, List.of()).stream().findFirst();
  }

  /// The options of ssh that Ansible's variables hold, under their names in `ssh -G`.
  private static Map<String, List<String>> arguments(Map<String, String> variables) {
    List<String> words = new ArrayList<>();
    for (String name :
        List.of("ansible_ssh_args", "ansible_ssh_common_args", "ansible_ssh_extra_args")) {
      words.addAll(words(variables.getOrDefault(name, "")));
    }
    Map<String, List<String>> options = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.length() < 2 || word.charAt(0) != '-' || "oipJl".indexOf(word.charAt(1)) < 0) {
        continue;
      }
      String value = word.substring(2);
      if (value.isEmpty() && i + 1 < words.size()) {
        value = words.get(++i);
      }
      switch (word.charAt(1)) {
        case 'i' -> put(options, "identityfile", value);
        case 'p' -> put(options, "port", value);
        case 'J' -> put(options, "proxyjump", value);
        case 'l' -> put(options, "user", value);
        default -> {
          String[] pair = value.split("[=\\s]+", 2);
          if (pair.length == 2) {
            put(options, pair[0].toLowerCase(Locale.ROOT), pair[1]);
          }
        }
      }
    }
    return options;
  }

  private static void put(Map<String, List<String>> options, String key, String value) {
    options.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
  }

  /// Words apart by blanks; quotes keep blanks together.
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inside = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        inside = true;
      } else if (Character.isWhitespace(c)) {
        if (inside) {
          words.add(word.toString());
          word.setLength(0);
          inside = false;
        }
      } else {
        word.append(c);
        inside = true;
      }
    }
    if (inside) {
      words.add(word.toString());
    }
    return words;
  }

  /// Asks the OpenSSH client; no settings where there is none, or it does not answer.
  private static Map<String, List<String>> openSsh(String host) {
    try {
      Process process =
          new ProcessBuilder("ssh", "-G", "--", host)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      // A `Match exec` of the user's may hang; then the pipe is closed by the kill.
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                  }
                } catch (InterruptedException _) {
                  process.destroyForcibly();
                }
              });
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Map<String, List<String>> settings = new LinkedHashMap<>();
      out.lines()
          .forEach(
              line -> {
                int space = line.indexOf(' ');
                if (space > 0) {
                  put(settings, line.substring(0, space), line.substring(space + 1));
                }
              });
      return settings;
    } catch (IOException _) {
      return Map.of();
    }
  }
}
