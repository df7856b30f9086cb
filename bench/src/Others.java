import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Writes the files that a real repository has beside Terraform: sources of programs, documents,
 * images. The same arguments give the same bytes.
 *
 * <p>{@code java Others.java DIRECTORY FILES}
 */
final class Others {
  private static final List<String> KINDS =
      List.of("go", "ts", "tsx", "py", "java", "md", "json", "yaml", "png", "css");
  private static final int IN_A_FOLDER = 20;

  private Others() {}

  public static void main(String[] arguments) throws IOException {
    Random random = new Random(3);
    int files = Integer.parseInt(arguments[1]);
    for (int i = 0; i < files; i++) {
      Path folder =
          Path.of(arguments[0])
              .resolve("apps/app-%03d/src/p%02d".formatted(i / 200, i / IN_A_FOLDER % 10));
      Files.createDirectories(folder);
      byte[] content = new byte[200 + random.nextInt(15_000)];
      random.nextBytes(content);
      Files.write(
          folder.resolve("file-%05d.%s".formatted(i, KINDS.get(random.nextInt(KINDS.size())))),
          content);
    }
  }
}
