package dev.tfgate.policy.compiled;

import dev.tfgate.cel.Program;
import dev.tfgate.cel.ProgramFormat;
import dev.tfgate.checkout.BoundedFile;
import dev.tfgate.policy.file.Policy;
import dev.tfgate.policy.file.Written;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Policies and their checked expressions as bytes beside the policy files, so that a run needs
 * neither the YAML nor CEL's parser and type checker. A file is found by the digest of its bytes,
 * an expression by the digest of everything that its check depended on: what was changed since is
 * read and compiled anew. Where such a file may lie is {@link ProgramCache}'s.
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
    /** Nothing is kept. */
    public static final Content NONE = new Content(Map.of(), Map.of());

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

  /** Returns what a file holds; nothing where it is damaged or another version wrote it. */
  static Content read(Path file, String version) {
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(BoundedFile.read(file, LARGEST)))) {
      boolean ours =
          in.readInt() == MAGIC
              && in.readInt() == ProgramFormat.VERSION
              && in.readUTF().equals(version);
      return ours ? new Content(parts(in), parts(in)) : Content.NONE;
    } catch (IOException e) {
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
   * Returns the bytes of a file.
   *
   * @param version of tfgate
   * @param files the policies by the digest of their file
   * @param programs by policy
   */
  static byte[] bytes(
      String version, Map<String, List<Policy>> files, Map<String, Compiled> programs)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Map<String, byte[]> parts = new LinkedHashMap<>();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeInt(ProgramFormat.VERSION);
      out.writeUTF(version);
      out.writeInt(files.size());
      for (Map.Entry<String, List<Policy>> file : files.entrySet()) {
        write(file.getKey(), bytes(file.getValue()), out);
        for (Policy policy : file.getValue()) {
          Compiled made = programs.get(policy.id());
          if (made != null) {
            parts.put(key(policy), bytes(made));
          }
        }
      }
      out.writeInt(parts.size());
      for (Map.Entry<String, byte[]> part : parts.entrySet()) {
        write(part.getKey(), part.getValue(), out);
      }
    }
    return bytes.toByteArray();
  }

  /** Returns policies as bytes. */
  static byte[] bytes(List<Policy> policies) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(policies.size());
    for (Policy policy : policies) {
      PolicyFormat.write(policy, out);
    }
    return bytes.toByteArray();
  }

  /** Returns the programs of a policy as bytes. */
  static byte[] bytes(Compiled programs) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    ProgramFormat format = new ProgramFormat();
    format.write(programs.deny(), out);
    Program message = programs.message();
    out.writeBoolean(message != null);
    if (message != null) {
      format.write(message, out);
    }
    return bytes.toByteArray();
  }

  private static void write(String key, byte[] part, DataOutputStream out) throws IOException {
    out.writeUTF(key);
    out.writeInt(part.length);
    out.write(part);
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
