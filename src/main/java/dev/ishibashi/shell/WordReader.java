package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.AnsiQuoted;
import dev.ishibashi.shell.Syntax.CommandSubstitution;
import dev.ishibashi.shell.Syntax.DoubleQuoted;
import dev.ishibashi.shell.Syntax.Escaped;
import dev.ishibashi.shell.Syntax.ExtendedGlob;
import dev.ishibashi.shell.Syntax.Literal;
import dev.ishibashi.shell.Syntax.Part;
import dev.ishibashi.shell.Syntax.ProcessSubstitution;
import dev.ishibashi.shell.Syntax.SingleQuoted;
import dev.ishibashi.shell.Syntax.Tilde;
import dev.ishibashi.shell.Syntax.Word;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads words: quotes, expansions, and the text between them.
final class WordReader {
  /// Where a text stands, which says what ends it and what is special in it.
  enum Mode {
    /// An unquoted word; ends before a blank or an operator.
    WORD("'\"`\\$ \t\n|&;()<>", false),
    /// As WORD, where `@(a|b)` is a pattern whether or not it has been switched on.
    PATTERN("'\"`\\$ \t\n|&;()<>", false),
    /// An operand of `=~`: parentheses and bars belong to it.
    REGEX("'\"`\\$ \t\n|&;()<>", false),
    /// Between double quotes.
    DOUBLE("\"`\\$\n", true),
    /// The lines of a here-document; ends with the text.
    HERE("`\\$\n", true),
    /// `${name-…}`; ends before `}`.
    BRACE("'\"`\\$}<>\n", false),
    /// `"${name-…}"`.
    BRACE_QUOTED("'\"`\\$}<>\n", true),
    /// `${name/…/`; ends before `/` or `}`.
    BRACE_SLASH("'\"`\\$}/<>\n", false),
    /// `[…]` behind a name; ends before `]`.
    SUBSCRIPT("'\"`\\$[]<>\n", false),
    /// `[…]` in `${name[…]}`; ends before `]` or `}`.
    BRACE_SUBSCRIPT("'\"`\\$[]}<>\n", false),
    /// The word behind `<<` in dash, which leaves `$` and backquotes alone.
    DELIMITER("'\"\\ \t\n|&;()<>", false),
    /// Double quotes in such a word.
    DELIMITER_DOUBLE("\"\\", true),
    /// `(( … ))`; ends before an unmatched `)`.
    ARITHMETIC("'\"`\\$()\n", false),
    /// A group in an operand of `=~`; ends before an unmatched `)`.
    GROUP("'\"`\\$()<>\n", false),
    /// One of the three expressions in `for ((a; b; c))`; ends before `;`.
    ARITHMETIC_FOR("'\"`\\$;", false),
    /// `$[ … ]`.
    ARITHMETIC_BRACKET("'\"`\\$[]\n", false),
    /// `${name:offset:length}`; ends before `:` or `}`.
    OFFSET("'\"`\\$}:?()<>\n", false),
    /// An alternative in `@(a|b)`; ends before `|` or `)`.
    ALTERNATIVE("'\"`\\$()|<>\n", false);

    /// The special characters below 64, and those from 64 to 127, as bits.
    private final long low;

    private final long high;
    final boolean quoted;

    Mode(String special, boolean quoted) {
      long below = 0;
      long above = 0;
      for (int i = 0; i < special.length(); i++) {
        char c = special.charAt(i);
        if (c < 64) {
          below |= 1L << c;
        } else {
          above |= 1L << (c - 64);
        }
      }
      this.low = below;
      this.high = above;
      this.quoted = quoted;
    }

    boolean special(char c) {
      return c < 64 ? (low >>> c & 1) != 0 : c < 128 && (high >>> (c - 64) & 1) != 0;
    }

    /// Whether it is a part of `${…}`, or a subscript.
    boolean enclosed() {
      return this == BRACE
          || this == SUBSCRIPT
          || this == BRACE_QUOTED
          || this == BRACE_SLASH
          || this == BRACE_SUBSCRIPT
          || this == OFFSET;
    }

    boolean arithmetic() {
      return this == ARITHMETIC
          || this == ARITHMETIC_BRACKET
          || this == ARITHMETIC_FOR
          || this == OFFSET;
    }

    boolean subscript() {
      return this == SUBSCRIPT || this == BRACE_SUBSCRIPT;
    }

    boolean word() {
      return this == WORD || this == PATTERN || this == REGEX || this == DELIMITER;
    }
  }

  private final Reading in;

  WordReader(Reading in) {
    this.in = in;
  }

  /// Reads a word; it must not be empty.
  Word word(Mode mode) {
    int start = in.at;
    List<Part> parts = parts(mode);
    if (parts.isEmpty()) {
      throw in.unexpected(start);
    }
    return new Word(parts, in.since(start));
  }

  /// A word of a command, where braces are expanded.
  Word argument() {
    Word word = word(Mode.WORD);
    return in.bash() ? Braces.find(word) : word;
  }

  /// The text of a here-document that the shell reads only when it runs.
  Word hereDocument() {
    int start = in.at;
    try {
      return new Word(parts(Mode.HERE), in.since(start));
    } catch (SyntaxError error) {
      in.report(error);
      in.at = in.end;
      Syntax.Unreadable unreadable = new Syntax.Unreadable(in.text(start, in.end), in.since(start));
      return new Word(List.of(unreadable), unreadable.at());
    }
  }

  /// Reads parts up to what ends the mode, which stays unread.
  List<Part> parts(Mode mode) {
    List<Part> parts = new ArrayList<>(2);
    Run run = new Run(parts, in.at);
    int nested = 0;
    while (in.at < in.end) {
      char c = in.text[in.at];
      if (!mode.special(c)) {
        if (c == '~' && !mode.quoted && tilde(mode, parts, run)) {
          continue;
        }
        in.at++;
        continue;
      }
      int start = in.at;
      switch (c) {
        case '\\' -> escape(mode, run);
        case '\'' -> {
          if (!in.bash() && (mode == Mode.BRACE_QUOTED || mode == Mode.ARITHMETIC)) {
            in.at++;
          } else if (mode == Mode.BRACE_QUOTED) {
            pairedQuotes(run);
          } else {
            run.flush(start);
            SingleQuoted single = singleQuoted();
            parts.add(protects(mode, single.text(), start) ? single : unread(start));
            run.restart();
          }
        }
        case '"' -> {
          if (mode == Mode.DOUBLE || mode == Mode.DELIMITER_DOUBLE) {
            run.flush(start);
            return parts;
          }
          if (!in.bash() && mode == Mode.ARITHMETIC) {
            in.at++;
            continue;
          }
          run.flush(start);
          Mode inside = mode == Mode.DELIMITER ? Mode.DELIMITER_DOUBLE : Mode.DOUBLE;
          parts.add(doubleQuoted(start, false, inside));
          run.restart();
        }
        case '`' -> {
          run.flush(start);
          // In arithmetic dash takes all for quoted.
          parts.add(backquoted(mode.quoted || (mode == Mode.ARITHMETIC && !in.bash())));
          run.restart();
        }
        case '$' -> dollar(mode, parts, run);
        case '<', '>' -> {
          if (mode.enclosed() && in.bash() && (in.peek(1) == '<' || in.peek(1) == '>')) {
            doubled(mode, parts, run);
            continue;
          }
          if (mode == Mode.BRACE_QUOTED && in.bash() && in.peek(1) == '(') {
            // bash finds the end of it here, and keeps it as text when it expands.
            processSubstitution();
          } else if (in.bash()
              && in.peek(1) == '('
              && (mode == Mode.GROUP || mode == Mode.ALTERNATIVE)) {
            tentative(this::processSubstitution, '(', ')', parts, run);
          } else if (in.bash() && in.peek(1) == '(' && mode != Mode.BRACE_QUOTED) {
            run.flush(start);
            parts.add(processSubstitution());
            run.restart();
          } else if (mode.word()) {
            run.flush(start);
            return parts;
          } else {
            in.at++;
          }
        }
        case '(' -> {
          if (mode == Mode.ARITHMETIC
              || mode == Mode.GROUP
              || mode == Mode.OFFSET
              || mode == Mode.ALTERNATIVE) {
            if (mode == Mode.ALTERNATIVE && extendedGlob(mode, parts, run)) {
              continue;
            }
            nested++;
            in.at++;
          } else if (mode == Mode.REGEX) {
            regexGroup(parts, run);
          } else if (!extendedGlob(mode, parts, run)) {
            run.flush(start);
            return parts;
          }
        }
        case ')', ']' -> {
          if (nested == 0 && c == ')' && mode == Mode.ARITHMETIC && looseParenthesis()) {
            in.at++;
          } else if (nested > 0) {
            nested--;
            in.at++;
          } else if (mode == Mode.OFFSET) {
            in.at++;
          } else {
            run.flush(start);
            return parts;
          }
        }
        case '[' -> {
          nested++;
          in.at++;
        }
        case '?' -> {
          // A conditional expression takes one more colon.
          nested++;
          in.at++;
        }
        case ':' -> {
          if (nested > 0) {
            nested--;
            in.at++;
          } else {
            run.flush(start);
            return parts;
          }
        }
        case '|' -> {
          if (mode == Mode.REGEX) {
            in.at++;
          } else if (mode == Mode.ALTERNATIVE && nested > 0) {
            in.at++;
          } else {
            run.flush(start);
            return parts;
          }
        }
        case '\n' -> {
          if (mode.word()) {
            run.flush(start);
            return parts;
          }
          in.hereDocuments.newlineInWord();
          in.at++;
          dropTabs(run);
        }
        default -> {
          run.flush(start);
          return parts;
        }
      }
    }
    run.flush(in.at);
    return parts;
  }

  private void dropTabs(Run run) {
    int stop = Math.min(in.hereDocuments.textStart(in.at), in.end);
    if (stop > in.at) {
      run.leaveOut(stop);
      keepContinuation(stop);
    }
  }

  /// Behind dropped tabs dash takes a continuation for two signs of the text.
  private void keepContinuation(int start) {
    if (!in.bash() && in.text[start - 1] == '\t' && in.continued(start)) {
      in.at = start + 2;
    }
  }

  /// Two signs of `<` and `>` in `${…}`. When bash looks for the closing brace, the second of them
  /// does not begin a process substitution: the parenthesis in `<<(` need not close. When it
  /// expands, unquoted, it does begin one, if it closes before the brace does. Where the two ways
  /// of reading may not end at the same place, nothing can be said for certain.
  private void doubled(Mode mode, List<Part> parts, Run run) {
    in.at++;
    while (in.continued(in.at)) {
      run.leaveOut(in.at + 2);
    }
    if (mode.quoted || in.peek(1) != '(') {
      in.at++;
      return;
    }
    int first = in.at;
    int stop = closing(first + 2);
    if (stop == NOWHERE) {
      in.at++;
      return;
    }
    int problems = in.problems.size();
    Part part =
        attempt(
            this::processSubstitution,
            (_, behind) -> behind == stop + 1 && in.problems.size() == problems);
    if (part == null) {
      throw in.uncertain("shell.uncertain-process", first);
    }
    add(part, first, parts, run);
  }

  /// dash takes a `)` in `$((…))` for text unless another one follows it.
  private boolean looseParenthesis() {
    return !in.bash() && in.peek(1) != ')';
  }

  /// The unquoted text between other parts, put together over line continuations.
  private final class Run {
    private final List<Part> parts;
    private int first;
    private int from;
    private StringBuilder joined = new StringBuilder(0);

    Run(List<Part> parts, int start) {
      this.parts = parts;
      this.first = start;
      this.from = start;
    }

    boolean empty() {
      return in.at == from && joined.isEmpty();
    }

    /// The last character, or 0.
    char last() {
      if (in.at > from) {
        return in.text[in.at - 1];
      }
      return joined.isEmpty() ? 0 : joined.charAt(joined.length() - 1);
    }

    /// Leaves out the text from here to `stop`.
    void leaveOut(int stop) {
      joined.append(in.text, from, in.at - from);
      in.at = stop;
      from = stop;
    }

    void flush(int stop) {
      if (joined.isEmpty()) {
        if (stop > from) {
          parts.add(new Literal(in.text(from, stop), in.span(from, stop)));
        }
      } else {
        joined.append(in.text, from, Math.max(stop - from, 0));
        parts.add(new Literal(joined.toString(), in.span(first, stop)));
        joined = new StringBuilder(0);
      }
      from = stop;
      first = stop;
    }

    void restart() {
      first = in.at;
      from = in.at;
    }
  }

  /// Where an array stands in `$(…)`, bash 5.2 first reads these as if no backslash stood before.
  private boolean seenUnescaped(char sign, int behind) {
    char next = behind < in.end ? in.text[behind] : 0;
    return switch (sign) {
      case '$' -> next == '(' || next == '{' || next == '\'';
      // What goes on with a word then begins one: a comment, or the subscript of an element.
      case ' ', '\t' -> next == '#' || next == '[';
      default -> "'\"`();&|<>".indexOf(sign) >= 0;
    };
  }

  private void escape(Mode mode, Run run) {
    int start = in.at;
    if (start + 1 >= in.end) {
      if (in.bash() && !mode.quoted) {
        run.leaveOut(in.end);
      } else {
        run.flush(start);
        in.at++;
        run.parts.add(new Escaped("\\", in.since(start)));
        run.restart();
      }
      return;
    }
    char next = in.text[start + 1];
    if (next == '\n') {
      run.leaveOut(start + 2);
      return;
    }
    if (mode.quoted) {
      boolean special =
          next == '$'
              || next == '`'
              || next == '\\'
              || (next == '"' && mode != Mode.HERE)
              || (next == '}' && mode == Mode.BRACE_QUOTED);
      if (!special) {
        in.at += 2;
        return;
      }
    }
    if (mode == Mode.WORD
        && in.depth == in.arrayDepth
        && in.hereDocuments.level() > 0
        && seenUnescaped(next, start + 2)) {
      throw in.uncertain("shell.escaped-in-array", start);
    }
    run.flush(start);
    int width = Character.isHighSurrogate(next) && start + 2 < in.end ? 3 : 2;
    in.at += width;
    run.parts.add(new Escaped(in.text(start + 1, in.at), in.since(start)));
    run.restart();
  }

  private SingleQuoted singleQuoted() {
    int start = in.at;
    int i = start + 1;
    while (i < in.end && in.text[i] != '\'') {
      if (in.text[i] == '\n') {
        in.hereDocuments.newlineInWord();
      }
      i++;
    }
    if (i >= in.end) {
      throw in.unclosed("'", start, "'");
    }
    in.at = i + 1;
    return new SingleQuoted(in.text(start + 1, i), in.since(start));
  }

  /// In `"${x:-it's}"` bash looks for the second quote when it reads, and keeps both as text when
  /// it expands.
  private void pairedQuotes(Run run) {
    int start = in.at;
    int i = start + 1;
    while (i < in.end && in.text[i] != '\'') {
      i++;
    }
    if (i >= in.end) {
      throw in.unclosed("'", start, "'");
    }
    in.at = start + 1;
    run.flush(in.at);
    int level = in.hereDocuments.level();
    int savedEnd = in.end;
    int depth = in.depth;
    in.end = i;
    try {
      run.parts.addAll(parts(Mode.HERE));
    } catch (SyntaxError error) {
      in.depth = depth;
      in.hereDocuments.backOut(level);
      in.reportLater(error);
      run.parts.add(new Syntax.Unreadable(in.text(start + 1, i), in.span(start + 1, i)));
    }
    in.end = savedEnd;
    in.at = i;
    run.restart();
    in.at = i + 1;
  }

  /// Reads `"…"`; the place is at the opening quote.
  private DoubleQuoted doubleQuoted(int start, boolean translated, Mode inside) {
    in.at++;
    List<Part> parts = parts(inside);
    if (in.at >= in.end) {
      throw in.unclosed("\"", start, "\"");
    }
    in.at++;
    return new DoubleQuoted(parts, translated, in.since(start));
  }

  private AnsiQuoted ansiQuoted(int start) {
    in.skip(2);
    int first = in.at;
    int i = first;
    while (i < in.end && in.text[i] != '\'') {
      i += in.text[i] == '\\' ? 2 : 1;
    }
    if (i >= in.end) {
      throw in.unclosed("$'", start, "'");
    }
    String raw = in.text(first, i);
    in.at = i + 1;
    return new AnsiQuoted(raw, AnsiText.value(raw), in.since(start));
  }

  private static boolean expandable(String text) {
    return text.indexOf('$') >= 0 || text.indexOf('`') >= 0 || text.indexOf('\\') >= 0;
  }

  /// Whether quotes keep their text from being run. In arithmetic bash expands it again; in a
  /// subscript too, unless the array is associative, so that a warning has to do.
  private boolean protects(Mode mode, String text, int start) {
    boolean runs = text.contains("$(") || text.indexOf('`') >= 0 || text.contains("${");
    if (!in.bash() || !runs || (!mode.arithmetic() && !mode.subscript())) {
      return true;
    }
    in.reportLater(in.uncertain("shell.expanded-in-arithmetic", start));
    return !mode.arithmetic();
  }

  /// Warns of quotes around what bash evaluates, as on both sides of `-eq`.
  void evaluated(Word word) {
    boolean runs =
        word.parts().stream()
            .filter(
                part ->
                    part instanceof SingleQuoted
                        || part instanceof AnsiQuoted
                        || part instanceof DoubleQuoted)
            .map(part -> plain(part instanceof DoubleQuoted twice ? twice.parts() : List.of(part)))
            .anyMatch(text -> text.contains("$(") || text.indexOf('`') >= 0);
    if (in.bash() && runs) {
      in.problems.add(
          new Diagnostic(
              "unreadable",
              Severity.WARNING,
              word.at(),
              Messages.text("shell.expanded-in-arithmetic"),
              ""));
    }
  }

  /// The text of the parts that are nothing but text.
  private static String plain(List<Part> parts) {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      Words.literal(new Word(List.of(part), part.at())).ifPresent(out::append);
    }
    return out.toString();
  }

  private Syntax.Unreadable unread(int start) {
    return new Syntax.Unreadable(in.text(start, in.at), in.since(start));
  }

  private boolean tilde(Mode mode, List<Part> parts, Run run) {
    boolean begins =
        (parts.isEmpty() && run.empty() && (mode.word() || mode == Mode.BRACE))
            || (assigned && mode.word() && !run.empty() && run.last() == ':');
    if (!begins) {
      return false;
    }
    StringBuilder user = new StringBuilder();
    int stop = in.at + 1;
    while (stop < in.end && (tildeName(in.text[stop]) || in.continued(stop))) {
      if (in.continued(stop)) {
        stop = Math.min(stop + 2, in.end);
      } else {
        user.append(in.text[stop++]);
      }
    }
    boolean ends =
        stop >= in.end
            || Reading.breaks(in.text[stop])
            || in.text[stop] == '/'
            || in.text[stop] == ':'
            || in.text[stop] == '}';
    if (!ends) {
      return false;
    }
    run.flush(in.at);
    parts.add(new Tilde(user.toString(), in.span(in.at, stop)));
    in.at = stop;
    run.restart();
    return true;
  }

  /// Whether the word is the value of an assignment, where `~` also counts behind a colon.
  private boolean assigned;

  /// The value behind `=`: may be empty.
  List<Part> value() {
    assigned = true;
    try {
      return parts(Mode.WORD);
    } finally {
      assigned = false;
    }
  }

  private static boolean tildeName(char c) {
    return Reading.nameRest(c) || c == '-' || c == '.' || c == '+';
  }

  private void dollar(Mode mode, List<Part> parts, Run run) {
    int start = in.at;
    int next = in.peek(1);
    boolean counted =
        switch (mode) {
          case ARITHMETIC, ARITHMETIC_BRACKET -> next == '{' || next == '[';
          case GROUP, ALTERNATIVE -> next == '{' || next == '[' || next == '(';
          default -> false;
        };
    if (counted && in.bash()) {
      tentative(mode, parts, run);
      return;
    }
    Part part =
        switch (next) {
          case '{' -> {
            run.flush(start);
            // In arithmetic dash takes the operands for quoted text.
            yield in.parameters.braced(mode.quoted || (mode == Mode.ARITHMETIC && !in.bash()));
          }
          case '(' -> {
            run.flush(start);
            yield parenthesis(start);
          }
          case '[' -> {
            if (!in.bash()) {
              in.at++;
              yield null;
            }
            run.flush(start);
            yield in.arithmetic.bracket();
          }
          case '\'' -> {
            if (!in.bash() || mode == Mode.DOUBLE || mode == Mode.HERE) {
              in.at++;
              yield null;
            }
            run.flush(start);
            AnsiQuoted ansi = ansiQuoted(start);
            if (mode == Mode.BRACE_QUOTED && expandable(ansi.value())) {
              in.reportLater(in.uncertain("shell.expanded-again", start));
              yield unread(start);
            }
            yield protects(mode, ansi.value(), start) ? ansi : unread(start);
          }
          case '"' -> {
            if (!in.bash() || mode.quoted) {
              in.at++;
              yield null;
            }
            run.flush(start);
            in.skip(1);
            in.peek();
            yield doubleQuoted(start, true, Mode.DOUBLE);
          }
          default -> {
            if (Reading.nameStart(next) || Reading.digit(next) || special(next)) {
              run.flush(start);
              yield in.parameters.plain();
            }
            in.at++;
            yield null;
          }
        };
    if (part != null) {
      parts.add(part);
      run.restart();
    }
  }

  private static final int NOWHERE = -1;
  private static final int UNCERTAIN = -2;

  /// The `)` for a parenthesis that is open, in the text before the brace that closes; [#NOWHERE]
  /// when there is none, [#UNCERTAIN] when that takes more than counting.
  private int closing(int from) {
    int open = 1;
    for (int i = from; i < in.end; i++) {
      char c = in.text[i];
      switch (c) {
        case '(' -> open++;
        case ')' -> {
          if (--open == 0) {
            return i;
          }
        }
        case '}' -> {
          return NOWHERE;
        }
        case '<' -> {
          if (in.text[i - 1] == '<') {
            return UNCERTAIN;
          }
        }
        case '\'', '"', '`', '\\', '{', '$', '#' -> {
          return UNCERTAIN;
        }
        default -> {}
      }
    }
    return NOWHERE;
  }

  /// When bash looks for the end of arithmetic it counts parentheses, also those in `${…}`; in a
  /// group of a pattern also those in `$(…)`; in `$[…]` it counts brackets, also those in `${…}`.
  /// So such an expansion counts only when it fits between them.
  private void tentative(Mode mode, List<Part> parts, Run run) {
    int start = in.at;
    Supplier<Part> reader =
        switch (in.peek(1)) {
          case '{' -> () -> in.parameters.braced(mode.quoted);
          case '[' -> in.arithmetic::bracket;
          default -> () -> parenthesis(start);
        };
    boolean bracket = mode == Mode.ARITHMETIC_BRACKET;
    tentative(reader, bracket ? '[' : '(', bracket ? ']' : ')', parts, run);
  }

  private void tentative(Supplier<Part> reader, char open, char close, List<Part> parts, Run run) {
    int start = in.at;
    Part part = attempt(reader, (first, stop) -> balanced(first + 1, stop, open, close));
    if (part == null) {
      in.at = start + 1;
    } else {
      add(part, start, parts, run);
    }
  }

  private void add(Part part, int start, List<Part> parts, Run run) {
    int stop = in.at;
    in.at = start;
    run.flush(start);
    in.at = stop;
    parts.add(part);
    run.restart();
  }

  private interface Fits {
    boolean fits(int start, int stop);
  }

  /// Reads a part where it may turn out to be none: null, as if nothing had been read, when it has
  /// an error or does not fit. Each time costs of a supply that only grows with the text.
  private @Nullable Part attempt(Supplier<Part> reader, Fits fits) {
    int start = in.at;
    int depth = in.depth;
    int comments = in.comments.size();
    int problems = in.problems.size();
    int level = in.hereDocuments.level();
    int reached;
    try {
      Part part = reader.get();
      if (fits.fits(start, in.at)) {
        return part;
      }
      reached = in.at;
    } catch (SyntaxError error) {
      reached = Math.max(in.at, error.where);
      in.depth = depth;
      in.hereDocuments.backOut(level);
    }
    in.at = start;
    in.comments.subList(comments, in.comments.size()).clear();
    in.problems.subList(problems, in.problems.size()).clear();
    in.readAgain(reached - start, start);
    return null;
  }

  private boolean balanced(int start, int stop, char opening, char closing) {
    int open = 0;
    for (int i = start; i < stop; i++) {
      char c = in.text[i];
      if (c == '\\') {
        i++;
      } else if (c == '\'' || c == '"' || c == '`') {
        i = closingQuote(i, stop);
      } else if (c == opening) {
        open++;
      } else if (c == closing && --open < 0) {
        return false;
      }
    }
    return open == 0;
  }

  private int closingQuote(int opening, int stop) {
    char quote = in.text[opening];
    int i = opening + 1;
    while (i < stop && in.text[i] != quote) {
      i += in.text[i] == '\\' && quote != '\'' ? 2 : 1;
    }
    return i;
  }

  private static boolean special(int c) {
    return c > 0 && "@*#?-$!".indexOf(c) >= 0;
  }

  /// `$((…))` or `$(…)`.
  private Part parenthesis(int start) {
    if (in.peek(2) == '(') {
      return in.arithmetic.expansion();
    }
    in.skip(2);
    return new CommandSubstitution(substituted(Open.SUBSTITUTION, start), false, in.since(start));
  }

  private ProcessSubstitution processSubstitution() {
    int start = in.at;
    boolean input = in.text[start] == '<';
    Open open = input ? Open.INPUT_PROCESS : Open.OUTPUT_PROCESS;
    boolean twice = in.peek(2) == '(';
    in.skip(2);
    Syntax.Block block = twice ? matched(open, start) : substituted(open, start);
    return new ProcessSubstitution(input, block, in.since(start));
  }

  /// `<((a) b)`: bash only looks for the closing parenthesis, as in arithmetic, and reads the
  /// commands when it runs them.
  private Syntax.Block matched(Open open, int start) {
    int inside = in.at;
    int comments = in.comments.size();
    int problems = in.problems.size();
    in.enter(start);
    parts(Mode.ARITHMETIC);
    if (in.at >= in.end) {
      throw in.unclosed(open.text, start, ")");
    }
    int close = in.at;
    in.readAgain(close - inside, start);
    in.comments.subList(comments, in.comments.size()).clear();
    in.problems.subList(problems, in.problems.size()).clear();
    Syntax.Block block = in.part(inside, close, true).commands.whole();
    in.leave();
    in.at = close + 1;
    return block;
  }

  /// The commands up to `)`; the place is behind the opening text.
  private Syntax.Block substituted(Open open, int start) {
    in.enter(start);
    boolean value = assigned;
    assigned = false;
    HereDocuments.Live around = in.hereDocuments.suspend();
    in.hereDocuments.enter();
    Syntax.Block block = in.commands.block(open, start, true);
    if (in.at >= in.end) {
      throw in.unclosed(open.text, start, ")");
    }
    in.at++;
    in.hereDocuments.leave();
    in.hereDocuments.resume(around);
    assigned = value;
    in.leave();
    return block;
  }

  private CommandSubstitution backquoted(boolean inQuotes) {
    int start = in.at;
    HereDocuments.Live around = in.hereDocuments.suspend();
    int i = start + 1;
    boolean escapes = false;
    while (i < in.end && in.text[i] != '`') {
      if (in.text[i] == '\\') {
        escapes = true;
        i++;
      }
      i++;
    }
    if (i >= in.end) {
      throw in.unclosed("`", start, "`");
    }
    in.enter(start);
    // bash looks into backquotes only when it runs.
    Reading inner = escapes ? unescaped(start + 1, i, inQuotes) : in.part(start + 1, i, in.bash());
    Syntax.Block block;
    try {
      block = in.bash() ? inner.commands.whole() : inner.commands.backquotedInDash();
    } catch (SyntaxError error) {
      throw error.outside(start);
    }
    in.leave();
    in.at = i + 1;
    in.hereDocuments.resume(around);
    return new CommandSubstitution(block, true, in.since(start));
  }

  /// Inside backquotes, a backslash before `$`, `` ` ``, a backslash, and in double quotes `"`,
  /// goes away before the text is read.
  private Reading unescaped(int start, int stop, boolean inQuotes) {
    char[] copy = new char[stop - start];
    int[] from = new int[stop - start + 1];
    int length = 0;
    for (int i = start; i < stop; i++) {
      char c = in.text[i];
      if (c == '\\' && i + 1 < stop) {
        char next = in.text[i + 1];
        if (next == '\n' && !in.bash()) {
          // dash joins the lines before it reads them, also in comments and quotes.
          i++;
          continue;
        }
        if (next == '$' || next == '`' || next == '\\' || (next == '"' && inQuotes)) {
          i++;
          c = next;
        }
      }
      from[length] = i;
      copy[length++] = c;
    }
    from[length] = stop;
    return in.copy(copy, length, from, in.bash());
  }

  /// `@(a|b)`, when the run ends with one of the characters that start it.
  private boolean extendedGlob(Mode mode, List<Part> parts, Run run) {
    boolean on = in.bash() && (in.extendedGlobs || mode != Mode.WORD);
    char kind = run.last();
    if (!on || "@*+?!".indexOf(kind) < 0 || kind == 0) {
      return false;
    }
    if (mode == Mode.WORD && !in.surelyExtended && emptyParentheses()) {
      // `usage?() {`: the name of a function.
      return false;
    }
    int start = in.at - 1;
    run.flush(start);
    in.enter(start);
    in.at++;
    List<Word> alternatives = new ArrayList<>();
    while (true) {
      int first = in.at;
      alternatives.add(new Word(parts(Mode.ALTERNATIVE), in.since(first)));
      if (in.at >= in.end) {
        throw in.unclosed(kind + "(", start, ")");
      }
      if (in.text[in.at++] == ')') {
        break;
      }
    }
    in.leave();
    parts.add(new ExtendedGlob(kind, alternatives, in.since(start)));
    run.restart();
    return true;
  }

  private boolean emptyParentheses() {
    int i = in.at + 1;
    while (i < in.end && Reading.blank(in.text[i])) {
      i++;
    }
    return i < in.end && in.text[i] == ')';
  }

  /// A group in a regular expression may hold blanks and operators.
  private void regexGroup(List<Part> parts, Run run) {
    int start = in.at;
    run.flush(start);
    in.at++;
    List<Part> inside = parts(Mode.GROUP);
    if (in.at >= in.end) {
      throw in.unclosed("(", start, ")");
    }
    in.at++;
    if (inside.isEmpty()) {
      run.restart();
      parts.add(new Literal("()", in.since(start)));
      return;
    }
    parts.add(new Literal("(", in.span(start, start + 1)));
    parts.addAll(inside);
    parts.add(new Literal(")", in.span(in.at - 1, in.at)));
    run.restart();
  }
}
