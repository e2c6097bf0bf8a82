package io.luoledger.dashboard;

import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.abi.AbiGate;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.fleet.RunningFleet;
import io.luoledger.ledger.Topics;
import io.luoledger.metrics.LedgerLag;
import io.luoledger.streams.LedgerTopology;
import io.luoledger.streams.TopologyText;
import io.luoledger.view.JsonOutput;
import io.luoledger.web.Answer;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.StreamsNotStartedException;
import org.apache.kafka.streams.errors.StreamsStoppedException;
import org.apache.kafka.streams.errors.UnknownStateStoreException;
import org.apache.kafka.streams.processor.TaskId;
import org.jspecify.annotations.Nullable;

/** What this instance's stream processors do, and how far they are. */
final class ProcessorApi {
    static final String PATH = "/api/v1/processors";

    private static final String THREADS = "stream-thread-metrics";
    private static final String STORES = "stream-state-metrics";

    private final StreamProcessors processors;
    private final RunningFleet fleet;
    private final LedgerLag lag;
    private final JsonOutput.Fields topology;

    ProcessorApi(StreamProcessors processors, RunningFleet fleet, LedgerLag lag) {
        this.processors = processors;
        this.fleet = fleet;
        this.lag = lag;
        this.topology = topology(fleet.gate());
    }

    /** Of a log file: it has no processors, and they would be these. */
    static Answer ofFile(AbiGate gate) {
        JsonOutput.Fields drawing = topology(gate);
        return Answer.json(out -> {
            out.writeBooleanField("live", false);
            drawing.write(out);
        });
    }

    private static JsonOutput.Fields topology(AbiGate gate) {
        var topology = LedgerTopology.build(new LedgerTopology.Config(gate));
        String text = TopologyText.text(topology);
        String mermaid = TopologyText.mermaid(topology);
        return out -> {
            out.writeObjectFieldStart("topology");
            out.writeStringField("text", text);
            out.writeStringField("mermaid", mermaid);
            out.writeEndObject();
        };
    }

    Answer answer() {
        KafkaStreams streams = processors.streams();
        return Answer.json(out -> {
            out.writeBooleanField("live", true);
            out.writeStringField("state", streams.state().name());
            JsonOutput.array(out, "threads", streams.metadataForLocalThreads(), ProcessorApi::thread);
            topology.write(out);
            JsonOutput.array(out, "lag", new TreeMap<>(lag.now()).entrySet(), (json, partition) -> {
                json.writeStartObject();
                json.writeStringField("topic", Topics.EVENTS.name());
                json.writeNumberField("partition", partition.getKey());
                json.writeNumberField("lag", partition.getValue());
                json.writeEndObject();
            });
            stores(out, streams);
            FleetJson.number(out, "eventsPerSecond", sum(streams, THREADS, "process-rate", tags -> true));
            letters(out);
        });
    }

    private static void thread(JsonGenerator out, ThreadMetadata thread) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", thread.threadName());
        out.writeStringField("state", thread.threadState());
        JsonOutput.array(
                out,
                "tasks",
                thread.activeTasks().stream()
                        .map(TaskMetadata::taskId)
                        .map(TaskId::toString)
                        .sorted()
                        .toList(),
                JsonGenerator::writeString);
        out.writeEndObject();
    }

    /** Sizes are RocksDB's own estimates; a store in memory has none. */
    private static void stores(JsonGenerator out, KafkaStreams streams) throws IOException {
        SortedMap<String, Map<Integer, LagInfo>> stores = lags(streams);
        JsonOutput.array(out, "stores", stores.keySet(), (json, store) -> {
            Predicate<Map<String, String>> own = tags -> tags.containsValue(store);
            json.writeStartObject();
            json.writeStringField("name", store);
            FleetJson.number(json, "entries", whole(sum(streams, STORES, "estimate-num-keys", own)));
            FleetJson.number(json, "bytes", whole(sum(streams, STORES, "total-sst-files-size", own)));
            json.writeEndObject();
        });
        out.writeArrayFieldStart("restore");
        for (Map.Entry<String, Map<Integer, LagInfo>> store : stores.entrySet()) {
            for (Map.Entry<Integer, LagInfo> partition : store.getValue().entrySet()) {
                if (partition.getValue().offsetLag() > 0) {
                    out.writeStartObject();
                    out.writeStringField("store", store.getKey());
                    out.writeNumberField("partition", partition.getKey());
                    out.writeNumberField("remaining", partition.getValue().offsetLag());
                    out.writeEndObject();
                }
            }
        }
        out.writeEndArray();
    }

    private static SortedMap<String, Map<Integer, LagInfo>> lags(KafkaStreams streams) {
        try {
            return new TreeMap<>(streams.allLocalStorePartitionLags());
        } catch (StreamsNotStartedException | StreamsStoppedException | UnknownStateStoreException e) {
            return new TreeMap<>();
        } catch (IllegalStateException e) {
            // being started or stopped: the state says so
            return new TreeMap<>();
        }
    }

    private static @Nullable Long whole(@Nullable Double number) {
        return number == null ? null : (Long) Math.round(number);
    }

    /** Of all metrics of this name, null where there is none. */
    private static @Nullable Double sum(
            KafkaStreams streams, String group, String name, Predicate<Map<String, String>> tags) {
        Double sum = null;
        for (Metric metric : streams.metrics().values()) {
            MetricName of = metric.metricName();
            if (of.group().equals(group)
                    && of.name().equals(name)
                    && tags.test(of.tags())
                    && metric.metricValue() instanceof Number value
                    && Double.isFinite(value.doubleValue())) {
                sum = (sum == null ? 0 : sum) + value.doubleValue();
            }
        }
        return sum;
    }

    private void letters(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("deadLetters");
        out.writeNumberField("count", fleet.deadLetters());
        JsonOutput.array(out, "last", fleet.lastDeadLetters(), (json, letter) -> {
            json.writeStartObject();
            json.writeStringField("reason", letter.reason());
            json.writeStringField("topic", Topics.DEAD_LETTERS.name());
            json.writeNumberField("partition", letter.partition());
            json.writeNumberField("offset", letter.offset());
            json.writeStringField("from", letter.from());
            json.writeEndObject();
        });
        out.writeEndObject();
    }
}
