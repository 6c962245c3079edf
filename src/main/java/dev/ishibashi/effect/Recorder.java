package dev.ishibashi.effect;

import dev.ishibashi.text.Diagnostic;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Severity;
import dev.ishibashi.text.Source;
import dev.ishibashi.text.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Collects what is found while a program is followed, each thing once.
final class Recorder {
  private static final int MOST_EFFECTS = 20_000;
  private static final int TOLD = 3;

  private record Key(
      Act act,
      String resource,
      String written,
      String host,
      String when,
      String file,
      int offset) {}

  private final Map<Key, Effect> effects = new LinkedHashMap<>();
  private final Map<String, Diagnostic> findings = new LinkedHashMap<>();
  private final Map<Diagnostic, List<Step>> ways = new LinkedHashMap<>();
  private final Set<String> hosts = new TreeSet<>();
  private final Set<String> left = new TreeSet<>();
  private final Map<String, byte[]> texts = new HashMap<>();
  private String main = "";
  private Span last = Span.whole("");
  private Facts proven = Facts.NONE;
  private boolean anything;
  private Doubts doubts = new Doubts(this, Source.of("", ""));
  private List<Disk.Change> changes = new ArrayList<>();
  private List<Disk.Made> made = new ArrayList<>();

  void program(Source source) {
    main = source.file();
    also(source);
    last = Span.whole(source.file());
    doubts = new Doubts(this, source);
  }

  /// Another file whose text the program runs as its own.
  void also(Source source) {
    texts.put(source.file(), source.bytes());
  }

  /// What was known before the words of the current command were expanded: what a check has shown.
  void proven(Facts facts) {
    proven = facts;
  }

  Facts proven() {
    return proven;
  }

  Doubts doubts() {
    return doubts;
  }

  /// Something that a command may have done to files.
  void change(Disk.Change change, Around around) {
    if (around.host().isEmpty()) {
      changes.add(change);
    }
  }

  /// Something that a command has done to a file when it succeeds.
  void made(Disk.Made one) {
    made.add(one);
  }

  /// What may have been done since the last look.
  List<Disk.Change> takeChanges() {
    List<Disk.Change> taken = changes;
    changes = new ArrayList<>();
    return taken;
  }

  List<Disk.Made> takeMade() {
    List<Disk.Made> taken = made;
    made = new ArrayList<>();
    return taken;
  }

  Span lastPlace() {
    return last;
  }

  /// The place to point at for a command.
  Span place(Around around, Span at) {
    Span place = around.at() == null ? at : around.at();
    last = place;
    return place;
  }

  void effect(
      Act act, Resource resource, State state, Around around, Span at, @Nullable String extra) {
    if (!(resource instanceof Resource.Paths)) {
      change(new Disk.Change(act, null, true), around);
    }
    List<String> told = state.facts().told();
    if (extra != null) {
      told = new ArrayList<>(told);
      told.add(extra);
    }
    if (told.size() > TOLD) {
      told = told.subList(told.size() - TOLD, told.size());
    }
    String when = When.all(told);
    Span place = place(around, at);
    Certainty certainty = around.maybe() || !when.isEmpty() ? Certainty.MAY : Certainty.MUST;
    if (!around.host().isEmpty()) {
      hosts.add(around.host());
    }
    if (effects.size() >= MOST_EFFECTS) {
      anything = true;
      return;
    }
    anything |= act == Act.UNKNOWN && resource instanceof Resource.Anything;
    String written = resource.toString();
    String name = resource instanceof Resource.Paths paths ? paths.paths().pattern() : written;
    Key key = new Key(act, name, written, around.host(), when, place.file(), place.offset());
    Effect effect = new Effect(act, resource, around.host(), certainty, when, place);
    effects.merge(key, effect, (a, b) -> a.certainty() == Certainty.MUST ? a : b);
  }

  /// A directory of the host that `..` leads out of: where it is a link, that is elsewhere.
  void left(String directory, boolean local) {
    if (local && !directory.equals("/")) {
      left.add(directory);
    }
  }

  Set<String> left() {
    return left;
  }

  void host(String host) {
    hosts.add(host);
  }

  /// Something that nobody could follow: an effect without bound, and the finding that says why.
  void unknown(State state, Around around, Span at, String code, Object... what) {
    effect(Act.UNKNOWN, new Resource.Anything(), state, around, at, null);
    finding(code, Severity.WARNING, place(around, at), what);
  }

  void anything() {
    anything = true;
  }

  /// A finding whose message and advice stand in the catalogue under its code.
  void finding(String code, Severity severity, Span at, Object... arguments) {
    Diagnostic finding = diagnostic(code, severity, at, arguments);
    findings.putIfAbsent(code + "@" + at.file() + ":" + at.offset() + finding.message(), finding);
  }

  /// As [#finding], but one for each thing that it is about: of several paths that one command may
  /// destroy for the same reason the worst is told. The effects tell all.
  ///
  /// @param way how the program gets there
  void worst(
      String about, List<Step> way, String code, Severity severity, Span at, Object... arguments) {
    Diagnostic finding = diagnostic(code, severity, at, arguments);
    Diagnostic told =
        findings.merge(
            code + "@" + at.file() + ":" + at.offset() + " " + about,
            finding,
            (a, b) -> b.severity().compareTo(a.severity()) < 0 ? b : a);
    if (Identity.same(told, finding) && way.size() > 1) {
      ways.put(finding, List.copyOf(way));
    }
  }

  /// How the program gets to what a finding says.
  Map<Diagnostic, List<Step>> ways() {
    return ways;
  }

  private static Diagnostic diagnostic(
      String code, Severity severity, Span at, Object... arguments) {
    return new Diagnostic(
        code,
        severity,
        at,
        Messages.text("effect." + code, arguments),
        Messages.text("effect." + code + ".advice", arguments));
  }

  /// The text of the program at a place.
  String written(Span at) {
    return text(at, at.length());
  }

  /// The text of the program at a place, on one line.
  String excerpt(Span at) {
    return shorten(text(at, Math.min(at.length(), 400)));
  }

  private String text(Span at, int length) {
    byte[] bytes = texts.getOrDefault(at.file(), new byte[0]);
    int from = Math.min(at.offset(), bytes.length);
    int to = Math.min(from + length, bytes.length);
    return new String(Arrays.copyOfRange(bytes, from, to), StandardCharsets.UTF_8);
  }

  static String shorten(String text) {
    String line = oneLine(text).strip();
    return line.length() > 60 ? line.substring(0, 57) + "…" : line;
  }

  /// The text with one blank in place of several, and of line ends.
  static String oneLine(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean blank = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean now = c == ' ' || (c >= '\t' && c <= '\r');
      if (!now) {
        out.append(c);
      } else if (!blank) {
        out.append(' ');
      }
      blank = now;
    }
    return out.toString();
  }

  List<Effect> effects() {
    return effects.values().stream().sorted(Comparator.comparing(Effect::at, places())).toList();
  }

  List<Diagnostic> findings() {
    return findings.values().stream()
        .sorted(Comparator.comparing(Diagnostic::severity).thenComparing(Diagnostic::at, places()))
        .toList();
  }

  /// The program's own text first, then the files that it reads.
  private Comparator<Span> places() {
    return Comparator.comparing((Span at) -> !at.file().equals(main))
        .thenComparing(Comparator.naturalOrder());
  }

  Set<String> hosts() {
    return hosts;
  }

  boolean isAnything() {
    return anything;
  }
}
