package dev.ishibashi.procedure;

import dev.ishibashi.text.Source;
import dev.ishibashi.text.Yaml;
import java.util.Optional;
import java.util.OptionalInt;

/// Which change a file is a plan of, and which version: all that must be readable of a plan to know
/// that another one is older.
public record PlanName(String change, OptionalInt version) {
  /// Reads no more than the two keys; empty where the file is no procedure.
  public static Optional<PlanName> of(Source source) {
    if (!(Yaml.read(source) instanceof Yaml.Document document)
        || document.root().isEmpty()
        || !(document.root().get() instanceof Yaml.Fields fields)) {
      return Optional.empty();
    }
    Optional<String> change = text(fields, "change");
    Optional<String> version = text(fields, "version").filter(v -> v.matches("[0-9]{1,7}"));
    return change.map(
        name ->
            new PlanName(
                name,
                version.map(v -> OptionalInt.of(Integer.parseInt(v))).orElse(OptionalInt.empty())));
  }

  private static Optional<String> text(Yaml.Fields fields, String key) {
    for (Yaml.Field field : fields.fields()) {
      if (field.key() instanceof Yaml.Text name
          && name.text().equals(key)
          && field.value() instanceof Yaml.Text text) {
        return Optional.of(text.text());
      }
    }
    return Optional.empty();
  }
}
