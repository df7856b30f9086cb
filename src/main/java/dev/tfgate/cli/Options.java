package dev.tfgate.cli;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The shapes of options and parameters that commands use; {@link Invocation} reads them. */
final class Options {
  private Options() {}

  /** An option without a value, off unless given. */
  static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).description(description).build();
  }

  /** An option with one text value. */
  static OptionSpec text(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(String.class)
        .description(description)
        .build();
  }

  /** An option that may be given several times, with one text value each. */
  static OptionSpec list(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .description(description)
        .build();
  }

  /** An option that takes one text value or more, up to the next option. */
  static OptionSpec some(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1..*")
        .description(description)
        .build();
  }

  /**
   * The positional parameters.
   *
   * @param arity how many, as picocli writes it: {@code 1}, {@code 0..1}, {@code 0..*}
   */
  static PositionalParamSpec arguments(String arity, String label, String description) {
    return PositionalParamSpec.builder()
        .paramLabel(label)
        .index(arity.equals("1") || arity.equals("0..1") ? "0" : "0..*")
        .arity(arity)
        .required(arity.startsWith("1"))
        .type(arity.endsWith("*") ? List.class : String.class)
        .auxiliaryTypes(String.class)
        .description(description)
        .build();
  }

  /**
   * Returns the value of an option that takes a number.
   *
   * @param otherwise where it was not given
   */
  static int number(Invocation invocation, String option, int otherwise, int least, int most) {
    @Nullable String text = invocation.option(option);
    if (text == null) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // the message below says what is expected
    }
    throw new ExitException(
        ExitCode.USAGE,
        "%s takes a number from %d to %d, not '%s'".formatted(option, least, most, text));
  }
}
