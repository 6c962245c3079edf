package dev.ishibashi.spec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What one command does, as its data file says it.
///
/// @param handled the name of the part of the interpreter that knows this command by itself, empty
///   when the rules say everything
/// @param output what it prints: `nothing`, `text`, `line`, `name`, `number`, `path` (an absolute
///   one), `input` (some of the lines it reads)
/// @param status `any`, or `success` when it practically cannot fail
/// @param needs what must be there: paths, as targets of rules with the act `needs`
/// @param examples command lines with the effects they have
public record CommandSpec(
    String name,
    Style style,
    Options options,
    List<Rule> effects,
    Map<String, CommandSpec> subcommands,
    String output,
    String status,
    String handled,
    List<Rule> needs,
    List<Example> examples) {

  /// How arguments are read.
  public enum Style {
    /// Short options bundled, long ones by unique beginning, options and operands mixed.
    GNU,
    /// As GNU, but the first operand ends the options.
    POSIX,
    /// Options are whole words with one dash.
    WORDS,
    /// `key=value`.
    KEYS,
    /// No options are known; every word is an operand.
    FREE
  }

  /// `rm -r /x` and what it does: `delete /x/**`.
  ///
  /// @param given a shell text that makes ready what the example needs, empty for nothing
  /// @param before a shell text that stands before the example in the same shell, as one that reads
  ///   a library does; empty for nothing
  /// @param exit the exit status of the example where that is made ready, [#ANY] when that depends
  ///   on the machine
  /// @param notRun why it cannot be run to see whether this is true, empty when it can
  public record Example(
      String run, List<String> does, String given, String before, int exit, String notRun) {}

  /// Any exit status.
  public static final int ANY = -1;

  private static final Style[] STYLES = Style.values();

  /// Whether all that is known of it is that it may do anything.
  public boolean opaque() {
    return handled.isEmpty()
        && subcommands.isEmpty()
        && !effects.isEmpty()
        && effects.stream()
            .allMatch(r -> r.act().equals("unknown") && r.condition().any().isEmpty());
  }

  static CommandSpec of(String name, Map<String, Object> data) {
    return of(name, data, List.of(), List.of());
  }

  /// @param outer options of the command this is a subcommand of
  /// @param always rules of the command this is a subcommand of, which hold for each of them
  @SuppressWarnings("unchecked") // YAML maps have string keys here; anything else is refused below
  private static CommandSpec of(
      String name, Map<String, Object> data, List<OptionSpec> outer, List<Rule> always) {
    List<OptionSpec> options = new ArrayList<>(outer);
    for (String option : text(data, "options", "").split("\\s+", -1)) {
      if (!option.isEmpty()) {
        options.add(OptionSpec.parse(option));
      }
    }
    List<Rule> rules = new ArrayList<>(always);
    for (Object rule : list(data, "effects")) {
      rules.add(Rule.parse(rule.toString()));
    }
    Map<String, CommandSpec> subcommands = new LinkedHashMap<>();
    if (data.get("subcommands") instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        Map<String, Object> inner =
            entry.getValue() instanceof Map<?, ?> m
                ? (Map<String, Object>) m
                : entry.getValue() instanceof List<?> effects
                    ? Map.of("effects", effects)
                    : Map.of();
        for (String each : entry.getKey().toString().split("[ ,]+", -1)) {
          // Options of the whole command may stand behind the subcommand too.
          subcommands.put(each, of(name + " " + each, inner, options, rules));
        }
      }
    }
    List<Example> examples = new ArrayList<>();
    if (data.get("examples") instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        examples.add(example(entry.getKey().toString(), entry.getValue(), data));
      }
    }
    String handled = text(data, "handled", "");
    return new CommandSpec(
        name,
        style(text(data, "style", "gnu")),
        new Options(options),
        List.copyOf(rules),
        subcommands,
        text(data, "output", "text"),
        text(data, "status", "any"),
        handled,
        list(data, "needs").stream().map(n -> Rule.parse("needs " + n)).toList(),
        List.copyOf(examples));
  }

  /// Reads the effects of an example, or a mapping of `does`, `given`, `before`, `exit` and
  /// `not-run`. What is `given`, `before` and `not-run` of the whole command holds for each example
  /// that does not say otherwise.
  private static Example example(String run, @Nullable Object value, Map<String, Object> command) {
    Map<String, Object> own = new HashMap<>(command);
    own.remove("exit");
    Object does = value;
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> own.put(key.toString(), each));
      does = map.get("does");
    }
    return new Example(
        run,
        does instanceof List<?> list
            ? list.stream().map(Object::toString).toList()
            : List.of(String.valueOf(does)),
        text(own, "given", ""),
        text(own, "before", ""),
        text(own, "exit", "0").equals("any") ? ANY : Integer.parseInt(text(own, "exit", "0")),
        text(own, "not-run", ""));
  }

  /// The same under another name, as the one for all subcommands that have none of their own.
  public CommandSpec named(String other) {
    return new CommandSpec(
        other, style, options, effects, subcommands, output, status, handled, needs, examples);
  }

  private static Style style(String text) {
    for (Style style : STYLES) {
      if (style.name().equalsIgnoreCase(text)) {
        return style;
      }
    }
    throw new IllegalArgumentException("not a style: '%s'".formatted(text));
  }

  private static String text(Map<String, Object> data, String key, String otherwise) {
    Object value = data.get(key);
    return value == null ? otherwise : value.toString();
  }

  private static List<?> list(Map<String, Object> data, String key) {
    return switch (data.get(key)) {
      case List<?> list -> list;
      case String one -> List.of(one);
      case null, default -> List.of();
    };
  }

  /// Whether an option that only tells something (`--help`) is among those given.
  public boolean ends(Invocation<?> invocation) {
    for (OptionSpec option : options.ending()) {
      if (invocation.has(option.key())) {
        return true;
      }
    }
    return false;
  }

  /// Takes arguments apart.
  ///
  /// @param arguments without the command's own name
  /// @param text the known text of an argument, or of its beginning; null when even that is unknown
  /// @param behind an argument without its first so many characters, nothing when none remain
  public <A> Invocation<A> read(
      List<A> arguments,
      Function<A, @Nullable String> text,
      BiFunction<A, Integer, Optional<A>> behind) {
    Map<String, List<Optional<A>>> found = new HashMap<>();
    List<A> operands = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    int i = 0;
    while (i < arguments.size()) {
      A argument = arguments.get(i++);
      String word = text.apply(argument);
      if (word == null || style == Style.FREE) {
        operands.add(argument);
        if (style == Style.POSIX) {
          operands.addAll(arguments.subList(i, arguments.size()));
          break;
        }
        continue;
      }
      if (style == Style.KEYS) {
        int equals = word.indexOf('=');
        OptionSpec option =
            equals > 0 ? options.named(word.substring(0, equals + 1)) : options.named(word);
        if (option == null) {
          (word.startsWith("-") || equals > 0 ? unknown : new ArrayList<String>()).add(word);
          operands.add(argument);
        } else {
          add(found, option, behind.apply(argument, equals + 1));
        }
        continue;
      }
      if (word.equals("--")) {
        operands.addAll(arguments.subList(i, arguments.size()));
        break;
      }
      boolean dash = word.length() > 1 && (word.startsWith("-") || options.named(word) != null);
      if (!dash) {
        operands.add(argument);
        if (style == Style.POSIX) {
          operands.addAll(arguments.subList(i, arguments.size()));
          break;
        }
        continue;
      }
      int equals = word.indexOf('=');
      boolean isLong = word.startsWith("--");
      if (isLong || style == Style.WORDS || options.named(word) != null) {
        String name = equals > 0 && options.named(word) == null ? word.substring(0, equals) : word;
        OptionSpec option = isLong ? options.beginning(name) : options.named(name);
        if (option == null) {
          unknown.add(name);
        } else if (option.takes() == OptionSpec.Takes.NOTHING) {
          add(found, option, Optional.empty());
        } else if (equals > 0 && !name.equals(word)) {
          add(found, option, behind.apply(argument, equals + 1));
        } else if (option.takes() == OptionSpec.Takes.VALUE && i < arguments.size()) {
          add(found, option, Optional.of(arguments.get(i++)));
        } else {
          add(found, option, Optional.empty());
        }
        continue;
      }
      i = bundle(word, argument, behind, arguments, i, found, unknown);
    }
    return new Invocation<>(found, operands, unknown);
  }

  private <A> int bundle(
      String word,
      A argument,
      BiFunction<A, Integer, Optional<A>> behind,
      List<A> arguments,
      int next,
      Map<String, List<Optional<A>>> found,
      List<String> unknown) {
    String sign = word.substring(0, 1);
    for (int k = 1; k < word.length(); k++) {
      OptionSpec option = options.named(sign + word.charAt(k));
      if (option == null && Character.isDigit(word.charAt(k))) {
        // `head -20`: a number is a number wherever it is allowed at all.
        option = options.named("-NUMBER");
      }
      if (option == null) {
        unknown.add(sign + word.charAt(k));
        // What follows may be its value: do not read it as options.
        return next;
      }
      switch (option.takes()) {
        case NOTHING -> add(found, option, Optional.empty());
        case ATTACHED -> {
          add(found, option, behind.apply(argument, k + 1));
          return next;
        }
        case VALUE -> {
          // The rest of the word may be unknown text behind known text.
          Optional<A> rest = behind.apply(argument, k + 1);
          if (rest.isPresent()) {
            add(found, option, rest);
            return next;
          }
          add(
              found,
              option,
              next < arguments.size() ? Optional.of(arguments.get(next)) : Optional.empty());
          return next + 1;
        }
      }
    }
    return next;
  }

  private static <A> void add(
      Map<String, List<Optional<A>>> found, OptionSpec option, Optional<A> value) {
    found.computeIfAbsent(option.key(), k -> new ArrayList<>()).add(value);
  }
}
