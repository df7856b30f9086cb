package dev.tfgate.terraform.files;

import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Expression.FunctionCall;
import java.util.Set;

/** The functions that read files, or run templates that may. */
public final class FileFunctions {
  private static final Set<String> READ =
      Set.of(
          "file",
          "filebase64",
          "filebase64sha256",
          "filebase64sha512",
          "fileexists",
          "filemd5",
          "fileset",
          "filesha1",
          "filesha256",
          "filesha512",
          "templatefile");

  private static final Set<String> MAKE_PATHS = Set.of("abspath", "pathexpand");

  private static final String CORE = "core::";
  private static final String PROVIDER = "provider::";

  private FileFunctions() {}

  /** The name of the function without the namespace of the built-in ones. */
  public static String name(FunctionCall call) {
    return withoutCore(call.name());
  }

  private static String withoutCore(String name) {
    return name.startsWith(CORE) ? name.substring(CORE.length()) : name;
  }

  /** Whether calls of a name as written {@link #isFollowed are followed}. */
  public static boolean areFollowed(String written) {
    return isFollowed(withoutCore(written));
  }

  /** Whether the function reads a file, or looks for one. */
  public static boolean reads(String name) {
    return READ.contains(name);
  }

  /** Whether the function reads nothing: it makes a path, for others to read. */
  public static boolean makesPath(String name) {
    return MAKE_PATHS.contains(name);
  }

  /** Whether it is of interest what the function is called with. */
  public static boolean isFollowed(String name) {
    return reads(name)
        || MAKE_PATHS.contains(name)
        || name.equals("templatestring")
        || isOfProvider(name);
  }

  /** Whether it is a function of a provider, which may read what it likes. */
  public static boolean isOfProvider(String name) {
    return name.startsWith(PROVIDER);
  }

  /** Whether such a function is called anywhere in an expression. */
  public static boolean areCalled(Expression expression) {
    boolean[] found = new boolean[1];
    expression.walk(
        inner -> found[0] |= inner instanceof FunctionCall call && isFollowed(name(call)));
    return found[0];
  }
}
