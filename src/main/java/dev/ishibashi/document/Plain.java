package dev.ishibashi.document;

import dev.ishibashi.document.Sheet.Bullets;
import dev.ishibashi.document.Sheet.Item;
import dev.ishibashi.document.Sheet.Paragraph;
import dev.ishibashi.document.Sheet.Section;
import dev.ishibashi.document.Sheet.Table;
import java.util.ArrayList;
import java.util.List;

/// Renders a sheet as plain text.
public final class Plain {
  private Plain() {}

  public static String of(Sheet sheet) {
    StringBuilder out = new StringBuilder();
    out.append(sheet.title()).append('\n');
    out.append("=".repeat(Math.max(3, sheet.title().length()))).append('\n');
    for (Section section : sheet.sections()) {
      out.append('\n').append(section.heading()).append('\n');
      out.append("-".repeat(section.heading().length())).append('\n');
      for (Sheet.Block block : section.blocks()) {
        switch (block) {
          case Paragraph(String text) -> out.append(text).append('\n');
          case Bullets(List<Item> items) ->
              items.forEach(i -> out.append("  - ").append(item(i)).append('\n'));
          case Table table -> table(table, out);
        }
      }
    }
    return out.toString();
  }

  private static String item(Item item) {
    return item.text().isEmpty() || item.code().isEmpty()
        ? item.text() + item.code()
        : item.text() + "  " + item.code();
  }

  /// Columns as wide as their widest text, but for the last.
  private static void table(Table table, StringBuilder out) {
    List<List<String>> rows = new ArrayList<>();
    if (!table.header().isEmpty()) {
      rows.add(table.header());
    }
    table.rows().forEach(r -> rows.add(r.stream().map(Plain::item).toList()));
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i + 1 < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder("  ");
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i));
        if (i + 1 < row.size()) {
          line.append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
  }
}
