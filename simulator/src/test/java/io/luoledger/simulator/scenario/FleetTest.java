package io.luoledger.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.Body;
import io.luoledger.event.DeviceBody.DmaProgress;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.KernelBody.LiveUpdateOpened;
import io.luoledger.event.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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

    private static Set<String> liveUpdates(List<Draft> events, Predicate<Body> with) {
        return events.stream()
                .filter(draft -> with.test(draft.body()))
                .map(draft -> draft.boot().kernel() + " " + draft.boot().liveUpdate())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What a kernel can't take is started anew, and goes on from there. */
    @Test
    void shouldRollDevicesOverKernelsThatTakeThemAndThoseThatDoNot() {
        // Given
        List<String> kernels = List.of("seed", "next", "next", "7.3", "next", "next");
        List<Draft> events = new ArrayList<>();

        // When
        new Fleet(new Fleet.Plan(6, 5, kernels, List.of(), List.of(), 3, 1_000_000_000L), done -> {})
                .forEach(events::add);

        // Then
        Predicate<Body> device = body -> body instanceof FileRetrieved file && file.device() != null;
        assertThat(liveUpdates(
                        events,
                        body -> body instanceof FileRetrieved file
                                && file.result().equals(Result.refused("ENODEV"))))
                .containsExactly("next 1");
        assertThat(liveUpdates(events, device)).containsExactly("next 2", "next 5");
        assertThat(liveUpdates(
                        events,
                        body -> body instanceof LiveUpdateOpened opened
                                && !opened.result().equals(Result.success())))
                .containsExactly("7.3 3");
    }

    @Test
    void shouldLetDevicesRunOnFromUpdateToUpdateWhereKernelsCanDoThat() {
        // Given
        List<Draft> events = new ArrayList<>();

        // When
        new Fleet(new Fleet.Plan(6, 3, List.of("roadmap"), List.of(), List.of(), 3, 1_000_000_000L), done -> {})
                .forEach(events::add);

        // Then
        assertThat(liveUpdates(events, body -> body instanceof DmaProgress progress && !progress.stopped()))
                .containsExactly("roadmap 0", "roadmap 1", "roadmap 2", "roadmap 3");
        assertThat(liveUpdates(events, body -> body instanceof DmaProgress progress && progress.stopped()))
                .isEmpty();
        assertThat(events).allMatch(draft -> draft.body().result().equals(Result.success()));
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
