package io.luoledger.broker;

import io.luoledger.files.DiskSpace;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.TopicSetup;
import io.luoledger.wire.ClusterException;
import io.luoledger.wire.Reason;
import io.luoledger.wire.TakenException;
import io.luoledger.wire.UnwritableOutputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;

/**
 * A single-node Kafka in this process. Life: {@link #start} (formats an empty directory, listens on loopback only, makes
 * the topics), then clients use {@link #bootstrapServer}, then {@link #close}. What isn't public API of Kafka stands in
 * this class and in {@link KilledBroker} alone.
 *
 * <p>A killed process loses nothing that was acknowledged: the pages are with the operating system. A machine that loses
 * power may: Kafka leaves it to the operating system when to write to the disk.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int NODE_ID = 1;
    private static final int MAX_START_ATTEMPTS = 3;

    /** Kafka's logs lie sparse on the disk: on one without room for them it doesn't even start. Unit: bytes. */
    private static final long LEAST_SPACE_BYTES = 16 * 1024 * 1024;

    /** A busy machine starts slowly. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    private final DataDirectory directory;
    private final KafkaRaftServer server;
    private final String address;
    private boolean closed;

    private EmbeddedBroker(DataDirectory directory, KafkaRaftServer server, String address) {
        this.directory = directory;
        this.server = server;
        this.address = address;
    }

    /** On a directory that is deleted at close, on a free port. */
    public static EmbeddedBroker temporary() {
        StartedAtTheEnd starting = new StartedAtTheEnd();
        DataDirectory directory;
        try {
            directory = DataDirectory.temporary();
        } catch (RuntimeException | Error e) {
            starting.failed(() -> {});
            throw e;
        }
        return start(starting, directory, 0);
    }

    /**
     * Starts on a directory and takes it over: it is released with the broker.
     *
     * @param port 0 for any free one
     * @throws io.luoledger.wire.LedgerException when the port is taken, or the data can't be used
     */
    public static EmbeddedBroker start(DataDirectory directory, int port) {
        return start(new StartedAtTheEnd(), directory, port);
    }

    private static EmbeddedBroker start(StartedAtTheEnd starting, DataDirectory directory, int port) {
        EmbeddedBroker broker = null;
        try {
            broker = started(directory, port);
            TopicSetup.ensure(
                    ClientSettings.of(broker.address).withTimeout(START_TIMEOUT), Topics.DEFAULT_PARTITIONS, (short) 1);
            directory.publish(broker.address);
        } catch (IOException e) {
            starting.failed(directory);
            throw new ClusterException("the embedded broker can't start: " + Reason.of(e), e);
        } catch (RuntimeException | Error e) {
            // also what can't even be loaded while the process is ending
            starting.failed(broker == null ? directory : broker);
            throw e;
        }
        starting.started(broker);
        return broker;
    }

    private static EmbeddedBroker started(DataDirectory directory, int port) throws IOException {
        DiskSpace.require(directory.root(), LEAST_SPACE_BYTES);
        haltWithAMessage(directory.root());
        for (int attempt = 1; ; attempt++) {
            String address;
            String controller;
            // both at a time: else the second may be the first
            try (ServerSocket first = free(port);
                    ServerSocket second = free(0)) {
                address = LOOPBACK + ":" + first.getLocalPort();
                controller = LOOPBACK + ":" + second.getLocalPort();
            }
            Properties config = config(directory, address, controller);
            format(directory, config);
            try {
                if (KilledBroker.on(directory.broker())) {
                    KilledBroker.bury(config, controller, START_TIMEOUT);
                }
                KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(config, false), Time.SYSTEM);
                try {
                    server.startup();
                    return new EmbeddedBroker(directory, server, address);
                } catch (RuntimeException e) {
                    server.shutdown();
                    server.awaitShutdown();
                    throw e;
                }
            } catch (RuntimeException e) {
                // between looking for a free port and taking it, somebody else may have been faster
                if (attempt == MAX_START_ATTEMPTS || !saysAddressInUse(e)) {
                    throw new ClusterException(
                            "the embedded broker can't start on " + directory.root() + ": " + Reason.of(e), e);
                }
            }
        }
    }

    private static boolean saysAddressInUse(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.net.BindException) {
                return true;
            }
        }
        return false;
    }

    private static Properties config(DataDirectory directory, String broker, String controller) {
        Properties config = new Properties();
        config.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                String.valueOf(NODE_ID),
                "controller.quorum.voters",
                NODE_ID + "@" + controller,
                "listeners",
                "PLAINTEXT://" + broker + ",CONTROLLER://" + controller,
                "advertised.listeners",
                "PLAINTEXT://" + broker,
                "controller.listener.names",
                "CONTROLLER",
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name",
                "PLAINTEXT",
                "log.dirs",
                directory.broker().toString(),
                "initial.broker.registration.timeout.ms",
                String.valueOf(START_TIMEOUT.toMillis())));
        // one node: one copy of everything
        config.putAll(Map.of(
                "default.replication.factor", "1",
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "1",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "share.coordinator.state.topic.num.partitions", "1",
                "group.initial.rebalance.delay.ms", "0"));
        config.putAll(Map.of(
                // a directory may lie unused for months: what the processors have done must not be forgotten
                "offsets.retention.minutes",
                String.valueOf(Integer.MAX_VALUE),
                "transactional.id.expiration.ms",
                String.valueOf(Integer.MAX_VALUE),
                "auto.create.topics.enable",
                "false",
                // after a kill only the last segment of each partition is read again
                "log.segment.bytes",
                String.valueOf(64 * 1024 * 1024),
                "log.cleaner.dedupe.buffer.size",
                String.valueOf(16 * 1024 * 1024),
                "num.network.threads",
                "2",
                "num.io.threads",
                "4",
                "background.threads",
                "2"));
        return config;
    }

    /** Writes the cluster's identity into a new directory; leaves one alone that has it. */
    private static void format(DataDirectory directory, Properties config) throws IOException {
        Path logs = directory.broker();
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        Path file = directory.root().resolve("broker.properties");
        try (var out = Channels.newOutputStream(OwnersOnly.open(file))) {
            config.store(out, "the embedded broker's configuration when its directory was made");
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = StorageTool.execute(
                new String[] {
                    "format", "--ignore-formatted", "-t", Uuid.randomUuid().toString(), "-c", file.toString()
                },
                new PrintStream(said, true, StandardCharsets.UTF_8));
        if (code != 0) {
            throw new UnwritableOutputException("the data directory " + directory.root() + " can't be formatted: "
                    + said.toString(StandardCharsets.UTF_8).strip());
        }
    }

    /** @param port 0 for any free one */
    private static ServerSocket free(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(LOOPBACK), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new TakenException(
                    "port " + port + " of " + LOOPBACK + " can't be used: " + Reason.of(e) + "; expected a free one",
                    e);
        }
    }

    /** Kafka ends the whole process when its disk fails it: then at least say so. */
    private static void haltWithAMessage(Path data) {
        Exit.Procedure say = (code, message) -> {
            String reason = DiskSpace.isGone(data) ? DiskSpace.left(data) : message;
            System.err.println("luo-ledger: the embedded broker had to stop" + (reason == null ? "" : ": " + reason)
                    + "; what was acknowledged is kept");
            Runtime.getRuntime().halt(3);
        };
        Exit.setExitProcedure(say);
        Exit.setHaltProcedure(say);
    }

    /** Where clients find it: 127.0.0.1:port. */
    public String bootstrapServer() {
        return address;
    }

    public ClientSettings client() {
        return ClientSettings.of(address);
    }

    public DataDirectory directory() {
        return directory;
    }

    /** Stops in good order: the next start finds everything and has nothing to repair. May be called twice. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        directory.withdraw();
        server.shutdown();
        server.awaitShutdown();
        directory.close();
    }
}
