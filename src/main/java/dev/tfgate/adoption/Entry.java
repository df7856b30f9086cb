package dev.tfgate.adoption;

import java.util.List;

/**
 * An entry of the draft.
 *
 * @param yaml in one line
 * @param admits what it admits, in words
 * @param places where that is used, the first of them first
 */
record Entry(String yaml, String admits, List<String> places) {
  /** Copies the places. */
  Entry {
    places = List.copyOf(places);
  }
}
