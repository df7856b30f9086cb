package dev.tfgate.identity;

import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.GoogleHttp;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * AWS STS: an identity token of Google becomes keys of a role
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html).
 */
final class SecurityTokenService {
  private static final Duration LONGEST_TRY = Duration.ofSeconds(10);
  private static final int LARGEST_ANSWER = 256 * 1024;
  private static final int LONGEST_MESSAGE = 300;
  private static final int MOST_TRIES = 4;

  private final GoogleAccess access;

  SecurityTokenService(GoogleAccess access) {
    this.access = access;
  }

  /**
   * Returns keys of a role. The request is repeated where it was not answered: it changes nothing.
   *
   * @param role its ARN
   * @param session what AWS's logs call the user of the keys, of {@code [A-Za-z0-9_=,.@-]}
   * @param token an identity token, a secret
   * @param lifetime of the keys
   * @throws IOException where none can be had; the message quotes no secret
   */
  AwsKeys assume(String role, String session, String token, Duration lifetime) throws IOException {
    String body =
        form(
            Map.of(
                "Action",
                "AssumeRoleWithWebIdentity",
                "Version",
                "2011-06-15",
                "RoleArn",
                role,
                "RoleSessionName",
                session,
                "DurationSeconds",
                Long.toString(lifetime.toSeconds()),
                "WebIdentityToken",
                token));
    try (GoogleHttp http = new GoogleHttp(endpoint(role), null, access)) {
      String trouble = "";
      for (int tries = 0; tries < MOST_TRIES; tries++) {
        pause(tries);
        try {
          GoogleHttp.Answer answer =
              http.send(
                  "POST",
                  "/",
                  Map.of("Content-Type", "application/x-www-form-urlencoded"),
                  body.getBytes(StandardCharsets.UTF_8),
                  LARGEST_ANSWER,
                  LONGEST_TRY);
          if (answer.status() == 200) {
            return keys(answer.text(), role);
          }
          trouble = "HTTP " + answer.status() + reason(answer.text(), token);
          if (answer.status() < 500 && answer.status() != 429) {
            break;
          }
        } catch (RefusedAnswerException e) {
          throw e;
        } catch (IOException e) {
          trouble = "no answer: " + e.getMessage();
        }
      }
      throw new IOException(
          "AWS gives no keys of %s (%s). Let its trust policy admit the identity token by aud, oaud and sub, as docs/monorepo.md shows"
              .formatted(role, trouble));
    }
  }

  private static final class RefusedAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedAnswerException(String message) {
      super(message);
    }
  }

  /** Each partition of AWS has a service of its own. */
  private URI endpoint(String role) {
    return access
        .endpoint("sts")
        .orElseGet(
            () ->
                URI.create(
                    role.startsWith("arn:aws-cn:")
                        ? "https://sts.cn-north-1.amazonaws.com.cn"
                        : role.startsWith("arn:aws-us-gov:")
                            ? "https://sts.us-gov-west-1.amazonaws.com"
                            : "https://sts.amazonaws.com"));
  }

  private static AwsKeys keys(String answer, String role) throws IOException {
    Map<String, String> elements = elements(answer);
    String id = elements.getOrDefault("AccessKeyId", "");
    String secret = elements.getOrDefault("SecretAccessKey", "");
    String session = elements.getOrDefault("SessionToken", "");
    if (!id.isEmpty() && !secret.isEmpty() && !session.isEmpty()) {
      try {
        return new AwsKeys(
            id, secret, session, Instant.parse(elements.getOrDefault("Expiration", "")));
      } catch (DateTimeParseException e) {
        // The message below says what is wrong.
      }
    }
    throw new RefusedAnswerException("AWS gave an answer without keys of " + role);
  }

  /** The text of each element that holds text alone; none where the document is not well-formed. */
  private static Map<String, String> elements(String document) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    Map<String, String> elements = new HashMap<>();
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(new StringReader(document));
      String name = "";
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> name = xml.getLocalName();
          case XMLStreamConstants.CHARACTERS -> {
            if (!xml.isWhiteSpace()) {
              elements.put(name, xml.getText().strip());
            }
          }
          default -> {}
        }
      }
    } catch (XMLStreamException e) {
      return Map.of();
    }
    return elements;
  }

  private static String reason(String answer, String token) {
    String message = elements(answer).getOrDefault("Message", "");
    if (message.isEmpty()) {
      return "";
    }
    String brief =
        message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
    return ": " + brief.replace(token, "[token]");
  }

  private static String form(Map<String, String> fields) {
    StringBuilder form = new StringBuilder();
    new TreeMap<>(fields)
        .forEach(
            (name, value) ->
                form.append(form.isEmpty() ? "" : "&")
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return form.toString();
  }

  private static void pause(int tries) throws IOException {
    if (tries == 0) {
      return;
    }
    try {
      Thread.sleep(200L << tries);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
