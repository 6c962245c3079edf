package dev.ishibashi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AheadTest {
  private static final List<Integer> THINGS = IntStream.range(0, 200).boxed().toList();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void should_give_results_in_the_order_of_the_things(int together) {
    List<Integer> results = new ArrayList<>();
    try (Ahead<Integer, Integer> ahead = new Ahead<>(THINGS, thing -> -thing, together)) {
      THINGS.forEach(thing -> results.add(ahead.next()));
    }
    assertThat(results).isEqualTo(THINGS.stream().map(thing -> -thing).toList());
  }

  @Test
  void should_work_on_the_next_thing_while_the_first_one_waits() {
    CountDownLatch second = new CountDownLatch(1);
    List<Integer> results = new ArrayList<>();
    try (Ahead<Integer, Integer> ahead = new Ahead<>(THINGS, thing -> wait(thing, second), 2)) {
      results.add(ahead.next());
      results.add(ahead.next());
    }
    assertThat(results).containsExactly(0, 1);
  }

  private static int wait(int thing, CountDownLatch second) {
    try {
      if (thing == 0) {
        second.await();
      } else {
        second.countDown();
      }
      return thing;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void should_throw_what_the_work_throws(int together) {
    try (Ahead<Integer, Integer> ahead =
        new Ahead<>(
            THINGS,
            thing -> {
              throw new IllegalArgumentException("bug " + thing);
            },
            together)) {
      assertThatThrownBy(ahead::next)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("bug 0");
    }
  }
}
