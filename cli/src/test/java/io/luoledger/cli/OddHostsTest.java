package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Catalogue;
import io.luoledger.abi.Registration;
import io.luoledger.abi.source.Descriptors;
import io.luoledger.event.Body;
import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FlbBody.FlbPreserved;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.SessionCreated;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.event.Token;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.LogFileWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** May this host go? Whoever is asked gives the same answer: plan, preflight, the judge of the stream, and check. */
class OddHostsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The source of the file doesn't tell its handler. */
    private static final String UNTOLD = "?";

    @TempDir
    private Path temp;

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            7.2     | 7.3        | memfd-v2             | -        | true  | 0 | -
            7.3     | 7.3        | memfd-v2             | -        | true  | 0 | -
            7.2     | 7.3        | memfd-v2 acme-gpu-v1 | -        | false | 1 | acme-gpu-v1
            7.3     | 7.3        | acme-gpu-v1          | -        | false | 1 | acme-gpu-v1
            7.3     | 7.3        | memfd-v2 ?           | -        | false | 1 | unknown
            7.3     | 7.3        | unknown              | -        | false | 1 | unknown
            7.3     | 7.3        | memfd                | -        | false | 1 | memfd
            7.3     | 7.3        | memfd-v2             | acme-flb | false | 1 | acme-flb
            vfio-v5 | 7.3        | vfio-pci-v1          | -        | false | 1 | -
            7.1     | 7.1        | memfd-v2             | -        | false | 1 | -
            7.3     | 7.3        | -                    | -        | true  | 0 | -
            7.3     | luo-v4-dev | -                    | -        | false | 1 | -
            7.3     | 6.19       | -                    | -        | true  | 1 | -
            """)
    void shouldGetTheSameAnswerFromEveryoneWhoIsAsked(
            String from,
            String to,
            @Nullable String handlers,
            @Nullable String flbs,
            boolean go,
            int check,
            @Nullable String unknown)
            throws IOException {
        // Given
        List<String> held = words(handlers);
        List<String> heldFlbs = words(flbs);
        Path log = log(from, held, heldFlbs);
        Path kernel = temp.resolve("from.json");
        Files.writeString(kernel, Descriptors.toJson(kernel(from, held, heldFlbs)));

        // When
        Ran planned = Ran.command("abi", "plan", "--log", log, "--to", to, "--via", from, "--json");
        Ran asked = Ran.command("preflight", "--host", "h", "--log", log, "--to", to, "--json");
        Ran judged = Ran.command("replay", log, "--next", to, "--json");
        Ran checked = Ran.command("abi", "check", "--from", kernel, "--to", to);

        // Then
        assertThat(planned.code()).as(planned.out()).isEqualTo(go ? 0 : 1);
        assertThat(asked.code()).as(asked.out()).isEqualTo(go ? 0 : 1);
        assertThat(JSON.readTree(judged.out()).get("findings").findValuesAsText("id"))
                .filteredOn("ABI-HANDOVER-UNFIT"::equals)
                .hasSize(go ? 0 : 1);
        assertThat(checked.code()).as(checked.out()).isEqualTo(check);
        JsonNode answer = JSON.readTree(asked.out());
        assertThat(answer.get("verdict").asText()).isEqualTo(go ? "GO" : "NO-GO");
        if (unknown == null) {
            assertThat(answer.get("unknown")).isEmpty();
            assertThat(answer.get("against").isEmpty()).isEqualTo(go);
        } else {
            assertThat(answer.get("unknown")).singleElement().satisfies(one -> {
                assertThat(one.path(flbs == null ? "handler" : "flb").asText()).isEqualTo(unknown);
                assertThat(one.get("reason").asText()).isEqualTo("nothing is known of " + unknown);
            });
        }
    }

    @Test
    void shouldJudgeTheNextKernelFromAFileAsFromTheCatalogue() throws IOException {
        // Given
        Path log = log("7.3", List.of("memfd-v2"), List.of());
        Path file = temp.resolve("mine.json");
        Files.writeString(
                file,
                Descriptors.toJson(Catalogue.find("luo-v4-dev").orElseThrow().withRelease("mine")));

        // When
        Ran known = Ran.command("replay", log, "--next", "luo-v4-dev", "--json");
        Ran given = Ran.command("replay", log, "--next", file, "--json");
        Ran asked = Ran.command("preflight", "--host", "h", "--log", log, "--to", file, "--json");

        // Then
        assertThat(JSON.readTree(given.out()).get("findings").findValuesAsText("id"))
                .contains("ABI-HANDOVER-UNFIT")
                .isEqualTo(JSON.readTree(known.out()).get("findings").findValuesAsText("id"));
        assertThat(given.code()).isEqualTo(known.code());
        assertThat(JSON.readTree(asked.out()).get("to").asText()).isEqualTo("mine");
        assertThat(asked.code()).isEqualTo(ExitCode.FOUND);
    }

    /** A kernel that calls itself as the host's does is another one all the same, however its file is called. */
    @Test
    void shouldTellTwoKernelsOfOneReleaseApart() throws IOException {
        // Given
        Path log = log("7.3", List.of("memfd-v2"), List.of());
        Path other = temp.resolve("7.3.json");
        Files.writeString(
                other, Descriptors.toJson(Catalogue.find("7.3").orElseThrow()).replace("\"memfd-v2\"", "\"memfd-v3\""));

        // When, then
        for (Ran asked : List.of(
                Ran.command("abi", "plan", "--from", "7.3", "--to", other),
                Ran.command("abi", "plan", "--log", log, "--to", other),
                Ran.command("preflight", "--host", "h", "--log", log, "--to", other))) {
            assertThat(asked.code()).as(asked.out()).isEqualTo(1);
            assertThat(asked.out()).containsPattern("memfd REFUSED .*open_eio_memory_leaked");
        }
        Ran back = Ran.command("abi", "plan", "--from", other, "--to", "7.3");
        assertThat(back.code()).as(back.out()).isEqualTo(1);
        assertThat(back.out()).contains("holds: memfd-v3").containsPattern("memfd REFUSED .*open_eio_memory_leaked");
    }

    private static List<String> words(@Nullable String text) {
        return text == null ? List.of() : List.of(text.split(" "));
    }

    /** The kernel, with exactly what the host holds. */
    private static AbiDescriptor kernel(String release, List<String> handlers, List<String> flbs) {
        AbiDescriptor plain = Catalogue.find(release).orElseThrow();
        return plain.withRegistration(new Registration(true, true, handlers, Map.of("memfd-v2", flbs)));
    }

    /** A host that has just begun to hand this over. */
    private Path log(String kernel, List<String> handlers, List<String> flbs) throws IOException {
        List<Body> bodies = new ArrayList<>();
        Session session = Session.named("vm");
        bodies.add(new SessionCreated(session, Result.success()));
        for (String handler : handlers) {
            bodies.add(new FilePreserved(
                    session,
                    new Token(bodies.size()),
                    handler.equals(UNTOLD) ? null : handler,
                    null,
                    null,
                    Result.success()));
        }
        flbs.forEach(flb -> bodies.add(new FlbPreserved(flb, 4096L, Result.success())));
        bodies.add(new HandoverStarted(Result.success()));
        Path log = temp.resolve("h.avro");
        EventCodec codec = new EventCodec();
        LedgerHead head = LedgerHead.EMPTY;
        try (LogFileWriter writer = new LogFileWriter(Files.newOutputStream(log))) {
            for (Body body : bodies) {
                LiveUpdateEvent event = codec.seal(
                        head,
                        new Draft(
                                "h",
                                new Source(Source.idOf("h", "odd"), head.nextSequence()),
                                new Boot("b", kernel, 0, Side.OUTGOING),
                                Moment.monotonic(head.nextSequence() * 1000),
                                body));
                writer.append(event);
                head = LedgerHead.after(event);
            }
        }
        return log;
    }
}
