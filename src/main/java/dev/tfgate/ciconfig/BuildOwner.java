package dev.tfgate.ciconfig;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.tfgate.google.JsonTree;
import java.util.Optional;

/**
 * Whose build it is, as far as the service tells.
 *
 * @param project the id of the project
 * @param number of the project
 * @param location where the build runs
 */
record BuildOwner(Optional<String> project, Optional<String> number, Optional<String> location) {
  private static final Pattern NAME =
      Pattern.compile("projects/([^/]+)/(?:locations/([^/]+)/)?builds/[^/]+");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  static BuildOwner of(JsonTree.Fields build) {
    Optional<String> number =
        build.of().get("substitutions") instanceof JsonTree.Fields fields
            ? fields.text("PROJECT_NUMBER")
            : Optional.empty();
    Optional<String> location = Optional.empty();
    Matcher name = NAME.matcher(build.text("name").orElse(""));
    if (name.matches()) {
      String project = name.group(1);
      number = number.or(() -> Optional.of(project).filter(NUMBER::matches));
      location = Optional.ofNullable(name.group(2));
    }
    return new BuildOwner(build.text("projectId"), number.filter(NUMBER::matches), location);
  }

  /** Whether a project, by id or number, is the one of the build. */
  boolean is(String named) {
    return project.equals(Optional.of(named)) || number.equals(Optional.of(named));
  }
}
