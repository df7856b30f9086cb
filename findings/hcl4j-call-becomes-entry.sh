#!/usr/bin/env bash
# hcl4j lists a function call of an argument as an entry of the file.
#
# Version: com.bertramlabs.plugins:hcl4j 0.9.8.
# Seen (a jsonencode with an object, and one with a list, both inside the argument of a block):
#   x "y" { a = jsonencode({ b = "1" }) } -> [x, jsonencode]
#   x "y" { a = jsonencode(["1"]) } -> [x]
# Expected: one entry "x" from both. By the syntax specification of HCL (hclsyntax/spec.md, section
# "Functions and Function Calls") a call is an expression, and only attributes and blocks are entries
# of a body (section "Body and Attribute Definitions"). An object as the argument makes the call
# appear a second time, beside the block, at the top.
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
            "x \"y\" { a = jsonencode({ b = \"1\" }) }\n",
            "x \"y\" { a = jsonencode([\"1\"]) }\n")) {
      Object result = new HCLParser().parse(text);
      System.out.println(text.strip() + " -> " + ((java.util.Map<?, ?>) result).keySet());
    }
  }
}
JAVA
cat > known <<'SEEN'
x "y" { a = jsonencode({ b = "1" }) } -> [x, jsonencode]
x "y" { a = jsonencode(["1"]) } -> [x]
SEEN

"$here/../mvnw" -q -B -f pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  -DoutputDirectory="$work/lib" > maven.log 2>&1 || { cat maven.log; exit 1; }
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp 'lib/*' Finding.java > seen 2> errors || { cat errors; exit 1; }
cat seen
diff -u known seen || { echo "$0: the behaviour has changed"; exit 1; }
