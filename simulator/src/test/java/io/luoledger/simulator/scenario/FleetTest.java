package io.luoledger.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Draft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetTest {
    private static List<Draft> events(long hosts, List<DeliveryFault> delivery) {
        Fleet.Plan plan =
                new Fleet.Plan(hosts, 2, List.of("7.2", "7.3"), List.of(Fault.values()), delivery, 11, 1_000_000_000L);
        List<Draft> events = new ArrayList<>();
        new Fleet(plan, done -> {}).forEach(events::add);
        return events;
    }

    @Test
    void shouldGiveTheSameEventsForTheSameSeed() {
        // Given, When
        List<Draft> once = events(80, List.of());
        List<Draft> again = events(80, List.of());

        // Then
        assertThat(once).isEqualTo(again);
    }

    @Test
    void shouldGiveHostsDevicesWhereTheirKernelsPreserveThem() {
        // Given
        Fleet.Plan plan =
                new Fleet.Plan(40, 2, List.of("next"), List.of(Fault.values()), List.of(), 11, 1_000_000_000L);
        List<Draft> events = new ArrayList<>();

        // When
        new Fleet(plan, done -> {}).forEach(events::add);

        // Then
        assertThat(events)
                .filteredOn(draft -> draft.body().type().equals("FileIdentified"))
                .extracting(Draft::host)
                .hasSizeGreaterThan(40);
    }

    @Test
    void shouldInterleaveHostsAndKeepEachOnesOrder() {
        // Given, When
        List<Draft> events = events(80, List.of());

        // Then
        Map<String, Long> next = new HashMap<>();
        int changes = 0;
        String before = "";
        for (Draft draft : events) {
            assertThat(draft.source().position()).isEqualTo(next.getOrDefault(draft.host(), 0L));
            next.put(draft.host(), draft.source().position() + 1);
            changes += draft.host().equals(before) ? 0 : 1;
            before = draft.host();
        }
        assertThat(next).hasSize(80);
        assertThat(changes).isGreaterThan(4 * 80);
    }

    @Test
    void shouldLetEventsGoAstrayWithoutLosingAny() {
        // Given
        List<Draft> all = events(80, List.of());

        // When
        List<Draft> astray = events(80, List.of(DeliveryFault.values()));

        // Then
        assertThat(astray).isNotEqualTo(all);
        assertThat(new HashSet<>(astray)).isEqualTo(new HashSet<>(all));
        assertThat(astray.size()).isGreaterThan(all.size());
    }
}
