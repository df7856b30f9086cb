package dev.tfgate.checkout;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a git repository, by id, from one process that is started when first needed. In a
 * partial clone git ends at the first content that was not fetched; what is missing is asked for
 * once then, and git is started again.
 */
final class GitObjects implements AutoCloseable {
  private static final int LONGEST_ANSWER = 1024;

  /** So often git may end at what nobody said is missing. */
  private static final int MOST_STARTS = 20;

  /** Tells what was not fetched. */
  interface Missing {
    /**
     * Returns the ids of contents that a partial clone has not; empty where this is none.
     *
     * @throws GitException where git fails
     */
    Optional<Set<String>> ids() throws GitException;
  }

  private final ProcessBuilder command;
  private final Duration limit;
  private final Missing missing;
  private final Set<String> notFetched = new HashSet<>();
  private boolean askedForMissing;
  private int starts;
  private @Nullable Process process;
  private @Nullable InputStream answers;
  private boolean broken;

  /**
   * Reads objects through a command that speaks the protocol of {@code git cat-file --batch}.
   *
   * @param limit after so long the process is ended
   * @param missing is asked where the process ends early
   */
  GitObjects(ProcessBuilder command, Duration limit, Missing missing) {
    this.command = command;
    this.limit = limit;
    this.missing = missing;
  }

  /** The same contents through a process of its own, for another thread. */
  GitObjects another() {
    ProcessBuilder same =
        new ProcessBuilder(List.copyOf(command.command())).directory(command.directory());
    same.environment().clear();
    same.environment().putAll(command.environment());
    return new GitObjects(same, limit, missing);
  }

  /**
   * Returns the content of an object.
   *
   * @param limit largest size, in bytes
   * @throws UnreadableFileException where there is none, or it is over the limit
   */
  byte[] read(String id, int limit) throws UnreadableFileException {
    return read(id, limit, Integer.MAX_VALUE);
  }

  /**
   * Returns the last bytes of an object, whatever its size.
   *
   * @param most how many, at most
   * @throws UnreadableFileException where there is none
   */
  byte[] end(String id, int most) throws UnreadableFileException {
    return read(id, Long.MAX_VALUE, most);
  }

  private synchronized byte[] read(String id, long limit, int most) throws UnreadableFileException {
    if (notFetched.contains(id)) {
      throw UnreadableFileException.leftAtServer();
    }
    if (broken) {
      throw new UnreadableFileException("git does not answer");
    }
    try {
      Process git = started();
      InputStream in = answers == null ? InputStream.nullInputStream() : answers;
      OutputStream out = git.getOutputStream();
      out.write((id + "\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
      String header = line(in);
      String[] words = header.split(" ", 0);
      if (words.length != 3 || !words[1].equals("blob")) {
        throw new UnreadableFileException("git has no such content: " + header);
      }
      long size = Long.parseLong(words[2]);
      if (size > limit) {
        in.skipNBytes(size + 1);
        throw UnreadableFileException.tooLarge(size, (int) limit);
      }
      int kept = (int) Math.min(size, most);
      in.skipNBytes(size - kept);
      byte[] content = in.readNBytes(kept);
      if (content.length != kept || in.read() != '\n') {
        throw new IOException("the content ends early");
      }
      return content;
    } catch (UnreadableFileException e) {
      throw e;
    } catch (IOException | NumberFormatException e) {
      if (isNotFetched(id)) {
        throw UnreadableFileException.leftAtServer();
      }
      broken = true;
      throw new UnreadableFileException("git does not answer: " + e.getMessage());
    }
  }

  /**
   * Reads many contents through a process of its own, without waiting for each; what is missing or
   * larger is left out, and so is what follows where git ends early.
   *
   * @param largest size of a content, in bytes
   */
  void stream(List<String> ids, int largest, BiConsumer<String, byte[]> taker) {
    List<String> buffered = new ArrayList<>(command.command());
    buffered.add("--buffer");
    ProcessBuilder own =
        new ProcessBuilder(buffered)
            .directory(command.directory())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    own.environment().clear();
    own.environment().putAll(command.environment());
    try {
      Process git = own.start();
      Thread watch = Thread.ofVirtual().start(() -> endAfter(git, limit));
      Thread asking = Thread.ofVirtual().start(() -> ask(ids, git));
      try (InputStream in = new BufferedInputStream(git.getInputStream(), 1 << 16)) {
        for (String id : ids) {
          String[] words = line(in).split(" ", 0);
          if (words.length != 3) {
            continue;
          }
          long size = Long.parseLong(words[2]);
          if (!words[1].equals("blob") || size > largest) {
            in.skipNBytes(size + 1);
            continue;
          }
          byte[] content = in.readNBytes((int) size);
          if (content.length != size || in.read() != '\n') {
            return;
          }
          taker.accept(id, content);
        }
      } finally {
        git.destroyForcibly();
        asking.interrupt();
        watch.interrupt();
      }
    } catch (IOException | NumberFormatException e) {
      // What was not read is asked for alone, and then told.
    }
  }

  private static void ask(List<String> ids, Process git) {
    StringBuilder all = new StringBuilder();
    ids.forEach(id -> all.append(id).append('\n'));
    try (OutputStream out = git.getOutputStream()) {
      out.write(all.toString().getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // git has ended.
    }
  }

  /** Whether git ended because of that content; it can be asked for others then. */
  private boolean isNotFetched(String id) {
    Process ended = process;
    if (ended == null || starts > MOST_STARTS) {
      return false;
    }
    try {
      if (!askedForMissing) {
        askedForMissing = true;
        Optional<Set<String>> ids = missing.ids();
        if (ids.isEmpty()) {
          starts = MOST_STARTS;
          return false;
        }
        notFetched.addAll(ids.get());
      }
    } catch (GitException e) {
      // What git can't list it may still say one by one.
    }
    ended.destroyForcibly();
    process = null;
    answers = null;
    notFetched.add(id);
    return true;
  }

  /** Ends the process: while it runs, the JVM that ends waits for it a third of a second. */
  @Override
  public synchronized void close() {
    broken = true;
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      try {
        running.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Process started() throws IOException {
    Process running = process;
    if (running == null) {
      starts++;
      running = command.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process = running;
      answers = new BufferedInputStream(running.getInputStream(), 1 << 16);
      Process watched = running;
      Thread.ofVirtual().start(() -> endAfter(watched, limit));
    }
    return running;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 || line.length() > LONGEST_ANSWER) {
        throw new IOException("no answer");
      }
      line.append((char) b);
    }
    return line.toString();
  }

  /** Ends a process that runs for longer. */
  static void endAfter(Process process, Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
