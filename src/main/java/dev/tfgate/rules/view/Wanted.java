package dev.tfgate.rules.view;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an entry of an allow list has to name, so that it admits what a rule refused.
 *
 * @param list that the entry is for
 * @param name the source of a module, the type of a backend, the argument of a provider, or the
 *     type
 * @param values patterns by name, in which a star stands for each part that is not known: the
 *     version of a module, the arguments of a backend, or what an argument is set to
 * @param root path of the root, or of the directory where it is not known which reach it
 * @param dangerous whether what it admits runs a program or sends something
 * @param place where it is first seen, as {@code path:line}
 */
public record Wanted(
    List list,
    String name,
    Map<String, String> values,
    String root,
    boolean dangerous,
    String place) {
  /** A list of {@code gate.yaml}. */
  public enum List {
    /** {@code modules.allow}. */
    MODULES,
    /** {@code backends.allow}. */
    BACKENDS,
    /** {@code remote_state.allow}. */
    REMOTE_STATE,
    /** {@code encryption.allow}. */
    ENCRYPTION,
    /** {@code provider_arguments.allow}. */
    PROVIDER_ARGUMENTS,
    /** {@code types.allow}. */
    TYPES
  }

  /** Copies the values. */
  public Wanted {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }
}
