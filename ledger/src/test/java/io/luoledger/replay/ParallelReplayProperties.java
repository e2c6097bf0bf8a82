package io.luoledger.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.core.Ledger;
import io.luoledger.core.RandomLog;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.stats.StatsKey;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** What comes of a log doesn't depend on how many threads replay it, nor on where its blocks are cut. */
class ParallelReplayProperties {
    @Property(tries = 100)
    void shouldComeToTheSameOnSeveralThreads(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 4) int threads,
            @ForAll @IntRange(min = 1, max = 70) int blockEvents) {
        // Given
        List<RecordedEvent> log = log(seed);
        Replay serial = replay(null, 1, 1).run(log.iterator());

        // When
        Replay parallel = replay(null, threads, blockEvents).run(log.iterator());

        // Then
        assertSame(parallel, serial);
    }

    @Property(tries = 50)
    void shouldEndAtTheSamePlaceOnSeveralThreads(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 4) int threads,
            @ForAll @IntRange(min = 1, max = 70) int blockEvents,
            @ForAll @IntRange(max = 60) int last) {
        // Given
        List<RecordedEvent> log = log(seed);
        Until until = new Until.Sequence(last);
        Replay serial = replay(until, 1, 1).run(log.iterator());

        // When
        Replay parallel = replay(until, threads, blockEvents).run(log.iterator());

        // Then
        assertSame(parallel, serial);
        assertThat(parallel.firstLeft()).isEqualTo(serial.firstLeft());
    }

    @Property(tries = 50)
    void shouldGoOnFromASecondSourceOnSeveralThreads(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int blockEvents) {
        // Given: the second begins before the first one ends
        List<RecordedEvent> log = log(seed);
        int cut = new Random(seed).nextInt(log.size());
        int begin = new Random(seed + 1).nextInt(cut + 1);
        Replay serial = replay(null, 1, 1).run(log.iterator());

        // When
        Replay parallel = replay(null, 3, blockEvents).run(log.subList(0, cut).iterator());
        parallel.nextSource();
        parallel.run(log.subList(begin, log.size()).iterator());

        // Then
        assertSame(parallel, serial);
    }

    @Property(tries = 20)
    void shouldSayOnTheCallingThreadWhatAnotherOneFailedWith(@ForAll long seed) {
        // Given: a snapshot of another log
        Replay other = replay(null, 1, 1)
                .run(RandomLog.of("h0", seed + 7, 20).subList(0, 5).iterator());
        Replay resumed = Snapshot.of(other, 8, Snapshot.ResumePoint.UNKNOWN)
                .resume(SimulatedReader.gate(), List.of(), StatsKey.DEFAULT_WINDOW_MICROS, null, 2);

        // When / Then
        assertThatThrownBy(() ->
                        resumed.run(RandomLog.of("h0", seed, 60).iterator()).events())
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageContaining("a snapshot of another log");
    }

    private static void assertSame(Replay parallel, Replay serial) {
        assertThat(parallel.digest()).isEqualTo(serial.digest());
        assertThat(parallel.findings()).isEqualTo(serial.findings());
        assertThat(parallel.updates()).isEqualTo(serial.updates());
        assertThat(parallel.stats()).isEqualTo(serial.stats());
        assertThat(parallel.hosts()).isEqualTo(serial.hosts());
        assertThat(parallel.trails()).isEqualTo(serial.trails());
        assertThat(parallel.abiDigest()).isEqualTo(serial.abiDigest());
        assertThat(parallel.abiKernels()).isEqualTo(serial.abiKernels());
        assertThat(parallel.events()).isEqualTo(serial.events());
        assertThat(parallel.withoutWallTime()).isEqualTo(serial.withoutWallTime());
    }

    private static Replay replay(@Nullable Until until, int threads, int blockEvents) {
        return new Replay(
                new Ledger(2),
                SimulatedReader.gate(),
                List.of("7.3"),
                StatsKey.DEFAULT_WINDOW_MICROS,
                null,
                until,
                threads,
                blockEvents);
    }

    /** Of some hosts, mixed. */
    private static List<RecordedEvent> log(long seed) {
        Random random = new Random(seed);
        List<List<RecordedEvent>> hosts = new ArrayList<>();
        for (int host = 0; host < 1 + random.nextInt(6); host++) {
            hosts.add(new ArrayList<>(RandomLog.of("h" + host, seed + host, 20 + random.nextInt(60))));
        }
        List<RecordedEvent> mixed = new ArrayList<>();
        while (!hosts.isEmpty()) {
            List<RecordedEvent> next = hosts.get(random.nextInt(hosts.size()));
            mixed.add(next.removeFirst());
            hosts.removeIf(List::isEmpty);
        }
        return mixed;
    }
}
