package dev.ishibashi.effect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where an abstract path leads: a canonical path whose names may be partly unknown.
///
/// @param base where the names start
/// @param names each one path name; a name that is one deep unknown stands for any number of names
/// @param rest the path as it was written, for people
record Place(Base base, List<List<Atom>> names, String rest) {
  enum Base {
    ROOT,
    /// The directory the program is started in.
    START,
    /// Nobody knows.
    ANYWHERE
  }

  /// Directories that belong to the system or to all users: losing one whole is a loss of the host.
  private static final Set<String> SYSTEM =
      Set.of(
          "/bin",
          "/boot",
          "/dev",
          "/etc",
          "/home",
          "/lib",
          "/lib32",
          "/lib64",
          "/libx32",
          "/lost+found",
          "/media",
          "/mnt",
          "/opt",
          "/proc",
          "/root",
          "/run",
          "/sbin",
          "/srv",
          "/sys",
          "/tmp",
          "/usr",
          "/var",
          "/usr/bin",
          "/usr/include",
          "/usr/lib",
          "/usr/lib32",
          "/usr/lib64",
          "/usr/libexec",
          "/usr/local",
          "/usr/local/bin",
          "/usr/local/lib",
          "/usr/local/share",
          "/usr/sbin",
          "/usr/share",
          "/usr/src",
          "/var/backups",
          "/var/cache",
          "/var/lib",
          "/var/lib/dpkg",
          "/var/lib/mysql",
          "/var/lib/postgresql",
          "/var/local",
          "/var/log",
          "/var/mail",
          "/var/opt",
          "/var/run",
          "/var/spool",
          "/var/www",
          "/etc/init.d",
          "/etc/ssh",
          "/etc/systemd");

  /// Files without which nobody can log in, or the host does not start.
  private static final Set<String> VITAL =
      Set.of(
          "/etc/passwd",
          "/etc/shadow",
          "/etc/group",
          "/etc/gshadow",
          "/etc/sudoers",
          "/etc/fstab",
          "/boot/grub/grub.cfg",
          "/proc/sysrq-trigger");

  /// Everybody may throw away what lies in these.
  private static final Set<String> SCRATCH = Set.of("/tmp", "/var/tmp", "/run/lock", "/dev/shm");

  /// Follows an abstract path from a directory. Empty when the path is empty text: no file.
  static Optional<Place> of(List<Atom> path, Place from) {
    return of(path, from, Map.of(), left -> {});
  }

  /// As [#of(List, Place)]; `..` leads up from where symbolic links lead, as the kernel has it.
  ///
  /// @param links where known ones lead, by their absolute path
  /// @param left gets each known directory that `..` leads out of
  static Optional<Place> of(
      List<Atom> path, Place from, Map<String, String> links, Consumer<String> left) {
    if (path.isEmpty()) {
      return Optional.empty();
    }
    Base base = from.base;
    List<List<Atom>> names = new ArrayList<>();
    switch (path.getFirst()) {
      case Atom.Text text when text.text().startsWith("/") -> base = Base.ROOT;
      case Atom.Symbol symbol when symbol.origin() == Atom.Origin.START -> base = Base.START;
      case Atom.Symbol symbol
          when symbol.shape() == Atom.Shape.ABSOLUTE || symbol.shape() == Atom.Shape.TEXT ->
          base = Base.ANYWHERE;
      case Atom.Text text -> names.addAll(from.names);
      case Atom.Pattern pattern -> names.addAll(from.names);
      case Atom.Symbol symbol -> names.addAll(from.names);
    }
    List<Atom> name = new ArrayList<>();
    for (Atom atom : path) {
      if (atom instanceof Atom.Symbol symbol && symbol.origin() == Atom.Origin.START) {
        continue;
      }
      if (!(atom instanceof Atom.Text text)) {
        name.add(atom);
        continue;
      }
      String rest = text.text();
      int slash = rest.indexOf('/');
      while (slash >= 0) {
        if (slash > 0) {
          name.add(new Atom.Text(rest.substring(0, slash)));
        }
        base = step(base, names, name, links, left);
        name = new ArrayList<>();
        rest = rest.substring(slash + 1);
        slash = rest.indexOf('/');
      }
      if (!rest.isEmpty()) {
        name.add(new Atom.Text(rest));
      }
    }
    base = step(base, names, name, links, left);
    return Optional.of(new Place(base, List.copyOf(names), Variant.written(path)));
  }

  /// Whether the host is lost without the file.
  boolean vital() {
    String literal = literal();
    return literal != null && VITAL.contains(literal);
  }

  /// The same place behind the symbolic links on the way to it.
  ///
  /// @param itself whether the place itself may be a link that is followed
  Place behind(Map<String, String> links, boolean itself) {
    if (base != Base.ROOT || links.isEmpty()) {
      return this;
    }
    StringBuilder path = new StringBuilder();
    String found = null;
    int behind = 0;
    for (int i = 0; i < names.size(); i++) {
      String name = Variant.literal(names.get(i));
      if (name == null) {
        break;
      }
      path.append('/').append(name);
      String target = links.get(path.toString());
      if (target != null && (itself || i + 1 < names.size())) {
        found = target;
        behind = i + 1;
      }
    }
    if (found == null) {
      return this;
    }
    List<List<Atom>> all = new ArrayList<>();
    for (String name : found.split("/", -1)) {
      if (!name.isEmpty()) {
        all.add(List.of(new Atom.Text(name)));
      }
    }
    all.addAll(names.subList(behind, names.size()));
    return new Place(base, List.copyOf(all), rest);
  }

  static Place root() {
    return new Place(Base.ROOT, List.of(), "/");
  }

  static Place start() {
    return new Place(Base.START, List.of(), ".");
  }

  static Place anywhere() {
    return new Place(Base.ANYWHERE, List.of(), "…");
  }

  private static Base step(
      Base base,
      List<List<Atom>> names,
      List<Atom> name,
      Map<String, String> links,
      Consumer<String> left) {
    String literal = Variant.literal(name);
    if (literal != null && (literal.isEmpty() || literal.equals("."))) {
      return base;
    }
    if (literal == null || !literal.equals("..")) {
      names.add(List.copyOf(name));
      return base;
    }
    if (names.isEmpty()) {
      return base == Base.ROOT ? base : Base.ANYWHERE;
    }
    if (deep(names.getLast())) {
      names.clear();
      return Base.ANYWHERE;
    }
    Place here = new Place(base, List.copyOf(names), "");
    String known = here.literal();
    if (known != null) {
      left.accept(known);
    }
    Place behind = here.behind(links, true);
    if (!behind.names.equals(here.names)) {
      names.clear();
      names.addAll(behind.names);
    }
    if (!names.isEmpty()) {
      names.removeLast();
    }
    return base;
  }

  private static boolean deep(List<Atom> name) {
    for (Atom atom : name) {
      if (atom instanceof Atom.Symbol symbol && symbol.shape().deep()) {
        return true;
      }
    }
    return false;
  }

  /// Whether unknown text behind a known beginning could hold `..` and lead out.
  boolean climbs() {
    for (int i = 0; i < names.size(); i++) {
      for (Atom atom : names.get(i)) {
        boolean free = atom instanceof Atom.Symbol symbol && symbol.shape() == Atom.Shape.TEXT;
        if (free && !(i == 0 && base == Base.ANYWHERE)) {
          return true;
        }
      }
    }
    return false;
  }

  /// The place when that happens: anywhere, with the names behind the unknown one.
  Place climbed() {
    int last = 0;
    for (int i = 0; i < names.size(); i++) {
      if (deep(names.get(i))) {
        last = i + 1;
      }
    }
    return new Place(Base.ANYWHERE, names.subList(last, names.size()), rest);
  }

  /// The exact path, or null when part of it is unknown.
  @Nullable String literal() {
    if (base != Base.ROOT) {
      return null;
    }
    StringBuilder out = new StringBuilder();
    for (List<Atom> name : names) {
      String literal = Variant.literal(name);
      if (literal == null) {
        return null;
      }
      out.append('/').append(literal);
    }
    return out.isEmpty() ? "/" : out.toString();
  }

  /// The place one name further in.
  Place child(List<Atom> name) {
    List<List<Atom>> more = new ArrayList<>(names);
    more.add(name);
    return new Place(base, List.copyOf(more), rest + "/" + Variant.written(name));
  }

  /// The last name, or null when there is none.
  @Nullable List<Atom> last() {
    return names.isEmpty() ? null : names.getLast();
  }

  Place parent() {
    return names.isEmpty()
        ? this
        : new Place(base, names.subList(0, names.size() - 1), rest + "/..");
  }

  /// A pattern of [PathSet#glob(String)] that holds every path that may be meant.
  String pattern() {
    StringBuilder out = new StringBuilder(base == Base.ROOT ? "" : "/**");
    boolean first = base == Base.ANYWHERE;
    for (List<Atom> name : names) {
      // An unknown at the start of an unknown base adds nothing to "anything".
      if (!(first && name.size() == 1 && deep(name))) {
        out.append('/');
        for (Atom atom : name) {
          out.append(
              switch (atom) {
                case Atom.Text text -> Globs.quote(text.text());
                case Atom.Pattern pattern -> pattern.text();
                case Atom.Symbol symbol -> symbol.shape().deep() ? "**" : "*";
              });
        }
      }
      first = false;
    }
    return tidy(out.isEmpty() ? "/" : out.toString());
  }

  private static String tidy(String pattern) {
    String tidy = pattern;
    while (tidy.contains("/**/**")) {
      tidy = tidy.replace("/**/**", "/**");
    }
    while (tidy.contains("***")) {
      tidy = tidy.replace("***", "**");
    }
    return tidy.equals("/*/**") || tidy.equals("/**/*/**") || tidy.equals("/**/*") ? "/**" : tidy;
  }

  /// How people write it: `/srv/old`, `$DIR/cache`, `./*`.
  String written() {
    StringBuilder out =
        new StringBuilder(
            switch (base) {
              case ROOT -> "";
              case START -> ".";
              case ANYWHERE -> names.isEmpty() || !deep(names.getFirst()) ? "…" : "";
            });
    for (List<Atom> name : names) {
      boolean bare = out.isEmpty() && (base == Base.ANYWHERE || deep(name));
      if (!bare) {
        out.append('/');
      }
      out.append(Variant.written(name));
    }
    return out.isEmpty() ? "/" : out.toString();
  }

  /// The paths meant.
  PathSet paths() {
    String literal = literal();
    return literal != null ? PathSet.path(literal) : PathSet.glob(pattern(), tidy(written()));
  }

  /// The paths meant and all that is below them.
  PathSet tree() {
    String text = written();
    String below = text.equals("/") ? "/**" : text.endsWith("/**") ? text : text + "/**";
    if (text.endsWith("/*") && base == Base.ROOT && names.size() == 1) {
      below = "/**";
    }
    return PathSet.glob(tidy((pattern().equals("/") ? "" : pattern()) + "/**"), below);
  }

  /// How much harm losing the whole place is.
  enum Reach {
    /// The root, or everything in it.
    ROOT,
    /// A directory of the system, or everything in it.
    SYSTEM,
    /// The home of a user, or everything in it.
    HOME,
    /// Some directory directly below the root.
    TOP,
    /// The whole directory the program is started in.
    START,
    /// Nothing is known of the path.
    UNKNOWN,
    /// Everybody's scratch directory.
    SCRATCH,
    /// A path that was meant.
    ORDINARY
  }

  Reach reach() {
    boolean all = !names.isEmpty() && everything(names.getLast());
    List<List<Atom>> directory = all ? names.subList(0, names.size() - 1) : names;
    if (base != Base.ROOT) {
      boolean unknown =
          directory.isEmpty()
              || (directory.size() == 1
                  && directory.getFirst().size() == 1
                  && deep(directory.getFirst()));
      if (directory.size() == 1 && home(directory.getFirst())) {
        return Reach.HOME;
      }
      if (base == Base.START) {
        return directory.isEmpty() ? Reach.START : Reach.ORDINARY;
      }
      return unknown ? Reach.UNKNOWN : Reach.ORDINARY;
    }
    if (directory.isEmpty()) {
      return Reach.ROOT;
    }
    String literal = new Place(base, directory, rest).literal();
    if (literal != null && SCRATCH.contains(literal)) {
      return all ? Reach.SCRATCH : Reach.SYSTEM;
    }
    if (literal != null && SYSTEM.contains(literal)) {
      return Reach.SYSTEM;
    }
    String first = Variant.literal(directory.getFirst());
    if (directory.size() == 2 && "home".equals(first)) {
      return Reach.HOME;
    }
    return directory.size() == 1 ? Reach.TOP : Reach.ORDINARY;
  }

  private static boolean home(List<Atom> name) {
    return name.size() == 1
        && name.getFirst() instanceof Atom.Symbol symbol
        && (symbol.name().equals("$HOME") || symbol.name().startsWith("~"));
  }

  /// Whether the first name is one that every host has, so that a path in it is meant to be
  /// absolute even when what stood before it is empty.
  boolean underSystem() {
    if (base != Base.ROOT || names.isEmpty()) {
      return false;
    }
    String first = Variant.literal(names.getFirst());
    return first != null && SYSTEM.contains("/" + first);
  }

  /// Whether it lies in everybody's scratch directory.
  boolean scratch() {
    String pattern = pattern();
    for (String directory : SCRATCH) {
      if (pattern.startsWith(directory + "/")) {
        return true;
      }
    }
    return false;
  }

  /// A device file that loses data when written to.
  boolean device() {
    if (base != Base.ROOT || names.size() < 2 || !"dev".equals(Variant.literal(names.getFirst()))) {
      return false;
    }
    String name = pattern().substring(5);
    return !name.matches(
        "(null|zero|full|random|urandom|tty.*|pts/.*|ptmx|std(in|out|err)|fd/.*|fd|console|log"
            + "|shm/.*|mqueue/.*|tcp/.*|udp/.*|kmsg|initctl|watchdog.*|net/.*|fuse)");
  }

  /// Whether a name pattern matches (nearly) every name.
  static boolean everything(List<Atom> name) {
    boolean star = false;
    for (Atom atom : name) {
      switch (atom) {
        case Atom.Pattern pattern -> {
          if (pattern.text().startsWith("[") && !pattern.text().matches("\\[[!^].*")) {
            return false;
          }
          star |= pattern.text().equals("*");
        }
        case Atom.Text text -> {
          if (!text.text().equals(".")) {
            return false;
          }
        }
        case Atom.Symbol symbol -> {
          if (!symbol.name().equals("*") && !symbol.name().equals("**")) {
            return false;
          }
          star = true;
        }
      }
    }
    return star;
  }
}
