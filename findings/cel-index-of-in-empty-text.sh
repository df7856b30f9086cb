#!/usr/bin/env bash
# CEL for Java raises an error for a search in an empty text, where other searches say "not found".
#
# Version: dev.cel:cel 0.14.0, string extension.
# Seen:
#   ''.indexOf('a') -> evaluation error: indexOf failure: Offset out of range: 0
#   ''.lastIndexOf('a') -> -1
#   'b'.indexOf('a') -> -1
# Expected: -1 from all three. The documentation of the string extension has indexOf give -1 where the
# text is not found, and errors only for an offset that is given and too large; no offset is given
# here. The conformance tests of cel-spec (tests/simple/testdata/string_ext.textproto) expect -1 from
# lastIndexOf in an empty text, which this library gives: the two disagree with each other.
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
            "''.indexOf('a')",
            "''.lastIndexOf('a')",
            "'b'.indexOf('a')")) {
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
''.indexOf('a') -> evaluation error: indexOf failure: Offset out of range: 0
''.lastIndexOf('a') -> -1
'b'.indexOf('a') -> -1
SEEN

"$here/../mvnw" -q -B -f pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  -DoutputDirectory="$work/lib" > maven.log 2>&1 || { cat maven.log; exit 1; }
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp 'lib/*' Finding.java > seen 2> errors || { cat errors; exit 1; }
cat seen
diff -u known seen || { echo "$0: the behaviour has changed"; exit 1; }
