package dev.ishibashi.cli;

import dev.ishibashi.approval.SshSignature;
import dev.ishibashi.run.SigningKeys;
import dev.ishibashi.text.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ishibashi init [DIRECTORY]`
@Command(name = "init", mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
  /// For which build server a recipe is written too.
  enum Forge {
    GITHUB,
    GITLAB
  }

  /// The files, and the resources from which they are made.
  private static final Map<String, String> FILES = new LinkedHashMap<>();

  static {
    FILES.put(".gitattributes", "/init/gitattributes");
    FILES.put(".githooks/pre-commit", "/init/pre-commit");
    FILES.put("allowed_signers", "/init/allowed_signers");
    FILES.put("changes/checks/mail.yaml", "/init/mail.yaml");
    FILES.put("changes/example.sh", "/init/example.sh");
    FILES.put("changes/example.yaml", "/init/example.yaml");
    FILES.put("ci/check-procedures", "/init/check-procedures");
    FILES.put("inventory.ini", "/init/inventory.ini");
    FILES.put("procedure.schema.json", "/schema/procedure.schema.json");
  }

  private static final String NOBODY = "hana@example.com";

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "DIRECTORY", arity = "0..1", defaultValue = ".")
  private Path directory = Path.of(".");

  @Option(names = "--ci", paramLabel = "github|gitlab")
  private @Nullable Forge forge;

  @Option(names = "--output", defaultValue = "text")
  private Output output = Output.TEXT;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Map<String, String> files = new LinkedHashMap<>(FILES);
    if (forge != null) {
      switch (forge) {
        case GITHUB -> files.put(".github/workflows/procedures.yml", "/init/github.yml");
        case GITLAB -> files.put(".gitlab-ci.yml", "/init/gitlab.yml");
      }
    }
    String email = email();
    String author = email.isEmpty() ? NOBODY : email;
    try {
      Files.createDirectories(directory);
      for (Map.Entry<String, String> file : files.entrySet()) {
        String text =
            resource(file.getValue())
                .replace("@AUTHOR@", author)
                .replace("@SIGNER@\n", signer(email));
        tell(file.getKey(), write(directory.resolve(file.getKey()), text), out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (output == Output.TEXT) {
      out.println(Messages.text("cli.init-next", directory));
    }
    return Exit.DONE;
  }

  /// Writes a file that is not there yet; whatever is there stays as it is.
  ///
  /// @return whether it was written
  private static boolean write(Path file, String text) throws IOException {
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    if (text.startsWith("#!") && !file.toString().endsWith(".sh")) {
      return file.toFile().setExecutable(true, false);
    }
    return true;
  }

  private void tell(String file, boolean written, PrintWriter out) {
    if (output == Output.JSON) {
      out.println(
          Json.line(Map.of("schema", "ishibashi/init/1", "file", file, "written", written)));
    } else {
      out.println(Messages.text(written ? "cli.init-written" : "cli.init-kept", file));
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(InitCommand.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// The line of whoever sits here, where git knows the address and a key is at hand.
  private static String signer(String email) {
    Path home = Path.of(System.getProperty("user.home"), ".ssh");
    List<SigningKeys.Own> keys =
        email.isEmpty() ? List.of() : SigningKeys.all(home, System.getenv());
    return keys.isEmpty()
        ? ""
        : "%s namespaces=\"%s\" %s%n"
            .formatted(email, SshSignature.NAMESPACE, keys.getFirst().key());
  }

  /// What git calls the person; empty where it does not know, or is not there.
  private String email() {
    try {
      Process git =
          new ProcessBuilder("git", "config", "--get", "user.email")
              .directory((Files.isDirectory(directory) ? directory : Path.of(".")).toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean known = git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0;
      return known && said.strip().matches("[^\\s\",*?!]+") ? said.strip() : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
