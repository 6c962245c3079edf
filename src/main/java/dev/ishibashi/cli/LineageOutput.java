package dev.ishibashi.cli;

import dev.ishibashi.document.Turns;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.lineage.Differences;
import dev.ishibashi.lineage.Search;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Shows earlier programs, and the lines that matter side by side.
final class LineageOutput {
  private LineageOutput() {}

  static void print(
      Output output,
      Source program,
      Explanation explained,
      Search.Searched searched,
      PrintWriter out) {
    switch (output) {
      case JSON -> json(program, explained, searched, out);
      case TEXT -> text(program, explained, searched, out);
    }
  }

  private static Differences compare(Source program, Explanation explained, Search.Kin kin) {
    return Differences.between(program, explained, kin.source(), kin.explanation());
  }

  private static void text(
      Source program, Explanation explained, Search.Searched searched, PrintWriter out) {
    out.println(
        Messages.text(
            "cli.lineage-searched",
            program.file(),
            searched.library(),
            searched.programs(),
            searched.versions()));
    searched.unread().forEach(s -> out.println(Messages.text("cli.lineage-unread", s)));
    if (searched.kin().isEmpty()) {
      out.println(Messages.text("cli.lineage-none"));
    }
    int rank = 0;
    for (Search.Kin kin : searched.kin()) {
      String dated = kin.when().isEmpty() ? "" : Messages.text("cli.lineage-dated", kin.when());
      String key = kin.own() ? "cli.lineage-own" : "cli.lineage-kin";
      out.println();
      out.println(Messages.text(key, ++rank, kin.name(), dated, kin.percent()));
      for (Differences.Line line : compare(program, explained, kin).lines()) {
        text(line, out);
      }
    }
  }

  private static void text(Differences.Line line, PrintWriter out) {
    Differences.Place place = line.now().or(line::then).orElseThrow();
    String mark =
        switch (line.change()) {
          case INHERITED -> "=";
          case CHANGED -> Console.yellow("~");
          case DROPPED -> Console.red("-");
          case NEW -> Console.green("+");
        };
    out.println(
        "  %s %s  %s  %s"
            .formatted(
                mark,
                roles(line),
                place.at().line() + ":" + place.at().column(),
                Turns.cut(place.text())));
    if (line.change() == Differences.Change.CHANGED) {
      Differences.Place then = line.then().orElseThrow();
      out.println(
          Messages.text(
              "cli.lineage-then",
              then.at().line() + ":" + then.at().column(),
              Turns.cut(then.text())));
    } else if (line.change() == Differences.Change.INHERITED) {
      Differences.Place then = line.then().orElseThrow();
      out.println(Messages.text("cli.lineage-from", then.at().line() + ":" + then.at().column()));
    }
    line.turns().forEach(turn -> out.println("      ! " + Turns.sentence(turn)));
  }

  static String roles(Differences.Line line) {
    return line.roles().stream()
        .sorted()
        .map(r -> Messages.text("cli.lineage-role." + r.name().toLowerCase(Locale.ROOT)))
        .collect(Collectors.joining(", "));
  }

  private static void json(
      Source program, Explanation explained, Search.Searched searched, PrintWriter out) {
    for (Search.Kin kin : searched.kin()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("schema", "ishibashi/ancestor/1");
      line.put("program", program.file());
      line.put("ancestor", kin.name());
      line.put("when", kin.when());
      line.put("share", Math.round(kin.share() * 1000) / 1000.0);
      line.put("own", kin.own());
      line.put(
          "lines",
          compare(program, explained, kin).lines().stream().map(LineageOutput::fields).toList());
      out.println(Json.line(line));
    }
    Map<String, Object> end = new LinkedHashMap<>();
    end.put("schema", "ishibashi/lineage/1");
    end.put("program", program.file());
    end.put("library", searched.library());
    end.put("programs", searched.programs());
    end.put("versions", searched.versions());
    end.put("unread", searched.unread());
    out.println(Json.line(end));
  }

  private static Map<String, Object> fields(Differences.Line line) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("change", line.change().name().toLowerCase(Locale.ROOT));
    fields.put(
        "roles",
        line.roles().stream().sorted().map(r -> r.name().toLowerCase(Locale.ROOT)).toList());
    place(fields, "then", line.then());
    place(fields, "now", line.now());
    List<Object> turns = new ArrayList<>();
    for (Differences.Turn turn : line.turns()) {
      turns.add(turn(turn));
    }
    fields.put("turns", turns);
    return fields;
  }

  private static void place(
      Map<String, Object> fields, String name, Optional<Differences.Place> place) {
    place.ifPresent(
        p -> {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("line", p.at().line());
          one.put("column", p.at().column());
          one.put("text", p.text());
          fields.put(name, one);
        });
  }

  private static Map<String, Object> turn(Differences.Turn turn) {
    Map<String, Object> fields = new LinkedHashMap<>();
    switch (turn) {
      case Differences.KindTurn kind -> {
        fields.put("turn", "kind");
        fields.put("then", Turns.kind(kind.then(), kind.commandThen()));
        fields.put("now", Turns.kind(kind.now(), kind.commandNow()));
      }
      case Differences.ReachTurn reach -> {
        fields.put("turn", "reach");
        fields.put("then", reach.then());
        fields.put("now", reach.now());
      }
      case Differences.OriginTurn origin -> {
        fields.put("turn", "origin");
        fields.put("variable", origin.variable());
        fields.put("then", origin.then());
        fields.put("now", origin.now());
      }
      case Differences.GuardTurn guard -> {
        fields.put("turn", "guard");
        fields.put("lost", guard.guard().text());
        fields.put("line", guard.guard().at().line());
      }
    }
    return fields;
  }
}
