import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Assembles {@code target/tfgate} from what Maven left in {@code target}: jars, a runtime image and
 * caches. Runs on the JDK that the runtime image is made of: {@code java Assemble.java PROJECT
 * VERSION}.
 */
@SuppressWarnings("DefaultPackage") // a program of one file
final class Assemble {
  private static final Instant TIMESTAMP = Instant.parse("2026-01-01T00:00:00Z");
  private static final String RUNTIME_MODULES =
      "java.base,java.logging,java.management,java.naming,java.net.http,java.xml,jdk.httpserver,jdk.unsupported";

  private final Path project;
  private final String version;
  private final Path target;
  private final Path image;
  private final Path javaHome = Path.of(System.getProperty("java.home"));

  private Assemble(Path project, String version) {
    this.project = project;
    this.version = version;
    this.target = project.resolve("target");
    this.image = target.resolve("tfgate");
  }

  public static void main(String[] arguments) throws Exception {
    Assemble assemble =
        new Assemble(Path.of(arguments[0]).toAbsolutePath().normalize(), arguments[1]);
    if (arguments.length > 2 && arguments[2].equals("pin")) {
      Files.write(assemble.pins(), assemble.checksums());
    } else {
      assemble.run();
    }
  }

  private void run() throws Exception {
    verifyJars();
    delete(image);
    Path lib = Files.createDirectories(image.resolve("lib"));
    copyJars(lib);
    compilePicocli(lib);
    List<String> jars = jarsInOrder(lib);
    String hash = hash(lib, jars);
    writeLauncher(jars, hash);
    copyFiles();
    jlink();
    normaliseTimes();
    writeTrainingPlugins();
    writeTrainingRepositories();
    Path governed = writeTrainingPolicies();
    writeTrainingRoot(governed);
    try {
      Path start = cache("start", hash);
      // It comes first: what it compiles spares checks the classes of CEL.
      train("policy", governed, jars, "-XX:AOTCacheOutput=" + cache("policy", hash));
      // All of it is linked at each start, at 6 µs a class whether it is used or not.
      train("start", governed, jars, "-XX:AOTCacheOutput=" + start);
      // What lies on it is found when it is first used, at some 25 µs a class.
      train(
          "check",
          governed,
          jars,
          "-XX:SharedArchiveFile=" + start,
          "-XX:ArchiveClassesAtExit=" + cache("check", hash));
      for (String name : List.of("policy", "start", "check")) {
        if (!Files.isRegularFile(cache(name, hash))) {
          throw new IOException("training wrote no cache for " + name);
        }
        Files.deleteIfExists(Path.of(cache(name, hash) + ".config"));
      }
    } finally {
      delete(governed);
    }
  }

  /** The JVM itself doesn't notice a jar that changed: the hash of all jars is in the name. */
  private Path cache(String name, String hash) {
    return image.resolve("lib/" + name + "-" + hash + ".aot");
  }

  private Path pins() {
    return project.resolve("src/distribution/jars.sha256");
  }

  /** A jar that isn't listed, or has other bytes, is not for users' machines. */
  private void verifyJars() throws Exception {
    List<String> listed = Files.readAllLines(pins());
    List<String> found = checksums();
    List<String> wrong = new ArrayList<>();
    found.stream()
        .filter(line -> !listed.contains(line))
        .forEach(line -> wrong.add("found  " + line));
    listed.stream()
        .filter(line -> !found.contains(line))
        .forEach(line -> wrong.add("listed " + line));
    if (!wrong.isEmpty()) {
      throw new IllegalStateException(
          """
          the jars are not those of src/distribution/jars.sha256:
          %s
          Where the change is meant, compare the checksums with those that the repository of the jars publishes, and run
          java src/distribution/Assemble.java . %s pin\
          """
              .formatted(String.join("\n", wrong), version));
    }
  }

  /** The jars that the distribution is made of, as {@code sha256sum} prints them. */
  private List<String> checksums() throws Exception {
    List<Path> jars = new ArrayList<>();
    for (String element :
        Files.readString(target.resolve("runtime.classpath"))
            .strip()
            .split(File.pathSeparator, 0)) {
      Path jar = Path.of(element);
      if (!jar.getFileName().toString().startsWith("picocli-")) {
        jars.add(jar);
      }
    }
    jars.add(target.resolve("picocli-sources/picocli-sources.jar"));
    List<String> lines = new ArrayList<>();
    for (Path jar : jars) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
      lines.add(HexFormat.of().formatHex(digest) + "  " + jar.getFileName());
    }
    lines.sort((a, b) -> a.substring(66).compareTo(b.substring(66)));
    return lines;
  }

  private void copyJars(Path lib) throws IOException {
    Files.copy(target.resolve("tfgate-" + version + ".jar"), lib.resolve("tfgate.jar"));
    String classPath = Files.readString(target.resolve("runtime.classpath")).strip();
    for (String element : classPath.split(File.pathSeparator, 0)) {
      Path jar = Path.of(element);
      String name = jar.getFileName().toString();
      if (!name.startsWith("picocli-")) {
        Files.copy(jar, lib.resolve(name));
      }
    }
  }

  /** picocli's own jar has class files so old that no cache takes them. */
  private void compilePicocli(Path lib) throws Exception {
    Path work = target.resolve("picocli");
    delete(work);
    Path classes = Files.createDirectories(work.resolve("classes"));
    Path sources = work.resolve("sources");
    Path jar = target.resolve("picocli-sources/picocli-sources.jar");
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        Path file = sources.resolve(entry.getName()).normalize();
        if (file.startsWith(sources) && entry.getName().matches("picocli/.*\\.java")) {
          Files.createDirectories(file.getParent());
          try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, file);
          }
        }
      }
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                tool("javac"),
                "-nowarn",
                "-XDstringConcat=inline",
                "-proc:none",
                "-g:none",
                "-encoding",
                "UTF-8"));
    command.addAll(List.of("--release", "25", "-d", classes.toString()));
    for (Path source : list(sources.resolve("picocli"))) {
      if (source.toString().endsWith(".java")) {
        command.add(source.toString());
      }
    }
    execute(command, false);
    writeJar(classes, lib.resolve("picocli.jar"));
  }

  private static void writeJar(Path classes, Path jar) throws IOException {
    try (ZipOutputStream zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(jar)))) {
      for (Path file : filesBelow(classes)) {
        ZipEntry entry = new ZipEntry(classes.relativize(file).toString().replace('\\', '/'));
        entry.setTimeLocal(java.time.LocalDateTime.of(2026, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
  }

  /** The jars that every command needs come first. */
  private static List<String> jarsInOrder(Path lib) throws IOException {
    List<String> first = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    for (Path jar : list(lib)) {
      String name = jar.getFileName().toString();
      boolean core =
          name.equals("tfgate.jar")
              || name.equals("picocli.jar")
              || name.startsWith("jackson-core-")
              || name.startsWith("snakeyaml-")
              || name.startsWith("re2j-");
      (core ? first : rest).add(name);
    }
    first.sort((a, b) -> a.equals("tfgate.jar") ? -1 : b.equals("tfgate.jar") ? 1 : a.compareTo(b));
    first.addAll(rest);
    return first;
  }

  private static String hash(Path lib, List<String> jars) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (String jar : jars) {
      digest.update((jar + "\n").getBytes(StandardCharsets.UTF_8));
      digest.update(
          MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(lib.resolve(jar))));
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private void writeLauncher(List<String> jars, String hash) throws IOException {
    StringBuilder classPath = new StringBuilder();
    for (String jar : jars) {
      classPath.append(classPath.isEmpty() ? "" : ":").append("$lib/").append(jar);
    }
    String launcher =
        Files.readString(project.resolve("src/distribution/tfgate"))
            .replace("@HASH@", hash)
            .replace("@VERSION@", version)
            .replace("@CLASS_PATH@", classPath);
    Path file = Files.createDirectories(image.resolve("bin")).resolve("tfgate");
    Files.writeString(file, launcher);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void copyFiles() throws IOException {
    for (String name : List.of("LICENSE", "README.md")) {
      Files.copy(project.resolve(name), image.resolve(name));
    }
    for (String name : List.of("policies", "docs/rules", "docs/schema")) {
      Path source = project.resolve(name);
      if (!Files.isDirectory(source)) {
        continue;
      }
      for (Path file : filesBelow(source)) {
        if (file.endsWith(".tfgate-compiled")) {
          // What somebody's run kept beside the sources.
          continue;
        }
        Path copy = image.resolve(name).resolve(source.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private void jlink() throws Exception {
    execute(
        List.of(
            tool("jlink"),
            "--add-modules",
            RUNTIME_MODULES,
            "--strip-debug",
            "--no-man-pages",
            "--no-header-files",
            "--vm=server",
            "--compress",
            "zip-6",
            "--output",
            image.resolve("runtime").toString()),
        false);
    Path strip = Path.of("/usr/bin/strip");
    if (Files.isExecutable(strip)) {
      // A sixth of the JVM is names for debuggers.
      Path jvm = image.resolve("runtime/lib/server/libjvm.so");
      execute(List.of(strip.toString(), "--strip-unneeded", jvm.toString()), false);
    }
    for (Path notice : linksBelow(image.resolve("runtime/legal"))) {
      // Each repeats the notice of java.base, which stays.
      Files.delete(notice);
    }
  }

  /** What the training pins and verifies: a provider that is large enough. */
  private void writeTrainingPlugins() throws IOException {
    Path training = target.resolve("training");
    delete(training);
    Path provider =
        training.resolve(
            "plugins/registry.terraform.io/hashicorp/null/3.2.4/linux_amd64/terraform-provider-null");
    Files.createDirectories(provider.getParent());
    Files.write(provider, new byte[64 << 20]);
    Files.setPosixFilePermissions(provider, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(training.resolve("gate.yaml"), "version: 1\n");
  }

  /**
   * Repositories as users have them: one that a check passes, and one with a staged change, as a
   * commit hook meets it. Where there is no git they are folders.
   */
  private void writeTrainingRepositories() throws Exception {
    Path training = target.resolve("training");
    writeRepository(
        project.resolve("src/distribution/training/project"), training.resolve("small"));
    Path repository = training.resolve("repository");
    if (writeRepository(project.resolve("examples/monorepo"), repository)) {
      Files.writeString(
          repository.resolve("services/shop/dev/main.tf"), "\n", StandardOpenOption.APPEND);
      execute(List.of("git", "-C", repository.toString(), "add", "-A"), true);
    }
  }

  private boolean writeRepository(Path source, Path repository) throws Exception {
    for (Path file : filesBelow(source)) {
      Path copy = repository.resolve(source.relativize(file).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
    try {
      for (String line : List.of("init -q", "add -A", "commit -q -m all")) {
        List<String> command = new ArrayList<>(List.of("git", "-C", repository.toString()));
        command.addAll(List.of("-c", "user.name=t", "-c", "user.email=t@tfgate.invalid"));
        command.addAll(List.of(line.split(" ")));
        execute(command, true);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A trust directory outside the project, where compiled policies are believed: {@code policy}
   * compiles them, and {@code check} loads nothing of CEL.
   */
  private Path writeTrainingPolicies() throws IOException {
    Path trust = Files.createTempDirectory("tfgate-training");
    Files.writeString(
        trust.resolve("gate.yaml"),
        "version: 1\npolicies: [policies]\nrules: {provider-not-pinned: {enforcement: advisory}}\n");
    Path folder = Files.createDirectories(trust.resolve("policies"));
    for (Path file : list(project.resolve("policies"))) {
      Files.copy(file, folder.resolve(file.getFileName()));
    }
    return trust;
  }

  /**
   * A checkout with one root, for the training: where Terraform is installed it is planned, else
   * the run ends before that.
   */
  private void writeTrainingRoot(Path governed) throws IOException {
    Path checkout = governed.resolve("checkout");
    Files.createDirectories(checkout.resolve(".git"));
    Path root = Files.createDirectories(checkout.resolve("dev"));
    Files.writeString(
        root.resolve("main.tf"),
        "module \"m\" {\n  source = \"./part\"\n}\n\nresource \"terraform_data\" \"x\" {\n  input = \"${path.module}-x\"\n}\n");
    Files.writeString(
        Files.createDirectory(root.resolve("part")).resolve("main.tf"),
        "resource \"terraform_data\" \"y\" {\n  count = 2\n  input = count.index\n}\n");
    Files.createDirectory(
        governed.resolve("data"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path training = target.resolve("training");
    Files.writeString(
        Files.createDirectory(governed.resolve("run")).resolve("gate.yaml"),
        """
        version: 1
        terraform: {plugin_dir: "%s", manifest: "%s"}
        policies: [../policies]
        backends: {allow: [{type: local, arguments: {}}]}
        """
            .formatted(training.resolve("plugins"), training.resolve("plugins-manifest.yaml")));
    Files.writeString(
        Files.createDirectory(governed.resolve("bare")).resolve("gate.yaml"),
        """
        version: 1
        terraform: {manifest: "%s"}
        backends: {allow: [{type: gcs, arguments: {bucket: acme-tfstate, prefix: "{root}"}}]}
        """
            .formatted(project.resolve("examples/monorepo/plugins-manifest.yaml")));
  }

  /**
   * Runs the commands in {@code src/distribution/training/NAME}, one a line, so that the JVM keeps
   * the classes that they load; <code>{governed}</code> stands for a trust directory with policies.
   */
  private void train(String name, Path governed, List<String> jars, String... output)
      throws Exception {
    Path lines = target.resolve("training").resolve(name);
    Files.writeString(
        lines,
        Files.readString(project.resolve("src/distribution/training/" + name))
            .replace("{governed}", governed.toString()));
    Path lib = image.resolve("lib");
    List<String> classPath = new ArrayList<>();
    jars.forEach(jar -> classPath.add(lib.resolve(jar).toString()));
    List<String> command = new ArrayList<>();
    command.add(image.resolve("runtime/bin/java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx400m",
            "-XX:-UsePerfData",
            "-XX:+UnlockDiagnosticVMOptions",
            // Profiles would have each start compile what was hot here: 10 ms that few runs earn.
            "-XX:-AOTRecordTraining",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dpicocli.converters.excludes=java.*",
            "-Dtfgate.home=" + image));
    command.addAll(List.of(output));
    command.addAll(
        List.of("-cp", String.join(":", classPath), "dev.tfgate.cli.Training", lines.toString()));
    execute(command, true);
  }

  /** Archives carry these times too, and the caches note those of the jars. */
  private void normaliseTimes() throws IOException {
    FileTime time = FileTime.from(TIMESTAMP);
    Files.walkFileTree(
        image,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!attributes.isSymbolicLink()) {
              Files.setLastModifiedTime(file, time);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            Files.setLastModifiedTime(folder, time);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private String tool(String name) {
    return javaHome.resolve("bin").resolve(name).toString();
  }

  private void execute(List<String> command, boolean clean) throws Exception {
    Path log = target.resolve("assemble.log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(log.toFile());
    if (clean) {
      builder.environment().clear();
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().put("PATH", "/usr/bin:/bin");
      builder.environment().put("HOME", target.resolve("training").toString());
    }
    int code = builder.start().waitFor();
    if (code != 0) {
      throw new IOException(
          "%s ended with %d:%n%s".formatted(command.getFirst(), code, Files.readString(log)));
    }
    Files.delete(log);
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static List<Path> linksBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isSymbolicLink).toList();
    }
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
