package dev.ishibashi.run;

import dev.ishibashi.document.Subject;
import dev.ishibashi.effect.Context;
import dev.ishibashi.effect.Explainer;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.lineage.Search;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.shell.Dialects;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Gathers what is known of a program for which a procedure is written.
public final class Drafting {
  private static final int MOST_KIN = 3;

  private Drafting() {}

  /// What gathering gives.
  public sealed interface Outcome {}

  public record Ready(Subject subject) implements Outcome {}

  public record Refused(String why) implements Outcome {}

  /// All that is known of a program.
  ///
  /// @param beside the procedure, or another file of its directory
  /// @param library where earlier programs are
  /// @param named whether the procedure shall name the library
  public static Outcome subject(
      Source program,
      Path script,
      Path beside,
      Inventory inventory,
      Optional<String> pattern,
      Optional<Path> library,
      boolean named) {
    Path folder = beside.toAbsolutePath().resolveSibling("").normalize();
    Explainer explainer = new Explainer(CommandFiles.catalogue());
    Explanation explained =
        explainer.explain(
            program,
            Dialects.of(program),
            new Context(java.util.Map.of(), Optional.empty(), java.util.Map.of(), true));
    Search search = new Search.NoLibrary();
    if (library.isPresent()) {
      search =
          new Ancestors(
                  s -> explainer.explain(s, Dialects.of(s), Context.UNKNOWN),
                  Home.ofEnvironment(),
                  MOST_KIN)
              .search(library.get(), library.get().toString(), folder, script, program, List.of());
    }
    if (search instanceof Search.Failed(String which, String why)) {
      return new Refused(Messages.text("run.library-failed", which, why));
    }
    Optional<String> name =
        library
            .filter(l -> named)
            .map(l -> folder.relativize(l.toAbsolutePath().normalize()).toString())
            .map(l -> l.isEmpty() ? "." : l);
    return new Ready(
        new Subject(
            folder.relativize(script.toAbsolutePath().normalize()).toString(),
            program,
            explained,
            inventory,
            pattern,
            name,
            search,
            earlier(search, folder)));
  }

  /// The procedure of the nearest earlier program: of those beside it that name it, the last by
  /// name.
  private static Optional<Subject.Earlier> earlier(Search search, Path folder) {
    if (!(search instanceof Search.Searched searched)) {
      return Optional.empty();
    }
    for (Search.Kin kin : searched.kin()) {
      if (kin.own() || kin.share() < Search.LIKELY) {
        continue;
      }
      Path program = folder.resolve(kin.name().replaceFirst("@[0-9a-f]{7,64}$", "")).normalize();
      Optional<Subject.Earlier> found = naming(program, folder);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Subject.Earlier> naming(Path program, Path folder) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(program.resolveSibling(""), "*.{yaml,yml}")) {
      all.forEach(files::add);
    } catch (IOException gone) {
      return Optional.empty();
    }
    files.sort(Collections.reverseOrder());
    for (Path file : files) {
      try {
        String name = folder.relativize(file).toString();
        if (ChangeReader.parse(file, ChangeReader.script(file))
                instanceof Procedure.Parsed(var procedure)
            && file.resolveSibling(procedure.program().value()).normalize().equals(program)) {
          return Optional.of(new Subject.Earlier(name, procedure));
        }
      } catch (IOException unreadable) {
        // Another may be readable.
      }
    }
    return Optional.empty();
  }
}
