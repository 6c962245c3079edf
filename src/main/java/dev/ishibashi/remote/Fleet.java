package dev.ishibashi.remote;

import dev.ishibashi.text.Messages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.forward.ExplicitPortForwardingTracker;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/// Connections to all hosts: one client, one connection a host, many commands on it.
///
/// Everything is bounded: the time to connect, the time of a command, the output kept. A failure is
/// a [Reply], never an exception. A connection that broke is made anew by the next command.
///
/// Only keys log in, from files or the agent; nothing is ever asked. A host whose key is not in
/// `known_hosts` is refused.
public final class Fleet implements AutoCloseable {
  /// OpenSSH's sshd allows ten a connection (MaxSessions), and counts one until its end is
  /// acknowledged.
  private static final int CHANNELS = 6;

  private static final Duration FULL_PAUSE = Duration.ofMillis(20);

  private static final Duration CLOSING = Duration.ofSeconds(2);

  // Held, so that the level stays: a logger that nobody holds is collected, and its level with it.
  private static final List<Logger> QUIET =
      List.of(Logger.getLogger("org.apache.sshd"), Logger.getLogger("org.bouncycastle"));

  private static final AttributeKey<Login> LOGIN = new AttributeKey<>();

  private final SshClient client;
  private final Map<Address, Link> links = new ConcurrentHashMap<>();
  private final Identities identities = new Identities();
  private final boolean agent;

  /// A fleet that uses the agent of this environment, if there is one.
  public static Fleet open() {
    return open(System.getenv());
  }

  /// A fleet that uses the agent of a given environment, if there is one.
  ///
  /// @param environment where `SSH_AUTH_SOCK` names the agent's socket
  public static Fleet open(Map<String, String> environment) {
    return new Fleet(
        Optional.ofNullable(environment.get("SSH_AUTH_SOCK"))
            .filter(socket -> !socket.isBlank())
            .map(Path::of)
            .filter(Files::exists));
  }

  private Fleet(Optional<Path> agentSocket) {
    QUIET.forEach(logger -> logger.setLevel(Level.OFF));
    agent = agentSocket.isPresent();
    client = SshClient.setUpDefaultClient();
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    client.setFilePasswordProvider(FilePasswordProvider.EMPTY);
    client.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
    client.setServerKeyVerifier((session, _, key) -> trusted(session, key));
    agentSocket.ifPresent(socket -> client.setAgentFactory(new Agent.Factory(socket)));
    // Five times cheaper than the post-quantum exchange that some servers prefer.
    client.setKeyExchangeFactories(
        client.getKeyExchangeFactories().stream()
            .sorted(Comparator.comparingInt(factory -> rank(factory.getName())))
            .toList());
    client.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionCreated(Session session) {
            preferKnownKeyTypes(session);
          }
        });
    CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, Duration.ofSeconds(10));
    CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, 2);
    CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
    CoreModuleProperties.NIO2_READ_TIMEOUT.set(client, Duration.ZERO);
    client.start();
  }

  private static int rank(String exchange) {
    if (exchange.startsWith("curve25519")) {
      return 0;
    }
    return exchange.startsWith("ecdh") ? 1 : 2;
  }

  /// Runs a command and waits for its end.
  ///
  /// @param stdin what the command reads; then its input ends
  public Reply exec(Address address, String command, byte[] stdin, Limits limits) {
    Kept out = new Kept(limits.output());
    Kept err = new Kept(limits.output());
    return switch (converse(address, command, stdin, limits, out, err)) {
      case Talk.Exit exit ->
          new Reply.Done(exit.code(), out.bytes(), err.bytes(), out.cut || err.cut);
      case Talk.NotBegun notBegun -> new Reply.Unreachable(notBegun.why());
      case Talk.Broken broken -> new Reply.Cut(broken.why(), out.bytes());
      case Talk.TooLong() -> new Reply.TimedOut(out.bytes(), err.bytes());
    };
  }

  /// How a conversation with a command ended.
  sealed interface Talk {
    record Exit(int code) implements Talk {}

    record NotBegun(String why) implements Talk {}

    record Broken(String why) implements Talk {}

    record TooLong() implements Talk {}
  }

  /// Runs a command; its outputs go to the takers as they come, each on a thread of its own.
  Talk converse(
      Address address,
      String command,
      byte[] stdin,
      Limits limits,
      Consumer<byte[]> out,
      Consumer<byte[]> err) {
    Link link = links.computeIfAbsent(address, Link::new);
    try {
      if (!link.channels.tryAcquire(limits.connect().toMillis(), TimeUnit.MILLISECONDS)) {
        return new Talk.NotBegun(Messages.text("remote.busy", address.where()));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Talk.NotBegun(Messages.text("remote.interrupted", address.where()));
    }
    try {
      return converse(link, command, stdin, limits, out, err);
    } finally {
      link.channels.release();
    }
  }

  private static Talk converse(
      Link link,
      String command,
      byte[] stdin,
      Limits limits,
      Consumer<byte[]> out,
      Consumer<byte[]> err) {
    Address address = link.address;
    Opened opened = link.open(address.wrap(command), limits, null);
    if (opened instanceof Opened.Stale stale) {
      // The kept connection had broken unseen; nothing was sent on it, so a new one may be tried.
      opened = link.open(address.wrap(command), limits, stale.session());
    }
    long deadline = System.nanoTime() + limits.connect().toNanos();
    while (opened instanceof Opened.Full && System.nanoTime() < deadline) {
      // The host counts a command until it has seen its end acknowledged.
      LockSupport.parkNanos(FULL_PAUSE.toNanos());
      opened = link.open(address.wrap(command), limits, null);
    }
    return switch (opened) {
      case Opened.Refused refused -> new Talk.NotBegun(refused.why());
      case Opened.Stale stale -> new Talk.NotBegun(stale.why());
      case Opened.Full full -> new Talk.NotBegun(full.why());
      case Opened.Ready ready -> talk(address, ready.channel(), stdin, limits, out, err);
    };
  }

  private static Talk talk(
      Address address,
      ChannelExec channel,
      byte[] stdin,
      Limits limits,
      Consumer<byte[]> out,
      Consumer<byte[]> err) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(() -> send(channel, stdin));
      threads.execute(() -> pass(channel.getInvertedOut(), out));
      threads.execute(() -> pass(channel.getInvertedErr(), err));
      Set<ClientChannelEvent> seen =
          channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), limits.command());
      boolean inTime = seen.contains(ClientChannelEvent.CLOSED);
      Integer exit = channel.getExitStatus();
      String signal = channel.getExitSignal();
      if (!inTime) {
        channel.close(true);
        return new Talk.TooLong();
      }
      if (exit != null) {
        return new Talk.Exit(exit);
      }
      return signal != null
          ? new Talk.Exit(128 + Signals.number(signal))
          : new Talk.Broken(Messages.text("remote.cut", address.where()));
    }
  }

  private static void send(ChannelExec channel, byte[] stdin) {
    try (OutputStream in = channel.getInvertedIn()) {
      in.write(stdin);
      in.flush();
    } catch (IOException _) {
      // The command reads no further, or the connection broke: its exit tells which.
    }
  }

  private static void pass(InputStream from, Consumer<byte[]> taker) {
    byte[] buffer = new byte[32 << 10];
    try {
      while (true) {
        int length = from.read(buffer);
        if (length < 0) {
          return;
        }
        taker.accept(java.util.Arrays.copyOf(buffer, length));
      }
    } catch (IOException _) {
      // The same.
    }
  }

  /// Closes all connections.
  @Override
  public void close() {
    links.values().forEach(Link::close);
    client.stop();
  }

  /// What came of asking for a channel.
  private sealed interface Opened {
    record Ready(ChannelExec channel) implements Opened {}

    record Full(String why) implements Opened {}

    record Stale(String why, ClientSession session) implements Opened {}

    record Refused(String why) implements Opened {}
  }

  private sealed interface Connected {
    record Up(ClientSession session, boolean fresh) implements Connected {}

    record Down(String why) implements Connected {}
  }

  /// What a login carries with it, so that the key check knows for whom it checks.
  private record Login(HostKeys keys, AtomicReference<@Nullable String> refusal) {}

  /// The connection to one host.
  private final class Link {
    private final Address address;
    private final ReentrantLock lock = new ReentrantLock();
    private final Semaphore channels = new Semaphore(CHANNELS, true);
    private @Nullable ClientSession session;
    private @Nullable ExplicitPortForwardingTracker tunnel;

    Link(Address address) {
      this.address = address;
    }

    /// Opens a channel.
    ///
    /// @param broken a connection that must not be used again. Others may have replaced it already;
    ///   theirs must stay
    Opened open(String command, Limits limits, @Nullable ClientSession broken) {
      return switch (connect(limits, broken)) {
        case Connected.Down down -> new Opened.Refused(down.why());
        case Connected.Up up -> open(up, command, limits);
      };
    }

    private Opened open(Connected.Up up, String command, Limits limits) {
      ChannelExec channel = null;
      try {
        channel = up.session().createExecChannel(command);
        channel.open().verify(limits.connect());
        return new Opened.Ready(channel);
      } catch (IOException | RuntimeException failure) {
        if (channel != null) {
          channel.close(true);
        }
        String why = Messages.text("remote.no-channel", address.where(), sentence(failure));
        if (failure.getCause() instanceof SshChannelOpenException && up.session().isOpen()) {
          return new Opened.Full(why);
        }
        return up.fresh() ? new Opened.Refused(why) : new Opened.Stale(why, up.session());
      }
    }

    @SuppressWarnings("ReferenceEquality") // this very connection is meant
    private Connected connect(Limits limits, @Nullable ClientSession broken) {
      lock.lock();
      try {
        ClientSession kept = session;
        if (kept != null && kept.isOpen() && kept != broken) {
          return new Connected.Up(kept, false);
        }
        if (kept != null) {
          kept.close(true);
          session = null;
        }
        Connected made = login(limits);
        if (made instanceof Connected.Up up) {
          session = up.session();
        }
        return made;
      } finally {
        lock.unlock();
      }
    }

    private Connected login(Limits limits) {
      AtomicReference<@Nullable String> refusal = new AtomicReference<>();
      Login login = new Login(HostKeys.of(address), refusal);
      List<String> complaints = new ArrayList<>();
      List<KeyPair> pairs = identities.of(address, complaints);
      if (pairs.isEmpty() && !agent) {
        return new Connected.Down(
            Messages.text("remote.no-identity", address.where(), String.join("; ", complaints)));
      }
      ClientSession made = null;
      boolean connected = false;
      try {
        InetSocketAddress target = target(limits);
        made =
            client
                .connect(address.user(), target, AttributeRepository.ofKeyValuePair(LOGIN, login))
                .verify(limits.connect())
                .getSession();
        connected = true;
        pairs.forEach(made::addPublicKeyIdentity);
        made.auth().verify(limits.connect());
        return new Connected.Up(made, true);
      } catch (JumpFailed failed) {
        return new Connected.Down(failed.why);
      } catch (IOException | RuntimeException failure) {
        if (made != null) {
          made.close(true);
        }
        String refused = refusal.get();
        if (refused != null) {
          return new Connected.Down(refused);
        }
        return new Connected.Down(
            connected
                ? Messages.text(
                    "remote.login-refused",
                    address.where(),
                    sentence(failure),
                    complaints.isEmpty() ? "" : " (" + String.join("; ", complaints) + ")")
                : Messages.text("remote.unreachable", address.where(), sentence(failure)));
      }
    }

    private InetSocketAddress target(Limits limits) throws IOException {
      Optional<Address> jump = address.jump();
      if (jump.isEmpty()) {
        return new InetSocketAddress(address.host(), address.port());
      }
      return switch (links.computeIfAbsent(jump.get(), Link::new).connect(limits, null)) {
        case Connected.Down down -> throw new JumpFailed(down.why());
        case Connected.Up up -> tunnel(up.session());
      };
    }

    private InetSocketAddress tunnel(ClientSession through) throws IOException {
      ExplicitPortForwardingTracker old = tunnel;
      if (old != null) {
        old.close();
      }
      ExplicitPortForwardingTracker made =
          through.createLocalPortForwardingTracker(
              new SshdSocketAddress("127.0.0.1", 0),
              new SshdSocketAddress(address.host(), address.port()));
      tunnel = made;
      return made.getBoundAddress().toInetSocketAddress();
    }

    void close() {
      lock.lock();
      try {
        ClientSession kept = session;
        if (kept != null) {
          kept.close(false).await(CLOSING);
          kept.close(true);
        }
      } catch (IOException _) {
        // It was broken already.
      } finally {
        lock.unlock();
      }
    }
  }

  private static final class JumpFailed extends IOException {
    private final String why;

    JumpFailed(String why) {
      super(why);
      this.why = why;
    }
  }

  private static boolean trusted(ClientSession session, PublicKey key) {
    Login login = login(session);
    if (login == null) {
      return false;
    }
    Optional<String> refusal = login.keys().refuse(key);
    refusal.ifPresent(login.refusal()::set);
    return refusal.isEmpty();
  }

  /// Asks the host for a key of a type that is known; else a host with several would look changed.
  private static void preferKnownKeyTypes(Session session) {
    Login login = session instanceof ClientSession mine ? login(mine) : null;
    if (login == null) {
      return;
    }
    Set<String> types = login.keys().types();
    session.setSignatureFactories(
        session.getSignatureFactories().stream()
            .sorted(Comparator.comparingInt(factory -> known(factory, types) ? 0 : 1))
            .toList());
  }

  private static boolean known(NamedResource factory, Set<String> types) {
    String name = factory.getName();
    return types.contains(name) || (name.startsWith("rsa-sha2") && types.contains("ssh-rsa"));
  }

  private static @Nullable Login login(ClientSession session) {
    AttributeRepository context = session.getConnectionContext();
    return context == null ? null : context.getAttribute(LOGIN);
  }

  /// What failed, for people: no class names.
  private static String sentence(Throwable failure) {
    Throwable cause = failure;
    for (Throwable deeper = cause; deeper != null; deeper = deeper.getCause()) {
      cause = deeper;
    }
    return switch (cause) {
      case UnknownHostException _ -> Messages.text("remote.why-name");
      case UnresolvedAddressException _ -> Messages.text("remote.why-name");
      case TimeoutException _ -> Messages.text("remote.why-slow");
      case NoRouteToHostException _ -> Messages.text("remote.why-route");
      case ConnectException _ -> Messages.text("remote.why-refused");
      default -> {
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
          yield Messages.text("remote.why-closed");
        }
        if (message.contains("No more authentication methods")) {
          yield Messages.text("remote.why-keys");
        }
        yield message.contains("timeout") || message.contains("Timeout")
            ? Messages.text("remote.why-slow")
            : message.lines().findFirst().orElse("").strip();
      }
    };
  }

  /// The first bytes of an output, up to a budget.
  private static final class Kept implements Consumer<byte[]> {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int budget;
    private volatile boolean cut;

    Kept(int budget) {
      this.budget = budget;
    }

    @Override
    public synchronized void accept(byte[] bytes) {
      int room = Math.min(bytes.length, budget - kept.size());
      kept.write(bytes, 0, room);
      if (room < bytes.length) {
        cut = true;
      }
    }

    synchronized byte[] bytes() {
      return kept.toByteArray();
    }
  }
}
