package dev.ishibashi.text;

import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.ConcurrentHashMap;

/// The message catalogue: every text that a user reads, by key, so that another language can stand
/// beside English.
///
/// A key is `area.name`; the texts of an area stand in `messages/<area>.properties` (UTF-8), those
/// of Japanese in `messages/<area>_ja.properties`. Texts are formats of [String#format]; write
/// `%1$s`, `%2$s` where another language may need another order.
public final class Messages {
  /// The texts that were asked for so far. Conditions are put into words all the time while a
  /// program is explained, and finding a text in its bundle takes longer than all else of that.
  private record Language(Locale locale, Map<String, Template> templates) {}

  private static volatile Language language = new Language(Locale.ROOT, Map.of());

  private Messages() {}

  /// The text of a key, with its arguments filled in.
  ///
  /// @throws java.util.MissingResourceException when there is no such key, which is a bug
  public static String text(String key, Object... arguments) {
    Locale locale = Locale.getDefault(Locale.Category.DISPLAY);
    Language spoken = language;
    if (!spoken.locale.equals(locale)) {
      spoken = new Language(locale, new ConcurrentHashMap<>());
      language = spoken;
    }
    Template template = spoken.templates.get(key);
    if (template == null) {
      template = find(key, locale);
      spoken.templates.put(key, template);
    }
    return template.with(arguments);
  }

  private static Template find(String key, Locale locale) {
    int dot = key.indexOf('.');
    ResourceBundle area = ResourceBundle.getBundle("messages." + key.substring(0, dot), locale);
    return Template.of(area.getString(key.substring(dot + 1)));
  }
}
