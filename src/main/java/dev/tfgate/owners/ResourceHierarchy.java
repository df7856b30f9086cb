package dev.tfgate.owners;

import dev.tfgate.google.ServiceException;
import dev.tfgate.owners.Attempts.GivenUpException;
import dev.tfgate.owners.ResourceManager.Page;
import dev.tfgate.owners.ResourceManager.Project;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** The folders and projects below a folder or an organization. */
final class ResourceHierarchy {
  private static final Duration LIST_DEADLINE = Duration.ofMinutes(5);
  private static final int MOST_PAGES = 10_000;

  private ResourceHierarchy() {}

  /** Whether the text names something that has projects below it. */
  static boolean isParent(String text) {
    return text.matches("(folders|organizations)/[0-9]{1,30}");
  }

  /**
   * Walks the whole tree below {@code parent}.
   *
   * @param projects takes each active project
   * @param troubles takes a sentence for each list that could not be read to its end
   */
  static void walk(
      ResourceManager resourceManager,
      String parent,
      Consumer<Project> projects,
      Consumer<String> troubles) {
    Deque<String> open = new ArrayDeque<>();
    Set<String> seen = new HashSet<>();
    open.add(parent);
    while (!open.isEmpty()) {
      String folder = open.remove();
      if (!seen.add(folder)) {
        continue;
      }
      pages(
          (token, limit) -> resourceManager.projects(folder, token, limit),
          projects,
          "the projects in " + folder,
          troubles);
      pages(
          (token, limit) -> resourceManager.folders(folder, token, limit),
          open::add,
          "the folders in " + folder,
          troubles);
    }
  }

  /** Asks for one page. */
  private interface Pages<T> {
    Page<T> page(String token, Duration limit) throws ServiceException;
  }

  private static <T> void pages(
      Pages<T> list, Consumer<T> items, String what, Consumer<String> troubles) {
    Attempts attempts = new Attempts(LIST_DEADLINE, () -> false);
    String token = "";
    Set<String> tokens = new HashSet<>();
    try {
      for (int i = 0; i < MOST_PAGES; i++) {
        String from = token;
        Page<T> page = attempts.read(limit -> list.page(from, limit));
        page.items().forEach(items);
        token = page.nextToken();
        if (token.isEmpty()) {
          return;
        }
        if (!tokens.add(token)) {
          break;
        }
      }
      troubles.accept("the list of " + what + " doesn't end");
    } catch (ServiceException e) {
      troubles.accept("%s can't be listed (%s)".formatted(what, e.getMessage()));
    } catch (GivenUpException e) {
      troubles.accept("%s can't be listed (%s)".formatted(what, attempts.trouble()));
    }
  }
}
