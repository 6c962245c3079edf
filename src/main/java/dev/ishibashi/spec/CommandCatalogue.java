package dev.ishibashi.spec;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// All commands that are known. Each is read when it is first asked for, so that explaining a small
/// script reads a handful of files.
public final class CommandCatalogue {
  private final Function<String, Optional<String>> texts;
  private final Map<String, Optional<CommandSpec>> known = new HashMap<>();

  private CommandCatalogue(Function<String, Optional<String>> texts) {
    this.texts = texts;
  }

  /// A catalogue over data files (YAML) by command name.
  public static CommandCatalogue of(Function<String, Optional<String>> texts) {
    return new CommandCatalogue(texts);
  }

  /// A catalogue of the files given.
  public static CommandCatalogue of(Map<String, String> texts) {
    Map<String, String> copy = new HashMap<>(texts);
    return new CommandCatalogue(name -> Optional.ofNullable(copy.get(name)));
  }

  /// The command of that name, without directory.
  ///
  /// @throws IllegalArgumentException when its data file is not valid, which is a bug
  public synchronized Optional<CommandSpec> find(String name) {
    Optional<CommandSpec> found = known.get(name);
    if (found == null) {
      // Not computeIfAbsent: a file that says "same as" another one reads that one meanwhile.
      found =
          name.matches("[A-Za-z0-9_.+@-]+")
              ? texts.apply(name).map(t -> parse(name, t))
              : Optional.empty();
      known.put(name, found);
    }
    return found;
  }

  private CommandSpec parse(String name, String text) {
    Object data =
        new Load(LoadSettings.builder().setLabel(name).setMaxAliasesForCollections(0).build())
            .loadFromString(text);
    if (!(data instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("%s.yaml is not a mapping".formatted(name));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    map.forEach((key, value) -> fields.put(key.toString(), value));
    if (fields.get("same-as") instanceof String other) {
      CommandSpec same =
          find(other)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "%s.yaml: no command '%s'".formatted(name, other)));
      return new CommandSpec(
          name,
          same.style(),
          same.options(),
          same.effects(),
          same.subcommands(),
          same.output(),
          same.status(),
          same.handled(),
          same.open(),
          CommandSpec.of(name, fields).examples());
    }
    try {
      return CommandSpec.of(name, fields);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s.yaml: %s".formatted(name, e.getMessage()), e);
    }
  }
}
