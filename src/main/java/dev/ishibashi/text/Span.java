package dev.ishibashi.text;

/// A piece of a source file.
///
/// @param file the name as the user gave it
/// @param offset where it starts, in bytes from the start of the file
/// @param length how long it is, in bytes
/// @param line the line it starts on, from 1
/// @param column the column it starts at, in code points from 1
public record Span(String file, int offset, int length, int line, int column)
    implements Comparable<Span> {
  /// A place that stands for a whole file, for findings that belong to no line.
  public static Span whole(String file) {
    return new Span(file, 0, 0, 1, 1);
  }

  /// The smallest span that holds both; they must be of one file.
  public Span to(Span end) {
    return new Span(file, offset, Math.max(end.offset + end.length - offset, length), line, column);
  }

  /// Orders by file, then by place.
  @Override
  public int compareTo(Span other) {
    int byFile = file.compareTo(other.file);
    return byFile != 0 ? byFile : Integer.compare(offset, other.offset);
  }

  /// `file:line:column`, the form that editors and terminals make clickable.
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
