package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A host whose files were discarded, with which somebody lives for a while. */
class HostWaiversTest {
    private static final String HOST = "partial-retrieve";

    @TempDir
    private Path directory;

    private Path log;

    @BeforeEach
    void simulate() {
        log = directory.resolve("log.avro");
        Ran.command("simulate", "--scenario", HOST, "-o", log);
    }

    @Test
    void shouldNotFailOfWhatIsMutedAndShowItAllTheSame() throws IOException {
        // Given
        Ran bare = Ran.command("replay", log);
        assertThat(bare.code()).isEqualTo(ExitCode.FOUND);
        assertThat(Ran.command("updates", log, "--failed").code()).isEqualTo(ExitCode.FOUND);
        Path waivers = waivers("2999-12-31");

        // When
        Ran muted = Ran.command("replay", log, "--waivers", waivers);
        Ran failed = Ran.command("updates", log, "--failed", "--waivers", waivers);
        JsonNode json = new ObjectMapper()
                .readTree(Ran.command("replay", log, "--json", "--waivers", waivers)
                        .out());

        // Then
        assertThat(muted.code()).isEqualTo(ExitCode.OK);
        assertThat(muted.lines()).containsAll(bare.lines());
        assertThat(muted.lines())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("muted: " + HOST + ": LIFE-")
                        .contains(" until 2999-12-31 because the agent restarts it ("));
        assertThat(failed.code()).isEqualTo(ExitCode.OK);
        assertThat(failed.out()).contains("0 failed", "muted: " + HOST);
        assertThat(json.get("muted").get(0).get("count").asLong()).isPositive();
        assertThat(json.get("muted").get(0).get("counts").asBoolean()).isTrue();
        assertThat(json.get("digest").asText()).isEqualTo(bare.lines().get(1).substring("digest ".length()));
    }

    @Test
    void shouldMarkWhatIsMutedWhereItStandsAndNameWhatMutesNothing() throws IOException {
        // Given
        Path waivers = waivers("2999-12-31");
        String reason = "muted until 2999-12-31 because the agent restarts it";

        // When
        Ran findings = Ran.command("findings", log, "--waivers", waivers);
        Ran updates = Ran.command("updates", log, "--waivers", waivers);
        Ran diff = Ran.command("diff", log, "--host", HOST, "--update", "1", "--waivers", waivers);
        Ran page = Ran.command("replay", log, "--host", HOST, "--waivers", waivers);
        JsonNode json = new ObjectMapper()
                .readTree(Ran.command("findings", log, "--json", "--waivers", waivers)
                        .out());
        Ran unused = Ran.command("updates", log, "--waivers", waiver("LIFE-ORDER"));

        // Then
        assertThat(findings.lines()).contains("      " + reason);
        assertThat(updates.lines()).contains("    " + reason);
        assertThat(diff.code()).isEqualTo(ExitCode.OK);
        assertThat(diff.lines()).contains("      " + reason);
        assertThat(page.lines()).contains("    muted     until 2999-12-31 because the agent restarts it");
        assertThat(json.get("findings"))
                .allSatisfy(finding -> assertThat(finding.get("muted").toString())
                        .isEqualTo("{\"reason\":\"the agent restarts it\",\"until\":\"2999-12-31\"}"));
        assertThat(unused.out())
                .contains(" 1 failed\n")
                .contains("unused waiver: " + HOST + ": LIFE-ORDER until 2999-12-31 because the agent restarts it: no"
                        + " finding is like that");
    }

    /** What a running instance answers is what a replay of the same events says of hosts and updates. */
    @Test
    void shouldMarkWhatIsMutedInTheViewOfARunningInstance() throws IOException {
        // Given
        byte[] answer = Ran.command("replay", log, "--json").out().getBytes(StandardCharsets.UTF_8);
        HttpServer instance = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        instance.createContext("/view", asked -> {
            asked.sendResponseHeaders(200, answer.length);
            asked.getResponseBody().write(answer);
            asked.close();
        });
        instance.start();
        try {
            // When
            Ran view = Ran.command(
                    "view",
                    "--host",
                    HOST,
                    "--instance",
                    "localhost:" + instance.getAddress().getPort(),
                    "--waivers",
                    retired("2999-01-01T00:00:00Z"));

            // Then
            assertThat(view.code()).isEqualTo(ExitCode.OK);
            assertThat(view.lines()).contains("    muted     because scrapped");
        } finally {
            instance.stop(0);
        }
    }

    @Test
    void shouldSayWhereADocumentHasNoFindingsToMute() throws IOException {
        // When
        Ran view = Ran.command("view", "--host", HOST, "--json", "--waivers", waiver("LIFE-ORDER"));

        // Then
        assertThat(view.code()).isEqualTo(ExitCode.USAGE);
        assertThat(view.err().strip())
                .isEqualTo(
                        "luo-ledger: --json of view tells no findings that could be muted; luo-ledger findings --json"
                                + " --waivers does");
    }

    private Path waiver(String id) throws IOException {
        return Files.writeString(
                directory.resolve("unused.json"),
                "{\"waivers\": [{\"host\": \"" + HOST + "\", \"finding\": \"" + id
                        + "\", \"reason\": \"the agent restarts it\", \"expires\": \"2999-12-31\"}]}");
    }

    @Test
    void shouldFailAgainOnceItHasExpired() throws IOException {
        // When
        Ran expired = Ran.command("replay", log, "--waivers", waivers("2000-01-01"));

        // Then
        assertThat(expired.code()).isEqualTo(ExitCode.FOUND);
        assertThat(expired.out())
                .contains("muted no more: " + HOST + ": LIFE-", " expired 2000-01-01 because the agent");
    }

    @Test
    void shouldLetARetiredHostBeUntilItSpeaksAgain() throws IOException {
        // When
        Ran retired = Ran.command("updates", log, "--failed", "--waivers", retired("2999-01-01T00:00:00Z"));
        Ran back = Ran.command("updates", log, "--failed", "--waivers", retired("2000-01-01T00:00:00Z"));

        // Then
        assertThat(retired.code()).isEqualTo(ExitCode.OK);
        assertThat(retired.out()).contains("muted: " + HOST + ": retired because scrapped (");
        assertThat(back.code()).isEqualTo(ExitCode.FOUND);
        assertThat(back.out()).contains("muted no more: " + HOST + ": retired because scrapped; it has spoken since");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                          | expected {"waivers": [...], "retired": [...]}
            {"waivers": [{"host": "h"}]}                | waiver 1: "finding" is missing or empty
            {"waivers": [{"host": "h", "finding": "X"}]} | waiver 1: no finding has the id X
            {"retired": [{"host": "h", "since": "now"}]} | retired host 1: "since" is 'now', expected a time
            """)
    void shouldRefuseAFileThatItDoesNotUnderstand(String content, String message) throws IOException {
        // Given
        Path waivers = Files.writeString(directory.resolve("waivers.json"), content);

        // When
        Ran ran = Ran.command("replay", log, "--waivers", waivers);

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(ran.err()).contains(message);
    }

    private Path waivers(String expires) throws IOException {
        JsonNode replay =
                new ObjectMapper().readTree(Ran.command("replay", log, "--json").out());
        Set<String> ids = new TreeSet<>(replay.get("findings").findValuesAsText("id"));
        return Files.writeString(
                directory.resolve("waivers.json"),
                ids.stream()
                        .map(id -> "{\"host\": \"" + HOST + "\", \"finding\": \"" + id
                                + "\", \"reason\": \"the agent restarts it\", \"expires\": \"" + expires + "\"}")
                        .collect(Collectors.joining(", ", "{\"waivers\": [", "]}")));
    }

    private Path retired(String since) throws IOException {
        return Files.writeString(
                directory.resolve("waivers.json"),
                "{\"retired\": [{\"host\": \"" + HOST + "\", \"since\": \"" + since
                        + "\", \"reason\": \"scrapped\"}]}");
    }
}
