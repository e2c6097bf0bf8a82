package io.luoledger.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.event.FileBody.FileFrozen;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.view.HostView;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

class PhaseProperties {
    /** What the events themselves say of one thing: from its first freeze, or the reboot call, to its last retrieve. */
    private static final class Blackout {
        private long fromMicros;
        private long toMicros;

        private long micros() {
            return toMicros - fromMicros;
        }
    }

    @Property(tries = 60)
    void shouldSumUpToTheBlackoutThatTheEventsShow(@ForAll long seed) {
        // Given
        List<RecordedEvent> log = SimulatedLogs.swarm(seed);

        // When
        List<HostView> hosts = views(log);

        // Then
        Map<String, Blackout> shown = blackouts(log);
        for (HostView host : hosts) {
            phases(host).forEach((name, phases) -> {
                Blackout events = shown.get(name);
                if (!phases.blackoutIsLowerBound()) {
                    assertThat(events).as(name).isNotNull();
                    assertThat(phases.blackoutMicros())
                            .as(name + ": " + phases)
                            .isEqualTo(Objects.requireNonNull(events).micros());
                }
            });
        }
    }

    @Property(tries = 300)
    void shouldBeWholeOnlyWhereEveryPhaseIsKnown(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int steps) {
        // When
        List<HostView> hosts = views(RandomLog.of("h1", seed, steps));

        // Then
        for (HostView host : hosts) {
            phases(host).forEach((name, phases) -> {
                List<Long> known = Stream.of(
                                phases.freeze(), phases.kernelGap(), phases.bootToRetrieve(), phases.retrieve())
                        .filter(Objects::nonNull)
                        .toList();
                assertThat(known).allMatch(micros -> micros >= 0);
                assertThat(phases.blackoutMicros())
                        .isEqualTo(
                                known.isEmpty()
                                        ? null
                                        : known.stream()
                                                .mapToLong(Long::longValue)
                                                .sum());
                assertThat(phases.blackoutIsLowerBound())
                        .isEqualTo(known.size() < 4
                                || phases.atLeast().contains("freeze")
                                || phases.atLeast().contains("retrieve"));
            });
        }
    }

    @Property(tries = 60)
    void shouldSayTheBlackoutOfWhateverCameBackInAWholeUpdate(@ForAll long seed) {
        // When
        List<HostView> hosts = views(SimulatedLogs.fleet(seed, 3, "7.2", "7.3"));

        // Then
        for (HostView host : hosts) {
            for (HostView.SessionView session : host.sessions()) {
                Phases phases = host.phases(session);
                UpdateState update = Objects.requireNonNull(
                        host.generations().get(session.session().generation()));
                if (phases != null && !session.files().isEmpty() && update.outcome() == Outcome.COMPLETED) {
                    assertThat(phases.blackoutIsLowerBound()).isFalse();
                    assertThat(phases.blackoutMicros())
                            .isLessThanOrEqualTo(update.phases().blackoutMicros());
                }
            }
        }
    }

    private static List<HostView> views(List<RecordedEvent> log) {
        Ledger ledger = new Ledger();
        EntityMap entities = new EntityMap();
        log.forEach(event -> ledger.apply(entities, event));
        return HostView.hosts(entities).stream()
                .map(host -> Objects.requireNonNull(HostView.of(entities, host)))
                .toList();
    }

    /** Of everything that a host has phases of, by a name of it. */
    private static Map<String, Phases> phases(HostView host) {
        String name = host.state().host();
        Map<String, Phases> all = new LinkedHashMap<>();
        host.updates().forEach(update -> all.put(name + " " + update.generation(), update.phases()));
        host.sessions()
                .forEach(session -> put(
                        all,
                        name + " " + session.session().generation() + " "
                                + session.session().name(),
                        host.phases(session)));
        host.devices()
                .forEach(device ->
                        put(all, name + " " + device.generation() + " " + device.address(), host.phases(device)));
        return all;
    }

    private static void put(Map<String, Phases> all, String name, @Nullable Phases phases) {
        if (phases != null) {
            all.put(name, phases);
        }
    }

    private static Map<String, Blackout> blackouts(List<RecordedEvent> log) {
        Map<String, Blackout> shown = new HashMap<>();
        Map<String, List<String>> boots = new HashMap<>();
        Map<String, Map<String, Boolean>> back = new HashMap<>();
        for (RecordedEvent recorded : log) {
            LiveUpdateEvent event = recorded.event();
            List<String> ofHost = boots.computeIfAbsent(event.host(), host -> new ArrayList<>());
            if (!ofHost.contains(event.boot().id())) {
                ofHost.add(event.boot().id());
            }
            long ordinal = ofHost.size() - 1L;
            long wall = Objects.requireNonNull(event.at().wallMicros());
            if (event.body() instanceof HandoverStarted) {
                String outgoing = event.host() + " " + (ordinal + 1);
                shown.keySet().removeIf(name -> name.equals(outgoing) || name.startsWith(outgoing + " "));
                shown.computeIfAbsent(outgoing, first -> new Blackout()).fromMicros = wall;
            } else if (event.body() instanceof FileFrozen frozen
                    && frozen.result().ok()) {
                String outgoing = event.host() + " " + (ordinal + 1) + " ";
                frozen(
                        shown,
                        outgoing + Objects.requireNonNull(frozen.session()).name(),
                        wall);
                if (frozen.device() != null) {
                    frozen(shown, outgoing + frozen.device(), wall);
                }
            } else if (event.body() instanceof FileRetrieved retrieved
                    && retrieved.result().ok()
                    && retrieved.session() != null) {
                String incoming = event.host() + " " + ordinal;
                String session = incoming + " " + retrieved.session().name();
                boolean again = back.computeIfAbsent(session, first -> new HashMap<>())
                                .put(String.valueOf(retrieved.token()), true)
                        != null;
                for (String name :
                        again ? List.<String>of() : List.of(incoming, session, incoming + " " + retrieved.device())) {
                    shown.computeIfAbsent(name, first -> new Blackout()).toMicros = wall;
                }
            }
        }
        return shown;
    }

    private static void frozen(Map<String, Blackout> shown, String name, long wall) {
        Blackout blackout = shown.computeIfAbsent(name, first -> new Blackout());
        blackout.fromMicros = blackout.fromMicros == 0 ? wall : blackout.fromMicros;
    }
}
