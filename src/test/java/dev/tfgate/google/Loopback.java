package dev.tfgate.google;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A small HTTP service on loopback that notes its calls and fails on demand. */
public abstract class Loopback implements AutoCloseable {
  /** What goes wrong with a call. */
  public enum Fault {
    /** 503 before anything happens. */
    UNAVAILABLE,
    /** 429 before anything happens. */
    THROTTLED,
    /** 403. */
    FORBIDDEN,
    /** 400. */
    REFUSED,
    /** Nothing happens, and no answer comes. */
    STALL,
    /** A page with 200 instead of the service. */
    HTML,
    /** It happens, and 503 is the answer. */
    UNAVAILABLE_AFTER,
    /** It happens, and the connection ends. */
    LOST_ANSWER,
    /** It happens, and no answer comes. */
    STALL_AFTER,
    /** It happens, and half of the answer comes. */
    TRUNCATED;

    /** Whether the call has had its effect all the same. */
    public boolean happens() {
      return switch (this) {
        case UNAVAILABLE_AFTER, LOST_ANSWER, STALL_AFTER, TRUNCATED -> true;
        default -> false;
      };
    }
  }

  /** A call: the path with its query, headers by lower-case name. */
  public record Call(String method, String path, Map<String, String> headers, String body) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /** An answer. */
  public record Reply(int status, String body, Map<String, String> headers) {
    /** JSON with 200. */
    public static Reply json(String body) {
      return new Reply(200, body, Map.of());
    }

    /** An error. */
    public static Reply error(int status, String message) {
      return new Reply(
          status,
          "{\"message\":\"%s\",\"error\":{\"code\":%d,\"message\":\"%s\"}}"
              .formatted(message, status, message),
          Map.of());
    }
  }

  private record Planned(Predicate<Call> call, Fault fault, AtomicInteger times) {}

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("fake-", 0).factory());
  private final List<Call> calls = new ArrayList<>();
  private final List<Planned> faults = new ArrayList<>();
  private Lives lives = new Lives();
  private volatile long latencyMillis;
  private final List<Chance> chances = new ArrayList<>();

  private record Chance(String start, double share, Random random, List<Fault> faults) {}

  /** A server on a free port of loopback. */
  @SuppressWarnings("this-escape")
  protected Loopback() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Lets processes that were ended reach nothing more. */
  public synchronized void under(Lives shared) {
    lives = shared;
  }

  /**
   * Lets a share of the calls that begin with {@code start} fail, at random, in one of these ways.
   */
  public synchronized void failSometimes(String start, double share, long seed, Fault... faults) {
    chances.add(new Chance(start, share, new Random(seed), List.of(faults)));
  }

  /** Lets every call take so long before it has its effect. */
  public void latency(long millis) {
    latencyMillis = millis;
  }

  /** Does what the call asks for. */
  protected abstract Reply answer(Call call);

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The calls so far. */
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /** The calls so far that begin with this: method, a space, path. */
  public List<Call> calls(String start) {
    return calls().stream().filter(call -> call.toString().startsWith(start)).toList();
  }

  /** Forgets the calls so far. */
  public synchronized void forget() {
    calls.clear();
  }

  /** Lets the next {@code times} calls that begin with {@code start} fail. */
  public synchronized void fail(String start, Fault fault, int times) {
    faults.add(
        new Planned(call -> call.toString().startsWith(start), fault, new AtomicInteger(times)));
  }

  /** How many planned faults no call has met yet. */
  public synchronized int faultsLeft() {
    return faults.stream().mapToInt(planned -> Math.max(0, planned.times().get())).sum();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name, String.join(",", values)));
      String path = exchange.getRequestURI().toString();
      Call call =
          new Call(
              exchange.getRequestMethod(),
              Lives.without(path),
              headers,
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      TimeUnit.MILLISECONDS.sleep(latencyMillis);
      @Nullable Fault fault;
      Lives.Fate fate;
      synchronized (this) {
        fate = lives.callOf(path);
        if (fate == Lives.Fate.DEAD) {
          return;
        }
        calls.add(call);
        fault = take(call);
      }
      if (fate == Lives.Fate.LAST) {
        Reply _ = answer(call);
      } else if (fault == null) {
        send(exchange, answer(call), false);
      } else {
        fail(exchange, call, fault);
      }
    } catch (IOException | InterruptedException e) {
      // The client is gone, or the server is.
    }
  }

  private @Nullable Fault take(Call call) {
    for (Planned planned : faults) {
      if (planned.call().test(call) && planned.times().getAndDecrement() > 0) {
        return planned.fault();
      }
    }
    for (Chance chance : chances) {
      if (call.toString().startsWith(chance.start())
          && chance.random().nextDouble() < chance.share()) {
        return chance.faults().get(chance.random().nextInt(chance.faults().size()));
      }
    }
    return null;
  }

  private void fail(HttpExchange exchange, Call call, Fault fault)
      throws IOException, InterruptedException {
    if (fault.happens()) {
      Reply reply = answer(call);
      switch (fault) {
        case UNAVAILABLE_AFTER -> send(exchange, Reply.error(503, "try later"), false);
        case STALL_AFTER -> TimeUnit.MINUTES.sleep(2);
        case TRUNCATED -> send(exchange, reply, true);
        default -> {}
      }
      return;
    }
    switch (fault) {
      case UNAVAILABLE -> send(exchange, Reply.error(503, "try later"), false);
      case THROTTLED -> send(exchange, Reply.error(429, "slow down"), false);
      case FORBIDDEN -> send(exchange, Reply.error(403, "not allowed"), false);
      case REFUSED -> send(exchange, Reply.error(400, "nonsense"), false);
      case HTML -> send(exchange, new Reply(200, "<html>Sign in</html>", Map.of()), false);
      default -> TimeUnit.MINUTES.sleep(2);
    }
  }

  private static void send(HttpExchange exchange, Reply reply, boolean half) throws IOException {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body, 0, half ? body.length / 2 : body.length);
    }
  }
}
