package dev.ishibashi.procedure;

import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.PathSet;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import dev.ishibashi.text.Spelling;
import dev.ishibashi.text.Yaml;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a procedure, and says everything that is wrong with it at once.
final class ProcedureReader {
  static final List<String> KEYS =
      List.of(
          "change",
          "title",
          "author",
          "program",
          "derived-from",
          "library",
          "targets",
          "effects",
          "variables",
          "arguments",
          "network",
          "limits",
          "waves",
          "wave-soak",
          "includes",
          "checks",
          "bystanders",
          "backup-side",
          "approvals",
          "time-limit",
          "version",
          "live-state",
          "terms",
          "waivers",
          "undo");

  private static final Pattern UNDECIDED = Pattern.compile("\\s*DECIDE\\b:?(.*)", Pattern.DOTALL);
  private static final Pattern DURATION = Pattern.compile("(?:[0-9]{1,6}[smhdw])+");
  private static final Pattern SPACE = Pattern.compile("([1-9][0-9]{0,5})([KMGT])");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final Pattern HOST = Pattern.compile("[\\w][\\w.:-]{0,252}|::[\\w.:]*");

  /// Keys whose values may name variables of the inventory, beside `variables`; and what a check
  /// runs, which is a program's own matter.
  private static final List<String> FILLED = List.of("arguments", "run");

  /// The only key of a file that is included.
  private static final List<String> INCLUDED_KEYS = List.of("checks");

  private final Source source;
  private final Function<String, Procedure.Included> files;
  private final List<Diagnostic> problems = new ArrayList<>();

  ProcedureReader(Source source, Function<String, Procedure.Included> files) {
    this.source = source;
    this.files = files;
  }

  Procedure.Outcome read() {
    if (source.text().isBlank()) {
      return invalid("empty", Span.whole(source.file()));
    }
    return switch (Yaml.read(source)) {
      case Yaml.Broken broken -> new Procedure.Invalid(List.of(broken.why()));
      case Yaml.Document document -> {
        if (document.root().isEmpty()) {
          yield invalid("empty", Span.whole(source.file()));
        }
        Yaml.Value root = document.root().get();
        yield root instanceof Yaml.Fields fields ? procedure(fields) : invalid("root", root.at());
      }
    };
  }

  private static Procedure.Invalid invalid(String key, Span at) {
    return new Procedure.Invalid(List.of(diagnostic(key, at)));
  }

  private static Diagnostic diagnostic(String key, Span at, Object... arguments) {
    return new Diagnostic(
        "procedure-" + key,
        Severity.ERROR,
        at,
        Messages.text("procedure." + key, arguments),
        Messages.text("procedure." + key + ".fix", arguments));
  }

  void problem(String key, Span at, Object... arguments) {
    problems.add(diagnostic(key, at, arguments));
  }

  private Procedure.Outcome procedure(Yaml.Fields root) {
    Map<String, Yaml.Field> keys = fields(root, KEYS, "");
    Span top = Span.whole(source.file());
    Optional<Located<String>> change = word(keys, "change", top, NAME, "change-form");
    Optional<Located<String>> title = text(keys, "title", top);
    Optional<Located<String>> author = optional(keys, "author").flatMap(v -> text("author", v));
    Optional<Located<String>> program = text(keys, "program", top);
    Optional<Yaml.Value> from = required(keys, "derived-from", top);
    Optional<Located<String>> nothing =
        from.filter(Yaml.Fields.class::isInstance).flatMap(v -> nothing((Yaml.Fields) v));
    List<Located<String>> ancestors = from.map(this::ancestors).orElse(List.of());
    Optional<Located<String>> library = optional(keys, "library").flatMap(v -> text("library", v));
    program.ifPresent(p -> file("program", p));
    ancestors.forEach(a -> file("derived-from", a));
    library.filter(l -> l.value().startsWith("/")).ifPresent(l -> file("library", l));
    if (program.isPresent() && program.get().value().equals("none")) {
      problem("program-none", program.get().at());
    }
    Optional<Procedure.Targets> targets = targets(keys, top);
    Optional<Effects> effects = effects(keys, top);
    Map<String, Located<String>> variables = variables(keys);
    List<Located<String>> arguments = texts(keys, "arguments");
    arguments.forEach(this::filling);
    List<Located<String>> network = texts(keys, "network");
    network.forEach(n -> host(n, "network-host"));
    Optional<Procedure.Limits> limits = limits(keys, top);
    Optional<Located<List<Procedure.Wave>>> waves = waves(keys, top, targets);
    Optional<Located<Duration>> waveSoak = duration(keys, "wave-soak");
    List<Source> includes = new ArrayList<>();
    List<Procedure.Check> checks = new ArrayList<>(included(keys, includes));
    checks.addAll(checks(keys));
    Optional<Procedure.Bystanders> bystanders =
        text(keys, "bystanders", top).map(ProcedureReader::bystanders);
    Optional<Located<Duration>> backupSide = backupSide(keys);
    Optional<Located<Long>> approvals = number(keys, "approvals", top, 0, 100);
    Optional<Located<Duration>> timeLimit = duration(keys, "time-limit");
    Safeguards safeguards = new SafeguardsReader(this).safeguards(keys);
    if (timeLimit.isPresent() && timeLimit.get().value().isZero()) {
      problem("time-zero", timeLimit.get().at());
    }
    Optional<Long> undo = optional(keys, "undo").flatMap(v -> text("undo", v)).flatMap(this::space);
    if (!problems.isEmpty()) {
      Collections.sort(problems, (a, b) -> a.at().compareTo(b.at()));
      return new Procedure.Invalid(List.copyOf(problems));
    }
    return new Procedure.Parsed(
        new Procedure(
            source,
            List.copyOf(includes),
            change.orElseThrow(),
            title.orElseThrow(),
            author,
            program.orElseThrow(),
            ancestors.stream().findFirst().filter(a -> !a.value().equals("none")),
            new Procedure.Descent(ancestors.stream().skip(1).toList(), nothing, library),
            targets.orElseThrow(),
            effects.orElseThrow(),
            variables,
            arguments,
            network,
            limits.orElseThrow(),
            waves.orElseThrow(),
            waveSoak.map(Located::value).orElse(Duration.ZERO),
            List.copyOf(checks),
            bystanders.orElseThrow(),
            backupSide,
            approvals.map(a -> new Located<>(Math.toIntExact(a.value()), a.at())).orElseThrow(),
            timeLimit.map(Located::value).orElse(Procedure.DEFAULT_TIME_LIMIT),
            safeguards,
            undo.orElse(Procedure.DEFAULT_UNDO_SPACE)));
  }

  /// The reason in `derived-from: {none: REASON}`.
  private Optional<Located<String>> nothing(Yaml.Fields map) {
    return text(fields(map, List.of("none"), "derived-from"), "none", map.at());
  }

  private List<Located<String>> ancestors(Yaml.Value value) {
    return switch (value) {
      case Yaml.Text text -> text("derived-from", text).stream().toList();
      case Yaml.Fields fields -> List.of();
      case Yaml.Items items -> {
        List<Located<String>> all = different("derived-from", texts("derived-from", items));
        all.stream()
            .filter(a -> a.value().equals("none"))
            .forEach(a -> problem("derived-none", a.at()));
        yield all;
      }
    };
  }

  private static Procedure.Bystanders bystanders(Located<String> text) {
    return text.value().equals("all") ? new Procedure.Everyone() : new Procedure.Some(text);
  }

  /// The fields of a map by name; what is unknown or stands twice is a problem.
  Map<String, Yaml.Field> fields(Yaml.Fields map, List<String> known, String where) {
    Map<String, Yaml.Field> found = new LinkedHashMap<>();
    for (Yaml.Field field : map.fields()) {
      if (!(field.key() instanceof Yaml.Text key)) {
        problem("key", field.key().at());
        continue;
      }
      if (!known.isEmpty() && !known.contains(key.text())) {
        String near =
            Spelling.nearest(key.text(), known)
                .map(n -> Messages.text("procedure.near", n))
                .orElseGet(() -> Messages.text("procedure.known", String.join(", ", known)));
        String inside = where.isEmpty() ? "" : Messages.text("procedure.inside", where);
        problem("unknown-key", key.at(), key.text(), inside, near);
        continue;
      }
      Yaml.Field first = found.putIfAbsent(key.text(), field);
      if (first != null) {
        problem("twice", key.at(), key.text(), first.key().at().line());
      }
    }
    return found;
  }

  Optional<Yaml.Value> required(Map<String, Yaml.Field> keys, String key, Span map) {
    Yaml.Field field = keys.get(key);
    if (field == null) {
      problem("missing", map, key, Messages.text("procedure.example." + key));
      return Optional.empty();
    }
    return present(key, field);
  }

  Optional<Yaml.Value> optional(Map<String, Yaml.Field> keys, String key) {
    Yaml.Field field = keys.get(key);
    return field == null ? Optional.empty() : present(key, field);
  }

  private Optional<Yaml.Value> present(String key, Yaml.Field field) {
    boolean blank =
        switch (field.value()) {
          case Yaml.Text text -> text.text().isBlank() || nothing(text);
          case Yaml.Items items -> items.items().isEmpty();
          case Yaml.Fields fields -> fields.fields().isEmpty();
        };
    if (blank) {
      problem("blank", field.key().at(), key, Messages.text("procedure.example." + key));
      return Optional.empty();
    }
    if (undecided(field.value())) {
      return Optional.empty();
    }
    if (!field.value().tag().isEmpty()) {
      problem("tag", field.value().at(), field.value().tag());
      return Optional.empty();
    }
    return Optional.of(field.value());
  }

  /// Whether a value is `DECIDE: question`, in quotes or not; then that is said, and nothing else.
  private boolean undecided(Yaml.Value value) {
    Optional<String> question =
        switch (value) {
          case Yaml.Text text -> question(text.text());
          case Yaml.Items items -> Optional.empty();
          case Yaml.Fields fields ->
              !fields.fields().isEmpty()
                      && fields.fields().getFirst().key() instanceof Yaml.Text key
                      && key.text().equals("DECIDE")
                  ? Optional.of(
                      fields.fields().getFirst().value() instanceof Yaml.Text text
                          ? text.text().strip()
                          : "")
                  : Optional.empty();
        };
    question.ifPresent(q -> problem("decide", value.at(), q));
    return question.isPresent();
  }

  private static Optional<String> question(String text) {
    Matcher matcher = UNDECIDED.matcher(text);
    return matcher.matches() ? Optional.of(matcher.group(1).strip()) : Optional.empty();
  }

  private static boolean nothing(Yaml.Text text) {
    return text.plain() && text.text().matches("~|null|Null|NULL");
  }

  Optional<Located<String>> text(Map<String, Yaml.Field> keys, String key, Span map) {
    return required(keys, key, map).flatMap(v -> text(key, v));
  }

  Optional<Located<String>> text(String key, Yaml.Value value) {
    if (!(value instanceof Yaml.Text text)) {
      problem("one-text", value.at(), key, kind(value));
      return Optional.empty();
    }
    if (text.text().isBlank() || nothing(text)) {
      problem("blank-item", value.at(), key);
      return Optional.empty();
    }
    if (undecided(value)) {
      return Optional.empty();
    }
    if (!FILLED.contains(key) && text.text().contains("{{")) {
      problem("filling-place", value.at(), key);
      return Optional.empty();
    }
    for (int i = 0; i < text.text().length(); i++) {
      if (text.text().charAt(i) < ' ') {
        problem("control", value.at(), key, "U+%04X".formatted((int) text.text().charAt(i)));
        return Optional.empty();
      }
    }
    return Optional.of(new Located<>(text.text(), text.at()));
  }

  private Optional<Located<String>> word(
      Map<String, Yaml.Field> keys, String key, Span map, Pattern form, String wrong) {
    Optional<Located<String>> text = text(keys, key, map);
    if (text.isPresent() && !form.matcher(text.get().value()).matches()) {
      problem(wrong, text.get().at(), text.get().value());
      return Optional.empty();
    }
    return text;
  }

  private void file(String key, Located<String> name) {
    if (name.value().startsWith("/") || name.value().endsWith("/")) {
      problem("file", name.at(), key, name.value());
    }
  }

  private void host(Located<String> name, String wrong) {
    if (!HOST.matcher(name.value()).matches()) {
      problem(wrong, name.at(), name.value());
    }
  }

  private static String kind(Yaml.Value value) {
    return switch (value) {
      case Yaml.Text text -> Messages.text("procedure.kind.text");
      case Yaml.Items items -> Messages.text("procedure.kind.list");
      case Yaml.Fields fields -> Messages.text("procedure.kind.map");
    };
  }

  Optional<Yaml.Items> items(String key, Yaml.Value value) {
    if (value instanceof Yaml.Items items) {
      return Optional.of(items);
    }
    problem("list", value.at(), key, kind(value), Messages.text("procedure.example." + key));
    return Optional.empty();
  }

  Optional<Yaml.Fields> map(String key, Yaml.Value value) {
    if (value instanceof Yaml.Fields fields) {
      return Optional.of(fields);
    }
    problem("map", value.at(), key, kind(value), Messages.text("procedure.example." + key));
    return Optional.empty();
  }

  private List<Located<String>> texts(Map<String, Yaml.Field> keys, String key) {
    return optional(keys, key)
        .flatMap(v -> items(key, v))
        .map(items -> texts(key, items))
        .orElse(List.of());
  }

  private List<Located<String>> texts(String key, Yaml.Items items) {
    List<Located<String>> found = new ArrayList<>();
    for (Yaml.Value item : items.items()) {
      text(key, item).ifPresent(found::add);
    }
    return List.copyOf(found);
  }

  private List<Located<String>> different(String key, List<Located<String>> texts) {
    Map<String, Located<String>> first = new HashMap<>();
    for (Located<String> text : texts) {
      Located<String> before = first.putIfAbsent(text.value(), text);
      if (before != null) {
        problem("item-twice", text.at(), text.value(), key);
      }
    }
    return texts;
  }

  private Optional<Procedure.Targets> targets(Map<String, Yaml.Field> keys, Span top) {
    Optional<Yaml.Fields> value = required(keys, "targets", top).flatMap(v -> map("targets", v));
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Yaml.Field> parts = fields(value.get(), List.of("select", "hosts"), "targets");
    Optional<Located<String>> select = text(parts, "select", value.get().at());
    select.ifPresent(this::select);
    Optional<Yaml.Items> hosts =
        required(parts, "hosts", value.get().at()).flatMap(v -> items("hosts", v));
    if (select.isEmpty() || hosts.isEmpty()) {
      return Optional.empty();
    }
    List<Located<String>> names = different("hosts", texts("hosts", hosts.get()));
    for (Located<String> name : names) {
      if (name.value().matches(".*[\\[\\]*?].*|all")) {
        problem("host-pattern", name.at(), name.value());
      } else {
        host(name, "host-form");
      }
    }
    return Optional.of(new Procedure.Targets(select.get(), new Located<>(names, hosts.get().at())));
  }

  /// Everything is selected by the word `all` only, never by what a pattern leaves out.
  private void select(Located<String> select) {
    String text = select.value();
    List<String> parts = Arrays.asList(text.split("[,:]", -1));
    if (parts.stream().allMatch(p -> p.strip().matches("[!&].*"))) {
      problem("select-signs", select.at(), text);
    } else if (parts.stream().anyMatch(p -> p.strip().matches("\\*|~\\.[*+]\\$?"))) {
      problem("select-star", select.at(), text);
    }
  }

  private Optional<Effects> effects(Map<String, Yaml.Field> keys, Span top) {
    Optional<Yaml.Value> value = required(keys, "effects", top);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Span at = value.get().at();
    if (value.get() instanceof Yaml.Text text && text.text().equals("none")) {
      return Optional.of(Effects.none(at));
    }
    Optional<Yaml.Fields> map = map("effects", value.get());
    if (map.isEmpty()) {
      return Optional.empty();
    }
    List<String> acts =
        Arrays.stream(Act.values()).filter(a -> a != Act.UNKNOWN).map(Act::text).toList();
    List<String> known = new ArrayList<>(acts);
    known.add("unknown");
    EnumMap<Act, List<Located<String>>> declared = new EnumMap<>(Act.class);
    Map<String, Yaml.Field> parts = fields(map.get(), known, "effects");
    for (Map.Entry<String, Yaml.Field> part : parts.entrySet()) {
      Act act = Act.valueOf(part.getKey().toUpperCase(java.util.Locale.ROOT));
      if (act == Act.UNKNOWN) {
        problem("effect-unknown", part.getValue().key().at());
        continue;
      }
      String key = act.text();
      List<Located<String>> texts =
          different(
              key,
              optional(parts, key)
                  .flatMap(v -> items(key, v))
                  .map(items -> texts(key, items))
                  .orElse(List.of()));
      for (Located<String> text : texts) {
        if (Effects.ON_PATHS.contains(act)
            || (Effects.ON_DEVICES.contains(act) && text.value().startsWith("/"))) {
          path(key, text);
        }
      }
      declared.put(act, texts);
    }
    return Optional.of(new Effects(at, Collections.unmodifiableMap(declared)));
  }

  private void path(String act, Located<String> pattern) {
    String text = pattern.value();
    if (text.contains("$") || text.startsWith("~") || text.contains("`")) {
      problem("path-variable", pattern.at(), act, text);
      return;
    }
    if (!text.startsWith("/")) {
      problem("path-relative", pattern.at(), act, text);
      return;
    }
    try {
      if (PathSet.glob(text).isEmpty()) {
        problem("path-nothing", pattern.at(), act, text);
      }
    } catch (IllegalArgumentException e) {
      problem("path-form", pattern.at(), act, text);
    }
  }

  private Map<String, Located<String>> variables(Map<String, Yaml.Field> keys) {
    Optional<Yaml.Fields> map = optional(keys, "variables").flatMap(v -> map("variables", v));
    Map<String, Located<String>> found = new LinkedHashMap<>();
    if (map.isEmpty()) {
      return found;
    }
    for (Map.Entry<String, Yaml.Field> entry :
        fields(map.get(), List.of(), "variables").entrySet()) {
      String name = entry.getKey();
      Yaml.Value value = entry.getValue().value();
      if (undecided(value)) {
        continue;
      }
      if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
        problem("variable-name", entry.getValue().key().at(), name);
      } else if (value instanceof Yaml.Text text
          && !nothing(text)
          && !(text.plain() && text.text().isEmpty())) {
        Located<String> written = new Located<>(text.text(), text.at());
        filling(written);
        found.put(name, written);
      } else {
        problem("variable-value", entry.getValue().key().at(), name);
      }
    }
    return Collections.unmodifiableMap(found);
  }

  Optional<Located<Long>> number(
      Map<String, Yaml.Field> keys, String key, Span map, long least, long most) {
    Optional<Located<String>> text = text(keys, key, map);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String digits = text.get().value();
    if (!digits.matches("[0-9]{1,15}")) {
      problem("number", text.get().at(), key, digits, least);
      return Optional.empty();
    }
    long value = Long.parseLong(digits);
    if (value < least || value > most) {
      problem("number-range", text.get().at(), key, least, most, value);
      return Optional.empty();
    }
    return Optional.of(new Located<>(value, text.get().at()));
  }

  private Optional<Procedure.Limits> limits(Map<String, Yaml.Field> keys, Span top) {
    Optional<Yaml.Fields> map = required(keys, "limits", top).flatMap(v -> map("limits", v));
    if (map.isEmpty()) {
      return Optional.empty();
    }
    return new SafeguardsReader(this).limits(map.get());
  }

  /// How much room the copies for an undo may take, in bytes.
  private Optional<Long> space(Located<String> text) {
    if (text.value().equals("none")) {
      return Optional.of(0L);
    }
    Matcher matcher = SPACE.matcher(text.value());
    if (!matcher.matches()) {
      problem("undo-form", text.at(), text.value());
      return Optional.empty();
    }
    int unit = "KMGT".indexOf(matcher.group(2)) + 1;
    return Optional.of(Long.parseLong(matcher.group(1)) << (10 * unit));
  }

  static Located<Integer> whole(Located<Long> number) {
    return new Located<>(Math.toIntExact(number.value()), number.at());
  }

  private Optional<Located<List<Procedure.Wave>>> waves(
      Map<String, Yaml.Field> keys, Span top, Optional<Procedure.Targets> targets) {
    Optional<Yaml.Items> items = required(keys, "waves", top).flatMap(v -> items("waves", v));
    if (items.isEmpty()) {
      return Optional.empty();
    }
    List<Procedure.Wave> waves = new ArrayList<>();
    int before = problems.size();
    for (int i = 0; i < items.get().items().size(); i++) {
      Yaml.Value item = items.get().items().get(i);
      Procedure.Wave wave = text("waves", item).map(t -> wave(t)).orElse(null);
      if (wave == null) {
        continue;
      }
      if (wave instanceof Procedure.Canary && i > 0) {
        problem("canary-late", item.at());
      }
      if (wave instanceof Procedure.Rest && i + 1 < items.get().items().size()) {
        problem("rest-early", item.at());
      }
      waves.add(wave);
    }
    if (problems.size() > before) {
      return Optional.empty();
    }
    if (targets.isPresent()) {
      int all = targets.get().names().size();
      int reached = Waves.reached(all, waves);
      if (reached < all) {
        problem("waves-short", items.get().at(), reached, all);
        return Optional.empty();
      }
    }
    return Optional.of(new Located<>(List.copyOf(waves), items.get().at()));
  }

  private Procedure.@Nullable Wave wave(Located<String> text) {
    String t = text.value();
    if (t.equals("canary")) {
      return new Procedure.Canary();
    }
    if (t.equals("rest")) {
      return new Procedure.Rest();
    }
    if (t.matches("[0-9]{1,3}%") && in(t.substring(0, t.length() - 1), 1, 100)) {
      return new Procedure.Share(Integer.parseInt(t.substring(0, t.length() - 1)));
    }
    if (t.matches("[0-9]{1,6}") && in(t, 1, 999_999)) {
      return new Procedure.Count(Integer.parseInt(t));
    }
    problem("wave", text.at(), t);
    return null;
  }

  private static boolean in(String digits, int least, int most) {
    int value = Integer.parseInt(digits);
    return value >= least && value <= most;
  }

  private Optional<Located<Duration>> duration(Map<String, Yaml.Field> keys, String key) {
    return optional(keys, key).flatMap(v -> text(key, v)).flatMap(t -> duration(key, t));
  }

  private Optional<Located<Duration>> duration(String key, Located<String> text) {
    if (!DURATION.matcher(text.value()).matches()) {
      problem("duration", text.at(), key, text.value());
      return Optional.empty();
    }
    Duration all = Duration.ZERO;
    Matcher part = Pattern.compile("([0-9]+)([smhdw])").matcher(text.value());
    while (part.find()) {
      long n = Long.parseLong(part.group(1));
      all =
          all.plus(
              switch (part.group(2)) {
                case "s" -> Duration.ofSeconds(n);
                case "m" -> Duration.ofMinutes(n);
                case "h" -> Duration.ofHours(n);
                case "d" -> Duration.ofDays(n);
                default -> Duration.ofDays(7 * n);
              });
    }
    return Optional.of(new Located<>(all, text.at()));
  }

  private void filling(Located<String> text) {
    if (Fillings.broken(text.value())) {
      problem("filling-form", text.at(), text.value());
    }
  }

  /// The checks of the files that are included.
  ///
  /// @param read gets their texts
  private List<Procedure.Check> included(Map<String, Yaml.Field> keys, List<Source> read) {
    List<Procedure.Check> found = new ArrayList<>();
    for (Located<String> name : different("includes", texts(keys, "includes"))) {
      int before = problems.size();
      file("includes", name);
      if (problems.size() > before) {
        continue;
      }
      switch (files.apply(name.value())) {
        case Procedure.Absent(String why) -> problem("include", name.at(), name.value(), why);
        case Procedure.Present(Source text) -> {
          read.add(text);
          switch (Yaml.read(text)) {
            case Yaml.Broken(Diagnostic why) -> problems.add(why);
            case Yaml.Document(Optional<Yaml.Value> root) -> {
              Span whole = Span.whole(text.file());
              if (root.isPresent() && root.get() instanceof Yaml.Fields fields) {
                Map<String, Yaml.Field> parts =
                    fields(fields, INCLUDED_KEYS, Messages.text("procedure.included"));
                if (required(parts, "checks", whole).isPresent()) {
                  found.addAll(checks(parts));
                }
              } else {
                problem("include-root", root.map(Yaml.Value::at).orElse(whole));
              }
            }
          }
        }
      }
    }
    return found;
  }

  private List<Procedure.Check> checks(Map<String, Yaml.Field> keys) {
    Optional<Yaml.Items> items = optional(keys, "checks").flatMap(v -> items("checks", v));
    List<Procedure.Check> found = new ArrayList<>();
    if (items.isEmpty()) {
      return found;
    }
    for (Yaml.Value item : items.get().items()) {
      if (undecided(item)) {
        continue;
      }
      if (item instanceof Yaml.Text text) {
        problem("check-file", item.at(), text.text());
        continue;
      }
      Optional<Yaml.Fields> map = map("checks", item);
      if (map.isEmpty()) {
        continue;
      }
      Map<String, Yaml.Field> parts = fields(map.get(), List.of("run"), "checks");
      text(parts, "run", map.get().at())
          .ifPresent(run -> found.add(new Procedure.Check(run.value(), run.at())));
    }
    return List.copyOf(found);
  }

  private Optional<Located<Duration>> backupSide(Map<String, Yaml.Field> keys) {
    Optional<Yaml.Fields> map = optional(keys, "backup-side").flatMap(v -> map("backup-side", v));
    if (map.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Yaml.Field> parts = fields(map.get(), List.of("soak"), "backup-side");
    Optional<Located<Duration>> soak =
        required(parts, "soak", map.get().at())
            .flatMap(v -> text("soak", v))
            .flatMap(t -> duration("soak", t));
    if (soak.isPresent() && soak.get().value().isZero()) {
      problem("soak-zero", soak.get().at());
    }
    return soak;
  }
}
