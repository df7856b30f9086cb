package dev.tfgate.rules.view;

import dev.tfgate.terraform.values.Possible;

/** Values that name hosts. */
public final class Hosts {
  private Hosts() {}

  /** Whether it is a constant, or comes from an object that Terraform manages or reads. */
  public static boolean isTold(Possible host) {
    return host.isAddressOfObject()
        || (!host.options().isEmpty()
            && host.options().stream()
                .allMatch(
                    option ->
                        option.isNull()
                            || option.isAddressOfObject()
                            || (option instanceof Possible.Text text
                                && text.literal().isPresent())));
  }
}
