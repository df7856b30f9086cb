package dev.tfgate.policy.file;

import dev.tfgate.text.Glob;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a policy is asked about.
 *
 * @param types globs over the types by kind of block, such as {@code resource}; calls of modules
 *     are told by their source
 * @param paths globs over the paths of files; empty for all
 * @param actions planned actions; empty for all that leave an object
 */
public record Match(Map<String, List<Glob>> types, List<Glob> paths, Set<String> actions) {
  static final Match ALL = new Match(Map.of(), List.of(), Set.of());

  public Match {
    types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    paths = List.copyOf(paths);
    actions = Set.copyOf(actions);
  }

  /** Whether it selects blocks of that kind and type. */
  public boolean selects(String kind, String type) {
    for (Glob glob : types.getOrDefault(kind, List.of())) {
      if (glob.matches(type)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it selects what stands in the file {@code path}. */
  public boolean selectsPath(String path) {
    return paths.isEmpty() || paths.stream().anyMatch(glob -> glob.matches(path));
  }

  /** Whether a planned change is judged: without a list, one that leaves an object behind. */
  public boolean selectsAction(String action) {
    return actions.isEmpty()
        ? !action.equals("delete") && !action.equals("forget")
        : actions.contains(action);
  }
}
