package dev.ishibashi.shell;

import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// The text being read, the place in it, and what has been found so far.
///
/// Reading goes over a range of one array of characters. Text that the shell first takes out and
/// unescapes (backquotes, here-documents) is read by a second [Reading] over the unescaped copy,
/// which remembers where each character came from.
final class Reading {
  /// Constructs inside each other. Far above what people write, and low enough that a thread with a
  /// small stack is safe.
  static final int DEEPEST = 100;

  /// How often each character may be read again, on average.
  private static final int AGAIN = 8;

  static final int END = -1;

  final Source source;
  final Dialect dialect;
  final char[] text;

  /// The end of what may be read, exclusive.
  int end;

  /// The index of the next character.
  int at;

  /// For each index its index in the source; empty where they are the same.
  private final int[] origins;

  final List<Syntax.Comment> comments;
  final List<Diagnostic> problems;

  /// Whether the shell reads this text only when it runs: a problem here is no reason to refuse the
  /// script.
  final boolean deferred;

  /// Whether to read as the shell does when it runs the script, not as with `-n`: then `shopt -s
  /// extglob` has been done for the lines behind it, and nothing is read behind `exit`.
  boolean running = true;

  int depth;

  /// How deep the elements are of the array that is being read; -1 outside of arrays.
  int arrayDepth = -1;

  /// The commands that end the shell and have been given another meaning.
  final Set<String> redefined;

  /// Whether `shopt -s expand_aliases` has been seen.
  boolean aliases;

  /// Whether `shopt -s extglob` has been seen, somewhere.
  boolean extendedGlobs;

  /// Whether it has surely been done, and nothing seen since that may have undone it.
  boolean surelyExtended;

  /// Where `((` has been found not to start arithmetic, with the place of the parenthesis that
  /// closes the outer one: nested ones are then not tried twice.
  final Map<Integer, Integer> notArithmetic;

  /// How many characters may still be read a second time.
  private final AtomicLong again;

  final HereDocuments hereDocuments;
  final WordReader words;
  final ParameterReader parameters;
  final ArithmeticReader arithmetic;
  final CommandReader commands;
  final CompoundReader compounds;
  final TestReader tests;

  private Reading(
      Source source,
      Dialect dialect,
      char[] text,
      int start,
      int end,
      int[] origins,
      List<Syntax.Comment> comments,
      List<Diagnostic> problems,
      boolean deferred,
      Map<Integer, Integer> notArithmetic,
      Set<String> redefined,
      AtomicLong again) {
    this.redefined = redefined;
    this.notArithmetic = notArithmetic;
    this.again = again;
    this.source = source;
    this.dialect = dialect;
    this.text = text;
    this.at = start;
    this.end = end;
    this.origins = origins;
    this.comments = comments;
    this.problems = problems;
    this.deferred = deferred;
    this.hereDocuments = new HereDocuments(this);
    this.words = new WordReader(this);
    this.parameters = new ParameterReader(this);
    this.arithmetic = new ArithmeticReader(this);
    this.commands = new CommandReader(this);
    this.compounds = new CompoundReader(this);
    this.tests = new TestReader(this);
  }

  /// Starts on a whole file. Both shells drop NUL bytes.
  static Reading of(Source source, Dialect dialect) {
    char[] text = source.text().toCharArray();
    int[] origins = {};
    int end = text.length;
    if (source.text().indexOf('\0') >= 0) {
      origins = new int[text.length + 1];
      end = 0;
      for (int i = 0; i < text.length; i++) {
        if (text[i] != '\0') {
          origins[end] = i;
          text[end++] = text[i];
        }
      }
      origins[end] = text.length;
    }
    return new Reading(
        source,
        dialect,
        text,
        0,
        end,
        origins,
        new ArrayList<>(),
        new ArrayList<>(),
        false,
        new HashMap<>(),
        new HashSet<>(),
        new AtomicLong(AGAIN * (text.length + 1000L)));
  }

  /// A reading of a part of this text as it stands.
  Reading part(int start, int end, boolean deferred) {
    return child(text, start, end, origins, deferred, notArithmetic);
  }

  /// A reading of unescaped text.
  ///
  /// @param from for each character, and for the end, its index in this reading's text
  Reading copy(char[] unescaped, int length, int[] from, boolean deferred) {
    int[] places = Arrays.copyOf(from, length + 1);
    for (int i = 0; i <= length; i++) {
      places[i] = origin(places[i]);
    }
    return child(unescaped, 0, length, places, deferred, new HashMap<>());
  }

  private Reading child(
      char[] from, int start, int stop, int[] places, boolean later, Map<Integer, Integer> tried) {
    Reading child =
        new Reading(
            source,
            dialect,
            from,
            start,
            stop,
            places,
            comments,
            problems,
            deferred || later,
            tried,
            redefined,
            again);
    child.depth = depth;
    child.running = running;
    child.extendedGlobs = extendedGlobs;
    child.surelyExtended = surelyExtended;
    child.aliases = aliases;
    return child;
  }

  boolean bash() {
    return dialect == Dialect.BASH;
  }

  // Characters

  /// The next character, or [#END]; steps over line continuations.
  int peek() {
    while (at < end) {
      char c = text[at];
      if (c != '\\' || !continued(at)) {
        return c;
      }
      at = Math.min(at + 2, end);
    }
    return END;
  }

  /// Whether a line continuation stands at the index: a backslash before a newline, or in bash
  /// before the end of the text.
  boolean continued(int index) {
    if (index >= end || text[index] != '\\') {
      return false;
    }
    return index + 1 < end ? text[index + 1] == '\n' : bash();
  }

  /// The character `ahead` places behind the next one, not counting line continuations.
  int peek(int ahead) {
    int i = at;
    int left = ahead;
    while (i < end) {
      char c = text[i];
      if (c == '\\' && continued(i)) {
        i += 2;
        continue;
      }
      if (left == 0) {
        return c;
      }
      left--;
      i++;
    }
    return END;
  }

  /// Steps over `count` characters and the line continuations between them.
  void skip(int count) {
    for (int i = 0; i < count; i++) {
      peek();
      at++;
    }
  }

  /// Steps over the text when it is next.
  boolean take(String expected) {
    for (int i = 0; i < expected.length(); i++) {
      if (peek(i) != expected.charAt(i)) {
        return false;
      }
    }
    skip(expected.length());
    return true;
  }

  /// Steps over blanks, line continuations and a comment, but not over a newline.
  void skipBlanks() {
    while (at < end) {
      char c = text[at];
      if (c == ' ' || c == '\t') {
        at++;
      } else if (c == '\\' && continued(at)) {
        at = Math.min(at + 2, end);
      } else if (c == '#') {
        comment();
        return;
      } else {
        return;
      }
    }
  }

  private void comment() {
    int start = at;
    while (at < end && text[at] != '\n') {
      at++;
    }
    comments.add(new Syntax.Comment(text(start + 1, at), span(start, at)));
  }

  /// From a place to the end of a node.
  Span to(Syntax.Node last, int start) {
    return span(start, start).to(last.at());
  }

  /// Steps over one newline; the here-documents that wait for it follow.
  void takeNewline() {
    peek();
    at++;
    hereDocuments.read();
  }

  /// Steps over blanks, comments and newlines.
  void skipLines() {
    skipBlanks();
    while (at < end && text[at] == '\n') {
      takeNewline();
      skipBlanks();
    }
  }

  static boolean blank(int c) {
    return c == ' ' || c == '\t';
  }

  /// Whether the character ends an unquoted word.
  static boolean breaks(int c) {
    return switch (c) {
      case END, ' ', '\t', '\n', '|', '&', ';', '(', ')', '<', '>' -> true;
      default -> false;
    };
  }

  /// Whether an unquoted word ends before the character `ahead` places on. `<(` and `>(` go on with
  /// the word in bash: `[[<(a)` and `==<(a)` are words, no keyword and no operator.
  boolean wordEnds(int ahead) {
    return breaks(peek(ahead)) && !processAhead(ahead);
  }

  /// Whether `<(` or `>(` of bash stands `ahead` places on.
  boolean processAhead(int ahead) {
    int c = peek(ahead);
    return bash() && (c == '<' || c == '>') && peek(ahead + 1) == '(';
  }

  static boolean nameStart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  static boolean digit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean nameRest(int c) {
    return nameStart(c) || digit(c);
  }

  String text(int start, int stop) {
    return new String(text, start, stop - start);
  }

  // Places

  private int origin(int index) {
    return origins.length == 0 ? index : origins[index];
  }

  Span span(int start, int stop) {
    return source.span(origin(start), origin(Math.max(start, stop)));
  }

  /// The index in this text of the byte at an offset of the source, at or behind `from`.
  int indexAt(int offset, int from) {
    int index = from;
    while (index < end && span(index, index).offset() < offset) {
      index++;
    }
    return index;
  }

  /// From `start` to the place reached.
  Span since(int start) {
    return span(start, at);
  }

  // Depth

  /// Goes one construct deeper. Each call has a [#leave()].
  void enter(int where) {
    if (++depth > DEEPEST) {
      depth--;
      throw error(Messages.text("shell.too-deep", DEEPEST), where, true);
    }
  }

  void leave() {
    depth--;
  }

  /// Reads a second time what turned out to be something else. Nested, that could double the work
  /// at each level, so there is a bound to all of it.
  void readAgain(int characters, int where) {
    if (again.addAndGet(-characters) < 0) {
      throw error(Messages.text("shell.too-entangled"), where, true);
    }
  }

  // Problems

  /// `unexpected X`, with what was open and where it began.
  SyntaxError unexpected(int where, String open, int opened) {
    Span began = span(opened, opened);
    if (where >= end) {
      return error(Messages.text("shell.end-in", open, began.line(), began.column()), where, true);
    }
    return error(
        Messages.text("shell.unexpected-in", tokenAt(where), open, began.line(), began.column()),
        where,
        false);
  }

  SyntaxError unexpected(int where) {
    String message =
        where >= end
            ? Messages.text("shell.end")
            : Messages.text("shell.unexpected", tokenAt(where));
    return error(message, where, where >= end);
  }

  /// The end of the text came inside something that needs a closing text.
  SyntaxError unclosed(String open, int opened, String close) {
    Span began = span(opened, opened);
    return error(
        Messages.text("shell.unclosed", open, began.line(), began.column(), close), end, true);
  }

  /// A here-document is still open where its command substitution ends, on a line that goes on.
  SyntaxError leftOpen(int where) {
    return uncertain("shell.left-open", where);
  }

  /// Something that no two readings take alike: it is refused.
  ///
  /// @param key of the message that says why, without arguments
  SyntaxError uncertain(String key, int where) {
    return error(Messages.text(key), where, false);
  }

  private SyntaxError error(String message, int where, boolean fatal) {
    int first = Math.min(where, end);
    int stop = first;
    while (stop < end && !breaks(text[stop])) {
      stop++;
    }
    if (stop == first && first < end) {
      stop++;
    }
    return new SyntaxError(message, span(first, stop), where, fatal);
  }

  /// The token at a place, for messages.
  String tokenAt(int where) {
    if (where >= end) {
      return Messages.text("shell.end-of-file");
    }
    if (text[where] == '\n') {
      return Messages.text("shell.end-of-line");
    }
    int stop = where;
    if (breaks(text[where])) {
      while (stop < end && stop < where + 3 && text[stop] == text[where]) {
        stop++;
      }
    } else {
      while (stop < end && stop < where + 30 && !breaks(text[stop])) {
        stop++;
      }
    }
    return "'" + printable(text(where, stop)) + "'";
  }

  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\r') {
                out.append("\\r");
              } else if (Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF)) {
                out.append('\uFFFD');
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  /// Writes the problem down.
  void report(SyntaxError error) {
    report(error, deferred ? Severity.WARNING : Severity.ERROR);
  }

  /// Writes down what the shell finds only when it runs the script.
  void reportLater(SyntaxError error) {
    report(error, Severity.WARNING);
  }

  private void report(SyntaxError error, Severity severity) {
    problems.add(
        new Diagnostic(
            "unreadable",
            severity,
            error.at,
            String.valueOf(error.getMessage()),
            advice(error.at)));
  }

  /// Files with the line ends of Windows fail in ways that do not show on a screen.
  private String advice(Span at) {
    // Often it shows only at the end of the file: `then` with a carriage return is no keyword.
    boolean windows = source.line(at.line()).endsWith("\r") || source.line(1).endsWith("\r");
    return windows ? Messages.text("shell.advice-line-ends") : "";
  }
}
