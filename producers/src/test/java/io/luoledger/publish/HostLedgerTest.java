package io.luoledger.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.SchemaTable;
import io.luoledger.wire.UnreadableInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class HostLedgerTest {
    private final EventCodec codec = new EventCodec();
    private final HeadCodec heads = new HeadCodec(SchemaTable.builtIn());

    @Test
    void shouldHoldWhatWasAppendedUpToTheSourcesMark() {
        // Given
        HostLedger ledger = HostLedger.empty("h1");
        append(ledger, "a", 0);
        append(ledger, "a", 1);

        // When / Then
        assertThat(ledger.holds(source("a", 1))).isTrue();
        assertThat(ledger.holds(source("a", 2))).isFalse();
        assertThat(ledger.holds(source("b", 0))).isFalse();
        assertThat(ledger.mustAskTheLedger(source("b", 0))).isFalse();
    }

    @Test
    void shouldPublishAndReadBackWhereItEnds() {
        // Given
        HostLedger ledger = HostLedger.empty("h1");
        append(ledger, "a", 0);
        append(ledger, "b", 0);
        append(ledger, "a", 1);

        // When
        byte[] record = heads.encode(ledger, "w1");
        HostLedger read = heads.decode(record);

        // Then
        assertThat(heads.writerOf(record)).isEqualTo("w1");
        assertThat(read.head()).isEqualTo(ledger.head());
        assertThat(read.youngestSources().keySet())
                .containsExactly(source("b", 0).id(), source("a", 0).id());
        assertThat(read.holds(source("a", 1))).isTrue();
        assertThat(read.holds(source("b", 1))).isFalse();
        assertThat(read.leavesMarksOut()).isFalse();
    }

    @Test
    void shouldForgetTheOldestSourceBeyondTheLimitAndSaySo() {
        // Given
        HostLedger ledger = HostLedger.empty("h1");
        for (int source = 0; source < HostLedger.MAX_MARKS; source++) {
            append(ledger, "s" + source, 0);
        }
        boolean complete = ledger.leavesMarksOut();

        // When
        append(ledger, "s0", 1);
        append(ledger, "one more", 0);
        HostLedger read = heads.decode(heads.encode(ledger, "w1"));

        // Then
        assertThat(complete).isFalse();
        assertThat(read.youngestSources()).hasSize(HostLedger.MAX_MARKS);
        assertThat(read.holds(source("s0", 1))).isTrue();
        assertThat(read.mustAskTheLedger(source("s1", 0))).isTrue();
        assertThat(read.mustAskTheLedger(source("s2", 0))).isFalse();
        assertThat(read.mustAskTheLedger(source("never seen", 0))).isFalse();
    }

    @Test
    void shouldAskForEverySourceBehindAHeadThatDoesNotSayWhichWereForgotten() {
        // Given
        HostLedger ledger = withSources(HostLedger.MAX_MARKS + 1);

        // When
        HostLedger read = heads.decode(versionOne(ledger));

        // Then
        assertThat(read.mustAskTheLedger(source("never seen", 0))).isTrue();
        // and what it says itself once it was told spares the next one the question
        read.learn(Map.of(source("s0", 0).id(), SourceProgress.published(0, List.of())), false);
        HostLedger next = heads.decode(heads.encode(read, "w1"));
        assertThat(next.mustAskTheLedger(source("never seen", 0))).isFalse();
        assertThat(next.mustAskTheLedger(source("s0", 0))).isTrue();
    }

    @Test
    void shouldAskForEverySourceOnceTooManyWereForgotten() {
        // Given
        HostLedger most = withSources(HostLedger.MAX_MARKS + ForgottenSources.MOST);
        HostLedger tooMany = withSources(HostLedger.MAX_MARKS + ForgottenSources.MOST + 1);

        // When
        byte[] largest = heads.encode(most, "w1");

        // Then
        assertThat(heads.decode(largest).mustAskTheLedger(source("never seen", 0)))
                .isFalse();
        assertThat(largest).hasSizeLessThan(64 * 1024);
        assertThat(heads.decode(heads.encode(tooMany, "w1")).mustAskTheLedger(source("never seen", 0)))
                .isTrue();
    }

    @Test
    void shouldRefuseToGuessHowFarAForgottenSourceCameInATrimmedLedger() {
        // Given
        HostLedger read = heads.decode(heads.encode(withSources(HostLedger.MAX_MARKS + 1), "w1"));

        // When
        read.learn(Map.of(), true);

        // Then
        assertThatThrownBy(() -> read.holds(source("s0", 0)))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("host h1: nobody can tell whether the ledger holds position 0 of source "
                        + source("s0", 0).id() + ": it held events of that source, but the ledger was trimmed, and the"
                        + " host's head tells of its 256 youngest sources how far they came; expected a source whose events"
                        + " are on the cluster still");
        assertThat(read.holds(source("never seen", 0))).isFalse();
        // nor does who reads the head that it publishes
        assertThat(heads.decode(heads.encode(read, "w1")).mustAskTheLedger(source("s0", 0)))
                .isTrue();
    }

    private HostLedger withSources(int count) {
        HostLedger ledger = HostLedger.empty("h1");
        for (int source = 0; source < count; source++) {
            append(ledger, "s" + source, 0);
        }
        return ledger;
    }

    /** However often a source comes back, behind however many others: run again by one writer after another, each event is there once. */
    @Test
    void shouldHoldEveryEventOfForgottenSourcesExactlyOnce() {
        for (long seed = 0; seed < 20; seed++) {
            // Given
            Random random = new Random(seed);
            Map<String, Long> inTheLedger = new LinkedHashMap<>();
            byte[] published = heads.encode(HostLedger.empty("h1"), "w1");
            int asked = 0;
            int again = 0;

            // When
            for (int run = 0; run < 12; run++) {
                HostLedger writer = heads.decode(published);
                for (int i = 0; i < 60; i++) {
                    String name = "s" + (random.nextInt(20) == 0 ? random.nextInt(60 * run + i + 1) : 60 * run + i);
                    String id = source(name, 0).id();
                    again += inTheLedger.containsKey(id) ? 1 : 0;
                    for (long position = 0; position < 3; position++) {
                        Source event = source(name, position);
                        if (writer.mustAskTheLedger(event)) {
                            Map<String, SourceProgress> told = new LinkedHashMap<>();
                            inTheLedger.forEach(
                                    (known, last) -> told.put(known, SourceProgress.published(last, List.of())));
                            writer.learn(told, false);
                            asked++;
                        }
                        boolean held = inTheLedger.getOrDefault(id, -1L) >= position;
                        assertThat(writer.holds(event))
                                .as("seed %d, %s", seed, event)
                                .isEqualTo(held);
                        if (!held) {
                            append(writer, event);
                            inTheLedger.put(id, position);
                        }
                    }
                }
                published = heads.encode(writer, "w1");
            }

            // Then: nobody asked but for a source that had been there
            assertThat(asked).as("seed %d", seed).isLessThanOrEqualTo(again);
        }
    }

    @Test
    void shouldNotAskAgainWhatTheLedgerHasTold() {
        // Given
        HostLedger ledger = HostLedger.of("h1", HostLedger.empty("h1").head(), Map.of(), true, ForgottenSources.ANY);

        // When
        ledger.learn(new LinkedHashMap<>(Map.of(source("a", 0).id(), SourceProgress.published(4, List.of(2L)))), false);

        // Then
        assertThat(ledger.holds(source("a", 4))).isTrue();
        assertThat(ledger.holds(source("a", 2))).isFalse();
        assertThat(ledger.mustAskTheLedger(source("b", 0))).isFalse();
        assertThat(ledger.leavesMarksOut()).isTrue();
    }

    /** Whatever the order of the events, and wherever the writer is killed: run again, each is there exactly once. */
    @Test
    void shouldHoldEveryEventExactlyOnceHoweverTheyCameAndTheWriterEnded() {
        for (long seed = 0; seed < 300; seed++) {
            // Given
            Random random = new Random(seed);
            List<Source> events = disordered(random);
            List<Source> inTheLedger = new ArrayList<>();
            byte[] published = null;

            // When
            for (int run = 0; run < 4; run++) {
                int killedBehind = run == 3 ? Integer.MAX_VALUE : random.nextInt(events.size());
                HostLedger writer = published == null ? HostLedger.empty("h1") : heads.decode(published);
                List<Source> batch = new ArrayList<>();
                for (Source event : events.subList(0, Math.min(events.size(), killedBehind))) {
                    if (!writer.holds(event)) {
                        append(writer, event);
                        batch.add(event);
                    }
                    if (batch.size() >= 1 + random.nextInt(9)) {
                        published = commit(writer, batch, inTheLedger);
                    }
                }
                // who is killed leaves the last batch unwritten
                if (run == 3) {
                    published = commit(writer, batch, inTheLedger);
                }
            }

            // Then
            assertThat(inTheLedger)
                    .as("seed %d", seed)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(events);
        }
    }

    private byte[] commit(HostLedger writer, List<Source> batch, List<Source> inTheLedger) {
        inTheLedger.addAll(batch);
        batch.clear();
        return heads.encode(writer, "w1");
    }

    private static List<Source> disordered(Random random) {
        List<Source> events = new ArrayList<>();
        for (int source = 0; source < 3; source++) {
            int count = 1 + random.nextInt(25);
            for (int position = 0; position < count; position++) {
                events.add(source("s" + source, position));
            }
        }
        for (int swaps = random.nextInt(60); swaps > 0; swaps--) {
            Collections.swap(events, random.nextInt(events.size()), random.nextInt(events.size()));
        }
        return events;
    }

    @Test
    void shouldTellFromTheCountWhetherAHeadOfVersion1LacksAnEvent() {
        // Given
        HostLedger whole = HostLedger.empty("h1");
        append(whole, "a", 1);
        append(whole, "a", 0);
        HostLedger holed = HostLedger.empty("h1");
        append(holed, "a", 0);
        append(holed, "a", 2);

        // When
        HostLedger readWhole = heads.decode(versionOne(whole));
        HostLedger readHoled = heads.decode(versionOne(holed));

        // Then
        assertThat(readWhole.mustAskTheLedger(source("a", 0))).isFalse();
        assertThat(readWhole.holds(source("a", 0))).isTrue();
        assertThat(readHoled.mustAskTheLedger(source("a", 1))).isTrue();
        assertThat(readHoled.mustAskTheLedger(source("a", 3))).isFalse();

        // and what the ledger tells counts
        readHoled.learn(Map.of(source("a", 0).id(), SourceProgress.published(2, List.of(1L))), false);
        assertThat(readHoled.holds(source("a", 2))).isTrue();
        assertThat(readHoled.holds(source("a", 1))).isFalse();
    }

    @Test
    void shouldRefuseToGuessWhatOnlyATrimmedLedgerHeld() {
        // Given
        HostLedger holed = HostLedger.empty("h1");
        append(holed, "a", 0);
        append(holed, "a", 2);
        HostLedger read = heads.decode(versionOne(holed));
        SourceProgress rest = SourceProgress.nothing();
        rest.arrivedBehindTheTrimmed(2);

        // When
        read.learn(Map.of(source("a", 0).id(), rest), true);

        // Then
        assertThatThrownBy(() -> read.holds(source("a", 1)))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessage("host h1: nobody can tell whether the ledger holds position 1 of source "
                        + source("a", 1).id() + ": the ledger was trimmed, and the version of luo-ledger that wrote it"
                        + " didn't note which events were overtaken; expected a source whose events are on the cluster"
                        + " still");
        assertThat(read.holds(source("a", 3))).isFalse();
        // and who reads the head that it publishes doesn't guess either
        assertThat(heads.decode(heads.encode(read, "w1")).mustAskTheLedger(source("a", 1)))
                .isTrue();
    }

    @Test
    void shouldLeaveOutOfItsHeadWhatNamesTooManyMissingEvents() {
        // Given
        HostLedger ledger = HostLedger.empty("h1");
        for (int jump = 1; jump <= 5; jump++) {
            append(ledger, "holes", jump * (SourceProgress.MAX_OVERTAKEN + 1L) - 1);
        }
        append(ledger, "a", 0);

        // When
        HostLedger read = heads.decode(heads.encode(ledger, "w1"));

        // Then
        assertThat(read.holds(source("a", 0))).isTrue();
        assertThat(read.mustAskTheLedger(source("holes", 0))).isTrue();
    }

    /** The head as version 1 of the schema has it: without what is missing. */
    private byte[] versionOne(HostLedger ledger) {
        SchemaTable.Entry old = SchemaTable.builtIn().asOf(1).newest(HeadCodec.SUBJECT);
        byte[] record = heads.encode(ledger, "w1");
        try {
            GenericRecord head = new GenericDatumReader<GenericRecord>(
                            io.luoledger.avro.LedgerHead.getClassSchema(), old.schema())
                    .read(null, DecoderFactory.get().binaryDecoder(record, 5, record.length - 5, null));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(ByteBuffer.allocate(5).put((byte) 0).putInt(old.id()).array());
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            new GenericDatumWriter<GenericRecord>(old.schema()).write(head, encoder);
            encoder.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void append(HostLedger ledger, String source, long position) {
        append(ledger, source(source, position));
    }

    private void append(HostLedger ledger, Source source) {
        ledger.appended(codec.seal(
                ledger.head(),
                new Draft(
                        "h1",
                        source,
                        new Boot("b0", "7.3.4", 0, Side.OUTGOING),
                        Moment.UNKNOWN,
                        new HandoverStarted(Result.success()))));
    }

    private static Source source(String name, long position) {
        return new Source(Source.idOf(name), position);
    }
}
