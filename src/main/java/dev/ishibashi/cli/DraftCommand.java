package dev.ishibashi.cli;

import dev.ishibashi.document.Draft;
import dev.ishibashi.document.Subject;
import dev.ishibashi.document.Update;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.inventory.Selection;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.run.Drafting;
import dev.ishibashi.run.Home;
import dev.ishibashi.run.InventoryFiles;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
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

  @Option(names = "--output", defaultValue = "text")
  private Output output = Output.TEXT;

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
    String text;
    List<String> notes = List.of();
    if (existing == null) {
      text = Draft.write(subject);
    } else {
      switch (Update.of(existing, subject)) {
        case Update.Refused(var why) -> throw new BadInput(why.toString());
        case Update.Updated(String updated, List<String> said) -> {
          text = updated;
          notes = said;
        }
      }
    }
    boolean same = existing != null && text.equals(existing.text());
    if (target != null && existing == null) {
      create(target, text);
    } else if (target != null && !same) {
      replace(target, text);
    }
    if (output == Output.JSON) {
      line.getOut().println(json(target, text, !same && target != null, notes));
      return Exit.DONE;
    }
    notes.forEach(line.getErr()::println);
    if (target == null) {
      line.getOut().print(text);
      line.getOut().flush();
    } else if (same) {
      line.getErr().println(Messages.text("cli.draft-unchanged", target));
    }
    return Exit.DONE;
  }

  private static String json(
      @Nullable Path target, String text, boolean written, List<String> notes) {
    String file = target == null ? "" : target.toString();
    List<Object> decide = new ArrayList<>();
    if (Procedure.parse(Source.of(file, text)) instanceof Procedure.Invalid(var problems)) {
      for (Diagnostic problem : problems) {
        if (problem.code().equals("procedure-decide")) {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("line", problem.at().line());
          one.put("column", problem.at().column());
          one.put("message", problem.message());
          decide.add(one);
        }
      }
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("schema", "ishibashi/draft/1");
    fields.put("file", file);
    fields.put("written", written);
    fields.put("decide", decide);
    fields.put("notes", notes);
    fields.put("text", text);
    return Json.line(fields);
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
  private static void replace(Path file, String text) {
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
