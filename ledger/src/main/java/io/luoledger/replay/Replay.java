package io.luoledger.replay;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.avro.UpdateView;
import io.luoledger.core.EntityMap;
import io.luoledger.core.EntityReader;
import io.luoledger.core.Ledger;
import io.luoledger.core.OpenQuestions;
import io.luoledger.core.UpdateState;
import io.luoledger.event.BootMoment;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.finding.Finding;
import io.luoledger.judge.AbiDigest;
import io.luoledger.judge.BootTrail;
import io.luoledger.replay.HostsReplay.Said;
import io.luoledger.report.LedgerReport;
import io.luoledger.report.LogDamage;
import io.luoledger.stats.PairStats;
import io.luoledger.stats.StatsKey;
import io.luoledger.store.StateDigest;
import io.luoledger.view.HostView;
import io.luoledger.view.ViewRecords;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds the view from a log, in memory. Life: constructed with what to look at; given events in the order of the log;
 * asked at any time what came of it. Memory grows with what the hosts hold, their findings and their updates, not with
 * the log. On several threads the hosts are divided among them, while the one that gives the events reads on; what comes
 * of it is the same.
 */
public final class Replay {
    /** Handing an event over alone costs more than replaying it. */
    private static final int BLOCK_EVENTS = 512;

    private static final int MOST_REASONS = 20;

    private final @Nullable String onlyHost;
    private final List<HostsReplay> parts = new ArrayList<>();
    /** Null where the calling thread does it all. */
    private final @Nullable Workers workers;

    /** Whether what was judged is known from the first event on. */
    private boolean judgedWhole = true;

    private final List<String> damage = new ArrayList<>();
    private long taken;

    /** Of every host, to the end. */
    public Replay(AbiGate gate) {
        this(new Ledger(), gate, null, null);
    }

    public Replay(Ledger ledger, AbiGate gate, @Nullable String onlyHost, @Nullable Until until) {
        this(ledger, gate, List.of(), StatsKey.DEFAULT_WINDOW_MICROS, onlyHost, until, 1);
    }

    /**
     * @param gate judges pairs of kernels, by the catalogue's descriptors
     * @param plan releases of the kernels that hosts are to boot next
     * @param windowMicros length of a window of the statistics. Unit: microseconds
     * @param threads how many replay, besides the one that reads; with 1 the reading one does
     */
    public Replay(
            Ledger ledger,
            AbiGate gate,
            List<String> plan,
            long windowMicros,
            @Nullable String onlyHost,
            @Nullable Until until,
            int threads) {
        this(ledger, gate, plan, windowMicros, onlyHost, until, threads, BLOCK_EVENTS);
    }

    Replay(
            Ledger ledger,
            AbiGate gate,
            List<String> plan,
            long windowMicros,
            @Nullable String onlyHost,
            @Nullable Until until,
            int threads,
            int blockEvents) {
        for (int part = 0; part < threads; part++) {
            parts.add(new HostsReplay(ledger, gate, plan, windowMicros, until));
        }
        this.workers = threads == 1 ? null : new Workers(parts, blockEvents);
        this.onlyHost = onlyHost;
    }

    /** Where a snapshot ends. */
    static Replay resumed(
            Snapshot snapshot, AbiGate gate, List<String> plan, long windowMicros, @Nullable Until until, int threads) {
        Replay replay = new Replay(
                new Ledger(snapshot.retention()), gate, plan, windowMicros, snapshot.onlyHost(), until, threads);
        snapshot.entities()
                .forEach(
                        entity -> replay.parts.get(replay.partOf(entity.host())).resume(entity));
        snapshot.trails()
                .forEach((host, trail) -> replay.parts.get(replay.partOf(host)).resume(host, trail));
        replay.parts.forEach(HostsReplay::resumeTimes);
        replay.parts.getFirst().resume(snapshot.events());
        replay.parts.forEach(part -> part.join(snapshot.name()));
        AbiDigest.InMemory judged = snapshot.judged();
        replay.judgedWhole = judged != null;
        if (judged != null) {
            judged.all()
                    .forEach((host, link) ->
                            replay.parts.get(replay.partOf(host)).judged().put(host, link, judged.kernels()));
        }
        return replay;
    }

    /** Before the first event: kernels that the catalogue doesn't have, or has otherwise, by their names in the plan. */
    public void know(Map<String, AbiDescriptor> kernels) {
        parts.forEach(part -> part.know(kernels));
    }

    private int partOf(String host) {
        return Math.floorMod(host.hashCode(), parts.size());
    }

    /**
     * What follows comes from another file, or from a cluster: it may begin before what was read so far ends. Events that
     * were read already are passed over, if they are the same.
     */
    public void nextSource() {
        if (events() > 0) {
            parts.forEach(part -> part.join(null));
        }
    }

    /**
     * Something of the log can't be read here. What is open of a host is unknown then, until more of it comes.
     *
     * @param host that it is of, null when it may be of any
     * @param place where it is
     * @param reason where it is, and why it can't be read
     */
    public void damaged(@Nullable String host, String place, String reason) {
        if (onlyHost != null && host != null && !onlyHost.equals(host)) {
            return;
        }
        if (damage.size() < MOST_REASONS) {
            damage.add(reason);
        } else if (damage.size() == MOST_REASONS) {
            damage.add("and more");
        }
        settle();
        parts.forEach(part -> part.damaged(host, place));
    }

    private LogDamage damage() {
        Map<String, String> behind = new TreeMap<>();
        ask(HostsReplay::damages).forEach(behind::putAll);
        return new LogDamage(damage, behind);
    }

    /** Takes every event; a reader's exception passes through, and what came before it stands. */
    public Replay run(Iterator<RecordedEvent> log) {
        log.forEachRemaining(this::accept);
        return this;
    }

    /** On several threads, what one of them fails with comes with a later event, or with the next question. */
    public void accept(RecordedEvent recorded) {
        String host = recorded.event().host();
        long place = taken++;
        if (onlyHost != null && !onlyHost.equals(host)) {
            return;
        }
        int part = partOf(host);
        if (workers == null) {
            parts.get(part).accept(place, recorded);
        } else {
            workers.accept(part, place, recorded);
        }
    }

    private void settle() {
        if (workers != null) {
            workers.settle();
        }
    }

    /** What each part answers, when all that was given is replayed. */
    private <T> List<T> ask(Function<HostsReplay, T> question) {
        return workers == null ? parts.stream().map(question).toList() : workers.ask(question);
    }

    private long sum(Function<HostsReplay, Long> count) {
        return ask(count).stream().mapToLong(Long::longValue).sum();
    }

    /** How many events were taken. */
    public long events() {
        return sum(HostsReplay::events);
    }

    /** How many of them nobody knows the wall time of: they can't be placed before or behind a time. */
    public long withoutWallTime() {
        return sum(HostsReplay::withoutWallTime);
    }

    /**
     * The hosts of which a further source, or what followed on a snapshot, ended within what was known before, with the
     * sequence where it did: passed over, and nobody can say whether it is the same.
     */
    public NavigableMap<String, Long> notCompared() {
        NavigableMap<String, Long> notCompared = new TreeMap<>();
        ask(HostsReplay::within).forEach(notCompared::putAll);
        return notCompared;
    }

    /** The hosts that were read to the end of their log without coming to the live update that the replay was to end at. */
    public List<String> withoutEnd() {
        return ask(HostsReplay::withoutEnd).stream()
                .flatMap(List::stream)
                .sorted()
                .toList();
    }

    /** The hosts that a snapshot holds more of than up to the event or the time that the replay was to end at. */
    public List<String> behindEnd() {
        return ask(HostsReplay::behindEnd).stream()
                .flatMap(List::stream)
                .sorted()
                .toList();
    }

    /** Number, among the events that were handed in, of the first one behind the end; of the next one if there is none. */
    long firstLeft() {
        return ask(HostsReplay::firstLeft).stream()
                .filter(place -> place >= 0)
                .min(Comparator.naturalOrder())
                .orElse(taken);
    }

    /** What the judge of kernels keeps of each host. */
    Map<String, BootTrail> trails() {
        Map<String, BootTrail> trails = new TreeMap<>();
        ask(HostsReplay::trails).forEach(trails::putAll);
        return trails;
    }

    @Nullable
    String onlyHost() {
        return onlyHost;
    }

    /** The states as they are now. */
    public EntityReader entities() {
        List<EntityMap> all = ask(HostsReplay::entities);
        return all.size() == 1 ? all.getFirst() : EntityMap.together(all);
    }

    /** Statistics over what was settled, by pair of kernels and window. */
    public SortedMap<StatsKey, PairStats> stats() {
        SortedMap<StatsKey, PairStats> stats = new TreeMap<>();
        ask(part -> part.stats().pairs())
                .forEach(pairs -> pairs.forEach((pair, counts) -> stats.merge(pair, counts, PairStats::merge)));
        return stats;
    }

    public String digest() {
        Map<String, byte[]> hosts = new TreeMap<>();
        ask(part -> StateDigest.hosts(part.entities())).forEach(hosts::putAll);
        return StateDigest.of(hosts);
    }

    /** Digest of what the ABI judge said and by which descriptors; null where it isn't known from the first event on. */
    public @Nullable String abiDigest() {
        AbiDigest.InMemory judged = judged();
        return judged == null ? null : AbiDigest.of(judged.all());
    }

    /** Content digests of the descriptors that it judged by, by release. */
    public SortedMap<String, String> abiKernels() {
        return AbiDigest.InMemory.together(ask(HostsReplay::judged)).kernels();
    }

    /** What was judged; null where it isn't known from the first event on. */
    AbiDigest.@Nullable InMemory judged() {
        return judgedWhole ? AbiDigest.InMemory.together(ask(HostsReplay::judged)) : null;
    }

    /** Every host's view, in order of the names. */
    public List<HostView> hosts() {
        EntityReader entities = entities();
        return HostView.hosts(entities).stream()
                .map(host -> HostView.of(entities, host))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Every live update that was begun, by host and in order. */
    public List<UpdateState> updates() {
        TreeMap<String, TreeMap<Long, UpdateState>> all = new TreeMap<>();
        ask(HostsReplay::updates)
                .forEach(updates -> updates.forEach((host, ofHost) -> all.put(host, new TreeMap<>(ofHost))));
        for (HostView host : hosts()) {
            for (UpdateState update : host.updates()) {
                all.computeIfAbsent(update.host(), name -> new TreeMap<>()).put(update.generation(), update);
            }
        }
        return all.values().stream().flatMap(ofHost -> ofHost.values().stream()).toList();
    }

    /** The same, as they are shown: with when each was. */
    public List<UpdateView> updateViews() {
        return updates().stream()
                .map(update -> ViewRecords.update(update, when(update)))
                .toList();
    }

    /** The last events of a host, oldest first, as far as they are among the last ones that were replayed. */
    public List<LiveUpdateEvent> recentEvents(String host) {
        return ask(part -> part.recent().of(host)).get(partOf(host));
    }

    /** What is asked for after something failed. */
    public LedgerReport report() {
        return new LedgerReport(updateViews(), findings(), damage());
    }

    private @Nullable BootMoment when(UpdateState update) {
        return parts.get(partOf(update.host())).when(update);
    }

    /**
     * What the checks said, in the order of the log; then what is open where a host's log ends, and neither was cut on
     * demand nor goes on in what can't be read.
     */
    public List<Finding> findings() {
        EntityReader entities = entities();
        Set<String> damaged = damage().behind().keySet();
        Stream<Finding> said = ask(HostsReplay::findings).stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparingLong(Said::place))
                .map(Said::finding);
        Stream<Finding> open = HostView.hosts(entities).stream()
                .filter(host -> !parts.get(partOf(host)).ended(host) && !damaged.contains(host))
                .flatMap(host -> OpenQuestions.of(entities, host).stream());
        return Stream.concat(said, open).toList();
    }
}
