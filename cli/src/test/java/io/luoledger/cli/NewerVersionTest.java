package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.TopicSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newer version wrote: shown as far as it is known, and passed on whole. */
class NewerVersionTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void shouldPassOnWhatANewerVersionWrote() throws IOException {
        // Given
        Path log = directory.resolve("newer.avro");
        NewerLog.write(log, "h1");
        Path copy = directory.resolve("copy.avro");
        Path archive = directory.resolve("archive");

        // When
        try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
            Ran played = on(broker, "replay", log, "--speed", "1000x");
            Ran shown = on(broker, "events", "--json", "--type", "hostRenamed");
            Ran exported = on(broker, "export", "-o", copy);
            Ran archived = on(broker, "archive", "-o", archive, "--trim");

            // Then
            assertThat(played.code()).as(played.toString()).isZero();
            assertThat(shown.lines())
                    .singleElement()
                    .asString()
                    .contains("\"type\":\"HostRenamed\"")
                    .contains("\"formerly\":\"h0\"");
            assertThat(exported.code()).as(exported.toString()).isZero();
            assertThat(archived.code()).as(archived.toString()).isZero();
        }
        Path part = archive.resolve("events-000001.avro");
        assertThat(NewerLog.read(Files.readAllBytes(copy))).isEqualTo(NewerLog.read(Files.readAllBytes(log)));
        assertThat(NewerLog.read(Files.readAllBytes(part))).isEqualTo(NewerLog.read(Files.readAllBytes(log)));

        // and from the archive into another cluster, byte for byte
        try (EmbeddedBroker first = EmbeddedBroker.temporary();
                EmbeddedBroker second = EmbeddedBroker.temporary()) {
            assertThat(on(first, "import", "events", log).code()).isZero();
            assertThat(on(second, "import", "events", part).code()).isZero();
            assertThat(values(second.client()))
                    .hasSize(3)
                    .usingElementComparator(java.util.Arrays::compare)
                    .containsExactlyElementsOf(values(first.client()));
        }
    }

    @Test
    void shouldTellAKindOfANewerVersionFromAMistypedOne() throws IOException {
        // Given
        Path log = directory.resolve("newer.avro");
        NewerLog.write(log, "h1");

        // When
        Ran newer = Ran.command("events", log, "--type", "HostRenamed");
        Ran both = Ran.command("events", log, "--type", "HostRenamed", "--type", "HandoverAborted");
        Ran mistyped = Ran.command("events", log, "--type", "HostRenames");

        // Then
        assertThat(newer.code()).isZero();
        assertThat(newer.lines()).hasSize(1);
        assertThat(both.lines()).hasSize(2);
        assertThat(mistyped.code()).isEqualTo(2);
        assertThat(mistyped.out()).isEmpty();
        assertThat(mistyped.err())
                .startsWith("luo-ledger: --type HostRenames: no such event type, and no event of a newer version has"
                        + " that name; expected one of CallRefused, ");
    }

    private static List<byte[]> values(ClientSettings client) {
        List<byte[]> values = new ArrayList<>();
        TopicSnapshot.read(client, Topics.EVENTS.name(), record -> values.add(record.value()));
        return values;
    }

    private static Ran on(EmbeddedBroker broker, Object... words) {
        List<Object> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--bootstrap-server", broker.bootstrapServer(), "--timeout", "60"));
        return Ran.command(all.toArray());
    }
}
