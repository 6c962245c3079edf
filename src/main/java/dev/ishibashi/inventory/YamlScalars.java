package dev.ishibashi.inventory;

import dev.ishibashi.text.Yaml;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What YAML values mean to Ansible: YAML 1.1, in which `yes` is true, `010` is eight, and `1:30`
/// is ninety.
final class YamlScalars {
  private static final Pattern TRUE = Pattern.compile("yes|Yes|YES|true|True|TRUE|on|On|ON");
  private static final Pattern FALSE = Pattern.compile("no|No|NO|false|False|FALSE|off|Off|OFF");
  private static final Pattern BARE = Pattern.compile("[-+]?0[bx]");
  private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");
  private static final Pattern WHOLE =
      Pattern.compile(
          "[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)");
  private static final Pattern REAL =
      Pattern.compile(
          "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?"
              + "|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
              + "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*"
              + "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4})-(\\d\\d?)-(\\d\\d?)(?:[Tt]|[ \\t]+)(\\d\\d?):(\\d\\d):(\\d\\d)(?:\\.\\d*)?"
              + "(?:[ \\t]*(?:Z|[-+]\\d\\d?(?::\\d\\d)?))?");

  private final Problems problems;
  private final IdentityHashMap<Yaml.Value, Object> known = new IdentityHashMap<>();

  private final Vault vault;

  YamlScalars(Problems problems, Vault vault) {
    this.problems = problems;
    this.vault = vault;
  }

  private @Nullable Object secret(Yaml.Value value) {
    return switch (vault.open(value instanceof Yaml.Text text ? text.text() : "")) {
      case Vault.Opened(String plain) -> plain;
      case Vault.NoPassword _ -> refuse("vault", value);
      case Vault.Wrong _ -> refuse("vault-wrong", value);
      // Without a password it does not matter what is wrong with it.
      case Vault.Malformed _ -> refuse(vault == Vault.CLOSED ? "vault" : "vault-form", value);
    };
  }

  private @Nullable Object refuse(String key, Yaml.Value value) {
    problems.add(key, value.at());
    return null;
  }

  /// The value as text, number ([Long], [BigInteger], [Double]), truth value, list, map, or null.
  @Nullable Object value(Yaml.Value value) {
    if (value.tag().equals("!vault") || value.tag().equals("!vault-encrypted")) {
      return secret(value);
    }
    if (!value.tag().isEmpty() && !allowed(value.tag())) {
      problems.add("tag", value.at(), value.tag());
      return null;
    }
    return switch (value) {
      case Yaml.Text text -> scalar(text);
      case Yaml.Items items -> {
        Object seen = known.get(items);
        if (seen != null) {
          yield seen;
        }
        List<@Nullable Object> list = new ArrayList<>();
        for (Yaml.Value item : items.items()) {
          list.add(value(item));
        }
        known.put(items, list);
        yield list;
      }
      case Yaml.Fields fields -> {
        Object seen = known.get(fields);
        if (seen != null) {
          yield seen;
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Yaml.Field field : entries(fields)) {
          map.put(key(value(field.key())), value(field.value()));
        }
        known.put(fields, map);
        yield map;
      }
    };
  }

  private static boolean allowed(String tag) {
    return switch (tag) {
      case "!unsafe",
          "!",
          "tag:yaml.org,2002:str",
          "tag:yaml.org,2002:map",
          "tag:yaml.org,2002:seq" ->
          true;
      default -> false;
    };
  }

  /// The fields with merge keys (`<<`) put in their place: what is written itself wins.
  List<Yaml.Field> entries(Yaml.Fields fields) {
    Map<String, Yaml.Field> own = new LinkedHashMap<>();
    List<Yaml.Fields> merged = new ArrayList<>();
    for (Yaml.Field field : fields.fields()) {
      if (field.key() instanceof Yaml.Text key && key.plain() && key.text().equals("<<")) {
        switch (field.value()) {
          case Yaml.Fields map -> merged.add(map);
          case Yaml.Items list -> {
            for (Yaml.Value item : list.items()) {
              if (item instanceof Yaml.Fields map) {
                merged.add(map);
              } else {
                problems.add("merge", item.at());
              }
            }
          }
          case Yaml.Text text -> problems.add("merge", text.at());
        }
      } else if (field.key() instanceof Yaml.Text key) {
        String name = key(scalar(key));
        if (own.putIfAbsent(name, field) != null) {
          problems.add("duplicate-key", key.at(), name);
        }
      } else {
        problems.add("key", field.key().at());
      }
    }
    if (merged.isEmpty()) {
      return List.copyOf(own.values());
    }
    // The first of several merged maps wins; the merged keys come first, as in PyYAML.
    Map<String, Yaml.Field> all = new LinkedHashMap<>();
    for (Yaml.Fields map : merged) {
      for (Yaml.Field field : entries(map)) {
        all.putIfAbsent(key(value(field.key())), field);
      }
    }
    all.putAll(own);
    return List.copyOf(all.values());
  }

  static @Nullable Object scalar(Yaml.Text text) {
    String t = text.text();
    if (!text.plain() || text.tag().endsWith(":str") || text.tag().equals("!unsafe")) {
      return t;
    }
    if (!t.isEmpty() && !maybeSpecial(t.charAt(0))) {
      return t;
    }
    if (NULL.matcher(t).matches()) {
      return null;
    }
    if (TRUE.matcher(t).matches()) {
      return true;
    }
    if (FALSE.matcher(t).matches()) {
      return false;
    }
    if (WHOLE.matcher(t).matches()) {
      return whole(t);
    }
    if (REAL.matcher(t).matches()) {
      return real(t);
    }
    var time = TIME.matcher(t);
    if (time.matches() && !t.matches(".*[.Z+].*|.*:.*-.*")) {
      return "%s-%02d-%02dT%02d:%s:%s"
          .formatted(
              time.group(1),
              Integer.parseInt(time.group(2)),
              Integer.parseInt(time.group(3)),
              Integer.parseInt(time.group(4)),
              time.group(5),
              time.group(6));
    }
    return t;
  }

  /// Whether a plain scalar that begins so may be anything but text.
  private static boolean maybeSpecial(char c) {
    return (c >= '0' && c <= '9') || "+-.~nNtTfFyYoO".indexOf(c) >= 0;
  }

  private static Object whole(String text) {
    String t = text.replace("_", "");
    if (BARE.matcher(t).matches()) {
      return text;
    }
    boolean negative = t.startsWith("-");
    t = t.startsWith("-") || t.startsWith("+") ? t.substring(1) : t;
    BigInteger value;
    if (t.startsWith("0b")) {
      value = new BigInteger(t.substring(2), 2);
    } else if (t.startsWith("0x")) {
      value = new BigInteger(t.substring(2), 16);
    } else if (t.contains(":")) {
      value = BigInteger.ZERO;
      for (String part : t.split(":", -1)) {
        value = value.multiply(BigInteger.valueOf(60)).add(new BigInteger(part));
      }
    } else if (t.length() > 1 && t.startsWith("0")) {
      value = new BigInteger(t, 8);
    } else {
      value = new BigInteger(t);
    }
    value = negative ? value.negate() : value;
    return value.bitLength() < 63 ? (Object) value.longValue() : value;
  }

  private static Object real(String text) {
    String t = text.replace("_", "").toLowerCase(java.util.Locale.ROOT);
    double sign = t.startsWith("-") ? -1 : 1;
    t = t.startsWith("-") || t.startsWith("+") ? t.substring(1) : t;
    if (t.equals(".inf")) {
      return sign * Double.POSITIVE_INFINITY;
    }
    if (t.equals(".nan")) {
      return Double.NaN;
    }
    if (t.contains(":")) {
      double value = 0;
      for (String part : t.split(":", -1)) {
        value = value * 60 + Double.parseDouble(part);
      }
      return sign * value;
    }
    return sign * Double.parseDouble(t);
  }

  /// A key of a map as the text that JSON gives it.
  static String key(@Nullable Object key) {
    return switch (key) {
      case null -> "null";
      case Boolean b -> b ? "true" : "false";
      default -> String.valueOf(key);
    };
  }
}
