package io.luoledger.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.avro.BootMoment;
import io.luoledger.avro.PhasesView;
import io.luoledger.avro.UpdateOutcome;
import io.luoledger.avro.UpdateView;
import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.report.LogDamage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums that are kept as hosts change, against those of a fleet that was always like that. */
class FleetIndexTest {
    private static final List<FindingKind> KINDS = FindingCatalogue.all();
    private static final UpdateOutcome[] OUTCOMES = {
        UpdateOutcome.COMPLETED, UpdateOutcome.PARTIAL, UpdateOutcome.LOST, UpdateOutcome.UNFINISHED
    };

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldComeToTheSameSumsHoweverHostsChanged(long seed) {
        // Given
        Random random = new Random(seed);
        FleetIndex changed = new FleetIndex();
        Map<String, HostRow.Told> last = new HashMap<>();

        // When
        for (int change = 0; change < 400; change++) {
            if (change == 200) {
                changed.forget();
                last.clear();
            }
            HostRow.Told told = random(random, "host-" + random.nextInt(30));
            last.put(told.host(), told);
            changed.put(told, LogDamage.NONE);
        }

        // Then
        FleetIndex fresh = new FleetIndex();
        last.values().forEach(told -> fresh.put(told, LogDamage.NONE));
        FleetSummary one = changed.summary();
        FleetSummary other = fresh.summary();
        assertThat(one.outcomes()).as("seed " + seed).isEqualTo(other.outcomes());
        assertThat(one.findings()).isEqualTo(other.findings());
        assertThat(one.events()).isEqualTo(other.events());
        assertThat(one.hosts()).isEqualTo(other.hosts());
        assertThat(one.needAttention()).isEqualTo(other.needAttention());
        assertThat(one.attention().stream().map(Attention::why).toList())
                .isEqualTo(other.attention().stream().map(Attention::why).toList());
        assertThat(one.withoutTime()).isEqualTo(other.withoutTime());
        assertThat(one.overTime().stream()
                        .mapToLong(bucket -> bucket.completed() + bucket.failed() + bucket.unknown())
                        .sum())
                .isEqualTo(last.values().stream()
                                .mapToLong(told -> told.updates().size())
                                .sum()
                        - one.withoutTime());
        assertThat(changed.updatesByPair().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(fresh.updatesByPair().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum());
    }

    @Test
    void shouldTellOfTimeInAtMostSixtyBucketsSideBySide() {
        // Given: a year, an update every few seconds at first, then hours apart
        FleetIndex index = new FleetIndex();
        List<UpdateView> updates = new ArrayList<>();
        for (int number = 1; number <= 10_000; number++) {
            updates.add(
                    update("h", number, UpdateOutcome.COMPLETED, 1_000_000L * number * (number % 7 == 0 ? 3_000 : 3)));
        }

        // When
        index.put(new HostRow.Told("h", "7.3", 1L, 5, updates, List.of()), LogDamage.NONE);
        List<FleetSummary.Bucket> buckets = index.summary().overTime();

        // Then
        assertThat(buckets).hasSizeBetween(30, 60);
        assertThat(buckets.stream().mapToLong(FleetSummary.Bucket::completed).sum())
                .isEqualTo(10_000);
        for (int i = 1; i < buckets.size(); i++) {
            assertThat(buckets.get(i).fromMicros()).isEqualTo(buckets.get(i - 1).untilMicros());
        }
    }

    @Test
    void shouldPageThroughFindingsWithoutLossWhileHostsChange() {
        // Given
        FleetIndex index = new FleetIndex();
        for (int host = 0; host < 20; host++) {
            index.put(random(new Random(host), "host-%02d".formatted(host)), LogDamage.NONE);
        }
        FindingQuery all = new FindingQuery(null, null, null, null, null, null, null);
        long total = all.page(index, null, 1).total();

        // When
        List<Finding> read = new ArrayList<>();
        FindingQuery.Page page = all.page(index, null, 3);
        while (true) {
            read.addAll(page.findings());
            if (page.next() == null) {
                break;
            }
            FindingQuery.Place next = FindingQuery.Place.parse(page.next().toString());
            // a host behind everything that is read comes anew
            index.put(new HostRow.Told("zz", null, null, 0, List.of(), List.of()), LogDamage.NONE);
            page = all.page(index, next, 3);
        }

        // Then
        assertThat(read).hasSize((int) total).doesNotHaveDuplicates();
    }

    @Test
    void shouldPageThroughLiveUpdatesTheNewestFirst() {
        // Given: hosts that were told of twice, updates with and without a time
        FleetIndex index = new FleetIndex();
        for (int told = 0; told < 40; told++) {
            index.put(random(new Random(told), "host-%02d".formatted(told % 20)), LogDamage.NONE);
        }
        UpdateQuery all = new UpdateQuery(null, null, null, null, null, null, null, null, null);

        // When
        List<UpdateView> read = new ArrayList<>();
        UpdateQuery.Page page = all.page(index, null, 3);
        while (true) {
            read.addAll(page.updates());
            if (page.next() == null) {
                break;
            }
            page = all.page(index, UpdateQuery.Place.parse(page.next().toString()), 3);
        }

        // Then
        assertThat(read)
                .containsExactlyInAnyOrderElementsOf(index.hosts().values().stream()
                        .flatMap(row -> row.updates().stream())
                        .toList());
        assertThat(read).hasSize((int) page.total());
        assertThat(read.stream().map(UpdateQuery::wallMicros).toList())
                .isSortedAccordingTo(Comparator.nullsLast(Comparator.reverseOrder()));
    }

    private static HostRow.Told random(Random random, String host) {
        List<UpdateView> updates = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (int number = 1; number <= random.nextInt(4); number++) {
            updates.add(update(
                    host,
                    number,
                    OUTCOMES[random.nextInt(OUTCOMES.length)],
                    random.nextInt(4) == 0 ? null : (Long) (long) random.nextInt(1_000_000_000)));
            if (random.nextBoolean()) {
                findings.add(new Finding(
                        KINDS.get(random.nextInt(KINDS.size())),
                        host,
                        number,
                        "kernel " + number,
                        "a",
                        "b",
                        List.of((long) number)));
            }
        }
        return new HostRow.Told(host, "7.3", 2L, random.nextInt(100), updates, findings);
    }

    static UpdateView update(
            String host, long number, UpdateOutcome outcome, @org.jspecify.annotations.Nullable Long wallMicros) {
        return UpdateView.newBuilder()
                .setHost(host)
                .setLiveUpdate(number)
                .setFromKernel("7.2")
                .setToKernel("7.3")
                .setOutcome(outcome)
                .setAt(new BootMoment(wallMicros, "b", null))
                .setPhaseMicros(new PhasesView(null, null, null, null, null, null))
                .setBlackoutMicros(null)
                .setBlackoutIsLowerBound(true)
                .setAttempts(1)
                .setSessionsPromised(0)
                .setSessionsFinished(0)
                .setFilesPromised(0)
                .setFilesRetrieved(0)
                .setKinds(Map.of())
                .build();
    }
}
