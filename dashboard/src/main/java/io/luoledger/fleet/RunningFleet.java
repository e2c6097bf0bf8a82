package io.luoledger.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.engine.PublishedDescriptors;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.LedgerPass;
import io.luoledger.publish.LedgerReader;
import io.luoledger.report.LogDamage;
import io.luoledger.streams.Letter;
import io.luoledger.wire.ClusterException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fleet of a cluster, while its stream processors run. Life: follows what they publish until it is closed; a host as it
 * is now is asked from the instance that keeps it, as it was from its events.
 */
public final class RunningFleet implements FleetView {
    private static final Logger LOG = LoggerFactory.getLogger(RunningFleet.class);
    private static final long DESCRIPTORS_NANOS = 60_000_000_000L;
    /** What a host, a live update or a finding takes, with its place in the index. */
    private static final int KEPT_BYTES = 2_048;

    private static final int SHARE_OF_MEMORY = 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ClientSettings client;
    private final StreamProcessors processors;
    private final HostQuery query;
    private final FleetIndex index = new FleetIndex();
    private final FleetTopics topics;
    private final HostLogs logs = new HostLogs(this::read);
    private Map<String, AbiDescriptor> kernels = Map.of();
    private long kernelsAt;

    /** Keeps what a quarter of this process's memory holds, of each host the newest. */
    public RunningFleet(ClientSettings client, StreamProcessors processors, HostQuery query) {
        this(client, processors, query, Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY / KEPT_BYTES);
    }

    /** @param most how many hosts, live updates and findings are kept, all together */
    public RunningFleet(ClientSettings client, StreamProcessors processors, HostQuery query, long most) {
        this.client = client;
        this.processors = processors;
        this.query = query;
        this.topics = new FleetTopics(client, index, most);
        Thread follower = new Thread(topics::follow, "luo-ledger fleet");
        follower.setDaemon(true);
        follower.start();
    }

    @Override
    public FleetIndex index() {
        return index;
    }

    @Override
    public Summary summary() {
        List<String> reasons = new ArrayList<>(topics.unread());
        Optional.ofNullable(topics.full())
                .ifPresent(why -> reasons.add("what the processors publish can't be followed any more: " + why
                        + "; numbers and lists stay as they are until this instance is started anew"));
        return new Summary(
                "cluster",
                client.bootstrapServers(),
                index.events(),
                null,
                new LogDamage(reasons, Map.of()),
                true,
                topics.reading(),
                topics.away(),
                topics.leftOut());
    }

    @Override
    public AbiGate gate() {
        return processors.settings().gate();
    }

    /** As they stood on luo.abi a minute ago at most. */
    @Override
    public synchronized Map<String, AbiDescriptor> kernels() {
        long now = System.nanoTime();
        if (kernelsAt == 0 || now - kernelsAt > DESCRIPTORS_NANOS) {
            kernels = PublishedDescriptors.read(client, problem -> LOG.warn("left out {}", problem));
            kernelsAt = now;
        }
        return kernels;
    }

    @Override
    public KeptHost kept(String host) {
        HostQuery.Answer answer = query.of(host, HostQuery.Want.ANY);
        if (answer.known() != HostQuery.Known.YES) {
            throw new ClusterException(answer.text());
        }
        try {
            JsonNode document = JSON.readTree(answer.text());
            return new KeptHost(
                    document.path("instance").asText(),
                    document.path("hosts").path(0).toString());
        } catch (JsonProcessingException e) {
            throw new ClusterException("the instance that keeps host " + host + " answers something else", e);
        }
    }

    @Override
    public HostLog log(String host) {
        return logs.of(host, sequence -> {
            HostRow row = index.host(host);
            return row == null || row.nextSequence() <= sequence;
        });
    }

    private HostLog read(String host) {
        HostLogReader sink = new HostLogReader(host);
        try (LedgerReader reader = new LedgerReader(client)) {
            new LedgerPass().cluster(reader, "the cluster at " + client.bootstrapServers(), Optional.of(host), sink);
        }
        return sink.log();
    }

    /** How many records couldn't be processed. */
    public long deadLetters() {
        return topics.letterCount();
    }

    /** The last of them, the newest first. */
    public List<Letter> lastDeadLetters() {
        return topics.letters();
    }

    @Override
    public void close() {
        topics.close();
    }
}
