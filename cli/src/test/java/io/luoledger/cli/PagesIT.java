package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.luoledger.dashboard.Dashboard;
import io.luoledger.fleet.LoggedFleet;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.web.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages of the dashboard, in a browser. */
class PagesIT {
    private static final int WIDE = 1280;
    private static final int NARROW = 400;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String LOOPBACK = "127.0.0.1";

    /** A host whose functions are renumbered, with a name that no page may take for HTML. */
    private static final String ODD = "<u>odd";

    private static final String ODD_PATH = "/hosts/%3Cu%3Eodd";
    private static final String UPDATE = ODD_PATH + "/updates/1";

    @TempDir
    private static Path directory;

    private static Chromium browser;
    private static WebServer fleetServer;
    private static WebServer hostServer;
    private static LoggedFleet fleet;
    private static LoggedFleet host;

    @BeforeAll
    static void start() {
        browser = Chromium.start();
        Path fleetLog = directory.resolve("fleet.avro");
        Path hostLog = directory.resolve("host.avro");
        Ran.command(
                "simulate",
                "--fleet",
                40,
                "--updates",
                2,
                "--kernels",
                "7.2,7.3",
                "--faults",
                "all",
                "--seed",
                3,
                "-o",
                fleetLog);
        Ran.command("simulate", "--scenario", "buses-renumbered", "--host", ODD, "-o", hostLog);
        fleet = new LoggedFleet(fleetLog.toString(), SimulatedReader.gate(), 2);
        host = new LoggedFleet(hostLog.toString(), SimulatedReader.gate(), 2);
        fleetServer = serve(fleet);
        hostServer = serve(host);
    }

    private static WebServer serve(LoggedFleet shown) {
        WebServer server = WebServer.bind(LOOPBACK, 0, null);
        Dashboard.serveFile(server, shown, "luo-ledger findings FILE.avro");
        server.start();
        return server;
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            List.of(fleetServer, hostServer).forEach(WebServer::close);
            List.of(fleet, host).forEach(LoggedFleet::close);
        }
    }

    private static WatchedPage ofFleet(String path) {
        return browser.open("http://" + fleetServer.address(), WIDE, false).visit(path);
    }

    private static WatchedPage ofHost(String path) {
        return browser.open("http://" + hostServer.address(), WIDE, false).visit(path);
    }

    // ---- every page ----

    @ParameterizedTest
    @CsvSource({
        "/, of 1 host needs attention",
        "/hosts, Hosts",
        "/updates, Live updates",
        UPDATE + ", <u>odd",
        UPDATE + "?axis=order&at=3, <u>odd",
        ODD_PATH + "/events?event=0, Events",
        ODD_PATH + "/preflight?to=7.3, May <u>odd",
        "/kernels, Which kernel reads which",
        "/kernels?show=all, Which kernel reads which",
        "/kernels/6.19/7.3, 6.19",
        "/kernels/6.19/7.3/luo_session_ser, luo_session_ser",
        "/buses, Buses",
        UPDATE + "/buses, Buses before and after",
        "/findings, Findings",
        "/findings?group=none, Findings",
        "/processors, Processors",
    })
    void shouldBeReadByEverybodyInBothLightsAndWidths(String path, String heading) {
        for (boolean dark : List.of(false, true)) {
            try (WatchedPage page = browser.open("http://" + hostServer.address(), dark ? NARROW : WIDE, dark)) {
                // When
                page.visit(path);

                // Then
                page.sees("h1", heading);
                assertThat(page.heading().count()).isEqualTo(1);
                assertThat(violations(page.page())).isEmpty();
                assertThat(page.overflow()).isNotPositive();
                assertThat(page.complaints()).isEmpty();
                assertThat(page.askedElsewhere()).isEmpty();
                assertThat(page.page().locator("main u").count()).isZero();
            }
        }
    }

    private static List<String> violations(Page page) {
        return new AxeBuilder(page)
                        .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
                        .analyze()
                        .getViolations()
                        .stream()
                        .map(rule -> rule.getId() + ": " + where(rule))
                        .toList();
    }

    private static String where(Rule rule) {
        return rule.getNodes().stream()
                .map(node -> node.getHtml() + " " + node.getFailureSummary())
                .limit(3)
                .toList()
                .toString();
    }

    // ---- ways through them ----

    @Test
    void shouldLeadFromANumberToItsEventsAndBack() {
        try (WatchedPage page = ofFleet("/")) {
            String attention = page.heading().innerText();

            // When
            page.page().locator(".figure").click();
            page.drawn().page().locator(".line.host .name").first().click();
            page.drawn().page().locator(".finding a[href*='at=']").first().click();
            page.drawn();
            String evidence = page.path();
            page.page().locator(".told a").click();
            page.drawn().sees("h1", "Events");

            // Then
            Matcher sequence = Pattern.compile("at=(\\d+)").matcher(evidence);
            assertThat(sequence.find()).isTrue();
            page.sees(".chosen", "#" + sequence.group(1));
            page.page().goBack();
            page.drawn();
            assertThat(page.path()).isEqualTo(evidence);
            for (int steps = 0; steps < 3; steps++) {
                page.page().goBack();
            }
            page.sees("h1", attention);
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    void shouldLeadFromABarToItsLiveUpdatesAndFromAPhaseToItsEvents() {
        try (WatchedPage page = ofFleet("/")) {
            String bar = page.page().locator(".chart a").first().getAttribute("aria-label");

            // When
            page.page().locator(".chart a").first().click();
            page.drawn().sees("h1", "Live updates");
            int counted = Pattern.compile("(\\d+) (?:completed|failed|unknown)")
                    .matcher(bar)
                    .results()
                    .mapToInt(number -> Integer.parseInt(number.group(1)))
                    .sum();

            // Then
            page.sees(".found", counted + " live update");
            page.page().locator(".line.update .name").first().click();
            page.drawn();
            page.page().locator(".phase.preserve a").click();
            page.drawn().sees("h1", "Events");
            assertThat(page.path()).contains("from=").contains("to=");
            assertThat(page.page().locator(".line.event").count()).isPositive();
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    void shouldKeepFiltersInTheAddress() {
        try (WatchedPage page = ofFleet("/findings?group=none")) {
            // When
            page.page().getByLabel("Severity").selectOption("ERROR");
            page.page().waitForURL("**/findings?group=none&severity=ERROR");
            page.drawn();
            String found = page.page().locator(".found").innerText();
            page.page().reload();

            // Then
            page.drawn().sees(".found", found);
            assertThat(page.page().locator(".finding").count())
                    .isEqualTo(page.page().locator(".finding.ERROR").count())
                    .isPositive();
            page.page().goBack();
            page.page().waitForURL("**/findings?group=none");
        }
    }

    @Test
    void shouldSearchAsOneTypes() {
        try (WatchedPage page = ofFleet("/hosts")) {
            // When
            page.page().getByLabel("Name").pressSequentially("host-000007");

            // Then
            page.sees(".found", "1 host").sees(".line.host", "host-000007");
            assertThat(page.path()).isEqualTo("/hosts?search=host-000007");
            assertThat(page.page().getByLabel("Name").inputValue()).isEqualTo("host-000007");
        }
    }

    @Test
    void shouldTravelThroughTheLogWithPromiseAndFindingSideBySide() {
        try (WatchedPage page = ofHost(UPDATE)) {
            Locator slider = page.page().getByRole(AriaRole.SLIDER);
            Locator found = page.page().locator(".line.promise .state-of.incoming");
            assertThat(found.first().innerText()).isNotEqualTo("not yet");

            // When
            slider.press("Home");

            // Then
            page.sees(".line.promise .state-of.incoming", "not yet");
            assertThat(page.path()).contains("at=");
            slider.press("End");
            page.page().waitForURL(url -> !url.contains("at="));
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    void shouldZoomByKeyboardAndTellEventsOnHover() {
        try (WatchedPage page = ofHost(UPDATE)) {
            Locator board = page.page().locator(".board");
            Locator mark = page.page().locator(".board .mark").first();
            String before = mark.getAttribute("d");

            // When, Then: what is drawn follows the key in the browser's own time
            board.focus();
            board.press("+");
            PlaywrightAssertions.assertThat(mark).not().hasAttribute("d", before);
            board.press("0");
            PlaywrightAssertions.assertThat(mark).hasAttribute("d", before);
            mark.hover();
            page.sees(".tip", "#");
        }
    }

    @Test
    void shouldWalkOverTheMatrixByKeyboard() {
        try (WatchedPage page = ofFleet("/kernels")) {
            // When
            page.page().locator(".matrix td a[tabindex='0']").focus();
            page.page().keyboard().press("ArrowRight");
            String told = page.page().locator(".panel > .told").innerText();
            page.page().keyboard().press("Enter");

            // Then
            page.drawn();
            assertThat(page.heading().innerText()).isEqualTo(told.substring(0, told.indexOf(':')));
        }
    }

    @Test
    void shouldKeepTheChosenLight() {
        try (WatchedPage page = ofFleet("/")) {
            // When
            page.page().locator("#theme").click();
            page.page().reload();

            // Then
            assertThat(page.drawn().page().locator("html").getAttribute("data-theme"))
                    .isEqualTo("dark");
        }
    }

    // ---- nothing, not there, not answered ----

    @ParameterizedTest
    @CsvSource({
        "/hosts/nobody, Not found",
        "/kernels/0.1/7.3, Not found",
        "/hosts/nobody/updates/1/buses, Not found",
        "/nowhere, ",
    })
    void shouldSayWhatIsNotThere(String path, @Nullable String heading) {
        try (WatchedPage page = ofFleet(path)) {
            // Then
            if (heading == null) {
                page.sees(".nothing", "There is no page at this address");
            } else {
                page.sees("h1", heading);
            }
        }
    }

    @Test
    void shouldSayThatNothingMatches() {
        try (WatchedPage page = ofFleet("/hosts?search=nobody")) {
            // Then
            page.sees(".nothing", "No host matches");
        }
    }

    @Test
    void shouldSayThatItIsNotAnswered() {
        // Given
        WebServer server = serve(host);
        try (WatchedPage page =
                browser.open("http://" + server.address(), WIDE, false).visit("/")) {
            // When
            server.close();
            page.page()
                    .locator("#nav a", new Page.LocatorOptions().setHasText("Kernels"))
                    .click();

            // Then
            page.sees(".problem", "doesn’t answer").sees("#source", "doesn’t answer");
        }
    }

    // ---- what is alive ----

    @Test
    void shouldChangeWhileItIsLookedAt() throws Exception {
        // Given
        Path data = directory.resolve("ledger");
        Path said = directory.resolve("said");
        Process serve = process(said, "serve", "--data", data, "--http-port", 0);
        try {
            await().atMost(PATIENCE).until(() -> Files.readString(said).contains("stop with Ctrl-C"));
            Matcher address = Pattern.compile("http://(\\S+?)[/\\s]").matcher(Files.readString(said));
            assertThat(address.find()).isTrue();
            try (WatchedPage page = browser.open("http://" + address.group(1), WIDE, false)) {
                page.visit("/")
                        .sees(".nothing", "No host has told of anything yet")
                        .sees("#source", "live");
                page.page().evaluate("window.same = true");

                // When
                Ran.command("import", "events", directory.resolve("fleet.avro"), "--data", data);

                // Then
                page.sees("h1", "40 hosts");
                assertThat(page.page().evaluate("window.same")).isEqualTo(true);

                // and who reads on stays where they are
                page.visit("/hosts").sees(".found", "40 hosts");
                page.page().evaluate("document.querySelector('.scroll').scrollTop = 700");
                Ran.command("import", "events", directory.resolve("host.avro"), "--data", data);
                page.sees(".found", "41 hosts");
                assertThat(page.page().evaluate("document.querySelector('.scroll').scrollTop"))
                        .isEqualTo(700);
                page.visit("/processors").sees(".tiles", "running");
                assertThat(page.complaints()).isEmpty();
            }
        } finally {
            serve.destroy();
            assertThat(serve.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Process process(Path said, Object... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                LuoLedger.class.getName()));
        List.of(words).forEach(word -> command.add(String.valueOf(word)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
    }
}
