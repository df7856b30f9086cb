package dev.tfgate.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Body;
import dev.tfgate.hcl.HclFile;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.Label;
import dev.tfgate.hcl.Limits;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.Json;
import dev.tfgate.report.Printable;
import dev.tfgate.terraform.FileKind;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the gate sees: the tree of blocks of every file, with lines, and the modules. */
public final class Inspection {
  private final Limits limits;
  private boolean invalid;
  private boolean unreadable;

  /** An inspection that reads files within {@code limits}. */
  public Inspection(Limits limits) {
    this.limits = limits;
  }

  /** The exit code of what was printed so far: unreadable wins over invalid. */
  public ExitCode exitCode() {
    return unreadable ? ExitCode.UNDECIDED : invalid ? ExitCode.FINDINGS : ExitCode.PASSED;
  }

  /** Writes the JSON of {@code tfgate inspect} for the file or directory {@code path}. */
  public void writeJson(Path path, Writer out) throws IOException {
    Json.write(
        out,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("files");
          for (Path file : files(path)) {
            writeFile(path, file, json);
          }
          json.writeEndArray();
          json.writeFieldName("modules");
          Optional<ModuleInspection> modules = ModuleInspection.of(path, limits);
          if (modules.isPresent()) {
            modules.get().writeJson(json);
          } else {
            json.writeStartArray();
            json.writeEndArray();
          }
          json.writeEndObject();
        });
  }

  /** Prints the tree of every file, one line a block or argument, for a reader. */
  public void printText(Path path, PrintStream out) throws IOException {
    for (Path file : files(path)) {
      out.println(Printable.line(name(path, file)));
      try {
        print(parse(path, file).body(), "  ", out);
      } catch (HclSyntaxException e) {
        invalid = true;
        out.println(
            "  "
                + Printable.line(name(path, file))
                + ":"
                + e.range()
                + ": "
                + Printable.line(e.getMessage()));
      } catch (UnreadableFileException e) {
        unreadable = true;
        out.println("  " + Printable.line(e.getMessage()));
      }
    }
    ModuleInspection.of(path, limits).ifPresent(modules -> modules.printText(out));
  }

  private static void print(Body body, String indent, PrintStream out) {
    for (Attribute attribute : body.attributes()) {
      out.println(indent + Printable.line(attribute.name()) + " =");
    }
    for (Block block : body.blocks()) {
      StringBuilder header = new StringBuilder(indent).append(Printable.line(block.type()));
      for (Label label : block.labels()) {
        header.append(" \"").append(Printable.line(label.value())).append('"');
      }
      out.println(header + "  (line " + block.line() + ")");
      print(block.body(), indent + "  ", out);
    }
  }

  private void writeFile(Path root, Path file, JsonGenerator json) throws IOException {
    String name = name(root, file);
    json.writeStartObject();
    json.writeStringField("path", name);
    boolean isJson =
        FileKind.of(fileName(file)).map(kind -> kind.isJson(fileName(file))).orElse(false);
    json.writeStringField("syntax", isJson ? "json" : "hcl");
    try {
      HclFile parsed = parse(root, file);
      json.writeNullField("error");
      writeBody(parsed.body(), json);
    } catch (HclSyntaxException e) {
      invalid = true;
      writeError(e.range().startLine(), e.range().startColumn(), e.getMessage(), json);
    } catch (UnreadableFileException e) {
      unreadable = true;
      writeError(null, null, e.getMessage(), json);
    }
    json.writeEndObject();
  }

  private static void writeError(
      @org.jspecify.annotations.Nullable Integer line,
      @org.jspecify.annotations.Nullable Integer column,
      String message,
      JsonGenerator json)
      throws IOException {
    json.writeObjectFieldStart("error");
    json.writeObjectField("line", line);
    json.writeObjectField("column", column);
    json.writeStringField("message", message);
    json.writeEndObject();
    json.writeArrayFieldStart("attributes");
    json.writeEndArray();
    json.writeArrayFieldStart("blocks");
    json.writeEndArray();
  }

  private static void writeBody(Body body, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("attributes");
    for (Attribute attribute : body.attributes()) {
      json.writeString(attribute.name());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("blocks");
    for (Block block : body.blocks()) {
      json.writeStartObject();
      json.writeStringField("type", block.type());
      json.writeArrayFieldStart("labels");
      for (Label label : block.labels()) {
        json.writeString(label.value());
      }
      json.writeEndArray();
      json.writeNumberField("line", block.line());
      writeBody(block.body(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private HclFile parse(Path root, Path file) throws HclSyntaxException, UnreadableFileException {
    // A file that the user names is read whatever it is called; then as configuration.
    FileKind kind = FileKind.of(fileName(file)).orElse(FileKind.CONFIGURATION);
    if (!root.equals(file) && leavesTree(root, file)) {
      throw new UnreadableFileException(
          "the link leads out of the tree or nowhere, so nothing of it was read");
    }
    byte[] content = BoundedFile.read(file, limits.fileBytes());
    return kind.parse(content, name(root, file), limits);
  }

  /** A link could show what the reader of the output may see and its author may not. */
  private static boolean leavesTree(Path root, Path file) {
    if (!Files.isSymbolicLink(file)) {
      return false;
    }
    try {
      return !file.toRealPath().startsWith(Checkout.top(root.toRealPath()));
    } catch (IOException e) {
      return true;
    }
  }

  private static String fileName(Path file) {
    Path name = file.getFileName();
    return name == null ? "" : name.toString();
  }

  private static String name(Path root, Path file) {
    return root.equals(file) ? fileName(file) : root.relativize(file).toString();
  }

  /**
   * The file itself, or the files below a directory that Terraform reads, in the order of their
   * paths.
   */
  private List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return fileName(folder).equals(".git") && !folder.equals(path)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Optional<FileKind> kind = FileKind.of(fileName(file));
            if (kind.isPresent() && !Files.isDirectory(file)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            unreadable = true;
            files.add(file);
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort((a, b) -> a.toString().compareTo(b.toString()));
    return files;
  }
}
