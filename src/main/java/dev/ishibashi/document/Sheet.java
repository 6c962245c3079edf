package dev.ishibashi.document;

import java.util.List;

/// A procedure as an approver reads it (手順書): sections of plain texts, which each way of rendering
/// dresses.
public record Sheet(String title, List<Section> sections) {
  public record Section(String heading, List<Block> blocks) {}

  public sealed interface Block {}

  /// A sentence or two.
  public record Paragraph(String text) implements Block {}

  public record Bullets(List<Item> items) implements Block {}

  /// Names and what they stand for.
  public record Table(List<String> header, List<List<Item>> rows) implements Block {}

  /// A text, and behind it what stands in a program or file, shown as it is.
  ///
  /// @param code empty where there is none
  public record Item(String text, String code) {
    static Item text(String text) {
      return new Item(Visible.of(text), "");
    }

    static Item code(String code) {
      return new Item("", Visible.of(code));
    }

    static Item of(String text, String code) {
      return new Item(Visible.of(text), Visible.of(code));
    }
  }
}
