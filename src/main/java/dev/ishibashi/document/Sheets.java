package dev.ishibashi.document;

import dev.ishibashi.document.Sheet.Block;
import dev.ishibashi.document.Sheet.Bullets;
import dev.ishibashi.document.Sheet.Item;
import dev.ishibashi.document.Sheet.Paragraph;
import dev.ishibashi.document.Sheet.Section;
import dev.ishibashi.document.Sheet.Table;
import dev.ishibashi.effect.Act;
import dev.ishibashi.effect.Effect;
import dev.ishibashi.effect.Explainer;
import dev.ishibashi.effect.Explanation;
import dev.ishibashi.gate.Verdict;
import dev.ishibashi.inventory.Fact;
import dev.ishibashi.inventory.Host;
import dev.ishibashi.inventory.Inventory;
import dev.ishibashi.lineage.Differences;
import dev.ishibashi.procedure.Located;
import dev.ishibashi.procedure.Procedure;
import dev.ishibashi.procedure.Safeguards;
import dev.ishibashi.procedure.Seal;
import dev.ishibashi.procedure.Waves;
import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Puts a procedure and what is known of it into the order in which an approver reads it. The same
/// content gives the same sheet, on any day and machine.
public final class Sheets {
  /// More lines than these are counted.
  private static final int MOST = 60;

  private final Content content;
  private final Procedure procedure;

  /// What is known of a procedure.
  ///
  /// @param inventory empty where none was named; then what depends on it is not said
  /// @param verdicts what the gates say, in their order; empty without an inventory
  /// @param seal empty without an inventory
  public record Content(
      Procedure procedure,
      Source program,
      Explanation explained,
      List<Ancestor> ancestors,
      Optional<Inventory> inventory,
      List<Verdict> verdicts,
      Optional<Seal> seal) {}

  /// An earlier program that is declared as ancestor.
  public record Ancestor(String name, Source source, Explanation explained) {}

  private Sheets(Content content) {
    this.content = content;
    this.procedure = content.procedure();
  }

  /// The sheet of a procedure.
  public static Sheet of(Content content) {
    Sheets sheets = new Sheets(content);
    List<Section> sections = new ArrayList<>();
    if (!content.procedure().safeguards().waivers().isEmpty()) {
      sections.add(sheets.section("waivers", sheets.waivers()));
    }
    sections.add(sheets.section("what", sheets.what()));
    sections.add(sheets.section("where", sheets.where()));
    sections.add(sheets.section("effects", sheets.effects()));
    sections.add(sheets.section("worst", sheets.worst()));
    sections.add(sheets.section("ancestor", sheets.ancestors()));
    sections.add(sheets.section("waves", sheets.waves()));
    sections.add(sheets.section("back", sheets.back()));
    sections.add(sheets.section("gates", sheets.gates()));
    sections.add(sheets.section("approvals", sheets.approvals()));
    return new Sheet(Visible.of(content.procedure().title().value()), List.copyOf(sections));
  }

  private Section section(String key, List<Block> blocks) {
    return new Section(say("heading." + key), List.copyOf(blocks));
  }

  private static String say(String key, Object... arguments) {
    return Messages.text("document." + key, arguments);
  }

  private static Paragraph paragraph(String key, Object... arguments) {
    return new Paragraph(Visible.of(say(key, arguments)));
  }

  private static Item row(String key) {
    return Item.text(say("row." + key));
  }

  /// Said first: whoever approves must know what is not asked.
  private List<Block> waivers() {
    List<Item> items = new ArrayList<>();
    for (Safeguards.Waiver waiver : procedure.safeguards().waivers()) {
      items.add(
          Item.text(
              say("waiver", waiver.gate(), waiver.reason(), waiver.until().value(), waiver.by())));
    }
    return List.of(new Bullets(items));
  }

  private List<Block> what() {
    List<List<Item>> rows = new ArrayList<>();
    rows.add(List.of(row("change"), Item.code(procedure.change().value())));
    procedure
        .safeguards()
        .version()
        .ifPresent(v -> rows.add(List.of(row("version"), Item.text(v.toString()))));
    procedure.author().ifPresent(a -> rows.add(List.of(row("author"), Item.text(a.value()))));
    rows.add(List.of(row("program"), Item.code(procedure.program().value())));
    rows.add(List.of(row("program-hash"), Item.code(Seal.sha256(content.program().bytes()))));
    procedure
        .variables()
        .forEach(
            (name, value) -> rows.add(List.of(row("variable"), Item.code(name + "=" + value))));
    if (!procedure.arguments().isEmpty()) {
      String all =
          procedure.arguments().stream().map(Located::value).collect(Collectors.joining(" "));
      rows.add(List.of(row("arguments"), Item.code(all)));
    }
    content.seal().ifPresent(s -> rows.add(List.of(row("seal"), Item.code(s.hash()))));
    return List.of(new Table(List.of(), rows));
  }

  private List<Block> where() {
    List<Block> blocks = new ArrayList<>();
    List<String> hosts = procedure.targets().names();
    blocks.add(paragraph("targets", hosts.size(), procedure.targets().select()));
    List<Item> items = new ArrayList<>();
    for (String host : hosts) {
      items.add(Item.of(facts(host), host));
    }
    blocks.add(new Bullets(items));
    List<String> addressed = content.explained().hosts().stream().sorted().toList();
    if (!addressed.isEmpty()) {
      blocks.add(paragraph("addresses", String.join(", ", addressed)));
    }
    if (!procedure.network().isEmpty()) {
      blocks.add(
          paragraph(
              "talks",
              procedure.network().stream().map(Located::value).collect(Collectors.joining(", "))));
    }
    blocks.add(
        switch (procedure.bystanders()) {
          case Procedure.Everyone() -> paragraph("bystanders-all");
          case Procedure.Some(var select) -> paragraph("bystanders", select);
        });
    return blocks;
  }

  private String facts(String name) {
    Optional<Host> host = content.inventory().flatMap(i -> i.host(name));
    return host.stream()
        .flatMap(
            h ->
                java.util.stream.Stream.of(Fact.ENVIRONMENT, Fact.ROLE, Fact.SITE)
                    .flatMap(f -> h.fact(f).stream()))
        .collect(Collectors.joining(", "));
  }

  private List<Block> effects() {
    List<Block> blocks = new ArrayList<>();
    if (procedure.effects().declared().isEmpty()) {
      blocks.add(paragraph("effects-none"));
    } else {
      blocks.add(paragraph("effects"));
      List<List<Item>> rows = new ArrayList<>();
      for (Act act : Act.values()) {
        for (Located<String> one : procedure.effects().of(act)) {
          rows.add(List.of(Item.text(say("act." + act.text())), Item.code(one.value())));
        }
      }
      blocks.add(new Table(List.of(), rows));
    }
    Procedure.Limits limits = procedure.limits();
    blocks.add(paragraph("limits", limits.deletedFiles(), limits.atOnce(), limits.unhealthy()));
    return blocks;
  }

  private List<Block> worst() {
    List<Item> items = new ArrayList<>();
    for (Diagnostic finding : content.explained().findings()) {
      if (finding.severity() == Severity.DANGER) {
        items.add(
            Item.of(
                finding.at().line() + ":" + finding.at().column() + " " + finding.message(), ""));
      }
    }
    if (content.explained().error() != null) {
      items.addFirst(Item.text(say("unreadable", content.explained().error().message())));
    } else if (content.explained().anything()) {
      items.addFirst(Item.text(say("anything")));
    }
    Map<String, String> destroyed = new LinkedHashMap<>();
    for (Effect effect : content.explained().effects()) {
      if (effect.act().destroys() && effect.act() != Act.UNKNOWN) {
        destroyed.putIfAbsent(
            Explainer.text(effect), effect.at().line() + ":" + effect.at().column());
      }
    }
    destroyed.forEach((text, at) -> items.add(Item.of(at, text)));
    if (items.isEmpty()) {
      return List.of(paragraph("worst-none"));
    }
    return List.of(paragraph("worst", procedure.targets().names().size()), bullets(items));
  }

  private static Bullets bullets(List<Item> items) {
    if (items.size() <= MOST) {
      return new Bullets(List.copyOf(items));
    }
    List<Item> some = new ArrayList<>(items.subList(0, MOST));
    some.add(Item.text(say("more", items.size() - MOST)));
    return new Bullets(List.copyOf(some));
  }

  private List<Block> ancestors() {
    List<Block> blocks = new ArrayList<>();
    if (content.ancestors().isEmpty()) {
      blocks.add(
          procedure
              .descent()
              .nothing()
              .map(reason -> paragraph("ancestor-none-reason", reason))
              .orElseGet(() -> paragraph("ancestor-none")));
    }
    for (Ancestor ancestor : content.ancestors()) {
      blocks.add(paragraph("ancestor-is", ancestor.name()));
      if (ancestor.explained().error() != null || content.explained().error() != null) {
        blocks.add(paragraph("ancestor-unreadable"));
        continue;
      }
      List<List<Item>> rows = new ArrayList<>();
      Differences differences =
          Differences.between(
              content.program(), content.explained(), ancestor.source(), ancestor.explained());
      for (Differences.Line line : differences.lines()) {
        rows.add(difference(line));
      }
      if (rows.isEmpty()) {
        blocks.add(paragraph("ancestor-nothing"));
      } else {
        blocks.add(
            new Table(
                List.of(
                    say("column.change"),
                    say("column.role"),
                    say("column.then"),
                    say("column.now"),
                    say("column.turn")),
                rows));
      }
    }
    return blocks;
  }

  private static List<Item> difference(Differences.Line line) {
    String roles =
        line.roles().stream()
            .sorted()
            .map(r -> say("role." + r.name().toLowerCase(Locale.ROOT)))
            .collect(Collectors.joining(", "));
    return List.of(
        Item.text(say("change." + line.change().name().toLowerCase(Locale.ROOT))),
        Item.text(roles),
        line.then().map(Sheets::place).orElse(Item.text("")),
        line.now().map(Sheets::place).orElse(Item.text("")),
        Item.text(line.turns().stream().map(Turns::sentence).collect(Collectors.joining("; "))));
  }

  private static Item place(Differences.Place place) {
    return Item.of(place.at().line() + ":" + place.at().column(), place.text());
  }

  private List<Block> waves() {
    List<Block> blocks = new ArrayList<>();
    List<List<Item>> rows = new ArrayList<>();
    int number = 0;
    for (List<String> wave : Waves.plan(procedure.targets().names(), procedure.waves().value())) {
      rows.add(
          List.of(
              Item.text(say("wave", ++number, wave.size())), Item.code(String.join(" ", wave))));
    }
    blocks.add(new Table(List.of(), rows));
    if (!procedure.safeguards().assertions().isEmpty()) {
      blocks.add(paragraph("live-state"));
      blocks.add(
          new Bullets(
              procedure.safeguards().assertions().stream()
                  .map(
                      a ->
                          Item.of(
                              a.expect().map(e -> say("expect", e)).orElse(""), a.run().value()))
                  .toList()));
    }
    blocks.add(
        paragraph(
            "wave-soak",
            Draft.duration(procedure.waveSoak()),
            Draft.duration(procedure.timeLimit())));
    if (procedure.checks().isEmpty()) {
      blocks.add(paragraph("checks-none"));
    } else {
      blocks.add(paragraph("checks"));
      blocks.add(new Bullets(procedure.checks().stream().map(c -> Item.code(c.run())).toList()));
    }
    return blocks;
  }

  private List<Block> back() {
    List<Block> blocks = new ArrayList<>();
    List<Item> items = new ArrayList<>();
    for (Act act : Act.values()) {
      if (!procedure.effects().of(act).isEmpty()) {
        items.add(Item.of(say("act." + act.text()) + ": " + way(act), ""));
      }
    }
    if (items.isEmpty()) {
      blocks.add(paragraph("back-nothing"));
    } else {
      blocks.add(new Bullets(items));
    }
    content.inventory().ifPresent(inventory -> blocks.addAll(copies(inventory)));
    blocks.add(
        procedure
            .backupSide()
            .map(s -> paragraph("backup-side", Draft.duration(s.value())))
            .orElseGet(() -> paragraph("backup-side-never")));
    return blocks;
  }

  private static String way(Act act) {
    return say(
        switch (act) {
          case DELETE, OVERWRITE, MODIFY, MOVE, DATABASE, FORMAT -> "way.restore";
          case CREATE -> "way.remove";
          case PERMISSION -> "way.permission";
          case MOUNT, SERVICE, PROCESS, SCHEDULE, PACKAGE -> "way.act";
          case NETWORK, UNKNOWN -> "way.unknown";
        });
  }

  private List<Block> copies(Inventory inventory) {
    List<List<Item>> rows = new ArrayList<>();
    for (String target : procedure.targets().names()) {
      List<String> holders = new ArrayList<>();
      for (Host host : inventory.hosts()) {
        if (host.facts(Fact.BACKS_UP).contains(target)) {
          holders.add(host.name());
        }
      }
      inventory
          .host(target)
          .map(h -> h.facts(Fact.BACKUP_PATHS))
          .orElse(List.of())
          .forEach(p -> holders.add(target + ":" + p));
      rows.add(
          List.of(
              Item.code(target),
              holders.isEmpty()
                  ? Item.text(say("no-copy"))
                  : Item.code(String.join(" ", holders))));
    }
    return List.of(new Table(List.of(say("column.target"), say("column.copies")), rows));
  }

  private List<Block> gates() {
    if (content.verdicts().isEmpty()) {
      return List.of(paragraph("gates-unasked"));
    }
    List<List<Item>> rows = new ArrayList<>();
    for (Verdict verdict : content.verdicts()) {
      List<Diagnostic> reasons =
          verdict.evidence().stream().filter(d -> d.severity() != Severity.NOTE).toList();
      rows.add(
          List.of(
              Item.text(verdict.gate()),
              Item.text(say("verdict." + verdict.outcome().text())),
              Item.text(reasons.isEmpty() ? "" : reasons.getFirst().toString())));
      for (Diagnostic reason : reasons.stream().skip(1).limit(MOST).toList()) {
        rows.add(List.of(Item.text(""), Item.text(""), Item.text(reason.toString())));
      }
    }
    return List.of(
        new Table(List.of(say("column.gate"), say("column.verdict"), say("column.reason")), rows));
  }

  private List<Block> approvals() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(paragraph("approvals", procedure.approvals()));
    List<Item> items = new ArrayList<>();
    for (Verdict verdict : content.verdicts()) {
      if (verdict.gate().equals("approval")) {
        verdict.evidence().forEach(e -> items.add(Item.text(e.message())));
      }
    }
    blocks.add(items.isEmpty() ? paragraph("approvals-unasked") : new Bullets(items));
    return blocks;
  }
}
