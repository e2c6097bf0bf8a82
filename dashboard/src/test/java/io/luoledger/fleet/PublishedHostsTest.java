package io.luoledger.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.avro.UpdateOutcome;
import io.luoledger.avro.UpdateView;
import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.finding.Finding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of hosts when there is room for all of it, for some, and for too little. */
class PublishedHostsTest {
    private static final long ROOM = 1_000_000;

    private final Map<String, HostRow.Told> last = new HashMap<>();

    @Test
    void shouldKnowAllThatThereIsRoomFor() {
        // Given
        PublishedHosts hosts = new PublishedHosts(ROOM);

        // When
        for (int number = 1; number <= 100; number++) {
            update(hosts, "a", number);
            find(hosts, "a", number);
        }
        update(hosts, "a", 1);
        hosts.ends("a", 7);
        take(hosts);

        // Then: what was said twice is there once, where it was said last
        assertThat(numbers("a")).hasSize(100).endsWith(100L, 1L);
        assertThat(told("a").findings()).hasSize(100);
        assertThat(told("a").nextSequence()).isEqualTo(7);
        assertThat(hosts.leftOut()).isNull();
    }

    @Test
    void shouldKnowTheNewestOfAHostThatUpdatesForYears() {
        // Given
        PublishedHosts hosts = new PublishedHosts(ROOM);

        // When
        for (int number = 1; number <= 1_000; number++) {
            update(hosts, "a", number);
        }
        take(hosts);

        // Then
        assertThat(numbers("a")).hasSize(256).startsWith(745L).endsWith(1_000L);
        assertThat(hosts.leftOut()).isEqualTo(Newest.AT_FIRST);
        assertThat(hosts.areTooMany()).isFalse();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldLeaveOutTheOldestOfEveryHostWhereAllIsTooMuch(long seed) {
        // Given: room for the hosts, and for a tenth of what is said of them
        Random random = new Random(seed);
        int most = 600;
        PublishedHosts hosts = new PublishedHosts(most);
        Map<String, Long> numbers = new HashMap<>();

        // When
        for (int word = 0; word < 6_000; word++) {
            String host = "host-" + random.nextInt(100);
            if (random.nextInt(3) > 0) {
                update(hosts, host, numbers.merge(host, 1L, Long::sum));
            } else {
                find(hosts, host, numbers.getOrDefault(host, 0L));
            }
            if (random.nextInt(50) == 0) {
                take(hosts);
            }
        }
        take(hosts);

        // Then
        String which = "seed " + seed;
        assertThat(hosts.areTooMany()).as(which).isFalse();
        assertThat(hosts.leftOut()).as(which).isNotNull();
        assertThat(last.values().stream()
                        .mapToInt(told ->
                                1 + told.updates().size() + told.findings().size())
                        .sum())
                .as(which)
                .isBetween(most / 3, most);
        numbers.forEach((host, newest) -> assertThat(numbers(host))
                .as(which + ", " + host)
                .isNotEmpty()
                .isSorted()
                .endsWith(newest));
    }

    @Test
    void shouldSayWhenTheHostsAloneAreTooMany() {
        // Given
        PublishedHosts hosts = new PublishedHosts(20);

        // When
        for (int host = 0; host < 11; host++) {
            update(hosts, "host-" + host, 1);
        }
        take(hosts);

        // Then
        assertThat(hosts.areTooMany()).isTrue();
    }

    private void take(PublishedHosts hosts) {
        hosts.takeChanged().forEach(told -> last.put(told.host(), told));
        assertThat(hosts.takeChanged()).isEmpty();
    }

    private HostRow.Told told(String host) {
        return last.getOrDefault(host, new HostRow.Told(host, null, null, 0, List.of(), List.of()));
    }

    private List<Long> numbers(String host) {
        return told(host).updates().stream().map(UpdateView::getLiveUpdate).toList();
    }

    private static void update(PublishedHosts hosts, String host, long number) {
        hosts.updated(
                ByteBuffer.wrap((host + number).getBytes(StandardCharsets.UTF_8)),
                FleetIndexTest.update(host, number, UpdateOutcome.COMPLETED, number));
    }

    private static void find(PublishedHosts hosts, String host, long number) {
        hosts.found(new Finding(
                FindingCatalogue.all().getFirst(), host, number, "kernel " + number, "a", "b", List.of(number)));
    }
}
