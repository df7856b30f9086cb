#!/usr/bin/env bash
# CEL for Java cannot sort a sorted list by a key that calls size() on a text.
#
# Version: dev.cel:cel 0.14.0, list extension.
# Seen:
#   ['aa','b'].sortBy(s, size(s)) -> [b, aa]
#   ['aa','b'].sortBy(s, s).sortBy(s, size(s)) -> evaluation error at <input>:38: No matching overload for function 'size'. Overload candidates: size_list
# Expected: the list b, aa from both. The documentation of the list extension has sortBy take a list
# of T and give a list of T, so its result can be sorted again: the compiler accepts the expression,
# and one sortBy of the same key works. Evaluating the second finds only the size of lists, though
# the elements are texts.
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
            "['aa','b'].sortBy(s, size(s))",
            "['aa','b'].sortBy(s, s).sortBy(s, size(s))")) {
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
['aa','b'].sortBy(s, size(s)) -> [b, aa]
['aa','b'].sortBy(s, s).sortBy(s, size(s)) -> evaluation error at <input>:38: No matching overload for function 'size'. Overload candidates: size_list
SEEN

"$here/../mvnw" -q -B -f pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  -DoutputDirectory="$work/lib" > maven.log 2>&1 || { cat maven.log; exit 1; }
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp 'lib/*' Finding.java > seen 2> errors || { cat errors; exit 1; }
cat seen
diff -u known seen || { echo "$0: the behaviour has changed"; exit 1; }
