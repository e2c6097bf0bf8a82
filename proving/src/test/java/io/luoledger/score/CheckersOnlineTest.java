package io.luoledger.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.abi.source.AbiCodec;
import io.luoledger.core.AbiDigest;
import io.luoledger.core.AbiJudge;
import io.luoledger.core.BootTrail;
import io.luoledger.core.EntityMap;
import io.luoledger.core.FindingCatalogue;
import io.luoledger.core.Ledger;
import io.luoledger.core.Output.ConsequenceShown;
import io.luoledger.core.Output.EntityForgotten;
import io.luoledger.core.Output.FindingRaised;
import io.luoledger.core.Output.HoldingsChanged;
import io.luoledger.core.Output.UpdateChanged;
import io.luoledger.core.Output.UpdateSettled;
import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.Moment;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.ledger.LedgerHead;
import io.luoledger.ledger.Topics;
import io.luoledger.simulator.Dice;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.streams.LedgerTopology;
import io.luoledger.streams.PublishedFindings;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.SchemaTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every check in the topology: a log with the fault planted that it is there for goes through the stream processors, and
 * out come the findings that the core gives without Kafka, each once and in order, the planted one among them.
 */
class CheckersOnlineTest {
    private static final int MOST_SEEDS = 200;
    /** What is asked of the state, not raised by an event, unless a later event does. */
    private static final Set<FindingKind> OPEN_AT_THE_END = Set.of(
            FindingCatalogue.NEVER_RETRIEVED, FindingCatalogue.NEVER_FINISHED, FindingCatalogue.FLB_NOT_FINISHED);
    /** A kind that this version can't write; cli's SchemaIdsOnClusterTest has a newer version write one. */
    private static final Set<FindingKind> OF_A_NEWER_VERSION = Set.of(FindingCatalogue.KIND_UNKNOWN);

    private final EventCodec codec = new EventCodec();

    @TestFactory
    Stream<DynamicTest> shouldRaiseOnlineWhatTheCoreRaises() {
        return Score.plants().stream()
                .filter(plant -> !OF_A_NEWER_VERSION.contains(plant.raises()))
                .map(plant -> DynamicTest.dynamicTest(plant.raises().id() + ": " + plant.name(), () -> compare(plant)));
    }

    private void compare(Plant plant) {
        // Given
        List<RecordedEvent> log = planted(plant);

        // When
        List<String> online = online(log, plant.next());

        // Then
        assertThat(online).isEqualTo(offline(log, plant.next()));
        if (!OPEN_AT_THE_END.contains(plant.raises())) {
            assertThat(online).anyMatch(text -> text.startsWith(plant.raises().id() + " "));
        }
    }

    // ---- the log ----

    /** Of the first seed whose run has a place for the fault. */
    private List<RecordedEvent> planted(Plant plant) {
        for (long seed = 1; seed <= MOST_SEEDS; seed++) {
            Story story = new Story(Score.clean(seed), Dice.of(seed, 2));
            if (plant.plant().test(story)) {
                List<RecordedEvent> log = plant.log().apply(seal(story.drafts()), story);
                return log.stream().map(this::written).toList();
            }
        }
        throw new AssertionError("no run has a place for: " + plant.name());
    }

    private List<RecordedEvent> seal(List<Draft> drafts) {
        List<RecordedEvent> log = new ArrayList<>();
        LedgerHead head = LedgerHead.EMPTY;
        for (Draft draft : drafts) {
            LiveUpdateEvent event = codec.seal(head, draft);
            head = LedgerHead.after(event);
            log.add(codec.decode(codec.encode(event)));
        }
        return log;
    }

    /** As it comes off the wire. What was changed without its chain is changed there, too. */
    private RecordedEvent written(RecordedEvent recorded) {
        RecordedEvent same = codec.decode(codec.encode(recorded.event()));
        LiveUpdateEvent event = recorded.event();
        return same.content().equals(recorded.content())
                ? same
                : codec.decode(codec.encode(new LiveUpdateEvent(
                        event.host(),
                        event.sequence(),
                        event.chain(),
                        event.source(),
                        event.boot(),
                        new Moment(event.at().monotonicNanos(), null),
                        event.body())));
    }

    // ---- both drives ----

    private static List<String> offline(List<RecordedEvent> log, List<String> next) {
        List<String> found = new ArrayList<>();
        Ledger ledger = new Ledger();
        EntityMap entities = new EntityMap();
        AbiJudge judge = new AbiJudge(Score::kernel, next, SimulatedReader.gate(), new AbiDigest.InMemory());
        BootTrail trail = null;
        for (RecordedEvent event : log) {
            ledger.apply(entities, event).forEach(output -> {
                switch (output) {
                    case FindingRaised raised -> found.add(text(raised.finding()));
                    case HoldingsChanged held -> add(found, judge.apply(held));
                    case UpdateSettled settled -> add(found, judge.apply(settled));
                    case ConsequenceShown shown -> add(found, judge.apply(shown));
                    case EntityForgotten forgotten -> {}
                    case UpdateChanged changed -> {}
                }
            });
            AbiJudge.Judged judged = judge.apply(trail, event.event());
            trail = judged.trail();
            add(found, judged.findings());
        }
        return found;
    }

    private static void add(List<String> found, List<FindingRaised> raised) {
        raised.forEach(one -> found.add(text(one.finding())));
    }

    private List<String> online(List<RecordedEvent> log, List<String> next) {
        LedgerTopology.Config config = new LedgerTopology.Config(
                        Ledger.DEFAULT_RETENTION_UPDATES, true, SimulatedReader.gate())
                .withPlan(next);
        PublishedFindings published = new PublishedFindings(SchemaTable.builtIn());
        try (TopologyTestDriver driver = new TopologyTestDriver(
                LedgerTopology.build(config), LedgerTopology.settings("checkers", "nowhere:1"))) {
            var abi = driver.createInputTopic(Topics.ABI.name(), new ByteArraySerializer(), new ByteArraySerializer());
            // the kernels of the score, which know the device files of its machines
            for (String release : List.of(Score.WITHOUT_LIVE_UPDATE, "7.3", "7.2", "7.1", "7.0", "6.19")) {
                abi.pipeInput(
                        release.getBytes(StandardCharsets.UTF_8),
                        new AbiCodec().encode(Score.kernel(release).orElseThrow()));
            }
            var events =
                    driver.createInputTopic(Topics.EVENTS.name(), new ByteArraySerializer(), new ByteArraySerializer());
            log.forEach(event -> events.pipeInput(
                    event.event().host().getBytes(StandardCharsets.UTF_8), codec.encode(event.event())));
            return driver
                    .createOutputTopic(Topics.FINDINGS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readValuesToList()
                    .stream()
                    .map(published::decode)
                    .map(CheckersOnlineTest::text)
                    .toList();
        }
    }

    private static String text(Finding one) {
        return one.kind().id() + " " + one.subject() + ": " + one.expected() + " / " + one.found() + " "
                + one.evidence();
    }
}
