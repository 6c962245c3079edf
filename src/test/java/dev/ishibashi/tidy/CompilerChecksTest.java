package dev.ishibashi.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Error Prone and NullAway still fire: a known-bad file is compiled with the options of the build.
class CompilerChecksTest {
  @Test
  void should_refuse_known_bad_code(@TempDir Path out) throws IOException {
    List<String> found =
        compile(Files.readString(Path.of("src/test/resources/nullaway/KnownBad.java.txt")), out);
    assertThat(found).anyMatch(m -> m.startsWith("9: ") && m.contains("[NullAway]"));
    assertThat(found).anyMatch(m -> m.startsWith("13: ") && m.contains("[ReferenceEquality]"));
  }

  @Test
  void should_accept_the_mended_code(@TempDir Path out) throws IOException {
    String mended =
        Files.readString(Path.of("src/test/resources/nullaway/KnownBad.java.txt"))
            .replace("@Nullable String text", "String text")
            .replace("import org.jspecify.annotations.Nullable;\n", "")
            .replace("a == new String(\"x\")", "a.equals(\"x\")");
    assertThat(compile(mended, out)).isEmpty();
  }

  private static List<String> compile(String text, Path out) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    String classPath = System.getProperty("java.class.path");
    List<String> options = new ArrayList<>(List.of("-d", out.toString(), "-classpath", classPath));
    options.addAll(List.of("-processorpath", classPath, "-proc:none"));
    options.addAll(buildOptions());
    JavaFileObject file =
        new SimpleJavaFileObject(
            URI.create("string:///KnownBad.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
          }
        };
    compiler.getTask(null, null, diagnostics, options, null, List.of(file)).call();
    return diagnostics.getDiagnostics().stream()
        .filter(d -> d.getKind() != Diagnostic.Kind.NOTE)
        .map(d -> d.getLineNumber() + ": " + d.getMessage(Locale.ROOT))
        .toList();
  }

  /// The compiler arguments of pom.xml, so that the fixture proves what the build does.
  private static List<String> buildOptions() throws IOException {
    List<String> options = new ArrayList<>();
    Matcher argument =
        Pattern.compile("<arg>(.*?)</arg>", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("pom.xml")));
    while (argument.find()) {
      if (!argument.group(1).startsWith("-J")) {
        options.add(argument.group(1));
      }
    }
    assertThat(options).anyMatch(o -> o.contains("NullAway:ERROR"));
    return options;
  }
}
