package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.BraceList;
import dev.ishibashi.shell.Syntax.BraceRange;
import dev.ishibashi.shell.Syntax.Literal;
import dev.ishibashi.shell.Syntax.Part;
import dev.ishibashi.shell.Syntax.Word;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the brace expansions of bash in a word that has been read.
///
/// A first pass pairs the braces, so that the second knows at each one whether it expands.
final class Braces {
  private static final Pattern RANGE =
      Pattern.compile(
          "([+-]?[0-9]+|[A-Za-z])\\.\\.([+-]?[0-9]+|[A-Za-z])(?:\\.\\.([+-]?[0-9]+))?\\}");

  /// Braces further inside each other stay text.
  private static final int DEEPEST = 50;

  private final List<Part> parts;

  /// The opening braces that have their closing one and a comma of their own.
  private final Map<Place, Boolean> lists = new HashMap<>();

  private int part;
  private int character;

  private record Place(int part, int character) {}

  private Braces(List<Part> parts) {
    this.parts = parts;
  }

  static Word find(Word word) {
    for (Part part : word.parts()) {
      if (part instanceof Literal literal && literal.text().indexOf('{') >= 0) {
        Braces braces = new Braces(word.parts());
        braces.pair();
        return new Word(braces.sequence(false), word.at());
      }
    }
    return word;
  }

  private void pair() {
    List<Place> open = new ArrayList<>();
    List<Boolean> commas = new ArrayList<>();
    for (int p = 0; p < parts.size(); p++) {
      if (!(parts.get(p) instanceof Literal literal)) {
        continue;
      }
      for (int c = 0; c < literal.text().length(); c++) {
        switch (literal.text().charAt(c)) {
          case '{' -> {
            open.add(new Place(p, c));
            commas.add(false);
          }
          case ',' -> {
            if (!open.isEmpty()) {
              commas.set(commas.size() - 1, true);
            }
          }
          case '}' -> {
            if (!open.isEmpty()) {
              Place place = open.removeLast();
              if (commas.removeLast() && open.size() < DEEPEST) {
                lists.put(place, true);
              }
            }
          }
          default -> {}
        }
      }
    }
  }

  /// Reads parts up to the `,` or `}` of the list they are in, or all.
  private List<Part> sequence(boolean inList) {
    List<Part> out = new ArrayList<>();
    // Braces that stay text, and hide the commas between them.
    int plain = 0;
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
        if (c == '{') {
          if (lists.containsKey(new Place(part, i)) || range(text, i) != null) {
            break;
          }
          plain++;
        } else if (c == '}' && plain > 0) {
          plain--;
        } else if (inList && ((c == ',' && plain == 0) || c == '}')) {
          break;
        }
        i++;
      }
      if (i > from) {
        out.add(piece(literal, from, i));
      }
      character = i;
      if (i == text.length()) {
        part++;
        character = 0;
      } else if (text.charAt(i) != '{') {
        return out;
      } else if (lists.containsKey(new Place(part, i))) {
        out.add(list(literal));
      } else {
        out.add(range(literal));
      }
    }
    return out;
  }

  private BraceList list(Literal literal) {
    int start = character;
    List<Word> words = new ArrayList<>();
    while (true) {
      character++;
      int first = part;
      int from = character;
      List<Part> word = sequence(true);
      Span at =
          word.isEmpty()
              ? within((Literal) parts.get(first), from, from)
              : word.getFirst().at().to(word.getLast().at());
      words.add(new Word(word, at));
      Literal here = (Literal) parts.get(part);
      if (here.text().charAt(character) == '}') {
        Span end = within(here, character, character + 1);
        character++;
        return new BraceList(words, within(literal, start, start + 1).to(end));
      }
    }
  }

  private static @Nullable Matcher range(String text, int brace) {
    Matcher range = RANGE.matcher(text).region(brace + 1, text.length());
    return range.lookingAt()
            && Character.isLetter(range.group(1).charAt(0))
                == Character.isLetter(range.group(2).charAt(0))
        ? range
        : null;
  }

  private BraceRange range(Literal literal) {
    Matcher range = RANGE.matcher(literal.text()).region(character + 1, literal.text().length());
    if (!range.lookingAt()) {
      throw new IllegalStateException("the range was there a moment ago");
    }
    int start = character;
    character = range.end();
    return new BraceRange(
        range.group(1), range.group(2), range.group(3), within(literal, start, character));
  }

  private static Literal piece(Literal literal, int from, int to) {
    if (from == 0 && to == literal.text().length()) {
      return literal;
    }
    return new Literal(literal.text().substring(from, to), within(literal, from, to));
  }

  /// The span of some characters of a literal.
  private static Span within(Literal literal, int from, int to) {
    Span at = literal.at();
    String text = literal.text();
    boolean ascii = at.length() == text.length();
    int before = ascii ? from : Source.encode(text.substring(0, from)).length;
    int length = ascii ? to - from : Source.encode(text.substring(from, to)).length;
    int column = ascii ? from : text.codePointCount(0, from);
    return new Span(at.file(), at.offset() + before, length, at.line(), at.column() + column);
  }
}
