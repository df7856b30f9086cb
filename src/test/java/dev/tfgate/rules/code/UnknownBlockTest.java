package dev.tfgate.rules.code;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.gate.CheckRun;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a block is called a block in either syntax. */
class UnknownBlockTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "main.tf      | later {}                             | no block 'later' at the top level",
        "main.tf      | later = 1                            | no argument 'later' at the top level",
        "main.tf.json | {\"later\": {}}                      | no block 'later' at the top level",
        "main.tf.json | {\"later\": {\"a\": {\"b\": {}}}}    | no block 'later' at the top level",
        "main.tf.json | {\"later\": [{\"a\": 1}]}            | no block 'later' at the top level",
        "main.tf.json | {\"terraform\": {\"later\": {}}}     | no block 'later' in a terraform",
        "main.tf.json | {\"terraform\": {\"later\": [{}]}}   | no block 'later' in a terraform",
        "main.tf.json | {\"terraform\": [{\"later\": {}}]}   | no block 'later' in a terraform",
        "main.tf.json | {\"terraform\": {\"later\": 1}}      | no argument 'later' in a terraform",
        "main.tf.json | {\"terraform\": {\"later\": [\"x\"]}} | no argument 'later' in a terraform",
      })
  void whatIsNotKnownIsCalledWhatItIs(String name, String content, String said) throws Exception {
    Files.writeString(folder.resolve(name), content);
    Report report = CheckRun.inCi(folder, Path.of("src/test/rules/trust"));
    List<Finding> findings = report.findings();
    assertThat(findings)
        .filteredOn(finding -> finding.rule().equals("unknown-block"))
        .singleElement()
        .extracting(Finding::message)
        .asString()
        .contains(said);
  }
}
