package dev.tfgate.terraform;

import dev.tfgate.hcl.BodySchema;
import dev.tfgate.hcl.HclFile;
import dev.tfgate.hcl.HclParser;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.Limits;
import java.util.Optional;

/** The kinds of file that Terraform reads, told by their names. */
public enum FileKind {
  /** {@code .tf}, {@code .tf.json}. */
  CONFIGURATION(".tf", ".tf.json"),
  /** {@code .tfvars}, {@code .tfvars.json}. */
  VARIABLES(".tfvars", ".tfvars.json"),
  /** {@code .tftest.hcl}, {@code .tftest.json}. */
  TEST(".tftest.hcl", ".tftest.json"),
  /** {@code .terraform.lock.hcl}. */
  LOCK(".terraform.lock.hcl", ""),
  /** Other {@code .hcl} files: partial configuration of a backend. */
  BACKEND(".hcl", "");

  private final String nativeSuffix;
  private final String jsonSuffix;

  FileKind(String nativeSuffix, String jsonSuffix) {
    this.nativeSuffix = nativeSuffix;
    this.jsonSuffix = jsonSuffix;
  }

  /** Returns the kind of a file of that name, empty where Terraform doesn't read it. */
  public static Optional<FileKind> of(String fileName) {
    if (fileName.equals(".terraform.lock.hcl")) {
      return Optional.of(LOCK);
    }
    for (FileKind kind : values()) {
      if (kind != LOCK && (fileName.endsWith(kind.nativeSuffix) || kind.isJson(fileName))) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** Whether a file of this kind and name is written in the JSON syntax. */
  public boolean isJson(String fileName) {
    return !jsonSuffix.isEmpty() && fileName.endsWith(jsonSuffix);
  }

  /**
   * Parses a file of this kind, in the syntax that its name says.
   *
   * @throws HclSyntaxException where Terraform's parser would reject it, or a limit is exceeded
   */
  public HclFile parse(byte[] content, String fileName, Limits limits) throws HclSyntaxException {
    return isJson(fileName)
        ? HclParser.parseJson(content, fileName, limits).interpret(schema())
        : HclParser.parseNative(content, fileName, limits);
  }

  private BodySchema schema() {
    return switch (this) {
      case CONFIGURATION -> TerraformSchema.configuration();
      case TEST -> TerraformSchema.test();
      case VARIABLES, LOCK, BACKEND -> BodySchema.argumentsOnly();
    };
  }
}
