package dev.tfgate;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which classes a class file names: what it calls, and every type of a parameter, a result, a
 * field, a record component, a type argument, an annotation, a pattern. Nested classes count as the
 * one that they stand in.
 *
 * @param of by name of the class, such as {@code dev.tfgate.report.Finding}
 */
record ClassReferences(SortedMap<String, SortedSet<String>> of) {
  private static final Pattern NAMED = Pattern.compile("L([\\w/$]+)[;<]");

  /** Reads all class files below a folder, once each. */
  static ClassReferences in(Path folder) throws IOException {
    SortedMap<String, SortedSet<String>> references = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        ClassModel model = ClassFile.of().parse(file);
        String name = outermost(model.thisClass().asInternalName());
        if (!name.endsWith(".package-info")) {
          SortedSet<String> named = references.computeIfAbsent(name, key -> new TreeSet<>());
          read(model, named);
          named.remove(name);
        }
      }
    }
    return new ClassReferences(references);
  }

  private static void read(ClassModel model, SortedSet<String> named) {
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry type -> addClass(type.asInternalName(), named);
        case NameAndTypeEntry member -> addDescriptor(member.type().stringValue(), named);
        case MethodTypeEntry method -> addDescriptor(method.descriptor().stringValue(), named);
        default -> {}
      }
    }
    model.fields().forEach(field -> addDescriptor(field.fieldType().stringValue(), named));
    model.methods().forEach(method -> addDescriptor(method.methodType().stringValue(), named));
    model
        .findAttribute(Attributes.signature())
        .ifPresent(found -> addDescriptor(found.signature().stringValue(), named));
    // Signatures of members, and annotations, are texts of the pool.
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof Utf8Entry text && isSignature(text.stringValue())) {
        addDescriptor(text.stringValue(), named);
      }
    }
  }

  private static boolean isSignature(String text) {
    return text.contains("Ldev/tfgate/") && text.matches("[\\w/$<>;:()\\[*+\\-.^]+");
  }

  private static void addDescriptor(String descriptor, SortedSet<String> named) {
    Matcher matcher = NAMED.matcher(descriptor);
    while (matcher.find()) {
      named.add(outermost(matcher.group(1)));
    }
  }

  private static void addClass(String internalName, SortedSet<String> named) {
    if (internalName.startsWith("[")) {
      addDescriptor(internalName, named);
    } else {
      named.add(outermost(internalName));
    }
  }

  private static String outermost(String internalName) {
    String name = internalName.replace('/', '.');
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  /** Returns the package of a class. */
  static String packageOf(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** Returns the groups of classes of one package that need each other, by simple names. */
  SortedSet<String> cycles() {
    SortedSet<String> cycles = new TreeSet<>();
    Map<String, SortedSet<String>> reached = new HashMap<>();
    for (String name : of.keySet()) {
      reached.put(name, reachedInside(name));
    }
    for (Map.Entry<String, SortedSet<String>> each : reached.entrySet()) {
      String name = each.getKey();
      List<String> cycle = new ArrayList<>();
      for (String other : each.getValue()) {
        if (reached.getOrDefault(other, Collections.emptySortedSet()).contains(name)) {
          cycle.add(other.substring(other.lastIndexOf('.') + 1));
        }
      }
      if (cycle.size() > 1) {
        cycles.add(packageOf(name) + ": " + String.join(" ", cycle));
      }
    }
    return cycles;
  }

  private SortedSet<String> reachedInside(String start) {
    SortedSet<String> reached = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      for (String next : of.getOrDefault(open.remove(), new TreeSet<>())) {
        if (packageOf(next).equals(packageOf(start)) && of.containsKey(next) && reached.add(next)) {
          open.add(next);
        }
      }
    }
    return reached;
  }
}
