package dev.tfgate.terraform;

import dev.tfgate.hcl.BodySchema;
import dev.tfgate.hcl.HclFile;
import dev.tfgate.hcl.HclParser;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.Limits;
import java.util.Optional;

/** The kinds of file that Terraform and OpenTofu read, told by their names. */
public enum FileKind {
  /** {@code .tf}, {@code .tf.json}; {@code .tofu}, {@code .tofu.json}. */
  CONFIGURATION(".tf", ".tf.json", ".tofu", ".tofu.json"),
  /** {@code .tfvars}, {@code .tfvars.json}. */
  VARIABLES(".tfvars", ".tfvars.json", "", ""),
  /** {@code .tftest.hcl}, {@code .tftest.json}; {@code .tofutest.hcl}, {@code .tofutest.json}. */
  TEST(".tftest.hcl", ".tftest.json", ".tofutest.hcl", ".tofutest.json"),
  /** What the mock providers of tests give: {@code .tfmock.hcl}, {@code .tfmock.json}. */
  MOCK(".tfmock.hcl", ".tfmock.json", "", ""),
  /** {@code .terraform.lock.hcl}. */
  LOCK(".terraform.lock.hcl", "", "", ""),
  /** Other {@code .hcl} files: partial configuration of a backend. */
  BACKEND(".hcl", "", "", "");

  private static final FileKind[] ALL = values();

  private final String nativeSuffix;
  private final String jsonSuffix;
  private final String tofuNativeSuffix;
  private final String tofuJsonSuffix;

  FileKind(String nativeSuffix, String jsonSuffix, String tofuNativeSuffix, String tofuJsonSuffix) {
    this.nativeSuffix = nativeSuffix;
    this.jsonSuffix = jsonSuffix;
    this.tofuNativeSuffix = tofuNativeSuffix;
    this.tofuJsonSuffix = tofuJsonSuffix;
  }

  /** Returns the kind of a file of that name, empty where neither program reads it. */
  public static Optional<FileKind> of(String fileName) {
    if (!mayBeOne(fileName)) {
      return Optional.empty();
    }
    if (fileName.equals(LOCK.nativeSuffix)) {
      return Optional.of(LOCK);
    }
    for (FileKind kind : ALL) {
      if (kind != LOCK
          && (fileName.endsWith(kind.nativeSuffix)
              || kind.isJson(fileName)
              || ends(fileName, kind.tofuNativeSuffix))) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /**
   * Most files of a repository are no such file, which shows in what stands behind the last dot.
   */
  static boolean mayBeOne(String fileName) {
    int behind = fileName.lastIndexOf('.') + 1;
    return fileName.startsWith("tf", behind)
        || fileName.startsWith("hcl", behind)
        || fileName.startsWith("json", behind)
        || fileName.startsWith("tofu", behind);
  }

  /** Whether a file of that path is of this kind, as {@link #of} tells it of its name. */
  boolean isOf(String path) {
    if (!mayBeOne(path)) {
      return false;
    }
    int start = path.length() - LOCK.nativeSuffix.length();
    boolean lock =
        path.endsWith(LOCK.nativeSuffix) && (start == 0 || path.charAt(start - 1) == '/');
    if (lock || this == LOCK) {
      return lock && this == LOCK;
    }
    for (FileKind kind : ALL) {
      if (kind != LOCK
          && (path.endsWith(kind.nativeSuffix)
              || kind.isJson(path)
              || ends(path, kind.tofuNativeSuffix))) {
        return kind == this;
      }
    }
    return false;
  }

  /** Whether a file of this kind and name is written in the JSON syntax. */
  public boolean isJson(String fileName) {
    return ends(fileName, jsonSuffix) || ends(fileName, tofuJsonSuffix);
  }

  /** Whether only OpenTofu reads a file of this kind and name. */
  public boolean isOfTofu(String fileName) {
    return ends(fileName, tofuNativeSuffix) || ends(fileName, tofuJsonSuffix);
  }

  /**
   * Returns the name of the file beside one of this kind and name that OpenTofu reads in its place;
   * empty where it has none.
   */
  Optional<String> twin(String fileName) {
    if (isOfTofu(fileName)) {
      return Optional.empty();
    }
    String from = isJson(fileName) ? jsonSuffix : nativeSuffix;
    String to = isJson(fileName) ? tofuJsonSuffix : tofuNativeSuffix;
    return to.isEmpty()
        ? Optional.empty()
        : Optional.of(fileName.substring(0, fileName.length() - from.length()) + to);
  }

  /** Whether the blocks of a file of this kind and name are merged over those of the others. */
  boolean isOverride(String fileName) {
    if (this != CONFIGURATION) {
      return false;
    }
    for (String suffix :
        new String[] {jsonSuffix, nativeSuffix, tofuJsonSuffix, tofuNativeSuffix}) {
      if (fileName.endsWith(suffix)) {
        String stem = fileName.substring(0, fileName.length() - suffix.length());
        return stem.equals("override") || stem.endsWith("_override");
      }
    }
    return false;
  }

  private static boolean ends(String fileName, String suffix) {
    return !suffix.isEmpty() && fileName.endsWith(suffix);
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
      case MOCK -> TerraformSchema.mocks();
      case VARIABLES, LOCK, BACKEND -> BodySchema.argumentsOnly();
    };
  }
}
