package io.luoledger.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.event.ChainHash;
import io.luoledger.event.Draft;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.WriteSummary;
import io.luoledger.publish.WriterSettings;
import io.luoledger.wire.ClusterException;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.SchemasUnavailableException;
import io.luoledger.wire.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The writer against a real broker. Every test has hosts of its own. */
class LedgerWriterTest {
    private static final WriterSettings SETTINGS = WriterSettings.defaults();
    private static EmbeddedBroker broker;

    @TempDir
    private Path temp;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.temporary();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void shouldAppendOnlyWhatIsNewOfALongerVersionOfTheSameSource() {
        // Given
        write(broker.client(), SETTINGS.withBatchEvents(2), TestDrafts.of("longer", "trace", 5));

        // When
        WriteSummary again = write(broker.client(), SETTINGS, TestDrafts.of("longer", "trace", 5));
        WriteSummary longer = write(broker.client(), SETTINGS, TestDrafts.of("longer", "trace", 9));

        // Then
        assertThat(again).isEqualTo(new WriteSummary(0, 5, Map.of()));
        assertThat(longer).isEqualTo(new WriteSummary(4, 5, Map.of("longer", 8L)));
        assertThat(wholeLedgerOf(broker.client(), "longer")).hasSize(9);
    }

    @Test
    void shouldHoldEachEventOnceWhenEventsAreOvertakenAndTheWriterIsKilled() {
        // Given: the writer ends behind its third batch, with four events in hand
        List<Draft> drafts = new ArrayList<>(TestDrafts.of("overtaken", "trace", 40));
        Collections.shuffle(drafts, new Random(2));
        try (LedgerWriter killed = LedgerWriter.open(broker.client(), SETTINGS.withBatchEvents(7))) {
            drafts.subList(0, 25).forEach(killed::append);
        }

        // When
        WriteSummary again = write(broker.client(), SETTINGS, drafts);

        // Then
        assertThat(again).isEqualTo(new WriteSummary(19, 21, Map.of("overtaken", 39L)));
        assertThat(wholeLedgerOf(broker.client(), "overtaken"))
                .extracting(recorded -> recorded.event().source().position())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 40).boxed().toList());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "no-head")
    void shouldGoOnWithAHostWhoseHeadAnotherProgramDeletedOrOverwrote(@Nullable String other) throws Exception {
        // Given
        String host = "headless-" + other;
        write(broker.client(), SETTINGS, TestDrafts.of(host, "trace", 5));
        try (KafkaProducer<String, String> program =
                new KafkaProducer<>(broker.client().base(), new StringSerializer(), new StringSerializer())) {
            program.send(new ProducerRecord<>(Topics.HEADS.name(), host, other)).get();
        }

        // When
        WriteSummary longer = write(broker.client(), SETTINGS, TestDrafts.of(host, "trace", 9));

        // Then
        assertThat(longer).isEqualTo(new WriteSummary(4, 5, Map.of(host, 8L)));
        assertThat(wholeLedgerOf(broker.client(), host)).hasSize(9);
    }

    @Test
    void shouldKeepEachHostsChainWhenOneWriterServesMany() {
        // Given
        List<Draft> mixed = new ArrayList<>();
        for (int position = 0; position < 20; position++) {
            for (int host = 0; host < 30; host++) {
                mixed.add(TestDrafts.draft("many-" + host, "trace", position));
            }
        }

        // When
        WriteSummary summary = write(broker.client(), SETTINGS.withBatchEvents(77), mixed);

        // Then
        assertThat(summary.appended()).isEqualTo(600);
        for (int host = 0; host < 30; host++) {
            assertThat(wholeLedgerOf(broker.client(), "many-" + host)).hasSize(20);
        }
    }

    @Test
    void shouldAskTheLedgerAboutASourceThatTheHeadHasForgotten() {
        // Given
        List<Draft> boots = new ArrayList<>();
        for (int boot = 0; boot < 300; boot++) {
            boots.addAll(TestDrafts.of("old", "boot-" + boot, 2));
        }
        write(broker.client(), SETTINGS, boots);

        // When
        List<Draft> oldestAndNew = new ArrayList<>(TestDrafts.of("old", "boot-0", 3));
        oldestAndNew.addAll(TestDrafts.of("old", "boot-300", 1));
        WriteSummary summary = write(broker.client(), SETTINGS, oldestAndNew);

        // Then
        assertThat(summary).isEqualTo(new WriteSummary(2, 2, Map.of("old", 601L)));
        assertThat(wholeLedgerOf(broker.client(), "old")).hasSize(602);
    }

    @Test
    void shouldShutOutTheOlderWriterOfTheSameName() {
        // Given
        try (LedgerWriter older = LedgerWriter.open(broker.client(), SETTINGS.withName("twin"))) {
            TestDrafts.of("fenced", "a", 2).forEach(older::append);
            older.flush();
            write(broker.client(), SETTINGS.withName("twin"), TestDrafts.of("fenced-too", "b", 1));
            older.append(TestDrafts.draft("fenced", "a", 2));

            // When / Then
            String expected = "another process took over as writer \"twin\" of the cluster at "
                    + broker.bootstrapServer() + ", so this one was shut out; expected one writer of a name at a time."
                    + " 2 events were acknowledged (host fenced up to sequence 1)."
                    + " Run the same command again to go on: nothing is written twice.";
            assertThatThrownBy(older::complete)
                    .isInstanceOf(ClusterException.class)
                    .hasMessage(expected);
            assertThatThrownBy(() -> older.append(TestDrafts.draft("fenced", "a", 3)))
                    .hasMessage(expected);
        }
        assertThat(wholeLedgerOf(broker.client(), "fenced")).hasSize(2);
    }

    @Test
    void shouldNoticeAWriterOfAnotherNameAtTheSameHost() {
        // Given
        try (LedgerWriter first = LedgerWriter.open(broker.client(), SETTINGS.withName("first"))) {
            TestDrafts.of("shared", "a", 2).forEach(first::append);
            first.flush();
            write(broker.client(), SETTINGS.withName("second"), TestDrafts.of("shared", "b", 1));
            first.append(TestDrafts.draft("shared", "a", 2));

            // When / Then
            assertThatThrownBy(first::complete)
                    .isInstanceOf(ClusterException.class)
                    .hasMessage("host shared has a second writer: writer \"second\" appended to it while writer"
                            + " \"first\" was at work; expected one writer at a time for a host."
                            + " 2 events were acknowledged (host shared up to sequence 1)."
                            + " Run the same command again to go on: nothing is written twice.");
        }
        assertThat(wholeLedgerOf(broker.client(), "shared")).hasSize(3);
    }

    @Test
    void shouldGoOnWithAHostThatAnotherWriterWroteSinceThisOneBegan() {
        // Given
        WriteSummary summary;
        try (LedgerWriter lasting = LedgerWriter.open(broker.client(), SETTINGS.withName("lasting"))) {
            TestDrafts.of("lasting", "a", 2).forEach(lasting::append);
            lasting.flush();
            write(broker.client(), SETTINGS.withName("meanwhile"), TestDrafts.of("meanwhile", "b", 3));

            // When
            lasting.append(TestDrafts.draft("meanwhile", "c", 0));
            summary = lasting.complete();
        }

        // Then
        assertThat(summary).isEqualTo(new WriteSummary(3, 0, Map.of("lasting", 1L, "meanwhile", 3L)));
        assertThat(wholeLedgerOf(broker.client(), "meanwhile")).hasSize(4);
    }

    @Test
    void shouldReadOfHeadsThePartitionsOfItsHostsAlone() throws Exception {
        // Given: what is open where no host of this writer is would be waited for if it were read
        Map<String, Object> config = broker.client().base();
        config.put("transactional.id", "elsewhere");
        config.put("transaction.timeout.ms", "600000");
        int partitions = Topics.DEFAULT_PARTITIONS;
        int home = Utils.toPositive(Utils.murmur2("at-home".getBytes(StandardCharsets.UTF_8))) % partitions;
        try (KafkaProducer<String, String> program =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            program.initTransactions();
            program.beginTransaction();
            program.send(new ProducerRecord<>(Topics.HEADS.name(), (home + 1) % partitions, "elsewhere", "open"))
                    .get();

            // When
            WriteSummary summary = write(
                    broker.client(),
                    SETTINGS.withName("at-home").withTimeout(Duration.ofSeconds(30)),
                    TestDrafts.of("at-home", "trace", 5));

            // Then
            assertThat(summary.appended()).isEqualTo(5);
            program.abortTransaction();
        }
    }

    @Test
    void shouldTakeWritersOfDifferentNamesOneRightAfterTheOther() {
        // When
        for (int turn = 0; turn < 10; turn++) {
            write(
                    broker.client(),
                    SETTINGS.withName("turn-" + turn),
                    List.of(TestDrafts.draft("turns", "source-" + turn, 0)));
        }

        // Then
        assertThat(wholeLedgerOf(broker.client(), "turns")).hasSize(10);
    }

    @Test
    void shouldTakeUpHostAfterHostWhileAnotherWriterDoesTheSame() throws Exception {
        // Given: each batch begins with hosts that are new, while the one before is on its way
        int hosts = 40;
        List<String> names = List.of("left", "right");

        // When
        List<WriteSummary> summaries = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(names.size())) {
            List<Future<WriteSummary>> running = names.stream()
                    .map(name -> pool.submit(() -> write(
                            broker.client(),
                            SETTINGS.withName(name).withBatchEvents(5),
                            oneAfterTheOther(name, hosts))))
                    .toList();
            for (Future<WriteSummary> future : running) {
                summaries.add(future.get(5, TimeUnit.MINUTES));
            }
        }

        // Then
        assertThat(summaries).extracting(WriteSummary::appended).containsExactly(3L * hosts, 3L * hosts);
        assertThat(wholeLedgerOf(broker.client(), "left-0")).hasSize(3);
        assertThat(wholeLedgerOf(broker.client(), "right-39")).hasSize(3);
    }

    private static List<Draft> oneAfterTheOther(String name, int hosts) {
        return IntStream.range(0, hosts)
                .mapToObj(host -> TestDrafts.of(name + "-" + host, "trace", 3))
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void shouldNeverForkAHostsLedgerWhenWritersRaceForIt() throws Exception {
        // Given
        int writers = 3;
        int rounds = 8;
        CyclicBarrier together = new CyclicBarrier(writers);

        // When
        List<String> refused = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(writers)) {
            List<Future<List<String>>> running = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                String name = "racer-" + i;
                Callable<List<String>> racer = () -> race(name, rounds, together);
                running.add(pool.submit(racer));
            }
            for (Future<List<String>> future : running) {
                refused.addAll(future.get(5, TimeUnit.MINUTES));
            }
        }

        // Then
        assertThat(refused).isNotEmpty().allMatch(message -> message.startsWith("host race has a second writer: "));
        assertThat(wholeLedgerOf(broker.client(), "race")).hasSize(writers * rounds - refused.size());
    }

    private static List<String> race(String name, int rounds, CyclicBarrier together) throws Exception {
        List<String> refused = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            try (LedgerWriter writer = LedgerWriter.open(broker.client(), SETTINGS.withName(name))) {
                writer.append(TestDrafts.draft("race", name + "-" + round, 0));
                together.await(5, TimeUnit.MINUTES);
                writer.complete();
            } catch (ClusterException e) {
                refused.add(String.valueOf(e.getMessage()));
            }
        }
        return refused;
    }

    @Test
    void shouldSayWhatWasAcknowledgedWhenTheBrokerGoesAwayAndGoOnLaterWithoutDuplicates() {
        // Given
        Path root = temp.resolve("data");
        EmbeddedBroker mortal = EmbeddedBroker.start(DataDirectory.lasting(root), 0);
        ClientSettings client = mortal.client();
        // a broker's first transaction takes longest: an impatient writer would fail before its time
        write(client, SETTINGS, TestDrafts.of("before", "trace", 1));
        List<Draft> drafts = TestDrafts.of("gone", "trace", 30);
        try (LedgerWriter writer =
                LedgerWriter.open(client, SETTINGS.withBatchEvents(10).withTimeout(Duration.ofSeconds(10)))) {
            drafts.subList(0, 10).forEach(writer::append);
            writer.flush();
            drafts.subList(10, 19).forEach(writer::append);
            mortal.close();
            // a full batch is on its way while the next one collects
            writer.append(drafts.get(19));

            // When / Then
            assertThatThrownBy(writer::flush)
                    .isInstanceOf(ClusterException.class)
                    .hasMessageStartingWith(
                            "the cluster at " + client.bootstrapServers() + " can't be reached: no answer for 10 s (")
                    .hasMessageEndingWith("). 10 events were acknowledged (host gone up to sequence 9)."
                            + " Run the same command again to go on: nothing is written twice.");
        }
        try (EmbeddedBroker back = EmbeddedBroker.start(DataDirectory.lasting(root), 0)) {
            assertThat(write(back.client(), SETTINGS, drafts)).isEqualTo(new WriteSummary(20, 10, Map.of("gone", 29L)));
            assertThat(wholeLedgerOf(back.client(), "gone")).hasSize(30);
        }
    }

    @Test
    void shouldSayThatThereIsNoBroker() {
        // Given
        ClientSettings nobody = ClientSettings.of("127.0.0.1:1");

        // When / Then
        assertThatThrownBy(() -> LedgerWriter.open(nobody, SETTINGS.withTimeout(Duration.ofSeconds(2))))
                // the schemas are asked for first
                .isInstanceOf(SchemasUnavailableException.class)
                .hasMessageStartingWith("the cluster at 127.0.0.1:1 can't be reached: no answer for 2 s (");
    }

    @Test
    void shouldCopyAnotherLedgerAsItIsAndSkipWhatIsThere() {
        // Given
        List<RecordedEvent> ledger = recorded(TestDrafts.of("copy", "trace", 12));
        copy(ledger.subList(0, 5));

        // When
        WriteSummary rest = copy(ledger);
        WriteSummary shorter = copy(ledger.subList(0, 3));

        // Then
        assertThat(rest).isEqualTo(new WriteSummary(7, 5, Map.of("copy", 11L)));
        assertThat(shorter).isEqualTo(new WriteSummary(0, 3, Map.of()));
        assertThat(wholeLedgerOf(broker.client(), "copy")).isEqualTo(ledger);
        // and its sources are known: the trace itself brings nothing new
        assertThat(write(broker.client(), SETTINGS, TestDrafts.of("copy", "trace", 12))
                        .skipped())
                .isEqualTo(12);
    }

    @Test
    void shouldRefuseALedgerWithoutItsBeginning() {
        // Given
        List<RecordedEvent> ledger = recorded(TestDrafts.of("headless", "trace", 4));

        // When / Then
        assertThatThrownBy(() -> copy(ledger.subList(2, 4)))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("host headless begins at sequence 2, and the target has nothing of it: a ledger without its"
                        + " beginning can't be verified; expected sequence 0. Nothing was acknowledged.");
    }

    @Test
    void shouldRefuseAGapBehindTheTarget() {
        // Given
        List<RecordedEvent> ledger = recorded(TestDrafts.of("gap", "trace", 6));
        copy(ledger.subList(0, 2));

        // When / Then
        assertThatThrownBy(() -> copy(ledger.subList(4, 6)))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("host gap begins at sequence 4, and the target ends at 1: what lies between is missing;"
                        + " expected sequence 2 or an earlier one. Nothing was acknowledged.");
    }

    @Test
    void shouldRefuseAnotherHistoryOfTheSameHostEvenAShorterOne() {
        // Given
        copy(recorded(TestDrafts.of("other", "trace", 5)));
        List<RecordedEvent> another = recorded(TestDrafts.of("other", "another", 9));

        // When / Then
        assertThatThrownBy(() -> copy(another))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("host other, sequence 4: the target holds another history of this host: the chains differ"
                        + " there; expected the same events, or another host name. Nothing was acknowledged.");
        assertThatThrownBy(() -> copy(another.subList(0, 3)))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith("host other, sequence 2: the target holds another history of this host");
        assertThat(wholeLedgerOf(broker.client(), "other")).hasSize(5);
    }

    @Test
    void shouldRefuseABrokenChain() {
        // Given
        List<RecordedEvent> ledger = new ArrayList<>(recorded(TestDrafts.of("broken", "trace", 6)));
        RecordedEvent third = ledger.get(3);
        ledger.set(3, new RecordedEvent(third.event(), ChainHash.GENESIS));

        // When / Then
        assertThatThrownBy(() -> copy(ledger))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("host broken, sequence 3: the chain is broken: the event, or one before it, was changed or"
                        + " lost after it was written. Nothing was acknowledged.");
        assertThat(wholeLedgerOf(broker.client(), "broken")).isEmpty();
    }

    static WriteSummary write(ClientSettings client, WriterSettings settings, List<Draft> drafts) {
        try (LedgerWriter writer = LedgerWriter.open(client, settings)) {
            drafts.forEach(writer::append);
            return writer.complete();
        }
    }

    private static WriteSummary copy(List<RecordedEvent> events) {
        try (LedgerWriter writer = LedgerWriter.open(broker.client(), SETTINGS)) {
            events.forEach(writer::appendRecorded);
            return writer.complete();
        }
    }

    static List<RecordedEvent> recorded(List<Draft> drafts) {
        EventCodec codec = new EventCodec();
        List<RecordedEvent> events = new ArrayList<>();
        LedgerHead head = LedgerHead.EMPTY;
        for (Draft draft : drafts) {
            var event = codec.seal(head, draft);
            head = LedgerHead.after(event);
            events.add(codec.decode(codec.encode(event)));
        }
        return events;
    }

    /** A host's events, after checking that sequence and chain are whole. */
    static List<RecordedEvent> wholeLedgerOf(ClientSettings client, String host) {
        List<RecordedEvent> events = new ArrayList<>();
        try (LedgerReader reader = new LedgerReader(client)) {
            reader.snapshot(Optional.of(host), entry -> {
                events.addAll(Stream.of(entry)
                        .map(LedgerReader.Entry.Event.class::cast)
                        .map(LedgerReader.Entry.Event::recorded)
                        .toList());
                return true;
            });
        }
        LedgerHead head = LedgerHead.EMPTY;
        for (RecordedEvent recorded : events) {
            assertThat(recorded.event().sequence()).isEqualTo(head.nextSequence());
            assertThat(recorded.chainAfter(head.chain()))
                    .isEqualTo(recorded.event().chain());
            head = LedgerHead.after(recorded.event());
        }
        return events;
    }
}
