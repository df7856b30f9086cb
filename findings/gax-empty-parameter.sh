#!/usr/bin/env bash
# Google's JSON transport for Java sends the name of an empty query parameter without its "=".
#
# Version: gax-httpjson 2.90.0, through google-cloud-resourcemanager 1.97.0.
# Seen, by a server on the loopback address (the request sets a parent and a page size, nothing else):
#   GET /v3/projects?parent=folders/1&showDeleted=false&$alt=json;enum-encoding%3Dint&pageSize=2&pageToken
# Expected: no pageToken, since the field is unset and documented as optional; or "pageToken=", which
# is how the URL Standard (section "application/x-www-form-urlencoded", serializing) writes a name
# with an empty value: always with "=". A server that takes pairs apart at "=" finds none.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencyManagement><dependencies>
    <dependency><groupId>com.google.api</groupId><artifactId>gax-bom</artifactId><version>2.90.0</version><type>pom</type><scope>import</scope></dependency>
    <dependency><groupId>com.google.auth</groupId><artifactId>google-auth-library-bom</artifactId><version>1.57.0</version><type>pom</type><scope>import</scope></dependency>
  </dependencies></dependencyManagement>
  <dependencies>
    <dependency><groupId>com.google.cloud</groupId><artifactId>google-cloud-resourcemanager</artifactId><version>1.97.0</version></dependency>
  </dependencies>
</project>
POM
cat > Finding.java <<'JAVA'
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.cloud.resourcemanager.v3.ListProjectsRequest;
import com.google.cloud.resourcemanager.v3.ProjectsClient;
import com.google.cloud.resourcemanager.v3.ProjectsSettings;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

class Finding {
  public static void main(String[] arguments) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          System.out.println(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          exchange.getRequestBody().readAllBytes();
          byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    String address = "http://127.0.0.1:" + server.getAddress().getPort();
    var settings =
        ProjectsSettings.newHttpJsonBuilder()
            .setCredentialsProvider(NoCredentialsProvider.create())
            .setEndpoint(address)
            .build();
    try (ProjectsClient client = ProjectsClient.create(settings)) {
      client.listProjects(
          ListProjectsRequest.newBuilder().setParent("folders/1").setPageSize(2).build());
    }
    server.stop(0);
  }
}
JAVA
cat > known <<'SEEN'
GET /v3/projects?parent=folders/1&showDeleted=false&$alt=json;enum-encoding%3Dint&pageSize=2&pageToken
SEEN

"$here/../mvnw" -q -B -f pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  -DoutputDirectory="$work/lib" > maven.log 2>&1 || { cat maven.log; exit 1; }
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp 'lib/*' Finding.java > seen 2> errors || { cat errors; exit 1; }
cat seen
diff -u known seen || { echo "$0: the behaviour has changed"; exit 1; }
