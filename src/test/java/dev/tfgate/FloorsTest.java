package dev.tfgate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.tfgate.hcl.BinaryOperator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Layer;
import dev.tfgate.rules.Rules;
import dev.tfgate.rules.view.Rule;
import dev.tfgate.terraform.profile.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** The house has floors: a package uses those below it, never those above or beside it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloorsTest {
  /** Top first. Packages of one floor don't know each other, but for those of {@link #BESIDE}. */
  private static final List<Set<String>> FLOORS =
      List.of(
          Set.of("cli"),
          Set.of("webhook"),
          Set.of("dispatch"),
          Set.of("runner"),
          Set.of("roots", "adoption", "upkeep"),
          Set.of("gate", "inspect", "doctor"),
          Set.of("catalogue"),
          Set.of("owners", "identity"),
          Set.of("rules", "policy", "ciconfig"),
          Set.of("trust"),
          Set.of("plugins"),
          Set.of("terraform"),
          Set.of("facts"),
          Set.of("report"),
          Set.of("store"),
          Set.of("google"),
          Set.of("checkout"),
          Set.of("cel", "hcl", "yaml"),
          Set.of("text"));

  private static final Map<String, Set<String>> BESIDE = Map.of("rules", Set.of("ciconfig"));

  /** Layers of rules that share a package with another. */
  private static final Map<Layer, Layer> HOUSED_WITH =
      Map.of(Layer.ARGUMENT, Layer.PROVIDER, Layer.FILE, Layer.CODE);

  private static final Path SOURCES = Path.of("src/main/java/dev/tfgate");

  /** What needs each other, by package: each is one thing in parts. */
  private static final List<String> OF_ONE_CONCERN =
      List.of(
          // trees: a node has parts that have nodes
          "hcl: Block Body",
          "hcl: Expression TemplatePart",
          "yaml: YamlObject YamlValue",
          "terraform.values: Containment Piece Possible Texts",
          "terraform.values: Functions Types",
          // a sealed interface and what it permits
          "rules.view: CiConfigRule ModuleRule PlanRule RootRule Rule TreeRule",
          // languages: parts that evaluate each other
          "cel: Equality Function Reading Text",
          "cel: FunctionTable Logic Term",
          "policy.run: BlockArguments ModuleInstance PlacedBlock",
          "terraform.evaluation:"
              + " BodyWalk Evaluation FileCalls ModuleValues RootValues VariableValues",
          "terraform: CallersElsewhere ComputedSources Configuration",
          // a whole and the step that it is in
          "cli: CommandLineModel Commands CompletionCommand");

  private final ClassReferences references = ClassReferences.in(compiled());

  private final JavaClasses classes =
      new ClassFileImporter()
          .importUrl(Finding.class.getProtectionDomain().getCodeSource().getLocation());

  FloorsTest() throws Exception {}

  private static Path compiled() throws Exception {
    return Path.of(Finding.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** What an expression can be is computed in one place; a second one would differ from it. */
  @Test
  void thereIsOneEvaluator() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.tfgate.hcl..",
            "dev.tfgate.terraform.evaluation..",
            "dev.tfgate.terraform.values..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(BinaryOperator.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Expression.Conditional.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Expression.For.class)
        .because("terraform.evaluation says what an expression can be")
        .allowEmptyShould(false)
        .check(classes);
  }

  /** What a version of a program does is asked of its profile. */
  @Test
  void nobodyElseComparesVersionsOfPrograms() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.tfgate.terraform.profile..")
        .should()
        .callMethod(Release.class, "major")
        .orShould()
        .callMethod(Release.class, "minor")
        .because("terraform.profile says from which version on there is what")
        .allowEmptyShould(false)
        .check(classes);
  }

  /** Values know nothing of files, and neither of them of modules. */
  @Test
  void valuesFilesAndEvaluationHaveNoCycle() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("evaluation")
        .definedBy("dev.tfgate.terraform.evaluation..")
        .layer("files")
        .definedBy("dev.tfgate.terraform.files..")
        .layer("values")
        .definedBy("dev.tfgate.terraform.values..")
        .layer("terraform")
        .definedBy("dev.tfgate.terraform")
        .whereLayer("evaluation")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("files")
        .mayOnlyBeAccessedByLayers("evaluation")
        .whereLayer("values")
        .mayOnlyBeAccessedByLayers("evaluation", "files")
        .check(classes);
  }

  @TestFactory
  Stream<DynamicTest> aPackageUsesOnlyThoseBelowIt() {
    Map<String, Set<String>> allowed = new LinkedHashMap<>();
    Set<String> below = new LinkedHashSet<>();
    for (Set<String> floor : FLOORS.reversed()) {
      for (String name : floor) {
        Set<String> uses = new LinkedHashSet<>(below);
        uses.add(name);
        uses.addAll(BESIDE.getOrDefault(name, Set.of()));
        allowed.put(name, uses);
      }
      below.addAll(floor);
    }
    return allowed.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () ->
                        Assertions.assertThat(
                                named(entry.getKey())
                                    .filter(
                                        use -> !entry.getValue().contains(floor(use.getValue())))
                                    .map(use -> use.getKey() + " uses " + use.getValue()))
                            .isEmpty()));
  }

  /** What the classes of a package name of tfgate, by the class that does. */
  private Stream<Map.Entry<String, String>> named(String folder) {
    return references.of().entrySet().stream()
        .filter(entry -> floor(entry.getKey()).equals(folder))
        .flatMap(
            entry ->
                entry.getValue().stream()
                    .filter(used -> used.startsWith("dev.tfgate."))
                    .map(used -> Map.entry(entry.getKey(), used)));
  }

  private static String floor(String name) {
    return name.split("\\.", -1)[2];
  }

  /**
   * Classes that need each other are of one concern: a tree and its parts, a step and its whole.
   */
  @Test
  void classesOfDifferentConcernsDontNeedEachOther() {
    Assertions.assertThat(references.cycles())
        .containsExactlyInAnyOrderElementsOf(
            OF_ONE_CONCERN.stream().map(concern -> "dev.tfgate." + concern).toList());
  }

  /** The reader sees what stands in each of these places alone. */
  @Test
  void theReferencesHoldTypesOfParametersResultsArgumentsAndPatterns() throws Exception {
    Path compiled =
        Path.of(FloorsTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Assertions.assertThat(ClassReferences.in(compiled).of().get("dev.tfgate.Referring"))
        .contains(
            "dev.tfgate.hcl.Limits",
            "dev.tfgate.report.Finding",
            "dev.tfgate.report.Region",
            "dev.tfgate.report.Mode",
            "dev.tfgate.report.Layer",
            "dev.tfgate.report.ExitException",
            "dev.tfgate.hcl.Expression");
  }

  @Test
  void everyPackageHasItsFloor() throws Exception {
    try (Stream<Path> folders = Files.list(SOURCES)) {
      Assertions.assertThat(FLOORS.stream().flatMap(Set::stream).toList())
          .containsAll(folders.map(folder -> folder.getFileName().toString()).toList());
    }
  }

  /** The map shows the floors as they are held here, and the text names each folder. */
  @Test
  void theMapOfTheDocumentationShowsTheFolders() throws Exception {
    String page = Files.readString(Path.of("docs/architecture.md"));
    String floors = page.substring(page.indexOf("## Floors"));
    String map = floors.substring(floors.indexOf("```\n") + 4);
    Assertions.assertThat(
            map.substring(0, map.indexOf("```"))
                .lines()
                .map(line -> Set.of(line.strip().split("\\s+", 0))))
        .containsExactlyElementsOf(FLOORS);
    String text = page.substring(0, page.indexOf("## Floors"));
    try (Stream<Path> folders = Files.walk(SOURCES).filter(Files::isDirectory).skip(1)) {
      for (Path folder : folders.toList()) {
        String name = SOURCES.relativize(folder).toString().replace('/', '.');
        Assertions.assertThat(text)
            .containsPattern(name.contains(".") ? "`" + name + "`" : "\\b" + name + "\\b");
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> aLayerOfRulesKnowsNoOther() {
    return layers()
        .map(
            layer ->
                DynamicTest.dynamicTest(
                    layer,
                    () ->
                        noClasses()
                            .that()
                            .resideInAPackage("dev.tfgate.rules." + layer)
                            .or()
                            .resideInAPackage("dev.tfgate.rules.view")
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(
                                layers()
                                    .filter(other -> !other.equals(layer))
                                    .map(other -> "dev.tfgate.rules." + other)
                                    .toArray(String[]::new))
                            .check(classes)));
  }

  @Test
  void aRuleIsInThePackageOfItsLayer() {
    for (Rule rule : Rules.all()) {
      Layer layer = rule.description().layer();
      Assertions.assertThat(rule.getClass().getPackageName())
          .as(rule.description().id())
          .isEqualTo("dev.tfgate.rules." + HOUSED_WITH.getOrDefault(layer, layer).word());
    }
  }

  @TestFactory
  Stream<DynamicTest> aPartOfThePoliciesUsesOnlyThoseBeforeIt() {
    List<String> parts = List.of("file", "compiled", "run", "test");
    return IntStream.range(0, parts.size() - 1)
        .mapToObj(
            i ->
                DynamicTest.dynamicTest(
                    parts.get(i),
                    () ->
                        noClasses()
                            .that()
                            .resideInAPackage("dev.tfgate.policy." + parts.get(i))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(
                                parts.subList(i + 1, parts.size()).stream()
                                    .map(later -> "dev.tfgate.policy." + later)
                                    .toArray(String[]::new))
                            .check(classes)));
  }

  @Test
  void noNameStandsInTwoPackages() {
    Map<String, List<String>> homes =
        classes.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    Collectors.mapping(JavaClass::getPackageName, Collectors.toList())));
    homes.values().removeIf(packages -> packages.size() == 1);
    Assertions.assertThat(homes).isEmpty();
  }

  private static Stream<String> layers() {
    return Stream.of(Layer.values())
        .filter(layer -> layer != Layer.POLICY && !HOUSED_WITH.containsKey(layer))
        .map(Layer::word);
  }

  @Test
  void nothingReadsObjectsByReflection() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.fasterxml.jackson.databind..")
        .check(classes);
  }

  @Test
  void onlyThePackagesThatTalkToGoogleKnowIt() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.tfgate.google..", "dev.tfgate.store..", "dev.tfgate.owners..")
        .and()
        .doNotHaveFullyQualifiedName("dev.tfgate.webhook.WebhookFunction")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.google.cloud..", "com.google.api..", "com.google.auth..", "io.grpc..")
        .check(classes);
  }

  @Test
  void onlyOnePackageKnowsTheCompilerOfCel() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.tfgate.cel..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.cel..")
        .check(classes);
  }

  @Test
  void onlyTheCommandLineKnowsPicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.tfgate.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(classes);
  }

  @Test
  void onlyOnePlaceEndsTheProcess() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.tfgate.cli.Main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .check(classes);
  }
}
