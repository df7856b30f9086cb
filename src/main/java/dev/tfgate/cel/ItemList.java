package dev.tfgate.cel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Elements that are there already.
 *
 * @param elements the elements
 * @param open as in {@link Items#open}
 * @param certain as in {@link Items#certain}
 */
public record ItemList(List<@Nullable Object> elements, @Nullable String open, int certain)
    implements Items {
  /** No elements. */
  public static final ItemList EMPTY = new ItemList(List.of(), null);

  /** Elements of which none is certain where their number is open. */
  public ItemList(List<@Nullable Object> elements, @Nullable String open) {
    this(elements, open, 0);
  }

  @Override
  public int certain() {
    return open == null ? elements.size() : certain;
  }

  /** Returns a list of known size. */
  public static ItemList of(List<? extends @Nullable Object> elements) {
    return new ItemList(new ArrayList<@Nullable Object>(elements), null);
  }

  @Override
  public int size() {
    return elements.size();
  }

  @Override
  public @Nullable Object get(int index) {
    return elements.get(index);
  }
}
