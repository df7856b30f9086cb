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
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Policies and their checked expressions as bytes beside the policy files, so that a run needs
 * neither the YAML nor CEL's parser and type checker. A file is found by the digest of its bytes,
 * an expression by the digest of everything that its check depended on: what was changed since is
 * read and compiled anew. Whoever can write this file can write the policies, and is as trusted.
 */
final class CompiledFile {
  static final String NAME = ".tfgate-compiled";
  private static final int MAGIC = 0x74666770;
  private static final int LARGEST = 16 * 1024 * 1024;
  private static final int MOST = 100_000;

  private CompiledFile() {}

  /**
   * What such a file holds; decoded when it is needed.
   *
   * @param policies by the digest of the policy file
   * @param programs by the digest of the expressions
   */
  record Content(Map<String, byte[]> policies, Map<String, byte[]> programs) {
    static final Content NONE = new Content(Map.of(), Map.of());

    /** Returns the policies of a file, without their tests; empty where they aren't here. */
    Optional<List<Policy>> policies(String digest, String file) {
      byte[] bytes = policies.get(digest);
      if (bytes == null) {
        return Optional.empty();
      }
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        List<Policy> read = new ArrayList<>();
        for (int i = bounded(in.readInt()); i > 0; i--) {
          read.add(PolicyFormat.read(in, file));
        }
        return Optional.of(read);
      } catch (IOException e) {
        return Optional.empty();
      }
    }

    /** Returns the programs of a policy; empty where they aren't here. */
    Optional<Compiled> programs(Policy policy) {
      byte[] bytes = programs.get(key(policy));
      if (bytes == null) {
        return Optional.empty();
      }
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        ProgramFormat format = new ProgramFormat();
        Program deny = format.read(in);
        return Optional.of(new Compiled(deny, in.readBoolean() ? format.read(in) : null));
      } catch (IOException e) {
        return Optional.empty();
      }
    }
  }

  /** Returns what the file in a directory holds; nothing where there is none that can be read. */
  static Content read(Path directory) {
    Path file = directory.resolve(NAME);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Content.NONE;
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(BoundedFile.read(file, LARGEST)))) {
      if (in.readInt() != MAGIC || in.readInt() != ProgramFormat.VERSION) {
        return Content.NONE;
      }
      return new Content(parts(in), parts(in));
    } catch (IOException e) {
      // Damaged or of another version: the policies themselves say everything.
      return Content.NONE;
    }
  }

  private static Map<String, byte[]> parts(DataInputStream in) throws IOException {
    Map<String, byte[]> parts = new HashMap<>();
    for (int i = bounded(in.readInt()); i > 0; i--) {
      String key = in.readUTF();
      byte[] bytes = new byte[Math.clamp(in.readInt(), 0, in.available())];
      in.readFully(bytes);
      parts.put(key, bytes);
    }
    return parts;
  }

  private static int bounded(int number) throws IOException {
    if (number < 0 || number > MOST) {
      throw new IOException("damaged");
    }
    return number;
  }

  /**
   * Writes the file of a directory, in one move.
   *
   * @param files the policies by the digest of their file
   * @param programs of each policy
   */
  static void write(Path directory, Map<String, List<Policy>> files, Map<Policy, Compiled> programs)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeInt(ProgramFormat.VERSION);
      out.writeInt(files.size());
      for (Map.Entry<String, List<Policy>> file : files.entrySet()) {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        DataOutputStream to = new DataOutputStream(part);
        to.writeInt(file.getValue().size());
        for (Policy policy : file.getValue()) {
          PolicyFormat.write(policy, to);
        }
        write(file.getKey(), part, out);
      }
      out.writeInt(programs.size());
      ProgramFormat format = new ProgramFormat();
      for (Map.Entry<Policy, Compiled> entry : programs.entrySet()) {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        DataOutputStream to = new DataOutputStream(part);
        format.write(entry.getValue().deny(), to);
        Optional<Program> message = Optional.ofNullable(entry.getValue().message());
        to.writeBoolean(message.isPresent());
        if (message.isPresent()) {
          format.write(message.get(), to);
        }
        write(key(entry.getKey()), part, out);
      }
    }
    Path temporary = Files.createTempFile(directory, NAME, ".tmp");
    try {
      Files.write(temporary, bytes.toByteArray());
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(
          temporary,
          directory.resolve(NAME),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void write(String key, ByteArrayOutputStream part, DataOutputStream out)
      throws IOException {
    out.writeUTF(key);
    out.writeInt(part.size());
    part.writeTo(out);
  }

  /** Returns the digest of what the check of a policy's expressions depends on. */
  private static String key(Policy policy) {
    Written message = policy.message();
    StringBuilder all = new StringBuilder();
    for (String part :
        new String[] {
          policy.deny().text(),
          message == null ? "" : message.text(),
          message == null ? "no message" : "message",
          policy.targets().toString(),
          policy.match().types().keySet().toString(),
          policy.parameters().keySet().toString()
        }) {
      all.append(part.length()).append(':').append(part);
    }
    return digest(all.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the SHA-256 of bytes in hexadecimal digits. */
  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
