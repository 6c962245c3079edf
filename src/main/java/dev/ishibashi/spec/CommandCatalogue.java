package dev.ishibashi.spec;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// All commands that are known. Each is read when it is first asked for, so that explaining a small
/// script reads a handful of files.
public final class CommandCatalogue {
  /// What only tests ask for, so that the compiled form is without it.
  private static final List<String> FOR_TESTS = List.of("examples", "given", "exit", "not-run");

  private final Function<String, Optional<Map<String, Object>>> files;
  private final Map<String, Optional<CommandSpec>> known = new HashMap<>();

  private CommandCatalogue(Function<String, Optional<Map<String, Object>>> files) {
    this.files = files;
  }

  /// A catalogue over data files (YAML) by command name.
  public static CommandCatalogue of(Function<String, Optional<String>> texts) {
    return new CommandCatalogue(name -> texts.apply(name).map(text -> load(name, text)));
  }

  /// A catalogue of the files given.
  public static CommandCatalogue of(Map<String, String> texts) {
    Map<String, String> copy = new HashMap<>(texts);
    return of(name -> Optional.ofNullable(copy.get(name)));
  }

  /// A catalogue in the form that [#compile] makes: reading YAML is most of the time that a short
  /// script takes. Its commands have no examples.
  ///
  /// @throws IllegalArgumentException when it is not of that form
  public static CommandCatalogue compiled(byte[] bytes) {
    return new CommandCatalogue(new CompiledFiles(bytes)::find);
  }

  /// All data files (YAML, by command name) in the compiled form.
  public static byte[] compile(Map<String, String> texts) {
    Map<String, Map<String, Object>> files = new LinkedHashMap<>();
    texts.forEach(
        (name, text) -> {
          Map<String, Object> file = load(name, text);
          file.keySet().removeAll(FOR_TESTS);
          files.put(name, file);
        });
    return CompiledFiles.write(files);
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
              ? files.apply(name).map(file -> parse(name, file))
              : Optional.empty();
      known.put(name, found);
    }
    return found;
  }

  private static Map<String, Object> load(String name, String text) {
    Object data =
        new Load(LoadSettings.builder().setLabel(name).setMaxAliasesForCollections(0).build())
            .loadFromString(text);
    if (!(data instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("%s.yaml is not a mapping".formatted(name));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    map.forEach((key, value) -> fields.put(key.toString(), value));
    return fields;
  }

  private CommandSpec parse(String name, Map<String, Object> fields) {
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
          same.needs(),
          CommandSpec.of(name, fields).examples());
    }
    try {
      return CommandSpec.of(name, fields);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("%s.yaml: %s".formatted(name, e.getMessage()), e);
    }
  }
}
