package dev.ishibashi.text;

import java.util.Locale;
import java.util.ResourceBundle;

/// The message catalogue: every text that a user reads, by key, so that another language can stand
/// beside English.
///
/// A key is `area.name`; the texts of an area stand in `messages/<area>.properties` (UTF-8), those
/// of Japanese in `messages/<area>_ja.properties`. Texts are formats of [String#format]; write
/// `%1$s`, `%2$s` where another language may need another order.
public final class Messages {
  private Messages() {}

  /// The text of a key, with its arguments filled in.
  ///
  /// @throws java.util.MissingResourceException when there is no such key, which is a bug
  public static String text(String key, Object... arguments) {
    int dot = key.indexOf('.');
    String area = key.substring(0, dot);
    String format =
        ResourceBundle.getBundle("messages." + area, Locale.getDefault(Locale.Category.DISPLAY))
            .getString(key.substring(dot + 1));
    return String.format(Locale.ROOT, format, arguments);
  }
}
