package dev.ishibashi.run;

import dev.ishibashi.approval.AllowedSigners;
import dev.ishibashi.approval.SshKey;
import dev.ishibashi.approval.SshSignature;
import dev.ishibashi.text.Messages;
import dev.ishibashi.text.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The keys of whoever sits here, and signing with them by `ssh-keygen`: it alone knows agents,
/// passphrases and keys that live in hardware, and the private half never comes near us.
public final class SigningKeys {
  /// An agent that does not answer must not keep a command waiting for ever.
  private static final int AGENT_SECONDS = 10;

  private static final String PUBLIC = ".pub";

  private SigningKeys() {}

  /// A key that may be used here.
  ///
  /// @param file its public half; empty where only the agent has it
  public record Own(SshKey key, Optional<Path> file) {}

  /// A key by its file.
  ///
  /// @param file the private or the public half; the other one lies beside it, or in the agent
  /// @throws IOException with a sentence for people, when it is no key
  public static Own of(Path file) throws IOException {
    Path half = file.toString().endsWith(PUBLIC) ? file : Path.of(file + PUBLIC);
    Optional<SshKey> key = Files.exists(half) ? read(half) : publicHalf(file);
    return key.map(k -> new Own(k, Optional.of(file)))
        .orElseThrow(() -> new IOException(Messages.text("run.no-key", file)));
  }

  /// Asks for the public half of a private key without a `.pub` file beside it.
  private static Optional<SshKey> publicHalf(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(Messages.text("run.unreadable", file, Messages.text("run.missing")));
    }
    Path out = Files.createTempFile("ishibashi-key", PUBLIC);
    try {
      run(
          new ProcessBuilder("ssh-keygen", "-y", "-f", file.toString())
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT));
      return read(out);
    } finally {
      Files.deleteIfExists(out);
    }
  }

  /// The keys of the agent, then those of a directory.
  ///
  /// @param directory usually `~/.ssh`
  public static List<Own> all(Path directory, Map<String, String> environment) {
    List<Own> keys = new ArrayList<>();
    if (!environment.getOrDefault("SSH_AUTH_SOCK", "").isEmpty()) {
      agent().lines().flatMap(l -> key(l).stream()).forEach(k -> keys.add(new Own(k, none())));
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(PUBLIC)).sorted().toList()) {
        read(file).ifPresent(k -> keys.add(new Own(k, Optional.of(file))));
      }
    } catch (IOException none) {
      // Who has no such directory has no keys there.
    }
    return keys;
  }

  private static Optional<Path> none() {
    return Optional.empty();
  }

  private static Optional<SshKey> read(Path file) throws IOException {
    return Source.decode(Files.readAllBytes(file)).lines().findFirst().flatMap(SigningKeys::key);
  }

  private static Optional<SshKey> key(String line) {
    String[] words = line.strip().split("[ \t]+", 3);
    return words.length < 2 ? Optional.empty() : SshKey.of(words[0], words[1]);
  }

  private static String agent() {
    try {
      Process process =
          new ProcessBuilder("ssh-add", "-L")
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(AGENT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "";
      }
      return Source.decode(process.getInputStream().readAllBytes());
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /// The keys that an `allowed_signers` file names.
  public static List<Own> known(List<Own> keys, AllowedSigners signers) {
    return keys.stream().filter(k -> !signers.of(k.key()).isEmpty()).toList();
  }

  /// Signs bytes. `ssh-keygen` asks the person itself, on the terminal, for what it needs.
  ///
  /// @return the text of the signature
  /// @throws IOException with a sentence for people, when it did not sign
  public static String sign(Own own, byte[] message) throws IOException {
    Path directory = Files.createTempDirectory("ishibashi-approve");
    Path text = directory.resolve("statement");
    Path half = directory.resolve("key.pub");
    Path signature = directory.resolve("statement.sig");
    try {
      Files.write(text, message);
      Files.writeString(half, own.key() + "\n");
      List<String> command = new ArrayList<>(List.of("ssh-keygen", "-Y", "sign"));
      // What it says otherwise is of no use; only for hardware it says that it waits for a touch.
      if (!own.key().type().startsWith("sk-")) {
        command.add("-q");
      }
      command.addAll(
          List.of(
              "-f",
              own.file().orElse(half).toString(),
              "-n",
              SshSignature.NAMESPACE,
              text.toString()));
      run(
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT));
      return Source.decode(Files.readAllBytes(signature));
    } finally {
      for (Path file : List.of(text, half, signature, directory)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void run(ProcessBuilder builder) throws IOException {
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IOException(Messages.text("run.no-ssh-keygen"), e);
    }
    try {
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IOException(Messages.text("run.not-signed", exit));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException(Messages.text("run.not-signed", 130), e);
    }
  }
}
