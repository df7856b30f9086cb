package dev.tfgate.runner;

import dev.tfgate.report.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Terraform prints for people, made harmless: names and values of the checkout, of the state
 * and of providers' answers stand in it, and drive no terminal and give no command to the CI.
 */
final class HarmlessOutput implements Child.Reader {
  private static final int LONGEST = 64 * 1024;

  /** More than the start of a command takes, such as {@code ##teamcity[}. */
  private static final int LONGEST_COMMAND = 32;

  /** Colours that Terraform uses; none that hides text. */
  private static final Pattern COLOR =
      Pattern.compile("\u001b\\[(?:0|1|4|3[1-7]|9[0-7])?(?:;(?:0|1|4|3[1-7]|9[0-7]))*m");

  private final OutputStream out;
  private final boolean color;

  /**
   * @param color whether {@code out} shows colours
   */
  HarmlessOutput(OutputStream out, boolean color) {
    this.out = out;
    this.color = color;
  }

  @Override
  public void read(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      for (int i = 0; i < read; i++) {
        // A character is cut nowhere: its other bytes are all below zero.
        if (line.size() >= LONGEST && buffer[i] >= 0) {
          writeSome(line);
        }
        line.write(buffer[i]);
        if (buffer[i] == '\n') {
          write(line);
        }
      }
      out.flush();
    }
    write(line);
    out.flush();
  }

  /** Writes a line as far as no command of a CI can have begun at its end. */
  private void writeSome(ByteArrayOutputStream line) throws IOException {
    byte[] bytes = line.toByteArray();
    int end = bytes.length;
    for (int i = bytes.length - LONGEST_COMMAND; i < end; i++) {
      if (bytes[i] == '#' || bytes[i] == ':') {
        end = i;
      }
    }
    // The character before it tells whether it begins a line.
    do {
      end--;
    } while ((bytes[end] & 0xc0) == 0x80);
    line.reset();
    line.write(bytes, 0, end);
    write(line);
    line.write(bytes, end, bytes.length - end);
  }

  private void write(ByteArrayOutputStream line) throws IOException {
    if (line.size() > 0) {
      out.write(harmless(line.toString(StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
      line.reset();
    }
  }

  private String harmless(String text) {
    if (!color || text.indexOf('\u001b') < 0) {
      return withTabs(text);
    }
    StringBuilder safe = new StringBuilder();
    Matcher matcher = COLOR.matcher(text);
    int from = 0;
    while (matcher.find()) {
      safe.append(withTabs(text.substring(from, matcher.start()))).append(matcher.group());
      from = matcher.end();
    }
    return safe.append(withTabs(text.substring(from))).toString();
  }

  private static String withTabs(String text) {
    if (text.indexOf('\t') < 0) {
      return Printable.text(text);
    }
    StringBuilder safe = new StringBuilder();
    String separator = "";
    for (String part : text.split("\t", -1)) {
      safe.append(separator).append(Printable.text(part));
      separator = "\t";
    }
    return safe.toString();
  }
}
