package dev.tfgate.roots;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The order in which roots run, so that each runs behind those whose state it reads.
 *
 * @param byRoot the wave of each root
 * @param circles the roots that read each other's states, each circle in one wave
 */
record Waves(Map<String, Integer> byRoot, List<SortedSet<String>> circles) {
  /** Copies both. */
  Waves {
    byRoot = Map.copyOf(byRoot);
    circles = List.copyOf(circles);
  }

  /**
   * Sorts roots into waves.
   *
   * @param reads by root, those whose state it reads; one that is no key doesn't count
   */
  static Waves of(Map<String, ? extends Set<String>> reads) {
    Map<String, Node> nodes = new LinkedHashMap<>();
    reads.keySet().forEach(root -> nodes.put(root, new Node(root)));
    reads.forEach(
        (root, read) -> {
          Node reader = nodes.getOrDefault(root, new Node(root));
          for (String name : read) {
            Node target = nodes.get(name);
            if (target != null) {
              reader.reads.add(target);
            }
          }
        });
    Search search = new Search();
    nodes.values().forEach(search::visit);
    Map<String, Integer> waves = new LinkedHashMap<>();
    nodes.forEach((root, node) -> waves.put(root, node.wave));
    return new Waves(waves, search.circles);
  }

  private static final class Node {
    private static final int UNSEEN = -1;

    private final String root;
    private final List<Node> reads = new ArrayList<>();
    private int index = UNSEEN;
    private int low;
    private int next;
    private boolean open;
    private int wave;

    Node(String root) {
      this.root = root;
    }
  }

  /** Tarjan's search for strongly connected components, without recursion. */
  private static final class Search {
    private final Deque<Node> open = new ArrayDeque<>();
    private final List<SortedSet<String>> circles = new ArrayList<>();
    private int seen;

    void visit(Node start) {
      if (start.index != Node.UNSEEN) {
        return;
      }
      Deque<Node> way = new ArrayDeque<>();
      enter(start, way);
      while (!way.isEmpty()) {
        Node node = way.element();
        if (node.next == node.reads.size()) {
          way.pop();
          leave(node);
          if (!way.isEmpty()) {
            way.element().low = Math.min(way.element().low, node.low);
          }
          continue;
        }
        Node read = node.reads.get(node.next++);
        if (read.index == Node.UNSEEN) {
          enter(read, way);
        } else if (read.open) {
          node.low = Math.min(node.low, read.index);
        }
      }
    }

    private void enter(Node node, Deque<Node> way) {
      node.index = seen++;
      node.low = node.index;
      node.open = true;
      open.push(node);
      way.push(node);
    }

    /** Closes the component that starts at the node, if one does: all that it reads is closed. */
    private void leave(Node node) {
      if (node.low != node.index) {
        return;
      }
      List<Node> members = new ArrayList<>();
      Node member;
      do {
        member = open.pop();
        member.open = false;
        members.add(member);
      } while (member != node);
      int wave = 0;
      for (Node each : members) {
        for (Node read : each.reads) {
          if (!members.contains(read)) {
            wave = Math.max(wave, read.wave + 1);
          }
        }
      }
      SortedSet<String> names = new TreeSet<>();
      for (Node each : members) {
        each.wave = wave;
        names.add(each.root);
      }
      if (names.size() > 1) {
        circles.add(names);
      }
    }
  }
}
