import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Raises old class files in jars to a version that the JVM's ahead-of-time cache takes.
///
///     java build/RaiseClassFiles.java JAR…
///
/// The cache holds no class whose file is of version 49 or older (it has no stack maps, so it would
/// have to be verified the slow way at each start). picocli is published so, and was loaded and
/// verified anew at each start. Only the version and the stack maps are other afterwards; a jar in
/// which nothing is old is left alone.
final class RaiseClassFiles {
  private static final int OLDEST_TAKEN = 50;
  private static final int RAISED = ClassFile.JAVA_8_VERSION;

  private RaiseClassFiles() {}

  public static void main(String[] args) throws IOException {
    for (String arg : args) {
      raise(Path.of(arg));
    }
  }

  private static void raise(Path jar) throws IOException {
    Path raised = jar.resolveSibling(jar.getFileName() + ".raised");
    int count = 0;
    try (ZipFile from = new ZipFile(jar.toFile());
        URLClassLoader classes =
            new URLClassLoader(
                new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(raised))) {
      ClassFile reader =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(classes)
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      for (ZipEntry entry : (Iterable<ZipEntry>) from.stream().map(ZipEntry.class::cast)::iterator) {
        byte[] bytes = from.getInputStream(entry).readAllBytes();
        if (entry.getName().endsWith(".class")
            && !entry.getName().endsWith("module-info.class")) {
          ClassModel model = reader.parse(bytes);
          if (model.majorVersion() < OLDEST_TAKEN) {
            bytes =
                reader.transformClass(
                    model,
                    ClassTransform.dropping(e -> e instanceof ClassFileVersion)
                        .andThen(ClassTransform.transformingMethodBodies((b, e) -> b.with(e)))
                        .andThen(ClassTransform.endHandler(b -> b.withVersion(RAISED, 0))));
            count++;
          }
        }
        ZipEntry written = new ZipEntry(entry.getName());
        written.setTime(entry.getTime());
        to.putNextEntry(written);
        to.write(bytes);
        to.closeEntry();
      }
    }
    if (count == 0) {
      Files.delete(raised);
    } else {
      Files.move(raised, jar, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
