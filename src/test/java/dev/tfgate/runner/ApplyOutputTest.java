package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.owners.CreatedProjects;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ApplyOutputTest {
  private static final String CREATED =
      """
      {"@level":"info","@message":"google_project.p: Creation complete","type":"apply_complete","hook":{"resource":{"addr":"google_project.p","resource_type":"google_project"},"action":"create","id_key":"id","id_value":"projects/%s"}}
      """;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final CreatedProjects created = new CreatedProjects();

  private ApplyOutput read(String stream, OutputStream out) throws IOException {
    ApplyOutput output = new ApplyOutput(out, new ByteArrayOutputStream(), false, false, created);
    output.read(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)));
    return output;
  }

  @Test
  void projectsCountAlsoWhereNobodyCanBeTold() throws IOException {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("disk full");
          }
        };
    ApplyOutput output =
        read(CREATED.formatted("acme-one") + CREATED.formatted("acme-two"), broken);
    assertThat(created.projects()).containsExactly("acme-one", "acme-two");
    assertThat(output.isWhole()).isFalse();
  }

  @Test
  void aLineThatIsNoCleanEventCountsToo() throws IOException {
    read("\u001b[0m" + CREATED.formatted("acme-one") + "x " + CREATED.formatted("acme-two"), shown);
    assertThat(created.projects()).containsExactly("acme-one", "acme-two");
    assertThat(created.isComplete()).isTrue();
    read("{\"@level\":\"info\",\"type\":\"apply_complete\"", shown);
    assertThat(created.isComplete()).isFalse();
  }

  @Test
  void diagnosticsAreShownWithTheirPlaceAndNothingDrivesTheTerminal() throws IOException {
    read(
        """
        {"@level":"error","@message":"Error: broken","type":"diagnostic","diagnostic":{"severity":"error","summary":"broken","detail":"one\\ntwo \\u001b[2J","range":{"filename":"main.tf","start":{"line":3}}}}
        not an event \u001b[2J
        """,
        shown);
    assertThat(shown.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """

            Error: broken
              on main.tf:3
              one
              two \\x1b[2J

            not an event \\x1b[2J
            """);
  }
}
