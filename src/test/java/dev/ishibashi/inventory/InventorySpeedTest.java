package dev.ishibashi.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InventorySpeedTest {
  @Test
  void should_read_fifty_thousand_hosts_at_once() {
    StringBuilder ini = new StringBuilder();
    StringBuilder yaml = new StringBuilder("all:\n  children:\n");
    for (int group = 0; group < 500; group++) {
      ini.append("[site").append(group).append("]\n");
      yaml.append("    rack").append(group).append(":\n      hosts:\n");
      for (int host = 0; host < 100; host++) {
        String name = "h%03d-%02d".formatted(group, host);
        ini.append(name)
            .append(" ansible_host=10.1.")
            .append(group / 2)
            .append(".")
            .append(host)
            .append(" ishibashi_environment=production\n");
        yaml.append("        ").append(name).append(": {rack: ").append(group).append("}\n");
      }
    }
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("hosts", ini.toString());
    texts.put("racks.yml", yaml.toString());
    texts.put("group_vars/all.yml", "a: 1\nb: two\n");
    read(texts, List.of("hosts"));
    for (List<String> sources :
        List.of(List.of("hosts"), List.of("racks.yml"), List.of("hosts", "racks.yml"))) {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long cpu = threads.getCurrentThreadCpuTime();
      Instant start = Instant.now();
      Inventory inventory = read(texts, sources);
      Duration took = Duration.between(start, Instant.now());
      Duration spent = Duration.ofNanos(threads.getCurrentThreadCpuTime() - cpu);
      System.out.printf(
          "50,000 hosts from %s: %d ms (%d ms of processor)%n",
          sources, took.toMillis(), spent.toMillis());
      assertThat(inventory.hosts()).hasSize(50_000);
      assertThat(inventory.select("all:!h499-99")).isInstanceOf(Selection.Selected.class);
      // Processor time: the machine may do other things meanwhile. Generous, for slow ones.
      assertThat(spent).isLessThan(Duration.ofSeconds(10));
    }
  }

  private static Inventory read(Map<String, String> texts, List<String> sources) {
    return switch (Inventory.read(sources, texts)) {
      case Inventory.Loaded loaded -> loaded.inventory();
      case Inventory.Refused refused -> throw new AssertionError(refused.problems());
    };
  }
}
