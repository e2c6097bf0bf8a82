package io.luoledger.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Boot;
import io.luoledger.event.Draft;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.Moment;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import io.luoledger.event.Source;
import io.luoledger.wire.EventCodec;
import io.luoledger.wire.SchemaTable;
import java.util.LinkedHashMap;
import java.util.Map;
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
        assertThat(read.youngestMarks())
                .isEqualTo(Map.of(source("a", 0).id(), 1L, source("b", 0).id(), 0L));
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
        assertThat(read.youngestMarks()).hasSize(HostLedger.MAX_MARKS);
        assertThat(read.holds(source("s0", 1))).isTrue();
        assertThat(read.mustAskTheLedger(source("s1", 0))).isTrue();
        assertThat(read.mustAskTheLedger(source("s2", 0))).isFalse();
    }

    @Test
    void shouldNotAskAgainWhatTheLedgerHasTold() {
        // Given
        HostLedger ledger = HostLedger.of("h1", HostLedger.empty("h1").head(), Map.of(), true);

        // When
        ledger.learn(new LinkedHashMap<>(Map.of(source("a", 0).id(), 4L)));

        // Then
        assertThat(ledger.holds(source("a", 4))).isTrue();
        assertThat(ledger.mustAskTheLedger(source("b", 0))).isFalse();
        assertThat(ledger.leavesMarksOut()).isTrue();
    }

    private void append(HostLedger ledger, String source, long position) {
        ledger.appended(codec.seal(
                ledger.head(),
                new Draft(
                        "h1",
                        source(source, position),
                        new Boot("b0", "7.3.4", 0, Side.OUTGOING),
                        Moment.UNKNOWN,
                        new HandoverStarted(Result.success()))));
    }

    private static Source source(String name, long position) {
        return new Source(Source.idOf(name), position);
    }
}
