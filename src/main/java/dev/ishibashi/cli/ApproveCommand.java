package dev.ishibashi.cli;

import dev.ishibashi.approval.AllowedSigners;
import dev.ishibashi.approval.Approvals;
import dev.ishibashi.approval.Paper;
import dev.ishibashi.approval.Statement;
import dev.ishibashi.gate.Verdict;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.run.ApprovalFiles;
import dev.ishibashi.run.Change;
import dev.ishibashi.run.Session;
import dev.ishibashi.run.SigningKeys;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ishibashi approve PROCEDURE -i INVENTORY`
@Command(name = "approve", mixinStandardHelpOptions = true)
final class ApproveCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "PROCEDURE")
  private Path procedure = Path.of("");

  @Mixin private InventoryOptions inventory = new InventoryOptions();

  @Mixin private ApprovalOptions approvals = new ApprovalOptions();

  @Option(names = "--key", paramLabel = "FILE", descriptionKey = "key")
  private @Nullable Path key;

  @Option(names = "--as", paramLabel = "NAME", descriptionKey = "as")
  private @Nullable String name;

  @Option(names = "--yes")
  private boolean yes;

  @Option(names = "--output", defaultValue = "text")
  private Output output = Output.TEXT;

  @Override
  public Integer call() {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    Change change = CheckCommand.read(procedure, inventory.sources(), approvals.places());
    AllowedSigners signers = signers(change);
    Instant now = InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS);
    Session session = CheckCommand.session(change, () -> now);
    List<Verdict> verdicts = session.unapproved();
    if (verdicts.stream().anyMatch(v -> v.outcome().stops())) {
      VerdictOutput.print(output, verdicts, change.seal().hash(), out);
      return Exit.STOP;
    }
    SigningKeys.Own own = key(signers);
    String person = person(signers, own);
    boolean author =
        change
            .procedure()
            .author()
            .filter(a -> a.value().equals(person) || signers.same(a.value(), person))
            .isPresent();
    List<String> doubts = session.doubts();
    if (output == Output.TEXT) {
      show(change, doubts, person, author, out);
    }
    if (!agreed(out)) {
      out.println(
          switch (output) {
            case TEXT -> Messages.text("cli.approve-refused");
            case JSON ->
                Json.line(
                    Map.of(
                        "schema",
                        "ishibashi/approval/1",
                        "seal",
                        change.seal().hash(),
                        "refused",
                        true));
          });
      return Exit.STOP;
    }
    Statement statement =
        Statement.of(change.procedure(), person, now, change.seal(), change.targets(), doubts);
    Path file = change.approvals().directory().resolve(fileName(person));
    String signature = signed(own, statement, change, file, now);
    write(file, statement, signature);
    tell(change, own, statement, file, author, out);
    return Exit.DONE;
  }

  private static AllowedSigners signers(Change change) {
    AllowedSigners signers =
        change
            .approvals()
            .allowed()
            .orElseThrow(() -> new BadInput(Messages.text("cli.approve-no-signers")));
    if (!signers.problems().isEmpty()) {
      throw new BadInput(signers.problems().stream().map(Diagnostic::toString).toList());
    }
    return signers;
  }

  /// The key that was named, or the only one here that counts.
  private SigningKeys.Own key(AllowedSigners signers) {
    if (key != null) {
      try {
        return SigningKeys.of(key);
      } catch (IOException e) {
        throw new BadInput(String.valueOf(e.getMessage()));
      }
    }
    Path home = Path.of(System.getProperty("user.home"), ".ssh");
    List<SigningKeys.Own> known =
        SigningKeys.known(SigningKeys.all(home, System.getenv()), signers);
    if (name != null) {
      known = known.stream().filter(k -> !named(signers, k, name).isEmpty()).toList();
    }
    if (known.isEmpty()) {
      throw new BadInput(Messages.text("cli.approve-no-key"));
    }
    SigningKeys.Own first = known.getFirst();
    List<String> others =
        known.stream()
            .map(k -> person(signers, k))
            .filter(p -> !signers.same(p, person(signers, first)))
            .distinct()
            .toList();
    if (!others.isEmpty()) {
      throw new BadInput(
          Messages.text("cli.approve-keys", person(signers, first), String.join(", ", others)));
    }
    return first;
  }

  private static List<AllowedSigners.Line> named(
      AllowedSigners signers, SigningKeys.Own own, String name) {
    return signers.of(own.key()).stream().filter(l -> l.principals().contains(name)).toList();
  }

  private String person(AllowedSigners signers, SigningKeys.Own own) {
    List<AllowedSigners.Line> lines =
        name == null ? signers.of(own.key()) : named(signers, own, name);
    Optional<String> found = Optional.ofNullable(name).filter(n -> !lines.isEmpty());
    return found
        .or(() -> lines.stream().flatMap(l -> l.name().stream()).findFirst())
        .orElseThrow(
            () -> new BadInput(Messages.text("cli.approve-unknown-key", own.key().fingerprint())));
  }

  private static void show(
      Change change, List<String> doubts, String person, boolean author, PrintWriter out) {
    Procedure written = change.procedure();
    out.println(
        Messages.text(
            "cli.approve-change", written.change(), written.title(), change.seal().hash()));
    out.println(Messages.text("cli.approve-hosts", String.join(" ", written.targets().names())));
    written
        .effects()
        .declared()
        .forEach((act, what) -> out.println("  " + act.text() + ": " + what));
    doubts.forEach(d -> out.println(Messages.text("cli.approve-doubt", d)));
    out.println(Messages.text(author ? "cli.approve-author" : "cli.approve-person", person));
    out.flush();
  }

  private boolean agreed(PrintWriter out) {
    if (yes) {
      return true;
    }
    if (output == Output.JSON || !Console.terminal()) {
      if (output == Output.TEXT) {
        out.println(Messages.text("cli.run-no-terminal"));
      }
      return false;
    }
    return Console.ask(Messages.text("cli.approve-ask")).equals("yes");
  }

  /// Signs, and looks at once whether the signature counts: what does not is not written.
  private static String signed(
      SigningKeys.Own own, Statement statement, Change change, Path file, Instant now) {
    String signature;
    try {
      signature = SigningKeys.sign(own, statement.bytes());
    } catch (IOException e) {
      throw new BadInput(String.valueOf(e.getMessage()));
    }
    Paper paper =
        new Paper(
            Source.of(file.toString(), statement.text()),
            Optional.of(Source.of(file + ".sig", signature)));
    Approvals made = change.approvals().with(List.of(paper)).verify(now);
    if (made.given().isEmpty()) {
      List<Diagnostic> why = made.problems().isEmpty() ? made.refused() : made.problems();
      throw new BadInput(why.stream().map(Diagnostic::toString).toList());
    }
    return signature;
  }

  /// Names of people may hold anything; names of files must not lead elsewhere.
  private static String fileName(String person) {
    String safe = person.replaceAll("[^A-Za-z0-9@._+-]", "_").replaceFirst("^\\.", "_");
    return safe + ApprovalFiles.STATEMENT;
  }

  private static void write(Path file, Statement statement, String signature) {
    try {
      if (Files.exists(file)) {
        Optional<Statement> before =
            Statement.parse(Source.of(file.toString(), Files.readAllBytes(file)));
        if (before.isPresent() && !before.get().signer().equals(statement.signer())) {
          throw new BadInput(Messages.text("cli.approve-taken", file, before.get().signer()));
        }
      }
      Files.createDirectories(file.toAbsolutePath().getParent());
      // A new signature beside an old statement counts as little as none.
      replace(Path.of(file + ".sig"), signature);
      replace(file, statement.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void replace(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private void tell(
      Change change,
      SigningKeys.Own own,
      Statement statement,
      Path file,
      boolean author,
      PrintWriter out) {
    if (output == Output.TEXT) {
      out.println(
          Messages.text(
              "cli.approve-done",
              statement.signer(),
              own.key().fingerprint(),
              file,
              file + ".sig"));
      return;
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("schema", "ishibashi/approval/1");
    line.put("change", change.procedure().change().value());
    line.put("seal", change.seal().hash());
    line.put("person", statement.signer());
    line.put("author", author);
    line.put("key", own.key().fingerprint());
    line.put("at", statement.at().toString());
    line.put("agrees", statement.agrees());
    line.put("statement", file.toString());
    line.put("signature", file + ".sig");
    out.println(Json.line(line));
  }
}
