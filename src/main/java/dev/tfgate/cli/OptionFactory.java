package dev.tfgate.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.IFactory;

/**
 * Creates the lists that repeatable options collect; the model is built by hand and needs nothing
 * else. picocli's default factory looks for Groovy in every jar of the class path before it starts.
 */
final class OptionFactory implements IFactory {
  static final OptionFactory INSTANCE = new OptionFactory();

  private OptionFactory() {}

  @Override
  public <K> K create(Class<K> type) {
    if (type == List.class) {
      return type.cast(new ArrayList<String>());
    }
    throw new IllegalArgumentException("no option holds a " + type.getName());
  }
}
