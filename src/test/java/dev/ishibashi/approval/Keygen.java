package dev.ishibashi.approval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The real `ssh-keygen`.
public final class Keygen {
  private Keygen() {}

  /// How a command ended, and all that it said.
  public record Ran(int exit, String said) {
    public boolean ok() {
      return exit == 0;
    }
  }

  /// A new key without a passphrase.
  ///
  /// @return its private half
  public static Path key(Path file, String type, String... more) {
    List<String> command =
        new ArrayList<>(List.of("ssh-keygen", "-q", "-t", type, "-N", "", "-f", file.toString()));
    command.addAll(List.of(more));
    Ran ran = run(Files.exists(file) ? file : Path.of("/dev/null"), command);
    if (!ran.ok()) {
      throw new AssertionError(ran.said());
    }
    return file;
  }

  /// The two words of its public half.
  public static String open(Path key) {
    try {
      String[] words = Files.readString(Path.of(key + ".pub")).split(" ", 3);
      return words[0] + " " + words[1].strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static SshKey read(Path key) {
    String[] words = open(key).split(" ", 2);
    return SshKey.of(words[0], words[1]).orElseThrow();
  }

  /// Signs a text.
  public static String sign(Path key, String namespace, String text) {
    try {
      Path file = Files.createTempFile(key.toAbsolutePath().getParent(), "text", "");
      Files.writeString(file, text);
      Ran ran =
          run(
              Path.of("/dev/null"),
              List.of("ssh-keygen", "-Y", "sign", "-f", "" + key, "-n", namespace, "" + file));
      if (!ran.ok()) {
        throw new AssertionError(ran.said());
      }
      return Files.readString(Path.of(file + ".sig"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What `ssh-keygen -Y verify` says.
  public static Ran verify(
      Path directory, String signers, String person, String signature, String text) {
    try {
      Path allowed = Files.createTempFile(directory, "allowed", "");
      Path sig = Files.createTempFile(directory, "sig", "");
      Path message = Files.createTempFile(directory, "message", "");
      Files.writeString(allowed, signers);
      Files.writeString(sig, signature);
      Files.writeString(message, text);
      return run(
          message,
          List.of(
              "ssh-keygen",
              "-Y",
              "verify",
              "-f",
              allowed.toString(),
              "-I",
              person,
              "-n",
              SshSignature.NAMESPACE,
              "-s",
              sig.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs a command to its end.
  public static Ran run(Path input, List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectInput(input.toFile());
      builder.environment().put("TZ", "Asia/Tokyo");
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " does not end");
      }
      return new Ran(process.exitValue(), said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
