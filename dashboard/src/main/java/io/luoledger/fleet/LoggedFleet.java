package io.luoledger.fleet;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.avro.UpdateView;
import io.luoledger.core.EntityKey;
import io.luoledger.core.EntityReader;
import io.luoledger.core.HostState;
import io.luoledger.core.Ledger;
import io.luoledger.core.LogState;
import io.luoledger.finding.Finding;
import io.luoledger.proof.LogPosition;
import io.luoledger.publish.LedgerPass;
import io.luoledger.replay.Replay;
import io.luoledger.report.LogDamage;
import io.luoledger.stats.StatsKey;
import io.luoledger.view.HostView;
import io.luoledger.wire.RecordedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A fleet in a log file, without Kafka. Life: replayed once, of which the index stays; a host's events are read again when it
 * is looked at. What is appended to the file later isn't seen.
 */
public final class LoggedFleet implements FleetView {
    private final String file;
    private final AbiGate gate;
    private final FleetIndex index = new FleetIndex();
    private final Summary summary;
    private final HostLogs logs = new HostLogs(this::read);

    /**
     * Reads it to its end, or to where it can't be read, which is told.
     *
     * @param threads how many replay
     */
    public LoggedFleet(String file, AbiGate gate, int threads) {
        this.file = file;
        this.gate = gate;
        Replay replay = new Replay(new Ledger(), gate, List.of(), StatsKey.DEFAULT_WINDOW_MICROS, null, null, threads);
        new LedgerPass().file(file, new ToReplay(replay));
        LogDamage damage = replay.report().damage();
        fill(replay, damage);
        summary = new Summary("file", file, replay.events(), replay.digest(), damage, false, null, null, null);
    }

    private void fill(Replay replay, LogDamage damage) {
        Map<String, List<UpdateView>> updates =
                replay.updateViews().stream().collect(Collectors.groupingBy(UpdateView::getHost));
        Map<String, List<Finding>> findings = byHost(replay.findings(), Finding::host);
        EntityReader entities = replay.entities();
        for (String host : HostView.hosts(entities)) {
            HostState state = (HostState) entities.get(EntityKey.host(host));
            index.put(
                    new HostRow.Told(
                            host,
                            state == null ? null : state.current().kernel(),
                            state == null ? null : (Long) state.current().liveUpdate(),
                            nextSequence(entities, host),
                            updates.getOrDefault(host, List.of()),
                            findings.getOrDefault(host, List.of())),
                    damage);
        }
        replay.stats().forEach((key, stats) -> index.put(key, 0, stats));
    }

    private static long nextSequence(EntityReader entities, String host) {
        return entities.get(EntityKey.log(host)) instanceof LogState log ? log.nextSequence() : 0;
    }

    private static <T> Map<String, List<T>> byHost(List<T> all, Function<T, String> host) {
        Map<String, List<T>> of = new HashMap<>();
        all.forEach(one ->
                of.computeIfAbsent(host.apply(one), name -> new ArrayList<>()).add(one));
        return of;
    }

    @Override
    public FleetIndex index() {
        return index;
    }

    @Override
    public Summary summary() {
        return summary;
    }

    @Override
    public AbiGate gate() {
        return gate;
    }

    @Override
    public Map<String, AbiDescriptor> kernels() {
        return Map.of();
    }

    @Override
    public @Nullable KeptHost kept(String host) {
        return null;
    }

    @Override
    public HostLog log(String host) {
        return index.host(host) == null
                ? new HostLog(host, List.of(), List.of(), 0, List.of())
                : logs.of(host, sequence -> true);
    }

    private HostLog read(String host) {
        HostLogReader reader = new HostLogReader(host);
        LedgerPass.ofHost(host).file(file, reader);
        return reader.log();
    }

    @Override
    public void close() {
        // the file is opened when it is read
    }

    private record ToReplay(Replay replay) implements LedgerPass.Sink {
        @Override
        public void accept(RecordedEvent event, LogPosition place) {
            replay.accept(event);
        }

        @Override
        public void damaged(@Nullable String host, LogPosition place, String reason) {
            replay.damaged(host, place.toString(), reason);
        }
    }
}
