package io.luoledger.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.luoledger.core.EntityMap;
import io.luoledger.core.Ledger;
import io.luoledger.core.Output;
import io.luoledger.core.RandomLog;
import io.luoledger.core.SimulatedLogs;
import io.luoledger.replay.Replay;
import io.luoledger.simulator.trial.SimulatedReader;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PairStatsProperties {
    @Property(tries = 50)
    void shouldBeTheSameHoweverUpdatesAreOrderedAndDivided(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int steps) {
        // Given
        List<PairStats> parts = new ArrayList<>();
        Ledger ledger = new Ledger();
        EntityMap entities = new EntityMap();
        RandomLog.of("h1", seed, steps)
                .forEach(event -> ledger.apply(entities, event).forEach(output -> {
                    switch (output) {
                        case Output.UpdateSettled settled -> parts.add(PairStats.NONE.plus(settled.update()));
                        case Output.FindingRaised raised ->
                            parts.add(
                                    PairStats.NONE.plus(raised.finding().kind().id()));
                        default -> {
                            // not counted
                        }
                    }
                }));
        PairStats inOrder = parts.stream().reduce(PairStats.NONE, PairStats::merge);

        // When
        Collections.shuffle(parts, new Random(seed));
        int half = parts.size() / 2;
        PairStats divided = parts.subList(0, half).stream()
                .reduce(PairStats.NONE, PairStats::merge)
                .merge(parts.subList(half, parts.size()).stream().reduce(PairStats.NONE, PairStats::merge));

        // Then
        assertThat(divided).isEqualTo(inOrder);
        assertThat(PairStats.decode(divided.encode())).isEqualTo(divided);
        assertThat(divided.encode()).isEqualTo(inOrder.encode());
    }

    @Property(tries = 40)
    void shouldCountEachFileThatWasPromisedOnce(@ForAll long seed) {
        // Given
        List<RecordedEvent> log = SimulatedLogs.fleet(seed, 10, "7.2", "7.3");
        log.addAll(SimulatedLogs.fleet(seed, 5, "next", "next"));
        log.addAll(SimulatedLogs.swarm(seed));

        // When
        PairStats all = PairStats.NONE;
        long promised = 0;
        Ledger ledger = new Ledger();
        EntityMap entities = new EntityMap();
        for (RecordedEvent event : log) {
            for (Output output : ledger.apply(entities, event)) {
                if (output instanceof Output.UpdateSettled settled) {
                    all = all.plus(settled.update());
                    promised += settled.update().tally().files();
                }
            }
        }

        // Then
        assertThat(all.kinds().values()).allMatch(kind -> kind.unknown() == 0);
        assertThat(all.kinds().values().stream()
                        .mapToLong(kind -> kind.retrieved() + kind.failed() + kind.lost())
                        .sum())
                .isEqualTo(promised)
                .isPositive();
    }

    @Property(tries = 100)
    void shouldCountNoFileTwice(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int steps) {
        // When
        List<KindStats> kinds = new Replay(SimulatedReader.gate())
                .run(RandomLog.of("h1", seed, steps).iterator()).stats().values().stream()
                        .flatMap(pair -> pair.kinds().values().stream())
                        .toList();

        // Then
        assertThat(kinds)
                .allMatch(
                        kind -> kind.unknown() >= 0 && kind.retrieved() >= 0 && kind.failed() >= 0 && kind.lost() >= 0);
    }

    @Property(tries = 50)
    void shouldTellQuantilesToWithinOnePercent(@ForAll long seed, @ForAll @IntRange(min = 1, max = 500) int count) {
        // Given
        Random random = new Random(seed);
        List<Long> times = new ArrayList<>();
        BlackoutCount counted = new BlackoutCount(Blackouts.NONE);
        Blackouts early = counted.add(7).blackouts();
        times.add(7L);
        for (int i = 1; i < count; i++) {
            long micros = 1 + (long) Math.exp(random.nextDouble() * 18);
            times.add(micros);
            counted.add(micros);
        }
        Collections.sort(times);
        Blackouts blackouts = counted.blackouts();

        // Then
        for (double share : new double[] {0, 0.5, 0.99, 1}) {
            long exact = times.get(Math.max(0, (int) Math.ceil(share * count) - 1));
            assertThat((double) blackouts.quantileMicros(share)).isCloseTo((double) exact, within(exact * 0.011 + 1));
        }
        assertThat(early).as("what was read before").isEqualTo(Blackouts.of(7, 0, early.bins()));
        assertThat(early.bins()).hasSize(1);
        assertThat(blackouts.maxMicros()).isEqualTo(times.getLast());
        assertThat(blackouts.isMaximum(0.99)).isEqualTo(count < 100);
        if (count < 100) {
            assertThat(blackouts.quantileMicros(0.99)).isEqualTo(blackouts.maxMicros());
        }
    }

    @Property(tries = 50)
    void shouldPutEveryTimeIntoOneWindow(@ForAll long atMicros, @ForAll @IntRange(min = 1) int windowMicros) {
        // When
        StatsKey key = StatsKey.of("a", "b", atMicros / 2, windowMicros);

        // Then
        assertThat(key.windowStartMicros()).isNotNull();
        assertThat(atMicros / 2 - key.windowStartMicros()).isBetween(0L, windowMicros - 1L);
    }
}
