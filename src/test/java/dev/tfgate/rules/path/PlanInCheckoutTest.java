package dev.tfgate.rules.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.report.Finding;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.trust.Trust;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class PlanInCheckoutTest {
  @Test
  void aPlanIsKnownByWhatItHolds() throws IOException {
    assertThat(check("out.bin", archive("", "tfplan", "tfstate"))).hasSize(1);
    assertThat(check("photo.jpg", archive("", "tfstate", "tfplan"))).hasSize(1);
    assertThat(check("function.zip", archive("", "index.js", "docs/tfplan.md"))).isEmpty();
    assertThat(check("notes.md", "PK is no archive".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(check("empty", new byte[0])).isEmpty();
  }

  @Test
  void whatStandsBeforeOrBehindTheArchiveHidesNothing() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("#!/bin/sh\nexit\n".getBytes(StandardCharsets.UTF_8));
    out.writeBytes(archive("a comment, and in it PK\5\6", "tfplan"));
    assertThat(check("install.sh", out.toByteArray())).hasSize(1);
  }

  @Test
  void theNameOfAFileThatNobodyReadsHidesNothing() throws IOException {
    for (String name : List.of(".x.tf", "x.hcl", "x.tfvars", "x.tfmock.json", "x.tofu")) {
      assertThat(check("plans/" + name, archive("", "tfplan"))).as(name).hasSize(1);
    }
  }

  @Test
  void severalThreadsFindEachPlanAmongManyFiles() throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    Set<String> plans = new HashSet<>();
    Random random = new Random(4);
    for (int i = 0; i < 1_500; i++) {
      byte[] content = new byte[random.nextInt(400)];
      random.nextBytes(content);
      files.put("d" + i % 7 + "/f" + i, content);
    }
    for (int i = 0; i < 60; i++) {
      String path = "d" + i % 7 + "/f" + random.nextInt(1_500);
      plans.add(path);
      files.put(path, archive("", "tfplan"));
    }
    PlanInCheckout rule = new PlanInCheckout();
    Findings findings = new Findings(rule.description());
    rule.check(Checkout.of(files), Trust.defaults(), 4, findings);
    assertThat(findings.all()).extracting(Finding::path).containsExactlyInAnyOrderElementsOf(plans);
  }

  private static byte[] archive(String comment, String... names) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.ISO_8859_1)) {
      zip.setComment(comment);
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(1);
      }
    }
    return out.toByteArray();
  }

  private static List<Finding> check(String path, byte[] content) {
    PlanInCheckout rule = new PlanInCheckout();
    Findings findings = new Findings(rule.description());
    rule.check(Checkout.of(Map.of(path, content)), Trust.defaults(), findings);
    return findings.all();
  }
}
