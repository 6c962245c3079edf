package dev.ishibashi.shell;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/// Finds nodes in a tree.
final class Nodes {
  private Nodes() {}

  static <T> List<T> all(Syntax.Script script, Class<T> type) {
    List<T> found = new ArrayList<>();
    collect(script.body(), type, found);
    return found;
  }

  private static <T> void collect(Object value, Class<T> type, List<T> found) {
    if (type.isInstance(value)) {
      found.add(type.cast(value));
    }
    if (value instanceof List<?> all) {
      all.forEach(one -> collect(one, type, found));
    } else if (value instanceof Record node) {
      for (RecordComponent field : node.getClass().getRecordComponents()) {
        try {
          Object inner = field.getAccessor().invoke(node);
          if (inner != null) {
            collect(inner, type, found);
          }
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
