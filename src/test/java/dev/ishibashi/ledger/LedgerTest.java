package dev.ishibashi.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-01T00:00:00Z"));

  @TempDir private Path directory;
  private Ledger ledger;

  @BeforeEach
  void open() {
    ledger = new Ledger(directory, CLOCK);
  }

  private void write(int entries) {
    for (int i = 1; i <= entries; i++) {
      ledger.append("step", "run-1", Map.of("host", "mail" + i, "note", "改修 \"x\""));
    }
  }

  private Path file() {
    return directory.resolve("ledger.jsonl");
  }

  private static Verification verify(Path directory) {
    return new Ledger(directory, CLOCK).verify();
  }

  @Test
  void should_read_back_what_was_written() {
    write(3);
    assertThat(verify(directory)).isInstanceOf(Verification.Intact.class);
    assertThat(ledger.entries())
        .extracting(e -> e.number() + " " + e.kind() + " " + e.data().get("host"))
        .containsExactly("1 step mail1", "2 step mail2", "3 step mail3");
  }

  @Test
  void should_call_an_empty_ledger_intact() {
    assertThat(verify(directory)).isEqualTo(new Verification.Intact(0, Chain.FIRST));
  }

  @Test
  void should_find_an_edit_of_any_byte() throws IOException {
    write(3);
    byte[] whole = Files.readAllBytes(file());
    for (int i = 0; i < whole.length; i++) {
      byte[] edited = whole.clone();
      edited[i] ^= 1;
      Files.write(file(), edited);
      assertThat(verify(directory)).as("byte %d", i).isInstanceOf(Verification.Broken.class);
    }
  }

  @Test
  void should_find_any_cut() throws IOException {
    write(4);
    List<String> lines = Files.readAllLines(file());
    for (int from = 0; from < 4; from++) {
      for (int to = from + 1; to <= 4; to++) {
        List<String> rest = new ArrayList<>(lines.subList(0, from));
        rest.addAll(lines.subList(to, 4));
        Files.write(file(), rest);
        assertThat(verify(directory))
            .as("without %d to %d", from, to)
            .isInstanceOf(Verification.Broken.class);
      }
    }
  }

  @Test
  void should_find_any_swap_and_any_double() throws IOException {
    write(4);
    List<String> lines = Files.readAllLines(file());
    for (int a = 0; a < 4; a++) {
      List<String> doubled = new ArrayList<>(lines);
      doubled.add(a, lines.get(a));
      Files.write(file(), doubled);
      assertThat(verify(directory)).isInstanceOf(Verification.Broken.class);
      for (int b = a + 1; b < 4; b++) {
        List<String> swapped = new ArrayList<>(lines);
        Collections.swap(swapped, a, b);
        Files.write(file(), swapped);
        assertThat(verify(directory)).isInstanceOf(Verification.Broken.class);
      }
    }
  }

  @Test
  void should_find_another_ledger_in_its_place(@TempDir Path other) throws IOException {
    write(3);
    Ledger second = new Ledger(other, InstantSource.fixed(Instant.parse("2026-11-02T00:00:00Z")));
    for (int i = 0; i < 3; i++) {
      second.append("step", "run-2", Map.of());
    }
    Files.copy(
        other.resolve("ledger.jsonl"), file(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(verify(directory)).isInstanceOf(Verification.Broken.class);
  }

  @Test
  void should_find_a_missing_head() throws IOException {
    write(2);
    Files.delete(directory.resolve("ledger.head"));
    assertThat(verify(directory)).isInstanceOf(Verification.Broken.class);
  }

  @Test
  void should_refuse_to_append_to_a_doubt() throws IOException {
    write(3);
    List<String> lines = Files.readAllLines(file());
    Files.write(file(), lines.subList(0, 2));
    assertThatThrownBy(() -> write(1)).isInstanceOf(Ledger.LedgerBroken.class);
    Files.delete(file());
    assertThatThrownBy(() -> write(1)).isInstanceOf(Ledger.LedgerBroken.class);
  }

  @Test
  void should_go_on_after_a_crash_at_any_byte_of_a_line() throws IOException {
    write(2);
    byte[] before = Files.readAllBytes(file());
    byte[] head = Files.readAllBytes(directory.resolve("ledger.head"));
    ledger.append("step", "run-1", Map.of());
    byte[] after = Files.readAllBytes(file());
    for (int end = before.length; end <= after.length; end++) {
      Files.write(file(), java.util.Arrays.copyOf(after, end));
      Files.write(directory.resolve("ledger.head"), head);
      assertThat(verify(directory)).isInstanceOf(Verification.Intact.class);
      ledger.append("step", "run-1", Map.of("after", "crash"));
      assertThat(verify(directory)).as("torn at %d", end).isInstanceOf(Verification.Intact.class);
    }
  }

  @Test
  void should_keep_long_entries_whole() {
    write(1);
    ledger.append("output", "run-1", Map.of("text", "長い".repeat(200_000)));
    write(1);
    assertThat(verify(directory)).isInstanceOf(Verification.Intact.class);
  }

  @Test
  void should_order_entries_of_many_writers() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        Ledger own = new Ledger(directory, CLOCK);
        done.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 10; i++) {
                    own.append("step", "run", Map.of("i", i));
                  }
                }));
      }
      for (Future<?> one : done) {
        one.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(verify(directory)).isInstanceOf(Verification.Intact.class);
    assertThat(ledger.entries()).hasSize(40);
  }
}
