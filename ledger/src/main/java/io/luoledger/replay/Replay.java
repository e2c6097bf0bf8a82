package io.luoledger.replay;

import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Catalogue;
import io.luoledger.core.AbiDigest;
import io.luoledger.core.AbiJudge;
import io.luoledger.core.BootTrail;
import io.luoledger.core.Entity;
import io.luoledger.core.EntityMap;
import io.luoledger.core.EntityReader;
import io.luoledger.core.Failure;
import io.luoledger.core.HostView;
import io.luoledger.core.Ledger;
import io.luoledger.core.OpenQuestions;
import io.luoledger.core.Output.ConsequenceShown;
import io.luoledger.core.Output.EntityChanged;
import io.luoledger.core.Output.EntityForgotten;
import io.luoledger.core.Output.FindingRaised;
import io.luoledger.core.Output.HoldingsChanged;
import io.luoledger.core.Output.UpdateChanged;
import io.luoledger.core.Output.UpdateSettled;
import io.luoledger.core.StateDigest;
import io.luoledger.core.UpdateState;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.stats.FleetStats;
import io.luoledger.stats.PairStats;
import io.luoledger.stats.StatsKey;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds the view from a log, in memory. Life: constructed with what to look at; given events in the order of the log;
 * asked at any time what came of it. Memory grows with what the hosts hold, their findings and their updates, not with
 * the log.
 */
public final class Replay {
    private final Ledger ledger;
    private final @Nullable String onlyHost;
    private final @Nullable Until until;
    private final EntityMap entities = new EntityMap();
    private final AbiJudge judge;
    private final AbiDigest.InMemory judged;
    /** Whether what was judged is known from the first event on. */
    private final boolean judgedWhole;

    private final FleetStats stats;
    private final Map<String, BootTrail> trails = new HashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final TreeMap<String, TreeMap<Long, UpdateState>> updates = new TreeMap<>();
    private final Set<String> ended = new HashSet<>();
    private @Nullable Seam seam;
    private long events;
    private long taken;
    private long firstLeft = -1;
    private long withoutWallTime;

    /** Of every host, to the end. */
    public Replay(AbiGate gate) {
        this(new Ledger(), gate, null, null);
    }

    public Replay(Ledger ledger, AbiGate gate, @Nullable String onlyHost, @Nullable Until until) {
        this(ledger, gate, List.of(), StatsKey.DEFAULT_WINDOW_MICROS, onlyHost, until);
    }

    /**
     * @param gate judges pairs of kernels, by the catalogue's descriptors
     * @param plan releases of the kernels that hosts are to boot next
     * @param windowMicros length of a window of the statistics. Unit: microseconds
     */
    public Replay(
            Ledger ledger,
            AbiGate gate,
            List<String> plan,
            long windowMicros,
            @Nullable String onlyHost,
            @Nullable Until until) {
        this(ledger, gate, plan, windowMicros, onlyHost, until, new AbiDigest.InMemory(), true);
    }

    private Replay(
            Ledger ledger,
            AbiGate gate,
            List<String> plan,
            long windowMicros,
            @Nullable String onlyHost,
            @Nullable Until until,
            AbiDigest.InMemory judged,
            boolean judgedWhole) {
        this.ledger = ledger;
        this.judged = judged;
        this.judgedWhole = judgedWhole;
        this.judge = new AbiJudge(Catalogue::find, plan, gate, judged);
        this.stats = new FleetStats(windowMicros);
        this.onlyHost = onlyHost;
        this.until = until;
    }

    /** Where a snapshot ends. */
    static Replay resumed(
            Snapshot snapshot, AbiGate gate, List<String> plan, long windowMicros, @Nullable Until until) {
        AbiDigest.InMemory before = snapshot.judged();
        Replay replay = new Replay(
                new Ledger(snapshot.retention()),
                gate,
                plan,
                windowMicros,
                snapshot.onlyHost(),
                until,
                before == null ? new AbiDigest.InMemory() : new AbiDigest.InMemory(before.all(), before.kernels()),
                before != null);
        snapshot.entities().forEach(replay.entities::put);
        replay.trails.putAll(snapshot.trails());
        replay.events = snapshot.events();
        replay.seam = new Seam(replay.entities, snapshot.name());
        return replay;
    }

    /**
     * What follows comes from another file, or from a cluster: it may begin before what was read so far ends. Events that
     * were read already are passed over, if they are the same.
     */
    public void nextSource() {
        if (events > 0) {
            seam = new Seam(entities, null);
        }
    }

    /** Takes every event; a reader's exception passes through, and what came before it stands. */
    public Replay run(Iterator<RecordedEvent> log) {
        log.forEachRemaining(this::accept);
        return this;
    }

    public void accept(RecordedEvent recorded) {
        String host = recorded.event().host();
        long position = taken++;
        if ((onlyHost != null && !onlyHost.equals(host)) || ended.contains(host)) {
            return;
        }
        if (seam != null && seam.passesOver(recorded)) {
            return;
        }
        if (until != null && until.isBefore(recorded.event(), entities)) {
            ended.add(host);
            firstLeft = firstLeft < 0 ? position : firstLeft;
            return;
        }
        withoutWallTime += recorded.event().at().wallMicros() == null ? 1 : 0;
        events++;
        ledger.apply(entities, recorded).forEach(output -> {
            switch (output) {
                case FindingRaised raised -> keep(raised);
                case UpdateChanged changed -> keep(changed.update());
                case EntityForgotten forgotten -> keepLast(forgotten.last());
                case HoldingsChanged held -> judge.apply(held).forEach(this::keep);
                case ConsequenceShown shown -> judge.apply(shown).forEach(this::keep);
                case UpdateSettled settled -> {
                    stats.add(settled);
                    judge.apply(settled).forEach(this::keep);
                }
                case EntityChanged changed -> {
                    // the entities have it
                }
            }
        });
        AbiJudge.Judged booted = judge.apply(trails.get(host), recorded.event());
        keep(host, booted.trail());
        booted.findings().forEach(this::keep);
    }

    private void keep(String host, @Nullable BootTrail trail) {
        if (trail != null) {
            trails.put(host, trail);
        }
    }

    private void keep(FindingRaised raised) {
        findings.add(raised.finding());
        stats.add(raised);
    }

    private void keep(UpdateState update) {
        updates.computeIfAbsent(update.host(), host -> new TreeMap<>()).put(update.generation(), update);
    }

    private void keepLast(Entity entity) {
        if (entity instanceof UpdateState update && update.begun()) {
            keep(update);
        }
    }

    /** How many events were taken. */
    public long events() {
        return events;
    }

    /** How many of them nobody knows the wall time of: they can't be placed before or behind a time. */
    public long withoutWallTime() {
        return withoutWallTime;
    }

    /** Number, among the events that were handed in, of the first one behind the end; of the next one if there is none. */
    long firstLeft() {
        return firstLeft < 0 ? taken : firstLeft;
    }

    /** What the judge of kernels keeps of each host. */
    Map<String, BootTrail> trails() {
        return new TreeMap<>(trails);
    }

    @Nullable
    String onlyHost() {
        return onlyHost;
    }

    /** The states as they are now. */
    public EntityReader entities() {
        return entities;
    }

    /** Statistics over what was settled, by pair of kernels and window. */
    public SortedMap<StatsKey, PairStats> stats() {
        return stats.pairs();
    }

    public String digest() {
        return StateDigest.of(entities);
    }

    /** Digest of what the ABI judge said and by which descriptors; null where it isn't known from the first event on. */
    public @Nullable String abiDigest() {
        return judgedWhole ? AbiDigest.of(judged.all()) : null;
    }

    /** Content digests of the descriptors that it judged by, by release. */
    public SortedMap<String, String> abiKernels() {
        return judged.kernels();
    }

    /** What was judged; null where it isn't known from the first event on. */
    AbiDigest.@Nullable InMemory judged() {
        return judgedWhole ? judged : null;
    }

    /** Every host's view, in order of the names. */
    public List<HostView> hosts() {
        return HostView.hosts(entities).stream()
                .map(host -> HostView.of(entities, host))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Every live update that was begun, by host and in order. */
    public List<UpdateState> updates() {
        TreeMap<String, TreeMap<Long, UpdateState>> all = new TreeMap<>();
        updates.forEach((host, ofHost) -> all.put(host, new TreeMap<>(ofHost)));
        for (HostView host : hosts()) {
            for (UpdateState update : host.updates()) {
                all.computeIfAbsent(update.host(), name -> new TreeMap<>()).put(update.generation(), update);
            }
        }
        return all.values().stream().flatMap(ofHost -> ofHost.values().stream()).toList();
    }

    /** What the checks said, in the order of the log; then what is open where a host's log ends, and wasn't cut on demand. */
    public List<Finding> findings() {
        List<Finding> all = new ArrayList<>(findings);
        HostView.hosts(entities).stream()
                .filter(host -> !ended.contains(host))
                .forEach(host -> all.addAll(OpenQuestions.of(entities, host)));
        return all;
    }

    /**
     * Whether something is wrong.
     *
     * @param ignored findings that don't count
     */
    public boolean foundErrors(Set<FindingKind> ignored) {
        return Failure.in(findings(), ignored);
    }
}
