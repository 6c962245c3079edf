package dev.ishibashi.cli;

import dev.ishibashi.document.Draft;
import dev.ishibashi.document.Subject;
import dev.ishibashi.document.Update;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.inventory.Selection;
import dev.ishibashi.run.Drafting;
import dev.ishibashi.run.Home;
import dev.ishibashi.run.InventoryFiles;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ishibashi draft SCRIPT -i INVENTORY [-o PROCEDURE [--update]]`
@Command(name = "draft", mixinStandardHelpOptions = true)
final class DraftCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SCRIPT")
  private Path script = Path.of("");

  @Mixin private InventoryOptions inventory = new InventoryOptions();

  @Option(
      names = {"-l", "--limit"},
      paramLabel = "PATTERN",
      descriptionKey = "limit")
  private @Nullable String pattern;

  @Option(names = "--library", paramLabel = "DIRECTORY", descriptionKey = "library")
  private @Nullable Path library;

  @Option(
      names = {"-o", "--to"},
      paramLabel = "PROCEDURE",
      descriptionKey = "to")
  private @Nullable Path to;

  @Option(names = "--update", descriptionKey = "update")
  private boolean update;

  @Override
  public Integer call() {
    var line = java.util.Objects.requireNonNull(spec).commandLine();
    Path target = to;
    if (update && target == null) {
      throw new BadInput(Messages.text("cli.draft-update-what"));
    }
    if (target != null && !update && Files.exists(target)) {
      throw new BadInput(Messages.text("cli.draft-exists", target));
    }
    Source existing = update && target != null ? LineageCommand.program(target) : null;
    Subject subject = subject(target == null ? script : target);
    if (target == null) {
      line.getOut().print(Draft.write(subject));
      line.getOut().flush();
      return Exit.DONE;
    }
    if (existing == null) {
      create(target, Draft.write(subject));
      return Exit.DONE;
    }
    return switch (Update.of(existing, subject)) {
      case Update.Refused(var why) -> throw new BadInput(why.toString());
      case Update.Updated(String text, List<String> notes) -> {
        notes.forEach(line.getErr()::println);
        replace(target, existing, text, line.getErr());
        yield Exit.DONE;
      }
    };
  }

  private Subject subject(Path beside) {
    Source program = LineageCommand.program(script);
    Inventory fleet =
        switch (InventoryFiles.read(inventory.sources())) {
          case InventoryFiles.Read(Inventory read) -> read;
          case InventoryFiles.Refused(List<String> sentences) -> throw new BadInput(sentences);
        };
    if (pattern != null && fleet.select(pattern) instanceof Selection.Nothing(var why)) {
      throw new BadInput(why.toString());
    }
    Optional<Path> place = library == null ? Home.defaultLibrary() : Optional.of(library);
    return switch (Drafting.subject(
        program, script, beside, fleet, Optional.ofNullable(pattern), place, library != null)) {
      case Drafting.Ready(Subject subject) -> subject;
      case Drafting.Refused(String why) -> throw new BadInput(why);
    };
  }

  private static void create(Path file, String text) {
    try {
      Files.write(
          file, Source.encode(text), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new BadInput(Messages.text("cli.draft-exists", file));
    } catch (IOException e) {
      throw new BadInput(
          Messages.text("cli.draft-unwritable", file, String.valueOf(e.getMessage())));
    }
  }

  /// Written whole beside it first, so that a full disk loses nothing.
  private static void replace(Path file, Source before, String text, PrintWriter err) {
    if (text.equals(before.text())) {
      err.println(Messages.text("cli.draft-unchanged", file));
      return;
    }
    try {
      Path real = file.toRealPath();
      Path half = Files.createTempFile(real.getParent(), ".draft-", ".half");
      try {
        Files.write(half, Source.encode(text));
        Files.setPosixFilePermissions(half, Files.getPosixFilePermissions(real));
        Files.move(half, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(half);
      }
    } catch (IOException e) {
      throw new BadInput(
          Messages.text("cli.draft-unwritable", file, String.valueOf(e.getMessage())));
    }
  }
}
