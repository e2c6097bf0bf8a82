package io.luoledger.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.finding.Finding;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

/** What Prometheus is told. */
class MetersTest {
    @Test
    void shouldTellWhatWasProcessedInTheFormOfPrometheus() {
        // Given
        Meters meters = new Meters();
        meters.event();
        meters.event();
        meters.deadLetter();
        meters.finding(new Finding(FindingCatalogue.GAP, "h", 0, "log", "a", "b", List.of(1L)));

        // When
        String scraped = new String(meters.scrape(), StandardCharsets.UTF_8);

        // Then
        assertThat(Meters.contentType()).contains("text/plain; version=0.0.4");
        assertThat(scraped.lines())
                .contains(
                        "# TYPE luoledger_events_total counter",
                        "luoledger_events_total 2.0",
                        "luoledger_dead_letters_total 1.0",
                        "luoledger_findings_total{id=\"LOG-GAP\",severity=\"ERROR\"} 1.0");
    }

    @Test
    void shouldGiveKafkasNumbersAsGaugesAndTheLagByPartition() {
        // Given
        MetricName fetched = new MetricName(
                "records-lag",
                "consumer-fetch-manager-metrics",
                "the lag",
                Map.of("client-id", "c-1", "topic", "luo_events", "partition", "3"));
        MetricName version = new MetricName("version", "stream-metrics", "text", Map.of());
        MetricName unwanted = new MetricName("io-ratio", "producer-metrics", "another", Map.of());
        Map<MetricName, Metric> metrics =
                Map.of(fetched, metric(fetched, 0.0), version, metric(version, "4.3"), unwanted, metric(unwanted, 1.0));

        // When
        List<String> names = new ArrayList<>();
        new KafkaMeters(() -> metrics, () -> Map.of(3, 17L))
                .collect()
                .forEach(snapshot -> names.add(snapshot.getMetadata().getName() + " "
                        + snapshot.getDataPoints().getFirst().getLabels() + " "
                        + ((GaugeSnapshot.GaugeDataPointSnapshot)
                                        snapshot.getDataPoints().getFirst())
                                .getValue()));

        // Then
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "kafka_consumer_fetch_manager_metrics_records_lag"
                                + " {client_id=\"c-1\",partition=\"3\",topic=\"luo_events\"} 0.0",
                        "luoledger_lag_records {partition=\"3\"} 17.0");
    }

    private static Metric metric(MetricName name, Object value) {
        return new Metric() {
            @Override
            public MetricName metricName() {
                return name;
            }

            @Override
            public Object metricValue() {
                return value;
            }
        };
    }
}
