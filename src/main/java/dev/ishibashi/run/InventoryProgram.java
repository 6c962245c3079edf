package dev.ishibashi.run;

import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Asks an executable inventory for the fleet.
final class InventoryProgram {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// How long it may take, in seconds.
  private static final int LONGEST = 120;

  private static final long LARGEST = 64L << 20;

  private final Path program;

  InventoryProgram(Path program) {
    this.program = program;
  }

  /// Whether a file is a program: executable, and a script or a binary of Linux.
  static boolean is(Path file, byte[] start) {
    boolean script = start.length > 1 && start[0] == '#' && start[1] == '!';
    boolean binary = start.length > 3 && start[0] == 0x7F && start[1] == 'E' && start[2] == 'L';
    return Files.isExecutable(file) && (script || binary);
  }

  /// What it prints for `--list`, as JSON with the variables of all hosts: a program that gives no
  /// `_meta` is asked for each with `--host`.
  ///
  /// @throws IOException with a reason for people
  String list() throws IOException {
    String printed = ask("--list");
    JsonNode root = json(printed, "--list");
    if (!(root instanceof ObjectNode groups) || groups.has("_meta")) {
      return printed;
    }
    ObjectNode variables = groups.putObject("_meta").putObject("hostvars");
    for (String host : hosts(groups)) {
      String answer = ask("--host", host);
      if (!answer.isBlank()) {
        variables.set(host, json(answer, "--host " + host));
      }
    }
    return JSON.writeValueAsString(groups);
  }

  private static Set<String> hosts(ObjectNode groups) {
    Set<String> hosts = new LinkedHashSet<>();
    for (JsonNode group : groups.values()) {
      JsonNode list = group.isArray() ? group : group.path("hosts");
      list.forEach(host -> hosts.add(host.asString("")));
    }
    return hosts;
  }

  private JsonNode json(String text, String asked) throws IOException {
    try {
      return JSON.readTree(text);
    } catch (JacksonException e) {
      throw new IOException(Messages.text("run.inventory-json", asked, e.getOriginalMessage()), e);
    }
  }

  private String ask(String... arguments) throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = program.toAbsolutePath().toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    String asked = String.join(" ", arguments);
    Path output = Files.createTempFile("ishibashi-inventory", ".json");
    Path errors = Files.createTempFile("ishibashi-inventory", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      try {
        if (!process.waitFor(LONGEST, TimeUnit.SECONDS)) {
          throw new IOException(Messages.text("run.inventory-late", asked, LONGEST));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(Messages.text("run.inventory-late", asked, LONGEST), e);
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      if (process.exitValue() != 0) {
        String said = Source.decode(Files.readAllBytes(errors)).strip();
        String last = said.substring(said.lastIndexOf('\n') + 1);
        throw new IOException(
            Messages.text("run.inventory-failed", asked, process.exitValue(), last));
      }
      if (Files.size(output) > LARGEST) {
        throw new IOException(Messages.text("run.too-large", Files.size(output), LARGEST));
      }
      return Source.decode(Files.readAllBytes(output));
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(errors);
    }
  }
}
