package dev.tfgate.runner;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.trust.TrustReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run of Terraform: the gate before it, the same environment around it, and a look after it.
 */
public final class TerraformRun {
  private TerraformRun() {}

  /**
   * Runs Terraform as {@code request} says and returns what the process should end with: 0, 1 where
   * the gate has findings, 3 where Terraform failed or nothing could be decided.
   *
   * @throws ExitException where the request is refused
   */
  public static ExitCode run(TerraformRequest request, Console console) throws IOException {
    try (Interruption interruption = new Interruption()) {
      return new RootRun(setting(request, console), null, interruption).run();
    }
  }

  /** What is asked, and where. */
  static Setting setting(TerraformRequest request, Console console) throws IOException {
    Arguments arguments = Arguments.parse(request.program(), request.arguments());
    @Nullable String directory = arguments.directory();
    if (directory != null && request.root() != null) {
      throw new ExitException(ExitCode.USAGE, "-chdir and --root say the same. Give one of them");
    }
    RootPlace place =
        RootPlace.of(
            request.check().path().toRealPath(),
            directory == null ? request.root() : Path.of(directory));
    return new Setting(
        request,
        arguments,
        place,
        TrustReader.read(
            Optional.ofNullable(request.check().trust()),
            request.check().mode().mode(),
            place.top(),
            Map.of()),
        console);
  }
}
