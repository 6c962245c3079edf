package dev.ishibashi.run;

import dev.ishibashi.effect.Explanation;
import dev.ishibashi.lineage.Fingerprint;
import dev.ishibashi.lineage.Library;
import dev.ishibashi.lineage.Search;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Looks for the programs that one was copied from.
public final class Ancestors {
  private static final Pattern OF_COMMIT = Pattern.compile("(.+)@([0-9a-f]{7,64})");
  private static final int SHORT_COMMIT = 12;

  private final Function<Source, Explanation> explain;
  private final Home home;
  private final int most;

  /// Looks with these.
  ///
  /// @param explain says what an earlier program could do
  /// @param most how many earlier programs are read and explained
  public Ancestors(Function<Source, Explanation> explain, Home home, int most) {
    this.explain = explain;
    this.home = home;
    this.most = most;
  }

  /// The programs of a library that one program has much in common with.
  ///
  /// @param named the library, as it was named
  /// @param base the directory from which ancestors are named
  /// @param file the program, which is not its own ancestor
  /// @param declared the ancestors that are known already
  public Search search(
      Path library, String named, Path base, Path file, Source program, List<Source> declared) {
    return switch (LibraryFiles.read(library, home)) {
      case LibraryFiles.Refused(String why) -> new Search.Failed(named, why);
      case LibraryFiles.Read read -> {
        try {
          yield search(read, named, base.toRealPath(), file.toRealPath(), program, declared);
        } catch (IOException e) {
          yield new Search.Failed(named, InventoryFiles.reason(e));
        }
      }
    };
  }

  private Search search(
      LibraryFiles.Read read,
      String named,
      Path base,
      Path file,
      Source program,
      List<Source> declared)
      throws IOException {
    Fingerprint own = Fingerprint.of(program);
    Fingerprint known = Fingerprint.union(declared.stream().map(Fingerprint::of).toList());
    Library library = read.library();
    List<Library.Match> others =
        library.search(own, known, p -> read.directory().resolve(p.path()).equals(file)).stream()
            .filter(m -> m.share() >= Search.POSSIBLE)
            .toList();
    // Nearest first; and the one that holds most of what the declared ancestors do not explain.
    Set<Library.Match> chosen = new LinkedHashSet<>(others.stream().limit(most).toList());
    others.stream()
        .filter(m -> m.beyond() >= Search.POSSIBLE)
        .max(Comparator.comparingDouble(Library.Match::beyond))
        .ifPresent(chosen::add);
    List<Search.Kin> kin = new ArrayList<>();
    for (Library.Match match : chosen) {
      kin.add(kin(read, base, match, false));
    }
    for (Library.Match match :
        library.search(own, known, p -> !read.directory().resolve(p.path()).equals(file))) {
      // The file as it lies there is the program itself.
      if (!match.program().version().isEmpty()) {
        kin.add(kin(read, base, match, true));
      }
    }
    return new Search.Searched(
        named, library.paths(), library.programs().size(), List.copyOf(kin), read.unread());
  }

  private Search.Kin kin(LibraryFiles.Read read, Path base, Library.Match match, boolean itself)
      throws IOException {
    String name = name(read, base, match.program());
    Source source = read.text(match.program(), name);
    return new Search.Kin(
        name,
        match.program().when(),
        match.share(),
        match.beyond(),
        itself,
        source,
        explain.apply(source));
  }

  /// As `derived-from` names it: the file, or the file in a commit where it is not so any more.
  private static String name(LibraryFiles.Read read, Path base, Library.Program program)
      throws IOException {
    Path file = read.directory().resolve(program.path());
    String name = base.relativize(file).toString();
    if (program.version().isEmpty()) {
      return name;
    }
    boolean same =
        Files.isRegularFile(file)
            && Arrays.equals(Files.readAllBytes(file), read.text(program, name).bytes());
    return same ? name : name + "@" + program.version().substring(0, SHORT_COMMIT);
  }

  /// The text that `derived-from` names: a file, or `FILE@COMMIT` of a git repository.
  ///
  /// @param procedure the file beside which it is named
  /// @throws IOException with a reason for people
  static Source named(Path procedure, String name) throws IOException {
    Path file = procedure.resolveSibling(name).normalize();
    Matcher ofCommit = OF_COMMIT.matcher(name);
    if (Files.exists(file) || !ofCommit.matches()) {
      return ChangeReader.script(file);
    }
    Path path = procedure.resolveSibling(ofCommit.group(1)).toAbsolutePath().normalize();
    Path folder = path.getParent();
    // The folder may be gone with the file; git knows it from any folder above.
    while (folder != null && !Files.isDirectory(folder)) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IOException(Messages.text("run.missing"));
    }
    byte[] bytes =
        LibraryFiles.content(folder, folder.relativize(path).toString(), ofCommit.group(2));
    return Source.of(file.toString(), bytes);
  }
}
