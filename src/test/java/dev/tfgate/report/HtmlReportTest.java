package dev.tfgate.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The page, by itself and in a real browser where one is installed. */
class HtmlReportTest {
  private static final String[] RULES = {
    "provider-outside-image",
    "data-reads-secret",
    "module-source",
    "backend-argument",
    "provisioner"
  };

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  private static String page(Report report) {
    return ReportPrinter.toString(report, Format.HTML, SampleReports.RENDERING);
  }

  /** A thousand findings in 40 roots that share modules. */
  private static Report many() {
    List<Finding> findings = new ArrayList<>();
    List<RootSummary> roots = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String root = "services/team-%02d/%s".formatted(i / 2, i % 2 == 0 ? "dev" : "prod");
      @Nullable String pinned = i % 7 == 0 ? null : "5.100.0";
      roots.add(
          new RootSummary(
              root,
              "terraform",
              "1.16.4",
              List.of(
                  new RootSummary.Provider(
                      "registry.terraform.io/hashicorp/aws", List.of("~> 5.0"), pinned)),
              List.of(
                  new RootSummary.Call(root, i % 3 == 0 ? "modules/db" : "modules/app", null),
                  new RootSummary.Call("modules/app", "modules/net", null),
                  new RootSummary.Call(root, "terraform-aws-modules/vpc/aws", "5.1.2"))));
      for (int j = 0; j < 25; j++) {
        findings.add(
            Finding.of(
                RULES[j % RULES.length],
                j % 5 == 1 ? Enforcement.ADVISORY : Enforcement.MANDATORY,
                j == 0 ? "svc/dev/main.tf" : root + "/main.tf",
                new Region(j == 0 ? 3 : j + 1, 3, j == 0 ? 3 : j + 1, 30),
                root,
                "The provider registry.terraform.io/hashicorp/aws is not pinned in a version that"
                    + " %s asks for (~> 5.%d). Ask for 5.100.0, which the image has."
                        .formatted(root, j),
                "x" + i + "." + j));
      }
    }
    return new Report(
        "0.1.0", Mode.CI, findings, List.of(), roots, null, 400, List.of("Mode is ci."));
  }

  @Test
  void theOnlyScriptAndStyleAreThoseOfTheProgram() throws Exception {
    for (Report report : List.of(SampleReports.sample(), SampleReports.hostile(500), many())) {
      String page = page(report);
      assertThat(page).containsOnlyOnce("<script>").containsOnlyOnce("<style>");
      assertThat(page).doesNotContainPattern("<[a-z]+[^>]* (on[a-z]+|style|src)=");
      assertThat(page).doesNotContain("http://evil.example\"");
      for (String kind : List.of("script", "style")) {
        Matcher element =
            Pattern.compile("<" + kind + ">(.*?)</" + kind + ">", Pattern.DOTALL).matcher(page);
        assertThat(element.find()).isTrue();
        assertThat(element.group(1))
            .isEqualTo(
                Files.readString(
                    Path.of(
                        "src/main/resources/dev/tfgate/report/report."
                            + (kind.equals("script") ? "js" : "css"))));
        byte[] hash =
            MessageDigest.getInstance("SHA-256")
                .digest(element.group(1).getBytes(StandardCharsets.UTF_8));
        assertThat(page)
            .contains(
                "%s-src 'sha256-%s'".formatted(kind, Base64.getEncoder().encodeToString(hash)));
      }
      assertThat(page).contains("default-src 'none'").doesNotContain("unsafe-");
    }
  }

  @Test
  void aLinkToAFindingStaysWhereOthersComeAndGo() {
    Report many = many();
    Finding last = many.findings().getLast();
    Report alone =
        new Report("0.1.0", Mode.CI, List.of(last), List.of(), List.of(), null, 1, List.of());
    String anchor = "id=\"f-" + last.fingerprint() + "\"";
    assertThat(page(many)).containsOnlyOnce(anchor);
    assertThat(page(alone)).contains(anchor);
  }

  @Test
  void theMapShowsWhoCallsWhatAndWhatIsNotPinned() {
    String page = page(many());
    assertThat(page)
        .contains("data-text=\"modules/net\"")
        .contains("data-text=\"terraform-aws-modules/vpc/aws 5.1.2\"")
        .contains("class=\"node provider loose\"")
        .contains("registry.terraform.io/hashicorp/aws, not pinned");
    assertThat(page.split("class=\"edge\"", -1)).hasSizeGreaterThan(100);
  }

  @Test
  void inABrowserFiltersAndKeysWorkAndNothingIsLoaded() throws Exception {
    try (Browser browser = browser()) {
      open(browser, many(), "");
      assertThat(browser.ask("document.getElementById('shown').textContent").asText())
          .isEqualTo("1000 of 1000 shown");
      System.out.println(
          "the page of 1,000 findings is loaded after "
              + browser.ask("performance.getEntriesByType('navigation')[0].loadEventEnd").asInt()
              + " ms");
      choose(browser, "rule", "module-source");
      assertThat(shown(browser)).isEqualTo(200);
      choose(browser, "root", "services/team-03/dev");
      assertThat(shown(browser)).isEqualTo(5);
      choose(browser, "level", "advisory");
      assertThat(shown(browser)).isZero();
      String address = browser.ask("location.href").asText();
      assertThat(address).contains("rule=module-source", "level=advisory");
      browser.press("Escape");
      assertThat(shown(browser)).isEqualTo(1000);
      browser.press("j");
      browser.press("j");
      browser.press("k");
      assertThat(
              browser
                  .ask("document.activeElement === document.querySelector('article')")
                  .asBoolean())
          .isTrue();
      browser.press("/");
      assertThat(browser.ask("document.activeElement.id").asText()).isEqualTo("q");
      for (String key : "team-07/prod".split("", 0)) {
        browser.press(key);
      }
      assertThat(shown(browser)).isEqualTo(25);

      open(browser, many(), address.substring(address.indexOf('#')).replace("advisory", ""));
      assertThat(shown(browser)).isEqualTo(5);
      String fingerprint = many().findings().getLast().fingerprint();
      open(browser, many(), "#f-" + fingerprint);
      assertThat(browser.ask("document.activeElement.id").asText()).isEqualTo("f-" + fingerprint);

      assertThat(
              browser
                  .ask("document.querySelector('article:target').getBoundingClientRect().top")
                  .asDouble())
          .isBetween(0.0, 900.0);

      browser.ask(
          "document.querySelector('.node[data-text=\"modules/net\"]').dispatchEvent(new MouseEvent('click'))");
      assertThat(browser.ask("document.getElementById('affected').textContent").asText())
          .startsWith("modules/net: a change affects 26 roots (");
      assertThat(browser.ask("document.querySelectorAll('.node.on').length").asInt()).isEqualTo(28);
      quiet(browser);
    }
  }

  @Test
  void inABrowserHostileNamesStayText() throws Exception {
    try (Browser browser = browser()) {
      open(browser, SampleReports.hostile(500), "");
      assertThat(browser.ask("document.scripts.length").asInt()).isEqualTo(1);
      assertThat(
              browser
                  .ask("document.querySelectorAll('img,iframe,object,embed,link,base').length")
                  .asInt())
          .isZero();
      assertThat(
              browser
                  .ask(
                      "[...document.querySelectorAll('a')].every(a => a.getAttribute('href').startsWith('#'))")
                  .asBoolean())
          .isTrue();
      assertThat(browser.ask("document.body.innerText").asText())
          .contains("]]><script>alert(1)</script><!-- --> &amp; \" '");
      choose(browser, "root", "dir/]]><script>alert(1)</script><!-- --> &amp; \\\" '");
      assertThat(shown(browser)).isPositive();
      quiet(browser);
      String injected =
          page(many()).replace("<main>", "<main><script>document.title='pwned'</script>");
      Path file = Files.writeString(folder.resolve("injected.html"), injected);
      browser.open(file.toUri().toString());
      assertThat(browser.ask("document.title").asText()).isEqualTo("tfgate: fail");
    }
  }

  @Test
  void inABrowserItFitsEveryWidth() throws Exception {
    Path pictures = Files.createDirectories(Path.of("target/html-report"));
    try (Browser browser = browser()) {
      for (int width : new int[] {400, 1000, 1600}) {
        for (boolean dark : new boolean[] {false, true}) {
          open(browser, many(), "");
          browser.picture(
              width, 1000, dark, pictures.resolve(width + (dark ? "-dark" : "") + ".png"));
          assertThat(
                  browser
                      .ask("document.documentElement.scrollWidth <= window.innerWidth")
                      .asBoolean())
              .as("%d px", width)
              .isTrue();
        }
        browser.ask(
            "document.querySelector('.node[data-text=\"modules/app\"]').dispatchEvent(new MouseEvent('click'))");
        browser.ask("document.getElementById('map').scrollIntoView()");
        browser.picture(width, 1000, false, pictures.resolve(width + "-map.png"));
      }
      open(browser, SampleReports.sample(), "");
      browser.picture(1000, 1000, false, pictures.resolve("sample.png"));
      quiet(browser);
    }
  }

  private Browser browser() throws Exception {
    Optional<Path> program = Browser.program();
    assumeTrue(
        program.isPresent(), "no Chromium is installed: the page was not tried in a browser");
    return new Browser(program.get(), Files.createDirectory(folder.resolve("profile")));
  }

  private void open(Browser browser, Report report, String hash) throws Exception {
    Path file = Files.writeString(folder.resolve("report.html"), page(report));
    browser.open(file.toUri() + hash);
  }

  private static void choose(Browser browser, String field, String value) throws Exception {
    browser.ask(
        "{const f = document.getElementById('%s'); f.value = \"%s\"; f.dispatchEvent(new Event('input', {bubbles: true}))}"
            .formatted(field, value));
  }

  private static int shown(Browser browser) throws Exception {
    return browser.ask("document.querySelectorAll('article:not([hidden])').length").asInt();
  }

  /** Nothing on the console, and no request but for the page itself. */
  private static void quiet(Browser browser) {
    assertThat(browser.events("Runtime.consoleAPICalled")).isEmpty();
    assertThat(browser.events("Runtime.exceptionThrown")).isEmpty();
    assertThat(browser.events("Log.entryAdded")).isEmpty();
    assertThat(browser.events("Network.requestWillBeSent"))
        .allMatch(e -> e.at("/params/request/url").asText().matches("file:.*/report\\.html(#.*)?"));
  }
}
