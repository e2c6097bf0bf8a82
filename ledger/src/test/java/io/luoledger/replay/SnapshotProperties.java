package io.luoledger.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.luoledger.core.Ledger;
import io.luoledger.core.RandomLog;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SnapshotProperties {
    @Property(tries = 100)
    void shouldComeToTheSameStateAsAReplayFromTheBeginning(
            @ForAll long seed, @ForAll @IntRange(max = 150) int cut, @ForAll boolean again) {
        // Given
        List<RecordedEvent> log = log(seed);
        Replay whole = new Replay(SimulatedReader.gate()).run(log.iterator());
        Replay first =
                new Replay(SimulatedReader.gate()).run(log.subList(0, cut).iterator());

        // When
        Snapshot snapshot =
                read(Snapshot.of(first, 8, Snapshot.ResumePoint.UNKNOWN).toBytes());
        Replay resumed = snapshot.resume(SimulatedReader.gate(), null)
                .run(log.subList(again ? 0 : cut, log.size()).iterator());

        // Then
        assertThat(resumed.digest()).isEqualTo(whole.digest());
        assertThat(resumed.abiDigest()).isEqualTo(whole.abiDigest()).isNotNull();
        assertThat(resumed.abiKernels()).isEqualTo(whole.abiKernels());
        assertThat(resumed.events()).isEqualTo(whole.events());
        assertThat(whole.findings()).endsWith(resumed.findings().toArray(new io.luoledger.finding.Finding[0]));
    }

    @Property(tries = 60)
    void shouldGoOnWhereEachHostWasLeft(@ForAll long seed, @ForAll @IntRange(max = 60) int last) {
        // Given
        List<RecordedEvent> log = log(seed);
        Replay whole = new Replay(SimulatedReader.gate()).run(log.iterator());
        Replay first =
                new Replay(new Ledger(), SimulatedReader.gate(), null, new Until.Sequence(last)).run(log.iterator());

        // When
        int left = (int) Snapshot.firstLeft(first);
        Snapshot snapshot = Snapshot.of(first, 8, Snapshot.ResumePoint.UNKNOWN);
        Replay resumed = snapshot.resume(SimulatedReader.gate(), null)
                .run(log.subList(left, log.size()).iterator());

        // Then
        assertThat(resumed.digest()).isEqualTo(whole.digest());
        assertThat(resumed.events()).isEqualTo(whole.events());
    }

    @Property(tries = 40)
    void shouldRefuseTheSnapshotOfAnotherLog(@ForAll long seed, @ForAll @IntRange(min = 5, max = 100) int cut) {
        // Given
        Replay other = new Replay(SimulatedReader.gate())
                .run(log(seed + 7).subList(0, cut).iterator());
        Snapshot snapshot = Snapshot.of(other, 8, Snapshot.ResumePoint.UNKNOWN);

        // When / Then
        assertThatThrownBy(() -> snapshot.resume(SimulatedReader.gate(), null)
                        .run(log(seed).iterator()))
                .isInstanceOf(UnreadableInputException.class)
                .hasMessageStartingWith("snapshot: a snapshot of another log: host ");
    }

    @Example
    void shouldNotKnowWhatWasJudgedBeforeASnapshotThatDoesNotTell() {
        // Given
        Snapshot told = Snapshot.of(
                new Replay(SimulatedReader.gate()).run(log(3).subList(0, 12).iterator()),
                8,
                Snapshot.ResumePoint.UNKNOWN);
        Snapshot untold = new Snapshot(
                told.name(),
                told.retention(),
                told.onlyHost(),
                told.place(),
                told.events(),
                told.digest(),
                told.entities(),
                told.trails(),
                null);

        // When
        Replay resumed = read(untold.toBytes()).resume(SimulatedReader.gate(), null);

        // Then
        assertThat(resumed.digest()).isEqualTo(told.digest());
        assertThat(resumed.abiDigest()).isNull();
    }

    @Example
    void shouldRefuseEveryFlippedBitAndEveryCut() {
        // Given
        byte[] bytes = Snapshot.of(
                        new Replay(SimulatedReader.gate())
                                .run(log(3).subList(0, 12).iterator()),
                        8,
                        Snapshot.ResumePoint.UNKNOWN)
                .toBytes();

        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);

            // When / Then
            assertThatThrownBy(() -> read(damaged))
                    .isInstanceOf(UnreadableInputException.class)
                    .hasMessageStartingWith("s.snap: ")
                    .hasMessageEndingWith("; expected a snapshot as replay --save-snapshot writes it");
        }
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(UnreadableInputException.class);
        }
    }

    /** Three hosts, mixed. */
    private static List<RecordedEvent> log(long seed) {
        List<List<RecordedEvent>> hosts = new ArrayList<>();
        for (int host = 0; host < 3; host++) {
            hosts.add(new ArrayList<>(RandomLog.of("h" + host, seed * 31 + host, 50)));
        }
        Random random = new Random(seed);
        List<RecordedEvent> mixed = new ArrayList<>();
        while (hosts.stream().anyMatch(host -> !host.isEmpty())) {
            List<RecordedEvent> host = hosts.get(random.nextInt(3));
            if (!host.isEmpty()) {
                mixed.add(host.removeFirst());
            }
        }
        return mixed;
    }

    private static Snapshot read(byte[] bytes) {
        return Snapshot.read("s.snap", new ByteArrayInputStream(bytes));
    }
}
