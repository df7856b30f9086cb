package dev.tfgate.owners;

import dev.tfgate.google.ServiceException;
import dev.tfgate.owners.Attempts.GivenUpException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The folders and organizations above projects; each is asked for once in a run. */
final class Ancestors {
  private static final int MOST = 12;

  private final ResourceManager resourceManager;
  private final Map<String, Ancestor> known = new ConcurrentHashMap<>();

  /**
   * A folder or an organization.
   *
   * @param policy its policy, or null where that can't be read
   * @param parent what is above; empty where there is nothing, or nobody says
   * @param trouble why something of it can't be read, else empty
   */
  record Ancestor(String name, @Nullable IamPolicy policy, String parent, String trouble) {}

  Ancestors(ResourceManager resourceManager) {
    this.resourceManager = resourceManager;
  }

  /** Returns {@code parent} and what is above it, as far up as can be told. */
  List<Ancestor> from(String parent, Attempts attempts) throws GivenUpException {
    List<Ancestor> line = new ArrayList<>();
    String above = parent;
    while (!above.isEmpty() && line.size() < MOST) {
      Ancestor ancestor = known.get(above);
      if (ancestor == null) {
        ancestor = read(above, attempts);
        known.put(above, ancestor);
      }
      line.add(ancestor);
      above = ancestor.parent();
    }
    return line;
  }

  private Ancestor read(String name, Attempts attempts) throws GivenUpException {
    @Nullable IamPolicy policy = null;
    String trouble = "";
    try {
      policy = attempts.read(limit -> resourceManager.policy(name, limit));
      if (policy.etag().isEmpty()) {
        policy = null;
        trouble = "the answer is not a whole policy";
      }
    } catch (ServiceException e) {
      trouble = e.getMessage();
    }
    String parent = "";
    try {
      parent = attempts.read(limit -> resourceManager.parent(name, limit));
    } catch (ServiceException e) {
      trouble = e.getMessage();
    }
    return new Ancestor(name, policy, parent, trouble);
  }
}
