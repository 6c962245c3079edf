package dev.ishibashi.incident;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.List;
import java.util.Map;

/// Replays as a page that stands alone.
public final class ReplayReport {
  private ReplayReport() {}

  /// Makes the page.
  ///
  /// @param hosts what the lab's hosts were, for people
  public static String html(String title, String hosts, String when, List<Replay> replays) {
    StringOutput page = new StringOutput();
    TemplateEngine.createPrecompiled(ContentType.Html)
        .render(
            "replays.jte",
            Map.of("title", title, "hosts", hosts, "when", when, "replays", replays),
            page);
    return page.toString();
  }
}
