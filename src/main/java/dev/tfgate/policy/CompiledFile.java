package dev.tfgate.policy;

import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.policy.cel.Program;
import dev.tfgate.policy.cel.ProgramFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Checked expressions beside the policies that they belong to, so that a run needs neither parser
 * nor type checker. An expression is found by the digest of everything that its check depended on:
 * one that was changed since is compiled anew. Whoever can write this file can write the policies,
 * and is as trusted.
 */
final class CompiledFile {
  static final String NAME = ".tfgate-compiled";
  private static final int MAGIC = 0x74666770;
  private static final int LARGEST = 16 * 1024 * 1024;

  private CompiledFile() {}

  /** Returns what the file in a directory holds; nothing where there is none that can be read. */
  static Map<String, Compiled> read(Path directory) {
    Path file = directory.resolve(NAME);
    Map<String, Compiled> programs = new HashMap<>();
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return programs;
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(BoundedFile.read(file, LARGEST)))) {
      if (in.readInt() != MAGIC || in.readInt() != ProgramFormat.VERSION) {
        return programs;
      }
      ProgramFormat format = new ProgramFormat();
      int count = in.readInt();
      Map<String, Compiled> read = new HashMap<>();
      for (int i = 0; i < count; i++) {
        String key = in.readUTF();
        Program deny = format.read(in);
        Program message = in.readBoolean() ? format.read(in) : null;
        read.put(key, new Compiled(deny, message));
      }
      return read;
    } catch (IOException e) {
      // Damaged or of another version: the policies themselves say everything.
      return programs;
    }
  }

  /** Writes the file of a directory, in one move. */
  static void write(Path directory, Map<String, Compiled> programs) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeInt(ProgramFormat.VERSION);
      out.writeInt(programs.size());
      ProgramFormat format = new ProgramFormat();
      for (Map.Entry<String, Compiled> entry : programs.entrySet()) {
        out.writeUTF(entry.getKey());
        format.write(entry.getValue().deny(), out);
        Optional<Program> message = Optional.ofNullable(entry.getValue().message());
        out.writeBoolean(message.isPresent());
        if (message.isPresent()) {
          format.write(message.get(), out);
        }
      }
    }
    Path temporary = Files.createTempFile(directory, NAME, ".tmp");
    try {
      Files.write(temporary, bytes.toByteArray());
      Files.setPosixFilePermissions(
          temporary, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(
          temporary,
          directory.resolve(NAME),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** Returns the digest of what the check of a policy's expressions depends on. */
  static String key(Policy policy) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Written message = policy.message();
      for (String part :
          new String[] {
            policy.deny().text(),
            message == null ? "" : message.text(),
            message == null ? "no message" : "message",
            policy.targets().toString(),
            policy.match().types().keySet().toString(),
            policy.parameters().keySet().toString()
          }) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
