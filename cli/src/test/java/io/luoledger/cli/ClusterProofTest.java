package io.luoledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.broker.TestDrafts;
import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.ledger.Topics;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.LogFileWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose owner isn't trusted, and one that gets too full. */
class ClusterProofTest {
    private final EventCodec codec = new EventCodec();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private EmbeddedBroker broker;

    @BeforeEach
    void start() {
        broker = EmbeddedBroker.temporary();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void shouldShowWhatItsOwnerDidToALedger() throws Exception {
        // Given
        List<LiveUpdateEvent> events = sealed(updates("a", "b"));
        Path log = log("log.avro", events);
        Path receipt = directory.resolve("r.json");
        Ran.command("verify", log, "--receipt", receipt);
        List<Draft> other = new ArrayList<>(updates("a"));
        other.addAll(TestDrafts.of("b", "another history", 40));
        cluster("import", "events", log("rewritten.avro", sealed(other)));

        // When: its own chains are whole, but not those that the receipt saw
        Ran rewritten = cluster("verify");
        Ran against = cluster("verify", "--against", receipt);
        RecordMetadata copy = send("a", events.get(3));
        Ran doubled = cluster("verify");

        // Then
        assertThat(rewritten.code()).as(rewritten.toString()).isZero();
        assertThat(against.code()).isEqualTo(1);
        assertThat(against.out())
                .contains("r.json: DOESN'T HOLD: 1 host of 2 not as they were")
                .contains(
                        "host b: sequence 32 has another chain than the receipt: it or an earlier event was rewritten");
        assertThat(doubled.code()).isEqualTo(1);
        assertThat(doubled.out())
                .contains("host a, sequence 3, partition " + copy.partition() + ", offset " + copy.offset()
                        + " of the cluster at " + broker.bootstrapServer()
                        + ": DOUBLED: sequence 3 again, where 33 belongs");
    }

    @Test
    void shouldArchiveAndTrimALedgerThatStaysOneLog() throws IOException {
        // Given
        List<LiveUpdateEvent> events = sealed(updates("a", "b", "c"));
        Path whole = log("whole.avro", events);
        Path receipt = directory.resolve("r.json");
        Ran.command("verify", whole, "--receipt", receipt);
        Path archive = directory.resolve("archive");

        // When
        cluster("import", "events", log("half.avro", events.subList(0, 50)));
        Ran first = cluster("archive", "-o", archive, "--trim");
        cluster("replay", whole, "--speed", "1000x");
        Ran second = cluster("archive", "-o", archive, "--trim");
        Ran nothing = cluster("archive", "-o", archive);
        Ran again = cluster("replay", whole, "--speed", "1000x");

        // Then
        assertThat(first.lines().getFirst())
                .isEqualTo("50 events archived to " + archive.resolve("events-000001.avro") + ", verified; receipt "
                        + archive.resolve("events-000001.receipt.json"));
        assertThat(second.lines().getFirst()).startsWith("49 events archived to ");
        assertThat(nothing.out()).isEqualTo("nothing new to archive in " + archive + System.lineSeparator());
        assertThat(again.out())
                .isEqualTo("0 events written to the cluster at " + broker.bootstrapServer()
                        + "; 99 events were there already" + System.lineSeparator());
        Path one = archive.resolve("events-000001.avro");
        Path two = archive.resolve("events-000002.avro");
        assertThat(Ran.command("verify", one, two, "--against", receipt).code()).isZero();
        Ran together = cluster("verify", one, two, "--against", receipt);
        assertThat(together.code()).as(together.toString()).isZero();
        // host a is in the first part alone
        Ran alone = Ran.command("verify", two, "--against", archive.resolve("events-000001.receipt.json"));
        assertThat(alone.code()).isEqualTo(3);
        assertThat(alone.out()).contains("can't be decided: 1 host of 2 not as they were");
        assertThat(cluster("verify", "--against", receipt).code()).isEqualTo(3);
        assertThat(cluster("replay", one, two).lines().get(1))
                .isEqualTo(Ran.command("replay", whole).lines().get(1));
    }

    @Test
    void shouldTrimNothingThatTheArchiveLostSince() throws Exception {
        // Given: two parts, of events that are still on the cluster
        Path archive = directory.resolve("archive");
        cluster("import", "events", log("a.avro", sealed(updates("a"))));
        cluster("archive", "-o", archive);
        cluster("import", "events", log("b.avro", sealed(updates("b"))));
        cluster("archive", "-o", archive);
        Path one = archive.resolve("events-000001.avro");
        byte[] whole = Files.readAllBytes(one);
        byte[] damaged = whole.clone();
        damaged[whole.length - 30] ^= 1;
        Files.write(one, damaged);

        // When
        Ran refused = cluster("archive", "-o", archive, "--trim");
        Ran left = cluster("verify");
        Files.write(one, whole);
        Ran trimmed = cluster("archive", "-o", archive, "--trim");
        Files.write(one, damaged);
        Ran nothingOfIt = cluster("archive", "-o", archive, "--trim");

        // Then
        assertThat(refused.code()).isEqualTo(3);
        assertThat(refused.err()).contains(one.toString(), "Nothing was trimmed");
        assertThat(left.out()).contains(": 66 events of 2 hosts: whole");
        assertThat(trimmed.code()).as(trimmed.toString()).isZero();
        assertThat(cluster("verify").out()).contains(": 0 events of 0 hosts: whole");
        // what went long ago isn't read again
        assertThat(nothingOfIt.code()).as(nothingOfIt.toString()).isZero();
    }

    @Test
    void shouldNotArchiveOneOfTwoHistories() throws Exception {
        // Given: two events for one sequence, neither of them archived
        List<LiveUpdateEvent> events = sealed(updates("a"));
        Path archive = directory.resolve("archive");
        cluster("import", "events", log("a.avro", events));
        send("a", sealed(TestDrafts.of("a", "another history", 9)).get(8));

        // When
        Ran archived = cluster("archive", "-o", archive, "--trim");

        // Then
        assertThat(archived.code()).isEqualTo(3);
        assertThat(archived.err()).contains("host a, sequence 8: DOUBLED").contains("The ledger is broken");
        assertThat(cluster("verify").code()).isEqualTo(1);
    }

    @Test
    void shouldTakeALedgerThatEndsWithinItsArchiveForArchivedOnlyWhereItIsTheSame() throws IOException {
        // Given: an archive of two parts, whose last one alone holds host b
        Path archive = directory.resolve("archive");
        List<LiveUpdateEvent> a = sealed(updates("a"));
        List<LiveUpdateEvent> b = sealed(updates("b"));
        cluster("import", "events", log("a.avro", a));
        cluster("archive", "-o", archive);
        cluster("import", "events", log("b.avro", b));
        cluster("archive", "-o", archive);

        // When: clusters on which no host comes as far as the archive, with the same history of b and with another one
        Ran same = onACluster(List.of(a.subList(0, 12), b.subList(0, 20)), "archive", "-o", archive, "--trim");
        Ran other = onACluster(
                List.of(a.subList(0, 12), sealed(TestDrafts.of("b", "another history", 20))),
                "archive",
                "-o",
                archive,
                "--trim");

        // Then
        assertThat(same.code()).as(same.toString()).isZero();
        assertThat(same.out()).contains("nothing new to archive in ", "trimmed: the ledger on the cluster begins at");
        assertThat(other.code()).isEqualTo(3);
        assertThat(other.out()).isEmpty();
        assertThat(other.err())
                .contains(archive + ": the archive holds another history of host b than the cluster: the chains differ"
                        + " at sequence 19. Nothing was archived");
    }

    @Test
    void shouldLeaveOutWhatIsNoPartOfTheLedgerAndArchiveItAsItIs() throws Exception {
        // Given: foreign records, and genuine events under another key and in another partition
        List<LiveUpdateEvent> events = sealed(updates("a", "b"));
        Path whole = log("whole.avro", events);
        cluster("import", "events", whole);
        RecordMetadata text =
                send(new ProducerRecord<>(Topics.EVENTS.name(), "a", "hello".getBytes(StandardCharsets.UTF_8)));
        RecordMetadata tombstone = send(new ProducerRecord<>(Topics.EVENTS.name(), "b", null));
        RecordMetadata otherKey = send(new ProducerRecord<>(Topics.EVENTS.name(), "z", codec.encode(events.get(5))));
        int elsewhere = (text.partition() + 1) % Topics.DEFAULT_PARTITIONS;
        RecordMetadata copy =
                send(new ProducerRecord<>(Topics.EVENTS.name(), elsewhere, "a", codec.encode(events.getFirst())));
        String digest = Ran.command("replay", whole).lines().get(1);
        Path exported = directory.resolve("exported.avro");
        Path archive = directory.resolve("archive");

        // When
        Ran verify = cluster("verify");
        Ran export = cluster("export", "-o", exported);
        Ran archived = cluster("archive", "-o", archive);
        Ran trimmed = cluster("archive", "-o", archive, "--trim");

        // Then
        assertThat(verify.code()).as(verify.toString()).isZero();
        assertThat(verify.out())
                .contains(": 66 events of 2 hosts: whole")
                .contains("4 records left out, no part of anybody's ledger:")
                .contains(place(text) + ": not in the Confluent wire format: first byte 0x68, expected 0x00")
                .contains(place(tombstone) + ": no value, expected an event")
                .contains(place(otherKey) + ": sequence 5 of host a under key \"z\", expected the event's host")
                .contains(place(copy) + ": sequence 0 of host a outside its host's partition, expected partition "
                        + text.partition());
        assertThat(export.err().lines().filter(line -> line.startsWith("luo-ledger: warning: left out ")))
                .hasSize(4);
        assertThat(Ran.command("replay", exported).lines().get(1)).isEqualTo(digest);
        Path foreign = archive.resolve("foreign-000001.jsonl");
        assertThat(archived.lines()).last().isEqualTo("4 records that are no events kept as they are in " + foreign);
        assertThat(Files.readAllLines(foreign))
                .hasSize(4)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("{\"partition\":" + text.partition() + ",\"offset\":" + text.offset()
                                + ",\"timestampMillis\":" + text.timestamp()
                                + ",\"key\":\"YQ==\",\"value\":\"aGVsbG8=\",\"headers\":[],\"reason\":\"not in the"));
        // and it is kept once, and doesn't come in the way of a trim
        assertThat(trimmed.code()).as(trimmed.toString()).isZero();
        assertThat(trimmed.out())
                .contains("nothing new to archive in ", "trimmed: the ledger on the cluster begins at");
        assertThat(archive.resolve("foreign-000002.jsonl")).doesNotExist();
        assertThat(cluster("verify").out())
                .contains(": 0 events of 0 hosts: whole")
                .doesNotContain("left out");
        assertThat(cluster("replay", archive.resolve("events-000001.avro"))
                        .lines()
                        .get(1))
                .isEqualTo(digest);
    }

    @Test
    void shouldNotCallAnEventMissingThatCannotBeRead() throws Exception {
        // Given: an event of this very host that nobody can read stands where one is missing
        List<LiveUpdateEvent> events = sealed(updates("a"));
        for (LiveUpdateEvent event : events.subList(0, 5)) {
            send("a", event);
        }
        send(new ProducerRecord<>(Topics.EVENTS.name(), "a", new byte[] {0, 0, 0, 39, 15, 1}));
        send("a", events.get(6));

        // When
        Ran verify = cluster("verify");

        // Then
        assertThat(verify.code()).isEqualTo(3);
        assertThat(verify.out()).contains("MISSING");
        assertThat(verify.err())
                .contains("what is missing may be in what can't be read:")
                .contains("unknown schema id");
    }

    private static String place(RecordMetadata record) {
        return "partition " + record.partition() + ", offset " + record.offset();
    }

    private Ran cluster(Object... words) {
        return on(broker, words);
    }

    private static Ran on(EmbeddedBroker broker, Object... words) {
        List<Object> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--bootstrap-server", broker.bootstrapServer(), "--timeout", "60"));
        return Ran.command(all.toArray());
    }

    /** What a command says of a cluster of its own that holds these logs. */
    private Ran onACluster(List<List<LiveUpdateEvent>> logs, Object... words) throws IOException {
        try (EmbeddedBroker fresh = EmbeddedBroker.temporary()) {
            for (List<LiveUpdateEvent> events : logs) {
                on(fresh, "import", "events", log("given.avro", events));
            }
            return on(fresh, words);
        }
    }

    private RecordMetadata send(String key, LiveUpdateEvent event) throws Exception {
        return send(new ProducerRecord<>(Topics.EVENTS.name(), key, codec.encode(event)));
    }

    private RecordMetadata send(ProducerRecord<String, byte[]> record) throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(broker.client().base(), new StringSerializer(), new ByteArraySerializer())) {
            return producer.send(record).get();
        }
    }

    private static List<Draft> updates(String... hosts) {
        List<Draft> drafts = new ArrayList<>();
        for (String host : hosts) {
            drafts.addAll(TestDrafts.liveUpdate(host, 9));
        }
        return drafts;
    }

    private List<LiveUpdateEvent> sealed(List<Draft> drafts) {
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
