package io.luoledger.engine;

import io.luoledger.abi.AbiGate;
import io.luoledger.publish.ClientSettings;
import io.luoledger.streams.LedgerTopology;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * How one instance of the stream processors works.
 *
 * @param gate what judges the ABI of kernels
 * @param stateDirectory for this process alone; what is lost of it is rebuilt from the cluster
 * @param memberName not null: an instance of this name takes its own place again when it is restarted in time
 * @param leaves whether it gives its place up when it is stopped in good order
 * @param sessionSeconds how long its place is kept when it isn't heard of
 * @param standbys copies of each state kept on other instances
 * @param plan releases of the kernels that hosts are to boot next, where nothing else was announced
 * @param address where other instances ask this one over HTTP, host:port; null when they can't
 */
@RecordBuilder
@RecordBuilder.Options(addStaticBuilder = false, enableGetters = false)
public record ProcessorSettings(
        AbiGate gate,
        String applicationId,
        Path stateDirectory,
        @Nullable String memberName,
        boolean leaves,
        int sessionSeconds,
        int standbys,
        int threads,
        List<String> plan,
        @Nullable String address)
        implements ProcessorSettingsBuilder.With {
    private static final int DEFAULT_SESSION_SECONDS = 45;
    private static final int HEARTBEATS_PER_SESSION = 3;
    private static final int MAX_HEARTBEAT_SECONDS = 3;
    private static final int PRODUCER_BATCH_BYTES = 128 * 1024;

    public ProcessorSettings {
        plan = List.copyOf(plan);
    }

    public static ProcessorSettings of(AbiGate gate, String applicationId, Path stateDirectory) {
        return new ProcessorSettings(
                gate, applicationId, stateDirectory, null, true, DEFAULT_SESSION_SECONDS, 0, 1, List.of(), null);
    }

    /** The only instance of its application: it needs not wait until the cluster has given up its former self. */
    public ProcessorSettings alone(String name) {
        return with().memberName(name).leaves(true).build();
    }

    /**
     * One of several.
     *
     * @param name not null: it keeps its place for that long also when it is stopped in good order
     */
    public ProcessorSettings withSession(int seconds, @Nullable String name) {
        return with().sessionSeconds(seconds)
                .memberName(name)
                .leaves(name == null)
                .build();
    }

    /**
     * For Kafka Streams. The classic rebalance protocol, cooperatively: of the two only it knows lasting names
     * ({@code group.instance.id}) in Kafka 4.3, and lets this side say how many standby copies there are.
     */
    public Properties properties(ClientSettings client) {
        Properties settings = client.properties();
        settings.putAll(LedgerTopology.settings(applicationId, client.bootstrapServers()));
        settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, standbys);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        settings.put(StreamsConfig.mainConsumerPrefix("session.timeout.ms"), Math.toIntExact(sessionSeconds * 1000L));
        settings.put(
                StreamsConfig.mainConsumerPrefix("heartbeat.interval.ms"),
                1000 * Math.min(MAX_HEARTBEAT_SECONDS, sessionSeconds / HEARTBEATS_PER_SESSION));
        // changelogs, the view, findings: many small records that say the same names again and again; few large
        // requests
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), PRODUCER_BATCH_BYTES);
        if (memberName != null) {
            settings.put(StreamsConfig.mainConsumerPrefix("group.instance.id"), memberName);
        }
        if (address != null) {
            settings.put(StreamsConfig.APPLICATION_SERVER_CONFIG, address);
        }
        return settings;
    }
}
