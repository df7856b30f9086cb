#!/usr/bin/env bash
# Google's storage client for Java treats the path of an endpoint in three ways.
#
# Version: google-cloud-storage 2.78.0, its JSON transport.
# Seen, by a server on the loopback address, with the host set to http://127.0.0.1:PORT/p1 (as where
# a proxy serves the storage below a path): get, readAllBytes, create with bytes, and writer:
#   GET /p1/storage/v1/b/b/o/o?projection=full
#   GET /p1/download/storage/v1/b/b/o/o?alt=media
#   POST /upload/storage/v1/b/b/o?projection=full&uploadType=multipart
#   POST /upload/p1/storage/v1/b/b/o?name=o&uploadType=resumable
# Expected: /p1 before all of them. The documentation of StorageOptions.Builder.setHost has one host
# for the service, and the addresses of the JSON API (/storage, /download/storage, /upload/storage)
# all stand below it. Reads keep the path, one kind of upload loses it, and the other puts it in the
# middle. Nothing says that a path is not allowed.
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
    <dependency><groupId>com.google.cloud</groupId><artifactId>google-cloud-storage</artifactId><version>2.78.0</version></dependency>
  </dependencies>
</project>
POM
cat > Finding.java <<'JAVA'
import com.google.cloud.NoCredentials;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import com.google.cloud.storage.StorageOptions;
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
          byte[] answer = "{\"bucket\":\"b\",\"name\":\"o\"}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    String address = "http://127.0.0.1:" + server.getAddress().getPort();
    Storage storage =
        StorageOptions.newBuilder()
            .setProjectId("p")
            .setCredentials(NoCredentials.getInstance())
            .setHost(address + "/p1")
            .build()
            .getService();
    BlobInfo blob = BlobInfo.newBuilder("b", "o").build();
    storage.get("b", "o");
    storage.readAllBytes("b", "o");
    storage.create(blob, new byte[] {1});
    try (var writer = storage.writer(blob)) {
      // The server starts no upload, which is an error after the request that is looked at.
    } catch (StorageException e) {
    }
    server.stop(0);
    System.exit(0);
  }
}
JAVA
cat > known <<'SEEN'
GET /p1/storage/v1/b/b/o/o?projection=full
GET /p1/download/storage/v1/b/b/o/o?alt=media
POST /upload/storage/v1/b/b/o?projection=full&uploadType=multipart
POST /upload/p1/storage/v1/b/b/o?name=o&uploadType=resumable
SEEN

"$here/../mvnw" -q -B -f pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  -DoutputDirectory="$work/lib" > maven.log 2>&1 || { cat maven.log; exit 1; }
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp 'lib/*' Finding.java > seen 2> errors || { cat errors; exit 1; }
cat seen
diff -u known seen || { echo "$0: the behaviour has changed"; exit 1; }
