package io.luoledger.metrics;

import io.luoledger.core.Phases;
import io.luoledger.core.UpdateState;
import io.luoledger.engine.ProcessorWatch;
import io.luoledger.finding.Finding;
import io.luoledger.store.StateFormat;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this instance did since it was started, for Prometheus. Counters fall back to zero with the process, as is usual
 * there; what happened at all stands on the topics.
 */
public final class Meters implements ProcessorWatch {
    private static final double MICROS = 1e6;
    private static final Logger LOG = LoggerFactory.getLogger(Meters.class);

    /** Releases come from outside: so many pairs are told apart. */
    private static final int MAX_PAIRS = 500;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter events = Counter.builder()
            .name("luoledger_events_total")
            .help("Events that this instance processed.")
            .register(registry);
    private final Counter deadLetters = Counter.builder()
            .name("luoledger_dead_letters_total")
            .help("Records of luo.events that could not be read or judged, put on luo.events.dlq.")
            .register(registry);
    private final Counter findings = Counter.builder()
            .name("luoledger_findings_total")
            .help("Findings raised, by id (luo-ledger findings explains them).")
            .labelNames("id", "severity")
            .register(registry);
    private final Counter updates = Counter.builder()
            .name("luoledger_updates_total")
            .help("Live updates whose outcome is final, by outcome.")
            .labelNames("outcome")
            .register(registry);
    private final Counter replaced = Counter.builder()
            .name("luoledger_threads_replaced_total")
            .help("Threads that gave up while the cluster didn't answer; another one goes on in its place.")
            .register(registry);
    private final Histogram blackout = Histogram.builder()
            .name("luoledger_blackout_seconds")
            .help("Blackout of live updates, freeze to last retrieve, where the clocks tell the whole of it.")
            .classicUpperBounds(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
            .classicOnly()
            .labelNames("from_kernel", "to_kernel")
            .register(registry);
    private final Gauge running = Gauge.builder()
            .name("luoledger_state")
            .help("1 for the state that the stream processors are in.")
            .labelNames("state")
            .register(registry);
    private final Set<String> pairs = new HashSet<>();

    @Override
    public void migrating(Map<Integer, Long> hosts) {
        hosts.forEach((format, count) -> LOG.warn(
                "states of {} {} are of format {}: each migrates to format {} when it is written next, nothing has to be done",
                count,
                count == 1 ? "host" : "hosts",
                format,
                StateFormat.CURRENT));
    }

    @Override
    public void event() {
        events.inc();
    }

    @Override
    public void deadLetter() {
        deadLetters.inc();
    }

    @Override
    public void finding(Finding finding) {
        findings.labelValues(finding.kind().id(), finding.kind().severity().name())
                .inc();
    }

    @Override
    public void settled(UpdateState update) {
        updates.labelValues(update.outcome().name()).inc();
        Phases phases = update.phases();
        Long micros = phases.blackoutMicros();
        String to = update.toKernel();
        if (micros != null && !phases.blackoutIsLowerBound() && to != null && known(update.fromKernel() + " " + to)) {
            blackout.labelValues(update.fromKernel(), to).observe(micros / MICROS);
        }
    }

    private synchronized boolean known(String pair) {
        return pairs.contains(pair) || (pairs.size() < MAX_PAIRS && pairs.add(pair));
    }

    /**
     * Adds the meters of Kafka Streams itself, and the lag of each partition.
     *
     * @param streams those that run at the time
     * @param admin asked how far the ledger goes; closed by whoever opened it
     * @param group the application's id
     */
    public void watch(Supplier<KafkaStreams> streams, Admin admin, String group) {
        registry.register(new KafkaMeters(() -> streams.get().metrics(), new LedgerLag(streams, admin, group)::now));
        for (KafkaStreams.State state : KafkaStreams.State.values()) {
            running.labelValues(state.name()).set(state == streams.get().state() ? 1 : 0);
        }
    }

    @Override
    public void state(KafkaStreams.State now, KafkaStreams.State before) {
        running.labelValues(before.name()).set(0);
        running.labelValues(now.name()).set(1);
    }

    @Override
    public void threadReplaced() {
        replaced.inc();
    }

    /** The form of {@link #scrape}. */
    public static String contentType() {
        return PrometheusTextFormatWriter.CONTENT_TYPE;
    }

    /** Everything, as Prometheus reads it. */
    public byte[] scrape() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(bytes, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
