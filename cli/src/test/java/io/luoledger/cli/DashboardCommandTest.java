package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.luoledger.dashboard.Dashboard;
import io.luoledger.event.Draft;
import io.luoledger.fleet.LoggedFleet;
import io.luoledger.simulator.scenario.Fault;
import io.luoledger.simulator.scenario.Fleet;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.web.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API tells of a log file: the same as the commands do, over every capture and a simulated fleet. */
class DashboardCommandTest {
    /** A capture in which calls were refused and contents discarded. */
    private static final String ERRORS = "traces.errors-7.3-to-7.3";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Fleet.Plan FLEET = new Fleet.Plan(
            40, 2, List.of("7.2", "7.3"), List.of(Fault.values()), List.of(), 11, 1_767_225_600_000_000L);

    @TempDir
    private static Path temp;

    private static Path log;
    private static WebServer server;
    private static LoggedFleet fleet;
    private static HttpClient http;
    private static JsonNode replay;

    @BeforeAll
    static void start() throws IOException {
        log = temp.resolve("all.avro");
        try (FileTarget target = new FileTarget(ForceOption.create(log, List.of(), false))) {
            for (String capture : CaptureFindingsTest.expected().keySet()) {
                Captures.source(capture, capture.replace('/', '.')).forEach((Draft draft) -> target.append(draft));
            }
            for (String capture : Captures.RECORDED.keySet()) {
                Captures.recorded(capture, capture.replace('/', '.')).forEach((Draft draft) -> target.append(draft));
            }
            new Fleet(FLEET, done -> {}).forEach((Draft draft) -> target.append(draft));
            target.complete();
        }
        server = WebServer.bind(WebServer.LOOPBACK, 0, null);
        fleet = new LoggedFleet(log.toString(), SimulatedReader.gate(), 2);
        Dashboard.serveFile(server, fleet, "luo-ledger findings " + log);
        server.start();
        http = HttpClient.newHttpClient();
        replay = JSON.readTree(Ran.command("replay", log, "--json").out());
    }

    @AfterAll
    static void stop() {
        http.close();
        server.close();
        fleet.close();
    }

    private static HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** All pages of a list. */
    private static List<JsonNode> all(String path) throws IOException, InterruptedException {
        return all(path, "items");
    }

    private static List<JsonNode> all(String path, String name) throws IOException, InterruptedException {
        List<JsonNode> items = new ArrayList<>();
        String after = "";
        while (true) {
            JsonNode page = get(path + (path.contains("?") ? "&" : "?") + "limit=7" + after);
            page.path(name).forEach(items::add);
            if (!page.has("next")) {
                assertThat(items).as(path).hasSize(page.path("total").asInt());
                return items;
            }
            after = "&after=" + part(page.path("next").asText());
        }
    }

    private static List<JsonNode> of(String field, String host) {
        List<JsonNode> own = new ArrayList<>();
        replay.path(field).forEach(one -> {
            if (one.path("host").asText().equals(host)) {
                own.add(one);
            }
        });
        return own;
    }

    private static List<String> hosts() {
        List<String> hosts = new ArrayList<>();
        replay.path("hosts").forEach(host -> hosts.add(host.path("host").asText()));
        return hosts;
    }

    /** Without what only the API adds. */
    private static List<JsonNode> withoutCommand(Iterable<JsonNode> findings) {
        List<JsonNode> plain = new ArrayList<>();
        findings.forEach(finding -> {
            ObjectNode copy = finding.deepCopy();
            assertThat(copy.remove("command").asText())
                    .isEqualTo("luo-ledger findings " + log + " --host "
                            + finding.path("host").asText());
            plain.add(copy);
        });
        return plain;
    }

    @Test
    void shouldCountWhatReplayTells() throws Exception {
        // Given
        Map<String, Integer> outcomes = count("updates", "outcome");
        Map<String, Integer> severities = count("findings", "severity");

        // When
        JsonNode told = get("/api/v1/fleet");
        JsonNode whole = get("/api/v1/log");

        // Then
        assertThat(whole.path("events")).isEqualTo(replay.path("events"));
        assertThat(whole.path("digest")).isEqualTo(replay.path("digest"));
        assertThat(whole.path("hosts").asInt()).isEqualTo(hosts().size());
        assertThat(told.path("hosts").asInt()).isEqualTo(hosts().size());
        assertThat(numbers(told.path("updates"))).isEqualTo(outcomes);
        assertThat(numbers(told.path("findings"))).containsAllEntriesOf(severities);
        assertThat(told.path("pairs")).isNotEmpty();
        told.path("pairs").forEach(DashboardCommandTest::assertPair);
        int inTime = told.path("withoutTime").asInt();
        for (JsonNode bucket : told.path("overTime")) {
            inTime += bucket.path("completed").asInt()
                    + bucket.path("failed").asInt()
                    + bucket.path("unknown").asInt();
        }
        assertThat(inTime).isEqualTo(replay.path("updates").size());
        assertThat(told.path("overTime").size()).isBetween(1, 60);
    }

    /** A pair's windows, which replay tells one by one. */
    private static void assertPair(JsonNode pair) {
        int updates = 0;
        int known = 0;
        Map<String, Integer> files = new TreeMap<>();
        for (JsonNode window : replay.path("stats")) {
            if (window.path("fromKernel").equals(pair.path("fromKernel"))
                    && window.path("toKernel").equals(pair.path("toKernel"))) {
                updates += window.path("updates").asInt();
                known += window.path("blackoutMicros").path("count").asInt();
                window.path("kinds")
                        .properties()
                        .forEach(kind -> files.merge(
                                kind.getKey(), kind.getValue().path("files").asInt(), Integer::sum));
            }
        }
        assertThat(pair.path("updates").asInt()).as(pair.toString()).isEqualTo(updates);
        assertThat(pair.path("blackoutMicros").path("known").asInt())
                .as(pair.toString())
                .isEqualTo(known);
        Map<String, Integer> told = new TreeMap<>();
        pair.path("kinds")
                .forEach(kind ->
                        told.put(kind.path("kind").asText(), kind.path("files").asInt()));
        assertThat(told).isEqualTo(files);
    }

    private static Map<String, Integer> count(String field, String by) {
        Map<String, Integer> counts = new TreeMap<>();
        replay.path(field).forEach(one -> counts.merge(one.path(by).asText(), 1, Integer::sum));
        return counts;
    }

    private static Map<String, Integer> numbers(JsonNode object) {
        Map<String, Integer> numbers = new TreeMap<>();
        object.properties()
                .forEach(one -> numbers.put(one.getKey(), one.getValue().asInt()));
        return numbers;
    }

    @Test
    void shouldTellOfEveryHostWhatReplayTells() throws Exception {
        // Given
        List<JsonNode> rows = all("/api/v1/hosts");

        // Then
        assertThat(rows.stream().map(row -> row.path("host").asText())).containsExactlyElementsOf(hosts());
        for (JsonNode host : replay.path("hosts")) {
            String name = host.path("host").asText();

            // When
            JsonNode told = get("/api/v1/hosts/" + part(name));

            // Then
            assertThat(whole(told, "/api/v1/hosts/" + part(name) + "/files"))
                    .as(name)
                    .isEqualTo(host);
            assertThat(told.path("updates")).as(name).containsExactlyElementsOf(of("updates", name));
            List<JsonNode> findings = of("findings", name);
            assertThat(withoutCommand(all("/api/v1/hosts/" + part(name) + "/findings")))
                    .as(name)
                    .isEqualTo(findings);
            assertThat(told.path("findings").properties().stream()
                            .mapToInt(one -> one.getValue().asInt())
                            .sum())
                    .as(name)
                    .isEqualTo(findings.size());
        }
    }

    /** A host's state with its files back in their sessions. */
    private static JsonNode whole(JsonNode told, String path) throws IOException, InterruptedException {
        List<JsonNode> files = all(path);
        int next = 0;
        for (JsonNode session : told.path("host").path("sessions")) {
            ObjectNode own = (ObjectNode) session;
            int count = own.remove("fileCount").asInt();
            var array = own.putArray("files");
            for (JsonNode file : files.subList(next, next + count)) {
                assertThat(((ObjectNode) file).remove("session")).isEqualTo(own.path("name"));
                assertThat(((ObjectNode) file).remove("liveUpdate")).isEqualTo(own.path("liveUpdate"));
                array.add(file);
            }
            next += count;
        }
        assertThat(files).hasSize(next);
        return told.path("host");
    }

    @Test
    void shouldTellOfAMomentWhatReplayUntilItTells() throws Exception {
        for (String name : List.of(ERRORS, "host-000003")) {
            for (long until : new long[] {0, 5, 17, 40}) {
                // When
                JsonNode told = get("/api/v1/hosts/" + name + "?until=" + until);
                JsonNode then = JSON.readTree(Ran.command("replay", log, "--host", name, "--until", until, "--json")
                        .out());

                // Then
                String of = name + " until " + until;
                assertThat(whole(told, "/api/v1/hosts/" + name + "/files?until=" + until))
                        .as(of)
                        .isEqualTo(then.path("hosts").path(0));
                assertThat(told.path("updates")).as(of).isEqualTo(then.path("updates"));
                assertThat(withoutCommand(all("/api/v1/hosts/" + name + "/findings?until=" + until)))
                        .as(of)
                        .containsExactlyElementsOf(then.path("findings"));
                assertThat(told.path("digest")).as(of).isEqualTo(then.path("digest"));
            }
        }
    }

    @Test
    void shouldLeadEveryFigureOfTheFleetToItsLiveUpdates() throws Exception {
        // Given
        JsonNode told = get("/api/v1/fleet");

        // When
        List<JsonNode> updates = all("/api/v1/updates");

        // Then
        assertThat(updates).containsExactlyInAnyOrderElementsOf(replay.path("updates"));
        for (Map.Entry<String, Integer> outcome : numbers(told.path("updates")).entrySet()) {
            assertThat(total("outcome=" + outcome.getKey()))
                    .as(outcome.getKey())
                    .isEqualTo(outcome.getValue());
        }
        assertThat(total("timed=false")).isEqualTo(told.path("withoutTime").asInt());
        for (JsonNode bucket : told.path("overTime")) {
            String time = "since=" + bucket.path("fromMicros") + "&until=" + bucket.path("untilMicros") + "&result=";
            for (String result : List.of("completed", "failed", "unknown")) {
                assertThat(total(time + result))
                        .as(bucket + " " + result)
                        .isEqualTo(bucket.path(result).asInt());
            }
        }
        for (JsonNode pair : told.path("pairs")) {
            String kernels = "from=" + part(pair.path("fromKernel").asText()) + "&to="
                    + part(pair.path("toKernel").asText());
            assertThat(total(kernels + "&result=over"))
                    .as(pair.toString())
                    .isEqualTo(pair.path("updates").asInt());
            assertThat(total(kernels + "&result=failed"))
                    .as(pair.toString())
                    .isEqualTo(pair.path("failed").asInt());
        }
    }

    private static int total(String query) throws IOException, InterruptedException {
        return get("/api/v1/updates?limit=1&" + query).path("total").asInt();
    }

    @Test
    void shouldLeadEveryPhaseToTheEventsThatToldIt() throws Exception {
        // When
        JsonNode picture = get("/api/v1/hosts/" + ERRORS + "/updates/1");

        // Then
        for (JsonNode phase : picture.path("phases")) {
            if (phase.path("startNanos").isNull()) {
                continue;
            }
            List<JsonNode> events = all("/api/v1/hosts/" + ERRORS + "/events?from=" + phase.path("fromSequence")
                    + "&to=" + phase.path("toSequence"));
            assertThat(List.of(
                            events.getFirst().path("timeNanos"),
                            events.getLast().path("timeNanos")))
                    .as(phase.toString())
                    .containsExactly(phase.path("startNanos"), phase.path("endNanos"));
        }
    }

    @Test
    void shouldTellOfEachPromiseWhatItWasAtAMoment() throws Exception {
        // Given: before anything, and behind it all
        String path = "/api/v1/hosts/" + ERRORS + "/updates/1/diff?at=";

        // When
        List<JsonNode> before = all(path + "0", "lines");
        List<JsonNode> after = all(path + "999999", "lines");

        // Then
        assertThat(before)
                .noneMatch(line -> line.path("then").path("incoming").asBoolean())
                .filteredOn(line -> line.path("kind").asText().equals("file"))
                .isNotEmpty()
                .allMatch(line -> line.path("then").isNull());
        assertThat(after)
                .allSatisfy(line -> assertThat(line.path("then").path("state")).isEqualTo(line.path("found")));
    }

    @Test
    void shouldListEveryFindingOnceErrorsFirst() throws Exception {
        // When
        List<JsonNode> told = withoutCommand(all("/api/v1/findings"));
        List<JsonNode> errors = withoutCommand(all("/api/v1/findings?severity=ERROR"));
        List<JsonNode> groups = all("/api/v1/findings?group=id");

        // Then
        assertThat(told).containsExactlyInAnyOrderElementsOf(replay.path("findings"));
        assertThat(told.subList(0, errors.size())).isEqualTo(errors);
        Map<String, Integer> counted = new TreeMap<>();
        groups.forEach(group ->
                counted.put(group.path("key").asText(), group.path("count").asInt()));
        assertThat(counted).isEqualTo(count("findings", "id"));
        String of = "/api/v1/findings?host=" + ERRORS + "&update=1";
        assertThat(withoutCommand(all(of)))
                .containsExactlyInAnyOrderElementsOf(of("findings", ERRORS).stream()
                        .filter(finding -> finding.path("liveUpdate").asInt() == 1)
                        .toList());
        assertThat(get("/api/v1/findings?since=0&limit=1").path("total").asLong())
                .isEqualTo(told.stream()
                        .filter(finding -> finding.path("at").has("wallMicros"))
                        .count());
    }

    @Test
    void shouldPrintEventsDiffAndPreflightAsTheCommandsDo() throws Exception {
        // When
        List<JsonNode> events = all("/api/v1/hosts/" + ERRORS + "/events");
        String path = "/api/v1/hosts/" + ERRORS + "/updates/1/diff";
        JsonNode diff = get(path);
        List<JsonNode> promises = all(path, "lines");
        List<JsonNode> differing = all(path + "?differing=true", "lines");
        JsonNode preflight = get("/api/v1/hosts/host-000003/preflight?to=7.3");

        // Then
        List<JsonNode> lines = new ArrayList<>();
        for (String line :
                Ran.command("events", log, "--host", ERRORS, "--json").lines()) {
            lines.add(JSON.readTree(line));
        }
        assertThat(events).isEqualTo(lines);
        JsonNode told = JSON.readTree(Ran.command("diff", log, "--host", ERRORS, "--update", 1, "--json")
                .out());
        assertThat(promises)
                .containsExactlyElementsOf(told.path("lines"))
                .hasSize(diff.path("promises").asInt());
        for (String field : List.of("update", "incomingSeen", "differences")) {
            assertThat(diff.path(field)).as(field).isEqualTo(told.path(field));
        }
        assertThat(differing)
                .isEqualTo(promises.stream()
                        .filter(line -> !line.path("kept").asBoolean())
                        .toList())
                .hasSize(promises.size() - diff.path("kept").asInt());
        assertThat(preflight)
                .isEqualTo(JSON.readTree(
                        Ran.command("preflight", "--log", log, "--host", "host-000003", "--to", "7.3", "--json")
                                .out()));
    }

    @Test
    void shouldJudgeKernelsAsTheCommandsDo() throws Exception {
        // When
        ObjectNode pair = (ObjectNode) get("/api/v1/kernels/7.2/7.3");
        JsonNode catalogue = get("/api/v1/catalogue");

        // Then
        assertThat(pair.remove("structs")).isNotEmpty();
        assertThat(pair.remove("updatesTotal").asInt()).isPositive();
        assertThat(pair.remove("updates")).isNotEmpty();
        assertThat(pair)
                .isEqualTo(JSON.readTree(Ran.command("abi", "check", "--from", "7.2", "--to", "7.3", "--json")
                                .out())
                        .path("pairs")
                        .path(0));
        assertThat(catalogue)
                .isEqualTo(JSON.readTree(Ran.command("findings", "--json").out()));
    }

    @Test
    void shouldSayOfAStructWhatMovedAndWhichGuardShouldHaveChanged() throws Exception {
        // When
        JsonNode kept = get("/api/v1/kernels/7.3/7.3/structs/memfd_luo_ser");
        HttpResponse<String> none = ask("/api/v1/kernels/7.2/7.3/structs/no_such_struct");

        // Then
        assertThat(kept.path("from")).isEqualTo(kept.path("to"));
        assertThat(kept.path("from").path("fields")).isNotEmpty();
        assertThat(kept.path("changes")).isEmpty();
        assertThat(kept.path("guard").path("shouldHaveChanged").asBoolean()).isFalse();
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).contains("neither 7.2 nor 7.3 has a struct no_such_struct");
    }

    @Test
    void shouldDrawEveryEventOfALiveUpdateOnALaneByItsOwnClock() throws Exception {
        // When
        JsonNode picture = get("/api/v1/hosts/" + ERRORS + "/updates/1?limit=1000");

        // Then
        assertThat(picture.path("update")).isEqualTo(of("updates", ERRORS).getFirst());
        assertThat(picture.path("lanes")).hasSize(picture.path("total").asInt());
        Set<String> ids = new HashSet<>();
        picture.path("lanes").forEach(lane -> ids.add(lane.path("id").asText()));
        for (JsonNode lane : picture.path("lanes")) {
            if (lane.has("parent")) {
                assertThat(ids).contains(lane.path("parent").asText());
            }
            long last = -1;
            for (JsonNode mark : lane.path("marks")) {
                assertThat(mark.path("sequence").asLong()).isGreaterThan(last);
                last = mark.path("sequence").asLong();
            }
        }
        Set<String> pinned = new TreeSet<>();
        picture.path("lanes")
                .forEach(lane -> lane.path("findings")
                        .forEach(finding -> pinned.add(finding.path("id").asText())));
        Set<String> found = new TreeSet<>();
        of("findings", ERRORS).forEach(finding -> {
            if (finding.path("liveUpdate").asInt() == 1) {
                found.add(finding.path("id").asText());
            }
        });
        assertThat(pinned).isEqualTo(found).isNotEmpty();
    }

    @Test
    void shouldEndALaneInTheStateThatTheHostTells() throws Exception {
        for (String host : hosts()) {
            for (JsonNode update : of("updates", host)) {
                long number = update.path("liveUpdate").asLong();

                // When
                JsonNode picture = get("/api/v1/hosts/" + part(host) + "/updates/" + number + "?limit=1000");

                // Then
                Map<String, String> ends = new TreeMap<>();
                picture.path("lanes").forEach(lane -> {
                    JsonNode spans = lane.path("spans");
                    if (!spans.isEmpty()) {
                        ends.put(
                                lane.path("id").asText(),
                                spans.path(spans.size() - 1).path("state").asText());
                    }
                });
                for (JsonNode session :
                        get("/api/v1/hosts/" + part(host)).path("host").path("sessions")) {
                    String id = "session:" + session.path("name").asText();
                    if (session.path("liveUpdate").asLong() == number
                            && onlyOne(host, number)
                            && ends.containsKey(id)) {
                        assertThat(ends.get(id))
                                .as(host + " " + number + " " + id)
                                .isEqualTo(session.path("state").asText());
                    }
                }
            }
        }
    }

    private static boolean onlyOne(String host, long number) {
        return of("updates", host).stream()
                        .filter(update -> update.path("liveUpdate").asLong() == number)
                        .count()
                == 1;
    }

    @Test
    void shouldJoinEveryPreservedFunctionWithItsPlacement() throws Exception {
        int joined = 0;
        for (JsonNode host : replay.path("hosts")) {
            String name = host.path("host").asText();
            if (host.path("devices").isEmpty() || of("updates", name).isEmpty()) {
                continue;
            }
            for (JsonNode update : of("updates", name)) {
                long number = update.path("liveUpdate").asLong();

                // When
                JsonNode buses = get("/api/v1/hosts/" + part(name) + "/updates/" + number + "/buses");

                // Then
                for (JsonNode device : host.path("devices")) {
                    if (device.path("liveUpdate").asLong() != number || !onlyOne(name, number)) {
                        continue;
                    }
                    for (JsonNode join : buses.path("joins")) {
                        String address = "%04x:%s"
                                .formatted(
                                        device.path("segment").asLong(),
                                        device.path("bdf").asText());
                        if (join.path("before").asText().equals(address)) {
                            assertThat(join.path("placement"))
                                    .as(name + " " + address)
                                    .isEqualTo(device.path("placement"));
                            assertThat(join.path("preserved").asBoolean()).isTrue();
                            assertThat(join.path("cause").asText()).isNotEmpty();
                            joined++;
                        }
                    }
                }
            }
        }
        assertThat(joined).isPositive();
    }

    @Test
    void shouldAnswerWhatItsDocumentSaysAndNothingElse() throws Exception {
        // Given
        Set<String> documented = new TreeSet<>();
        for (String line : ask("/api/v1/openapi.yaml").body().lines().toList()) {
            if (line.matches("  /\\S+:")) {
                documented.add(line.strip().replaceFirst(":$", ""));
            }
        }

        // When
        Set<String> served = new TreeSet<>(server.paths());

        // Then: what only processors have
        assertThat(documented).contains("/view", "/digest", "/metrics");
        documented.removeAll(Set.of("/view", "/digest", "/metrics"));
        assertThat(served).isEqualTo(documented);
    }

    @Test
    void shouldRefuseWhatIsNotThereAndSayWhatIs() throws Exception {
        for (Map.Entry<String, String> wrong : Map.of(
                        "/api/v1/hosts/nobody",
                        "404 no event of host nobody in " + log,
                        "/api/v1/hosts/" + ERRORS + "/updates/9",
                        "404 host " + ERRORS + " has no live update 9; it has 1",
                        "/api/v1/hosts/" + ERRORS + "/updates/x",
                        "400 update: expected a number of at most 18 digits, not \"x\"",
                        "/api/v1/hosts/" + ERRORS + "?until=soon",
                        "400 until: expected a number of at most 18 digits, not \"soon\"",
                        "/api/v1/hosts?limit=1001",
                        "400 limit: expected 1 to 1000, not 1001",
                        "/api/v1/hosts?outcome=BAD",
                        "400 outcome: expected one of ABORTED, COMPLETED, LOST, PARTIAL, REFUSED, UNFINISHED, not"
                                + " \"BAD\"",
                        "/api/v1/findings?after=xyz",
                        "400 after: expected the \"next\" of the page before",
                        "/api/v1/hosts/host-000003/preflight",
                        "400 no kernel is announced for host host-000003; expected ?to=KERNEL",
                        "/api/v1/kernels/7.2/9.9",
                        "404 no kernel 9.9 is known; /api/v1/kernels lists those that are",
                        "/web/../openapi.yaml",
                        "404 nothing here; the pages begin at /")
                .entrySet()) {
            assertRefused(wrong.getKey(), wrong.getValue());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/updates?result=BAD|400 result: expected one of completed, failed, over, unknown, not \"BAD\"",
                "/api/v1/updates?after=xyz|400 after: expected the \"next\" of the page before",
                "/api/v1/updates?since=-1|400 since: expected a number of at most 18 digits, not \"-1\"",
                "/api/v1/updates?timed=no|400 timed: expected true or false, not \"no\"",
                "/api/v1/hosts/nobody/files|404 no event of host nobody in {log}",
                "/api/v1/hosts/nobody/findings|404 no event of host nobody in {log}",
                "/api/v1/hosts/nobody/updates/1/diff|404 no event of host nobody in {log}",
                "/api/v1/kernels?pairs=2|400 pairs: expected true or false, not \"2\"",
            })
    void shouldRefuseWhatAListCanNotBeAskedFor(String path, String problem) throws Exception {
        assertRefused(path, problem.replace("{log}", log.toString()));
    }

    private static void assertRefused(String path, String problem) throws IOException, InterruptedException {
        // When
        HttpResponse<String> answer = ask(path);

        // Then
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.statusCode() + " "
                        + JSON.readTree(answer.body()).path("detail").asText())
                .as(path)
                .isEqualTo(problem);
    }

    @Test
    void shouldShowWhatADamagedLogStillTells() throws Exception {
        // Given
        byte[] whole = Files.readAllBytes(log);
        Path cut = Files.write(temp.resolve("cut.avro"), java.util.Arrays.copyOf(whole, whole.length * 2 / 3));
        JsonNode told = JSON.readTree(Ran.command("replay", cut, "--json").out());

        // When
        try (LoggedFleet damaged = new LoggedFleet(cut.toString(), SimulatedReader.gate(), 1)) {
            // Then
            assertThat(damaged.summary().damage().reasons()).isNotEmpty();
            assertThat(damaged.summary().digest()).isEqualTo(told.path("digest").asText());
            assertThat(damaged.index().hosts()).hasSize(told.path("hosts").size());
        }
    }

    @Test
    void shouldRefuseAnAddressThatOthersReachWithoutAToken() {
        // When
        Ran ran = Ran.command("dashboard", log, "--http-host", "0.0.0.0");

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err())
                .contains(
                        "--http-host 0.0.0.0: others reach that address; expected --http-token-file FILE with a token that"
                                + " they have to know");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http-port=0", "--http-host=localhost", "--http-token-file=token"})
    void shouldRefuseAnAddressOfADemoThatServesNothing(String option) {
        // When
        Ran ran = Ran.command("demo", option);

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains(option.substring(0, option.indexOf('=')) + " goes with --serve");
    }

    @Test
    void shouldRefuseStandardInput() {
        // When
        Ran ran = Ran.command("dashboard", "-");

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err())
                .contains("standard input is read once, and pages read a host's events again; expected a file");
    }

    @Test
    void shouldRefuseWhatIsNoLog() throws IOException {
        // Given
        Path text = Files.writeString(temp.resolve("text"), "no log");

        // When
        Ran ran = Ran.command("dashboard", text);

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.UNREADABLE);
    }
}
