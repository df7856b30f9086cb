package dev.tfgate.dispatch.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tfgate.google.FakeCloudBuilds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;

/** Runs the builds of a fake, one after the other, as Cloud Build would: by what they hold. */
public final class BuildMachine implements AutoCloseable {
  private final FakeCloudBuilds builds;
  private final ToIntFunction<JsonNode> run;
  private final List<String> built = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean over;

  /**
   * Starts it.
   *
   * @param run runs a build and returns its exit code
   */
  public BuildMachine(FakeCloudBuilds builds, ToIntFunction<JsonNode> run) {
    this.builds = builds;
    this.run = run;
    thread = Thread.ofPlatform().name("machine").start(this::work);
  }

  /** The roots that were built, in order. */
  public List<String> built() {
    return List.copyOf(built);
  }

  /** Returns the arguments of each step, with the substitutions filled in. */
  public static List<List<String>> steps(JsonNode build) {
    List<List<String>> steps = new ArrayList<>();
    for (JsonNode step : build.get("steps")) {
      List<String> arguments = new ArrayList<>();
      for (JsonNode argument : step.get("args")) {
        String text = argument.asText();
        for (Map.Entry<String, JsonNode> one : build.get("substitutions").properties()) {
          text = text.replace("${" + one.getKey() + "}", one.getValue().asText());
        }
        arguments.add(text);
      }
      steps.add(arguments);
    }
    return steps;
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    while (!over) {
      for (JsonNode build : builds.builds()) {
        String id = build.get("id").asText();
        if (build.get("status").asText().equals("QUEUED")) {
          builds.status(id, "WORKING");
          int code = 3;
          try {
            code = run.applyAsInt(build);
          } finally {
            built.add(build.at("/substitutions/_ROOT").asText());
            if (code != 0) {
              ((ObjectNode) build.at("/steps/0")).put("exitCode", code);
            }
            builds.status(id, code == 0 ? "SUCCESS" : "FAILURE");
          }
        }
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        over = true;
      }
    }
  }
}
