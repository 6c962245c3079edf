package dev.ishibashi.run;

import dev.ishibashi.effect.Context;
import dev.ishibashi.effect.Explainer;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.gate.Evidence;
import dev.ishibashi.inventory.Host;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.lineage.Ancestry;
import dev.ishibashi.lineage.Search;
import dev.ishibashi.procedure.Fillings;
import dev.ishibashi.procedure.Located;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.procedure.Seal;
import dev.ishibashi.shell.Dialect;
import dev.ishibashi.shell.Dialects;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Reads a procedure and all that it names. Nothing is decided here.
public final class ChangeReader {
  /// Larger programs are not written by people, and cannot be explained in good time.
  public static final int LARGEST_PROGRAM = 8 << 20;

  /// More earlier programs than these say nothing more to a person.
  private static final int MOST_KIN = 3;

  private final Path procedureFile;
  private final ApprovalFiles.Places places;
  private final List<String> problems = new ArrayList<>();

  private ChangeReader(Path procedureFile, ApprovalFiles.Places places) {
    this.procedureFile = procedureFile;
    this.places = places;
  }

  /// What reading gives: the change, or every reason why there is none, as sentences.
  public sealed interface Outcome {}

  public record Read(Change change) implements Outcome {}

  public record Refused(List<String> sentences) implements Outcome {}

  public static Outcome read(
      Path procedure, InventorySources inventories, ApprovalFiles.Places places) {
    return new ChangeReader(procedure, places).read(inventories);
  }

  private Outcome read(InventorySources inventories) {
    Optional<Procedure> procedure = procedure();
    Optional<Inventory> inventory =
        switch (InventoryFiles.read(inventories)) {
          case InventoryFiles.Read(Inventory read) -> Optional.of(read);
          case InventoryFiles.Refused(List<String> sentences) -> {
            problems.addAll(sentences);
            yield Optional.empty();
          }
        };
    if (procedure.isEmpty()) {
      return new Refused(List.copyOf(problems));
    }
    Procedure written = procedure.get();
    Optional<Source> program = beside(written.program(), "run.program-missing");
    Optional<Source> ancestor = written.derivedFrom().flatMap(this::ancestor);
    List<Source> others =
        written.descent().others().stream().flatMap(o -> ancestor(o).stream()).toList();
    Optional<ApprovalFiles> approvals = approvals();
    if (!problems.isEmpty() || program.isEmpty() || inventory.isEmpty() || approvals.isEmpty()) {
      return new Refused(List.copyOf(problems));
    }
    Explainer explainer = new Explainer(CommandFiles.catalogue());
    List<Host> targets =
        written.targets().names().stream().flatMap(n -> inventory.get().host(n).stream()).toList();
    List<Context> contexts =
        targets.isEmpty()
            ? List.of(context(written, value -> value))
            : targets.stream()
                .map(t -> context(written, value -> Fillings.fill(value, t)))
                .distinct()
                .toList();
    return new Read(
        new Change(
            written,
            new Change.Script(program.get(), explain(explainer, program.get(), contexts)),
            ancestor.map(a -> new Change.Script(a, explain(explainer, a, contexts))),
            written.safeguards().assertions().stream()
                .map(a -> assertion(explainer, written, a.run().value()))
                .toList(),
            KnownPlans.beside(procedureFile),
            new Ancestry(
                others.stream()
                    .map(o -> new Ancestry.Ancestor(o, explain(explainer, o, contexts)))
                    .toList(),
                search(
                    written,
                    new Ancestors(
                        s -> explain(explainer, s, contexts), Home.ofEnvironment(), MOST_KIN),
                    program.get(),
                    Stream.concat(ancestor.stream(), others.stream()).toList())),
            inventory.get(),
            targets,
            Seal.of(program.get(), written, Evidence.sealed(ancestor, others), targets),
            approvals.get()));
  }

  private Optional<ApprovalFiles> approvals() {
    try {
      return Optional.of(ApprovalFiles.read(procedureFile, places));
    } catch (IOException e) {
      problems.add(InventoryFiles.reason(e));
      return Optional.empty();
    }
  }

  private Search search(
      Procedure written, Ancestors ancestors, Source program, List<Source> declared) {
    Optional<String> named = written.descent().library().map(Located::value);
    Optional<Path> library = named.isPresent() ? named.map(this::beside) : Home.defaultLibrary();
    if (library.isEmpty() || named.equals(Optional.of("none"))) {
      return new Search.NoLibrary();
    }
    return ancestors.search(
        library.get(),
        named.orElse(library.get().toString()),
        folder(),
        beside(written.program().value()),
        program,
        declared);
  }

  /// What a program of a procedure could do, whatever its host is.
  static Explanation explain(Explainer explainer, Source source, Procedure written) {
    return explain(explainer, source, List.of(context(written, value -> value)));
  }

  private static Explanation explain(Explainer explainer, Source source, List<Context> contexts) {
    return Explanation.union(
        contexts.stream().map(c -> explainer.explain(source, Dialects.of(source), c)).toList());
  }

  private static Explanation assertion(Explainer explainer, Procedure written, String command) {
    Source source = Source.of(written.source().file(), command + "\n");
    return explainer.explain(
        source, Dialect.SH, new Context(Map.of(), Optional.of(List.of()), Map.of(), true));
  }

  /// The environment of a run is clean, so the program's variables are those that are declared.
  private static Context context(Procedure written, UnaryOperator<String> filled) {
    Map<String, String> variables = new LinkedHashMap<>();
    written.variables().forEach((name, value) -> variables.put(name, filled.apply(value.value())));
    List<String> arguments = written.arguments().stream().map(Located::value).map(filled).toList();
    return new Context(variables, Optional.of(arguments), Map.of(), true);
  }

  private Optional<Procedure> procedure() {
    Optional<Source> source = source(procedureFile, procedureFile.toString());
    if (source.isEmpty()) {
      return Optional.empty();
    }
    return switch (parse(procedureFile, source.get())) {
      case Procedure.Parsed(Procedure procedure) -> Optional.of(procedure);
      case Procedure.Invalid(var diagnostics) -> {
        diagnostics.forEach(d -> problems.add(d.toString()));
        yield Optional.empty();
      }
    };
  }

  /// Reads the text of a procedure with the files that it includes.
  static Procedure.Outcome parse(Path procedure, Source text) {
    return Procedure.parse(text, name -> included(procedure, name));
  }

  private static Procedure.Included included(Path procedure, String name) {
    Path file = procedure.resolveSibling(name).normalize();
    try {
      return new Procedure.Present(script(file));
    } catch (IOException e) {
      return new Procedure.Absent(reason(file, e));
    }
  }

  private Path folder() {
    return procedureFile.toAbsolutePath().resolveSibling("").normalize();
  }

  private Path beside(String name) {
    return procedureFile.resolveSibling(name).normalize();
  }

  private Optional<Source> ancestor(Located<String> name) {
    try {
      return Optional.of(Ancestors.named(procedureFile, name.value()));
    } catch (IOException e) {
      String why = InventoryFiles.reason(e);
      problems.add(Messages.text("run.ancestor-missing", name.at(), beside(name.value()), why));
      return Optional.empty();
    }
  }

  private Optional<Source> beside(Located<String> name, String key) {
    Path file = beside(name.value());
    try {
      return Optional.of(script(file));
    } catch (IOException e) {
      problems.add(Messages.text(key, name.at(), file, reason(file, e)));
      return Optional.empty();
    }
  }

  private Optional<Source> source(Path file, String name) {
    try {
      return Optional.of(script(file));
    } catch (IOException e) {
      problems.add(Messages.text("run.unreadable", name, reason(file, e)));
      return Optional.empty();
    }
  }

  /// Reads a script whole.
  ///
  /// @throws IOException with a reason for people, when it is no file, or too large to explain
  public static Source script(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(Messages.text("run.directory"));
    }
    if (Files.size(file) > LARGEST_PROGRAM) {
      throw new IOException(Messages.text("run.too-large", Files.size(file), LARGEST_PROGRAM));
    }
    return Source.of(file.toString(), Files.readAllBytes(file));
  }

  /// Reads a script whole from a stream.
  ///
  /// @param name what it is called in messages
  /// @throws IOException with a reason for people, when it is too large to explain
  public static Source script(String name, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(LARGEST_PROGRAM + 1);
    if (bytes.length > LARGEST_PROGRAM) {
      throw new IOException(Messages.text("run.too-large", bytes.length, LARGEST_PROGRAM));
    }
    return Source.of(name, bytes);
  }

  private static String reason(Path file, IOException e) {
    return Files.exists(file) ? InventoryFiles.reason(e) : Messages.text("run.missing");
  }
}
