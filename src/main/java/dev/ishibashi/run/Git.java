package dev.ishibashi.run;

import dev.ishibashi.text.Messages;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Asks `git` about a repository. Only reads, runs nothing that the repository configures, and
/// fetches nothing.
final class Git {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Path directory;

  Git(Path directory) {
    this.directory = directory;
  }

  /// What a command prints.
  ///
  /// @throws IOException with what git said, when it failed or is not installed
  byte[] ask(String... command) throws IOException {
    Process process = start(command);
    process.getOutputStream().close();
    try (Reading errors = new Reading(process.getErrorStream())) {
      byte[] said = process.getInputStream().readAllBytes();
      end(process, errors);
      return said;
    }
  }

  /// What a command prints, as text.
  String text(String... command) throws IOException {
    return new String(ask(command), StandardCharsets.UTF_8);
  }

  /// Whether a command succeeds.
  boolean succeeds(String... command) throws IOException {
    Process process = start(command);
    process.getOutputStream().close();
    try (Reading errors = new Reading(process.getErrorStream())) {
      process.getInputStream().readAllBytes();
      return exit(process) == 0 && errors.text() != null;
    }
  }

  /// Hands the content of each blob to somebody; null for one that is larger than `most` bytes.
  ///
  /// @throws IOException when git failed, or a blob is not there
  void blobs(List<String> ids, int most, BiConsumer<String, byte @Nullable []> taker)
      throws IOException {
    Process process = start("cat-file", "--batch", "--buffer");
    try (Reading errors = new Reading(process.getErrorStream());
        DataInputStream in = new DataInputStream(process.getInputStream())) {
      Thread asking =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (OutputStream out = process.getOutputStream()) {
                      out.write(
                          String.join("\n", ids).concat("\n").getBytes(StandardCharsets.UTF_8));
                    } catch (IOException ended) {
                      // What the reader sees is the answer.
                    }
                  });
      for (String id : ids) {
        String[] header = line(in).split(" ", -1);
        if (header.length != 3) {
          throw new IOException(Messages.text("run.git-blob", id));
        }
        int size = Integer.parseInt(header[2]);
        if (size > most) {
          in.skipNBytes(size + 1L);
          taker.accept(id, null);
        } else {
          taker.accept(id, in.readNBytes(size));
          in.skipNBytes(1);
        }
      }
      asking.join();
      end(process, errors);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      process.destroy();
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.write(c);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private Process start(String... command) throws IOException {
    List<String> words = new ArrayList<>();
    words.addAll(
        List.of(
            "git",
            "--no-pager",
            "--literal-pathspecs",
            // These two would run programs that the repository names.
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.hooksPath=/dev/null"));
    words.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
    Map<String, String> environment = builder.environment();
    // Inside a hook git tells where its own repository is; the question may be about another.
    environment.keySet().removeIf(name -> name.startsWith("GIT_"));
    environment.put("GIT_OPTIONAL_LOCKS", "0");
    environment.put("GIT_NO_LAZY_FETCH", "1");
    environment.put("GIT_TERMINAL_PROMPT", "0");
    environment.put("LC_ALL", "C.UTF-8");
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IOException(Messages.text("run.git-missing"), e);
    }
  }

  private static int exit(Process process) throws IOException {
    try {
      if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(Messages.text("run.git-late", LONGEST.toSeconds()));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new IOException(e);
    }
  }

  private static void end(Process process, Reading errors) throws IOException {
    int exit = exit(process);
    if (exit != 0) {
      String first = errors.text().lines().findFirst().orElse("exit code " + exit);
      throw new IOException(Messages.text("run.git-failed", first));
    }
  }

  /// Reads a stream beside another, so that neither fills up.
  private static final class Reading implements AutoCloseable {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Thread thread;

    Reading(InputStream in) {
      thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (in) {
                      in.transferTo(bytes);
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  });
    }

    String text() {
      close();
      return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
