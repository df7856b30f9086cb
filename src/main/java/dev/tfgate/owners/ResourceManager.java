package dev.tfgate.owners;

import dev.tfgate.google.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What this package asks of Resource Manager. Resources are {@code projects/ID}, {@code
 * folders/NUMBER} and {@code organizations/NUMBER}. Every call ends within its limit.
 */
interface ResourceManager extends AutoCloseable {
  /** Returns the policy, read in version 3. */
  IamPolicy policy(String resource, Duration limit) throws ServiceException;

  /** Writes {@code policy} where its etag is still the current one; returns what came of it. */
  IamPolicy write(String project, IamPolicy policy, Duration limit) throws ServiceException;

  /** Returns the folder or organization above, or an empty string where there is none. */
  String parent(String resource, Duration limit) throws ServiceException;

  /** Returns when the project was created; empty where the server doesn't say. */
  Optional<Instant> created(String project, Duration limit) throws ServiceException;

  /** Returns the time by the server's clock, as of its last answer; else by this machine's. */
  Instant now();

  /** Returns a page of the active projects directly below {@code parent}. */
  Page<Project> projects(String parent, String pageToken, Duration limit) throws ServiceException;

  /** Returns a page of the active folders directly below {@code parent}. */
  Page<String> folders(String parent, String pageToken, Duration limit) throws ServiceException;

  /**
   * A project.
   *
   * @param id its id
   * @param parent the folder or organization it lies in, empty where there is none
   * @param createTime as the server writes it, RFC 3339; empty where it doesn't say
   */
  record Project(String id, String parent, String createTime) {}

  /**
   * Part of a list.
   *
   * @param nextToken asks for the next page; empty at the end
   */
  record Page<T>(List<T> items, String nextToken) {
    public Page {
      items = List.copyOf(items);
    }
  }

  @Override
  void close();
}
