import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.RuntimeVisibleTypeAnnotationsAttribute;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Writes as plain instructions what javac leaves to be linked at run time and no cache of classes
 * keeps: {@code equals} and {@code hashCode} of records, and switches over types. The first
 * comparison of a record would cost each start 10 ms, each switch 1 ms. Runs over {@code
 * target/classes} before the tests, so that what is tested is what is shipped: {@code java
 * PlainBytecode.java CLASSES}.
 */
@SuppressWarnings("DefaultPackage") // a program of one file
final class PlainBytecode {
  private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
  private static final ClassDesc RECORDS = ClassDesc.of("java.lang.runtime.ObjectMethods");
  private static final ClassDesc SWITCHES = ClassDesc.of("java.lang.runtime.SwitchBootstraps");
  private static final MethodTypeDesc HASH_OF_OBJECT =
      MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_Object);
  private static final MethodTypeDesc EQUALS_OF_OBJECTS =
      MethodTypeDesc.of(ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object);
  private static final MethodTypeDesc SELECTOR =
      MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_Object, ConstantDescs.CD_int);
  private static final int SYNTHETIC =
      ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

  private final ClassFile classFile =
      ClassFile.of(
          ClassFile.ClassHierarchyResolverOption.of(
              ClassHierarchyResolver.ofResourceParsing(ClassLoader.getSystemClassLoader())));

  public static void main(String[] arguments) throws IOException {
    PlainBytecode plain = new PlainBytecode();
    List<Path> files;
    try (Stream<Path> all = Files.walk(Path.of(arguments[0]))) {
      files = all.filter(file -> file.toString().endsWith(".class")).sorted().toList();
    }
    for (Path file : files) {
      plain.rewrite(file);
    }
  }

  private void rewrite(Path file) throws IOException {
    ClassModel model = classFile.parse(file);
    if (model.methods().stream()
        .anyMatch(method -> bootstrap(method, e -> isSwitch(e) || isRecord(e)))) {
      Files.write(file, rewritten(model));
    }
  }

  private static boolean bootstrap(MethodModel method, Predicate<CodeElement> kind) {
    return method.code().stream().anyMatch(code -> code.elementStream().anyMatch(kind));
  }

  private static boolean isSwitch(CodeElement element) {
    return element instanceof InvokeDynamicInstruction call
        && call.name().equalsString("typeSwitch")
        && owner(call).equals(SWITCHES)
        && call.bootstrapArgs().stream().allMatch(ClassDesc.class::isInstance);
  }

  /** {@code toString} stays: it is asked where something failed. */
  private static boolean isRecord(CodeElement element) {
    return element instanceof InvokeDynamicInstruction call
        && (call.name().equalsString("equals") || call.name().equalsString("hashCode"))
        && owner(call).equals(RECORDS);
  }

  private static ClassDesc owner(InvokeDynamicInstruction call) {
    return call.bootstrapMethod().owner();
  }

  private byte[] rewritten(ClassModel model) {
    ClassDesc self = model.thisClass().asSymbol();
    boolean inInterface = model.flags().has(AccessFlag.INTERFACE);
    List<InvokeDynamicInstruction> switches = new ArrayList<>();
    CodeTransform calls =
        (code, element) -> {
          if (isSwitch(element)) {
            String name = selector(switches.size());
            switches.add((InvokeDynamicInstruction) element);
            code.invokestatic(self, name, SELECTOR, inInterface);
          } else if (!(element instanceof RuntimeVisibleTypeAnnotationsAttribute)) {
            // Annotations of local variables would keep their old places in the code.
            code.with(element);
          }
        };
    ClassTransform methods =
        (builder, element) -> {
          if (element instanceof MethodModel method && bootstrap(method, PlainBytecode::isRecord)) {
            builder.withMethodBody(
                method.methodName(),
                method.methodType(),
                method.flags().flagsMask(),
                code -> writeRecordMethod(code, self, method));
          } else if (element instanceof MethodModel method
              && bootstrap(method, PlainBytecode::isSwitch)) {
            builder.transformMethod(method, MethodTransform.transformingCode(calls));
          } else {
            builder.with(element);
          }
        };
    ClassTransform selectors =
        ClassTransform.endHandler(
            builder -> {
              for (int i = 0; i < switches.size(); i++) {
                List<ConstantDesc> labels = switches.get(i).bootstrapArgs();
                builder.withMethodBody(
                    selector(i), SELECTOR, SYNTHETIC, code -> writeSelector(code, labels));
              }
            });
    return classFile.transformClass(model, methods.andThen(selectors));
  }

  private static String selector(int number) {
    return "typeSwitch$" + number;
  }

  /**
   * The number of the first label at or after {@code restart} that the value fits, as javac asks.
   */
  private static void writeSelector(CodeBuilder code, List<ConstantDesc> labels) {
    Label present = code.newLabel();
    code.aload(0).ifnonnull(present).iconst_m1().ireturn().labelBinding(present);
    for (int i = 0; i < labels.size(); i++) {
      Label next = code.newLabel();
      if (i > 0) {
        code.iload(1).loadConstant(i).if_icmpgt(next);
      } else {
        code.iload(1).ifgt(next);
      }
      code.aload(0).instanceOf((ClassDesc) labels.get(i)).ifeq(next);
      code.loadConstant(i).ireturn().labelBinding(next);
    }
    code.loadConstant(labels.size()).ireturn();
  }

  private static void writeRecordMethod(CodeBuilder code, ClassDesc self, MethodModel method) {
    List<DirectMethodHandleDesc> fields = fields(method);
    if (method.methodName().equalsString("hashCode")) {
      writeHashCode(code, self, fields);
    } else {
      writeEquals(code, self, fields);
    }
  }

  private static List<DirectMethodHandleDesc> fields(MethodModel method) {
    InvokeDynamicInstruction call =
        method
            .code()
            .orElseThrow()
            .elementStream()
            .filter(PlainBytecode::isRecord)
            .map(InvokeDynamicInstruction.class::cast)
            .findFirst()
            .orElseThrow();
    return call.bootstrapArgs().stream()
        .filter(DirectMethodHandleDesc.class::isInstance)
        .map(DirectMethodHandleDesc.class::cast)
        .toList();
  }

  private static void writeHashCode(
      CodeBuilder code, ClassDesc self, List<DirectMethodHandleDesc> fields) {
    code.iconst_0();
    for (DirectMethodHandleDesc field : fields) {
      ClassDesc type = field.invocationType().returnType();
      code.bipush(31).imul().aload(0).getfield(self, field.methodName(), type);
      if (type.isPrimitive()) {
        code.invokestatic(boxed(type), "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, type));
      } else {
        code.invokestatic(OBJECTS, "hashCode", HASH_OF_OBJECT);
      }
      code.iadd();
    }
    code.ireturn();
  }

  private static void writeEquals(
      CodeBuilder code, ClassDesc self, List<DirectMethodHandleDesc> fields) {
    Label other = code.newLabel();
    Label different = code.newLabel();
    code.aload(0).aload(1).if_acmpne(other).iconst_1().ireturn().labelBinding(other);
    code.aload(1).instanceOf(self).ifeq(different);
    if (!fields.isEmpty()) {
      code.aload(1).checkcast(self).astore(2);
    }
    for (DirectMethodHandleDesc field : fields) {
      ClassDesc type = field.invocationType().returnType();
      code.aload(0).getfield(self, field.methodName(), type);
      code.aload(2).getfield(self, field.methodName(), type);
      switch (TypeKind.from(type)) {
        case BOOLEAN, BYTE, CHAR, SHORT, INT -> code.if_icmpne(different);
        case LONG, FLOAT, DOUBLE ->
            code.invokestatic(
                    boxed(type), "compare", MethodTypeDesc.of(ConstantDescs.CD_int, type, type))
                .ifne(different);
        default -> code.invokestatic(OBJECTS, "equals", EQUALS_OF_OBJECTS).ifeq(different);
      }
    }
    code.iconst_1().ireturn().labelBinding(different).iconst_0().ireturn();
  }

  private static ClassDesc boxed(ClassDesc primitive) {
    return switch (TypeKind.from(primitive)) {
      case BOOLEAN -> ConstantDescs.CD_Boolean;
      case BYTE -> ConstantDescs.CD_Byte;
      case CHAR -> ConstantDescs.CD_Character;
      case SHORT -> ConstantDescs.CD_Short;
      case INT -> ConstantDescs.CD_Integer;
      case LONG -> ConstantDescs.CD_Long;
      case FLOAT -> ConstantDescs.CD_Float;
      case DOUBLE -> ConstantDescs.CD_Double;
      default -> throw new IllegalArgumentException(primitive.displayName());
    };
  }
}
