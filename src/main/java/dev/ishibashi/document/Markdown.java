package dev.ishibashi.document;

import dev.ishibashi.document.Sheet.Bullets;
import dev.ishibashi.document.Sheet.Item;
import dev.ishibashi.document.Sheet.Paragraph;
import dev.ishibashi.document.Sheet.Section;
import dev.ishibashi.document.Sheet.Table;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/// Renders a sheet as Markdown (CommonMark, with the tables of GitHub). Whatever a name holds, it
/// stays text.
public final class Markdown {
  private Markdown() {}

  public static String of(Sheet sheet) {
    StringBuilder out = new StringBuilder();
    out.append("# ").append(text(sheet.title())).append('\n');
    for (Section section : sheet.sections()) {
      out.append("\n## ").append(text(section.heading())).append('\n');
      for (Sheet.Block block : section.blocks()) {
        out.append('\n');
        switch (block) {
          case Paragraph(String text) -> out.append(text(text)).append('\n');
          case Bullets(List<Item> items) ->
              items.forEach(i -> out.append("- ").append(item(i, false)).append('\n'));
          case Table table -> table(table, out);
        }
      }
    }
    return out.toString();
  }

  private static void table(Table table, StringBuilder out) {
    int columns = table.rows().isEmpty() ? table.header().size() : table.rows().getFirst().size();
    List<String> header =
        table.header().isEmpty() ? Collections.nCopies(columns, "") : table.header();
    line(header.stream().map(Markdown::text).toList(), out);
    line(Collections.nCopies(columns, "---"), out);
    for (List<Item> row : table.rows()) {
      line(row.stream().map(i -> item(i, true)).toList(), out);
    }
  }

  private static void line(List<String> cells, StringBuilder out) {
    out.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |"))).append('\n');
  }

  private static String item(Item item, boolean cell) {
    String code = item.code().isEmpty() ? "" : code(item.code(), cell);
    return item.text().isEmpty() || code.isEmpty()
        ? text(item.text()) + code
        : text(item.text()) + " " + code;
  }

  /// Every character that could begin something is taken as itself.
  private static String text(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean first = out.isEmpty();
      boolean dotted = (c == '.' || c == ')') && text.substring(0, i).matches("[0-9]+");
      if ("\\`*_{}[]<>|~&!".indexOf(c) >= 0 || dotted || (first && "#+-=".indexOf(c) >= 0)) {
        out.append('\\');
      }
      out.append(c);
    }
    // Addresses would become links.
    return out.toString().replace("://", ":\\//").replace("@", "\\@").replace("www.", "www\\.");
  }

  private static String code(String code, boolean cell) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < code.length(); i++) {
      run = code.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    String fence = "`".repeat(longest + 1);
    boolean edge =
        code.startsWith("`") || code.endsWith("`") || (code.startsWith(" ") && code.endsWith(" "));
    String inside = edge ? " " + code + " " : code;
    return fence + (cell ? inside.replace("|", "\\|") : inside) + fence;
  }
}
