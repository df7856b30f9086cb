package dev.tfgate.terraform.files;

import dev.tfgate.hcl.Block;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Arguments of objects that name a file, which the provider then reads or writes. */
public final class FileArguments {
  /** Of data sources and ephemerals: read at plan. */
  private static final Map<String, Set<String>> READ =
      Map.of(
          "archive_file", Set.of("source_dir", "source_file"),
          "jsonnet_file", Set.of("source"),
          "kubectl_filename_list", Set.of("pattern"),
          "kubectl_path_documents", Set.of("pattern"),
          "local_file", Set.of("filename"),
          "local_sensitive_file", Set.of("filename"),
          "sops_file", Set.of("source_file"));

  /** Of resources: read at apply, and sent away. */
  private static final Map<String, Set<String>> SENT =
      Map.ofEntries(
          Map.entry("archive_file", Set.of("source_dir", "source_file")),
          Map.entry("aws_lambda_function", Set.of("filename")),
          Map.entry("aws_lambda_layer_version", Set.of("filename")),
          Map.entry("aws_s3_bucket_object", Set.of("source")),
          Map.entry("aws_s3_object", Set.of("source")),
          Map.entry("aws_synthetics_canary", Set.of("zip_file")),
          Map.entry("azurerm_storage_blob", Set.of("source")),
          Map.entry("google_storage_bucket_object", Set.of("source")),
          Map.entry("local_file", Set.of("source")),
          Map.entry("local_sensitive_file", Set.of("source")));

  /** Where an object writes: a data source at plan, a resource at apply. */
  private static final Map<String, Set<String>> WRITTEN =
      Map.of(
          "data.archive_file", Set.of("output_path"),
          "resource.archive_file", Set.of("output_path"),
          "resource.local_file", Set.of("filename"),
          "resource.local_sensitive_file", Set.of("filename"));

  static final List<String> ARCHIVES =
      List.of(".zip", ".tar.gz", ".tgz", ".jar", ".war", ".whl", ".nupkg");

  private FileArguments() {}

  /** Whether that is how the name of an archive ends, which nobody takes for a template. */
  public static boolean isArchive(String path) {
    return ARCHIVES.stream().anyMatch(path::endsWith);
  }

  /** The arguments of a block that name files; none where it is no object that takes any. */
  public static Set<String> of(Block block) {
    Set<String> read =
        switch (block.type()) {
          case "data", "ephemeral" -> READ.getOrDefault(block.label(0), Set.of());
          case "resource" -> SENT.getOrDefault(block.label(0), Set.of());
          default -> Set.of();
        };
    Set<String> written = written(block);
    if (written.isEmpty()) {
      return read;
    }
    Set<String> all = new TreeSet<>(read);
    all.addAll(written);
    return all;
  }

  private static Set<String> written(Block block) {
    return block.labels().isEmpty()
        ? Set.of()
        : WRITTEN.getOrDefault(block.type() + "." + block.label(0), Set.of());
  }

  /** Whether the object writes the file that the argument names, and does not read it. */
  public static boolean isWritten(Block block, String argument) {
    return written(block).contains(argument);
  }

  /** Whether such an object stands in a body, or in a {@code check} there. */
  public static boolean areIn(Iterable<Block> blocks) {
    for (Block block : blocks) {
      if (!of(block).isEmpty() || (block.type().equals("check") && areIn(block.body().blocks()))) {
        return true;
      }
    }
    return false;
  }

  /** Whether the objects of a block are read at plan. */
  public static boolean areReadAtPlan(Block block) {
    return !block.type().equals("resource");
  }
}
