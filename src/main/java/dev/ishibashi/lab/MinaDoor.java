package dev.ishibashi.lab;

import dev.ishibashi.text.Messages;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

/// The front door for machines without `sshd` or without root: one SSH server of this JVM for each
/// host, on a port of 127.0.0.1. A session is a process that enters the host's namespaces, so what
/// it does is done in the host; only the network between is missing.
final class MinaDoor implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  /// The server tells of each port and login; a lab says what matters by itself. Held here, because
  /// a logger that nobody holds forgets its level.
  private static final Logger TALK = Logger.getLogger("org.apache.sshd");

  private final Lab lab;
  private final PublicKey client;
  private final List<KeyPair> hostKeys = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<@Nullable SshServer> servers = new ArrayList<>();

  MinaDoor(Lab lab, OpenSshKey client, List<OpenSshKey> hostKeys) {
    this.lab = lab;
    TALK.setLevel(Level.WARNING);
    try {
      this.client =
          AuthorizedKeyEntry.parseAuthorizedKeyEntry(client.publicText())
              .resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.IGNORING);
      for (OpenSshKey key : hostKeys) {
        Iterable<KeyPair> pairs =
            SecurityUtils.loadKeyPairIdentities(
                null,
                NamedResource.ofName("host key"),
                new ByteArrayInputStream(key.privateText().getBytes(StandardCharsets.US_ASCII)),
                null);
        this.hostKeys.add(pairs.iterator().next());
        servers.add(null);
        ports.add(0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    lab.hosts().forEach(this::open);
  }

  List<Integer> ports() {
    return List.copyOf(ports);
  }

  /// Lets connections in. The port stays the one that the host had first.
  synchronized void open(LabHost host) {
    int index = host.index();
    if (servers.get(index) != null) {
      return;
    }
    SshServer server = SshServer.setUpDefaultServer();
    CoreModuleProperties.NIO_WORKERS.set(server, 1);
    // A session lives until one side ends it, as with sshd.
    CoreModuleProperties.IDLE_TIMEOUT.set(server, java.time.Duration.ZERO);
    server.setHost(LOOPBACK);
    server.setPort(ports.get(index));
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKeys.get(index)));
    server.setPublickeyAuthenticator(
        (user, key, session) -> users().contains(user) && KeyUtils.compareKeys(key, client));
    server.setPasswordAuthenticator(null);
    server.setKeyboardInteractiveAuthenticator(null);
    server.setCommandFactory((channel, command) -> new Session(host, command));
    server.setShellFactory(channel -> new Session(host, ""));
    try {
      server.start();
    } catch (IOException e) {
      throw new LabRefused(
          Messages.text("lab.host-failed", host.name(), String.valueOf(e.getMessage())));
    }
    ports.set(index, server.getPort());
    servers.set(index, server);
  }

  /// Without root there is only one user number, that of root.
  private Set<String> users() {
    return lab.privileged() ? Set.of("root", "op") : Set.of("root");
  }

  /// Drops all connections of a host and lets none in, as when it is off or cut off.
  synchronized void shut(LabHost host) {
    SshServer server = servers.set(host.index(), null);
    if (server != null) {
      server.close(true);
    }
  }

  @Override
  public void close() {
    lab.hosts().forEach(this::shut);
  }

  /// One command, or one shell, of one connection.
  private final class Session implements Command {
    private final LabHost host;
    private final String command;
    private @Nullable InputStream in;
    private @Nullable OutputStream out;
    private @Nullable OutputStream err;
    private @Nullable ExitCallback ended;
    private @Nullable Process process;
    private boolean terminal;

    Session(LabHost host, String command) {
      this.host = host;
      this.command = command;
    }

    @Override
    public void setInputStream(InputStream in) {
      this.in = in;
    }

    @Override
    public void setOutputStream(OutputStream out) {
      this.out = out;
    }

    @Override
    public void setErrorStream(OutputStream err) {
      this.err = err;
    }

    @Override
    public void setExitCallback(ExitCallback ended) {
      this.ended = ended;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) throws IOException {
      Map<String, String> asked = environment.getEnv();
      terminal = !environment.getPtyModes().isEmpty() || asked.containsKey(Environment.ENV_TERM);
      List<String> enter = new ArrayList<>(lab.enter(host));
      enter.addAll(
          List.of(
              "sh",
              "-c",
              Resources.text("host/lab-session.sh"),
              "session",
              asked.getOrDefault(Environment.ENV_USER, "root"),
              terminal ? asked.getOrDefault(Environment.ENV_TERM, "dumb") : "none",
              command));
      ProcessBuilder builder = Commands.builder(enter);
      builder.environment().remove("LC_ALL");
      String language = asked.get("LANG");
      if (language != null) {
        builder.environment().put("LANG", language);
      }
      Marked.mark(builder, lab.directory(), host.name());
      Process started = builder.start();
      process = started;
      environment.addSignalListener(
          (_, signal) -> {
            List<String> pids = started.descendants().map(one -> Long.toString(one.pid())).toList();
            Commands.run("sh", "-c", "kill -s " + signal.name() + " " + String.join(" ", pids));
          });
      InputStream from = java.util.Objects.requireNonNull(in);
      OutputStream outTo = java.util.Objects.requireNonNull(out);
      OutputStream errTo = java.util.Objects.requireNonNull(err);
      Thread.ofVirtual().start(() -> pump(from, started.getOutputStream()));
      Thread first = Thread.ofVirtual().start(() -> pump(started.getInputStream(), outTo));
      Thread second = Thread.ofVirtual().start(() -> pump(started.getErrorStream(), errTo));
      Thread.ofVirtual()
          .start(
              () -> {
                int exit = Commands.waitFor(started);
                // As with sshd, a session lasts as long as anything holds its output open.
                join(first);
                join(second);
                java.util.Objects.requireNonNull(ended).onExit(exit);
              });
    }

    @Override
    public void destroy(ChannelSession channel) throws IOException {
      Process running = process;
      if (running != null) {
        running.getOutputStream().close();
        if (terminal) {
          // Losing the terminal ends what runs on it; without one, programs go on.
          running.descendants().forEach(ProcessHandle::destroy);
        }
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Copies until either side ends, and closes both: the next write of a program whose reader is
  /// gone must fail, as it would on a network.
  private static void pump(InputStream from, OutputStream to) {
    byte[] block = new byte[16384];
    try (from;
        to) {
      int read = from.read(block);
      while (read >= 0) {
        to.write(block, 0, read);
        to.flush();
        read = from.read(block);
      }
    } catch (IOException e) {
      // The other side has ended.
      return;
    }
  }
}
