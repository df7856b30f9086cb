#!/usr/bin/env bash
# hcl4j reads a number with an exponent as a word, and loses what stands before the exponent.
#
# Version: com.bertramlabs.plugins:hcl4j 0.9.8.
# Seen:
#   a = 1e3 -> {a=e3}
#   a = 1000 -> {a=1000.0}
# Expected: 1000 and 1000. By the syntax specification of HCL (hclsyntax/spec.md, section "Numeric
# Literals") digits may be followed by an exponent, which is "e" or "E", a sign or none, and digits;
# "terraform console" gives 1000.
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
            "a = 1e3\n",
            "a = 1000\n")) {
      Object result = new HCLParser().parse(text);
      System.out.println(text.strip() + " -> " + result);
    }
  }
}
JAVA
cat > known <<'SEEN'
a = 1e3 -> {a=e3}
a = 1000 -> {a=1000.0}
SEEN

"$here/../mvnw" -q -B -f pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  -DoutputDirectory="$work/lib" > maven.log 2>&1 || { cat maven.log; exit 1; }
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp 'lib/*' Finding.java > seen 2> errors || { cat errors; exit 1; }
cat seen
diff -u known seen || { echo "$0: the behaviour has changed"; exit 1; }
