package dev.tfgate.upkeep;

import dev.tfgate.facts.Effect;
import dev.tfgate.facts.Fact;
import dev.tfgate.facts.FactSubject;
import dev.tfgate.facts.Facts;
import dev.tfgate.facts.ProviderFacts;
import dev.tfgate.text.Glob;
import dev.tfgate.trust.Trust;
import dev.tfgate.trust.Trust.AllowedArgument;
import dev.tfgate.trust.Trust.AllowedBackend;
import dev.tfgate.trust.Trust.AllowedType;
import dev.tfgate.trust.Trust.ModuleSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Entries of allow lists that can't admit anything, so that their author meant others. */
final class IdleEntries {
  private static final Set<String> BACKENDS =
      Set.of(
          "artifactory",
          "atlas",
          "azurerm",
          "cloud",
          "consul",
          "cos",
          "etcd",
          "etcdv3",
          "gcs",
          "http",
          "inmem",
          "kubernetes",
          "local",
          "manta",
          "oci",
          "oss",
          "pg",
          "remote",
          "s3",
          "swift");

  private final Trust trust;
  private final Facts facts;
  private final List<String> problems = new ArrayList<>();

  private IdleEntries(Trust trust) {
    this.trust = trust;
    this.facts = Facts.bundled().pinned(trust.manifest().versionsByType());
  }

  /** Returns a sentence for each. */
  static List<String> in(Trust trust) {
    IdleEntries entries = new IdleEntries(trust);
    entries.modules();
    entries.backends("backends", trust.backends());
    entries.backends("remote_state", trust.remoteState());
    entries.arguments();
    entries.types();
    return entries.problems;
  }

  private void modules() {
    Set<List<Object>> seen = new HashSet<>();
    for (int i = 0; i < trust.modules().size(); i++) {
      ModuleSource entry = trust.modules().get(i);
      String source = entry.source().pattern();
      String name = "modules.allow[%d] (%s)".formatted(i, source);
      if (source.startsWith("./") || source.startsWith("../")) {
        add(name, "relative paths inside the checkout are always allowed, and others never");
      } else if (source.contains("?")) {
        add(
            name,
            "a source is compared without what follows '?', so this admits nothing. Write the ref as ref_regex");
      } else if (source.contains("ext::") || source.contains("file:") || source.startsWith("/")) {
        add(
            name,
            "such a source can run a program or read the machine's files, so it is never allowed. Take it out");
      } else if (entry.version() != null && source.contains("::")) {
        add(
            name,
            "version_regex is for modules of a registry, and a source such as git:: has a ref. Write ref_regex");
      }
      List<Object> all = new ArrayList<>();
      all.add(entry.source());
      all.add(String.valueOf(entry.ref()));
      all.add(String.valueOf(entry.version()));
      all.add(entry.roots());
      if (!seen.add(all)) {
        add(name, "an entry before it says the same");
      }
    }
  }

  private void backends(String list, List<AllowedBackend> entries) {
    Set<AllowedBackend> seen = new HashSet<>();
    for (int i = 0; i < entries.size(); i++) {
      AllowedBackend entry = entries.get(i);
      String name = "%s.allow[%d] (%s)".formatted(list, i, entry.type());
      if (!BACKENDS.contains(entry.type())) {
        add(name, "no program has a backend of that type");
      }
      if (!seen.add(entry)) {
        add(name, "an entry before it says the same");
      }
    }
  }

  private void arguments() {
    Set<AllowedArgument> seen = new HashSet<>();
    for (int i = 0; i < trust.allowedArguments().size(); i++) {
      AllowedArgument entry = trust.allowedArguments().get(i);
      String name = "provider_arguments.allow[%d] (%s)".formatted(i, entry.argument());
      int dot = entry.argument().indexOf('.');
      String type = entry.argument().substring(0, dot);
      List<String> path = List.of(entry.argument().substring(dot + 1).split("\\."));
      ProviderFacts known = facts.provider(type);
      if (!known.sources().isEmpty() && !isDenied(entry.argument()) && !acts(known, path)) {
        add(name, "no rule denies that argument, so it is allowed without an entry");
      }
      if (!seen.add(entry)) {
        add(name, "an entry before it says the same");
      }
    }
  }

  private boolean isDenied(String argument) {
    for (String denied : trust.deniedArguments()) {
      if (denied.endsWith("." + argument.substring(argument.lastIndexOf('.') + 1))
          || denied.startsWith(argument)
          || argument.startsWith(denied)
          || Glob.of(denied).matches(argument)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a fact makes the argument, or what stands in or around it, more than data. */
  private static boolean acts(ProviderFacts known, List<String> path) {
    Optional<Fact> own = known.argumentOrOuter(path);
    if (own.isPresent() && !own.get().isHarmless()) {
      return true;
    }
    String name = String.join(".", path);
    for (Fact fact : known.own()) {
      if (fact.subject() == FactSubject.ARGUMENT
          && !fact.isHarmless()
          && (fact.name().startsWith(name + ".")
              || fact.name().endsWith("." + path.getLast())
              || (fact.effect() == Effect.CONTAINER && name.equals(fact.name()))
              || (fact.name().indexOf('*') >= 0 && Glob.of(fact.name()).matches(name)))) {
        return true;
      }
    }
    return false;
  }

  private void types() {
    Set<AllowedType> seen = new HashSet<>();
    for (int i = 0; i < trust.allowedTypes().size(); i++) {
      AllowedType entry = trust.allowedTypes().get(i);
      String name = "types.allow[%d] (%s)".formatted(i, entry.name());
      int dot = entry.name().indexOf('.');
      String mode = dot < 0 ? "resource" : entry.name().substring(0, dot);
      String type = entry.name().substring(dot + 1);
      if (trust.deniesType(mode, type)) {
        add(name, "types.deny denies it too, and that wins. Remove one of them");
      } else if (!acts(mode, type)) {
        add(name, "no rule flags that type, so it is allowed without an entry");
      }
      if (!seen.add(entry)) {
        add(name, "an entry before it says the same");
      }
    }
  }

  private boolean acts(String mode, String type) {
    Optional<FactSubject> subject = FactSubject.ofType(mode);
    ProviderFacts known = facts.ofType(type);
    if (subject.isEmpty() || known.sources().isEmpty()) {
      return true;
    }
    Optional<Fact> fact = known.of(subject.get(), type);
    return fact.filter(found -> !found.isHarmless()).isPresent()
        || known.argumentsOf(subject.get(), type).stream()
            .anyMatch(argument -> argument.type().equals(type));
  }

  private void add(String entry, String why) {
    problems.add(entry + " has no effect: " + why);
  }
}
