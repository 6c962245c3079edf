package dev.ishibashi.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A format of [String#format] that was read once, and is filled in often.
///
/// @param format as it is written
/// @param texts what stands before, between and behind the arguments; empty when the format asks
///   for more than plain arguments (a width, say), so that [String#format] has to fill it in
/// @param arguments which argument stands behind each of the texts but the last, from 0
record Template(String format, List<String> texts, List<Integer> arguments) {
  private static final Pattern ITEM = Pattern.compile("%(?:([1-9])\\$)?([sd%])?");

  static Template of(String format) {
    List<String> texts = new ArrayList<>();
    List<Integer> arguments = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    Matcher item = ITEM.matcher(format);
    int from = 0;
    int next = 0;
    while (item.find()) {
      text.append(format, from, item.start());
      from = item.end();
      switch (item.group(2)) {
        case null -> {
          return new Template(format, List.of(), List.of());
        }
        case "%" -> text.append('%');
        case String plain -> {
          texts.add(text.toString());
          text.setLength(0);
          arguments.add(item.group(1) == null ? next++ : Integer.parseInt(item.group(1)) - 1);
        }
      }
    }
    texts.add(text + format.substring(from));
    return new Template(format, List.copyOf(texts), List.copyOf(arguments));
  }

  String with(Object... values) {
    if (texts.isEmpty()) {
      return String.format(Locale.ROOT, format, values);
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < arguments.size(); i++) {
      out.append(texts.get(i)).append(values[arguments.get(i)]);
    }
    return out.append(texts.getLast()).toString();
  }
}
