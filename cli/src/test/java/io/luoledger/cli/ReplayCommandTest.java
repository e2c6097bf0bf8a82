package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.SessionBody.SessionRetrieved;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.event.Token;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.LogFileWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {
    private static final Boot FIRST = new Boot("b0", "7.2.13", 0, Side.OUTGOING);
    private static final Boot SECOND = new Boot("b1", "7.3.4", 1, Side.INCOMING);

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldPrintTheViewAsOneDocument() throws IOException {
        // Given
        Path log = log(Result.success());

        // When
        int code = run("replay", log.toString(), "--json");

        // Then
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(document.get("events").asLong()).isEqualTo(6);
        assertThat(document.get("digest").asText()).matches("[0-9a-f]{64}");
        assertThat(document.get("abiDigest").asText()).matches("[0-9a-f]{64}");
        assertThat(document.get("abiKernels").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("7.2.13", "7.3.4");
        JsonNode host = document.get("hosts").get(0);
        assertThat(host.get("kernel").asText()).isEqualTo("7.3.4");
        assertThat(host.get("sessions").toString())
                .isEqualTo("[{\"name\":\"vm\",\"side\":\"incoming\",\"state\":\"RETRIEVED\",\"liveUpdate\":1,"
                        + "\"phaseMicros\":{\"preserve\":0,\"freeze\":null,\"kernelGap\":null,\"bootToRetrieve\":2,"
                        + "\"retrieve\":0,\"finish\":null},\"phasesAtLeast\":[\"freeze\",\"retrieve\",\"finish\"],"
                        + "\"blackoutMicros\":2,\"blackoutIsLowerBound\":true,"
                        + "\"files\":[{\"token\":\"0x1\",\"handler\":\"memfd-v2\",\"state\":\"RETRIEVED\"}]}]");
        JsonNode update = document.get("updates").get(0);
        assertThat(update.get("fromKernel").asText()).isEqualTo("7.2.13");
        assertThat(update.get("outcome").asText()).isEqualTo("UNFINISHED");
        assertThat(update.get("phaseMicros").get("kernelGap").isNull()).isTrue();
        assertThat(document.get("findings").get(0).get("id").asText()).isEqualTo("LIFE-NEVER-FINISHED");
    }

    @Test
    void shouldExitWithOneWhenSomethingIsWrong() throws IOException {
        // Given
        Path log = log(Result.refused("EIO"));

        // When
        int code = run("replay", log.toString());

        // Then
        assertThat(code).isEqualTo(ExitCode.FOUND);
        assertThat(out.toString())
                .contains("LIFE-RETRIEVE-FAILED  retrieve failed for good")
                .contains("h1 update 1: file vm 0x1: expected retrieved; found EIO  [events 1, 5]");
    }

    @Test
    void shouldExitWithOneWhenPromisedContentsWereNeverRetrieved() throws IOException {
        // Given
        Path log = log();

        // When
        int code = run("replay", log.toString());

        // Then
        assertThat(code).isEqualTo(ExitCode.FOUND);
        assertThat(out.toString()).contains("findings: 1 ERROR").contains("LIFE-NEVER-RETRIEVED");
    }

    @Test
    void shouldLeaveOutAFindingByName() throws IOException {
        // Given
        Path log = log();

        // When
        int code = run("replay", log.toString(), "--ignore", "LIFE-CONTENTS-DISCARDED,life-never-retrieved");

        // Then
        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains("findings: 1 ERROR")
                .contains("ignored, as asked: 0 LIFE-CONTENTS-DISCARDED, 1 LIFE-NEVER-RETRIEVED");
    }

    @Test
    void shouldSayInTheDocumentWhatWasLeftOut() throws IOException {
        // Given
        Path log = log();

        // When
        int code = run("replay", log.toString(), "--json", "--ignore", "LIFE-NEVER-RETRIEVED");

        // Then
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(document.get("ignored").toString()).isEqualTo("[\"LIFE-NEVER-RETRIEVED\"]");
        assertThat(document.get("findings").get(0).get("id").asText()).isEqualTo("LIFE-NEVER-RETRIEVED");
    }

    @Test
    void shouldRefuseToLeaveOutWhatNoCheckSays() throws IOException {
        // Given
        Path log = log();

        // When
        int code = run("replay", log.toString(), "--ignore", "LIFE-IS-SHORT");

        // Then
        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .startsWith("luo-ledger: --ignore LIFE-IS-SHORT: no such finding; expected an id that `luo-ledger"
                        + " findings` lists");
    }

    @Test
    void shouldNotCallWhatIsPromisedLostWhereTheReplayWasToldToStop() throws IOException {
        // Given
        Path log = log(Result.success());

        // When
        int code = run("replay", log.toString(), "--until", "3");

        // Then
        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("PROMISED").contains("findings: none");
    }

    @Test
    void shouldShowWhatWasWholeOfACutFile() throws IOException {
        // Given
        Path log = log(Result.success());
        byte[] whole = Files.readAllBytes(log);
        Files.write(log, Arrays.copyOf(whole, whole.length - 20));

        // When
        int code = run("replay", log.toString());

        // Then
        assertThat(code).isEqualTo(ExitCode.UNREADABLE);
        assertThat(out.toString())
                .startsWith("LOG DAMAGED: " + log + ": cut or damaged behind event ")
                .contains("\n" + log + ": ");
        assertThat(err.toString()).startsWith("luo-ledger: " + log + ": cut or damaged behind event ");
    }

    @Test
    void shouldSayWhenAHostIsNotInTheLog() throws IOException {
        // Given
        Path log = log(Result.success());

        // When
        int code = run("replay", log.toString(), "--host", "h2");

        // Then
        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).isEqualTo("luo-ledger: " + log + ": no event of host h2" + System.lineSeparator());
    }

    @Test
    void shouldRefuseAnEndThatIsNone() {
        // When
        int code = run("replay", "nowhere.avro", "--until", "soon");

        // Then
        assertThat(code).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("luo-ledger: --until: not a sequence number or a time: \"soon\"");
    }

    @Test
    void shouldSayWhenThereIsNoSuchFile() {
        // When
        int code = run("replay", "nowhere.avro");

        // Then
        assertThat(code).isEqualTo(ExitCode.UNREADABLE);
        assertThat(err.toString()).isEqualTo("luo-ledger: nowhere.avro: no such file" + System.lineSeparator());
    }

    @Test
    void shouldExplainAFinding() {
        // When
        int code = run("findings", "life-retrieve-failed");

        // Then
        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).startsWith("LIFE-RETRIEVE-FAILED       ERROR    retrieve failed for good");
    }

    @Test
    void shouldPrintTheTopology() {
        // When
        int code = run("topology");

        // Then
        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(out.toString())
                .contains("Source: events (topics: [luo.events])")
                .contains("flowchart LR");
    }

    private int run(String... arguments) {
        return LuoLedger.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private Path log(Result retrieve) throws IOException {
        Session vm = Session.named("vm");
        return log(
                new SessionRetrieved(vm, Result.success()),
                new FileRetrieved(vm, new Token(1), "memfd-v2", null, null, retrieve));
    }

    /** A session with one file that is handed over, and what the incoming kernel makes of it. */
    private Path log(Body... incoming) throws IOException {
        Path file = directory.resolve("log.avro");
        EventCodec codec = new EventCodec();
        Session vm = Session.named("vm");
        Token token = new Token(1);
        Body[] before = {
            new SessionCreated(vm, Result.success()),
            new FilePreserved(vm, token, "memfd-v2", null, null, Result.success()),
            new HandoverStarted(Result.success()),
            new KernelBooted(BootOutcome.RESTORED, null, null, null, null, null, Result.success())
        };
        List<Body> bodies =
                Stream.concat(Arrays.stream(before), Arrays.stream(incoming)).toList();
        LedgerHead head = LedgerHead.EMPTY;
        try (LogFileWriter writer = new LogFileWriter(Files.newOutputStream(file))) {
            for (int i = 0; i < bodies.size(); i++) {
                var event = codec.seal(
                        head,
                        new Draft(
                                "h1",
                                new Source(Source.idOf("test"), i),
                                i < 3 ? FIRST : SECOND,
                                Moment.monotonic(i * 1000L),
                                bodies.get(i)));
                writer.append(event);
                head = LedgerHead.after(event);
            }
        }
        return file;
    }
}
