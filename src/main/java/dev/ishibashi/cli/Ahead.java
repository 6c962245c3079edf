package dev.ishibashi.cli;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Works on several things at the same time, some ahead of the one that is asked for, and gives the
/// results in the order of the things.
final class Ahead<T, R> implements AutoCloseable {
  /// So many results for each thread may wait for one before them that takes long.
  private static final int WAITING = 16;

  private final Iterator<T> things;
  private final Function<T, R> work;
  private final int together;
  private final ExecutorService threads;
  private final Queue<Future<R>> begun = new ArrayDeque<>();

  /// @param together at most so many at the same time; a single one is done by whoever asks
  Ahead(List<T> things, Function<T, R> work, int together) {
    this.things = things.iterator();
    this.work = work;
    this.together = together;
    this.threads = Executors.newFixedThreadPool(together);
  }

  /// The next result.
  ///
  /// @throws java.util.NoSuchElementException when there was one for each thing
  R next() {
    if (together == 1) {
      return work.apply(things.next());
    }
    while (things.hasNext() && begun.size() < WAITING * together) {
      T thing = things.next();
      begun.add(threads.submit(() -> work.apply(thing)));
    }
    try {
      return begun.remove().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException bug ? bug : new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
