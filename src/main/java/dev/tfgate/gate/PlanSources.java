package dev.tfgate.gate;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Limits;
import dev.tfgate.hcl.SourceRange;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Region;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.report.SourceLines;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.ResourceAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the resources of a plan stand in the checkout. It is read when the first finding asks;
 * where that fails, or the source is not there, a finding points at the root module's directory.
 */
final class PlanSources implements SourceLines {
  private final Path folder;
  private final String root;
  private @Nullable Configuration configuration;
  private SourceLines lines = (path, line) -> Optional.empty();
  private boolean opened;

  PlanSources(Path folder, String root) {
    this.folder = folder;
    this.root = root;
  }

  /** Returns a finding about the resource at {@code address}, in the source where it stands. */
  Finding locate(RuleDescription rule, String address, String message) {
    String text = address.isEmpty() ? message : address + ": " + message;
    Optional<ConfigurationDirectory.Placed> placed = find(address);
    if (placed.isEmpty()) {
      return Finding.of(rule.id(), rule.enforcement(), root, null, root, text, address);
    }
    SourceRange range = placed.get().block().range();
    return Finding.of(
        rule.id(),
        rule.enforcement(),
        placed.get().file().path(),
        new Region(range.startLine(), range.startColumn(), range.endLine(), range.endColumn()),
        root,
        text,
        address + " " + placed.get().file().hcl().source().text(range));
  }

  @Override
  public Optional<String> line(String path, int line) {
    return lines.line(path, line);
  }

  private Optional<ConfigurationDirectory.Placed> find(String address) {
    Configuration source = open();
    Optional<ResourceAddress> resource = ResourceAddress.parse(address);
    if (source == null || resource.isEmpty()) {
      return Optional.empty();
    }
    Optional<ConfigurationDirectory> directory =
        Optional.ofNullable(source.directories().get(root));
    for (String name : resource.get().modulePath()) {
      directory =
          directory.flatMap(
              caller ->
                  caller.blocks("module").stream()
                      .filter(call -> label(call.block(), 0).equals(name))
                      .findFirst()
                      .flatMap(call -> source.calledDirectory(caller, call))
                      .map(source.directories()::get));
    }
    return directory.flatMap(module -> block(module, resource.get()));
  }

  private static Optional<ConfigurationDirectory.Placed> block(
      ConfigurationDirectory module, ResourceAddress resource) {
    String type = resource.mode().equals("managed") ? "resource" : resource.mode();
    for (ConfigurationDirectory.Placed placed : module.blocks(type)) {
      if (matches(placed.block(), resource)) {
        return Optional.of(placed);
      }
    }
    for (ConfigurationDirectory.Placed check : module.blocks("check")) {
      for (Block block : check.block().body().blocks()) {
        if (block.type().equals(type) && matches(block, resource)) {
          return Optional.of(new ConfigurationDirectory.Placed(check.file(), block));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean matches(Block block, ResourceAddress resource) {
    return label(block, 0).equals(resource.type()) && label(block, 1).equals(resource.name());
  }

  private static String label(Block block, int index) {
    return index < block.labels().size() ? block.label(index) : "";
  }

  private @Nullable Configuration open() {
    if (!opened) {
      opened = true;
      try {
        Checkout checkout = Checkout.open(folder, Limits.DEFAULT.fileBytes());
        configuration = Configuration.read(checkout, Limits.DEFAULT);
        lines = new CheckoutLines(checkout);
      } catch (UnreadableFileException e) {
        // the finding itself needs no source
        configuration = null;
      }
    }
    return configuration;
  }
}
