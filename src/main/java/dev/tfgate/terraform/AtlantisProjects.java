package dev.tfgate.terraform;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.YamlNode;
import dev.tfgate.yaml.YamlParser;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The folders that {@code atlantis.yaml} names as projects. */
final class AtlantisProjects {
  private AtlantisProjects() {}

  /** Returns their paths; what can't be read names none. */
  static Set<String> of(Checkout checkout) {
    Set<String> folders = new TreeSet<>();
    for (String name : List.of("atlantis.yaml", "atlantis.yml")) {
      Optional<CheckoutFile> file = checkout.file(name);
      if (file.isPresent() && !file.get().isDirectory()) {
        try {
          YamlParser.documents(name, checkout.read(name), new Problems(), new Problems())
              .forEach(document -> projects(document, folders));
        } catch (UnreadableFileException e) {
          // A check says so of each file that it can't read; what it names is not known.
          folders.clear();
        }
      }
    }
    return folders;
  }

  private static void projects(YamlNode document, Set<String> folders) {
    if (document instanceof YamlNode.Mapping top
        && top.get("projects").orElse(null) instanceof YamlNode.Sequence projects) {
      for (YamlNode project : projects.items()) {
        if (project instanceof YamlNode.Mapping entry
            && entry.get("dir").orElse(null) instanceof YamlNode.Scalar directory) {
          Checkout.cleaned("./" + directory.text()).ifPresent(folders::add);
        }
      }
    }
  }
}
