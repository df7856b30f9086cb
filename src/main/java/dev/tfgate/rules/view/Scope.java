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
import dev.tfgate.trust.ForRoots;
import dev.tfgate.trust.Trust;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
  private @Nullable Set<String> roots;
  private @Nullable Set<String> calledWithLockFile;
  private @Nullable Map<String, Set<String>> reaching;

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
    ForRoots named = trust.roots();
    boolean known =
        named != null && !named.isAll() && !named.patterns().isEmpty() && named.include(path);
    return named != null && !known && !roots().contains(path);
  }

  /**
   * Whether nothing but a lock file shows that Terraform is run in this directory, and another
   * module calls it.
   */
  public boolean isCalledWithLockFile(String path) {
    Set<String> known = calledWithLockFile;
    if (known == null) {
      known = configuration.calledWithLockFile();
      calledWithLockFile = known;
    }
    return known.contains(path);
  }

  /**
   * Whether {@code gate.yaml} leaves roots out and no other one reaches this directory, so that it
   * is not judged.
   */
  public boolean isLeftOut(String path) {
    ForRoots named = trust.roots();
    return named != null && !named.except().isEmpty() && !reached().containsKey(path);
  }

  private Set<String> roots() {
    Set<String> known = roots;
    if (known == null) {
      known = new HashSet<>();
      for (RootOutline root : configuration.roots()) {
        known.add(root.path());
      }
      roots = known;
    }
    return known;
  }

  /**
   * The roots that reach a directory, itself among them where it is one, and that which it holds
   * the tests of. Where none does: the directory, as if it were one.
   */
  public Set<String> reaching(String path) {
    if (caller != null) {
      return Set.of(caller);
    }
    return reached().getOrDefault(path, Set.of(path));
  }

  /** The roots that reach each directory that any reaches. */
  private Map<String, Set<String>> reached() {
    Map<String, Set<String>> known = reaching;
    if (known == null) {
      known = new HashMap<>();
      for (String root : roots()) {
        Deque<String> pending = new ArrayDeque<>(List.of(root));
        configuration.tests(root).ifPresent(pending::add);
        while (!pending.isEmpty()) {
          String next = pending.remove();
          if (known.computeIfAbsent(next, key -> new HashSet<>()).add(root)) {
            pending.addAll(configuration.calledBy(root, next).modules());
          }
        }
      }
      reaching = known;
    }
    return known;
  }

  /**
   * Whether {@code types.allow} names a type for every root that reaches the directory in which it
   * stands.
   */
  public boolean allowsType(String mode, String type, String directory) {
    if (trust.allowsTypeEverywhere(mode, type)) {
      return true;
    }
    return trust.allowsType(mode, type, null)
        && reaching(directory).stream().allMatch(root -> trust.allowsType(mode, type, root));
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
