package dev.tfgate.webhook;

import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.GoogleAccessException;
import dev.tfgate.google.SecretVersions;
import dev.tfgate.google.ServiceException;
import dev.tfgate.google.ServiceException.Kind;
import dev.tfgate.store.Content;
import dev.tfgate.trust.WebhookSettings.SecretAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The payloads of secrets, read again every few minutes, so that a version that was disabled stops
 * counting. While Secret Manager doesn't answer, what was read last goes on counting: a version
 * never changes.
 */
final class Secrets {
  private static final Duration FRESH = Duration.ofMinutes(5);

  /** So long nobody asks again where no answer came: all requests would wait for it in turn. */
  private static final Duration AGAIN = Duration.ofSeconds(30);

  private static final Duration LIMIT = Duration.ofSeconds(6);

  /** All of them together leave time for an answer: GitHub waits ten seconds. */
  private static final Duration LIMIT_WHILE_KNOWN = Duration.ofSeconds(2);

  private static final int LARGEST = 64 * 1024;

  /** Shorter ones can be guessed. */
  private static final int SHORTEST = 16;

  private record Known(Content payload, long readAt) {}

  private final GoogleAccess access;
  private final InstantSource clock;
  private final Map<SecretAddress, Known> known = new HashMap<>();
  private @Nullable SecretVersions versions;

  Secrets(GoogleAccess access, InstantSource clock) {
    this.access = access;
    this.clock = clock;
  }

  /**
   * Several secrets.
   *
   * @param payloads of those that could be read
   * @param failure why one could not, or null
   */
  record Several(List<byte[]> payloads, @Nullable ServiceException failure) {}

  /** Returns the payloads; a secret that can't be read is no reason to do without the other. */
  Several all(List<SecretAddress> addresses) {
    List<byte[]> payloads = new ArrayList<>();
    @Nullable ServiceException failure = null;
    for (SecretAddress address : addresses) {
      try {
        payloads.add(get(address));
      } catch (ServiceException e) {
        failure = e;
      }
    }
    return new Several(payloads, failure);
  }

  /** Returns a payload without the line break that ends a file. */
  synchronized byte[] get(SecretAddress address) throws ServiceException {
    long now = clock.millis();
    @Nullable Known last = known.get(address);
    if (last != null && now - last.readAt() < FRESH.toMillis()) {
      return last.payload().bytes();
    }
    byte[] payload;
    try {
      payload = stripped(read(address, last == null ? LIMIT : LIMIT_WHILE_KNOWN));
    } catch (ServiceException e) {
      if (last != null && e.mayPass()) {
        known.put(address, new Known(last.payload(), now - FRESH.minus(AGAIN).toMillis()));
        return last.payload().bytes();
      }
      known.remove(address);
      throw e;
    }
    if (payload.length < SHORTEST) {
      throw new ServiceException(
          Kind.REFUSED,
          "%s has %d bytes, fewer than %d, so it could be guessed. Use a longer one"
              .formatted(address, payload.length, SHORTEST));
    }
    known.put(address, new Known(new Content(payload), now));
    return payload;
  }

  private byte[] read(SecretAddress address, Duration limit) throws ServiceException {
    return switch (address) {
      case SecretAddress.Version version -> versions().access(version.name(), limit);
      case SecretAddress.InFile file -> {
        try {
          yield BoundedFile.read(file.path(), LARGEST);
        } catch (UnreadableFileException e) {
          throw new ServiceException(
              Kind.MISSING, "'%s' can't be read: %s".formatted(file.path(), e.getMessage()));
        }
      }
    };
  }

  private SecretVersions versions() throws ServiceException {
    if (versions == null) {
      try {
        versions = new SecretVersions(access);
      } catch (GoogleAccessException e) {
        throw new ServiceException(Kind.DENIED, e.getMessage());
      }
    }
    return versions;
  }

  private static byte[] stripped(byte[] payload) {
    int end = payload.length;
    if (end > 0 && payload[end - 1] == '\n') {
      end--;
    }
    if (end > 0 && payload[end - 1] == '\r') {
      end--;
    }
    return Arrays.copyOf(payload, end);
  }
}
