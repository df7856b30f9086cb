package dev.tfgate.rules.view;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.facts.Facts;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Limits;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.terraform.evaluation.RootValues;
import dev.tfgate.terraform.profile.Profile;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.text.Glob;
import dev.tfgate.trust.Trust;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What surrounds a directory that is checked. */
public final class Scope {
  private final Checkout checkout;
  private final Configuration configuration;
  private final Trust trust;
  private final @Nullable String caller;
  private final FileReads fileReads;
  private final Facts facts;
  private String valuedRoot = "";
  private @Nullable RootValues values;
  private @Nullable Set<String> namedRoots;

  /**
   * A scope.
   *
   * @param checkout the whole tree
   * @param configuration every directory of it
   * @param trust what the trust directory says
   */
  public Scope(Checkout checkout, Configuration configuration, Trust trust) {
    this(checkout, configuration, trust, null);
  }

  /**
   * The scope of downloaded modules.
   *
   * @param caller the path of the root of the checkout that calls them; null for the checkout
   */
  public Scope(
      Checkout checkout, Configuration configuration, Trust trust, @Nullable String caller) {
    this.caller = caller;
    this.checkout = checkout;
    this.configuration = configuration;
    this.trust = trust;
    this.facts = configuration.facts().pinned(trust.manifest().versionsByType());
    this.fileReads =
        new FileReads(
            checkout,
            configuration,
            new Limits(trust.limits().fileBytes(), trust.limits().nesting()));
  }

  /** The same checkout as another program sees it, or for another thread. */
  public Scope with(Configuration other) {
    return new Scope(checkout, other, trust, caller);
  }

  /**
   * The path of the root that {@code root} runs in, for what belongs to that root alone: a package
   * may name its folders as it likes.
   */
  public String runsIn(Root root) {
    return caller == null ? root.path() : caller;
  }

  /**
   * Whether {@code gate.yaml} names the roots and this directory is none of them, so that Terraform
   * runs elsewhere. What the checkout itself says of its roots proves no such thing.
   */
  public boolean isNamedNoRoot(String path) {
    List<Glob> globs = trust.roots();
    if (globs == null || globs.stream().anyMatch(glob -> glob.matches(path))) {
      return false;
    }
    Set<String> known = namedRoots;
    if (known == null) {
      known = new HashSet<>();
      for (RootOutline root :
          configuration.roots(
              Optional.of(name -> globs.stream().anyMatch(glob -> glob.matches(name))))) {
        known.add(root.path());
      }
      namedRoots = known;
    }
    return !known.contains(path);
  }

  /** The program that runs here. */
  public Profile profile() {
    return configuration.profile();
  }

  /** The whole tree. */
  public Checkout checkout() {
    return checkout;
  }

  /** Every directory of it. */
  public Configuration configuration() {
    return configuration;
  }

  /** What the trust directory says. */
  public Trust trust() {
    return trust;
  }

  /** What the variables of a root's modules can be; kept for the root that was asked for last. */
  public RootValues values(Root root) {
    RootValues known = values;
    if (known == null || !valuedRoot.equals(root.path())) {
      known = RootValues.of(checkout, configuration, root.path()).orElseThrow();
      values = known;
      valuedRoot = root.path();
    }
    return known;
  }

  /** What is known of the providers in the versions that are pinned. */
  public Facts facts() {
    return facts;
  }

  /** What an expression in a block in a module of a root can be. */
  public Possible value(Root root, Module module, Declaration block, Expression expression) {
    return ConstantEvaluator.string(expression)
        .map(Possible::text)
        .orElseGet(
            () ->
                values(root)
                    .module(module.path())
                    .map(values -> values.value(block, expression))
                    .orElse(new Possible.Unknown("the module")));
  }

  /** What an argument of a block in a module of a root can be. */
  public Possible value(Root root, Module module, Declaration block, Argument argument) {
    return value(root, module, block, argument.value());
  }

  /** What the functions that read files read. */
  public FileReads fileReads() {
    return fileReads;
  }
}
