#!/usr/bin/env bash
# CEL for Java orders texts by UTF-16 units, not by code points.
#
# Version: dev.cel:cel 0.14.0.
# Seen:
#   '\uffff' < '\U0001f600' -> false
#   bytes('\uffff') < bytes('\U0001f600') -> true
# Expected: true and true. U+FFFF is a smaller code point than U+1F600. The language definition of CEL
# (cel-spec, doc/langdef.md, sections "String and Bytes Values" and "Ordering") orders texts by the
# numbers of their code points, which it says is also the order of their UTF-8 bytes. The first line
# puts U+1F600 before U+FFFF, since its first surrogate is U+D83D; the second compares the bytes of
# the same two texts, and disagrees with it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>dev.cel</groupId><artifactId>cel</artifactId><version>0.14.0</version></dependency>
  </dependencies>
</project>
POM
cat > Finding.java <<'JAVA'
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.extensions.CelExtensions;
import java.util.List;

class Finding {
  public static void main(String[] arguments) throws Exception {
    Cel cel =
        CelFactory.standardCelBuilder()
            .addCompilerLibraries(CelExtensions.strings(), CelExtensions.lists())
            .addRuntimeLibraries(CelExtensions.strings(), CelExtensions.lists())
            .build();
    for (String expression :
        List.of(
            "'\\uffff' < '\\U0001f600'",
            "bytes('\\uffff') < bytes('\\U0001f600')")) {
      var program = cel.createProgram(cel.compile(expression).getAst());
      String result;
      try {
        result = String.valueOf(program.eval());
      } catch (dev.cel.runtime.CelEvaluationException e) {
        result = e.getMessage();
      }
      System.out.println(expression + " -> " + result);
    }
  }
}
JAVA
cat > known <<'SEEN'
'\uffff' < '\U0001f600' -> false
bytes('\uffff') < bytes('\U0001f600') -> true
SEEN

"$here/../mvnw" -q -B -f pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  -DoutputDirectory="$work/lib" > maven.log 2>&1 || { cat maven.log; exit 1; }
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp 'lib/*' Finding.java > seen 2> errors || { cat errors; exit 1; }
cat seen
diff -u known seen || { echo "$0: the behaviour has changed"; exit 1; }
