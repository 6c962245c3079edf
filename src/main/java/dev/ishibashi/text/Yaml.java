package dev.ishibashi.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads YAML into values that know their places. What a plain scalar means (a number, a truth
/// value) is left to the reader of the values.
public final class Yaml {
  /// Deeper nesting is no file that a person wrote.
  private static final int DEEPEST = 60;

  private final Source source;
  private final Iterator<Event> events;
  private final Map<String, Value> anchors = new HashMap<>();
  private int knownPoint;
  private int knownIndex;

  private Yaml(Source source, Iterator<Event> events) {
    this.source = source;
    this.events = events;
  }

  public sealed interface Value {
    Span at();

    /// The explicit tag, for example `!vault`; empty when there is none.
    String tag();
  }

  /// A scalar: a word, a number, a text.
  ///
  /// @param plain whether it stands there without quotes, so that it may mean a number or nothing
  public record Text(String text, boolean plain, String tag, Span at) implements Value {}

  public record Items(List<Value> items, String tag, Span at) implements Value {}

  public record Fields(List<Field> fields, String tag, Span at) implements Value {}

  public record Field(Value key, Value value) {}

  public sealed interface Outcome {}

  /// A file that could be read.
  ///
  /// @param root empty for a file without content
  public record Document(Optional<Value> root) implements Outcome {}

  public record Broken(Diagnostic why) implements Outcome {}

  /// Reads one document.
  public static Outcome read(Source source) {
    String text = source.text();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c) && i + 1 < text.length()) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return broken(source.span(i, i + 1), Messages.text("text.not-utf8", c & 0xFF));
      }
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(source.file())
            .setUseMarks(true)
            .setCodePointLimit(Integer.MAX_VALUE)
            .build();
    try {
      Yaml reader = new Yaml(source, new Parse(settings).parseString(text).iterator());
      return reader.document();
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
      int at = mark == null ? 0 : Math.min(mark.getIndex(), text.codePointCount(0, text.length()));
      int index = text.offsetByCodePoints(0, at);
      String problem = e.getProblem() == null ? e.getContext() : e.getProblem();
      return broken(source.span(index, index), Messages.text("text.yaml", said(problem)));
    } catch (ReaderException e) {
      int at = Math.min(e.getPosition(), text.codePointCount(0, text.length()));
      int index = text.offsetByCodePoints(0, at);
      return broken(
          source.span(index, index),
          Messages.text("text.yaml-character", "U+%04X".formatted(e.getCodePoint())));
    } catch (YamlEngineException e) {
      return broken(Span.whole(source.file()), Messages.text("text.yaml", said(e.getMessage())));
    }
  }

  private static String said(@Nullable String problem) {
    return problem == null ? "?" : problem.replaceAll("\\s+", " ").strip();
  }

  private static Broken broken(Span at, String message) {
    return new Broken(
        new Diagnostic("yaml", Severity.ERROR, at, message, Messages.text("text.yaml.fix")));
  }

  private Outcome document() {
    Value root = null;
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case DocumentStart -> {
          if (root != null) {
            return broken(span(event), Messages.text("text.yaml-two"));
          }
        }
        case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
        case Alias, Scalar, SequenceStart, SequenceEnd, MappingStart, MappingEnd -> {
          Object made = value(event, 0);
          if (made instanceof Broken broken) {
            return broken;
          }
          root = (Value) made;
        }
      }
    }
    return new Document(
        root instanceof Text t && t.plain() && t.text().isEmpty()
            ? Optional.empty()
            : Optional.ofNullable(root));
  }

  /// A [Value] or a [Broken].
  private Object value(Event event, int depth) {
    if (depth > DEEPEST) {
      return broken(span(event), Messages.text("text.yaml-deep", DEEPEST));
    }
    if (event instanceof AliasEvent alias) {
      String name = alias.getAlias().getValue();
      Value known = anchors.get(name);
      return known == null ? broken(span(event), Messages.text("text.yaml-anchor", name)) : known;
    }
    if (event instanceof ScalarEvent scalar) {
      return remember(
          scalar,
          new Text(scalar.getValue(), scalar.isPlain(), scalar.getTag().orElse(""), span(event)));
    }
    CollectionStartEvent start = (CollectionStartEvent) event;
    String tag = start.getTag().orElse("");
    List<Value> children = new ArrayList<>();
    while (true) {
      Event next = events.next();
      if (next.getEventId() == Event.ID.SequenceEnd || next.getEventId() == Event.ID.MappingEnd) {
        break;
      }
      if (next.getEventId() == Event.ID.Comment) {
        continue;
      }
      Object child = value(next, depth + 1);
      if (child instanceof Broken) {
        return child;
      }
      children.add((Value) child);
    }
    if (!(event instanceof MappingStartEvent)) {
      return remember(start, new Items(List.copyOf(children), tag, span(event)));
    }
    List<Field> fields = new ArrayList<>(children.size() / 2);
    for (int i = 0; i + 1 < children.size(); i += 2) {
      fields.add(new Field(children.get(i), children.get(i + 1)));
    }
    return remember(start, new Fields(List.copyOf(fields), tag, span(event)));
  }

  private Value remember(NodeEvent event, Value value) {
    event.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), value));
    return value;
  }

  private Span span(Event event) {
    int start = index(event.getStartMark());
    return source.span(start, Math.max(start, index(event.getEndMark())));
  }

  /// The UTF-16 index of a mark, which counts code points; marks come nearly in order, so that it
  /// is cheap to go on from the last one.
  private int index(Optional<Mark> mark) {
    int point = mark.map(Mark::getIndex).orElse(0);
    knownIndex = source.text().offsetByCodePoints(knownIndex, point - knownPoint);
    knownPoint = point;
    return knownIndex;
  }
}
