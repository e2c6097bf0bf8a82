package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code updates} and {@code findings} of log files: what failed, on which host, when, why and what now. */
class UpdatesCommandTest {
    @TempDir
    private static Path directory;

    private static Path failed;
    private static Path well;

    @BeforeAll
    static void simulate() {
        failed = directory.resolve("failed.avro");
        well = directory.resolve("well.avro");
        Ran.command("simulate", "--scenario", "failed-retrieve", "--host", "bad", "-o", failed);
        Ran.command("simulate", "--fleet", "30", "--updates", "1", "--kernels", "7.3", "-o", well);
    }

    @Test
    void shouldNameTheHostThatFailedFirstAndSayHowManyAreLeftOut() {
        // When
        Ran ran = Ran.command("updates", well, failed);

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.OK);
        assertThat(ran.lines().getFirst()).isEqualTo(well + ", " + failed + ": 31 live updates of 31 hosts, 1 failed");
        assertThat(ran.lines().get(2)).startsWith("  bad ");
        assertThat(ran.lines().get(3)).startsWith("    retrieve failed for good: file ");
        assertThat(ran.lines().getLast())
                .isEqualTo("... and 11 more, none of them failed (--last N shows the latest N, --json all)");
    }

    @Test
    void shouldExitWithOneWhenItIsAskedForWhatFailedAndThereIsSomething() {
        // When
        Ran some = Ran.command("updates", well, failed, "--failed");
        Ran none = Ran.command("updates", well, "--failed");

        // Then
        assertThat(some.code()).isEqualTo(ExitCode.FOUND);
        assertThat(some.lines()).hasSize(5).anyMatch(line -> line.startsWith("  bad "));
        assertThat(none.code()).isEqualTo(ExitCode.OK);
        assertThat(none.lines().getLast()).isEqualTo("no live update is like that");
    }

    @Test
    void shouldGiveTheSameUpdatesAndFindingsAsAReplayAsDocuments() throws IOException {
        // Given
        JsonNode replayed = json(Ran.command("replay", failed, "--json"));

        // When
        JsonNode updates = json(Ran.command("updates", failed, "--json"));
        JsonNode findings = json(Ran.command("findings", failed, "--json"));

        // Then
        assertThat(updates.get("updates")).isEqualTo(replayed.get("updates"));
        assertThat(all(findings.get("findings"))).containsExactlyInAnyOrderElementsOf(all(replayed.get("findings")));
        assertThat(updates.get("updates").get(0).get("at").has("boot")).isTrue();
        assertThat(all(findings.get("findings")))
                .allSatisfy(
                        finding -> assertThat(finding.path("at").has("boot")).isTrue());
    }

    @Test
    void shouldTellWhatWasFoundOnAHostWithTheRemedyOfItsErrno() {
        // When
        Ran ran = Ran.command("findings", failed, "--host", "bad", "LIFE-RETRIEVE-FAILED");

        // Then
        assertThat(ran.code()).isEqualTo(ExitCode.OK);
        assertThat(ran.lines().getFirst()).isEqualTo(failed + ", host bad");
        assertThat(ran.out())
                .contains("  ERROR   LIFE-RETRIEVE-FAILED  retrieve failed for good")
                .contains("    bad update 1: file ")
                .containsPattern("(?m)^    to do  ")
                .containsPattern("(?m)^    E[A-Z]+  .+")
                .doesNotContain("LIFE-NEVER");
    }

    @Test
    void shouldShowOfAReplayOnlyWhatIsAskedForAndChangeNothingElse() {
        // Given
        Ran whole = Ran.command("replay", well, failed);

        // When
        Ran asked = Ran.command("replay", well, failed, "--outcome", "completed", "--last", "2");

        // Then
        assertThat(asked.code()).isEqualTo(whole.code()).isEqualTo(ExitCode.FOUND);
        assertThat(asked.lines().get(1)).isEqualTo(whole.lines().get(1)).startsWith("digest ");
        assertThat(whole.lines()).anyMatch(line -> line.equals("hosts: 1 of 31 failed"));
        assertThat(whole.lines().get(6)).startsWith("  bad ");
        assertThat(asked.lines()).anyMatch(line -> line.equals("hosts: 1 of 31 failed; as asked: 2"));
        assertThat(asked.out()).doesNotContain("  bad ");
    }

    @Test
    void shouldShowAPageAboutOneHost() {
        // When
        Ran ran = Ran.command("replay", well, failed, "--host", "bad");

        // Then
        assertThat(ran.lines())
                .anyMatch(line -> line.matches("bad  runs \\S+, live update 1"))
                .anyMatch(line -> line.matches("    when      \\S+, boot \\S+ \\+\\d+\\.\\d{6} s"))
                .contains("  sessions", "  recent events")
                .anyMatch(line -> line.matches("    vm\\S* +update 1 +incoming +\\S+ .*"))
                .anyMatch(line -> line.startsWith("    to do  "));
    }

    @Test
    void shouldTellDamageFirstAndTakeNothingThatItMayHaveSwallowedForAbsent() throws IOException {
        // Given: everything up to the incoming kernel's first event, and the beginning of what follows
        byte[] log = Files.readAllBytes(well);
        Path cut = Files.write(directory.resolve("cut.avro"), Arrays.copyOf(log, log.length - 100));

        // When
        Ran updates = Ran.command("updates", cut);
        Ran failures = Ran.command("updates", cut, "--failed");
        Ran document = Ran.command("updates", cut, "--json");
        Ran replay = Ran.command("replay", cut);
        Ran findings = Ran.command("findings", cut, "--json");

        // Then
        assertThat(List.of(updates, failures, document, replay, findings))
                .allSatisfy(ran -> assertThat(ran.code()).isEqualTo(ExitCode.UNREADABLE));
        assertThat(List.of(updates, failures, replay))
                .allSatisfy(ran -> assertThat(ran.lines().getFirst())
                        .startsWith("LOG DAMAGED: " + cut + ": cut or damaged behind"));
        assertThat(updates.out())
                .contains(" of 30 hosts, 0 failed, ")
                .contains("    not known: log damaged at event ")
                .doesNotContain("never retrieved");
        assertThat(replay.out()).contains("hosts: 0 of 30 failed, ").contains("findings: none");
        JsonNode told = json(document);
        assertThat(told.fieldNames().next()).isEqualTo("unreadable");
        assertThat(told.get("failed")).isEmpty();
        assertThat(told.get("notKnown").get(0).get("damage").asText()).endsWith(" of " + cut);
        assertThat(json(findings).fieldNames().next()).isEqualTo("unreadable");
        assertThat(json(findings).get("findings")).isEmpty();
    }

    @Test
    void shouldMarkWhatNoWallClockPlaces() {
        // Given: captured from a trace, which has no wall clock
        Path traced = directory.resolve("traced.avro");
        ShippedCapture capture = ShippedCapture.ALL.getFirst();
        try (FileTarget target = new FileTarget(ForceOption.create(traced, List.of(), false))) {
            capture.source().forEach(target::append);
            target.complete();
        }

        // When
        Ran ran = Ran.command("updates", traced, well, "--since", "2030-01-01");

        // Then
        assertThat(ran.out()).contains("as asked: 1 live update").contains(" (no wall time)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--outcome|LOSST|--outcome LOSST: no such outcome; did you mean LOST?; expected one of ABORTED, COMPLETED,"
                        + " LOST, PARTIAL, REFUSED, UNFINISHED",
                "--severity|fatal|--severity fatal: no such severity; expected one of ERROR, INFO, WARNING",
                "--finding|LIFE-RETREIVE-FAILED|--finding: no finding has the id LIFE-RETREIVE-FAILED; did you mean"
                        + " LIFE-RETRIEVE-FAILED?; `luo-ledger findings` lists them all",
                "--since|soon|--since \"soon\": not a time; expected for example \"1 hour ago\", \"2 days ago\", 2026-11-22"
                        + " or 2026-11-22T10:15:00Z",
                "--last|0|--last 0: expected 1 or more"
            })
    void shouldRefuseWhatItDoesNotKnow(String option, String value, String message) {
        // When
        Ran updates = Ran.command("updates", failed, option, value);
        Ran replay = Ran.command("replay", failed, option, value);

        // Then
        assertThat(updates.code()).isEqualTo(ExitCode.USAGE);
        assertThat(updates.err().strip()).isEqualTo("luo-ledger: " + message);
        assertThat(replay.err()).isEqualTo(updates.err());
    }

    @Test
    void shouldSayWhatIsNotThere() {
        // When
        Ran host = Ran.command("updates", failed, "--host", "nobody");
        Ran file = Ran.command("findings", directory.resolve("none.avro"));
        Ran ledger = Ran.command("updates", "--data", directory.resolve("no-ledger"));

        // Then
        assertThat(host.code()).isEqualTo(ExitCode.USAGE);
        assertThat(host.err().strip()).isEqualTo("luo-ledger: " + failed + ": no event of host nobody");
        assertThat(file.code()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(file.err()).contains("none.avro: no such file");
        assertThat(ledger.code()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(ledger.err()).startsWith("luo-ledger: no ledger in ");
    }

    private static JsonNode json(Ran ran) throws IOException {
        return new ObjectMapper().readTree(ran.out());
    }

    private static List<JsonNode> all(JsonNode array) {
        List<JsonNode> all = new ArrayList<>();
        array.forEach(all::add);
        return all;
    }
}
