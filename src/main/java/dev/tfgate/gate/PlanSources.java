package dev.tfgate.gate;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.Limits;
import dev.tfgate.hcl.SourceRange;
import dev.tfgate.policy.run.PlanSource;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Region;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.report.SourceLines;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.Resource;
import dev.tfgate.terraform.ResourceAddress;
import dev.tfgate.terraform.evaluation.EvaluatedSources;
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
    Optional<Declaration> placed = find(address);
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

  /** Returns what the plan was made of, for policies. */
  PlanSource source() {
    return new PlanSource(() -> Optional.ofNullable(open()), root);
  }

  @Override
  public Optional<String> line(String path, int line) {
    return lines.line(path, line);
  }

  private Optional<Declaration> find(String address) {
    Configuration source = open();
    Optional<ResourceAddress> resource = ResourceAddress.parse(address);
    if (source == null || resource.isEmpty()) {
      return Optional.empty();
    }
    Optional<Module> module = source.module(root);
    for (String name : resource.get().modulePath()) {
      module = module.flatMap(caller -> called(source, root, caller, name));
    }
    return module.flatMap(
        found ->
            found.resources().stream()
                .filter(one -> isSame(one, resource.get()))
                .findFirst()
                .map(Resource::declaration));
  }

  private static Optional<Module> called(
      Configuration source, String root, Module caller, String name) {
    return caller.calls().stream()
        .filter(call -> !call.fromTest() && call.name().equals(name))
        .findFirst()
        .map(call -> source.callees(root, caller.path(), call).modules())
        // Of several that it can be, none is certain.
        .filter(modules -> modules.size() == 1)
        .flatMap(modules -> source.module(modules.iterator().next()));
  }

  private static boolean isSame(Resource resource, ResourceAddress address) {
    return resource.mode().word().equals(address.mode())
        && resource.type().equals(address.type())
        && resource.name().equals(address.name());
  }

  private @Nullable Configuration open() {
    if (!opened) {
      opened = true;
      try {
        Checkout checkout = Checkout.open(folder, Limits.DEFAULT.fileBytes());
        configuration = Configuration.of(checkout, Limits.DEFAULT, new EvaluatedSources());
        lines = new CheckoutLines(checkout);
      } catch (UnreadableFileException e) {
        // the finding itself needs no source
        configuration = null;
      }
    }
    return configuration;
  }
}
