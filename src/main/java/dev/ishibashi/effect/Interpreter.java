package dev.ishibashi.effect;

import dev.ishibashi.shell.Dialect;
import dev.ishibashi.shell.Dialects;
import dev.ishibashi.shell.Printer;
import dev.ishibashi.shell.Syntax;
import dev.ishibashi.spec.CommandCatalogue;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Follows every way through a program, with values that may be unknown.
///
/// Each command maps the state before it to a state after success and a state after failure; ways
/// meet again in joined states. Loops are followed twice and then widened; functions are followed
/// at each call. A budget of steps bounds all of it; when it is used up, the program is said to be
/// able to do anything.
final class Interpreter {
  /// How many commands are followed, each as often as a way leads there: so many, and so many more
  /// for each line. Long programs may take longer.
  private static final int STEPS = 8_000;

  private static final int STEPS_OF_A_LINE = 4;

  /// What the words of a command may be is followed too, one choice after the other: so many for
  /// each step.
  private static final int CHOICES_OF_A_STEP = 2;

  /// What joining states may cost, in variants with the facts that are added to each.
  private static final long WORK = 3_000_000;

  private static final long WORK_OF_A_LINE = 1_000;

  private static final int DEEPEST = 16;
  private static final int UNROLLED = 48;

  /// Where characters that stand for unknown pieces of a made-up program begin (private use area).
  private static final char FIRST_EMBEDDED = '\uE000';

  /// A way to turn text into a program.
  interface Reader {
    Syntax.Script read(Source source, Dialect dialect);
  }

  /// The state after success and the state after failure; null where that cannot be.
  record Outcome(@Nullable State success, @Nullable State failure) {
    static final Outcome NEVER = new Outcome(null, null);

    /// What `!` makes of it.
    @SuppressWarnings("ArgumentSelectionDefectChecker") // Swapping is the point.
    Outcome negated() {
      return new Outcome(failure, success);
    }

    static Outcome both(State state) {
      return new Outcome(state, state);
    }

    static Outcome success(@Nullable State state) {
      return new Outcome(state, null);
    }

    static Outcome failure(@Nullable State state) {
      return new Outcome(null, state);
    }
  }

  /// What a command substitution gives.
  record Substituted(Value value, int subject) {}

  private final Symbols symbols = new Symbols();
  private Environment environment;
  private final Expander expander;
  private final Commands commands;
  private final Conditions conditions;
  private final Observer observer;
  private final Recorder recorder;
  private final Context context;
  private final Reader reader;
  private final Dialect dialect;
  private final Value programName;
  private final int programSubject;
  private final int cwdSubject;
  private final Atom.Symbol start;
  private final Map<String, Value> contents = new HashMap<>();
  private final Map<Character, Atom.Symbol> embedded = new HashMap<>();
  private final List<Set<String>> locals = new ArrayList<>();
  private final Map<List<Atom>, Span> trapPlaces = new HashMap<>();
  private int mostSteps;
  private long mostWork;
  private final Set<String> followed = new HashSet<>();
  private int steps;
  private int choices;

  Interpreter(
      CommandCatalogue catalogue,
      Source source,
      Dialect dialect,
      Context context,
      Reader reader,
      Recorder recorder) {
    this.mostSteps = STEPS + STEPS_OF_A_LINE * source.lines();
    this.mostWork = WORK + WORK_OF_A_LINE * source.lines();
    recorder.program(source);
    this.environment =
        new Environment(symbols, context.variables(), context.root(), source.file(), dialect);
    this.expander = new Expander(this, environment, recorder, dialect);
    this.recorder = recorder;
    this.context = context;
    this.reader = reader;
    this.dialect = dialect;
    this.observer = new Observer(expander, recorder, catalogue, dialect);
    this.commands = new Commands(this, expander, recorder, catalogue, symbols);
    this.conditions = new Conditions(this, expander, symbols);
    Atom.Symbol name = symbols.text("$0", Atom.Origin.ARGUMENT);
    this.programName = Value.of(name);
    this.programSubject = name.id();
    this.cwdSubject = symbols.next();
    this.start =
        new Atom.Symbol(
            symbols.next(), ".", Atom.Shape.ABSOLUTE, Atom.Origin.START, false, List.of());
  }

  Value programName() {
    return programName;
  }

  int programSubject() {
    return programSubject;
  }

  Observer observer() {
    return observer;
  }

  int cwdSubject() {
    return cwdSubject;
  }

  Symbols symbols() {
    return symbols;
  }

  Environment environment() {
    return environment;
  }

  Expander expander() {
    return expander;
  }

  Atom.@Nullable Symbol embedded(char c) {
    return c < FIRST_EMBEDDED || c > '\uF8FF' ? null : embedded.get(c);
  }

  /// Whether text of the program may hold pieces that are not known.
  boolean embeds() {
    return !embedded.isEmpty();
  }

  boolean exhausted() {
    return steps > mostSteps
        || choices > CHOICES_OF_A_STEP * mostSteps
        || symbols.work() > mostWork;
  }

  @Nullable State join(@Nullable State a, @Nullable State b) {
    return State.join(a, b, environment);
  }

  @Nullable State ended(@Nullable State state) {
    return state == null ? null : state.ending();
  }

  Outcome join(Outcome a, Outcome b) {
    return new Outcome(join(a.success, b.success), join(a.failure, b.failure));
  }

  /// Follows a whole program from its start to its end, with its traps.
  void run(Syntax.Script script) {
    State.Arguments arguments =
        context
            .arguments()
            .map(list -> new State.Arguments(list.stream().map(Value::text).toList(), false, 0))
            .orElse(new State.Arguments(List.of(), true, 0));
    State first =
        new State(
            Map.of(),
            Map.of(),
            Value.of(start),
            Facts.NONE,
            State.Settings.DEFAULT,
            null,
            arguments,
            Map.of(),
            Disk.NONE);
    Around.Ends ends = new Around.Ends();
    Around around = new Around(false, false, null, "", null, 0, ends, ends, null, null);
    Outcome outcome = block(script.body(), first, around);
    State last = join(join(outcome.success, outcome.failure), join(ends.success, ends.failure));
    if (last != null) {
      traps(last, Map.of(), around);
    }
  }

  /// Remembers where a trap was set, to point at it when it runs.
  void trapped(List<Atom> program, Span place) {
    trapPlaces.putIfAbsent(program, place);
  }

  private void traps(State state, Map<String, Value> outside, Around around) {
    state
        .traps()
        .forEach(
            (signal, program) -> {
              if (!program.equals(outside.get(signal))) {
                Around.Ends ends = new Around.Ends();
                for (Variant variant : program.variants()) {
                  State here = state.given(variant.facts());
                  if (here != null) {
                    program(
                        variant,
                        here.with(
                            new State.Settings(
                                false, here.settings().nounset(), false, false, false)),
                        around
                            .enclosed(ends)
                            .maybe(!signal.equals("EXIT"))
                            .at(around.at() == null ? trapPlaces.get(variant.atoms()) : around.at())
                            .deeper());
                  }
                }
              }
            });
  }

  // ---- lists of commands

  Outcome block(Syntax.Block block, State state, Around around) {
    State current = state;
    Outcome last = Outcome.success(state);
    for (Syntax.Statement statement : block.statements()) {
      if (current == null) {
        return Outcome.NEVER;
      }
      last = statement(statement, current, around);
      current = join(last.success, last.failure);
      if (statement.command() instanceof Syntax.While loop
          && Observer.forEver(loop.condition())
          && !exhausted()) {
        int next = block.statements().indexOf(statement) + 1;
        boolean more = next < block.statements().size() && current == null;
        recorder
            .doubts()
            .visit(
                "loop-never-ends",
                "behind",
                loop.at(),
                around,
                more
                    ? List.of(
                        Messages.text(
                            "effect.ends-unreached", block.statements().get(next).at().line()))
                    : null);
      }
    }
    return last;
  }

  private Outcome statement(Syntax.Statement statement, State state, Around around) {
    if (statement.background()) {
      Outcome ran =
          subshell(
              around.checked() ? around : around.beingChecked(),
              state,
              a -> command(statement.command(), state, a));
      State after = join(ran.success, ran.failure);
      // When it does what it does, nobody knows: only what it may have undone is sure.
      Disk disk =
          after == null
              ? state.disk()
              : state
                  .disk()
                  .with(new Disk.Delta(after.disk().since(state.disk()).gone(), Map.of()));
      return Outcome.success(state.withDisk(disk));
    }
    return command(statement.command(), state, around);
  }

  Outcome command(Syntax.Command command, State state, Around around) {
    steps++;
    if (exhausted()) {
      return Outcome.both(state);
    }
    return switch (command) {
      case Syntax.Simple simple -> errexit(simple(simple, state, around), around);
      case Syntax.Redirected redirected -> redirected(redirected, state, around);
      case Syntax.Pipeline pipeline ->
          pipeline.negated()
              ? pipeline(pipeline, state, around)
              : errexit(pipeline(pipeline, state, around), around);
      case Syntax.AndOr list -> andOr(list, state, around);
      case Syntax.Group group -> block(group.body(), state, around);
      case Syntax.Subshell inner ->
          errexit(subshell(around, state, a -> block(inner.body(), state, a)), around);
      case Syntax.If branches -> branches(branches, state, around);
      case Syntax.While loop ->
          loop(loop.condition(), loop.until(), loop.body(), state, around, loop.at());
      case Syntax.For loop ->
          forEach(loop.name(), loop.words(), loop.body(), state, around, loop.at());
      case Syntax.Select loop -> {
        Outcome outcome = forEach(loop.name(), loop.words(), loop.body(), state, around, loop.at());
        yield join(outcome, Outcome.success(state));
      }
      case Syntax.ArithmeticFor loop -> arithmeticFor(loop, state, around);
      case Syntax.Case choice -> choice(choice, state, around);
      case Syntax.Function function ->
          Outcome.success(state.withFunction(function.name(), function));
      case Syntax.Conditional conditional -> {
        Outcome decided = conditions.test(conditional.test(), state, around);
        observer.decided(conditional, state, around, decided);
        yield errexit(decided, around);
      }
      case Syntax.ArithmeticCommand arithmetic -> {
        expander.arithmetic(arithmetic.expression(), state, around);
        State after = settle(state, around);
        yield after == null ? Outcome.NEVER : errexit(Outcome.both(after), around);
      }
      case Syntax.Coproc coproc -> {
        subshell(around, state, a -> command(coproc.command(), state, a));
        yield Outcome.success(state);
      }
      case Syntax.Unreadable unreadable -> {
        recorder.unknown(
            state, around, unreadable.at(), "unreadable-part", recorder.excerpt(unreadable.at()));
        yield Outcome.both(state);
      }
    };
  }

  private Outcome errexit(Outcome outcome, Around around) {
    if (outcome.failure == null || around.checked() || !outcome.failure.settings().errexit()) {
      return outcome;
    }
    around.ends().failure = join(around.ends().failure, ended(outcome.failure));
    return Outcome.success(outcome.success);
  }

  private Outcome andOr(Syntax.AndOr list, State state, Around around) {
    Around inside = around.beingChecked();
    Outcome current = command(list.first(), state, inside);
    for (int i = 0; i < list.rest().size(); i++) {
      Syntax.Link link = list.rest().get(i);
      Around here = i + 1 == list.rest().size() ? around : inside;
      if (!link.and()) {
        recorder.doubts().alternative(link.command());
      }
      State from = link.and() ? current.success : current.failure;
      State skipped = link.and() ? current.failure : current.success;
      Outcome next =
          from == null ? Outcome.NEVER : command(link.command(), from, here.maybe(skipped != null));
      current =
          link.and()
              ? new Outcome(next.success, join(skipped, next.failure))
              : new Outcome(join(skipped, next.success), next.failure);
    }
    return current;
  }

  /// Something that runs in a copy of the shell.
  interface Body {
    Outcome run(Around around);
  }

  Outcome subshell(Around around, State outside, Body body) {
    Around.Ends ends = new Around.Ends();
    Around inside = around.enclosed(ends);
    Outcome outcome = body.run(inside);
    State success = join(outcome.success, ends.success);
    State failure = join(outcome.failure, ends.failure);
    State last = join(success, failure);
    if (last != null && !Identity.same(last.traps(), outside.traps())) {
      traps(last, outside.traps(), around);
    }
    return new Outcome(back(outside, success), back(outside, failure));
  }

  /// The shell outside after the one inside ended: it has learnt facts and output, nothing else.
  private static @Nullable State back(State outside, @Nullable State inside) {
    if (inside == null) {
      return null;
    }
    Facts both = outside.facts().and(inside.facts());
    return outside
        .withFacts(both == null ? outside.facts() : both)
        .withOut(inside.out())
        .withDisk(inside.disk());
  }

  private Outcome pipeline(Syntax.Pipeline pipeline, State state, Around around) {
    Outcome outcome = Outcome.success(state);
    List<Syntax.Stage> stages = pipeline.stages();
    if (stages.size() == 1) {
      outcome =
          command(
              stages.getFirst().command(),
              state,
              pipeline.negated() ? around.beingChecked() : around);
    } else {
      observer.piped(pipeline, state, around);
      Value input = around.input();
      boolean mayFail = false;
      List<Disk.Delta> files = new ArrayList<>();
      for (int i = 0; i < stages.size(); i++) {
        boolean last = i + 1 == stages.size();
        Syntax.Command stage = stages.get(i).command();
        State from = last ? state : state.withOut(Value.EMPTY);
        Around here = (last ? around : around.beingChecked()).reading(input);
        outcome = subshell(here.beingChecked(), from, a -> command(stage, from, a));
        State after = join(outcome.success, outcome.failure);
        if (after == null) {
          return Outcome.NEVER;
        }
        mayFail |= outcome.failure != null;
        files.add(after.disk().since(state.disk()));
        Value out = after.out();
        input = last ? null : out == null ? Value.EMPTY : out.given(Facts.NONE);
      }
      Disk disk = state.disk();
      for (Disk.Delta delta : files) {
        disk = disk.with(delta);
      }
      outcome =
          new Outcome(
              outcome.success == null ? null : outcome.success.withDisk(disk),
              outcome.failure == null ? null : outcome.failure.withDisk(disk));
      if (state.settings().pipefail() && mayFail && outcome.failure == null) {
        outcome = new Outcome(outcome.success, outcome.success);
      }
    }
    return pipeline.negated() ? outcome.negated() : outcome;
  }

  private Outcome branches(Syntax.If branches, State state, Around around) {
    State remaining = state;
    Outcome outcome = Outcome.NEVER;
    boolean maybe = false;
    for (Syntax.Branch branch : branches.branches()) {
      if (remaining == null) {
        return outcome;
      }
      Outcome condition = block(branch.condition(), remaining, around.beingChecked().maybe(maybe));
      maybe |= condition.failure != null;
      if (condition.success != null) {
        outcome = join(outcome, block(branch.body(), condition.success, around.maybe(maybe)));
      }
      maybe |= condition.success != null;
      remaining = condition.failure;
    }
    if (remaining == null) {
      return outcome;
    }
    return join(
        outcome,
        branches.otherwise() == null
            ? Outcome.success(remaining)
            : block(branches.otherwise(), remaining, around.maybe(maybe)));
  }

  // ---- loops

  private Outcome loop(
      Syntax.@Nullable Block condition,
      boolean until,
      Syntax.Block body,
      State state,
      Around around,
      Span at) {
    Around.Loop loop = new Around.Loop(around.loop());
    loop.input = around.input();
    Around inside = around.in(loop);
    State head = state;
    State after = null;
    int left = around.ends().meant + around.returns().meant;
    boolean entered = false;
    boolean comesBack = false;
    for (int round = 0; round < 4 && head != null; round++) {
      loop.asking = true;
      Outcome tested =
          condition == null
              ? Outcome.both(head)
              : block(
                  condition,
                  head,
                  (round == 0 ? inside.maybe(around.maybe()) : inside).beingChecked());
      loop.asking = false;
      after = join(after, until ? tested.success : tested.failure);
      State enter = until ? tested.failure : tested.success;
      if (enter == null) {
        break;
      }
      entered = true;
      Outcome ran =
          block(
              body,
              enter,
              loop.reads ? inside.readBy(new Around.Reader(around.input(), at)) : inside);
      State again = join(join(ran.success, ran.failure), loop.continued);
      comesBack |= again != null;
      commands.breakage().round(loop, loop.reads, again != null, inside);
      loop.continued = null;
      if (again == null) {
        break;
      }
      State next = Objects.requireNonNull(join(head, again));
      if (same(head, next)) {
        break;
      }
      head = round >= 1 ? widened(head, next) : next;
    }
    after = join(after, loop.broken);
    // A command that fails under `set -e` ends it too, but nobody has meant that.
    boolean leaves = around.ends().meant + around.returns().meant != left;
    if (condition != null && !exhausted() && !Observer.forEver(condition)) {
      boolean never = after == null && !leaves && comesBack;
      recorder
          .doubts()
          .visit(
              "loop-never-ends",
              "",
              at,
              around,
              never ? List.of(Messages.text("effect.ends-never")) : null);
      boolean once = !loop.reads && entered && !comesBack && !Observer.leaves(body);
      recorder
          .doubts()
          .visit(
              "loop-runs-once",
              "",
              at,
              around,
              once ? List.of(Messages.text("effect.once-left")) : null);
    }
    return new Outcome(after, null);
  }

  private static boolean same(State a, State b) {
    if (!a.facts().equals(b.facts())
        || !texts(a.cwd()).equals(texts(b.cwd()))
        || !a.disk().equals(b.disk())
        || !a.arguments().equals(b.arguments())
        || !(everything(a.out()) || Objects.equals(a.out(), b.out()))) {
      return false;
    }
    if (Identity.same(a.variables(), b.variables())) {
      return true;
    }
    for (Map.Entry<String, Variable> entry : b.variables().entrySet()) {
      Variable before = a.variables().get(entry.getKey());
      if (before == null
          || !texts(before.value()).equals(texts(entry.getValue().value()))
          || !Objects.equals(before.elements(), entry.getValue().elements())) {
        return false;
      }
    }
    return true;
  }

  /// Whether what was printed may be any text anyway.
  private static boolean everything(@Nullable Value out) {
    return out != null
        && out.variants().stream()
            .anyMatch(
                v ->
                    v.atoms().size() == 1
                        && v.atoms().getFirst() instanceof Atom.Symbol s
                        && s.name().equals(PRINTED_BY_LOOP));
  }

  private static final String PRINTED_BY_LOOP = "$(a loop)";

  private static Set<List<Atom>> texts(Value value) {
    Set<List<Atom>> texts = new HashSet<>();
    for (Variant variant : value.variants()) {
      texts.add(variant.atoms());
    }
    return texts;
  }

  private State widened(State before, State after) {
    Map<String, Variable> variables = new HashMap<>(after.variables());
    for (Map.Entry<String, Variable> entry : after.variables().entrySet()) {
      Variable old = before.variables().get(entry.getKey());
      Variable now = entry.getValue();
      if (old != null
          && texts(old.value()).equals(texts(now.value()))
          && Objects.equals(old.elements(), now.elements())) {
        continue;
      }
      int subject = symbols.next();
      variables.put(
          entry.getKey(),
          new Variable(
              Variable.tagged(
                  entry.getKey(), widened("$" + entry.getKey(), now.value()), subject, 0),
              subject,
              now.elements(),
              now.elements() != null,
              now.unset()));
    }
    State wide = after.with(variables);
    if (!Objects.equals(before.out(), after.out())) {
      Atom.Symbol any = symbols.text(PRINTED_BY_LOOP, Atom.Origin.INPUT);
      wide = wide.withOut(symbols.maybe(any));
    }
    return texts(before.cwd()).equals(texts(after.cwd()))
        ? wide
        : wide.withCwd(widened("$PWD", after.cwd()));
  }

  private Value widened(String name, Value value) {
    boolean numbers = true;
    boolean absolute = true;
    boolean names = true;
    Facts empty = null;
    boolean any = false;
    for (Variant variant : value.variants()) {
      if (variant.isEmpty()) {
        empty = variant.facts();
        continue;
      }
      any = true;
      String literal = variant.literal();
      Atom.Symbol only =
          variant.atoms().size() == 1 && variant.atoms().getFirst() instanceof Atom.Symbol s
              ? s
              : null;
      numbers &=
          literal != null
              ? literal.matches("-?[0-9]+")
              : only != null && only.shape() == Atom.Shape.NUMBER;
      absolute &=
          (variant.atoms().getFirst() instanceof Atom.Text text && text.text().startsWith("/"))
              || (variant.atoms().getFirst() instanceof Atom.Symbol s
                  && s.shape() == Atom.Shape.ABSOLUTE);
      names &=
          variant.atoms().stream()
              .allMatch(
                  a ->
                      switch (a) {
                        case Atom.Text text ->
                            text.text().matches("[A-Za-z0-9_@%+=:,-][A-Za-z0-9_@%+=:,.-]*");
                        case Atom.Pattern pattern -> false;
                        case Atom.Symbol symbol -> !symbol.shape().deep();
                      });
    }
    List<Variant> all = new ArrayList<>();
    if (any) {
      Atom.Shape shape =
          numbers
              ? Atom.Shape.NUMBER
              : names ? Atom.Shape.NAME : absolute ? Atom.Shape.ABSOLUTE : Atom.Shape.TEXT;
      all.add(Variant.of(symbols.of(name, shape, Atom.Origin.WIDENED)));
    }
    if (empty != null) {
      all.add(Variant.EMPTY.with(empty));
    }
    return new Value(List.copyOf(all));
  }

  private Outcome forEach(
      String name,
      @Nullable List<Syntax.Word> words,
      Syntax.Block body,
      State state,
      Around around,
      Span at) {
    List<Syntax.Word> list =
        words == null
            ? List.of(
                new Syntax.Word(
                    List.of(
                        new Syntax.DoubleQuoted(
                            List.of(
                                new Syntax.Parameter(
                                    "@", false, false, null, new Syntax.Plain(), at)),
                            false,
                            at)),
                    at))
            : words;
    List<Expander.Fields> choices = expander.words(list, state, around);
    State from = settle(state, around);
    Outcome all = Outcome.NEVER;
    if (from == null) {
      return all;
    }
    for (Expander.Fields choice : choices) {
      State here = from.given(choice.facts());
      if (here != null) {
        observer.forWords(words, choice.list(), at, around);
        all =
            join(
                all,
                forFields(name, choice.list(), body, here, around.maybe(choices.size() > 1), at));
      }
    }
    return all;
  }

  private Outcome forFields(
      String name, List<Field> fields, Syntax.Block body, State state, Around around, Span at) {
    if (fields.isEmpty()) {
      return Outcome.success(state);
    }
    boolean endless =
        fields.size() > UNROLLED
            || fields.stream().anyMatch(f -> f.breaks() != null)
            || around.depth() > 8
            || steps > mostSteps / 2;
    if (endless) {
      List<Variant> variants = new ArrayList<>();
      for (Field field : fields) {
        variants.add(new Variant(field.value(symbols), Facts.NONE));
      }
      Value any = Value.union(variants, symbols);
      State entered = assign(name, any, state, at);
      Outcome outcome = loop(null, false, body, entered, around, at);
      return join(outcome, Outcome.success(state));
    }
    Around.Loop loop = new Around.Loop(around.loop());
    State current = state;
    Outcome last = Outcome.success(state);
    for (Field field : fields) {
      boolean found = field.atoms().stream().anyMatch(Atom.Pattern.class::isInstance);
      State entered =
          assign(name, Value.of(new Variant(field.value(symbols), field.facts())), current, at);
      Around inside = around.in(loop);
      if (!found && !around.maybe()) {
        inside =
            new Around(
                inside.checked(),
                loop.broken != null,
                inside.input(),
                inside.host(),
                inside.at(),
                inside.depth(),
                inside.ends(),
                inside.returns(),
                loop,
                inside.reader());
      }
      last = block(body, entered, inside);
      commands.breakage().round(loop, found, join(last.success, last.failure) != null, inside);
      if (found) {
        // A pattern stands for many names: once more with what the first round left behind.
        State again = join(join(last.success, last.failure), loop.continued);
        if (again != null && !same(entered, again)) {
          State second =
              assign(
                  name,
                  Value.of(new Variant(field.value(symbols), Facts.NONE)),
                  Objects.requireNonNull(join(current, again)),
                  at);
          last = join(last, block(body, second, inside));
        }
      }
      current = join(join(last.success, last.failure), loop.continued);
      loop.continued = null;
      if (current == null) {
        break;
      }
      last = new Outcome(join(last.success, current), last.failure);
    }
    return new Outcome(join(last.success, loop.broken), last.failure);
  }

  private Outcome arithmeticFor(Syntax.ArithmeticFor loop, State state, Around around) {
    expander.arithmetic(loop.first(), state, around);
    State from = settle(state, around);
    if (from == null) {
      return Outcome.NEVER;
    }
    expander.arithmetic(loop.step(), from, around);
    expander.arithmetic(loop.condition(), from, around);
    State entered = settle(from, around);
    return entered == null
        ? Outcome.NEVER
        : join(
            Outcome.success(entered), loop(null, false, loop.body(), entered, around, loop.at()));
  }

  private Outcome choice(Syntax.Case choice, State state, Around around) {
    Value subject = expander.text(choice.subject(), state, around);
    State from = settle(state, around);
    if (from == null) {
      return Outcome.NEVER;
    }
    String variable = Conditions.variable(choice.subject());
    Outcome all = Outcome.NEVER;
    State falling = null;
    // The possibilities that no pattern before has taken for sure.
    List<Conditions.Possible> open = new ArrayList<>();
    for (Variant variant : subject.variants()) {
      State here = from.given(variant.facts());
      if (here != null) {
        open.add(new Conditions.Possible(variant, here));
      }
    }
    boolean maybe = false;
    for (Syntax.CaseItem item : choice.items()) {
      State entered = falling;
      List<Conditions.Possible> left = open;
      for (Syntax.Word word : item.patterns()) {
        List<Conditions.Possible> next = new ArrayList<>();
        List<@Nullable String> patterns = expander.patterns(word, from, around);
        if (patterns.isEmpty()) {
          patterns.add(null);
        }
        for (String pattern : patterns) {
          next = new ArrayList<>();
          for (Conditions.Possible possible : left) {
            Outcome matched = conditions.matches(possible, pattern, variable);
            entered = join(entered, matched.success);
            if (matched.failure != null) {
              next.add(new Conditions.Possible(possible.variant(), matched.failure));
            }
          }
          left = next;
        }
      }
      observer.branch(item, choice.subject(), entered != null, from, around);
      if (entered == null) {
        continue;
      }
      maybe |= !left.isEmpty() || item.end() != Syntax.CaseEnd.BREAK;
      Outcome ran = block(item.body(), entered, around.maybe(maybe));
      falling = null;
      switch (item.end()) {
        case BREAK -> {
          all = join(all, ran);
          open = left;
        }
        case FALL_THROUGH -> {
          falling = join(ran.success, ran.failure);
          open = left;
        }
        case TEST_NEXT -> {
          all = join(all, ran);
          // What was matched may match again, in the state that the first branch has made.
          State after = join(ran.success, ran.failure);
          List<Conditions.Possible> again = new ArrayList<>();
          for (Conditions.Possible possible : open) {
            State here = after == null ? null : after.given(possible.variant().facts());
            if (here != null) {
              again.add(new Conditions.Possible(possible.variant(), here));
            }
          }
          again.addAll(left);
          open = again;
        }
      }
      maybe = true;
    }
    all = join(all, Outcome.success(falling));
    for (Conditions.Possible possible : open) {
      all = join(all, Outcome.success(possible.state()));
    }
    return all;
  }

  // ---- simple commands

  /// The state after what the last expansions demanded and set; null when it cannot be.
  @Nullable State settle(State state, Around around) {
    State after = state;
    for (Map.Entry<String, Value> entry : expander.takeAssigned().entrySet()) {
      String name = entry.getKey();
      if (name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        Variable variable = expander.variable(name, after);
        after =
            after.with(
                name, new Variable(entry.getValue(), variable.subject(), null, false, false));
      }
    }
    for (Disk.Delta delta : expander.takeFiles()) {
      after = after.withDisk(after.disk().with(delta));
    }
    Facts required = expander.takeRequired();
    if (!required.isEmpty()) {
      // Otherwise the shell ends here; what surrounds a subshell goes on without what it would
      // print.
      State ended =
          required.list().size() == 1 ? after.given(required.list().getFirst().negated()) : after;
      around.ends().failure = join(around.ends().failure, ended(ended));
    }
    return after.given(required);
  }

  /// Gives a variable a value; a value that may be empty or not is told apart by facts.
  State assign(String name, Value value, State state, Span at) {
    String meant = Attributes.meant(name, state);
    return meant == null ? forgotten(state) : state.with(meant, bound(meant, value, at));
  }

  private Variable bound(String name, Value value, Span at) {
    int subject = symbols.next();
    return Variable.of(Variable.tagged(name, value, subject, at.line()), subject);
  }

  private State assignment(Syntax.Assignment assignment, State state, Around around) {
    String name = assignment.name();
    Syntax.Word word = assignment.value();
    Span at = assignment.at();
    if (word != null
        && word.parts().size() == 1
        && word.parts().getFirst() instanceof Syntax.ArrayLiteral array) {
      return array(name, array, assignment.append(), state, around);
    }
    Value value = word == null ? Value.EMPTY : expander.text(word, state, around);
    String meant = Attributes.meant(name, state);
    if (meant == null) {
      // Through a reference to a name that is not known, any variable may be set.
      return forgotten(state);
    }
    name = meant;
    if (word != null && Loading.changes(name, Printer.print(word))) {
      recorder.unknown(state, around, at, "changed-meaning", name);
    }
    if (Attributes.integer(name, state)) {
      for (Variant variant : value.variants()) {
        expander.evaluation().expression(variant, state, around, at);
      }
      value = Attributes.number(name, value, symbols);
    }
    Variable before = expander.variable(name, state);
    if (assignment.subscript() != null) {
      expander.subscript(name, assignment.subscript(), state, around);
      List<Value> elements =
          before.elements() == null || !state.variables().containsKey(name)
              ? new ArrayList<>()
              : new ArrayList<>(before.elements());
      elements.add(value);
      return state.with(
          name, new Variable(value, symbols.next(), List.copyOf(elements), true, false));
    }
    if (assignment.append()) {
      if (before.elements() != null) {
        return state.with(
            name, new Variable(value, symbols.next(), before.elements(), true, false));
      }
      value = before.value().then(value, symbols);
    }
    return assign(name, value, state, at);
  }

  private State array(
      String name, Syntax.ArrayLiteral array, boolean append, State state, Around around) {
    List<Value> elements = new ArrayList<>();
    boolean open = false;
    Variable before = expander.variable(name, state);
    if (append && before.elements() != null) {
      elements.addAll(before.elements());
      open = before.open();
    }
    for (Syntax.ArrayElement element : array.elements()) {
      if (element.subscript() != null) {
        expander.subscript(name, element.subscript(), state, around);
      }
      if (element.value() == null) {
        continue;
      }
      List<Expander.Fields> choices = expander.words(List.of(element.value()), state, around);
      int most = 0;
      for (Expander.Fields choice : choices) {
        most = Math.max(most, choice.list().size());
        open |= choice.list().size() != choices.getFirst().list().size();
      }
      for (int i = 0; i < most; i++) {
        List<Variant> variants = new ArrayList<>();
        for (Expander.Fields choice : choices) {
          if (i < choice.list().size()) {
            Field field = choice.list().get(i);
            open |=
                field.breaks() != null
                    || field.atoms().stream().anyMatch(Atom.Pattern.class::isInstance);
            variants.add(new Variant(field.value(symbols), choice.facts()));
          }
        }
        elements.add(Value.union(variants, symbols));
      }
      open |= element.subscript() != null;
    }
    Value first = elements.isEmpty() ? Value.EMPTY : elements.getFirst();
    return state.with(
        name, new Variable(first, symbols.next(), List.copyOf(elements), open, false));
  }

  private static final Set<String> DECLARING =
      Set.of("local", "declare", "typeset", "export", "readonly");

  private Outcome simple(Syntax.Simple simple, State state, Around around) {
    if (simple.words().isEmpty()) {
      return assignmentsOnly(simple, state, around);
    }
    Syntax.Word first = simple.words().getFirst();
    if (first.parts().size() == 1
        && first.parts().getFirst() instanceof Syntax.Literal literal
        && DECLARING.contains(literal.text())
        && !state.functions().containsKey(literal.text())) {
      return declaration(literal.text(), simple, state, around);
    }
    List<Expander.Fields> choices = expander.words(simple.words(), state, around);
    State from = settle(state, around);
    if (from == null) {
      return Outcome.NEVER;
    }
    expander.takeSubstitution();
    Map<String, Variable> saved = new HashMap<>();
    State assigned = from;
    for (Syntax.Assignment assignment : simple.assignments()) {
      Variable before = from.variables().get(assignment.name());
      saved.put(
          assignment.name(), before == null ? environment.variable(assignment.name()) : before);
      assigned = assignment(assignment, assigned, around);
    }
    Outcome all = Outcome.NEVER;
    State start = assigned;
    Facts proven = start.facts();
    for (Expander.Fields choice : choices) {
      State here = start.given(choice.facts());
      if (here == null) {
        continue;
      }
      Around inside = around.maybe(choices.size() > 1);
      this.choices++;
      recorder.proven(proven);
      observer.about(simple);
      Outcome outcome =
          withRedirects(
              simple.redirects(),
              here,
              inside,
              (s, a) -> commands.run(choice.list(), s, a, simple.at()));
      if (dialect == Dialect.BASH && !simple.redirects().isEmpty() && leaves(choice.list())) {
        // bash goes on when a redirection of it fails.
        outcome = join(outcome, Outcome.failure(here));
      }
      List<Disk.Change> changes = recorder.takeChanges();
      List<Disk.Made> made = recorder.takeMade();
      outcome =
          new Outcome(
              Breakage.settled(outcome.success, changes, made),
              // Where nobody looks whether it fails, the rest counts on it.
              Breakage.settled(outcome.failure, changes, around.checked() ? List.of() : made));
      observer.ran(simple, choice.list(), here, inside, outcome);
      all = join(all, outcome);
    }
    if (saved.isEmpty() || specialBuiltin(choices)) {
      return all;
    }
    return new Outcome(restored(all.success, saved), restored(all.failure, saved));
  }

  private static boolean specialBuiltin(List<Expander.Fields> choices) {
    return choices.stream()
        .allMatch(
            c ->
                !c.list().isEmpty()
                    && Set.of(":", "eval", "export", ".", "exec")
                        .contains(Objects.requireNonNullElse(c.list().getFirst().literal(), "")));
  }

  private static @Nullable State restored(@Nullable State state, Map<String, Variable> saved) {
    if (state == null) {
      return null;
    }
    Map<String, Variable> variables = new HashMap<>(state.variables());
    variables.putAll(saved);
    return state.with(variables);
  }

  private Outcome assignmentsOnly(Syntax.Simple simple, State state, Around around) {
    State current = state;
    expander.takeSubstitution();
    for (Syntax.Assignment assignment : simple.assignments()) {
      current = settle(assignment(assignment, current, around), around);
      if (current == null) {
        return Outcome.NEVER;
      }
    }
    int subject = expander.takeSubstitution();
    Outcome outcome = Outcome.success(current);
    if (subject != 0) {
      outcome =
          new Outcome(
              current.given(new Fact(subject, Fact.Kind.SUCCEEDS, "", true, "", "", 0)),
              current.given(new Fact(subject, Fact.Kind.SUCCEEDS, "", false, "", "", 0)));
    }
    if (simple.redirects().isEmpty()) {
      return outcome;
    }
    Outcome assigned = outcome;
    return withRedirects(simple.redirects(), current, around, (s, a) -> assigned);
  }

  private Outcome declaration(String builtin, Syntax.Simple simple, State state, Around around) {
    State current = state;
    boolean array = false;
    String options = "";
    for (Syntax.Word word : simple.words().subList(1, simple.words().size())) {
      if (word.parts().isEmpty()) {
        continue;
      }
      String start =
          word.parts().getFirst() instanceof Syntax.Literal literal ? literal.text() : "";
      int equals = start.indexOf('=');
      String name = equals < 0 ? start : start.substring(0, equals);
      boolean append = name.endsWith("+");
      if (append) {
        name = name.substring(0, name.length() - 1);
      }
      if (start.startsWith("-") || start.startsWith("+")) {
        options += start;
        array |= start.contains("a") || start.contains("A");
        if (start.contains("f")) {
          return Outcome.success(current);
        }
        continue;
      }
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        // A name made of other text: what is set cannot be told.
        for (Variant variant : expander.text(word, current, around).variants()) {
          expander.evaluation().name(variant, current, around, word.at());
        }
        continue;
      }
      current = Attributes.declared(name, options, current);
      if (!locals.isEmpty() && !builtin.equals("export") && !builtin.equals("readonly")) {
        locals.getLast().addAll(Attributes.names(name));
      }
      if (equals < 0) {
        if (builtin.equals("local") || (array && !current.variables().containsKey(name))) {
          current =
              array
                  ? current.with(
                      name, new Variable(Value.EMPTY, symbols.next(), List.of(), false, false))
                  : assign(name, Value.EMPTY, current, word.at());
        }
        continue;
      }
      List<Syntax.Part> parts = new ArrayList<>();
      String rest = start.substring(equals + 1);
      if (!rest.isEmpty()) {
        parts.add(new Syntax.Literal(rest, word.at()));
      }
      parts.addAll(word.parts().subList(1, word.parts().size()));
      if (options.contains("n") && options.startsWith("-")) {
        Value target = expander.text(new Syntax.Word(parts, word.at()), current, around);
        current = Attributes.reference(name, target, current);
        continue;
      }
      current =
          assignment(
              new Syntax.Assignment(
                  name, null, append, new Syntax.Word(parts, word.at()), word.at()),
              current,
              around);
      current = settle(current, around);
      if (current == null) {
        return Outcome.NEVER;
      }
    }
    // The status of $(…) is lost behind these builtins.
    expander.takeSubstitution();
    return withRedirects(simple.redirects(), current, around, (s, a) -> Outcome.success(s));
  }

  // ---- redirections

  /// Something that runs with its redirections in place.
  interface Redirectable {
    Outcome run(State state, Around around);
  }

  private Outcome redirected(Syntax.Redirected redirected, State state, Around around) {
    return withRedirects(
        redirected.redirects(), state, around, (s, a) -> command(redirected.command(), s, a));
  }

  private static boolean leaves(List<Field> words) {
    String name = words.isEmpty() ? null : words.getFirst().literal();
    return name != null && (name.equals("exit") || (name.equals("exec") && words.size() > 1));
  }

  Outcome withRedirects(
      List<Syntax.Redirect> redirects, State state, Around around, Redirectable body) {
    if (redirects.isEmpty()) {
      return body.run(state, around);
    }
    State current = state;
    Around inside = around;
    boolean away = false;
    for (Syntax.Redirect redirect : redirects) {
      boolean standardOutput = redirect.fd().isEmpty() || redirect.fd().equals("1");
      switch (redirect.operator()) {
        case INPUT -> {
          Value file = expander.text(redirect.target(), current, inside);
          for (Variant variant : file.variants()) {
            commands.breakage().needs(variant.atoms(), "<", current, inside, redirect.at());
          }
          if (redirect.fd().isEmpty() || redirect.fd().equals("0")) {
            inside = inside.reading(content(file));
          }
        }
        case OUTPUT, CLOBBER, BOTH -> {
          current = target(redirect, Act.OVERWRITE, current, inside);
          observer.redirected(redirect, current, inside);
          away |= standardOutput;
        }
        case APPEND, BOTH_APPEND -> {
          current = target(redirect, Act.MODIFY, current, inside);
          away |= standardOutput;
        }
        case READ_WRITE -> current = target(redirect, Act.MODIFY, current, inside);
        case DUPLICATE_INPUT -> {
          if (redirect.fd().isEmpty() || redirect.fd().equals("0")) {
            inside = inside.reading(symbols.maybe(symbols.text("$(<&)", Atom.Origin.INPUT)));
          }
        }
        case DUPLICATE_OUTPUT -> {
          Value file = expander.text(redirect.target(), current, inside);
          String literal =
              file.variants().size() == 1 ? file.variants().getFirst().literal() : null;
          if (literal == null || !literal.matches("[0-9]+-?|-")) {
            current = target(redirect, Act.OVERWRITE, current, inside);
            away |= standardOutput;
          } else {
            away |= standardOutput && !literal.equals("1");
          }
        }
        case HERE_DOCUMENT, HERE_DOCUMENT_TABS -> {
          Syntax.HereDocument here = redirect.here();
          if (here != null) {
            inside =
                inside.reading(
                    here.quoted()
                        ? expander.text(here.body(), current, inside)
                        : expander.quotedText(here.body(), current, inside));
          }
        }
        case HERE_STRING ->
            inside =
                inside.reading(
                    expander
                        .text(redirect.target(), current, inside)
                        .then(Value.text("\n"), symbols));
      }
      State after =
          Breakage.settled(settle(current, inside), recorder.takeChanges(), recorder.takeMade());
      if (after == null) {
        return Outcome.NEVER;
      }
      current = after;
    }
    Value out = current.out();
    if (!away || out == null) {
      return body.run(current, inside);
    }
    Outcome outcome = body.run(current.withOut(null), inside);
    return new Outcome(
        outcome.success == null ? null : outcome.success.withOut(out),
        outcome.failure == null ? null : outcome.failure.withOut(out));
  }

  private State target(Syntax.Redirect redirect, Act act, State state, Around around) {
    Value file = expander.text(redirect.target(), state, around);
    for (Variant variant : file.variants()) {
      State here = state.given(variant.facts());
      if (here != null) {
        commands.breakage().written(variant.atoms(), here, around, redirect.at());
        if (act == Act.OVERWRITE) {
          commands.emptied(variant.atoms(), here, around, redirect.at());
        }
        commands.paths(
            act,
            new Field(variant.atoms(), null, variant.facts()),
            false,
            here,
            around.maybe(file.variants().size() > 1),
            redirect.at());
        if (file.variants().size() == 1) {
          commands.breakage().redirected(variant.atoms(), here, redirect.at());
        }
      }
    }
    return state;
  }

  /// What a file holds, as far as that is known.
  Value content(Value file) {
    if (file.variants().size() == 1) {
      String path = file.variants().getFirst().literal();
      Value known = path == null ? null : contents.get(path);
      if (known != null) {
        return known;
      }
      if (path != null && path.equals("/dev/null")) {
        return Value.EMPTY;
      }
      Source source = path == null ? null : context.files().get(path);
      if (source != null) {
        return Value.text(source.text());
      }
    }
    String name =
        file.variants().isEmpty() ? "" : Variant.written(file.variants().getFirst().atoms());
    return symbols.maybe(symbols.text("$(< " + name + ")", Atom.Origin.INPUT));
  }

  // ---- substitutions and programs inside programs

  Substituted substitute(Syntax.Block body, Span at, State state, Around around) {
    int subject = symbols.next();
    if (body.statements().size() == 1
        && body.statements().getFirst().command() instanceof Syntax.Simple simple
        && simple.words().isEmpty()
        && simple.assignments().isEmpty()
        && simple.redirects().size() == 1
        && simple.redirects().getFirst().operator() == Syntax.RedirectOperator.INPUT) {
      return new Substituted(
          stripped(content(expander.text(simple.redirects().getFirst().target(), state, around))),
          subject);
    }
    State inside = state.withOut(Value.EMPTY);
    Outcome outcome = subshell(around, inside, a -> block(body, inside, a));
    State last = join(outcome.success, outcome.failure);
    if (last != null) {
      expander.noted(last.disk().since(state.disk()));
    }
    observer.captured(at, outcome, body.at(), around);
    List<Variant> all = new ArrayList<>();
    printed(
        all, outcome.success, state, new Fact(subject, Fact.Kind.SUCCEEDS, "", true, "", "", 0));
    printed(
        all, outcome.failure, state, new Fact(subject, Fact.Kind.SUCCEEDS, "", false, "", "", 0));
    return new Substituted(stripped(Value.union(all, symbols)), subject);
  }

  private static void printed(
      List<Variant> all, @Nullable State after, State before, Fact outcome) {
    if (after == null || after.out() == null) {
      return;
    }
    Facts learnt = after.facts().beyond(before.facts()).and(outcome);
    if (learnt != null) {
      all.addAll(after.out().given(learnt).variants());
    }
  }

  private Value stripped(Value value) {
    List<Variant> all = new ArrayList<>();
    for (Variant variant : value.variants()) {
      List<Atom> atoms = new ArrayList<>(variant.atoms());
      while (!atoms.isEmpty() && atoms.getLast() instanceof Atom.Text text) {
        int end = text.text().length();
        while (end > 0 && text.text().charAt(end - 1) == '\n') {
          end--;
        }
        atoms.removeLast();
        if (end > 0) {
          atoms.add(new Atom.Text(text.text().substring(0, end)));
          break;
        }
      }
      all.add(new Variant(List.copyOf(atoms), variant.facts()));
    }
    return Value.union(all, symbols);
  }

  String processSubstitution(Syntax.ProcessSubstitution process, State state, Around around) {
    String name = "/dev/fd/" + (64 + contents.size());
    State inside = state.withOut(process.input() ? Value.EMPTY : null);
    Around apart = around.beingChecked().reading(process.input() ? around.input() : null);
    Outcome outcome = subshell(apart, inside, a -> block(process.body(), inside, a));
    State after = join(outcome.success, outcome.failure);
    if (after != null) {
      expander.noted(new Disk.Delta(after.disk().since(state.disk()).gone(), Map.of()));
    }
    contents.put(name, after == null || after.out() == null ? Value.EMPTY : after.out());
    return name;
  }

  /// Runs text as a program, in the shell's own state.
  Outcome program(Variant text, State state, Around around) {
    if (text.isEmpty()) {
      return Outcome.success(state);
    }
    StringBuilder program = new StringBuilder();
    boolean anyKnown = false;
    for (Atom atom : text.atoms()) {
      switch (atom) {
        case Atom.Text known -> {
          program.append(known.text());
          anyKnown |= !known.text().isBlank();
        }
        case Atom.Pattern pattern -> program.append(pattern.text());
        case Atom.Symbol symbol -> program.append(placeholder(symbol));
      }
    }
    Span at = Objects.requireNonNullElseGet(around.at(), recorder::lastPlace);
    if (!anyKnown || around.depth() > DEEPEST) {
      recorder.unknown(state, around, at, "unknown-program", Variant.written(text.atoms()));
      recorder.doubts().outsider();
      return Outcome.both(forgotten(state));
    }
    Syntax.Script script = reader.read(Source.of(at.file(), program.toString()), dialect);
    if (!script.sound()) {
      recorder.unknown(state, around, at, "unreadable-part", Recorder.shorten(program.toString()));
    }
    return block(script.body(), state, around.at(at).deeper());
  }

  /// Runs the text of another file as part of this program (`source`).
  Outcome file(Source source, State state, Around around) {
    Span at = Objects.requireNonNullElseGet(around.at(), recorder::lastPlace);
    Syntax.Script script = reader.read(source, dialect);
    recorder.also(source);
    if (!script.sound()) {
      recorder.unknown(state, around, at, "unreadable-part", source.file());
    }
    Around.Ends returns = new Around.Ends();
    Around inside =
        new Around(
            around.checked(),
            around.maybe(),
            around.input(),
            around.host(),
            at,
            around.depth() + 1,
            around.ends(),
            returns,
            null,
            around.reader());
    Outcome outcome = block(script.body(), state, inside);
    return join(outcome, new Outcome(returns.success, returns.failure));
  }

  /// Runs another program of the host whose text is known, in a shell of its own: it has the
  /// environment, of which nothing is known here. What it does is found at its own lines.
  Outcome script(Source source, List<Field> arguments, State state, Around around, Span at) {
    if (around.depth() > DEEPEST) {
      recorder.unknown(state, around, at, "deep-recursion", source.file());
      return Outcome.both(state);
    }
    Syntax.Script script = reader.read(source, Dialects.of(source));
    recorder.also(source);
    if (followed.add(source.file())) {
      mostSteps += STEPS_OF_A_LINE * source.lines();
      mostWork += WORK_OF_A_LINE * source.lines();
    }
    if (!script.sound()) {
      recorder.unknown(state, around, at, "unreadable-part", source.file());
    }
    List<Value> values = new ArrayList<>();
    boolean open = false;
    for (Field argument : arguments) {
      values.add(argument(argument, values.size() + 1, at));
      open |= argument.breaks() != null;
    }
    State inner =
        new State(
            Map.of(),
            Map.of(),
            state.cwd(),
            state.facts(),
            State.Settings.DEFAULT,
            state.out(),
            new State.Arguments(List.copyOf(values), open, 0),
            Map.of(),
            state.disk());
    return subshell(
        new Around(
            false,
            around.maybe(),
            around.input(),
            "",
            null,
            around.depth() + 1,
            around.ends(),
            around.returns(),
            null,
            around.reader()),
        state,
        a -> block(script.body(), inner, a));
  }

  private char placeholder(Atom.Symbol symbol) {
    for (Map.Entry<Character, Atom.Symbol> entry : embedded.entrySet()) {
      if (entry.getValue().equals(symbol)) {
        return entry.getKey();
      }
    }
    char c = (char) (FIRST_EMBEDDED + embedded.size() % 6000);
    embedded.put(c, symbol);
    return c;
  }

  /// After a part that nobody could follow, every variable may hold something else; one that had a
  /// value is not taken to be emptied.
  State forgotten(State state) {
    Map<String, Variable> variables = new HashMap<>();
    for (Map.Entry<String, Variable> entry : state.variables().entrySet()) {
      if (Attributes.isAttribute(entry.getKey())) {
        variables.put(entry.getKey(), entry.getValue());
        continue;
      }
      Atom.Symbol other = symbols.text("$" + entry.getKey(), Atom.Origin.ENVIRONMENT);
      List<Variant> all = new ArrayList<>(entry.getValue().value().variants());
      all.add(Variant.of(other));
      int subject = symbols.next();
      variables.put(
          entry.getKey(),
          new Variable(
              Variable.tagged(entry.getKey(), Value.union(all, symbols), subject, 0),
              subject,
              entry.getValue().elements(),
              true,
              false));
    }
    return state.with(variables);
  }

  /// Calls a function of the program.
  Outcome call(
      Syntax.Function function, List<Field> arguments, State state, Around around, Span at) {
    if (around.depth() > DEEPEST) {
      recorder.unknown(state, around, at, "deep-recursion", function.name());
      return Outcome.both(state);
    }
    List<Value> values = new ArrayList<>();
    boolean open = false;
    for (Field argument : arguments) {
      values.add(argument(argument, values.size() + 1, at));
      open |= argument.breaks() != null;
    }
    Map<String, Variable> before = state.variables();
    Set<String> own = new HashSet<>();
    locals.add(own);
    Around.Ends returns = new Around.Ends();
    Outcome outcome =
        command(
            function.body(),
            state.with(new State.Arguments(List.copyOf(values), open, 0)),
            around.called(returns));
    locals.removeLast();
    outcome = join(outcome, new Outcome(returns.success, returns.failure));
    return new Outcome(
        returned(outcome.success, state, before, own),
        returned(outcome.failure, state, before, own));
  }

  /// A value for `$1` and its kin; one that is plainly empty is said to be.
  private Value argument(Field field, int number, Span at) {
    Facts facts = field.facts();
    if (field.atoms().isEmpty() && facts.emptiness() == null) {
      Facts more =
          facts.and(
              new Fact(
                  symbols.next(),
                  Fact.Kind.EMPTY,
                  "",
                  true,
                  When.empty("$" + number),
                  "",
                  at.line()));
      facts = more == null ? facts : more;
    }
    return Value.of(new Variant(field.value(symbols), facts));
  }

  private static @Nullable State returned(
      @Nullable State after, State caller, Map<String, Variable> before, Set<String> own) {
    if (after == null) {
      return null;
    }
    State back = after.with(caller.arguments());
    if (own.isEmpty()) {
      return back;
    }
    Map<String, Variable> variables = new HashMap<>(back.variables());
    for (String name : own) {
      Variable old = before.get(name);
      if (old == null) {
        variables.remove(name);
      } else {
        variables.put(name, old);
      }
    }
    return back.with(variables);
  }

  /// Follows a program on another host, whose environment has nothing to do with this one's.
  Outcome onOtherHost(java.util.function.Supplier<Outcome> body) {
    Environment here = environment;
    environment = new Environment(symbols, Map.of(), false, "", dialect);
    expander.environment(environment);
    Outcome outcome = body.get();
    environment = here;
    expander.environment(here);
    return outcome;
  }

  /// A fresh shell on another host: nothing of this one is known there.
  State elsewhere(State state) {
    Atom.Symbol home = symbols.of("~", Atom.Shape.ABSOLUTE, Atom.Origin.ENVIRONMENT);
    return new State(
        Map.of(),
        Map.of(),
        Value.of(home),
        state.facts(),
        State.Settings.DEFAULT,
        state.out(),
        new State.Arguments(List.of(), false, 0),
        Map.of(),
        Disk.NONE);
  }

  /// A shell of its own on this host (`sh -c`): it has the variables and the directory.
  State inner(State state, List<Value> arguments) {
    return new State(
        state.variables(),
        Map.of(),
        state.cwd(),
        state.facts(),
        State.Settings.DEFAULT,
        state.out(),
        new State.Arguments(arguments, false, 0),
        Map.of(),
        state.disk());
  }

  /// The state after a test of a file held.
  State seen(String operator, List<Atom> path, State state) {
    return commands.breakage().shown(operator, path, state, recorder.lastPlace());
  }

  Conditions conditions() {
    return conditions;
  }

  Context context() {
    return context;
  }

  /// The words of a command as people would read them in a condition.
  static String words(List<Field> fields) {
    StringBuilder out = new StringBuilder();
    for (Field field : fields) {
      if (!out.isEmpty()) {
        out.append(' ');
      }
      out.append(field.atoms().isEmpty() ? "''" : field.written());
    }
    String text = Recorder.oneLine(out.toString());
    return text.length() > 60 ? text.substring(0, 57) + "…" : text;
  }
}
