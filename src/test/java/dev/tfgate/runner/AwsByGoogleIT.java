package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.google.FakeServiceAccounts;
import dev.tfgate.google.Loopback;
import dev.tfgate.plugins.RealMirror;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real aws provider creates resources at moto's server by keys that it gets through a token of
 * Google: tfgate is its credential_process, and is asked again when keys end in the middle of an
 * apply.
 */
class AwsByGoogleIT {
  private static final String NAME = "registry.terraform.io/hashicorp/aws";
  private static final int QUEUES = 1;

  @TempDir private Path folder = Path.of("");
  private FakeServiceAccounts google;
  private Moto moto;
  private Between aws;
  private World world;

  /** Hands calls on to moto, each after a while, and lets keys end soon. */
  private static final class Between extends Loopback {
    private static final Pattern EXPIRATION = Pattern.compile("<Expiration>[^<]*</Expiration>");
    private static final Pattern KEY = Pattern.compile("Credential=([A-Z0-9]+)/");

    private final URI moto;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Set<String> keys = new TreeSet<>();
    private volatile long keysLastSeconds = 3600;
    private volatile long slowness;

    Between(URI moto) throws IOException {
      this.moto = moto;
    }

    List<Call> assumed() {
      return calls().stream()
          .filter(call -> call.body().contains("Action=AssumeRoleWithWebIdentity"))
          .toList();
    }

    /** The keys by which something was asked for, but for keys themselves. */
    synchronized Set<String> keys() {
      return new TreeSet<>(keys);
    }

    @Override
    protected Reply answer(Call call) {
      boolean assumes = call.body().contains("Action=AssumeRoleWithWebIdentity");
      Matcher key = KEY.matcher(call.headers().getOrDefault("Authorization", ""));
      if (key.find()) {
        synchronized (this) {
          keys.add(key.group(1));
        }
      }
      try {
        if (!assumes) {
          Thread.sleep(slowness);
        }
        HttpRequest.Builder request =
            HttpRequest.newBuilder(moto.resolve(call.path()))
                .method(call.method(), HttpRequest.BodyPublishers.ofString(call.body()));
        for (String name : List.of("Authorization", "Content-Type", "X-Amz-Target", "X-Amz-Date")) {
          String value = call.headers().get(name);
          if (value != null) {
            request.header(name, value);
          }
        }
        HttpResponse<String> answer =
            client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        String end =
            Instant.ofEpochSecond(Instant.now().getEpochSecond() + keysLastSeconds).toString();
        return new Reply(
            answer.statusCode(),
            assumes
                ? EXPIRATION
                    .matcher(answer.body())
                    .replaceAll("<Expiration>" + end + "</Expiration>")
                : answer.body(),
            Map.of(
                "Content-Type",
                answer.headers().firstValue("Content-Type").orElse("text/xml"),
                "x-amzn-query-mode",
                "true"));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Reply.error(503, "interrupted");
      } catch (IOException e) {
        return Reply.error(503, "moto is gone");
      }
    }
  }

  @BeforeEach
  void services() throws Exception {
    Path mirror = RealMirror.find();
    assumeTrue(Files.isDirectory(mirror.resolve(NAME)), "the mirror has no aws provider: skipped");
    world = World.in(Files.createDirectory(folder.resolve("world")));
    moto = Moto.start(folder);
    aws = new Between(moto.endpoint());
    google = new FakeServiceAccounts();
    Files.writeString(
        world.trust.resolve("gate.yaml"),
        """
        version: 1
        terraform: {plugin_dir: %s, manifest: plugins-manifest.yaml}
        backends: {allow: [{type: local, arguments: {}}]}
        rules: {provider-argument: {enforcement: advisory}}
        identities:
          - roots: ["dev"]
            google: {plan: plan-dev@acme.iam.gserviceaccount.com, apply: apply-dev@acme.iam.gserviceaccount.com}
            aws: {plan: "arn:aws:iam::123456789012:role/plan-dev", apply: "arn:aws:iam::123456789012:role/apply-dev"}
        """
            .formatted(mirror));
    Path manifest = world.trust.resolve("plugins-manifest.yaml");
    Files.delete(manifest);
    CommandRun.Result pin =
        new CommandRun(world.environment, world.checkout, "")
            .run(
                "plugins",
                "pin",
                "--mode",
                "local",
                "--trust",
                world.trust.toString(),
                "--plugin-dir",
                mirror.toString(),
                "--output",
                manifest.toString());
    assertThat(pin.code()).as(pin.err()).isEqualTo(ExitCode.PASSED);
    Matcher version =
        Pattern.compile("hashicorp/aws\"?\\s+version: \"?([0-9.]+)")
            .matcher(Files.readString(manifest));
    assertThat(version.find()).isTrue();
    StringBuilder queues = new StringBuilder();
    for (int i = 0; i < QUEUES; i++) {
      queues.append(
          """
          resource "aws_sqs_queue" "q%d" {
            name       = "orders-%d"
            depends_on = [%s]
          }
          """
              .formatted(i, i, i == 0 ? "" : "aws_sqs_queue.q" + (i - 1)));
    }
    world.file(
        "dev/main.tf",
        """
        terraform {
          required_providers {
            aws = {
              source  = "hashicorp/aws"
              version = "%s"
            }
          }
        }

        provider "aws" {
          region                      = "eu-central-1"
          skip_credentials_validation = true
          skip_metadata_api_check     = true
          skip_region_validation      = true
          skip_requesting_account_id  = true

          endpoints {
            sqs = "%s"
          }
        }

        %s
        """
            .formatted(version.group(1), aws.endpoint(), queues));
  }

  @AfterEach
  void end() {
    for (AutoCloseable service : new AutoCloseable[] {google, aws, moto}) {
      try {
        if (service != null) {
          service.close();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void theProviderAsksAgainWhenKeysEndInTheMiddleOfAnApply() throws IOException {
    passes(tfgate("init"));
    passes(tfgate("plan"));
    assertThat(asked("plan")).isGreaterThanOrEqualTo(1);
    assertThat(asked("apply")).isZero();
    aws.forget();
    aws.keysLastSeconds = 8;
    aws.slowness = 500;
    passes(tfgate("apply"));
    // Once before Terraform starts; then the provider, at least twice.
    assertThat(asked("apply")).isGreaterThanOrEqualTo(3);
    assertThat(asked("plan")).isZero();
    assertThat(aws.keys()).hasSizeGreaterThanOrEqualTo(2);
    assertThat(aws.assumed())
        .allSatisfy(
            call ->
                assertThat(URLDecoder.decode(call.body(), StandardCharsets.UTF_8))
                    .contains(
                        "WebIdentityToken=identity-of-apply-dev@acme.iam.gserviceaccount.com"));
    assertThat(google.calls("POST /v1/projects/-/serviceAccounts/apply-dev@")).isNotEmpty();
    leavesNoSecret();
  }

  @Test
  void anAccountThatMayNotBeImpersonatedEndsItBeforeTerraformStarts() {
    passes(tfgate("init"));
    google.refuse("plan-dev@acme.iam.gserviceaccount.com");
    CommandRun.Result result = tfgate("plan");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.err())
        .contains("plan-dev@acme.iam.gserviceaccount.com", "serviceAccountTokenCreator");
    assertThat(aws.keys()).isEmpty();
  }

  private void leavesNoSecret() throws IOException {
    List<String> secrets = new ArrayList<>(aws.keys());
    secrets.add("identity-of-");
    secrets.add("access-of-");
    try (Stream<Path> files = Files.walk(world.folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.size(file) < 10_000_000) {
          assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain(secrets);
        }
      }
    }
  }

  private long asked(String phase) {
    return aws.assumed().stream()
        .filter(call -> call.body().contains("role%2F" + phase + "-dev"))
        .count();
  }

  private CommandRun.Result tfgate(String... arguments) {
    return world.tfgate(
        List.of(
            "--endpoint",
            "iamcredentials=" + google.endpoint(),
            "--endpoint",
            "sts=" + aws.endpoint()),
        arguments);
  }

  private static void passes(CommandRun.Result result) {
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(ExitCode.PASSED);
  }
}
