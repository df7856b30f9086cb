package dev.tfgate.trust;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The variables of a build's environment that Terraform may see: those that {@code pass_env} names,
 * but never one that redirects Terraform, a provider, git, a shell or the dynamic linker.
 */
public final class PassedVariables {
  private static final List<String> DENIED =
      List.of(
          "TF_.*",
          "TFGATE_.*",
          ".*_ENDPOINT.*",
          ".*_CONFIG_FILE",
          ".*_CREDENTIALS_FILE",
          ".*_EMULATOR_HOST",
          ".*_BASE_URL",
          ".*UNIVERSE_DOMAIN",
          "GCE_METADATA_.*",
          "CLOUDSDK_.*",
          "KUBE_?CONFIG.*",
          "AWS_CONFIG.*",
          "LD_.*",
          "DYLD_.*",
          "GLIBC_TUNABLES",
          "MALLOC_.*",
          "GCONV_PATH",
          "LOCPATH",
          "HOSTALIASES",
          "RES_OPTIONS",
          "LOCALDOMAIN",
          "GIT_.*",
          "SSH_.*",
          "BASH_.*",
          "ENV",
          "IFS",
          "PS4",
          "SHELL.*",
          "GO[A-Z]*",
          "SSL_CERT_.*",
          "OPENSSL_.*",
          "CURL_.*",
          "JAVA_.*",
          "JDK_.*",
          "_JAVA_.*",
          "NODE_.*",
          "PERL.*",
          "PYTHON.*",
          "RUBY.*",
          "CHECKPOINT_.*",
          "PLUGIN_.*",
          "TMPDIR",
          "HOME",
          "PATH",
          "PWD",
          "LANG",
          "LC_.*",
          "XDG_.*");

  private PassedVariables() {}

  /** Whether a variable of that name is never passed. */
  public static boolean isDenied(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return DENIED.stream().anyMatch(pattern -> Pattern.matches(pattern, upper));
  }
}
