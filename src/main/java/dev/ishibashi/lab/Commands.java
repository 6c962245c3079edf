package dev.ishibashi.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/// Runs commands of this machine, with an environment that tells nothing of ours.
final class Commands {
  static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private Commands() {}

  static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", PATH);
    environment.put("LC_ALL", "C");
    builder.directory(Path.of("/").toFile());
    return builder;
  }

  static Ran run(String... command) {
    return run(List.of(command), new byte[0]);
  }

  static Ran run(List<String> command, byte[] input) {
    return run(builder(command), input);
  }

  /// Runs to the end. A command that cannot be started counts as ended with status 127, as in a
  /// shell.
  static Ran run(ProcessBuilder builder, byte[] input) {
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Ran(127, "", String.valueOf(e.getMessage()));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(() -> readAll(process.getErrorStream()), threads);
      threads.execute(() -> write(process.getOutputStream(), input));
      String out = readAll(process.getInputStream());
      return new Ran(waitFor(process), out, err.join());
    }
  }

  private static void write(OutputStream to, byte[] input) {
    try (to) {
      to.write(input);
    } catch (IOException ignored) {
      // A command need not read what it is given.
    }
  }

  private static String readAll(InputStream from) {
    try (from) {
      return new String(from.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int waitFor(Process process) {
    while (true) {
      try {
        return process.waitFor();
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        return 130;
      }
    }
  }

  /// Where the machine has a command, if it has it.
  static Optional<Path> find(String command) {
    for (String directory : PATH.split(":", -1)) {
      Path path = Path.of(directory, command);
      if (Files.isExecutable(path) && !Files.isDirectory(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }
}
