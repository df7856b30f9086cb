package dev.tfgate.terraform;

import java.util.Map;

/** Tells where module calls can lead whose sources the program computes before it loads them. */
public interface ComputedSources {
  /**
   * A call of a module.
   *
   * @param caller the directory that it stands in
   * @param name its label
   */
  record Site(String caller, String name) {}

  /**
   * Returns where the calls of computed sources can lead, of a root and of every module that it can
   * reach. What isn't named is not known.
   *
   * @param root the path of its directory
   */
  Map<Site, Callees> of(Configuration configuration, String root);
}
