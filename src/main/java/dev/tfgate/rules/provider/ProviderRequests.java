package dev.tfgate.rules.provider;

import dev.tfgate.terraform.Root;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How findings name the places that request a provider. */
final class ProviderRequests {
  private ProviderRequests() {}

  /** The first request of each module: one finding a module is enough to find all. */
  static List<Root.Request> oneAModule(List<Root.Request> requests) {
    Set<String> seen = new HashSet<>();
    List<Root.Request> first = new ArrayList<>();
    for (Root.Request request : requests) {
      if (seen.add(request.reached().module().path())) {
        first.add(request);
      }
    }
    return first;
  }

  /** Who requests it: {@code resource 'aws_s3_bucket.b' in svc/dev → modules/bucket}. */
  static String who(Root.Request request) {
    return request.request().by()
        + (request.reached().chain().size() > 1 ? " in " + request.reached().chainText() : "");
  }
}
