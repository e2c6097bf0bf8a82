package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.broker.TestDrafts;
import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.files.LogInput;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.LogFileBlocks;
import io.luoledger.wire.LogFileWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** verify, diff, snapshots and timelines of log files, as a user calls them. */
class ProofCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    // ---- verify ----

    @Test
    void shouldVerifyAWholeLogAndItsReceiptAlsoWhenItHasGrown() throws IOException {
        // Given
        Path then = log("then.avro", sealed(updates(3)).subList(0, 20));
        Path now = log("now.avro", sealed(updates(3)));
        Path receipt = directory.resolve("r.json");

        // When
        Ran made = Ran.command("verify", then, "--receipt", receipt);
        Ran held = Ran.command("verify", now, "--against", receipt);

        // Then
        assertThat(made.code()).isZero();
        assertThat(made.lines().getFirst()).isEqualTo(then + ": 20 events of 1 host: whole");
        assertThat(made.lines().getLast())
                .isEqualTo(
                        "receipt of 1 host written to " + receipt + ": keep it where the log's owner can't reach it");
        assertThat(held.code()).isZero();
        assertThat(held.lines().getLast()).isEqualTo(receipt + ": holds: 1 host as they were, 2 more since");
    }

    @Test
    void shouldNameTheFirstMissingEvent() throws IOException {
        // Given
        List<LiveUpdateEvent> events = new ArrayList<>(sealed(updates(2)));
        LiveUpdateEvent gone = events.remove(4);
        Path log = log("torn.avro", events);

        // When
        Ran ran = Ran.command("verify", log, "--receipt", directory.resolve("r.json"));

        // Then
        assertThat(ran)
                .isEqualTo(new Ran(
                        1,
                        String.join(
                                System.lineSeparator(),
                                log + ": " + events.size() + " events of 2 hosts: BROKEN on 1 host",
                                "  host " + gone.host() + ", sequence 4, event 4 of " + log
                                        + ": MISSING: sequence 5 follows on 3: event 4 is missing",
                                ""),
                        "luo-ledger: " + directory.resolve("r.json")
                                + " isn't written: only a log that is whole gets a receipt" + System.lineSeparator()));
        assertThat(directory.resolve("r.json")).doesNotExist();
    }

    @Test
    void shouldNoticeALogThatIsCutBetweenTwoBlocksByItsReceipt() throws IOException {
        // Given
        Path log = log("log.avro", sealed(TestDrafts.of("h1", "trace", 3000)));
        Path receipt = directory.resolve("r.json");
        Ran.command("verify", log, "--receipt", receipt);
        long lastBlock;
        long left;
        try (LogFileBlocks blocks = LogFileBlocks.open("log", log)) {
            lastBlock = blocks.all().getLast().offset();
            left = blocks.all().getLast().firstEvent();
        }

        // When
        Files.write(log, Arrays.copyOf(Files.readAllBytes(log), (int) lastBlock));

        // Then
        assertThat(Ran.command("verify", log).code()).isZero();
        Ran ran = Ran.command("verify", log, "--against", receipt);
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.lines().getLast())
                .isEqualTo("  host h1: cut: the log ends at sequence " + (left - 1) + ", the receipt saw 2999");
    }

    @Test
    void shouldExitWithThreeForWhatCannotBeReadAndForReceiptsOfOtherLogs() throws IOException {
        // Given
        Path log = log("log.avro", sealed(updates(1)));
        Path other = log("other.avro", sealed(TestDrafts.of("h9", "trace", 5)));
        Path receipt = directory.resolve("other.json");
        Ran.command("verify", other, "--receipt", receipt);
        byte[] whole = Files.readAllBytes(log);
        Path cut = Files.write(directory.resolve("cut.avro"), Arrays.copyOf(whole, whole.length - 3));

        // When
        Ran foreign = Ran.command("verify", log, "--against", receipt);
        Ran unreadable = Ran.command("verify", cut);

        // Then
        assertThat(foreign.code()).isEqualTo(3);
        assertThat(foreign.err())
                .startsWith("luo-ledger: " + receipt
                        + ": a receipt of another log: none of its 1 hosts is in this one; host h9: not in the log");
        assertThat(unreadable.code()).isEqualTo(3);
        assertThat(unreadable.lines().getFirst()).endsWith(": whole as far as it can be read");
        assertThat(unreadable.err()).startsWith("luo-ledger: " + cut + ": cut or damaged behind event ");
    }

    @Test
    void shouldTellProgramsTheSame() throws IOException {
        // Given
        List<LiveUpdateEvent> events = new ArrayList<>(sealed(updates(2)));
        events.add(6, events.get(3));
        Path log = log("doubled.avro", events);

        // When
        Ran ran = Ran.command("verify", log, "--json");

        // Then
        JsonNode document = JSON.readTree(ran.out());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(document.get("whole").asBoolean()).isFalse();
        assertThat(document.get("flaws").toString())
                .isEqualTo("[{\"kind\":\"DOUBLED\",\"host\":\"host-0\",\"sequence\":3,\"source\":\"" + log
                        + "\",\"position\":6,\"explanation\":\"sequence 3 again, where 6 belongs\"}]");
    }

    @Test
    void shouldKnowHowMuchThereIsToVerifyWhereFilesTell() throws IOException {
        // Given
        Path log = log("log.avro", sealed(updates(1)));
        long size = Files.size(log);

        // When / Then
        assertThat(LogInput.bytes(List.of(log.toString(), log.toString()))).isEqualTo(2 * size);
        assertThat(LogInput.bytes(List.of(log.toString(), "-"))).isEqualTo(-1);
        assertThat(LogInput.bytes(List.of(directory.resolve("none.avro").toString())))
                .isEqualTo(-1);
    }

    // ---- diff ----

    @Test
    void shouldShowAPromiseThatWasNotKept() throws IOException {
        // Given
        Path log = log("log.avro", sealed(updates(1)));

        // When
        Ran ran = Ran.command("diff", log, "--host", "host-0", "--update", "1");
        Ran json = Ran.command("diff", log, "--host", "host-0", "--update", "1", "--json");

        // Then
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.lines().getFirst()).startsWith("host-0, update 1: 7.2.1 -> 7.3.4  ");
        assertThat(ran.out())
                .containsPattern("(?m)^!   file vm 0x3 +FROZEN +DISCARDED EIO +LIFE-RETRIEVE-FAILED$")
                .contains("  ERROR   LIFE-RETRIEVE-FAILED  retrieve failed for good")
                .contains("    host-0 update 1: file vm 0x3: expected retrieved; found EIO  [event");
        JsonNode document = JSON.readTree(json.out());
        assertThat(document.get("differences").asInt()).isPositive();
        assertThat(document.get("lines").get(3).toString())
                .isEqualTo("{\"kind\":\"file\",\"subject\":\"file vm 0x3\",\"kept\":false,"
                        + "\"promised\":{\"session\":\"vm\",\"token\":\"0x3\",\"handler\":\"memfd-v2\",\"state\":\"FROZEN\"},"
                        + "\"found\":{\"session\":\"vm\",\"token\":\"0x3\",\"handler\":\"memfd-v2\","
                        + "\"state\":\"DISCARDED\",\"errno\":\"EIO\"},"
                        + "\"findings\":[\"LIFE-RETRIEVE-FAILED\"]}");
    }

    @Test
    void shouldSayWhichUpdatesThereAre() throws IOException {
        // Given
        Path log = log("log.avro", sealed(updates(1)));

        // When / Then
        assertThat(Ran.command("diff", log, "--host", "host-0", "--update", "7"))
                .isEqualTo(said(2, log + ": host host-0 has no live update 7, expected one of [1]"));
        assertThat(Ran.command("diff", log, "--host", "web-1", "--update", "1"))
                .isEqualTo(said(2, log + ": no event of host web-1"));
    }

    @Test
    void shouldNeedNoNumberWhereThereIsOneUpdateAndElseSayWhichThereAre() throws IOException {
        // Given
        Path one = log("one.avro", sealed(updates(1)));
        Path several = directory.resolve("several.avro");
        Ran.command("simulate", "--scenario", "vm-host", "-o", several);

        // When
        Ran only = Ran.command("diff", one, "--host", "host-0");
        Ran which = Ran.command("diff", several, "--host", "vm-host");

        // Then
        assertThat(only).isEqualTo(Ran.command("diff", one, "--host", "host-0", "--update", "1"));
        assertThat(which.code()).isEqualTo(ExitCode.USAGE);
        assertThat(which.err())
                .startsWith("luo-ledger: " + several
                        + ": host vm-host has several live updates, expected --update N of one of them:\n")
                .containsPattern("(?m)^  --update 1  \\S+ -> \\S+  COMPLETED  ")
                .containsPattern("(?m)^  --update 2  ");
    }

    // ---- time travel ----

    @Test
    void shouldGoOnFromASnapshotWithoutReadingWhatIsBeforeIt() throws IOException {
        // Given
        Path log = log("log.avro", sealed(updates(150)));
        Path snapshot = directory.resolve("s.snap");
        Ran whole = Ran.command("replay", log);

        // When
        Ran saved = Ran.command("replay", log, "--until", "before-update:1", "--save-snapshot", snapshot);
        Ran resumed = Ran.command("replay", log, "--snapshot", snapshot);

        // Then
        assertThat(saved.err())
                .isEqualTo("luo-ledger: snapshot of 3000 events saved to " + snapshot + System.lineSeparator());
        assertThat(resumed.lines().subList(0, 2)).isEqualTo(whole.lines().subList(0, 2));
    }

    @Test
    void shouldNotReadTheBlocksBeforeASnapshot() throws IOException {
        // Given: what lies before the snapshot is damaged afterwards
        Path log = log("log.avro", sealed(TestDrafts.of("h1", "trace", 3000)));
        Path snapshot = directory.resolve("s.snap");
        String digest = Ran.command("replay", log).lines().get(1);
        Ran.command("replay", log, "--until", "2800", "--save-snapshot", snapshot);
        byte[] bytes = Files.readAllBytes(log);
        try (LogFileBlocks blocks = LogFileBlocks.open("log", log)) {
            int middle = (int) blocks.all().get(1).offset() + 500;
            bytes[middle] ^= 1;
        }
        Files.write(log, bytes);

        // When
        Ran resumed = Ran.command("replay", log, "--snapshot", snapshot);

        // Then
        assertThat(Ran.command("replay", log).code()).isNotZero();
        assertThat(resumed.code()).isZero();
        assertThat(resumed.lines().get(1)).isEqualTo(digest);
    }

    @Test
    void shouldNeverShowAViewFromASnapshotOfAnotherLog() throws IOException {
        // Given
        Path snapshot = directory.resolve("s.snap");
        Path log = log("log.avro", sealed(TestDrafts.of("h1", "trace", 50)));
        Ran.command("replay", log, "--save-snapshot", snapshot);
        Path other = log("other.avro", sealed(TestDrafts.of("h1", "another", 60)));

        // When
        Ran ran = Ran.command("replay", other, "--snapshot", snapshot);

        // Then
        assertThat(ran)
                .isEqualTo(said(
                        3,
                        snapshot
                                + ": a snapshot of another log: host h1, sequence 49 has another chain; expected the log"
                                + " that the snapshot was made of"));
    }

    @Test
    void shouldNeverShowAViewFromASnapshotOfALongerLog() throws IOException {
        // Given
        Path snapshot = directory.resolve("s.snap");
        Path log = log("log.avro", sealed(TestDrafts.of("h1", "trace", 50)));
        Ran.command("replay", log, "--save-snapshot", snapshot);
        Path other = log("other.avro", sealed(TestDrafts.of("h1", "another", 30)));

        // When / Then
        assertThat(Ran.command("replay", other, "--snapshot", snapshot))
                .isEqualTo(said(
                        3,
                        snapshot + ": a snapshot of another log, or of more of it: host h1 ends at sequence 29 in "
                                + other + "; expected the log that the snapshot was made of, as it was or longer"));
    }

    @Test
    void shouldRefuseAnEndBeforeTheSnapshotsOwn() throws IOException {
        // Given
        Path snapshot = directory.resolve("s.snap");
        Path log = log("log.avro", sealed(updates(2)));
        Ran.command("replay", log, "--save-snapshot", snapshot);

        // When / Then
        assertThat(Ran.command("replay", log, "--snapshot", snapshot, "--until", 5))
                .isEqualTo(said(
                        2,
                        "--until 5: " + snapshot + " holds more of host host-0; expected an end behind the snapshot's,"
                                + " or no --snapshot"));
        assertThat(Ran.command("replay", log, "--snapshot", snapshot, "--until", "before-update:1"))
                .isEqualTo(said(
                        2,
                        log + ": --until before-update:1: no such live update behind where " + snapshot
                                + " ends of any host"));
    }

    @Test
    void shouldRefuseToEndAtALiveUpdateThatIsNotThere() throws IOException {
        // Given: a host that was updated, and one that wasn't
        List<Draft> drafts = new ArrayList<>(updates(1));
        drafts.addAll(TestDrafts.of("idle", "trace", 3));
        Path log = log("log.avro", sealed(drafts));

        // When
        Ran none = Ran.command("replay", log, "--until", "update:9");
        Ran some = Ran.command("replay", log, "--until", "update:1");

        // Then
        assertThat(none).isEqualTo(said(2, log + ": --until update:9: no such live update of any host"));
        assertThat(Ran.command("replay", log, "--host", "idle", "--until", "before-update:1"))
                .isEqualTo(said(2, log + ": --until before-update:1: no such live update of host idle"));
        assertThat(some.code()).isNotEqualTo(2);
        assertThat(some.err())
                .isEqualTo(
                        "luo-ledger: warning: --until update:1: no such live update of 1 host (idle), of which all is"
                                + " shown" + System.lineSeparator());
    }

    @Test
    void shouldSayThatNobodyComparedAFileThatEndsWithinAnother() throws IOException {
        // Given
        Path log = log("log.avro", sealed(TestDrafts.of("h1", "trace", 50)));
        Path other = log("other.avro", sealed(TestDrafts.of("h1", "another", 30)));
        String warning = "luo-ledger: warning: host h1: what was read last ends at sequence 29, before what was read"
                + " earlier does, and was passed over: nobody compared them; expected files in the order of their events"
                + System.lineSeparator();

        // When / Then
        assertThat(Ran.command("replay", log, other).err()).isEqualTo(warning);
        assertThat(Ran.command("updates", log, other).err()).isEqualTo(warning);
        assertThat(Ran.command("replay", log, log).err()).isEmpty();
    }

    @Test
    void shouldCompareHandoversOfFilesThatOverlap() throws IOException {
        // Given
        List<LiveUpdateEvent> events = sealed(updates(1));
        Path whole = log("whole.avro", events);
        Path one = log("one.avro", events.subList(0, events.size() - 2));
        Path other = log("other.avro", events.subList(events.size() - 10, events.size()));
        String host = events.getFirst().host();

        // When
        Ran together = Ran.command("diff", one, other, "--host", host, "--json");

        // Then
        assertThat(together).isEqualTo(Ran.command("diff", whole, "--host", host, "--json"));
    }

    @Test
    void shouldReadSeveralFilesAsOneLog() throws IOException {
        // Given
        List<LiveUpdateEvent> events = sealed(updates(2));
        Path whole = log("whole.avro", events);
        Path one = log("one.avro", events.subList(0, 30));
        Path other = log("other.avro", events.subList(17, events.size()));

        // When
        Ran together = Ran.command("replay", one, other);

        // Then
        assertThat(together.lines().get(1))
                .isEqualTo(Ran.command("replay", whole).lines().get(1));
        assertThat(Ran.command("verify", one, other).code()).isZero();
    }

    @Test
    void shouldSayThatALogWithoutWallTimeHasNoSuchPlace() throws IOException {
        // Given
        Path log = log("log.avro", sealed(updates(1)));

        // When / Then
        assertThat(Ran.command("replay", log, "--until", "2026-11-22T17:00:00Z"))
                .isEqualTo(said(
                        2,
                        "--until 2026-11-22T17:00:00Z: no event of " + log
                                + " has a wall time (a trace's clock starts anew with each kernel); expected a sequence"
                                + " number, before-update:N or update:N"));
    }

    // ---- timeline ----

    @Test
    void shouldDrawALogFile() throws IOException {
        // Given
        Path log = log("log.avro", sealed(updates(2)));
        Path trace = directory.resolve("log.pftrace");

        // When
        Ran ran = Ran.command("export", "--perfetto", log, "-o", trace);

        // Then
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .isEqualTo("timeline of 66 events of 2 hosts written to " + trace + ": open it in ui.perfetto.dev"
                        + System.lineSeparator());
        assertThat(Files.readAllBytes(trace)).startsWith(0x0a);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "verify x --host h|--host belongs to --receipt FILE",
                "verify x --root-only|--root-only belongs to --receipt FILE",
                "replay a b --speed 10x|--speed plays one log file",
                "replay a --speed 10x --json|--speed plays the whole file; --host, --until, --snapshot, --save-snapshot and"
                        + " --json look at it",
                "replay a --speed 10x --failed|--speed plays the whole file; filters choose what is shown of a replay",
                "replay a --speed fast|--speed fast: expected how many times as fast, for example 10x or 0.5x",
                "export --perfetto - -o x|a timeline is made in two passes: expected a file, not standard input",
                "export a -o x|export copies a cluster's ledger; a log file is one already. Expected --perfetto, or no file"
            })
    void shouldRefuseWrongUsage(String arguments, String message) {
        assertThat(Ran.command((Object[]) arguments.split(" "))).isEqualTo(said(2, message));
    }

    private static Ran said(int code, String message) {
        return new Ran(code, "", "luo-ledger: " + message + System.lineSeparator());
    }

    /** Hosts with a live update each, one host after the other. */
    private static List<Draft> updates(int hosts) {
        List<Draft> drafts = new ArrayList<>();
        for (int host = 0; host < hosts; host++) {
            drafts.addAll(TestDrafts.liveUpdate("host-" + host, 9));
        }
        return drafts;
    }

    private static List<LiveUpdateEvent> sealed(List<Draft> drafts) {
        EventCodec codec = new EventCodec();
        Map<String, LedgerHead> heads = new HashMap<>();
        List<LiveUpdateEvent> events = new ArrayList<>();
        for (Draft draft : drafts) {
            LiveUpdateEvent event = codec.seal(heads.getOrDefault(draft.host(), LedgerHead.EMPTY), draft);
            heads.put(draft.host(), LedgerHead.after(event));
            events.add(event);
        }
        return events;
    }

    private Path log(String name, List<LiveUpdateEvent> events) throws IOException {
        Path file = directory.resolve(name);
        try (LogFileWriter writer = new LogFileWriter(Files.newOutputStream(file))) {
            events.forEach(writer::append);
        }
        return file;
    }
}
