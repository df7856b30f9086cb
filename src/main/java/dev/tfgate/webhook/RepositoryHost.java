package dev.tfgate.webhook;

import dev.tfgate.google.ServiceException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where repositories live: its webhook and its API. */
interface RepositoryHost {
  /** Whether the request was signed with one of the secrets. */
  boolean isAuthentic(Request request, ReceivedBody body, List<byte[]> secrets);

  /** Returns the name of the kind of event, for logs. */
  String kind(Request request);

  /**
   * Returns what happened.
   *
   * @throws IOException where the body is not what the host sends
   */
  Event event(Request request, ReceivedBody body) throws IOException;

  /** Returns a pull request as it is now. */
  PullRequest pullRequest(String repository, long number) throws ServiceException;

  /** Returns the commit that a branch points to now. */
  String head(String repository, String branch) throws ServiceException;

  /** Whether somebody may write to a repository. */
  boolean mayWrite(String repository, String user) throws ServiceException;

  /**
   * Returns the paths that a pull request changes, both names of one that moved; empty where they
   * are not known completely.
   */
  Optional<List<String>> changedPaths(String repository, long number) throws ServiceException;

  /** As above, between two commits. */
  Optional<List<String>> changedPaths(String repository, String before, String after)
      throws ServiceException;

  /** Sets a commit's status; the same one is not set twice where an answer was lost. */
  void setStatus(String repository, String commit, Status status) throws ServiceException;

  /**
   * Writes a comment of a pull request, or over it.
   *
   * @param known its id, or 0 where it is not known
   * @param marker a line that finds it again
   * @return its id
   */
  long comment(String repository, long number, long known, String marker, String text)
      throws ServiceException;

  /** Where a commit is fetched from without credentials. */
  String cloneUrl(String repository);

  /**
   * A pull request.
   *
   * @param open whether it can still be merged
   * @param commit its head
   * @param base the branch that it is to be merged into
   * @param baseCommit that branch's commit, as the host tells it
   * @param fork whether the head lies in another repository, or in one that is gone
   * @param association of the author, such as {@code MEMBER}
   */
  record PullRequest(
      boolean open,
      boolean draft,
      String commit,
      String base,
      String baseCommit,
      boolean fork,
      String association) {}

  /**
   * A commit's status.
   *
   * @param context such as {@code tfgate/plan}
   * @param state {@code pending}, {@code success}, {@code failure} or {@code error}
   * @param url where more is told, or empty
   */
  record Status(String context, String state, String description, String url) {}
}
