package dev.ishibashi.cli;

import dev.ishibashi.document.Markdown;
import dev.ishibashi.document.Plain;
import dev.ishibashi.document.Sheet;
import dev.ishibashi.document.Sheets;
import dev.ishibashi.run.Change;
import dev.ishibashi.run.Showing;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ishibashi show PROCEDURE [-i INVENTORY] [--format md|html|text]`
@Command(name = "show", mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "PROCEDURE")
  private Path procedure = Path.of("");

  @Mixin private InventoryOptions inventory = new InventoryOptions();

  @Mixin private ApprovalOptions approvals = new ApprovalOptions();

  @Option(
      names = "--format",
      defaultValue = "text",
      paramLabel = "text|md|html",
      descriptionKey = "format")
  private Dress format = Dress.TEXT;

  @Option(names = "--output", defaultValue = "text")
  private Output output = Output.TEXT;

  /// How the sheet is dressed.
  private enum Dress {
    TEXT,
    MD,
    HTML
  }

  @Override
  public Integer call() {
    PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
    Sheet sheet = Sheets.of(content());
    if (output == Output.JSON) {
      out.println(json(sheet));
      return Exit.DONE;
    }
    out.print(
        switch (format) {
          case TEXT -> Plain.of(sheet);
          case MD -> Markdown.of(sheet);
          case HTML -> html(sheet);
        });
    out.flush();
    return Exit.DONE;
  }

  private Sheets.Content content() {
    if (inventory.given()) {
      Change change = CheckCommand.read(procedure, inventory.sources(), approvals.places());
      return Showing.of(change, CheckCommand.session(change, InstantSource.system()).check());
    }
    return switch (Showing.alone(procedure)) {
      case Showing.Read(Sheets.Content content) -> content;
      case Showing.Refused(List<String> sentences) -> throw new BadInput(sentences);
    };
  }

  private static String json(Sheet sheet) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("schema", "ishibashi/sheet/1");
    fields.put("title", sheet.title());
    fields.put("sections", sheet.sections().stream().map(ShowCommand::fields).toList());
    return Json.line(fields);
  }

  private static Map<String, Object> fields(Sheet.Section section) {
    List<Object> blocks = new ArrayList<>();
    for (Sheet.Block block : section.blocks()) {
      blocks.add(
          switch (block) {
            case Sheet.Paragraph(String text) -> Map.of("paragraph", text);
            case Sheet.Bullets(List<Sheet.Item> items) ->
                Map.of("items", items.stream().map(ShowCommand::fields).toList());
            case Sheet.Table(List<String> header, List<List<Sheet.Item>> rows) ->
                Map.of(
                    "header",
                    header,
                    "rows",
                    rows.stream().map(r -> r.stream().map(ShowCommand::fields).toList()).toList());
          });
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("heading", section.heading());
    fields.put("blocks", blocks);
    return fields;
  }

  private static Map<String, Object> fields(Sheet.Item item) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", item.text());
    fields.put("code", item.code());
    return fields;
  }

  private static String html(Sheet sheet) {
    StringOutput page = new StringOutput();
    TemplateEngine.createPrecompiled(ContentType.Html)
        .render("sheet.jte", Map.of("sheet", sheet), page);
    return page.toString();
  }
}
