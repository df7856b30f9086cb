package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

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

  private ApplyOutput read(String stream, OutputStream out) throws IOException {
    ApplyOutput output = new ApplyOutput(out, new ByteArrayOutputStream(), false, false);
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
    assertThat(output.projects()).containsExactly("acme-one", "acme-two");
    assertThat(output.isWhole()).isFalse();
  }

  @Test
  void anIdThatIsNoneIsUnknown() throws IOException {
    ApplyOutput output = read(CREATED.formatted("../evil"), shown);
    assertThat(output.projects()).isEmpty();
    assertThat(output.unknown()).containsExactly("google_project.p");
  }

  @Test
  void aCreationThatBeganAndNeverEndedIsNamed() throws IOException {
    String begun = CREATED.replace("apply_complete", "apply_start");
    ApplyOutput output =
        read(
            begun.formatted("")
                + begun.replace("google_project.p", "google_project.q").formatted(""),
            shown);
    assertThat(output.begun()).containsExactly("google_project.p", "google_project.q");
    assertThat(
            read(
                    begun.formatted("")
                        + CREATED.formatted("acme-one")
                        + begun.replace("google_project.p", "google_project.q").formatted("")
                        + CREATED
                            .replace("apply_complete", "apply_errored")
                            .replace("google_project.p", "google_project.q")
                            .formatted("")
                        + begun.replace("\"create\"", "\"update\"").formatted(""),
                    shown)
                .begun())
        .isEmpty();
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
