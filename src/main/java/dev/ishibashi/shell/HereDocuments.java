package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.AnsiQuoted;
import dev.ishibashi.shell.Syntax.ArithmeticExpansion;
import dev.ishibashi.shell.Syntax.ArrayLiteral;
import dev.ishibashi.shell.Syntax.BraceList;
import dev.ishibashi.shell.Syntax.BraceRange;
import dev.ishibashi.shell.Syntax.CommandSubstitution;
import dev.ishibashi.shell.Syntax.DoubleQuoted;
import dev.ishibashi.shell.Syntax.Escaped;
import dev.ishibashi.shell.Syntax.ExtendedGlob;
import dev.ishibashi.shell.Syntax.HereDocument;
import dev.ishibashi.shell.Syntax.Literal;
import dev.ishibashi.shell.Syntax.Parameter;
import dev.ishibashi.shell.Syntax.Part;
import dev.ishibashi.shell.Syntax.ProcessSubstitution;
import dev.ishibashi.shell.Syntax.Redirect;
import dev.ishibashi.shell.Syntax.SingleQuoted;
import dev.ishibashi.shell.Syntax.Tilde;
import dev.ishibashi.shell.Syntax.Unreadable;
import dev.ishibashi.shell.Syntax.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Here-documents: announced by a redirection, read behind the next newline.
final class HereDocuments {
  private final Reading in;
  private List<Waiting> waiting = new ArrayList<>();

  /// Those that wait outside the command substitutions that are open.
  private final List<List<Waiting>> outer = new ArrayList<>();

  /// @param redirects the list that holds the redirection, which gets its text when it is read
  /// @param leftOpen whether the command substitution that it was announced in has closed before
  record Waiting(
      List<Redirect> redirects,
      int index,
      String delimiter,
      boolean quoted,
      boolean tabs,
      boolean leftOpen) {
    Waiting left() {
      return new Waiting(redirects, index, delimiter, quoted, tabs, true);
    }
  }

  HereDocuments(Reading in) {
    this.in = in;
  }

  /// Begins a command substitution: those that wait outside keep waiting while it is read.
  void enter() {
    outer.add(waiting);
    leftOutside += leftOpen(waiting) ? 1 : 0;
    waiting = new ArrayList<>();
  }

  /// In how many of the outer lists one waits whose own command substitution has closed.
  private int leftOutside;

  private static boolean leftOpen(List<Waiting> list) {
    return list.stream().anyMatch(Waiting::leftOpen);
  }

  /// Refuses a newline inside a word while one waits that was left open: bash has taken its text
  /// from there.
  void newlineInWord() {
    if (!waiting.isEmpty() && leftOpen(waiting)) {
      throw in.leftOpen(in.at);
    }
  }

  /// Ends a command substitution. Behind `$(cat <<E)` bash reads the text after the line, before
  /// those that were announced outside; dash takes it to be empty.
  void leave() {
    if (in.bash() && !waiting.isEmpty() && lineContinues()) {
      // bash takes the text from the next line of the file, which the backslash also joins to this
      // one: no two readers would agree on what is run.
      throw in.leftOpen(in.at - 1);
    }
    List<Waiting> before = outer.removeLast();
    leftOutside -= leftOpen(before) ? 1 : 0;
    if (in.bash()) {
      before.addAll(0, waiting.stream().map(Waiting::left).toList());
    } else {
      abandon();
    }
    waiting = before;
  }

  private boolean lineContinues() {
    int stop = in.at;
    while (stop < in.end && in.text[stop] != '\n') {
      stop++;
    }
    return stop < in.end && stop > in.at && in.text[stop - 1] == '\\';
  }

  /// How many command substitutions are open.
  int level() {
    return outer.size();
  }

  /// Leaves command substitutions behind an error, until so many are open.
  void backOut(int level) {
    if (level == 0 && live != null) {
      in.end = live.textEnd;
      live = null;
    }
    while (outer.size() > level) {
      abandon();
      waiting = outer.removeLast();
      leftOutside -= leftOpen(waiting) ? 1 : 0;
    }
  }

  /// The text ended before the line did.
  void end() {
    abandon();
  }

  private void abandon() {
    for (Waiting one : waiting) {
      fill(one, in.at, in.at, false, new Word(List.of(), in.since(in.at)));
    }
    waiting.clear();
  }

  /// Whether one waits for its text.
  boolean waits() {
    return !waiting.isEmpty();
  }

  /// How many have been announced.
  int announced() {
    return announced;
  }

  private int announced;

  /// @param start where the word behind the operator starts
  void announce(List<Redirect> redirects, int index, boolean tabs, int start) {
    announced++;
    Word target = redirects.get(index).target();
    StringBuilder delimiter = new StringBuilder();
    for (Part part : target.parts()) {
      unquoted(part, start, false, delimiter);
    }
    waiting.add(
        new Waiting(redirects, index, delimiter.toString(), Words.quoted(target), tabs, false));
  }

  /// The delimiter: the word with its quotes removed, and nothing expanded (POSIX.1-2024 XCU
  /// 2.7.4).
  private void unquoted(Part part, int start, boolean inQuotes, StringBuilder out) {
    switch (part) {
      case Literal literal -> out.append(literal.text());
      case Escaped escaped -> out.append(escaped.text());
      case SingleQuoted single -> out.append(single.text());
      case AnsiQuoted ansi -> out.append(ansi.value());
      case DoubleQuoted twice -> {
        for (Part inner : twice.parts()) {
          unquoted(inner, start, true, out);
        }
      }
      case Tilde tilde -> out.append('~').append(tilde.user());
      case Parameter _,
          CommandSubstitution _,
          ArithmeticExpansion _,
          ProcessSubstitution _,
          ExtendedGlob _,
          BraceList _,
          BraceRange _,
          ArrayLiteral _,
          Unreadable _ -> {
        int from = in.indexAt(part.at().offset(), start);
        String raw = in.text(from, in.indexAt(part.at().offset() + part.at().length(), from));
        // bash keeps plain quotes in it, but turns $'a' into 'a', or into a inside quotes.
        boolean uncertain =
            inQuotes ? raw.matches("(?s).*['\"\\\\].*") : raw.matches("(?s).*(?:\\$['\"]|\\\\).*");
        if (uncertain) {
          throw in.uncertain("shell.uncertain-delimiter", from);
        }
        out.append(raw);
      }
    }
  }

  /// Reads the texts of all that wait. The place is behind a newline.
  void read() {
    if (leftOutside > 0) {
      // bash takes its text from here, or from behind the line that it was announced on.
      throw in.leftOpen(in.at - 1);
    }
    if (waiting.isEmpty()) {
      return;
    }
    List<Waiting> all = List.copyOf(waiting);
    waiting.clear();
    for (int i = 0; i < all.size(); i++) {
      boolean parenthesis = read(all.get(i));
      if (parenthesis && i + 1 < all.size()) {
        throw in.leftOpen(in.at);
      }
    }
  }

  /// True when the rest of its last line goes on as commands.
  private boolean read(Waiting one) {
    if (!in.bash() && !one.quoted) {
      readThrough(one);
      return false;
    }
    int start = in.at;
    int bodyEnd;
    boolean terminated = false;
    boolean goesOn = false;
    while (true) {
      bodyEnd = in.at;
      if (in.at >= in.end) {
        break;
      }
      int line = in.at;
      int stop = lineEnd(line, !one.quoted);
      int behind = delimiterAt(textStart(line, one), stop, one);
      if (behind == stop) {
        terminated = true;
        in.at = Math.min(stop + 1, in.end);
        break;
      }
      boolean parenthesis =
          behind >= 0 && in.bash() && new String(in.text, behind, stop - behind).indexOf(')') >= 0;
      if (parenthesis && one.leftOpen) {
        // bash runs the rest of such a line, or not, by what stands before it.
        throw in.leftOpen(behind);
      }
      if (parenthesis && !outer.isEmpty()) {
        // bash: the rest of the line, with the parenthesis, goes on as commands.
        terminated = true;
        goesOn = true;
        in.at = behind;
        break;
      }
      in.at = Math.min(stop + 1, in.end);
    }
    int after = in.at;
    Word body = one.quoted ? literal(start, bodyEnd, one.tabs) : later(start, bodyEnd, one.tabs);
    in.at = after;
    fill(one, start, bodyEnd, terminated, body);
    return goesOn;
  }

  /// A here-document whose text is being read, in dash.
  static final class Live {
    private final Waiting one;

    /// Where the text ends that it stands in.
    private final int textEnd;

    /// The next line that would end it.
    private int limit;

    private Live(Waiting one, int textEnd) {
      this.one = one;
      this.textEnd = textEnd;
    }
  }

  private @Nullable Live live;

  /// Reads the text as dash does, in one go with the expansions in it. It looks for the delimiter
  /// at the start of lines, but not inside `$(…)` and backquotes, which may hold any line.
  private void readThrough(Waiting one) {
    int start = in.at;
    Live outer = live;
    Live mine = new Live(one, in.end);
    mine.limit = limit(start, mine);
    live = mine;
    in.end = mine.limit;
    in.at = Math.min(textStart(start, one), in.end);
    Word body = new Word(in.words.parts(WordReader.Mode.HERE), in.since(start));
    int bodyEnd = in.at;
    in.end = mine.textEnd;
    live = outer;
    if (bodyEnd < in.end) {
      in.at = Math.min(lineEnd(textStart(bodyEnd, one), false) + 1, in.end);
    }
    fill(one, start, bodyEnd, bodyEnd < in.end, body);
  }

  /// Where the text of a line begins, in the here-document that is being read through.
  int textStart(int line) {
    return live == null || !live.one.tabs ? line : textStart(line, live.one);
  }

  /// Where the text of a line begins: behind continuations that stand first, and tabs that are
  /// dropped. bash joins lines before it drops tabs, dash after it has looked at the first sign.
  private int textStart(int line, Waiting one) {
    int i = line;
    while (true) {
      int before = i;
      while (!one.quoted && i + 1 < in.end && in.text[i] == '\\' && in.text[i + 1] == '\n') {
        i += 2;
      }
      while (one.tabs && i < in.end && in.text[i] == '\t') {
        i++;
      }
      if (i == before || !in.bash()) {
        return i;
      }
    }
  }

  /// Behind a newline that dash has dropped with what it could not make sense of, it does not look
  /// for the delimiter.
  void droppedNewline() {
    if (live != null && in.at == live.limit) {
      in.end = live.textEnd;
      live.limit = limit(lineEnd(in.at, true) + 1, live);
      in.end = live.limit;
    }
  }

  /// Begins what may hold lines that read like the delimiter; give the answer to [#resume].
  @Nullable Live suspend() {
    Live before = live;
    if (before != null) {
      in.end = before.textEnd;
      live = null;
    }
    return before;
  }

  /// Goes on with the text of a here-document behind an expansion in it.
  void resume(@Nullable Live before) {
    live = before;
    if (before != null) {
      if (in.at > before.limit) {
        before.limit = limit(lineEnd(in.at, true) + 1, before);
      }
      in.end = before.limit;
    }
  }

  /// For each delimiter, from where on no line was it, and which line was the next.
  private final Map<String, Found> found = new HashMap<>();

  private record Found(int from, int line) {}

  /// The first line, from the start of one on, that is the delimiter; else the end of the text.
  private int limit(int from, Live here) {
    String key = here.one.tabs + here.one.delimiter;
    Found known = found.get(key);
    if (known != null && known.from <= from && from <= known.line) {
      return known.line;
    }
    int line = Math.min(from, in.end);
    while (line < in.end) {
      int first = textStart(line, here.one);
      int stop = lineEnd(first, false);
      if (delimiterAt(first, stop, here.one) == stop) {
        break;
      }
      line = Math.min(lineEnd(line, true) + 1, in.end);
    }
    found.put(key, new Found(from, line));
    return line;
  }

  /// The end of the line, over line continuations where they count.
  private int lineEnd(int line, boolean joined) {
    int i = line;
    while (i < in.end && in.text[i] != '\n') {
      if (joined && in.text[i] == '\\' && i + 1 < in.end) {
        i++;
      }
      i++;
    }
    return Math.min(i, in.end);
  }

  /// The index behind the delimiter when the line starts with it, else -1.
  private int delimiterAt(int first, int stop, Waiting one) {
    int i = first;
    for (int k = 0; k < one.delimiter.length(); k++) {
      i = joined(i, stop, one);
      if (i >= stop || in.text[i] != one.delimiter.charAt(k)) {
        return -1;
      }
      i++;
    }
    return joined(i, stop, one);
  }

  /// bash joins continued lines before it looks for the delimiter, dash does not.
  private int joined(int index, int stop, Waiting one) {
    int i = index;
    while (!one.quoted
        && in.bash()
        && i + 1 < stop
        && in.text[i] == '\\'
        && in.text[i + 1] == '\n') {
      i += 2;
    }
    return i;
  }

  private Word literal(int start, int stop, boolean tabs) {
    String text = in.text(start, stop);
    if (tabs) {
      text = text.replaceAll("(?m)^\t+", "");
    }
    List<Part> parts =
        text.isEmpty() ? List.of() : List.of(new Literal(text, in.span(start, stop)));
    return new Word(parts, in.span(start, stop));
  }

  /// bash looks into the text only when it runs.
  private Word later(int start, int stop, boolean tabs) {
    Reading body = tabs ? withoutTabs(start, stop) : in.part(start, stop, true);
    return body.words.hereDocument();
  }

  private Reading withoutTabs(int start, int stop) {
    char[] copy = new char[stop - start];
    int[] from = new int[stop - start + 1];
    int length = 0;
    boolean lineStart = true;
    boolean escaped = false;
    for (int i = start; i < stop; i++) {
      char c = in.text[i];
      if (lineStart && c == '\t') {
        continue;
      }
      if (lineStart && c == '\\' && i + 1 < stop && in.text[i + 1] == '\n') {
        // Lines are joined first: the tabs behind it stand at the start too.
        continuation(copy, from, length, i);
        length += 2;
        i++;
        continue;
      }
      // A line that is continued behind some text keeps its tabs.
      lineStart = c == '\n' && !escaped;
      escaped = c == '\\' && !escaped;
      from[length] = i;
      copy[length++] = c;
    }
    from[length] = stop;
    return in.copy(copy, length, from, true);
  }

  private static void continuation(char[] copy, int[] from, int length, int at) {
    copy[length] = '\\';
    from[length] = at;
    copy[length + 1] = '\n';
    from[length + 1] = at + 1;
  }

  private void fill(Waiting one, int start, int stop, boolean terminated, Word body) {
    Redirect bare = one.redirects.get(one.index);
    one.redirects.set(
        one.index,
        new Redirect(
            bare.fd(),
            bare.operator(),
            bare.target(),
            new HereDocument(one.delimiter, one.quoted, terminated, body, in.span(start, stop)),
            bare.at()));
  }
}
