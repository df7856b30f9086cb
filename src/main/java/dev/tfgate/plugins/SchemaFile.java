package dev.tfgate.plugins;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.tfgate.facts.FactSubject;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of providers, as {@code terraform providers schema -json} prints them, or the names
 * alone: an object with {@code source}, {@code version}, {@code provider_arguments} and lists such
 * as {@code data_sources}.
 */
public final class SchemaFile {
  /** The largest providers have some 40 MB. */
  private static final long MOST_BYTES = 90L * 1024 * 1024;

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final JsonParser json;
  private final ProviderSchema.Builder names = new ProviderSchema.Builder();
  private final List<ProviderSchema> schemas = new ArrayList<>();
  private String format = "";

  private SchemaFile(JsonParser json) {
    this.json = json;
  }

  /**
   * Reads the schemas of a file.
   *
   * @throws ExitException with exit code 2 where it is none, is cut, is of another version of the
   *     format, or is too large
   */
  public static List<ProviderSchema> read(Path file) {
    try {
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw unusable(
            file,
            "it has %,d MB, more than the %d MB that are read. Print the schema of fewer providers"
                .formatted(size / 1024 / 1024, MOST_BYTES / 1024 / 1024));
      }
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
          JsonParser parser = FACTORY.createParser(in)) {
        SchemaFile reader = new SchemaFile(parser);
        reader.read();
        return List.copyOf(reader.schemas);
      }
    } catch (JsonEOFException e) {
      throw unusable(file, "it ends in the middle. Write it again");
    } catch (StreamConstraintsException e) {
      throw unusable(file, "something in it is too long or nested too deeply. Write it again");
    } catch (JsonParseException e) {
      throw unusable(
          file,
          "it is no JSON at line %d, or it was cut. Write it again"
              .formatted(e.getLocation() == null ? 1 : e.getLocation().getLineNr()));
    } catch (UnknownFormatException e) {
      throw unusable(file, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new ExitException(
          ExitCode.USAGE,
          "The schema %s can't be read: %s. Name a file of 'terraform providers schema -json'."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** What is JSON and no schema. */
  private static final class UnknownFormatException extends Exception {
    private static final long serialVersionUID = 1;

    UnknownFormatException(String message) {
      super(message);
    }
  }

  private static ExitException unusable(Path file, String problem) {
    return new ExitException(
        ExitCode.USAGE,
        "The schema %s can't be used: %s, with 'terraform providers schema -json'."
            .formatted(file, problem));
  }

  private void read() throws IOException, UnknownFormatException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new UnknownFormatException("it is no object of JSON. Write it");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "format_version" -> format = text();
        case "provider_schemas" -> providers();
        case "source" -> names.source = text();
        case "version" -> names.version = text();
        case "provider_arguments" -> flatArguments();
        case "data_sources" -> list(FactSubject.DATA);
        case "ephemeral_resources" -> list(FactSubject.EPHEMERAL);
        case "resources" -> list(FactSubject.RESOURCE);
        case "functions" -> list(FactSubject.FUNCTION);
        case "actions" -> list(FactSubject.ACTION);
        default -> json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw new UnknownFormatException("something stands behind its end. Write it again");
    }
    if (!names.source.isEmpty()) {
      schemas.add(names.build());
    } else if (!format.equals("1") && !format.startsWith("1.")) {
      throw new UnknownFormatException(
          format.isEmpty()
              ? "it doesn't say the version of its format. Write it"
              : "its format is version %s, and version 1 is read. Write it with a version of the program that knows it"
                  .formatted(format));
    }
    if (schemas.isEmpty()) {
      throw new UnknownFormatException(
          "it describes no provider. Write it in a root that requires some");
    }
  }

  private String text() throws IOException, UnknownFormatException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new UnknownFormatException("'%s' is no string. Write it".formatted(json.currentName()));
    }
    return json.getText();
  }

  private void open() throws IOException, UnknownFormatException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new UnknownFormatException(
          "'%s' is no object. Write it again".formatted(json.currentName()));
    }
  }

  private void flatArguments() throws IOException, UnknownFormatException {
    open();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String path = json.currentName();
      json.nextToken();
      names.arguments.put(path, type());
    }
  }

  private void list(FactSubject subject) throws IOException, UnknownFormatException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new UnknownFormatException("'%s' is no list. Write it".formatted(json.currentName()));
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      names.names(subject).add(text());
    }
  }

  private void providers() throws IOException, UnknownFormatException {
    open();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      ProviderSchema.Builder provider = new ProviderSchema.Builder();
      provider.source = json.currentName();
      json.nextToken();
      open();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String part = json.currentName();
        json.nextToken();
        switch (part) {
          case "provider" -> schema("", provider.arguments);
          case "resource_schemas" -> types(provider, FactSubject.RESOURCE);
          case "data_source_schemas" -> types(provider, FactSubject.DATA);
          case "ephemeral_resource_schemas" -> types(provider, FactSubject.EPHEMERAL);
          case "action_schemas" -> types(provider, FactSubject.ACTION);
          case "functions" -> {
            open();
            while (json.nextToken() != JsonToken.END_OBJECT) {
              provider.names(FactSubject.FUNCTION).add(json.currentName());
              json.nextToken();
              json.skipChildren();
            }
          }
          default -> json.skipChildren();
        }
      }
      schemas.add(provider.build());
    }
  }

  private void types(ProviderSchema.Builder provider, FactSubject subject)
      throws IOException, UnknownFormatException {
    open();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String type = json.currentName();
      json.nextToken();
      provider.names(subject).add(type);
      schema(type, provider.typeArguments(subject));
    }
  }

  /** {@code {"version": 0, "block": {…}}}. */
  private void schema(String path, SortedMap<String, String> into)
      throws IOException, UnknownFormatException {
    open();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      json.nextToken();
      if (key.equals("block")) {
        block(path, into);
      } else {
        json.skipChildren();
      }
    }
  }

  private void block(String path, SortedMap<String, String> into)
      throws IOException, UnknownFormatException {
    open();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "attributes" -> attributes(path, into);
        case "block_types" -> {
          open();
          while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = below(path, json.currentName());
            json.nextToken();
            into.put(name, "block");
            schema(name, into);
          }
        }
        default -> json.skipChildren();
      }
    }
  }

  private void attributes(String path, SortedMap<String, String> into)
      throws IOException, UnknownFormatException {
    open();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = below(path, json.currentName());
      json.nextToken();
      open();
      String type = "nested";
      boolean settable = false;
      SortedMap<String, String> inner = new TreeMap<>();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String key = json.currentName();
        json.nextToken();
        switch (key) {
          case "type" -> type = type();
          case "optional", "required" -> settable |= json.getBooleanValue();
          case "nested_type" -> block(name, inner);
          default -> json.skipChildren();
        }
      }
      // What only the provider sets is nothing that a configuration can say.
      if (settable) {
        into.put(name, type);
        into.putAll(inner);
      }
    }
  }

  /** A type as Terraform's JSON has it: {@code "string"}, {@code ["list","string"]}. */
  private String type() throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return json.getText();
    }
    StringBuilder type = new StringBuilder();
    int depth = 0;
    @Nullable JsonToken token = json.currentToken();
    do {
      if (token == JsonToken.START_ARRAY || token == JsonToken.START_OBJECT) {
        depth++;
      } else if (token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
        depth--;
      } else {
        type.append(type.isEmpty() ? "" : " ").append(json.getText());
      }
      if (depth > 0) {
        token = json.nextToken();
      }
    } while (depth > 0 && token != null);
    return type.toString();
  }

  private static String below(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
