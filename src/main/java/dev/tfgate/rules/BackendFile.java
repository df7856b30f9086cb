package dev.tfgate.rules;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.HclFile;
import dev.tfgate.hcl.HclParser;
import dev.tfgate.hcl.HclSyntaxException;
import dev.tfgate.hcl.Limits;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.trust.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file of partial backend configuration that CI passes to {@code init}.
 *
 * @param path relative to the checkout
 * @param parsed its content; null where it could not be read
 * @param problem why it could not; null where it could
 */
record BackendFile(String path, @Nullable ParsedFile parsed, @Nullable String problem) {

  /** The files of a root that {@code backends.config_files} names, those that can be read. */
  static List<BackendFile> in(String root, Checkout checkout, Trust trust) {
    return all(checkout, trust).stream()
        .filter(file -> file.parsed != null && isBelow(root, file.path))
        .toList();
  }

  /** Every file that {@code backends.config_files} names, by its name or by its path. */
  static List<BackendFile> all(Checkout checkout, Trust trust) {
    if (trust.backendConfigFiles().isEmpty()) {
      return List.of();
    }
    List<BackendFile> files = new ArrayList<>();
    for (CheckoutFile entry : checkout.files()) {
      boolean named =
          trust.backendConfigFiles().stream()
              .anyMatch(glob -> glob.matches(entry.path()) || glob.matches(entry.name()));
      if (named && !entry.isDirectory()) {
        files.add(read(entry, checkout, trust));
      }
    }
    return files;
  }

  /** Its arguments; a value is empty where it is no constant string. */
  Map<String, Optional<String>> arguments() {
    Map<String, Optional<String>> arguments = new TreeMap<>();
    if (parsed != null) {
      for (Attribute attribute : parsed.hcl().body().attributes()) {
        arguments.put(attribute.name(), ConstantEvaluator.string(attribute.value()));
      }
    }
    return arguments;
  }

  private static boolean isBelow(String root, String path) {
    return root.equals(".") ? path.indexOf('/') < 0 : path.startsWith(root + "/");
  }

  private static BackendFile read(CheckoutFile entry, Checkout checkout, Trust trust) {
    Limits limits = new Limits(trust.limits().fileBytes(), trust.limits().nesting());
    try {
      HclFile hcl = HclParser.parseNative(checkout.read(entry.path()), entry.name(), limits);
      return new BackendFile(
          entry.path(), new ParsedFile(entry.path(), FileKind.BACKEND, hcl), null);
    } catch (UnreadableFileException e) {
      return new BackendFile(entry.path(), null, e.getMessage());
    } catch (HclSyntaxException e) {
      return new BackendFile(entry.path(), null, e.range() + ": " + e.getMessage());
    }
  }
}
