#!/usr/bin/env bash
# hcl4j computes from left to right, without the precedence of operators.
#
# Version: com.bertramlabs.plugins:hcl4j 0.9.8.
# Seen:
#   a = 1 + 2 * 3 -> {a=9.0}
#   a = 2 * 3 + 1 -> {a=7.0}
# Expected: 7 and 7. By the syntax specification of HCL (hclsyntax/spec.md, section "Operations")
# multiplication binds more tightly than addition; "terraform console" gives 7 for both.
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
    <dependency><groupId>com.bertramlabs.plugins</groupId><artifactId>hcl4j</artifactId><version>0.9.8</version></dependency>
  </dependencies>
</project>
POM
cat > Finding.java <<'JAVA'
import com.bertramlabs.plugins.hcl4j.HCLParser;
import java.util.List;

class Finding {
  public static void main(String[] arguments) throws Exception {
    for (String text :
        List.of(
            "a = 1 + 2 * 3\n",
            "a = 2 * 3 + 1\n")) {
      Object result = new HCLParser().parse(text);
      System.out.println(text.strip() + " -> " + result);
    }
  }
}
JAVA
cat > known <<'SEEN'
a = 1 + 2 * 3 -> {a=9.0}
a = 2 * 3 + 1 -> {a=7.0}
SEEN

"$here/../mvnw" -q -B -f pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  -DoutputDirectory="$work/lib" > maven.log 2>&1 || { cat maven.log; exit 1; }
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp 'lib/*' Finding.java > seen 2> errors || { cat errors; exit 1; }
cat seen
diff -u known seen || { echo "$0: the behaviour has changed"; exit 1; }
