package dev.ishibashi.effect;

import dev.ishibashi.shell.Dialect;
import dev.ishibashi.shell.Syntax;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Expands words as the shell does (POSIX.1-2024 XCU 2.6), over values that may be unknown.
///
/// Every result is a list of possibilities, each with the facts under which it is that.
final class Expander {
  /// More possibilities of one word than this become unknown text.
  private static final int MOST = 64;

  private static final Pattern ASSIGNED =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\s*(?:\\+\\+|--|(?:[-+*/%&|^]|<<|>>)?=(?!=))");
  private static final Pattern BUMPED = Pattern.compile("(?:\\+\\+|--)\\s*([A-Za-z_]\\w*)");

  private final Interpreter interpreter;
  private final Symbols symbols;
  private final Evaluation evaluation;
  private final Doubts doubts;
  private Environment environment;

  /// Variables that the expansions since the last look have set: `${X:=v}`, `$((i++))`.
  private final Map<String, Value> assigned = new LinkedHashMap<>();

  private final List<Disk.Delta> files = new ArrayList<>();

  /// What must hold behind the expansions since the last look: `${X:?}`.
  private Facts required = Facts.NONE;

  /// The outcome of the last command substitution: its subject, 0 when there was none.
  private int substitution;

  Expander(Interpreter interpreter, Environment environment, Recorder recorder, Dialect dialect) {
    this.interpreter = interpreter;
    this.evaluation = new Evaluation(interpreter, recorder, dialect);
    this.environment = environment;
    this.doubts = recorder.doubts();
    this.symbols = environment.symbols();
  }

  void environment(Environment other) {
    environment = other;
  }

  Evaluation evaluation() {
    return evaluation;
  }

  /// One possibility for the words of a command.
  record Fields(List<Field> list, Facts facts) {}

  private sealed interface Chunk {
    /// @param expanded whether it comes from an expansion, so that it is split into fields
    record Piece(Atom atom, boolean quoted, boolean expanded) implements Chunk {}

    /// The end of a field, between two of `"$@"`.
    record Boundary() implements Chunk {}

    /// Quotes: there is a field here even when it is empty.
    record Quotes() implements Chunk {}
  }

  /// The words of a command, or some of them, while they are put together.
  private record Candidate(List<Field> list, Facts facts, Picks picks) {
    static final Candidate NONE = new Candidate(List.of(), Facts.NONE, Picks.NONE);
  }

  private record Pieces(List<Chunk> chunks, Facts facts, Picks picks) {
    static final Pieces NONE = new Pieces(List.of(), Facts.NONE);

    Pieces(List<Chunk> chunks, Facts facts) {
      this(chunks, facts, Picks.NONE);
    }

    static Pieces of(Atom atom, boolean quoted, boolean expanded, Facts facts) {
      return new Pieces(List.of(new Chunk.Piece(atom, quoted, expanded)), facts);
    }
  }

  /// Variables set while expanding, since the last call.
  Map<String, Value> takeAssigned() {
    Map<String, Value> taken = new LinkedHashMap<>(assigned);
    assigned.clear();
    return taken;
  }

  /// What a program in a word has done to files.
  void noted(Disk.Delta delta) {
    files.add(delta);
  }

  /// What programs in words have done to files, since the last call.
  List<Disk.Delta> takeFiles() {
    List<Disk.Delta> taken = List.copyOf(files);
    files.clear();
    return taken;
  }

  Facts takeRequired() {
    Facts taken = required;
    required = Facts.NONE;
    return taken;
  }

  int takeSubstitution() {
    int taken = substitution;
    substitution = 0;
    return taken;
  }

  // ---- whole words

  /// All words of a command, as possibilities for the whole list of fields.
  List<Fields> words(List<Syntax.Word> words, State state, Around around) {
    List<List<Candidate>> each = new ArrayList<>();
    for (Syntax.Word word : words) {
      for (Syntax.Word plain : braces(word)) {
        each.add(fields(plain, state, around));
      }
    }
    List<Candidate> all = List.of(Candidate.NONE);
    for (List<Candidate> possible : each) {
      all = product(all, possible);
      if (all.size() > MOST) {
        return varied(each);
      }
    }
    List<Fields> choices = new ArrayList<>(all.size());
    for (Candidate one : all) {
      choices.add(new Fields(one.list, one.facts));
    }
    return choices;
  }

  /// Too many together: each word in all its possibilities beside the first of the others.
  private static List<Fields> varied(List<List<Candidate>> each) {
    Set<Fields> all = new LinkedHashSet<>();
    for (int varied = 0; varied < each.size(); varied++) {
      for (Candidate choice : each.get(varied)) {
        List<Candidate> one = List.of(new Candidate(List.of(), choice.facts, choice.picks));
        for (int i = 0; i < each.size() && !one.isEmpty(); i++) {
          List<Candidate> possible = i == varied ? List.of(choice) : each.get(i);
          List<Candidate> next = product(one, possible);
          one = next.isEmpty() ? next : next.subList(0, 1);
        }
        one.forEach(o -> all.add(new Fields(o.list, o.facts)));
      }
    }
    return List.copyOf(all);
  }

  private static List<Candidate> product(List<Candidate> first, List<Candidate> second) {
    List<Candidate> all = new ArrayList<>(first.size() * second.size());
    for (Candidate a : first) {
      for (Candidate b : second) {
        Picks picks = a.picks.and(b.picks);
        Facts both = picks == null ? null : a.facts.and(b.facts);
        if (picks != null && both != null) {
          List<Field> list = new ArrayList<>(a.list.size() + b.list.size());
          list.addAll(a.list);
          list.addAll(b.list);
          all.add(new Candidate(list, both, picks));
        }
      }
    }
    return all;
  }

  /// One word, split and with patterns found.
  private List<Candidate> fields(Syntax.Word word, State state, Around around) {
    List<Candidate> all = new ArrayList<>();
    for (Pieces pieces : parts(word.parts(), false, state, around)) {
      all.add(new Candidate(split(pieces, state), pieces.facts, pieces.picks));
    }
    return all;
  }

  /// One word as text: neither split nor matched against names, as behind `=` and in `case`.
  Value text(Syntax.Word word, State state, Around around) {
    List<Variant> all = new ArrayList<>();
    for (Pieces pieces : parts(word.parts(), false, state, around)) {
      all.add(text(pieces));
    }
    return Value.union(all, symbols);
  }

  private static Variant text(Pieces pieces) {
    List<Atom> atoms = new ArrayList<>();
    for (Chunk chunk : pieces.chunks) {
      switch (chunk) {
        case Chunk.Piece piece -> atoms = new ArrayList<>(Variant.join(atoms, List.of(piece.atom)));
        case Chunk.Boundary b ->
            atoms = new ArrayList<>(Variant.join(atoms, List.of(new Atom.Text(" "))));
        case Chunk.Quotes q -> {}
      }
    }
    return new Variant(List.copyOf(atoms), pieces.facts);
  }

  /// The text of a here-document, or anything else that is read as if in double quotes.
  Value quotedText(Syntax.Word word, State state, Around around) {
    return text(
        new Syntax.Word(
            List.of(new Syntax.DoubleQuoted(word.parts(), false, word.at())), word.at()),
        state,
        around);
  }

  /// One word as a pattern of `case`, `[[` or `${X#…}`: quoted characters mean themselves. A
  /// possibility is null when part of it is unknown.
  List<@Nullable String> patterns(Syntax.Word word, State state, Around around) {
    List<@Nullable String> all = new ArrayList<>();
    for (Syntax.Word plain : braces(word)) {
      for (Pieces pieces : parts(plain.parts(), false, state, around)) {
        StringBuilder pattern = new StringBuilder();
        boolean known = true;
        for (Chunk chunk : pieces.chunks) {
          if (chunk instanceof Chunk.Piece piece) {
            if (piece.atom instanceof Atom.Text text) {
              pattern.append(piece.quoted ? Globs.quote(text.text()) : text.text());
            } else {
              known = false;
            }
          }
        }
        all.add(known ? pattern.toString() : null);
      }
    }
    return all;
  }

  // ---- braces

  private List<Syntax.Word> braces(Syntax.Word word) {
    for (int i = 0; i < word.parts().size(); i++) {
      List<List<Syntax.Part>> choices = new ArrayList<>();
      if (word.parts().get(i) instanceof Syntax.BraceList list) {
        for (Syntax.Word choice : list.words()) {
          choices.add(choice.parts());
        }
      } else if (word.parts().get(i) instanceof Syntax.BraceRange range) {
        for (String text : range(range)) {
          choices.add(List.of(new Syntax.Escaped(text, range.at())));
        }
      }
      if (!choices.isEmpty()) {
        List<Syntax.Word> all = new ArrayList<>();
        for (List<Syntax.Part> choice : choices) {
          List<Syntax.Part> parts = new ArrayList<>(word.parts().subList(0, i));
          parts.addAll(choice);
          parts.addAll(word.parts().subList(i + 1, word.parts().size()));
          all.addAll(braces(new Syntax.Word(parts, word.at())));
          if (all.size() > 512) {
            break;
          }
        }
        return all;
      }
    }
    return List.of(word);
  }

  private static List<String> range(Syntax.BraceRange range) {
    List<String> all = new ArrayList<>();
    try {
      int step = range.step() == null ? 1 : Math.max(1, Math.abs(Integer.parseInt(range.step())));
      boolean letters = range.first().length() == 1 && !Character.isDigit(range.first().charAt(0));
      int first = letters ? range.first().charAt(0) : Integer.parseInt(range.first());
      int last = letters ? range.last().charAt(0) : Integer.parseInt(range.last());
      int width =
          range.first().startsWith("0") || range.last().startsWith("0")
              ? Math.max(range.first().length(), range.last().length())
              : 0;
      for (int i = first;
          first <= last ? i <= last : i >= last;
          i += first <= last ? step : -step) {
        String text = letters ? String.valueOf((char) i) : String.valueOf(i);
        while (text.length() < width) {
          text = "0" + text;
        }
        all.add(text);
        if (all.size() > 512) {
          return List.of();
        }
      }
    } catch (NumberFormatException e) {
      return List.of();
    }
    return all;
  }

  // ---- splitting and patterns

  private static List<Field> split(Pieces pieces, State state) {
    String blanks = blanks(state);
    List<Field> fields = new ArrayList<>();
    List<Atom> current = new ArrayList<>();
    Atom.Symbol breaks = null;
    boolean present = false;
    for (Chunk chunk : pieces.chunks) {
      switch (chunk) {
        case Chunk.Boundary b -> {
          fields.add(new Field(List.copyOf(current), breaks, pieces.facts));
          current = new ArrayList<>();
          breaks = null;
          present = false;
        }
        case Chunk.Quotes q -> present = true;
        case Chunk.Piece piece -> {
          switch (piece.atom) {
            case Atom.Text text when piece.expanded && !piece.quoted -> {
              String rest = text.text();
              int from = 0;
              for (int i = 0; i < rest.length(); i++) {
                if (blanks.indexOf(rest.charAt(i)) >= 0) {
                  addText(current, rest.substring(from, i), state);
                  from = i + 1;
                  if (present || !current.isEmpty()) {
                    fields.add(new Field(List.copyOf(current), breaks, pieces.facts));
                  }
                  current = new ArrayList<>();
                  breaks = null;
                  present = false;
                }
              }
              addText(current, rest.substring(from), state);
            }
            case Atom.Text text when piece.quoted ->
                current = new ArrayList<>(Variant.join(current, List.of(text)));
            case Atom.Text text -> addText(current, text.text(), state);
            case Atom.Pattern pattern -> current.add(pattern);
            case Atom.Symbol symbol when !piece.quoted && !symbol.elements().isEmpty() -> {
              List<Atom> before = List.copyOf(current);
              for (int i = 0; i < symbol.elements().size(); i++) {
                List<Atom> element = Variant.join(before, symbol.elements().get(i));
                if (i + 1 < symbol.elements().size()) {
                  fields.add(new Field(element, breaks, pieces.facts));
                } else {
                  current = new ArrayList<>(element);
                }
              }
            }
            case Atom.Symbol symbol -> {
              current.add(symbol);
              if (!piece.quoted && symbol.shape() == Atom.Shape.TEXT) {
                breaks = symbol;
              }
            }
          }
        }
      }
    }
    if (present || !current.isEmpty()) {
      fields.add(new Field(List.copyOf(current), breaks, pieces.facts));
    }
    return fields;
  }

  private static String blanks(State state) {
    Variable ifs = state.variables().get("IFS");
    if (ifs == null || ifs.unset() || ifs.value().variants().size() != 1) {
      return " \t\n";
    }
    String literal = ifs.value().variants().getFirst().literal();
    return literal == null ? " \t\n" : literal;
  }

  /// Adds unquoted text, with its pattern characters as patterns.
  private static void addText(List<Atom> current, String text, State state) {
    if (text.isEmpty()) {
      return;
    }
    if (state.settings().noglob() || !Globs.isPattern(text)) {
      append(current, new Atom.Text(text));
      return;
    }
    StringBuilder plain = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int end = c == '[' ? Globs.bracketEnd(text, i) : -1;
      if (c == '*' || c == '?' || end > 0) {
        if (!plain.isEmpty()) {
          append(current, new Atom.Text(plain.toString()));
          plain.setLength(0);
        }
        int next = end > 0 ? end + 1 : i + 1;
        current.add(new Atom.Pattern(text.substring(i, next)));
        i = next;
      } else {
        plain.append(c);
        i++;
      }
    }
    if (!plain.isEmpty()) {
      append(current, new Atom.Text(plain.toString()));
    }
  }

  private static void append(List<Atom> current, Atom.Text text) {
    if (!current.isEmpty() && current.getLast() instanceof Atom.Text before) {
      current.set(current.size() - 1, new Atom.Text(before.text() + text.text()));
    } else {
      current.add(text);
    }
  }

  // ---- parts

  private List<Pieces> parts(List<Syntax.Part> parts, boolean quoted, State state, Around around) {
    List<Pieces> all = null;
    for (Syntax.Part part : parts) {
      List<Pieces> next = part(part, quoted, state, around);
      List<Pieces> product = all == null ? next : combined(all, next);
      if (product.size() > MOST) {
        Atom.Symbol unknown = symbols.text("…", Atom.Origin.WIDENED);
        product =
            List.of(
                Pieces.of(unknown, quoted, true, Facts.NONE),
                new Pieces(quoted ? List.of(new Chunk.Quotes()) : List.of(), Facts.NONE));
      }
      all = product;
    }
    if (all == null) {
      return List.of(Pieces.NONE);
    }
    List<Pieces> possible = new ArrayList<>(all.size());
    for (Pieces pieces : all) {
      if (state.facts().allows(pieces.facts)) {
        possible.add(state.facts().isEmpty() ? pieces : told(pieces, state));
      }
    }
    return possible;
  }

  private static List<Pieces> combined(List<Pieces> first, List<Pieces> second) {
    List<Pieces> product = new ArrayList<>(first.size() * second.size());
    for (Pieces a : first) {
      for (Pieces b : second) {
        Picks picks = a.picks.and(b.picks);
        Facts both = picks == null ? null : a.facts.and(b.facts);
        if (picks != null && both != null) {
          List<Chunk> chunks = new ArrayList<>(a.chunks.size() + b.chunks.size());
          chunks.addAll(a.chunks);
          chunks.addAll(b.chunks);
          product.add(new Pieces(chunks, both, picks));
        }
      }
    }
    return product;
  }

  private static Pieces told(Pieces pieces, State state) {
    List<Chunk> chunks = new ArrayList<>(pieces.chunks.size());
    for (Chunk chunk : pieces.chunks) {
      chunks.add(told(chunk, state));
    }
    return new Pieces(chunks, pieces.facts, pieces.picks);
  }

  /// An unknown whose value was found out meanwhile (`[ "$GROUP" = mail ]`) is that value.
  private static Chunk told(Chunk chunk, State state) {
    if (chunk instanceof Chunk.Piece piece && piece.atom instanceof Atom.Symbol symbol) {
      String value = state.facts().valueOf(symbol);
      if (value != null) {
        return new Chunk.Piece(new Atom.Text(value), piece.quoted, piece.expanded);
      }
    }
    return chunk;
  }

  private List<Pieces> part(Syntax.Part part, boolean quoted, State state, Around around) {
    return switch (part) {
      case Syntax.Literal literal -> List.of(known(literal.text(), quoted));
      case Syntax.Escaped escaped -> List.of(known(escaped.text(), true));
      case Syntax.SingleQuoted single -> List.of(quotes(known(single.text(), true)));
      case Syntax.AnsiQuoted ansi -> List.of(quotes(known(ansi.value(), true)));
      case Syntax.DoubleQuoted inside -> {
        List<Pieces> all = parts(inside.parts(), true, state, around);
        // "$@" without arguments is no field at all.
        yield inside.parts().size() == 1 && isList(inside.parts().getFirst()) ? all : quotes(all);
      }
      case Syntax.Tilde tilde -> tilde(tilde, state);
      case Syntax.Parameter parameter -> parameter(parameter, quoted, state, around);
      case Syntax.CommandSubstitution command -> {
        Interpreter.Substituted result =
            interpreter.substitute(command.body(), command.at(), state, around);
        substitution = result.subject();
        yield pieces(result.value(), quoted);
      }
      case Syntax.ArithmeticExpansion arithmetic -> {
        arithmetic(arithmetic.expression(), state, around);
        String literal = arithmetic.expression().text().strip();
        yield List.of(
            literal.matches("[0-9]{1,9}")
                ? known(literal, quoted)
                : Pieces.of(
                    symbols.of("$((" + literal + "))", Atom.Shape.NUMBER, Atom.Origin.WIDENED),
                    quoted,
                    true,
                    Facts.NONE));
      }
      case Syntax.ProcessSubstitution process ->
          List.of(known(interpreter.processSubstitution(process, state, around), true));
      case Syntax.ExtendedGlob glob -> {
        // What an alternative runs, it runs whatever matches.
        glob.alternatives().forEach(alternative -> text(alternative, state, around));
        yield List.of(
            quoted ? known("*", true) : Pieces.of(new Atom.Pattern("*"), false, false, Facts.NONE));
      }
      case Syntax.BraceList list ->
          List.of(Pieces.of(symbols.text("{…}", Atom.Origin.WIDENED), quoted, true, Facts.NONE));
      case Syntax.BraceRange range ->
          List.of(
              Pieces.of(
                  symbols.of("{…}", Atom.Shape.NAME, Atom.Origin.WIDENED),
                  quoted,
                  false,
                  Facts.NONE));
      case Syntax.ArrayLiteral array -> List.of(Pieces.NONE);
      case Syntax.Unreadable unreadable -> {
        interpreter.command(unreadable, state, around);
        yield List.of(
            Pieces.of(
                symbols.text(unreadable.text(), Atom.Origin.WIDENED), quoted, true, Facts.NONE));
      }
    };
  }

  private static boolean isList(Syntax.Part part) {
    return part instanceof Syntax.Parameter p
        && (p.name().equals("@")
            || (p.subscript() != null && subscript(p.subscript()).equals("@")));
  }

  private static List<Pieces> quotes(List<Pieces> all) {
    List<Pieces> quoted = new ArrayList<>(all.size());
    for (Pieces pieces : all) {
      quoted.add(quotes(pieces));
    }
    return quoted;
  }

  private static Pieces quotes(Pieces pieces) {
    List<Chunk> chunks = new ArrayList<>(pieces.chunks.size() + 1);
    chunks.add(new Chunk.Quotes());
    chunks.addAll(pieces.chunks);
    return new Pieces(chunks, pieces.facts, pieces.picks);
  }

  /// Text of the script; a program that was made of other text may hold unknown pieces, each behind
  /// one private character.
  private Pieces known(String text, boolean quoted) {
    if (!interpreter.embeds()) {
      return text.isEmpty()
          ? Pieces.NONE
          : Pieces.of(new Atom.Text(text), quoted, false, Facts.NONE);
    }
    List<Chunk> chunks = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      Atom.Symbol embedded = interpreter.embedded(text.charAt(i));
      if (embedded == null) {
        plain.append(text.charAt(i));
        continue;
      }
      if (!plain.isEmpty()) {
        chunks.add(new Chunk.Piece(new Atom.Text(plain.toString()), quoted, false));
        plain.setLength(0);
      }
      chunks.add(new Chunk.Piece(embedded, quoted, true));
    }
    if (!plain.isEmpty()) {
      chunks.add(new Chunk.Piece(new Atom.Text(plain.toString()), quoted, false));
    }
    return new Pieces(chunks, Facts.NONE);
  }

  private static List<Pieces> pieces(Value value, boolean quoted) {
    List<Pieces> all = new ArrayList<>();
    for (Variant variant : value.variants()) {
      List<Chunk> chunks = new ArrayList<>(variant.atoms().size());
      for (Atom atom : variant.atoms()) {
        chunks.add(new Chunk.Piece(atom, quoted, true));
      }
      all.add(new Pieces(chunks, variant.facts()));
    }
    return all;
  }

  /// The value of a variable, of which all expansions in a command give the same one.
  private static List<Pieces> picked(Value value, int subject, boolean quoted) {
    List<Pieces> all = pieces(value, quoted);
    if (all.size() < 2) {
      return all;
    }
    List<Pieces> picked = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      Pieces one = all.get(i);
      picked.add(new Pieces(one.chunks, one.facts, Picks.of(subject, i)));
    }
    return picked;
  }

  private List<Pieces> tilde(Syntax.Tilde tilde, State state) {
    if (tilde.user().isEmpty()) {
      // Without HOME, the shell looks the directory up by itself.
      List<Variant> homes =
          variable("HOME", state).value().variants().stream()
              .filter(v -> !v.isEmpty())
              .map(v -> v.with(Facts.NONE))
              .toList();
      return homes.isEmpty() ? List.of(known("~", true)) : pieces(new Value(homes), true);
    }
    if (tilde.user().equals("root")) {
      return List.of(known("/root", true));
    }
    if (tilde.user().equals("+")) {
      return pieces(state.cwd(), true);
    }
    return List.of(
        Pieces.of(
            symbols.of("~" + tilde.user(), Atom.Shape.ABSOLUTE, Atom.Origin.ENVIRONMENT),
            true,
            false,
            Facts.NONE));
  }

  /// Runs what stands in an arithmetic expression, and forgets the variables that it sets.
  void arithmetic(Syntax.Arithmetic expression, State state, Around around) {
    List<Pieces> expanded = parts(expression.parts(), true, state, around);
    for (Pieces pieces : expanded) {
      evaluation.expression(text(pieces), state, around, expression.at());
    }
    for (Pattern pattern : List.of(ASSIGNED, BUMPED)) {
      Matcher matcher = pattern.matcher(expression.text());
      while (matcher.find()) {
        String name = matcher.group(1);
        assigned.put(
            name, Value.of(symbols.of("$" + name, Atom.Shape.NUMBER, Atom.Origin.WIDENED)));
      }
    }
  }

  // ---- parameters

  Variable variable(String name, State state) {
    String meant = Attributes.meant(name, state);
    if (meant == null) {
      return Variable.of(
          symbols.maybe(symbols.text("$" + name, Atom.Origin.WIDENED)), symbols.next());
    }
    Variable known = state.variables().get(meant);
    return known == null ? environment.variable(meant) : known;
  }

  private static String subscript(Syntax.Subscript subscript) {
    StringBuilder out = new StringBuilder();
    for (Syntax.Part part : subscript.word().parts()) {
      switch (part) {
        case Syntax.Literal literal -> out.append(literal.text());
        case Syntax.SingleQuoted single -> out.append(single.text());
        default -> {
          return "?";
        }
      }
    }
    return out.toString();
  }

  /// Evaluates what stands between `[` and `]`: an expression, or a key of an associative array.
  void subscript(String name, Syntax.Subscript subscript, State state, Around around) {
    String written = subscript(subscript);
    if (written.equals("@") || written.equals("*")) {
      return;
    }
    Value index = text(subscript.word(), state, around);
    if (!Attributes.associative(name, state)) {
      for (Variant variant : index.variants()) {
        evaluation.expression(variant, state, around, subscript.at());
      }
    }
  }

  private List<Pieces> parameter(
      Syntax.Parameter parameter, boolean quoted, State state, Around around) {
    String name = parameter.name();
    String index = parameter.subscript() == null ? "" : subscript(parameter.subscript());
    if (parameter.subscript() != null) {
      subscript(name, parameter.subscript(), state, around);
    }
    if (parameter.operation() instanceof Syntax.Names) {
      return List.of(
          Pieces.of(
              symbols.text("${!" + name + "*}", Atom.Origin.WIDENED), quoted, true, Facts.NONE));
    }
    if (parameter.operation() instanceof Syntax.Length) {
      return pieces(length(name, index, state), quoted);
    }
    boolean all = name.equals("@") || name.equals("*") || index.equals("@") || index.equals("*");
    if (all && !parameter.indirect()) {
      return list(parameter, index, quoted, state, around);
    }
    Value value;
    int subject;
    boolean maybeUnset;
    if (parameter.indirect()) {
      for (Variant variant : variable(name, state).value().variants()) {
        evaluation.name(variant, state, around, parameter.at());
      }
      value = indirect(name, state);
      subject = symbols.next();
      maybeUnset = true;
    } else if (!index.isEmpty()) {
      value = element(name, variable(name, state), index);
      subject = symbols.next();
      maybeUnset = true;
    } else {
      Variable found = special(name, state);
      value = found.value();
      subject = found.subject();
      maybeUnset =
          found.unset()
              || (Identity.same(found, environment.variable(name))
                  && !state.variables().containsKey(name))
              || isNumber(name);
    }
    value = value.where(state.facts());
    if (maybeUnset
        && index.isEmpty()
        && !parameter.indirect()
        && !(parameter.operation() instanceof Syntax.Default)) {
      doubts.used(name, parameter.at(), around);
    }
    return operation(parameter, name, value, subject, maybeUnset, quoted, state, around);
  }

  private static boolean isNumber(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /// A parameter by name: a variable, a positional one, or a special one.
  Variable special(String name, State state) {
    return switch (name) {
      case "0" ->
          new Variable(interpreter.programName(), interpreter.programSubject(), null, false, false);
      case "#" ->
          Variable.of(
              state.arguments().open()
                  ? Value.of(symbols.of("$#", Atom.Shape.NUMBER, Atom.Origin.ARGUMENT))
                  : Value.text(String.valueOf(state.arguments().list().size())),
              symbols.next());
      case "?", "$", "!" ->
          Variable.of(
              Value.of(symbols.of("$" + name, Atom.Shape.NUMBER, Atom.Origin.WIDENED)),
              symbols.next());
      case "-" ->
          Variable.of(
              Value.of(symbols.of("$-", Atom.Shape.NAME, Atom.Origin.WIDENED)), symbols.next());
      case "PWD" ->
          state.variables().containsKey("PWD")
              ? variable(name, state)
              : Variable.of(state.cwd(), interpreter.cwdSubject());
      default -> isNumber(name) ? positional(Integer.parseInt(name), state) : variable(name, state);
    };
  }

  private Variable positional(int number, State state) {
    State.Arguments arguments = state.arguments();
    if (number <= arguments.list().size()) {
      return Variable.of(
          arguments.list().get(number - 1), -1_000_000 - arguments.hashCode() - number);
    }
    if (arguments.open()) {
      return environment.argument(number + arguments.shifted());
    }
    return new Variable(
        Value.of(
            Variant.EMPTY.with(
                Facts.of(
                    new Fact(
                        symbols.next(),
                        Fact.Kind.EMPTY,
                        "",
                        true,
                        When.unset("$" + number),
                        "",
                        0)))),
        symbols.next(),
        null,
        false,
        true);
  }

  private Value indirect(String name, State state) {
    List<Variant> all = new ArrayList<>();
    for (Variant variant : variable(name, state).value().variants()) {
      String other = variant.literal();
      if (other == null || !other.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        return symbols.maybe(symbols.text("${!" + name + "}", Atom.Origin.ENVIRONMENT));
      }
      for (Variant value : variable(other, state).value().variants()) {
        Facts both = value.facts().and(variant.facts());
        if (both != null) {
          all.add(value.with(both));
        }
      }
    }
    return Value.union(all, symbols);
  }

  /// One element of an array. One that may be missing is empty then, and a check of it (`[ -n
  /// "${A[0]}" ]`) speaks for where it is used later.
  private Value element(String name, Variable variable, String index) {
    List<Value> elements = variable.elements();
    if (elements == null) {
      return index.equals("0")
          ? variable.value()
          : symbols.maybe(symbols.text("$[" + index + "]", Atom.Origin.WIDENED));
    }
    boolean number = isNumber(index) && index.length() < 6;
    if (number && !variable.open()) {
      int at = Integer.parseInt(index);
      return at < elements.size()
          ? elements.get(at)
          : Value.EMPTY.given(Facts.of(missing(name, variable, index, true)));
    }
    Value any = Value.EMPTY.given(Facts.of(missing(name, variable, index, true)));
    Fact there = missing(name, variable, index, false);
    for (Value element : elements) {
      for (Variant variant : element.variants()) {
        Facts both = variant.isEmpty() ? variant.facts() : variant.facts().and(there);
        any = any.or(Value.of(variant.with(both == null ? variant.facts() : both)), symbols);
      }
    }
    return any;
  }

  private static Fact missing(String name, Variable variable, String index, boolean really) {
    String words = really ? name + "[" + index + "] is unset" : "";
    return new Fact(variable.subject(), Fact.Kind.EMPTY, "[" + index + "]", really, words, "", 0);
  }

  private Value length(String name, String index, State state) {
    if (name.equals("@") || name.equals("*")) {
      return special("#", state).value();
    }
    if (index.equals("@") || index.equals("*")) {
      Variable variable = variable(name, state);
      if (variable.elements() != null && !variable.open()) {
        return Value.text(String.valueOf(variable.elements().size()));
      }
    } else if (index.isEmpty()) {
      Value value = special(name, state).value();
      if (value.variants().size() == 1) {
        String literal = value.variants().getFirst().literal();
        if (literal != null) {
          return Value.text(String.valueOf(literal.length()));
        }
      }
    }
    return Value.of(symbols.of("${#" + name + "}", Atom.Shape.NUMBER, Atom.Origin.WIDENED));
  }

  /// `$@`, `$*`, `${A[@]}`, `${A[*]}`, with or without an operation on each.
  private List<Pieces> list(
      Syntax.Parameter parameter, String index, boolean quoted, State state, Around around) {
    boolean array = !index.isEmpty();
    boolean star = parameter.name().equals("*") || index.equals("*");
    List<Value> values;
    boolean open;
    Atom.Symbol others;
    if (array) {
      Variable variable = variable(parameter.name(), state);
      List<Value> elements = variable.elements();
      values = elements == null ? List.of(variable.value()) : elements;
      open = variable.open();
      others = symbols.text("${" + parameter.name() + "[@]}", Atom.Origin.WIDENED);
    } else {
      values = state.arguments().list();
      open = state.arguments().open();
      others = symbols.text("$@", Atom.Origin.ARGUMENT);
    }
    List<Pieces> all = new ArrayList<>();
    all.add(Pieces.NONE);
    boolean first = true;
    for (Value each : values) {
      List<Pieces> next =
          operation(
              parameter,
              parameter.name(),
              each.where(state.facts()),
              symbols.next(),
              false,
              quoted,
              state,
              around);
      List<Pieces> product = new ArrayList<>();
      for (Pieces a : all) {
        for (Pieces b : next) {
          Facts both = a.facts.and(b.facts);
          if (both != null) {
            List<Chunk> chunks = new ArrayList<>(a.chunks);
            separate(chunks, first, quoted, star);
            chunks.addAll(b.chunks);
            product.add(new Pieces(chunks, both));
          }
        }
      }
      first = false;
      all = product.size() > MOST ? product.subList(0, MOST) : product;
    }
    if (open) {
      List<Pieces> more = new ArrayList<>(all);
      for (Pieces a : all) {
        List<Chunk> chunks = new ArrayList<>(a.chunks);
        separate(chunks, first, quoted, star);
        chunks.add(new Chunk.Piece(others, quoted, true));
        more.add(new Pieces(chunks, a.facts));
      }
      all = more;
    }
    if (parameter.operation() instanceof Syntax.Default fallback
        && (fallback.kind() == '-' || fallback.kind() == '+')) {
      List<Pieces> more = new ArrayList<>(all);
      more.addAll(parts(fallback.word().parts(), quoted, state, around));
      return more;
    }
    return all;
  }

  private static void separate(List<Chunk> chunks, boolean first, boolean quoted, boolean star) {
    if (first) {
      if (quoted) {
        chunks.add(new Chunk.Quotes());
      }
    } else if (quoted && star) {
      chunks.add(new Chunk.Piece(new Atom.Text(" "), true, false));
    } else {
      chunks.add(new Chunk.Boundary());
      if (quoted) {
        chunks.add(new Chunk.Quotes());
      }
    }
  }

  private List<Pieces> operation(
      Syntax.Parameter parameter,
      String name,
      Value value,
      int subject,
      boolean maybeUnset,
      boolean quoted,
      State state,
      Around around) {
    return switch (parameter.operation()) {
      case Syntax.Plain plain -> picked(plain(value, maybeUnset, state), subject, quoted);
      case Syntax.Length length -> pieces(Value.EMPTY, quoted);
      case Syntax.Default fallback ->
          fallback(fallback, name, value, subject, maybeUnset, quoted, state, around);
      case Syntax.Trim trim ->
          pieces(
              each(value, v -> trim(v, trim, patterns(trim.pattern(), state, around), name)),
              quoted);
      case Syntax.Replace replace ->
          pieces(each(value, v -> replace(v, replace, name, state, around)), quoted);
      case Syntax.Substring substring -> {
        arithmetic(substring.offset(), state, around);
        if (substring.length() != null) {
          arithmetic(substring.length(), state, around);
        }
        yield pieces(each(value, v -> substring(v, substring, name)), quoted);
      }
      case Syntax.ChangeCase change -> pieces(each(value, v -> changeCase(v, change)), quoted);
      case Syntax.Transform transform -> {
        if (transform.kind() == 'P') {
          for (Variant variant : value.variants()) {
            evaluation.prompt(variant, state, around, parameter.at());
          }
        }
        yield pieces(
            each(value, v -> derived(v, "${" + name + "@" + transform.kind() + "}")), quoted);
      }
      case Syntax.Names names -> pieces(Value.EMPTY, quoted);
      case Syntax.BadSubstitution bad -> List.of();
    };
  }

  private Value plain(Value value, boolean maybeUnset, State state) {
    if (!state.settings().nounset() || !maybeUnset) {
      return value;
    }
    List<Variant> all = new ArrayList<>();
    for (Variant variant : value.variants()) {
      Fact empty = variant.facts().emptiness();
      if (empty == null) {
        all.add(variant);
      } else if (!unset(empty)) {
        // Unset stops the script here; set to nothing does not.
        String words =
            When.nothing(empty.words()).map(n -> When.empty(n.variable())).orElse(empty.words());
        List<Fact> facts = new ArrayList<>(variant.facts().list());
        facts.replaceAll(
            f ->
                Identity.same(f, empty)
                    ? new Fact(
                        f.subject(), f.kind(), f.argument(), true, words, f.cause(), f.line())
                    : f);
        all.add(variant.with(new Facts(List.copyOf(facts))));
      }
    }
    return new Value(List.copyOf(all));
  }

  private List<Pieces> fallback(
      Syntax.Default fallback,
      String name,
      Value value,
      int subject,
      boolean maybeUnset,
      boolean quoted,
      State state,
      Around around) {
    List<Pieces> all = new ArrayList<>();
    List<Pieces> word = null;
    for (Variant variant : value.variants()) {
      boolean empty = variant.isEmpty();
      boolean either = !empty && variant.maybeEmpty();
      // Without the colon, an empty value that is set stays; from outside it may be either.
      boolean asMissing = (empty || either) && (fallback.colon() || maybeUnset);
      boolean asPresent = !empty || (!fallback.colon() && !onlyUnset(variant));
      Pieces itself = pieces(Value.of(variant), quoted).getFirst();
      switch (fallback.kind()) {
        case '-', '=' -> {
          if (asPresent) {
            all.add(itself);
          }
          if (asMissing) {
            word = word == null ? parts(fallback.word().parts(), quoted, state, around) : word;
            for (Pieces p : word) {
              boolean something = !p.chunks.isEmpty();
              Facts both = (something ? variant.facts().hidden() : variant.facts()).and(p.facts);
              if (both != null) {
                all.add(new Pieces(p.chunks, both));
              }
            }
          }
        }
        case '?' -> {
          if (asPresent) {
            all.add(itself);
          }
        }
        case '+' -> {
          if (asPresent) {
            word = word == null ? parts(fallback.word().parts(), quoted, state, around) : word;
            for (Pieces p : word) {
              Facts both = variant.facts().and(p.facts);
              if (both != null) {
                all.add(new Pieces(p.chunks, both));
              }
            }
          }
          if (asMissing) {
            all.add(new Pieces(List.of(), variant.facts()));
          }
        }
        default -> all.add(itself);
      }
    }
    if (fallback.kind() == '?' && fallback.colon()) {
      Facts more = required.and(new Fact(subject, Fact.Kind.EMPTY, "", false, "", "", 0));
      required = more == null ? required : more;
      assigned.put(name, value.filter(v -> !v.isEmpty()));
    }
    if (fallback.kind() == '=') {
      List<Variant> variants = new ArrayList<>();
      for (Pieces p : all) {
        List<Atom> atoms = List.of();
        for (Chunk chunk : p.chunks) {
          if (chunk instanceof Chunk.Piece piece) {
            atoms = Variant.join(atoms, List.of(piece.atom));
          }
        }
        variants.add(new Variant(atoms, p.facts));
      }
      assigned.put(name, Value.union(variants, symbols));
    }
    return all;
  }

  private static boolean onlyUnset(Variant variant) {
    Fact empty = variant.facts().emptiness();
    return empty != null && unset(empty);
  }

  private static boolean unset(Fact empty) {
    return When.nothing(empty.words()).filter(n -> n.way().equals("unset")).isPresent();
  }

  private interface Change {
    List<Variant> apply(Variant variant);
  }

  private Value each(Value value, Change change) {
    List<Variant> all = new ArrayList<>();
    for (Variant variant : value.variants()) {
      all.addAll(change.apply(variant));
    }
    return Value.union(all, symbols);
  }

  /// Unknown text made of another one, possibly empty.
  private List<Variant> derived(Variant variant, String name) {
    if (variant.isEmpty()) {
      return List.of(variant);
    }
    Value value = symbols.maybe(symbols.text(name, Atom.Origin.WIDENED));
    return value.given(variant.facts()).variants();
  }

  private List<Variant> trim(
      Variant variant, Syntax.Trim trim, List<@Nullable String> patterns, String name) {
    String pattern = patterns.size() == 1 ? patterns.getFirst() : null;
    String literal = variant.literal();
    String written = "${" + name + trim.kind() + (pattern == null ? "…" : pattern) + "}";
    if (variant.isEmpty()) {
      return List.of(variant);
    }
    if (pattern == null) {
      return derived(variant, written);
    }
    if (literal != null) {
      return List.of(Variant.text(trimmed(literal, trim.kind(), pattern)).with(variant.facts()));
    }
    List<Atom> atoms = variant.atoms();
    if (trim.kind().equals("##") && pattern.equals("*/")) {
      List<Atom> last = lastName(atoms);
      if (last != null) {
        return List.of(new Variant(last, variant.facts()));
      }
    }
    if (trim.kind().equals("%") && pattern.equals("/*")) {
      if (interpreter.programName().variants().getFirst().atoms().equals(atoms)) {
        written = "${0%/*}";
      }
      List<Atom> directory = directory(atoms);
      if (directory != null) {
        return List.of(new Variant(directory, variant.facts()));
      }
      if (!variant.maybeEmpty()) {
        return List.of(
            Variant.of(symbols.text(written, Atom.Origin.ARGUMENT)).with(variant.facts()));
      }
    }
    if (trim.kind().startsWith("%")
        && !Globs.isPattern(pattern)
        && atoms.getLast() instanceof Atom.Text text) {
      String rest = text.text();
      if (rest.endsWith(pattern)) {
        List<Atom> shorter = new ArrayList<>(atoms.subList(0, atoms.size() - 1));
        rest = rest.substring(0, rest.length() - pattern.length());
        if (!rest.isEmpty()) {
          shorter.add(new Atom.Text(rest));
        }
        return List.of(new Variant(List.copyOf(shorter), variant.facts()));
      }
      if (rest.length() >= pattern.length()) {
        return List.of(variant);
      }
    }
    if (trim.kind().startsWith("#")
        && !Globs.isPattern(pattern)
        && atoms.getFirst() instanceof Atom.Text text) {
      if (text.text().startsWith(pattern)) {
        List<Atom> rest = new ArrayList<>(atoms);
        rest.set(0, new Atom.Text(text.text().substring(pattern.length())));
        if (text.text().length() == pattern.length()) {
          rest.removeFirst();
        }
        return List.of(new Variant(List.copyOf(rest), variant.facts()));
      }
      if (text.text().length() >= pattern.length()) {
        return List.of(variant);
      }
    }
    return derived(variant, written);
  }

  /// What stands behind the last slash, when that is known.
  static @Nullable List<Atom> lastName(List<Atom> atoms) {
    List<Atom> last = new ArrayList<>();
    for (Atom atom : atoms.reversed()) {
      switch (atom) {
        case Atom.Text text -> {
          int slash = text.text().lastIndexOf('/');
          if (slash < 0) {
            last.addFirst(text);
          } else {
            if (slash + 1 < text.text().length()) {
              last.addFirst(new Atom.Text(text.text().substring(slash + 1)));
            }
            return last.isEmpty() ? null : List.copyOf(last);
          }
        }
        case Atom.Pattern pattern -> last.addFirst(pattern);
        case Atom.Symbol symbol -> {
          if (symbol.shape().deep()) {
            return null;
          }
          last.addFirst(symbol);
        }
      }
    }
    return List.copyOf(last);
  }

  /// What stands before the last slash, when that is known.
  static @Nullable List<Atom> directory(List<Atom> atoms) {
    for (int i = atoms.size() - 1; i >= 0; i--) {
      switch (atoms.get(i)) {
        case Atom.Text text -> {
          int slash = text.text().lastIndexOf('/');
          if (slash >= 0) {
            List<Atom> before = new ArrayList<>(atoms.subList(0, i));
            if (slash > 0) {
              before.add(new Atom.Text(text.text().substring(0, slash)));
            }
            return List.copyOf(before);
          }
        }
        case Atom.Pattern pattern -> {}
        case Atom.Symbol symbol -> {
          if (symbol.shape().deep()) {
            return null;
          }
        }
      }
    }
    return null;
  }

  private static String trimmed(String text, String kind, String pattern) {
    boolean longest = kind.length() == 2;
    boolean front = kind.startsWith("#");
    for (int k = 0; k <= text.length(); k++) {
      int size = longest ? text.length() - k : k;
      String piece = front ? text.substring(0, size) : text.substring(text.length() - size);
      if (Globs.matches(pattern, piece)) {
        return front ? text.substring(size) : text.substring(0, text.length() - size);
      }
    }
    return text;
  }

  private List<Variant> replace(
      Variant variant, Syntax.Replace replace, String name, State state, Around around) {
    List<@Nullable String> patterns = patterns(replace.pattern(), state, around);
    String pattern = patterns.size() == 1 ? patterns.getFirst() : null;
    String literal = variant.literal();
    String by = "";
    if (replace.replacement() != null) {
      Value value = text(replace.replacement(), state, around);
      by = value.variants().size() == 1 ? value.variants().getFirst().literal() : null;
    }
    if (literal != null && pattern != null && by != null && !Globs.isPattern(pattern)) {
      String plain = pattern.replace("\\", "");
      String changed =
          switch (replace.kind()) {
            case "//" -> literal.replace(plain, by);
            case "/#" ->
                literal.startsWith(plain) ? by + literal.substring(plain.length()) : literal;
            case "/%" ->
                literal.endsWith(plain)
                    ? literal.substring(0, literal.length() - plain.length()) + by
                    : literal;
            default -> {
              int at = literal.indexOf(plain);
              yield at < 0
                  ? literal
                  : literal.substring(0, at) + by + literal.substring(at + plain.length());
            }
          };
      return List.of(Variant.text(changed).with(variant.facts()));
    }
    return derived(variant, "${" + name + "/…}");
  }

  private List<Variant> substring(Variant variant, Syntax.Substring substring, String name) {
    String literal = variant.literal();
    String offset = substring.offset().text().strip();
    String length = substring.length() == null ? "" : substring.length().text().strip();
    if (literal != null && offset.matches("[0-9]{1,6}") && length.matches("[0-9]{0,6}")) {
      int from = Math.min(Integer.parseInt(offset), literal.length());
      int to =
          length.isEmpty()
              ? literal.length()
              : Math.min(from + Integer.parseInt(length), literal.length());
      return List.of(Variant.text(literal.substring(from, to)).with(variant.facts()));
    }
    return derived(variant, "${" + name + ":" + offset + "}");
  }

  private List<Variant> changeCase(Variant variant, Syntax.ChangeCase change) {
    String literal = variant.literal();
    if (literal != null && change.pattern() == null && change.kind().equals("^^")) {
      return List.of(
          Variant.text(literal.toUpperCase(java.util.Locale.ROOT)).with(variant.facts()));
    }
    if (literal != null && change.pattern() == null && change.kind().equals(",,")) {
      return List.of(
          Variant.text(literal.toLowerCase(java.util.Locale.ROOT)).with(variant.facts()));
    }
    List<Atom> atoms = new ArrayList<>();
    for (Atom atom : variant.atoms()) {
      atoms.add(atom instanceof Atom.Text ? symbols.text("…", Atom.Origin.WIDENED) : atom);
    }
    return List.of(new Variant(List.copyOf(atoms), variant.facts()));
  }
}
