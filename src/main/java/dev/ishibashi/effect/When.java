package dev.ishibashi.effect;

import dev.ishibashi.text.Messages;
import java.util.List;
import java.util.Optional;

/// The words in which people are told under which condition something happens.
final class When {
  /// In which way a variable holds nothing; the names are keys of the catalogue.
  private static final List<String> WAYS = List.of("unset-or-empty", "unset", "empty");

  private When() {}

  static String text(String key, Object... arguments) {
    return Messages.text("effect.when-" + key, arguments);
  }

  /// `X is empty`
  static String empty(String variable) {
    return text("empty", variable);
  }

  /// `X is unset`
  static String unset(String variable) {
    return text("unset", variable);
  }

  /// `X is unset or empty`
  static String unsetOrEmpty(String variable) {
    return text("unset-or-empty", variable);
  }

  /// What words of this class say of a variable.
  ///
  /// @param way `unset-or-empty`, `unset` or `empty`
  record Nothing(String variable, String way) {
    /// `X may be unset or empty`
    String maybe() {
      return text("may-be-" + way, variable);
    }
  }

  /// Which variable the words say to hold nothing, if they say that.
  static Optional<Nothing> nothing(String words) {
    for (String way : WAYS) {
      String form = text(way, "\0");
      int name = form.indexOf('\0');
      String before = form.substring(0, name);
      String behind = form.substring(name + 1);
      if (words.length() > before.length() + behind.length()
          && words.startsWith(before)
          && words.endsWith(behind)) {
        return Optional.of(
            new Nothing(words.substring(before.length(), words.length() - behind.length()), way));
      }
    }
    return Optional.empty();
  }

  /// Several conditions that hold together.
  static String all(List<String> conditions) {
    return conditions.size() == 1 ? conditions.getFirst() : String.join(text("and"), conditions);
  }
}
