package dev.tfgate.plugins;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A small plugin directory that a test builds, and then spoils. */
final class PluginWorld {
  static final String AWS = "registry.terraform.io/hashicorp/aws";
  static final String PACKAGE = AWS + "/5.100.0/linux_amd64";
  static final String EXECUTABLE = PACKAGE + "/terraform-provider-aws_v5.100.0_x5";

  private final Path top;

  /** Puts a plugin directory into {@code folder}, which others can't write. */
  PluginWorld(Path folder) throws IOException {
    top = Files.createDirectories(folder.resolve("plugins"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The usual one: one provider, one version, one platform. */
  static PluginWorld usual(Path folder) throws IOException {
    PluginWorld world = new PluginWorld(folder);
    world.executable(EXECUTABLE, "the provider");
    world.file(PACKAGE + "/LICENSE.txt", "the license");
    return world;
  }

  Path top() {
    return top;
  }

  Path place(String path) {
    return top.resolve(path);
  }

  Path file(String path, String content) throws IOException {
    return write(path, content, "rw-r--r--");
  }

  Path executable(String path, String content) throws IOException {
    return write(path, content, "rwxr-xr-x");
  }

  private Path write(String path, String content, String permissions) throws IOException {
    Path place = top.resolve(path);
    Files.createDirectories(place.getParent());
    Files.writeString(place, content);
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString(permissions));
    return place;
  }

  /** Writes a zip of these entries. */
  Path zip(String path, Map<String, String> entries) throws IOException {
    Path place = top.resolve(path);
    Files.createDirectories(place.getParent());
    try (OutputStream out = Files.newOutputStream(place);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rw-r--r--"));
    return place;
  }
}
