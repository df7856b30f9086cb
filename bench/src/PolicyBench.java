import dev.tfgate.cel.Compiler;
import dev.tfgate.cel.FieldMap;
import dev.tfgate.cel.ItemList;
import dev.tfgate.cel.Program;
import dev.tfgate.cel.Type;
import dev.tfgate.cel.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Evaluations and compilations of conditions a second, warm, on one core. */
final class PolicyBench {
  private static final long SECOND = 1_000_000_000L;

  public static void main(String[] arguments) throws Exception {
    Compiler compiler = new Compiler(Map.of("resource", Type.Simple.ANY));
    List<String> conditions =
        List.of(
            "resource.role in [\"roles/owner\", \"roles/editor\"]",
            "resource.member == \"allUsers\" || resource.members.exists(m, m == \"allUsers\")",
            "resource.members.all(m, m.startsWith(\"group:\") || m.endsWith(\"@example.com\"))",
            "has(resource.condition) && resource.condition.title.matches(\"^tmp-[0-9]+$\")");
    List<Program> programs = new ArrayList<>();
    for (String condition : conditions) {
      programs.add(
          java.util.Objects.requireNonNull(
              compiler.compile(condition, Compiler.Result.BOOLEAN).program()));
    }
    Map<String, Object> values =
        Map.of(
            "resource",
            FieldMap.of(
                "role",
                "roles/viewer",
                "member",
                Unknown.of("var.member"),
                "members",
                ItemList.of(List.of("group:a@example.com", "user:b@example.com", "user:c@x")),
                "condition",
                FieldMap.of("title", "tmp-1234")));
    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      long evaluations = 0;
      while (System.nanoTime() - start < 2 * SECOND) {
        for (Program program : programs) {
          program.decide(values);
          evaluations++;
        }
      }
      System.out.printf(
          "%,d evaluations a second%n", evaluations * SECOND / (System.nanoTime() - start));
    }
    long start = System.nanoTime();
    long compilations = 0;
    while (System.nanoTime() - start < 2 * SECOND) {
      for (String condition : conditions) {
        compiler.compile(condition, Compiler.Result.BOOLEAN);
        compilations++;
      }
    }
    System.out.printf(
        "%,d conditions compiled a second%n", compilations * SECOND / (System.nanoTime() - start));
  }
}
