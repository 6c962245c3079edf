package dev.ishibashi.procedure;

import dev.ishibashi.procedure.Safeguards.Assertion;
import dev.ishibashi.procedure.Safeguards.Term;
import dev.ishibashi.procedure.Safeguards.Waiver;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Span;
import dev.ishibashi.text.Spelling;
import dev.ishibashi.text.Yaml;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what bounds a change: limits, live state, terms, waivers.
final class SafeguardsReader {
  static final List<String> LIMITS =
      List.of(
          "hosts",
          "share",
          "per-replica-set",
          "deleted-files",
          "deleted-bytes",
          "at-once",
          "unhealthy");

  private static final long MOST_FILES = 1_000_000_000_000L;
  private static final int MOST_HOSTS = 1_000_000;
  private static final Pattern BYTES = Pattern.compile("([0-9]{1,12})([KMGT]?)");

  private final ProcedureReader reader;

  SafeguardsReader(ProcedureReader reader) {
    this.reader = reader;
  }

  Optional<Procedure.Limits> limits(Yaml.Fields map) {
    Map<String, Yaml.Field> parts = reader.fields(map, LIMITS, "limits");
    Span at = map.at();
    Optional<Located<Long>> files = reader.number(parts, "deleted-files", at, 0, MOST_FILES);
    Optional<Located<Long>> atOnce = reader.number(parts, "at-once", at, 1, MOST_HOSTS);
    Optional<Located<Long>> unhealthy = reader.number(parts, "unhealthy", at, 0, MOST_HOSTS);
    Optional<Located<Integer>> hosts = some(parts, "hosts", at);
    Optional<Located<Integer>> perReplicaSet = some(parts, "per-replica-set", at);
    Optional<Located<Long>> bytes =
        reader
            .optional(parts, "deleted-bytes")
            .flatMap(v -> reader.text("deleted-bytes", v))
            .flatMap(this::bytes);
    List<Procedure.GroupShare> shares =
        reader
            .optional(parts, "share")
            .flatMap(v -> reader.map("share", v))
            .map(this::shares)
            .orElse(List.of());
    if (files.isEmpty() || atOnce.isEmpty() || unhealthy.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Procedure.Limits(
            files.get(),
            bytes,
            ProcedureReader.whole(atOnce.get()),
            ProcedureReader.whole(unhealthy.get()),
            hosts,
            shares,
            perReplicaSet));
  }

  /// A number of hosts, where it is written.
  private Optional<Located<Integer>> some(Map<String, Yaml.Field> parts, String key, Span at) {
    return parts.containsKey(key)
        ? reader.number(parts, key, at, 1, MOST_HOSTS).map(ProcedureReader::whole)
        : Optional.empty();
  }

  private Optional<Located<Long>> bytes(Located<String> text) {
    Matcher parts = BYTES.matcher(text.value());
    if (!parts.matches()) {
      reader.problem("bytes", text.at(), text.value());
      return Optional.empty();
    }
    int power = parts.group(2).isEmpty() ? 0 : "KMGT".indexOf(parts.group(2)) + 1;
    try {
      long bytes = Math.multiplyExact(Long.parseLong(parts.group(1)), 1L << (10 * power));
      return Optional.of(new Located<>(bytes, text.at()));
    } catch (ArithmeticException e) {
      reader.problem("bytes", text.at(), text.value());
      return Optional.empty();
    }
  }

  private List<Procedure.GroupShare> shares(Yaml.Fields map) {
    List<Procedure.GroupShare> shares = new ArrayList<>();
    reader
        .fields(map, List.of(), "share")
        .forEach(
            (group, field) -> {
              Optional<Located<String>> text = reader.text("share", field.value());
              if (text.isPresent() && text.get().value().matches("(100|[1-9]?[0-9])%")) {
                String digits = text.get().value().substring(0, text.get().value().length() - 1);
                shares.add(
                    new Procedure.GroupShare(
                        new Located<>(group, field.key().at()),
                        new Located<>(Integer.parseInt(digits), text.get().at())));
              } else {
                text.ifPresent(t -> reader.problem("share", t.at(), group, t.value()));
              }
            });
    return List.copyOf(shares);
  }

  Safeguards safeguards(Map<String, Yaml.Field> keys) {
    Span top = Span.whole("");
    Optional<Located<Integer>> version =
        keys.containsKey("version")
            ? reader.number(keys, "version", top, 1, 1_000_000).map(ProcedureReader::whole)
            : Optional.empty();
    return new Safeguards(version, assertions(keys), terms(keys), waivers(keys));
  }

  private List<Assertion> assertions(Map<String, Yaml.Field> keys) {
    List<Assertion> found = new ArrayList<>();
    for (Yaml.Fields map : maps(keys, "live-state")) {
      Map<String, Yaml.Field> parts = reader.fields(map, List.of("run", "expect"), "live-state");
      Optional<Located<String>> run = reader.text(parts, "run", map.at());
      Optional<Located<String>> expect =
          reader
              .optional(parts, "expect")
              .flatMap(v -> reader.text("expect", v))
              .map(e -> new Located<>(e.value().strip(), e.at()));
      run.ifPresent(r -> found.add(new Assertion(r, expect)));
    }
    return List.copyOf(found);
  }

  private List<Term> terms(Map<String, Yaml.Field> keys) {
    List<Term> found = new ArrayList<>();
    Optional<Yaml.Fields> map = reader.optional(keys, "terms").flatMap(v -> reader.map("terms", v));
    if (map.isEmpty()) {
      return found;
    }
    Map<String, Yaml.Field> parts = reader.fields(map.get(), List.of(), "terms");
    for (Map.Entry<String, Yaml.Field> part : parts.entrySet()) {
      Yaml.Field field = part.getValue();
      Optional<Located<String>> text = reader.text("terms", field.value());
      if (text.isEmpty()) {
        continue;
      }
      Located<String> what = new Located<>(part.getKey(), field.key().at());
      if (text.get().value().equals("never")) {
        found.add(new Term(what, Optional.empty(), text.get().at()));
      } else {
        date(text.get()).ifPresent(d -> found.add(new Term(what, Optional.of(d.value()), d.at())));
      }
    }
    return List.copyOf(found);
  }

  private List<Waiver> waivers(Map<String, Yaml.Field> keys) {
    List<Waiver> found = new ArrayList<>();
    for (Yaml.Fields map : maps(keys, "waivers")) {
      Map<String, Yaml.Field> parts =
          reader.fields(map, List.of("gate", "reason", "until", "by"), "waivers");
      Optional<Located<String>> gate = reader.text(parts, "gate", map.at());
      Optional<Located<String>> reason = reader.text(parts, "reason", map.at());
      Optional<Located<String>> by = reader.text(parts, "by", map.at());
      Optional<Located<LocalDate>> until =
          reader.text(parts, "until", map.at()).flatMap(this::date);
      gate.ifPresent(this::waivable);
      if (gate.isPresent() && reason.isPresent() && by.isPresent() && until.isPresent()) {
        found.add(new Waiver(gate.get(), reason.get(), until.get(), by.get()));
      }
    }
    return List.copyOf(found);
  }

  private void waivable(Located<String> gate) {
    if (Safeguards.NEVER_WAIVED.contains(gate.value())) {
      reader.problem("waiver-never", gate.at(), gate.value());
    } else if (!Safeguards.WAIVABLE.contains(gate.value())) {
      String near =
          Spelling.nearest(gate.value(), Safeguards.WAIVABLE)
              .map(n -> Messages.text("procedure.near", n))
              .orElseGet(
                  () -> Messages.text("procedure.known", String.join(", ", Safeguards.WAIVABLE)));
      reader.problem("waiver-gate", gate.at(), gate.value(), near);
    }
  }

  private Optional<Located<LocalDate>> date(Located<String> text) {
    try {
      if (text.value().matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
        return Optional.of(new Located<>(LocalDate.parse(text.value()), text.at()));
      }
    } catch (DateTimeParseException e) {
      // Said below: it has the form of a date, and is none.
    }
    reader.problem("date", text.at(), text.value());
    return Optional.empty();
  }

  private List<Yaml.Fields> maps(Map<String, Yaml.Field> keys, String key) {
    Optional<Yaml.Items> items = reader.optional(keys, key).flatMap(v -> reader.items(key, v));
    List<Yaml.Fields> found = new ArrayList<>();
    items.ifPresent(
        list -> list.items().forEach(item -> reader.map(key, item).ifPresent(found::add)));
    return found;
  }
}
