package io.luoledger.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.avro.EntityState;
import io.luoledger.avro.FileLife;
import io.luoledger.avro.FileView;
import io.luoledger.avro.UpdateSummary;
import io.luoledger.core.LogScript;
import io.luoledger.core.UpdateState;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.store.StateDigest;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.SchemaIds;
import io.luoledger.wire.SchemaTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

class LedgerTopologyTest {
    private static final int LATER_ID = 4242;

    @Test
    void shouldPublishTheLastSummaryOfAnUpdateAsTheReplayHasIt() {
        // Given
        List<RecordedEvent> log = healthy().events();

        // When
        Replay replay = new Replay(SimulatedReader.gate()).run(log.iterator());
        try (Online online = new Online()) {
            online.publish(log);

            // Then
            UpdateState expected = replay.updates().getFirst();
            assertThat(online.updates()).containsOnlyKeys("h1/1/1");
            UpdateSummary published = online.updates().get("h1/1/1");
            assertThat(published).isNotNull();
            assertThat(published.getOutcome()).isEqualTo("COMPLETED");
            assertThat(published.getPhases().getFinish())
                    .isEqualTo(expected.phases().finish());
            assertThat(published.getPhases().getRetrieve())
                    .isEqualTo(expected.phases().retrieve());
            assertThat(published.getBlackoutMicros())
                    .isEqualTo(expected.phases().blackoutMicros());
        }
    }

    @Test
    void shouldPublishTheViewByEntity() {
        try (Online online = new Online()) {
            // When
            online.publish(healthy().events());

            // Then
            assertThat(online.view()).containsOnlyKeys("h1/host", "h1/update/1", "h1/session/1/vm", "h1/file/1/vm/0x1");
            assertThat(online.view())
                    .containsEntry(
                            "h1/file/1/vm/0x1",
                            EntityState.newBuilder()
                                    .setHost("h1")
                                    .setKind("file")
                                    .setEntity("file/1/vm/0x1")
                                    .setJson("")
                                    .setHandover(1L)
                                    .setFile(new FileView(
                                            "vm",
                                            "0x1",
                                            "memfd-v2",
                                            FileLife.FINISHED,
                                            null,
                                            null,
                                            null,
                                            "0x1000",
                                            null,
                                            null))
                                    .build());
        }
    }

    @Test
    void shouldPutAsideWhatCannotBeReadAndGoOn() {
        // Given
        byte[] rubbish = "not an event".getBytes(StandardCharsets.UTF_8);

        try (Online online = new Online()) {
            // When
            online.input.pipeInput("h1".getBytes(StandardCharsets.UTF_8), rubbish);
            online.publish(healthy().events());

            // Then
            TestRecord<byte[], byte[]> letter = online.deadLetters.readRecord();
            assertThat(letter.value()).isEqualTo(rubbish);
            assertThat(header(letter, DeadLetter.REASON))
                    .isEqualTo("not in the Confluent wire format: first byte 0x6e, expected 0x00");
            assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("luo.events");
            assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("0");
            assertThat(online.deadLetters.isEmpty()).isTrue();
            assertThat(online.updates()).containsOnlyKeys("h1/1/1");
        }
    }

    @Test
    void shouldComeToTheRightViewWhenTheLedgerIsProcessedAnewAfterAFix() {
        // Given: processors that don't know what the second event was written with, and later ones that do
        List<RecordedEvent> log = healthy().events();
        List<byte[]> records = new ArrayList<>();
        log.forEach(event -> records.add(new EventCodec().encode(event.event())));
        ByteBuffer.wrap(records.get(1)).putInt(1, LATER_ID);

        try (Online before = new Online();
                Online after = new Online(new LaterTable())) {
            // When
            records.forEach(record -> before.input.pipeInput("h1".getBytes(StandardCharsets.UTF_8), record));
            records.forEach(record -> after.input.pipeInput("h1".getBytes(StandardCharsets.UTF_8), record));

            // Then
            Replay replay = new Replay(SimulatedReader.gate()).run(log.iterator());
            assertThat(header(before.deadLetters.readRecord(), DeadLetter.REASON))
                    .startsWith("unknown schema id ");
            assertThat(before.findings()).contains("LOG-GAP h1 log sequence 2: 1 event missing");
            assertThat(after.deadLetters.isEmpty()).isTrue();
            assertThat(after.findings()).isEmpty();
            assertThat(StateDigest.of(after.entities())).isEqualTo(replay.digest());
        }
    }

    @Test
    void shouldPutAsideWhatNoKernelCanHaveToldAndJudgeTheRestAsTheReplayDoes() {
        // Given
        List<RecordedEvent> log = LogScript.host("h1")
                .out(LogScript.created("vm"))
                .unchecked(LogScript.created("x".repeat(600_000)))
                .out(LogScript.preserved("vm", 1))
                .events();

        try (Online online = new Online()) {
            // When
            online.publish(log);

            // Then
            TestRecord<byte[], byte[]> letter = online.deadLetters.readRecord();
            assertThat(new EventCodec().decode(letter.value())).isEqualTo(log.get(1));
            assertThat(header(letter, DeadLetter.REASON))
                    .isEqualTo("SessionCreated with a session name of 600000 bytes, expected at most 64");
            assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("1");
            assertThat(online.deadLetters.isEmpty()).isTrue();
            Replay replay = new Replay(SimulatedReader.gate()).run(log.iterator());
            assertThat(online.findings())
                    .containsExactly("LOG-EVENT-UNJUDGED h1 log SessionCreated with a session name of 600000 bytes,"
                            + " expected at most 64");
            assertThat(StateDigest.of(online.entities())).isEqualTo(replay.digest());
        }
    }

    @Test
    void shouldLeaveALetterWithoutItsRecordWhereItIsTooLargeToBeCopied() {
        // Given
        byte[] rubbish = new byte[1_000_001];

        try (Online online = new Online()) {
            // When
            online.input.pipeInput("h1".getBytes(StandardCharsets.UTF_8), rubbish);

            // Then
            TestRecord<byte[], byte[]> letter = online.deadLetters.readRecord();
            assertThat(letter.value()).isNull();
            assertThat(header(letter, DeadLetter.REASON))
                    .startsWith("unknown schema id 0, ")
                    .endsWith("; its 1000003 bytes are left where they are");
            assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("0");
        }
    }

    @Test
    void shouldPutAsideAnEventUnderAnotherHostsKey() {
        // Given
        RecordedEvent event = healthy().events().getFirst();

        try (Online online = new Online()) {
            // When
            online.input.pipeInput("h2".getBytes(StandardCharsets.UTF_8), new EventCodec().encode(event.event()));

            // Then
            assertThat(header(online.deadLetters.readRecord(), DeadLetter.REASON))
                    .isEqualTo("key \"h2\", expected the event's host \"h1\"");
            assertThat(online.view()).isEmpty();
        }
    }

    @Test
    void shouldPutAsideACopyOutsideItsHostsPartition() {
        // Given: the test's only partition is 0, and with four of them the host's is another
        RecordedEvent event = healthy().events().getFirst();

        try (Online online = new Online(Online.IN_MEMORY.withPartitions(4), SchemaTable.builtIn())) {
            // When
            online.publish(List.of(event));

            // Then
            assertThat(header(online.deadLetters.readRecord(), DeadLetter.REASON))
                    .isEqualTo("in partition 0, expected 1, the partition of its host \"h1\"");
            assertThat(online.view()).isEmpty();
        }
    }

    @Test
    void shouldDrawItself() {
        // When
        String drawing = TopologyText.mermaid(LedgerTopology.build(Online.IN_MEMORY));

        // Then
        assertThat(drawing)
                .startsWith("flowchart LR\n")
                .contains("topic-luo-events{{luo.events}} --> events")
                .contains("decode --> ledger")
                .contains("ledger <-.-> ledger-entities[(ledger-entities)]")
                .contains("view --> topic-luo-view{{luo.view}}")
                .contains("abi-judge --> findings")
                .contains("topic-luo-abi{{luo.abi}} --> abi")
                .contains("abi-keep <-.-> abi-kernels[(abi-kernels)]");
    }

    /** Knows one id more. */
    private record LaterTable() implements SchemaIds {
        @Override
        public Schema schemaOf(int id) {
            return id == LATER_ID
                    ? SchemaTable.builtIn().newest(EventCodec.SUBJECT).schema()
                    : SchemaTable.builtIn().schemaOf(id);
        }

        @Override
        public int idOf(String subject, Schema schema) {
            return SchemaTable.builtIn().idOf(subject, schema);
        }

        @Override
        public int idOfOther(String subject, Schema schema) {
            return SchemaTable.builtIn().idOfOther(subject, schema);
        }
    }

    private static LogScript healthy() {
        return LogScript.host("h1")
                .out(LogScript.created("vm"), LogScript.preserved("vm", 1), LogScript.handover())
                .out(LogScript.frozen("vm", 1))
                .boot("7.3.4", 1, BootOutcome.RESTORED)
                .in(LogScript.retrieved("vm"), LogScript.fileRetrieved("vm", 1), LogScript.closed("vm"))
                .in(LogScript.fileFinished("vm", 1, true));
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
