package dev.ishibashi.shell;

import dev.ishibashi.shell.Syntax.Arithmetic;
import dev.ishibashi.shell.Syntax.BadSubstitution;
import dev.ishibashi.shell.Syntax.ChangeCase;
import dev.ishibashi.shell.Syntax.Default;
import dev.ishibashi.shell.Syntax.Length;
import dev.ishibashi.shell.Syntax.Names;
import dev.ishibashi.shell.Syntax.Operation;
import dev.ishibashi.shell.Syntax.Parameter;
import dev.ishibashi.shell.Syntax.Part;
import dev.ishibashi.shell.Syntax.Plain;
import dev.ishibashi.shell.Syntax.Replace;
import dev.ishibashi.shell.Syntax.Subscript;
import dev.ishibashi.shell.Syntax.Substring;
import dev.ishibashi.shell.Syntax.Transform;
import dev.ishibashi.shell.Syntax.Trim;
import dev.ishibashi.shell.Syntax.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads `$name` and `${…}`.
///
/// Both shells look only for the closing brace when they read; whether the text between means
/// anything is found out when it is expanded. So what has no meaning becomes a [BadSubstitution].
final class ParameterReader {
  private static final Plain PLAIN = new Plain();
  private static final Length LENGTH = new Length();

  private final Reading in;

  ParameterReader(Reading in) {
    this.in = in;
  }

  /// `$name`, `$1`, `$?`; the place is at the dollar.
  Parameter plain() {
    int start = in.at;
    in.skip(1);
    String name;
    if (Reading.nameStart(in.peek())) {
      name = name();
    } else {
      in.peek();
      name = in.text(in.at, in.at + 1);
      in.at++;
    }
    return new Parameter(name, false, false, null, PLAIN, in.since(start));
  }

  /// Reads a name over line continuations; the place is at its first letter.
  String name() {
    in.peek();
    int start = in.at;
    while (in.at < in.end && Reading.nameRest(in.text[in.at])) {
      in.at++;
    }
    if (!continued()) {
      return in.text(start, in.at);
    }
    StringBuilder out = new StringBuilder(in.text(start, in.at));
    while (Reading.nameRest(in.peek())) {
      out.append(in.text[in.at++]);
    }
    return out.toString();
  }

  private String digits() {
    StringBuilder out = new StringBuilder();
    while (Reading.digit(in.peek())) {
      out.append(in.text[in.at++]);
    }
    return out.toString();
  }

  private boolean continued() {
    return in.at + 1 < in.end && in.text[in.at] == '\\' && in.text[in.at + 1] == '\n';
  }

  /// `${…}`; the place is at the dollar.
  Parameter braced(boolean quoted) {
    int start = in.at;
    in.enter(start);
    in.skip(2);
    in.peek();
    int inside = in.at;
    Parameter parameter = known(start, quoted);
    if (parameter == null) {
      if (in.bash()) {
        in.at = inside;
      } else if (in.text[in.at - 1] == '\n') {
        in.hereDocuments.droppedNewline();
      }
      skipToBrace(start, quoted);
      String text = in.text(inside, in.at);
      in.at++;
      parameter = new Parameter("", true, false, null, new BadSubstitution(text), in.since(start));
    }
    in.leave();
    return parameter;
  }

  /// The expansion, with its brace, or null when it has no meaning. In dash the place is then where
  /// the text between the braces goes on.
  private @Nullable Parameter known(int start, boolean quoted) {
    if (!in.bash()) {
      return knownToDash(start, quoted);
    }
    int c = in.peek();
    int next = in.peek(1);
    boolean indirect = false;
    if (c == '#' && next != '}' && startsName(next) && !operatesOnCount(next)) {
      in.skip(1);
      return length(start);
    }
    if (c == '!' && startsName(next) && !(next == '-' || next == '?' || next == '#')) {
      in.skip(1);
      indirect = true;
      c = in.peek();
    }
    String name;
    if (Reading.nameStart(c)) {
      name = name();
    } else if (Reading.digit(c)) {
      name = digits();
    } else if (c > 0 && "@*#?-$!".indexOf(c) >= 0) {
      name = String.valueOf((char) c);
      in.skip(1);
    } else {
      return null;
    }
    Subscript subscript = null;
    if (in.peek() == '[' && Reading.nameStart(name.charAt(0))) {
      subscript = subscript();
      if (subscript == null) {
        return null;
      }
    }
    if (indirect && subscript == null && Reading.nameStart(name.charAt(0))) {
      int kind = in.peek();
      if ((kind == '*' || kind == '@') && in.peek(1) == '}') {
        in.skip(2);
        return new Parameter(name, true, true, null, new Names((char) kind), in.since(start));
      }
    }
    Operation operation = operation(start, quoted);
    if (operation == null || in.at >= in.end || in.text[in.at] != '}') {
      return null;
    }
    in.at++;
    return new Parameter(name, true, indirect, subscript, operation, in.since(start));
  }

  /// As [#known(int, boolean)]. dash goes on right behind what it could not make sense of, and has
  /// then dropped the character it looked at.
  private @Nullable Parameter knownToDash(int start, boolean quoted) {
    int c = in.peek();
    boolean length = false;
    String name;
    if (c == '#' && Reading.nameRest(in.peek(1))) {
      in.skip(1);
      c = in.peek();
      length = true;
    }
    if (Reading.nameStart(c)) {
      name = name();
    } else if (Reading.digit(c)) {
      name = digits();
    } else if (c == '}' || c == Reading.END) {
      return null;
    } else {
      in.skip(1);
      if (c == '#' && in.peek() != '}' && in.peek(1) == '}') {
        c = in.peek();
        in.skip(1);
        length = true;
      }
      if ("@*#?-$!".indexOf(c) < 0) {
        return null;
      }
      name = String.valueOf((char) c);
    }
    Operation operation = length ? LENGTH : operation(start, quoted);
    if (operation == null || in.peek() != '}') {
      return null;
    }
    in.at++;
    return new Parameter(name, true, false, null, operation, in.since(start));
  }

  private static boolean startsName(int c) {
    return Reading.nameRest(c) || (c > 0 && "@*#?-$!".indexOf(c) >= 0);
  }

  /// `${#-x}` and `${#?x}` and `${##x}` work on `$#`.
  private boolean operatesOnCount(int next) {
    return (next == '-' || next == '?' || next == '#') && in.peek(2) != '}';
  }

  private @Nullable Parameter length(int start) {
    String name;
    int c = in.peek();
    if (Reading.nameStart(c)) {
      name = name();
    } else if (Reading.digit(c)) {
      name = digits();
    } else {
      name = String.valueOf((char) c);
      in.skip(1);
    }
    Subscript subscript = null;
    if (in.bash() && in.peek() == '[') {
      subscript = subscript();
      if (subscript == null) {
        return null;
      }
    }
    if (in.peek() != '}') {
      return null;
    }
    in.at++;
    return new Parameter(name, true, false, subscript, LENGTH, in.since(start));
  }

  /// `[…]`, or null when it does not end before the brace does.
  private @Nullable Subscript subscript() {
    in.skip(1);
    int start = in.at;
    List<Part> parts = in.words.parts(WordReader.Mode.BRACE_SUBSCRIPT);
    if (in.at >= in.end || in.text[in.at] != ']') {
      return null;
    }
    Subscript subscript = new Subscript(new Word(parts, in.since(start)), in.since(start));
    in.at++;
    return subscript;
  }

  private @Nullable Operation operation(int start, boolean quoted) {
    int c = in.peek();
    return switch (c) {
      case '}' -> PLAIN;
      case ':' -> behindColon(start, quoted);
      case '-', '=', '?', '+' -> {
        in.skip(1);
        yield new Default((char) c, false, operand(start, quoted));
      }
      case '#', '%' -> new Trim(doubled((char) c), operand(start, false));
      case '/' -> in.bash() ? replace(start) : unknown();
      case '^', ',', '~' -> in.bash() ? changeCase((char) c, start) : unknown();
      case '@' -> in.bash() ? transform() : unknown();
      default -> unknown();
    };
  }

  /// dash steps over what it does not know, even when it is a quote.
  private @Nullable Operation unknown() {
    if (!in.bash() && in.at < in.end) {
      in.skip(1);
    }
    return null;
  }

  private @Nullable Operation behindColon(int start, boolean quoted) {
    int kind = in.peek(1);
    if (kind == '-' || kind == '=' || kind == '?' || kind == '+') {
      in.skip(2);
      return new Default((char) kind, true, operand(start, quoted));
    }
    if (!in.bash()) {
      in.skip(1);
      return unknown();
    }
    in.skip(1);
    Arithmetic offset = in.arithmetic.offset();
    Arithmetic length = null;
    if (in.peek() == ':') {
      in.skip(1);
      length = in.arithmetic.offset();
    }
    return new Substring(offset, length);
  }

  /// Steps over the character, and over a second one like it.
  private String doubled(char c) {
    in.skip(1);
    String kind = String.valueOf(c);
    if (in.peek() == c) {
      in.skip(1);
      kind += kind;
    }
    return kind;
  }

  private ChangeCase changeCase(char c, int start) {
    String kind = doubled(c);
    return new ChangeCase(kind, in.peek() == '}' ? null : operand(start, false));
  }

  private @Nullable Transform transform() {
    int kind = in.peek(1);
    if (kind > 0 && "QEPAaKkULu".indexOf(kind) >= 0 && in.peek(2) == '}') {
      in.skip(2);
      return new Transform((char) kind);
    }
    return null;
  }

  private Replace replace(int start) {
    in.skip(1);
    String kind = "/";
    int c = in.peek();
    if (c == '/' || c == '#' || c == '%') {
      in.skip(1);
      kind = "/" + (char) c;
    }
    int first = in.at;
    List<Part> parts = in.words.parts(WordReader.Mode.BRACE_SLASH);
    Word pattern = new Word(parts, in.since(first));
    if (in.peek() != '/') {
      closing(start);
      return new Replace(kind, pattern, null);
    }
    in.skip(1);
    return new Replace(kind, pattern, operand(start, false));
  }

  private Word operand(int start, boolean quoted) {
    int first = in.at;
    List<Part> parts =
        in.words.parts(quoted ? WordReader.Mode.BRACE_QUOTED : WordReader.Mode.BRACE);
    closing(start);
    return new Word(parts, in.since(first));
  }

  private void closing(int start) {
    if (in.at >= in.end) {
      throw in.unclosed("${", start, "}");
    }
  }

  private void skipToBrace(int start, boolean quoted) {
    in.words.parts(quoted ? WordReader.Mode.BRACE_QUOTED : WordReader.Mode.BRACE);
    closing(start);
  }
}
