package dev.ishibashi.lab;

import dev.ishibashi.text.Messages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Throw-away Linux hosts on this machine: each with its own network, mount, process, host name and
/// IPC namespaces, its own root (an overlay) and an SSH front door.
///
/// It keeps apart what accidents would mix, not attackers with root.
public final class Lab implements AutoCloseable {
  private static final int NETWORKS = 512;
  private static final int SSH = 22;
  private static final long READY_SECONDS = 30;

  /// File systems known to carry the upper layer of an overlay.
  private static final List<String> UPPER_FILE_SYSTEMS =
      List.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs");

  /// Shown of a whole system that is the root of lab hosts; the rest may be private.
  private static final String SHOWN = "bin|sbin|lib.*|usr|etc|var|opt";

  private LabState state;
  private final List<LabHost> hosts;
  private final Map<String, Process> starters = Collections.synchronizedMap(new HashMap<>());
  private @Nullable MinaDoor mina;
  private volatile boolean making;
  private volatile boolean stopping;

  private Lab(LabState state) {
    this.state = state;
    this.hosts =
        IntStream.range(0, state.hosts().size())
            .mapToObj(index -> new LabHost(this, index, state.hosts().get(index)))
            .toList();
  }

  /// What became of the wish for a lab.
  public sealed interface Outcome {
    record Up(Lab lab) implements Outcome {}

    /// There is no lab, and nothing of it is left.
    ///
    /// @param why a sentence for the user
    record Refused(String why) implements Outcome {}
  }

  /// Makes a lab, all its hosts accepting connections; or says why it cannot, leaving nothing.
  public static Outcome tryCreate(LabSpec spec) {
    try {
      return new Outcome.Up(create(spec));
    } catch (LabRefused refused) {
      return new Outcome.Refused(String.valueOf(refused.getMessage()));
    }
  }

  /// Makes a lab, all its hosts accepting connections.
  ///
  /// @throws LabRefused when the machine cannot give it; nothing is left then
  public static Lab create(LabSpec spec) {
    Machine.problem(spec.unprivileged())
        .ifPresent(
            why -> {
              throw new LabRefused(why);
            });
    boolean privileged = !spec.unprivileged() && Machine.isRealRoot();
    FrontDoor door = door(spec, privileged);
    Path labs = spec.home().resolve("lab");
    Path directory = labs.resolve(spec.name());
    try {
      Files.createDirectories(labs);
      Files.createDirectory(directory);
    } catch (FileAlreadyExistsException e) {
      throw new LabRefused(Messages.text("lab.exists", spec.name()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] mark = new byte[5];
    new SecureRandom().nextBytes(mark);
    // The lowest bits of the first byte: given locally, to one station.
    StringBuilder address = new StringBuilder("02");
    for (byte part : mark) {
      address.append(":%02x".formatted(part));
    }
    Lab lab =
        new Lab(
            new LabState(
                directory,
                door,
                address.toString(),
                0,
                0,
                !upperWorks(spec, directory),
                spec.hosts(),
                Collections.nCopies(spec.hosts().size(), SSH)));
    lab.making = true;
    Thread onExit = lab.exitHook();
    boolean made = false;
    try {
      lab.state.write();
      lab.make(spec, privileged);
      made = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lab.making = false;
      if (!made) {
        lab.close();
      }
      if (!made || !spec.closeOnExit()) {
        forget(onExit);
      }
    }
    return lab;
  }

  private static FrontDoor door(LabSpec spec, boolean privileged) {
    boolean sshd =
        switch (spec.root()) {
          case RootChoice.Minimal _ -> Commands.find("sshd").isPresent();
          case RootChoice.Tree(Path tree) -> {
            if (!Files.isDirectory(tree) || !Files.isReadable(tree)) {
              throw new LabRefused(Messages.text("lab.tree-missing", tree));
            }
            yield Files.exists(tree.resolve("usr/sbin/sshd"));
          }
        };
    FrontDoor door = spec.door().orElse(privileged && sshd ? FrontDoor.OPENSSH : FrontDoor.MINA);
    if (door == FrontDoor.OPENSSH && !privileged) {
      throw new LabRefused(Messages.text("lab.sshd-needs-root"));
    }
    if (door == FrontDoor.OPENSSH && !sshd) {
      throw new LabRefused(Messages.text("lab.no-sshd"));
    }
    return door;
  }

  /// An overlay cannot be the upper layer of another, and a layer may not lie inside another one.
  private static boolean upperWorks(LabSpec spec, Path directory) {
    boolean inside =
        spec.root() instanceof RootChoice.Tree(Path tree)
            && directory.startsWith(tree.toAbsolutePath().normalize());
    return !inside && UPPER_FILE_SYSTEMS.contains(Machine.fileSystem(directory));
  }

  private void make(LabSpec spec, boolean privileged) throws IOException {
    Path directory = state.directory();
    Files.writeString(directory.resolve("lab-host.sh"), Resources.text("host/lab-host.sh"));
    OpenSshKey client = OpenSshKey.generate("lab " + spec.name());
    Files.writeString(key(), client.privateText());
    Trees.mode(key(), 0600);
    Files.writeString(directory.resolve("client_key.pub"), client.publicText() + "\n");
    Files.createDirectory(directory.resolve("hosts"));
    Path devices = Files.createDirectories(directory.resolve("dev"));
    Files.createDirectory(devices.resolve("pts"));
    Files.createDirectory(devices.resolve("shm"));
    Files.createSymbolicLink(devices.resolve("ptmx"), Path.of("pts/ptmx"));
    Files.createSymbolicLink(devices.resolve("fd"), Path.of("/proc/self/fd"));
    Files.createSymbolicLink(devices.resolve("stdin"), Path.of("/proc/self/fd/0"));
    Files.createSymbolicLink(devices.resolve("stdout"), Path.of("/proc/self/fd/1"));
    Files.createSymbolicLink(devices.resolve("stderr"), Path.of("/proc/self/fd/2"));

    Path base =
        switch (spec.root()) {
          case RootChoice.Minimal(var more) -> Base.prepare(directory.resolveSibling(""), more);
          case RootChoice.Tree(Path tree) -> tree.toAbsolutePath().normalize();
        };
    if (!privileged) {
      hold();
    }
    if (state.inMemory()) {
      base = moveToMemory(spec, base);
    }
    claimNetwork();
    List<OpenSshKey> hostKeys = new ArrayList<>();
    for (LabHost host : hosts) {
      stopIfEnding();
      OpenSshKey key = OpenSshKey.generate(host.name());
      hostKeys.add(key);
      layer(spec, host, base, client, key);
    }
    if (state.door() == FrontDoor.MINA) {
      MinaDoor opened = new MinaDoor(this, client, hostKeys);
      mina = opened;
      state = state.withPorts(opened.ports());
      state.write();
    }
    StringBuilder known = new StringBuilder();
    for (LabHost host : hosts) {
      String at = host.port() == SSH ? host.address() : "[" + host.address() + "]:" + host.port();
      known.append(at).append(' ').append(hostKeys.get(host.index()).publicText()).append('\n');
    }
    Files.writeString(knownHosts(), known);
    Files.writeString(inventoryFile(), inventory());
    start(hosts);
  }

  /// A process that keeps the user namespace in which all of the lab is made. The JVM itself cannot
  /// move into one, because it has threads.
  private void hold() {
    ProcessBuilder builder =
        Commands.builder(
            List.of(
                "setsid",
                "unshare",
                "--user",
                "--map-root-user",
                "--net",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
                "ip link set dev lo up && echo ready && exec sleep infinity"));
    Marked.mark(builder, state.directory());
    builder.redirectErrorStream(true);
    Path said = state.directory().resolve("holder.log");
    builder.redirectOutput(said.toFile());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      // setsid and unshare both become the next program in place, so the number stays.
      state = state.withHolder(process.pid());
      state.write();
      waitUntil(
          () -> {
            if (text(said).contains("ready\n")) {
              return true;
            }
            if (!process.isAlive()) {
              throw new LabRefused(Messages.text("lab.holder-failed", text(said).strip()));
            }
            return false;
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path moveToMemory(LabSpec spec, Path base) {
    Path place = state.directory().resolve("hosts");
    Ran mounted = inside("mount", "-t", "tmpfs", "-o", "mode=755", "lab", place.toString());
    if (!mounted.succeeded()) {
      throw new LabRefused(Messages.text("lab.tmpfs-failed", place, mounted.err().strip()));
    }
    if (spec.root() instanceof RootChoice.Tree) {
      return base;
    }
    // Below an overlay the base would use up one of the two levels that overlays may be stacked.
    Ran copied = inside("cp", "-a", base.toString(), place + "/.base");
    if (!copied.succeeded()) {
      throw new LabRefused(Messages.text("lab.tmpfs-failed", place, copied.err().strip()));
    }
    return place.resolve(".base");
  }

  /// Takes a /24 by making its bridge: the kernel gives a name once, so no lock is needed, and labs
  /// of other users of this program are respected too.
  private void claimNetwork() {
    int first = state.privileged() ? new SecureRandom().nextInt(NETWORKS) : 0;
    String taken = inside("ip", "-4", "-o", "route", "show", "table", "all").out();
    for (int offset = 0; offset < NETWORKS; offset++) {
      int network = (first + offset) % NETWORKS;
      state = state.withNetwork(network);
      String machine = state.address(-1);
      if (taken.contains(machine.substring(0, machine.lastIndexOf('.') + 1))) {
        continue;
      }
      state.write();
      String bridge = state.bridge();
      Ran made =
          inside("ip", "link", "add", "name", bridge, "address", state.mark(), "type", "bridge");
      if (made.succeeded()) {
        Ran up =
            inside(
                List.of("ip", "-batch", "-"),
                """
                address add %1$s/24 dev %2$s
                link set dev %2$s up
                """
                    .formatted(machine, bridge));
        if (!up.succeeded()) {
          throw new LabRefused(Messages.text("lab.bridge-failed", up.err().strip()));
        }
        return;
      }
      if (!made.err().contains("File exists")) {
        throw new LabRefused(Messages.text("lab.bridge-failed", made.err().strip()));
      }
    }
    throw new LabRefused(Messages.text("lab.no-network-left"));
  }

  /// Writes what makes a host itself. It lies in a layer of its own, so that the upper directory
  /// starts empty and holds nothing but what happened on the host.
  private void layer(LabSpec spec, LabHost host, Path base, OpenSshKey client, OpenSshKey key)
      throws IOException {
    Path directory = host.directory();
    for (String part : List.of("layer", "upper", "work", "root")) {
      Files.createDirectories(directory.resolve(part));
    }
    Files.createSymbolicLink(directory.resolve("base"), base);
    if (spec.root() instanceof RootChoice.Tree(Path tree)) {
      mask(host, tree);
    }
    Layer layer = new Layer(directory.resolve("layer"), base);
    for (String place : List.of("dev", "proc", "sys", "run", "mnt", "srv", "home", "media")) {
      layer.directory(place);
    }
    layer.directory("tmp");
    Trees.mode(directory.resolve("layer/tmp"), 01777);
    layer.directory("root");
    Trees.mode(directory.resolve("layer/root"), 0700);
    StringBuilder names = new StringBuilder("127.0.0.1 localhost\n");
    for (LabHost one : hosts) {
      names.append(one.networkAddress()).append(' ').append(one.name()).append('\n');
    }
    layer.write("etc/hosts", 0644, names.toString());
    layer.write("etc/hostname", 0644, host.name() + "\n");
    layer.write("etc/lab/init", 0755, Resources.text("host/lab-init.sh"));
    layer.write("root/.ssh/authorized_keys", 0600, client.publicText() + " lab\n");
    Trees.mode(directory.resolve("layer/root/.ssh"), 0700);
    if (spec.root() instanceof RootChoice.Minimal) {
      layer.write("home/op/.ssh/authorized_keys", 0600, client.publicText() + " lab\n");
      Trees.mode(directory.resolve("layer/home/op/.ssh"), 0700);
      if (state.privileged()) {
        for (String own : List.of("", "/.ssh", "/.ssh/authorized_keys")) {
          Path path = directory.resolve("layer/home/op" + own);
          Files.setAttribute(path, "unix:uid", 1000);
          Files.setAttribute(path, "unix:gid", 1000);
        }
      }
    }
    layer.write("etc/ssh/ssh_host_ed25519_key", 0600, key.privateText());
    layer.write("etc/ssh/ssh_host_ed25519_key.pub", 0644, key.publicText() + "\n");
    if (state.door() == FrontDoor.OPENSSH) {
      layer.write("etc/lab/sshd", 0644, "");
      layer.write("etc/ssh/sshd_config", 0644, sshdConfiguration(base));
    }
    for (Seed seed : spec.seeds()) {
      if (seed.host().equals(host.name())) {
        layer.write(seed.path().substring(1), seed.mode(), seed.bytes());
      }
    }
  }

  private static String sshdConfiguration(Path base) {
    String files =
        List.of("usr/lib/openssh/sftp-server", "usr/libexec/openssh/sftp-server").stream()
            .filter(path -> Files.exists(base.resolve(path)))
            .map(path -> "/" + path)
            .findFirst()
            .orElse("internal-sftp");
    // One key exchange, the fast one: the default of OpenSSH 9 costs five times as much, and what
    // is measured in a lab should be our work.
    return """
    Port 22
    HostKey /etc/ssh/ssh_host_ed25519_key
    PermitRootLogin prohibit-password
    PasswordAuthentication no
    KbdInteractiveAuthentication no
    UsePAM no
    UseDNS no
    KexAlgorithms curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256
    MaxStartups 500
    MaxSessions 500
    PrintMotd no
    PrintLastLog no
    AcceptEnv LANG LC_*
    SetEnv PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    PidFile /run/sshd.pid
    Subsystem sftp %s
    """
        .formatted(files);
  }

  /// Hides what is private in a whole system, by a layer of whiteouts above it.
  private void mask(LabHost host, Path tree) throws IOException {
    Path mask = host.directory().resolve("mask");
    Files.createDirectories(mask.resolve("etc/ssh"));
    List<String> hidden = new ArrayList<>();
    try (DirectoryStream<Path> top = Files.newDirectoryStream(tree)) {
      for (Path path : top) {
        String name = String.valueOf(path.getFileName());
        if (!name.matches(SHOWN)) {
          hidden.add(name);
        }
      }
    }
    if (Files.isDirectory(tree.resolve("etc/ssh"))) {
      try (DirectoryStream<Path> keys =
          Files.newDirectoryStream(tree.resolve("etc/ssh"), "ssh_host_*")) {
        for (Path path : keys) {
          hidden.add("etc/ssh/" + path.getFileName());
        }
      }
    }
    for (String name : hidden) {
      Path whiteout = state.directory().resolve("hosts/" + host.name() + "/mask/" + name);
      Ran made = inside("mknod", whiteout.toString(), "c", "0", "0");
      if (!made.succeeded()) {
        throw new LabRefused(Messages.text("lab.host-failed", host.name(), made.err().strip()));
      }
    }
  }

  private Ran inside(String... command) {
    return inside(List.of(command), "");
  }

  private Ran inside(List<String> command, String input) {
    List<String> all = new ArrayList<>(state.inside());
    all.addAll(command);
    return Commands.run(all, input.getBytes(StandardCharsets.UTF_8));
  }

  /// Starts hosts, all at the same time, and waits until each accepts connections.
  void start(List<LabHost> which) {
    for (LabHost host : which) {
      if (!host.running()) {
        stopIfEnding();
        startOne(host);
      }
    }
    for (LabHost host : which) {
      awaitReady(host);
    }
  }

  private void startOne(LabHost host) {
    String link = state.link(host.index());
    // Of an earlier life of the host: the kernel removes it some time after the last process.
    if (starters.containsKey(host.name())) {
      inside("ip", "link", "delete", "dev", link);
    }
    List<String> command = new ArrayList<>(state.inside());
    command.addAll(
        List.of(
            "setsid",
            "unshare",
            "--mount",
            "--net",
            "--uts",
            "--ipc",
            "--propagation",
            "private",
            "sh",
            state.directory().resolve("lab-host.sh").toString(),
            "network",
            state.directory().resolve("hosts").resolve(host.name()).toString(),
            host.name(),
            host.networkAddress(),
            state.bridge(),
            link,
            state.station(host.index()),
            Long.toString(state.privileged() ? ProcessHandle.current().pid() : state.holder()),
            state.privileged() ? "yes" : "no"));
    ProcessBuilder builder = Commands.builder(command);
    Marked.mark(builder, state.directory(), host.name());
    builder.redirectErrorStream(true);
    builder.redirectOutput(host.log().toFile());
    try {
      Files.deleteIfExists(host.directory().resolve("pid"));
      Process process = builder.start();
      process.getOutputStream().close();
      starters.put(host.name(), process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady(LabHost host) {
    boolean ready =
        waitUntil(
            () -> {
              stopIfEnding();
              String said = text(host.log());
              if (("\n" + said).contains("\nready\n") && host.running()) {
                return state.door() == FrontDoor.MINA || answers(host);
              }
              Process starter = starters.get(host.name());
              if (starter != null && !starter.isAlive()) {
                throw new LabRefused(Messages.text("lab.host-failed", host.name(), said.strip()));
              }
              return false;
            });
    if (!ready) {
      throw new LabRefused(
          Messages.text("lab.host-slow", host.name(), READY_SECONDS, text(host.log()).strip()));
    }
    MinaDoor inner = mina;
    if (inner != null) {
      inner.open(host);
    }
  }

  private static boolean answers(LabHost host) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host.address(), host.port()), 1000);
      socket.setSoTimeout(1000);
      return new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII)
          .equals("SSH-");
    } catch (IOException e) {
      return false;
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static boolean waitUntil(Condition condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    return true;
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      return "";
    }
  }

  long pid(LabHost host) {
    String text = text(host.directory().resolve("pid")).strip();
    if (!text.matches("[0-9]{1,10}")) {
      return 0;
    }
    long pid = Long.parseLong(text);
    return Marked.isOfHost(pid, state.directory(), host.name()) ? pid : 0;
  }

  /// Put before a command to run it in the host.
  List<String> enter(LabHost host) {
    List<String> command = new ArrayList<>();
    command.add("nsenter");
    command.add("--target=" + host.pid());
    if (!state.privileged()) {
      command.addAll(List.of("--user", "--preserve-credentials"));
    }
    command.addAll(List.of("--mount", "--uts", "--ipc", "--net", "--pid", "--"));
    return command;
  }

  void kill(LabHost host) {
    MinaDoor inner = mina;
    if (inner != null) {
      inner.shut(host);
    }
    endOrRefuse(Marked.end(() -> Marked.ofHost(state.directory(), host.name())));
  }

  private void endOrRefuse(List<ProcessHandle> left) {
    if (!left.isEmpty()) {
      throw new LabRefused(
          Messages.text(
              "lab.still-running", name(), left.stream().map(ProcessHandle::pid).toList()));
    }
  }

  void network(LabHost host, boolean up) {
    Ran ran = inside("ip", "link", "set", "dev", state.link(host.index()), up ? "up" : "down");
    if (!ran.succeeded()) {
      throw new IllegalStateException(host.name() + ": " + ran.err().strip());
    }
    MinaDoor inner = mina;
    if (inner != null) {
      if (up) {
        inner.open(host);
      } else {
        inner.shut(host);
      }
    }
  }

  LabState state() {
    return state;
  }

  int port(int host) {
    return state.ports().get(host);
  }

  public String name() {
    return String.valueOf(state.directory().getFileName());
  }

  public FrontDoor door() {
    return state.door();
  }

  /// False when the lab lives in a user namespace, without root of the machine.
  public boolean privileged() {
    return state.privileged();
  }

  public Path directory() {
    return state.directory();
  }

  public List<LabHost> hosts() {
    return hosts;
  }

  /// The host with this name.
  ///
  /// @throws IllegalArgumentException when the lab has no such host
  public LabHost host(String name) {
    return hosts.stream()
        .filter(host -> host.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no host '%s' in the lab".formatted(name)));
  }

  /// The lab's private key, without passphrase.
  public Path key() {
    return state.directory().resolve("client_key");
  }

  public Path knownHosts() {
    return state.directory().resolve("known_hosts");
  }

  public Path inventoryFile() {
    return state.directory().resolve("inventory.ini");
  }

  /// The hosts as an Ansible inventory in INI form.
  public String inventory() {
    StringBuilder text = new StringBuilder();
    for (LabHost host : hosts) {
      text.append(inventoryLine(host)).append('\n');
    }
    return text.toString();
  }

  /// The line of one host, for inventories with groups of their own.
  public String inventoryLine(LabHost host) {
    return ("%1$s ansible_host=%2$s ansible_port=%3$d ansible_user=%4$s"
            + " ansible_ssh_private_key_file=%5$s"
            + " ansible_ssh_common_args='-o UserKnownHostsFile=%6$s -o StrictHostKeyChecking=yes"
            + " -o IdentitiesOnly=yes' ishibashi_known_hosts=%6$s")
        .formatted(
            host.name(), host.address(), host.port(), host.user(), host.key(), host.knownHosts());
  }

  /// Takes the lab down when this JVM ends in any way but `kill -9`.
  public void closeOnExit() {
    exitHook();
  }

  private Thread exitHook() {
    Thread hook = new Thread(this::closeAfterMaking, "lab-down");
    Runtime.getRuntime().addShutdownHook(hook);
    return hook;
  }

  /// A lab that is still being made is first left by its maker: what was removed under its hands,
  /// it would make again.
  private void closeAfterMaking() {
    stopping = true;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    while (making && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    close();
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending, and the hook does its work.
      return;
    }
  }

  private void stopIfEnding() {
    if (stopping) {
      throw new LabRefused(Messages.text("lab.interrupted", name()));
    }
  }

  /// The labs under a home, also those whose makers were killed.
  public static List<Lab> list(Path home) {
    List<Lab> labs = new ArrayList<>();
    Path directory = home.toAbsolutePath().normalize().resolve("lab");
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
        for (Path one : all) {
          LabState.read(one).map(Lab::new).ifPresent(labs::add);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    labs.sort((one, other) -> one.name().compareTo(other.name()));
    return labs;
  }

  /// An existing lab, whoever made it.
  public static Optional<Lab> find(Path home, String name) {
    return list(home).stream().filter(lab -> lab.name().equals(name)).findFirst();
  }

  /// Removes a lab with all its processes, mounts, links and files, whoever made it.
  ///
  /// @return false when there is no such lab
  /// @throws LabRefused when something of it cannot be removed
  public static boolean down(Path home, String name) {
    Optional<Lab> lab = find(home, name);
    lab.ifPresent(Lab::close);
    return lab.isPresent();
  }

  /// Takes the lab down. A second time does nothing.
  @Override
  public synchronized void close() {
    Path directory = state.directory();
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    MinaDoor inner = mina;
    if (inner != null) {
      inner.close();
    }
    endOrRefuse(Marked.end(() -> Marked.ofLab(directory)));
    if (state.privileged()) {
      removeLinks();
    }
    Path place = directory.resolve("hosts");
    if (isMounted(place)) {
      Commands.run("umount", "-l", place.toString());
    }
    if (isMounted(place)) {
      throw new LabRefused(Messages.text("lab.still-mounted", place));
    }
    try {
      Trees.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The bridge is ours only if it has our mark; its links would go some time after the hosts.
  private void removeLinks() {
    Path links = Path.of("/sys/class/net");
    if (!text(links.resolve(state.bridge()).resolve("address")).strip().equals(state.mark())) {
      return;
    }
    StringBuilder batch = new StringBuilder();
    for (LabHost host : hosts) {
      batch.append("link delete dev ").append(state.link(host.index())).append('\n');
    }
    batch.append("link delete dev ").append(state.bridge()).append('\n');
    // Some are gone already, which is no trouble.
    inside(List.of("ip", "-force", "-batch", "-"), batch.toString());
  }

  private static boolean isMounted(Path place) {
    String wanted = place.toString().replace(" ", "\\040");
    return Machine.lines(Path.of("/proc/self/mountinfo")).stream()
        .map(line -> line.split(" ", 6)[4])
        .anyMatch(point -> point.equals(wanted) || point.startsWith(wanted + "/"));
  }
}
