package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.dashboard.Instance;
import io.luoledger.engine.ProcessorSettings;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.WriterSettings;
import io.luoledger.simulator.scenario.Fleet;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.web.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts that come with the product, as Prometheus' own checker and the guide for who is on call see them. */
class AlertRulesTest {
    private static final Path RULES = Path.of("../release/src/main/prometheus/luo-ledger.rules.yml");
    private static final Path CASES = Path.of("../release/src/test/prometheus/luo-ledger.rules.test.yml");
    private static final Path GUIDE = Path.of("../docs/operations.md");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");
    private static final Pattern RUNBOOK = Pattern.compile("(?m)^ +runbook: (\\S+)$");
    /** An expression stands on one line, or on the ones below it that are indented further. */
    private static final Pattern EXPRESSION = Pattern.compile("(?m)^        expr: (?:>-\\n((?: {10}.*\\n)+)|(.*)\\n)");
    /** What in an expression is no name of a metric: selections, ranges and the labels that are grouped by. */
    private static final Pattern NOT_A_NAME = Pattern.compile("\\{[^}]*}|\\[[^]]*]|\\b(?:by|on|le)\\s*\\([^)]*\\)");

    private static final Pattern WORD = Pattern.compile("[a-zA-Z_:][\\w:]*");
    private static final Set<String> LANGUAGE = Set.of(
            "absent",
            "and",
            "count",
            "deriv",
            "histogram_quantile",
            "increase",
            "max_over_time",
            "rate",
            "sum",
            "unless");
    /** Whether a target answers: Prometheus says it by itself. */
    private static final String OF_PROMETHEUS = "up";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    @Test
    void shouldBeWhatPrometheusTakesAndFireWhenTheyAreTo() throws IOException, InterruptedException {
        // Given
        Assumptions.assumeTrue(
                isThere("promtool"),
                "promtool isn't there (Debian's package prometheus has it): rules are NOT checked");

        // When
        String checked = promtool("check", "rules", RULES.toString());
        String tested = promtool("test", "rules", CASES.toString());

        // Then
        assertThat(checked).contains("SUCCESS: " + alerts().size() + " rules found");
        assertThat(tested).contains("SUCCESS").doesNotContain("FAILED");
    }

    @Test
    void shouldAskForMetricsThatAreServedAlone() throws IOException, InterruptedException {
        // Given
        Set<String> asked = metrics(Files.readString(RULES));

        // When
        String served;
        try (EmbeddedBroker broker = EmbeddedBroker.temporary();
                Instance instance = Instance.start(
                        broker.client(),
                        ProcessorSettings.of(SimulatedReader.gate(), "alerts", temp),
                        WebServer.bind(WebServer.LOOPBACK, 0, null),
                        null)) {
            try (LedgerWriter writer = LedgerWriter.open(broker.client(), WriterSettings.defaults())) {
                // hosts whose clocks tell a whole blackout
                new Fleet(
                                new Fleet.Plan(
                                        2, 2, List.of("7.2", "7.3"), List.of(), List.of(), 1, 1_780_000_000_000_000L),
                                done -> {})
                        .forEach(writer::append);
                writer.complete();
            }
            instance.processors().awaitCaughtUp(PATIENCE);
            served = scrape(instance.address());
        }

        // Then
        assertThat(asked).hasSizeGreaterThan(7).contains("luoledger_blackout_seconds_bucket");
        assertThat(asked).allSatisfy(name -> assertThat(served).containsPattern("(?m)^" + name + "[ {]"));
        assertThat(served)
                .as("what never happened is zero, so that the first time shows")
                .contains("luoledger_findings_total{id=\"LOG-CHAIN\",severity=\"ERROR\"} 0.0")
                .contains("luoledger_updates_total{outcome=\"LOST\"} 0.0");
    }

    @Test
    void shouldFallForANameThatNobodyServes() {
        // Given
        String rules = """
                      - alert: A
                        expr: sum by (id) (increase(luoledgr_findings_total{id="x"}[15m])) > 0
                      - alert: B
                        expr: >-
                          up{job="a"} == 0
                          and on () node_load1 > 3
                """;

        // When, Then
        assertThat(metrics(rules)).containsExactly("luoledgr_findings_total", "node_load1");
    }

    @Test
    void shouldBeExplainedEachInTheGuideAndTriedEachInACase() throws IOException {
        // Given
        String guide = Files.readString(GUIDE);
        String cases = Files.readString(CASES);

        // When
        List<String> alerts = alerts();

        // Then
        assertThat(alerts)
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .allSatisfy(alert -> assertThat(guide).contains("\n### " + alert + "\n"))
                .allSatisfy(alert -> assertThat(cases)
                        .as("a case in which it fires")
                        .containsPattern("alertname: " + alert + "\\n +exp_alerts:"));
        assertThat(all(RUNBOOK))
                .containsExactlyElementsOf(alerts.stream()
                        .map(alert -> "docs/operations.md#" + alert.toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static List<String> alerts() throws IOException {
        return all(ALERT);
    }

    private static List<String> all(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(RULES))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static Set<String> metrics(String rules) {
        return EXPRESSION
                .matcher(rules)
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .map(expression -> NOT_A_NAME.matcher(expression).replaceAll(" "))
                .flatMap(expression -> WORD.matcher(expression).results().map(MatchResult::group))
                .filter(word -> !LANGUAGE.contains(word) && !word.equals(OF_PROMETHEUS))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String scrape(String address) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://" + address + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static boolean isThere(String command) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "command -v " + command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static String promtool(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
