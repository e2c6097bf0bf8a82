package io.luoledger.replay;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Catalogue;
import io.luoledger.core.Entities;
import io.luoledger.core.Entity;
import io.luoledger.core.EntityMap;
import io.luoledger.core.Ledger;
import io.luoledger.core.Output;
import io.luoledger.core.Output.ConsequenceShown;
import io.luoledger.core.Output.EntityForgotten;
import io.luoledger.core.Output.FindingRaised;
import io.luoledger.core.Output.HoldingsChanged;
import io.luoledger.core.Output.UpdateChanged;
import io.luoledger.core.Output.UpdateSettled;
import io.luoledger.core.UpdateState;
import io.luoledger.event.BootMoment;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.finding.Finding;
import io.luoledger.judge.AbiDigest;
import io.luoledger.judge.AbiJudge;
import io.luoledger.judge.BootTrail;
import io.luoledger.stats.FleetStats;
import io.luoledger.view.HostView;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The replay of some of a log's hosts, event by event. What one host's events come to depends on no other host. Not thread-safe. */
final class HostsReplay {
    private final Ledger ledger;
    private final @Nullable Until until;
    private final EntityMap entities = new EntityMap();
    private final Map<String, Optional<AbiDescriptor>> kernels = new HashMap<>();
    private final AbiDigest.InMemory judged = new AbiDigest.InMemory();
    private final AbiJudge judge;
    private final FleetStats stats;
    private final Map<String, Host> hosts = new HashMap<>();
    private final List<Said> findings = new ArrayList<>();
    private final RecentEvents recent = new RecentEvents();
    private final Map<String, Long> within = new HashMap<>();
    private @Nullable Seam seam;
    private long events;
    private long firstLeft = -1;
    private long withoutWallTime;

    /**
     * A finding, and where in the log it was raised.
     *
     * @param place number of the event
     */
    record Said(long place, Finding finding) {}

    /** What is known of one host, found once for each of its events. */
    private static final class Host {
        private final Entities entities;
        private final SortedMap<Long, UpdateState> updates = new TreeMap<>();
        /** When each was: its boots are forgotten sooner than it is. */
        private final Map<Long, BootMoment> times = new HashMap<>();

        private @Nullable BootTrail trail;
        private boolean ended;
        /** Where the log is damaged behind its last event, null where it isn't. */
        private @Nullable String damage;

        Host(Entities entities) {
            this.entities = entities;
        }

        void keep(UpdateState update, @Nullable BootMoment at) {
            updates.put(update.generation(), update);
            note(update, at);
        }

        void note(UpdateState update, @Nullable BootMoment at) {
            if (at != null) {
                times.put(update.generation(), at);
            }
        }

        void keepLast(Entity entity) {
            if (entity instanceof UpdateState update && update.begun()) {
                keep(update, null);
            }
        }
    }

    /** Kernels that the catalogue doesn't have, or has otherwise, by the name that hosts are to boot them under. */
    void know(Map<String, AbiDescriptor> others) {
        others.forEach((name, kernel) -> kernels.put(name, Optional.of(kernel)));
    }

    HostsReplay(Ledger ledger, AbiGate gate, List<String> plan, long windowMicros, @Nullable Until until) {
        this.ledger = ledger;
        this.judge = new AbiJudge(release -> kernels.computeIfAbsent(release, Catalogue::find), plan, gate, judged);
        this.stats = new FleetStats(windowMicros);
        this.until = until;
    }

    void resume(Entity entity) {
        entities.put(entity);
    }

    void resume(String host, BootTrail trail) {
        host(host).trail = trail;
    }

    private Host host(String name) {
        return hosts.computeIfAbsent(name, host -> new Host(entities.of(host)));
    }

    /** @param before how many events were taken by then */
    void resume(long before) {
        events = before;
    }

    /** Notes when the updates were that the states tell of. */
    void resumeTimes() {
        for (String name : HostView.hosts(entities)) {
            HostView view = Objects.requireNonNull(HostView.of(entities, name));
            view.updates().forEach(update -> host(name).note(update, view.when(update)));
        }
    }

    /** What follows may begin before what was read so far ends. */
    void join(@Nullable String snapshot) {
        seam = new Seam(entities, snapshot, within);
    }

    /** @param place number of the event in the log */
    void accept(long place, RecordedEvent recorded) {
        LiveUpdateEvent event = recorded.event();
        Host host = host(event.host());
        if (host.ended || (seam != null && seam.passesOver(recorded))) {
            return;
        }
        if (until != null && until.isBefore(event, host.entities)) {
            host.ended = true;
            firstLeft = firstLeft < 0 ? place : firstLeft;
            return;
        }
        // whatever is missing before it, its sequence tells
        host.damage = null;
        recent.add(event);
        withoutWallTime += event.at().wallMicros() == null ? 1 : 0;
        events++;
        for (Output output : ledger.apply(host.entities, recorded)) {
            hear(host, place, output);
        }
        judge(host, place, event);
    }

    private void hear(Host host, long place, Output output) {
        switch (output) {
            case FindingRaised raised -> keep(place, raised);
            case UpdateChanged changed -> host.keep(changed.update(), changed.at());
            case EntityForgotten forgotten -> host.keepLast(forgotten.last());
            case HoldingsChanged held -> keep(place, judge.apply(held));
            case ConsequenceShown shown -> keep(place, judge.apply(shown));
            case UpdateSettled settled -> {
                stats.add(settled);
                keep(place, judge.apply(settled));
            }
        }
    }

    private void judge(Host host, long place, LiveUpdateEvent event) {
        AbiJudge.Judged booted = judge.apply(host.trail, event);
        host.trail = booted.trail();
        keep(place, booted.findings());
    }

    private void keep(long place, List<FindingRaised> raised) {
        raised.forEach(one -> keep(place, one));
    }

    private void keep(long place, FindingRaised raised) {
        findings.add(new Said(place, raised.finding()));
        stats.add(raised);
    }

    /** The latest events. */
    RecentEvents recent() {
        return recent;
    }

    EntityMap entities() {
        return entities;
    }

    /** What the ABI judge said. */
    AbiDigest.InMemory judged() {
        return judged;
    }

    FleetStats stats() {
        return stats;
    }

    Map<String, BootTrail> trails() {
        Map<String, BootTrail> trails = new HashMap<>();
        hosts.forEach((name, host) -> {
            if (host.trail != null) {
                trails.put(name, host.trail);
            }
        });
        return trails;
    }

    /** In the order of the log. */
    List<Said> findings() {
        return findings;
    }

    /** By host and generation. */
    Map<String, SortedMap<Long, UpdateState>> updates() {
        Map<String, SortedMap<Long, UpdateState>> updates = new HashMap<>();
        hosts.forEach((name, host) -> {
            if (!host.updates.isEmpty()) {
                updates.put(name, host.updates);
            }
        });
        return updates;
    }

    /** When a live update was, null when nobody knows. */
    @Nullable
    BootMoment when(UpdateState update) {
        Host host = hosts.get(update.host());
        return host == null ? null : host.times.get(update.generation());
    }

    /** Whether the host's log goes on behind the end that was asked for. */
    boolean ended(String name) {
        Host host = hosts.get(name);
        return host != null && host.ended;
    }

    /** Sequence of the last event of each host whose last source ends before what was read earlier, which it never met. */
    Map<String, Long> within() {
        return within;
    }

    /** The hosts whose log ends, and not where the end was asked for. */
    List<String> withoutEnd() {
        return hosts.entrySet().stream()
                .filter(host -> until != null
                        && !host.getValue().ended
                        && !until.isAtTheEnd(host.getKey(), host.getValue().entities))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The hosts of which more is known than up to the end that was asked for. */
    List<String> behindEnd() {
        return hosts.entrySet().stream()
                .filter(host -> until != null && until.isBehind(host.getKey(), host.getValue().entities))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Here something of the log can't be read.
     *
     * @param name of the host that it is of, null when it may be of any
     */
    void damaged(@Nullable String name, String place) {
        hosts.forEach((known, host) -> {
            if ((name == null || name.equals(known)) && host.damage == null) {
                host.damage = place;
            }
        });
    }

    /** Where the log is damaged behind the last event of a host, by host. */
    Map<String, String> damages() {
        Map<String, String> damages = new HashMap<>();
        hosts.forEach((name, host) -> {
            if (host.damage != null) {
                damages.put(name, host.damage);
            }
        });
        return damages;
    }

    long events() {
        return events;
    }

    /** Number in the log of the first event behind the end, negative when there is none. */
    long firstLeft() {
        return firstLeft;
    }

    long withoutWallTime() {
        return withoutWallTime;
    }
}
