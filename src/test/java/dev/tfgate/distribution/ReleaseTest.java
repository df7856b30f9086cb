package dev.tfgate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.Installed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release is signed and verified with a throw-away key; what was changed after it is refused. */
class ReleaseTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @TempDir Path folder;

  private Path out;
  private Path signers;

  private record Run(int code, String out) {}

  @BeforeEach
  void sign() throws Exception {
    Installed.assume("bash");
    Installed.assume("ssh-keygen");
    out = Files.createDirectories(folder.resolve("out"));
    Files.writeString(out.resolve("tfgate-1-portable.tar.gz"), "portable");
    Files.writeString(out.resolve("tfgate-1-linux-amd64.tar.gz"), "linux");
    Files.writeString(out.resolve("tfgate-sbom.json"), "{}");
    Files.writeString(out.resolve("COMMIT"), COMMIT + "\n");
    signers = folder.resolve("signers");
    assertThat(run("release/sign", out.toString(), key("key").toString()))
        .isEqualTo(new Run(0, "release: 4 files listed, checksums and provenance signed\n"));
    Files.writeString(
        signers,
        "release@tfgate namespaces=\"tfgate-release\" "
            + Files.readString(folder.resolve("key.pub")));
  }

  @Test
  void whatWasSignedIsVerified() throws Exception {
    assertThat(verify()).isEqualTo(new Run(0, "release: verified, of commit " + COMMIT + "\n"));
    JsonNode provenance = new ObjectMapper().readTree(out.resolve("provenance.json").toFile());
    assertThat(provenance.at("/predicateType").asText())
        .isEqualTo("https://slsa.dev/provenance/v1");
    assertThat(provenance.at("/subject")).hasSize(4);
    assertThat(
            provenance
                .at("/predicate/buildDefinition/resolvedDependencies/0/digest/gitCommit")
                .asText())
        .isEqualTo(COMMIT);
    assertThat(provenance.at("/predicate/buildDefinition/resolvedDependencies"))
        .hasSizeGreaterThan(20);
  }

  @Test
  void aChangedArchiveIsRefused() throws Exception {
    Files.writeString(out.resolve("tfgate-1-portable.tar.gz"), "more", StandardOpenOption.APPEND);
    assertThat(verify().code()).isNotZero();
  }

  @Test
  void anArchiveThatNobodyVouchesForIsRefused() throws Exception {
    Files.writeString(out.resolve("tfgate-2-portable.tar.gz"), "other");
    assertThat(verify().out()).contains("'tfgate-2-portable.tar.gz' is not in SHA256SUMS");
  }

  @Test
  void aMissingArchiveIsRefused() throws Exception {
    Files.delete(out.resolve("tfgate-1-portable.tar.gz"));
    assertThat(verify().code()).isNotZero();
  }

  @Test
  void changedChecksumsAndProvenanceAreRefused() throws Exception {
    for (String name : new String[] {"SHA256SUMS", "provenance.json"}) {
      Path file = out.resolve(name);
      String before = Files.readString(file);
      Files.writeString(file, before + "\n");
      assertThat(verify().out()).contains("the signature of " + name);
      Files.writeString(file, before);
    }
    assertThat(verify().code()).isZero();
  }

  @Test
  void anotherKeyIsRefused() throws Exception {
    Path other = key("other");
    assertThat(run("release/sign", out.toString(), other.toString()).code()).isZero();
    assertThat(verify().out()).contains("is not that of a signer");
  }

  private Path key(String name) throws Exception {
    Path key = folder.resolve(name);
    Process process =
        new ProcessBuilder(
                "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", key.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    return key;
  }

  private Run verify() throws Exception {
    return run("release/verify", out.toString(), signers.toString());
  }

  private static Run run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out);
  }
}
