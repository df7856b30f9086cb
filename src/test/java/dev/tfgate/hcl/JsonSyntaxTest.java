package dev.tfgate.hcl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonSyntaxTest {
  private static final BodySchema SCHEMA =
      BodySchema.builder()
          .block("provider", BodySchema.unknown(), "name")
          .block("locals", BodySchema.argumentsOnly())
          .closed();

  @Test
  void repeatedKeysOfBlocksAreMerged() throws HclSyntaxException {
    assertThat(blocks("{\"provider\":{\"evil\":{}},\"provider\":{\"good\":{}}}"))
        .containsExactly("provider evil", "provider good");
    assertThat(blocks("{\"provider\":{\"a\":{},\"a\":{}}}"))
        .containsExactly("provider a", "provider a");
  }

  @Test
  void arraysStandAtEveryLevel() throws HclSyntaxException {
    assertThat(blocks("[{\"provider\":[{\"a\":[{},{}]},{\"b\":{}}]}]"))
        .containsExactly("provider a", "provider a", "provider b");
  }

  @Test
  void aNullBodyIsNoBlock() throws HclSyntaxException {
    assertThat(blocks("{\"provider\":{\"a\":null},\"//\":\"comment\",\"locals\":null}")).isEmpty();
  }

  @Test
  void keysAreDecoded() throws HclSyntaxException {
    assertThat(blocks("{\"pr\\u006fvider\":{\"\\u0065vil\":{}}}")).containsExactly("provider evil");
  }

  @Test
  void stringsAreTemplates() throws HclSyntaxException {
    Body body = parse("{\"locals\":{\"a\":\"${file(\\\"x\\\")}\",\"b\":\"${\"}}").body();
    List<Expression> values = body.expressions();
    assertThat(values.getFirst().children().getFirst().children().getFirst())
        .isInstanceOf(Expression.FunctionCall.class);
    assertThat(values.get(1))
        .isInstanceOfSatisfying(
            Expression.JsonString.class, string -> assertThat(string.templateError()).isNotNull());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}{}",
        "null",
        "1",
        "{\"a\":1,}",
        "[1,]",
        "{a:1}",
        "{'a':1}",
        "\ufeff{}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":nul}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\" 1}",
        "// comment\n{}",
        "{\"provider\":\"a\"}",
        "{\"provider\":{}}",
        "{\"provider\":null}",
        "{\"provider\":{\"a\":1}}",
        "{\"locals\":1}",
        "{\"locals\":{\"a\":1,\"a\":2}}",
        "{\"x\":1,\"x\":2}"
      })
  void isRejected(String source) {
    assertThatThrownBy(() -> parse(source)).isInstanceOf(HclSyntaxException.class);
  }

  @Test
  void nestingIsBoundedByTheFileAlone() throws HclSyntaxException {
    int depth = 500_000;
    String deep = "{\"locals\":{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}}";
    assertThat(parse(deep).body().blocks()).hasSize(1);
    int[] count = {0};
    parse(deep).body().expressions().getFirst().walk(expression -> count[0]++);
    assertThat(count[0]).isEqualTo(depth);
  }

  private static List<String> blocks(String source) throws HclSyntaxException {
    return parse(source).body().blocks().stream()
        .map(block -> block.type() + " " + block.label(0))
        .toList();
  }

  private static HclFile parse(String source) throws HclSyntaxException {
    return HclParser.parseJson(source.getBytes(UTF_8), "x.tf.json", Limits.DEFAULT)
        .interpret(SCHEMA);
  }
}
