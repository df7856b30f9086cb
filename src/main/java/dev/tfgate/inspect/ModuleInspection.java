package dev.tfgate.inspect;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Limits;
import dev.tfgate.report.Printable;
import dev.tfgate.report.Redaction;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.ConfigurationDirectory.Placed;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.ModuleCall;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.ProviderAddress;
import dev.tfgate.terraform.ProviderRequirement;
import dev.tfgate.terraform.Resource;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.terraform.evaluation.EvaluatedSources;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.terraform.profile.Profile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a program makes of the files: modules, their providers, calls, resources and backends.
 * OpenTofu is asked too where files of its own have a part.
 */
final class ModuleInspection {
  /** A module as a program sees it. */
  private record Seen(Module module, Configuration configuration, @Nullable RootOutline root) {
    Engine program() {
      return configuration.profile().program();
    }

    Set<ProviderAddress> resolved() {
      Set<ProviderAddress> addresses = new TreeSet<>();
      for (Root.Request request :
          configuration.root(module.path()).map(Root::providerRequests).orElse(List.of())) {
        request
            .request()
            .address()
            .filter(address -> !address.isBuiltIn())
            .ifPresent(addresses::add);
      }
      return addresses;
    }
  }

  private final List<Configuration> configurations = new ArrayList<>();
  private final String start;

  private ModuleInspection(Checkout checkout, Limits limits, String start) {
    this.start = start;
    for (Profile profile : new Profile[] {Profile.TERRAFORM, Profile.TOFU}) {
      if (profile.equals(Profile.TERRAFORM)
          || checkout.files().stream()
              .anyMatch(
                  file ->
                      FileKind.of(file.name())
                          .filter(kind -> kind.isOfTofu(file.name()))
                          .isPresent())) {
        configurations.add(Configuration.of(checkout, limits, profile, new EvaluatedSources()));
      }
    }
  }

  /**
   * The modules at and below a directory; those that they call may lie anywhere in its checkout.
   */
  static ModuleInspection ofDirectory(Path path, Limits limits) throws UnreadableFileException {
    Checkout checkout = Checkout.open(path, limits.fileBytes());
    return new ModuleInspection(checkout, limits, checkout.start());
  }

  /** The module that one file makes up; a file of another kind makes none. */
  static ModuleInspection ofFile(Path file, byte[] content, Limits limits) {
    Path last = file.getFileName();
    String name = last == null ? "" : last.toString();
    String read = FileKind.of(name).isPresent() ? name : name + ".tf";
    Checkout checkout = Checkout.of(Map.of(read, content));
    return new ModuleInspection(checkout, limits, ".");
  }

  /** Returns what there is to inspect at {@code path}; nothing where it can't be read. */
  static Optional<ModuleInspection> of(Path path, Limits limits) {
    try {
      return Optional.of(
          Files.isDirectory(path)
              ? ofDirectory(path, limits)
              : ofFile(path, BoundedFile.read(path, limits.fileBytes()), limits));
    } catch (UnreadableFileException e) {
      // the list of files says so
      return Optional.empty();
    }
  }

  /** Writes the array of modules. */
  void writeJson(JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (Seen seen : modules()) {
      Module module = seen.module();
      json.writeStartObject();
      json.writeStringField("path", relative(module.path()));
      json.writeStringField("program", seen.program().word());
      RootOutline root = seen.root();
      json.writeStringField("root", root == null ? null : String.join(", ", root.reasons()));
      writeRequirements(module, json);
      writeProviders(module, json);
      writeCalls(module, json);
      writeResources(module, json);
      json.writeFieldName("backend");
      writeBackend(module, json);
      json.writeArrayFieldStart("resolvedProviders");
      for (ProviderAddress address : seen.resolved()) {
        json.writeString(address.toString());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Prints a few lines a module. */
  void printText(PrintStream out) {
    for (Seen seen : modules()) {
      Module module = seen.module();
      RootOutline root = seen.root();
      out.println(
          "module "
              + Printable.line(relative(module.path()))
              + (seen.program() == Engine.TOFU ? "  as OpenTofu sees it" : "")
              + (root == null
                  ? ""
                  : "  (a root: it " + Printable.line(root.reasons().getFirst()) + ")"));
      for (ProviderAddress address : seen.resolved()) {
        out.println("  requests " + address);
      }
      for (ModuleCall call : module.calls()) {
        String source = call.source().orElse("what is not known");
        out.println(
            "  calls "
                + Printable.line(Redaction.of(source))
                + (call.fromTest() ? "  (from a test)" : ""));
      }
      for (Placed state : module.states()) {
        out.println("  keeps its state in " + Printable.line(backendType(state)));
      }
    }
  }

  private List<Seen> modules() {
    List<Seen> all = new ArrayList<>();
    Set<String> paths = new TreeSet<>();
    configurations.forEach(configuration -> paths.addAll(configuration.paths()));
    IdentityHashMap<Configuration, Map<String, RootOutline>> roots = new IdentityHashMap<>();
    for (Configuration configuration : configurations) {
      Map<String, RootOutline> own = new HashMap<>();
      configuration.roots().forEach(root -> own.put(root.path(), root));
      roots.put(configuration, own);
    }
    for (String path : paths) {
      if ((start.equals(".") || path.equals(start) || path.startsWith(start + "/"))
          && !("/" + path + "/").contains("/.git/")) {
        for (Configuration configuration : configurations) {
          if (configuration.profile().equals(Profile.TERRAFORM) || hasPart(configuration, path)) {
            configuration
                .module(path)
                .ifPresent(
                    module ->
                        all.add(
                            new Seen(
                                module,
                                configuration,
                                Objects.requireNonNull(roots.get(configuration)).get(path))));
          }
        }
      }
    }
    return all;
  }

  /** Whether files that only OpenTofu reads are part of a module, or of what it calls. */
  private static boolean hasPart(Configuration tofu, String path) {
    return tofu.root(path).stream()
        .flatMap(root -> root.modules().stream())
        .anyMatch(reached -> tofu.hasTofuFiles(reached.module().path()));
  }

  private String relative(String path) {
    if (start.equals(".")) {
      return path;
    }
    return path.equals(start) ? "." : path.substring(start.length() + 1);
  }

  private static void writeRequirements(Module module, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("requiredProviders");
    Map<String, ProviderRequirement> byName = new LinkedHashMap<>();
    module.requirements().forEach(entry -> byName.put(entry.localName(), entry));
    for (ProviderRequirement requirement : byName.values()) {
      ParsedFile file = requirement.entry().file();
      json.writeObjectFieldStart(requirement.localName());
      json.writeFieldName("source");
      writeValue(requirement.source(), file, json);
      json.writeFieldName("version");
      writeValue(requirement.version(), file, json);
      json.writeNumberField("line", requirement.entry().attribute().range().startLine());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void writeProviders(Module module, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("providers");
    for (Declaration provider : module.declarations("provider")) {
      json.writeStartObject();
      json.writeStringField("name", provider.block().label(0));
      json.writeFieldName("alias");
      writeValue(provider.argument("alias"), json);
      json.writeNumberField("line", provider.block().line());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeCalls(Module module, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("moduleCalls");
    for (ModuleCall call : module.calls()) {
      if (!call.fromTest()) {
        json.writeStartObject();
        json.writeStringField("name", call.name());
        json.writeFieldName("source");
        writeValue(call.declaration().argument("source"), json);
        json.writeNumberField("line", call.declaration().block().line());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private static void writeResources(Module module, JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("resources");
    for (Resource resource : module.resources()) {
      json.writeStartObject();
      json.writeStringField("mode", resource.mode().word());
      json.writeStringField("type", resource.type());
      json.writeStringField("name", resource.name());
      json.writeStringField(
          "provider",
          resource.providerReference().map(Resource.ProviderReference::toString).orElse(null));
      json.writeArrayFieldStart("provisioners");
      for (Placed provisioner : resource.declaration().blocks("provisioner")) {
        json.writeString(provisioner.block().label(0));
      }
      json.writeEndArray();
      json.writeNumberField("line", resource.declaration().block().line());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeBackend(Module module, JsonGenerator json) throws IOException {
    if (module.states().isEmpty()) {
      json.writeNull();
      return;
    }
    Placed state = module.states().getFirst();
    json.writeStartObject();
    json.writeStringField("type", backendType(state));
    json.writeNumberField("line", state.block().line());
    json.writeEndObject();
  }

  private static String backendType(Placed state) {
    return state.block().type().equals("cloud") ? "cloud" : state.block().label(0);
  }

  private static void writeValue(Optional<Argument> argument, JsonGenerator json)
      throws IOException {
    if (argument.isEmpty()) {
      json.writeNull();
      return;
    }
    Expression value = argument.get().value();
    writeValue(
        new ProviderRequirement.Value(argument.get().string().orElse(null), value),
        argument.get().file(),
        json);
  }

  private static void writeValue(
      ProviderRequirement.@Nullable Value value, ParsedFile file, JsonGenerator json)
      throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value.text() != null) {
      json.writeString(value.text());
    } else {
      json.writeStartObject();
      json.writeStringField("expression", file.hcl().source().text(value.expression().range()));
      json.writeEndObject();
    }
  }
}
