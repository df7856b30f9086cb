package dev.tfgate.rules.state;

import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.Resource;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.text.Glob;
import dev.tfgate.trust.Trust;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Objects of the buckets that hold states, which are read or written without being called one. */
record StateBuckets(Scope scope) {
  private static final Set<String> OBJECTS =
      Set.of(
          "aws_s3_bucket_object",
          "aws_s3_object",
          "aws_s3_object_copy",
          "google_storage_bucket_object",
          "google_storage_bucket_object_content",
          "google_storage_bucket_object_contents",
          "google_storage_object_signed_url");

  private static final String MESSAGE =
      "This bucket holds states, of other services too, with the secrets in them. Read them by"
          + " terraform_remote_state as the platform team allows, and keep other objects in another"
          + " bucket.";

  /** Reports what a module of a root reads from such buckets, and writes to them. */
  void check(Root root, Module module, Findings findings) {
    for (Resource resource : module.resources()) {
      if (!OBJECTS.contains(resource.type())) {
        continue;
      }
      Stream.of("bucket", "source")
          .flatMap(name -> resource.declaration().argument(name).stream())
          .filter(argument -> namesOne(root, module, resource, argument))
          .findFirst()
          .ifPresent(
              argument ->
                  findings.add(root, argument.file(), argument.attribute().range(), MESSAGE));
    }
  }

  private boolean namesOne(Root root, Module module, Resource resource, Argument argument) {
    boolean copied = argument.attribute().name().equals("source");
    if (copied && !resource.type().endsWith("_copy")) {
      return false;
    }
    Possible value = scope.value(root, module, resource.declaration(), argument);
    return value.options().stream()
        .map(
            option ->
                option instanceof Possible.Text text ? text.literal() : Optional.<String>empty())
        .flatMap(Optional::stream)
        .map(text -> copied ? text.split("/", 0)[0] : text)
        .anyMatch(bucket -> isOne(bucket, root));
  }

  private boolean isOne(String bucket, Root root) {
    Trust trust = scope.trust();
    return Stream.of(trust.backends(), trust.remoteState())
        .flatMap(List::stream)
        .map(allowed -> allowed.arguments().get("bucket"))
        .filter(pattern -> pattern != null && !pattern.matches("[*]*"))
        .anyMatch(pattern -> Glob.of(pattern, scope.runsIn(root)).matches(bucket));
  }
}
