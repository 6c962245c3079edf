package dev.ishibashi.incident;

import dev.ishibashi.effect.PathSet;
import dev.ishibashi.incident.Incident.Reach;
import dev.ishibashi.incident.Incident.Variant;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import dev.ishibashi.text.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads `incident.yaml` and what lies beside it.
public final class IncidentReader {
  private final Path directory;

  private IncidentReader(Path directory) {
    this.directory = directory;
  }

  /// The incidents below a directory, by id.
  ///
  /// @throws NotAnIncident when one of them cannot be read
  public static List<Incident> all(Path directory) {
    try (Stream<Path> below = Files.list(directory)) {
      return below
          .filter(d -> Files.isRegularFile(d.resolve("incident.yaml")))
          .sorted()
          .map(IncidentReader::read)
          .toList();
    } catch (IOException e) {
      throw new NotAnIncident(Messages.text("incident.no-directory", directory));
    }
  }

  /// Reads one incident from its directory.
  ///
  /// @throws NotAnIncident when it is not one
  public static Incident read(Path directory) {
    return new IncidentReader(directory).read();
  }

  private Incident read() {
    Path file = directory.resolve("incident.yaml");
    Source source;
    try {
      source = Source.of(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Yaml.Value root =
        switch (Yaml.read(source)) {
          case Yaml.Broken(var why) -> throw new NotAnIncident(why.toString());
          case Yaml.Document(var value) ->
              value.orElseThrow(() -> bad(Span.whole(source.file()), "incident.yaml"));
        };
    Map<String, Variant> variants = new LinkedHashMap<>();
    for (Yaml.Field field : fields(field(root, "variants"))) {
      String name = text(field.key());
      variants.put(name, variant(name, field.value()));
    }
    return new Incident(
        text(field(root, "id")),
        text(field(root, "title")),
        texts(field(root, "hosts")),
        file(field(root, "inventory")),
        file(field(root, "seed")),
        texts(field(root, "watch")),
        variants);
  }

  private Variant variant(String name, Yaml.Value value) {
    return new Variant(
        name,
        text(field(value, "title")),
        file(field(value, "bad")),
        texts(field(value, "raw-hosts")),
        reaches(field(value, "raw-loses")),
        texts(field(value, "gates")),
        optional(value, "ablated-loses").map(IncidentReader::reaches).orElse(List.of()),
        file(field(value, "good")),
        reaches(field(value, "good-changes")));
  }

  private static List<Reach> reaches(Yaml.Value value) {
    List<Reach> reaches = new ArrayList<>();
    for (String text : texts(value)) {
      int colon = text.indexOf(':');
      if (colon < 1) {
        throw bad(value.at(), "hosts:/path");
      }
      reaches.add(new Reach(text.substring(0, colon), PathSet.glob(text.substring(colon + 1))));
    }
    return reaches;
  }

  private Path file(Yaml.Value value) {
    Path file = directory.resolve(text(value)).normalize();
    if (!Files.isRegularFile(file)) {
      throw bad(value.at(), file.toString());
    }
    return file;
  }

  private static Yaml.Value field(Yaml.Value value, String name) {
    return optional(value, name).orElseThrow(() -> bad(value.at(), name));
  }

  private static Optional<Yaml.Value> optional(Yaml.Value value, String name) {
    return fields(value).stream()
        .filter(f -> text(f.key()).equals(name))
        .findFirst()
        .map(Yaml.Field::value);
  }

  private static List<Yaml.Field> fields(Yaml.Value value) {
    if (value instanceof Yaml.Fields fields) {
      return fields.fields();
    }
    throw bad(value.at(), "fields");
  }

  private static List<String> texts(Yaml.Value value) {
    if (value instanceof Yaml.Items items && !items.items().isEmpty()) {
      return items.items().stream().map(IncidentReader::text).toList();
    }
    throw bad(value.at(), "a list");
  }

  private static String text(Yaml.Value value) {
    if (value instanceof Yaml.Text text && !text.text().isEmpty()) {
      return text.text();
    }
    throw bad(value.at(), "a text");
  }

  private static NotAnIncident bad(Span at, String missing) {
    return new NotAnIncident(Messages.text("incident.missing", at, missing));
  }

  /// An incident's data is not what a replay needs.
  public static final class NotAnIncident extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotAnIncident(String why) {
      super(why);
    }
  }
}
