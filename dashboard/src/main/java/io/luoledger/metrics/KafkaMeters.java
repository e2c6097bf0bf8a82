package io.luoledger.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Kafka Streams' own numeric metrics, each as a gauge: {@code kafka_GROUP_NAME} with its tags as labels. Besides, the lag
 * of luo.events under a name of our own.
 */
final class KafkaMeters implements MultiCollector {
    private static final String LAG = "luoledger_lag_records";
    private static final String FETCH = "consumer-fetch-manager-metrics";

    private final Supplier<Map<MetricName, ? extends Metric>> metrics;
    private final Supplier<Map<Integer, Long>> lag;

    /** @param lag by partition of the ledger */
    KafkaMeters(Supplier<Map<MetricName, ? extends Metric>> metrics, Supplier<Map<Integer, Long>> lag) {
        this.metrics = metrics;
        this.lag = lag;
    }

    @Override
    public MetricSnapshots collect() {
        Map<String, Map<Labels, Double>> values = new TreeMap<>();
        Map<String, String> help = new TreeMap<>();
        help.put(LAG, "Records of luo.events that this instance hasn't processed yet, by partition.");
        lag.get()
                .forEach((partition, records) -> values.computeIfAbsent(LAG, key -> new TreeMap<>())
                        .put(Labels.of("partition", String.valueOf(partition)), (double) records));
        for (Metric metric : metrics.get().values()) {
            MetricName name = metric.metricName();
            if (!wanted(name.group()) || !(metric.metricValue() instanceof Number value)) {
                continue;
            }
            if (!Double.isFinite(value.doubleValue())) {
                continue;
            }
            String own = PrometheusNaming.sanitizeMetricName(
                    "kafka_" + (name.group() + "_" + name.name()).replaceAll("[^A-Za-z0-9]+", "_"));
            help.putIfAbsent(own, name.description());
            values.computeIfAbsent(own, key -> new TreeMap<>()).putIfAbsent(labels(name.tags()), value.doubleValue());
        }
        List<MetricSnapshot> snapshots = new ArrayList<>();
        values.forEach((name, points) -> {
            var snapshot = GaugeSnapshot.builder().name(name).help(help.getOrDefault(name, ""));
            points.forEach((labels, value) -> snapshot.dataPoint(
                    GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
            snapshots.add(snapshot.build());
        });
        return new MetricSnapshots(snapshots);
    }

    private static boolean wanted(String group) {
        return group.startsWith("stream-") || group.equals(FETCH) || group.equals("consumer-coordinator-metrics");
    }

    private static Labels labels(Map<String, String> tags) {
        Map<String, String> sorted = new TreeMap<>();
        tags.forEach((name, value) -> sorted.put(
                PrometheusNaming.sanitizeLabelName(name.replaceAll("[^A-Za-z0-9]+", "_")), String.valueOf(value)));
        return Labels.of(sorted.keySet().toArray(String[]::new), sorted.values().toArray(String[]::new));
    }
}
