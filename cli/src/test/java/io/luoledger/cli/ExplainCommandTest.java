package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainCommandTest {
    @Test
    void shouldTellEverySenseOfAWord() {
        Ran ran = Ran.command("explain", "ebusy");

        assertThat(ran.code()).isEqualTo(ExitCode.OK);
        assertThat(ran.lines())
                .contains(
                        "EBUSY  errno of open(/dev/liveupdate)",
                        "    Another process has the device open: one at a time.",
                        "    To do: Close it there first.",
                        "EBUSY  errno of PRESERVE_FD",
                        "EBUSY  errno of FINISH");
    }

    @Test
    void shouldTakeApartWhatIsPrintedTogether() {
        assertThat(Ran.command("explain", "flb_lost+refcount_warn", "STABLE?").lines())
                .filteredOn(line -> !line.startsWith(" "))
                .containsExactly(
                        "flb_lost  consequence of an ABI difference",
                        "refcount_warn  consequence of an ABI difference",
                        "STABLE  placement of a preserved device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"flb_lost+nonsense", "flb_lost+", "+", "", "?", "E4000", "99999"})
    void shouldLeaveNothingOutThatWasAsked(String asked) {
        Ran ran = Ran.command("explain", asked);

        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("luo-ledger: no word ");
    }

    @Test
    void shouldTakeAnErrnoByItsNumber() {
        assertThat(Ran.command("explain", "-16").out())
                .isEqualTo(Ran.command("explain", "EBUSY").out());
    }

    @Test
    void shouldExplainAFinding() {
        assertThat(Ran.command("explain", "bdf-moved").lines().getFirst()).isEqualTo("BDF-MOVED  finding");
    }

    @Test
    void shouldSayWhatAWordMayHaveBeen() {
        Ran ran = Ran.command("explain", "retrieve-failed");

        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err())
                .startsWith("luo-ledger: no word retrieve-failed; did you mean LIFE-RETRIEVE-FAILED, RETRIEVE_FAILED?;"
                        + " kinds of words: finding, outcome of a live update, state of a file,")
                .endsWith(String.format(", preserved struct; `luo-ledger explain` lists them all%n"));
    }

    @ParameterizedTest
    @CsvSource({
        "NOPE, none",
        "flb_losst, flb_lost",
        "memfd-v9, memfd-v1",
        "the-flb-of-it, 'FLB, flb'",
    })
    void shouldSayWhatASlipOfTheFingerMayHaveBeen(String asked, String meant) {
        assertThat(Ran.command("explain", asked).err()).contains("did you mean " + meant + "?");
    }

    @Test
    void shouldTellAllWordsOfAKind() {
        assertThat(Ran.command("explain", "answer of preflight").lines())
                .filteredOn(line -> !line.startsWith(" "))
                .containsExactly("GO  answer of preflight", "NO-GO  answer of preflight");
    }

    @Test
    void shouldWriteJson() throws IOException {
        JsonNode words = new ObjectMapper()
                .readTree(Ran.command("explain", "STABLE", "--json").out())
                .get("words");

        assertThat(words.toString())
                .isEqualTo(
                        "[{\"word\":\"STABLE\",\"of\":\"placement of a preserved device\",\"meaning\":\"The same function"
                                + " is at the same address, on the same way from the root.\",\"remedy\":null}]");
    }

    @Test
    void shouldKnowEveryWordThatAReplayPrints(@TempDir Path directory) throws IOException {
        // Given: hosts to which everything happens that can
        List<Object> replayed = new ArrayList<>(List.of("replay", "--json"));
        for (String scenario : List.of(
                "partial-retrieve",
                "aborted-reboot",
                "failed-retrieve",
                "power-loss",
                "empty-block",
                "abi-silent",
                "abi-refused",
                "buses-renumbered",
                "hot-added-overlap",
                "segments-renumbered",
                "device-lost",
                "device-replaced",
                "captured-seed-moved",
                "captured-next-luoff",
                "captured-next-abort",
                "captured-next-noretrieve")) {
            Path log = directory.resolve(scenario + ".avro");
            Ran.command("simulate", "--scenario", scenario, "-o", log);
            replayed.add(log);
        }

        // When
        JsonNode replay =
                new ObjectMapper().readTree(Ran.command(replayed.toArray()).out());

        // Then
        Set<String> words = new TreeSet<>();
        Stream.of("state", "placement", "outcome", "consequence", "errno", "id")
                .flatMap(name -> replay.findValuesAsText(name).stream())
                .filter(word -> !word.equals("null"))
                .forEach(words::add);
        assertThat(words)
                .hasSizeGreaterThan(20)
                .allSatisfy(word ->
                        assertThat(Ran.command("explain", word).code()).as(word).isEqualTo(ExitCode.OK));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kernel gap",
                "bootToRetrieve",
                "blackout",
                "p99",
                "nearest rank",
                "at least",
                "incoming",
                "WARNING",
                "BLOCKED",
                "against",
                "FLOWING",
                "FLB",
                "waiver",
                "incomplete",
                "HANDLER",
                "memfd-v2",
                "MEMFD_LUO_FH_COMPATIBLE",
                "memfd_luo_ser",
                "digest"
            })
    void shouldKnowTheWordsOfTextsToo(String word) {
        assertThat(Ran.command(Stream.concat(Stream.of("explain"), Stream.of(word.split(" ")))
                                .toArray())
                        .lines()
                        .getFirst())
                .startsWith(word + "  ");
    }
}
