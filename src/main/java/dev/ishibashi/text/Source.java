package dev.ishibashi.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The text of one file, with its places.
///
/// Files on servers hold any byte. Valid UTF-8 becomes the characters it means; each byte that is
/// not valid UTF-8 becomes one lone surrogate U+DC80..U+DCFF, so that text turns back into exactly
/// the bytes it came from (the "surrogateescape" scheme of Python's PEP 383).
public final class Source {
  private final String file;
  private final String text;
  private final int[] lineStarts;
  private final boolean ascii;
  private int[] byteOffsets = {};

  private Source(String file, String text) {
    this.file = file;
    this.text = text;
    this.lineStarts = lineStarts(text);
    this.ascii = text.chars().allMatch(c -> c < 0x80);
  }

  public static Source of(String file, byte[] bytes) {
    return new Source(file, decode(bytes));
  }

  public static Source of(String file, String text) {
    return new Source(file, text);
  }

  public String file() {
    return file;
  }

  public String text() {
    return text;
  }

  public byte[] bytes() {
    return encode(text);
  }

  public int lines() {
    return lineStarts.length;
  }

  /// The span of the characters from `start` (inclusive) to `end` (exclusive), both UTF-16 indexes
  /// into [#text()].
  public Span span(int start, int end) {
    int found = Arrays.binarySearch(lineStarts, start);
    int line = found >= 0 ? found : -found - 2;
    int column = text.codePointCount(lineStarts[line], start) + 1;
    int offset = byteOffset(start);
    return new Span(file, offset, byteOffset(end) - offset, line + 1, column);
  }

  /// One line without its line end; `line` counts from 1.
  public String line(int line) {
    int start = lineStarts[line - 1];
    int end = line < lineStarts.length ? lineStarts[line] - 1 : text.length();
    return text.substring(start, end);
  }

  private int byteOffset(int index) {
    if (ascii) {
      return index;
    }
    if (byteOffsets.length == 0) {
      byteOffsets = new int[text.length() + 1];
      int bytes = 0;
      for (int i = 0; i < text.length(); i++) {
        byteOffsets[i] = bytes;
        bytes += width(text, i);
      }
      byteOffsets[text.length()] = bytes;
    }
    return byteOffsets[index];
  }

  /// Bytes that the UTF-16 unit at `i` adds; the second half of a pair adds what the first left.
  private static int width(String text, int i) {
    char c = text.charAt(i);
    if (c < 0x80 || escaped(text, i)) {
      return 1;
    }
    if (c < 0x800) {
      return 2;
    }
    return Character.isSurrogate(c) ? 2 : 3;
  }

  private static boolean escaped(String text, int i) {
    char c = text.charAt(i);
    return c >= 0xDC80 && c <= 0xDCFF && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private static int[] lineStarts(String text) {
    int[] starts = new int[16];
    int count = 1;
    for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, count * 2);
      }
      starts[count++] = at + 1;
    }
    return Arrays.copyOf(starts, count);
  }

  /// Bytes to text, each invalid byte as one of U+DC80..U+DCFF.
  public static String decode(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length);
    int i = 0;
    while (i < bytes.length) {
      int length = sequence(bytes, i);
      if (length == 0) {
        out.append((char) (0xDC00 + (bytes[i] & 0xFF)));
        i++;
      } else if (length == 1) {
        out.append((char) bytes[i]);
        i++;
      } else {
        out.append(new String(bytes, i, length, StandardCharsets.UTF_8));
        i += length;
      }
    }
    return out.toString();
  }

  /// The inverse of [#decode(byte[])].
  public static byte[] encode(String text) {
    if (text.chars().allMatch(c -> c < 0xD800)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      if (escaped(text, i)) {
        out.write(text.charAt(i) - 0xDC00);
        continue;
      }
      int point = text.codePointAt(i);
      out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
      i += Character.charCount(point) - 1;
    }
    return out.toByteArray();
  }

  /// Length of the valid UTF-8 sequence at `i` (RFC 3629: no overlong forms, no surrogates), or 0.
  private static int sequence(byte[] b, int i) {
    int lead = b[i] & 0xFF;
    if (lead < 0x80) {
      return 1;
    }
    int length = lead >= 0xC2 && lead <= 0xDF ? 2 : lead >= 0xE0 && lead <= 0xEF ? 3 : 0;
    if (lead >= 0xF0 && lead <= 0xF4) {
      length = 4;
    }
    if (length == 0 || i + length > b.length) {
      return 0;
    }
    for (int k = 1; k < length; k++) {
      if ((b[i + k] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int second = b[i + 1] & 0xFF;
    boolean bad =
        (lead == 0xE0 && second < 0xA0)
            || (lead == 0xED && second > 0x9F)
            || (lead == 0xF0 && second < 0x90)
            || (lead == 0xF4 && second > 0x8F);
    return bad ? 0 : length;
  }
}
