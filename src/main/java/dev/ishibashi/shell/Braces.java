package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.BraceList;
import dev.ishibashi.shell.Syntax.BraceRange;
import dev.ishibashi.shell.Syntax.Literal;
import dev.ishibashi.shell.Syntax.Part;
import dev.ishibashi.shell.Syntax.Word;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the brace expansions of bash in a word that has been read.
final class Braces {
  private static final Pattern RANGE =
      Pattern.compile("([+-]?[0-9]+|[A-Za-z])\\.\\.([+-]?[0-9]+|[A-Za-z])(?:\\.\\.([+-]?[0-9]+))?");

  /// Braces inside each other beyond this stay text.
  private static final int DEEPEST = 50;

  private final List<Part> parts;
  private int part;
  private int character;

  private Braces(List<Part> parts) {
    this.parts = parts;
  }

  static Word find(Word word, Source source) {
    boolean any = false;
    for (Part part : word.parts()) {
      any |= part instanceof Literal literal && literal.text().indexOf('{') >= 0;
    }
    return any ? new Word(new Braces(word.parts()).sequence(0), word.at()) : word;
  }

  /// Reads parts up to an unmatched `,` or `}` (inside braces), or all.
  private List<Part> sequence(int depth) {
    List<Part> out = new ArrayList<>();
    while (part < parts.size()) {
      if (!(parts.get(part) instanceof Literal literal)) {
        out.add(parts.get(part++));
        continue;
      }
      String text = literal.text();
      int from = character;
      int i = from;
      while (i < text.length()) {
        char c = text.charAt(i);
        if (depth > 0 && (c == ',' || c == '}')) {
          break;
        }
        if (c == '{' && depth < DEEPEST) {
          break;
        }
        i++;
      }
      if (i > from) {
        out.add(piece(literal, from, i));
      }
      if (i == text.length()) {
        part++;
        character = 0;
        continue;
      }
      character = i;
      if (text.charAt(i) != '{') {
        return out;
      }
      brace(out, literal, depth);
    }
    return out;
  }

  /// At `{`: adds a list or range, or the brace as text.
  private void brace(List<Part> out, Literal literal, int depth) {
    int startPart = part;
    int start = character;
    Matcher range = RANGE.matcher(literal.text()).region(start + 1, literal.text().length());
    if (range.lookingAt()
        && range.end() < literal.text().length()
        && literal.text().charAt(range.end()) == '}'
        && comparable(range.group(1), range.group(2))) {
      character = range.end() + 1;
      out.add(
          new BraceRange(
              range.group(1), range.group(2), range.group(3), within(literal, start, character)));
      return;
    }
    character++;
    List<Word> words = new ArrayList<>();
    boolean closed = false;
    while (part < parts.size()) {
      int wordPart = part;
      int wordStart = character;
      List<Part> word = sequence(depth + 1);
      Span at =
          word.isEmpty()
              ? within((Literal) parts.get(wordPart), wordStart, wordStart)
              : word.getFirst().at().to(word.getLast().at());
      words.add(new Word(word, at));
      if (part >= parts.size()) {
        break;
      }
      Literal here = (Literal) parts.get(part);
      char c = here.text().charAt(character++);
      if (c == '}') {
        closed = true;
        break;
      }
    }
    if (closed && words.size() > 1) {
      Span end = within((Literal) parts.get(part), character - 1, character);
      out.add(new BraceList(words, within(literal, start, start + 1).to(end)));
    } else {
      part = startPart;
      character = start + 1;
      out.add(piece(literal, start, start + 1));
    }
  }

  private static boolean comparable(String first, String last) {
    return Character.isLetter(first.charAt(0)) == Character.isLetter(last.charAt(0));
  }

  private static Literal piece(Literal literal, int from, int to) {
    return new Literal(literal.text().substring(from, to), within(literal, from, to));
  }

  /// The span of some characters of a literal.
  private static Span within(Literal literal, int from, int to) {
    Span at = literal.at();
    int before = bytes(literal.text(), 0, from);
    return new Span(
        at.file(),
        at.offset() + before,
        bytes(literal.text(), from, to),
        at.line(),
        at.column() + literal.text().codePointCount(0, from));
  }

  private static int bytes(String text, int from, int to) {
    return Source.encode(text.substring(from, to)).length;
  }
}
