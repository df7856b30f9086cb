package dev.tfgate.checkout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The entries of a checkout that have the same name, by path. */
public final class Namesakes {
  private final String name;
  private final String lowerCase;
  private final List<CheckoutFile> entries = new ArrayList<>(1);

  Namesakes(String name) {
    this.name = name;
    this.lowerCase = name.toLowerCase(Locale.ROOT);
  }

  void add(CheckoutFile entry) {
    entries.add(entry);
  }

  /** The name, as it is written. */
  public String name() {
    return name;
  }

  /** The name in lower case. */
  public String lowerCase() {
    return lowerCase;
  }

  /** The entries, by path. */
  public List<CheckoutFile> entries() {
    return Collections.unmodifiableList(entries);
  }
}
