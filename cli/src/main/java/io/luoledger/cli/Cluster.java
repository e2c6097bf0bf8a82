package io.luoledger.cli;

import io.luoledger.broker.DataDirectory;
import io.luoledger.broker.EmbeddedBroker;
import io.luoledger.ledger.Topics;
import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.TopicSetup;
import io.luoledger.registry.RegistryAddress;
import io.luoledger.wire.ClusterException;
import io.luoledger.wire.UnreadableInputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cluster that a command works on, for as long as it works on it. An embedded broker that was started for it is
 * stopped with it, also on Ctrl-C.
 */
final class Cluster implements AutoCloseable {
    private static final Duration OTHER_START_TIMEOUT = Duration.ofMinutes(2);
    private static final int POLL_MILLIS = 100;

    private final ClientSettings client;
    private final @Nullable EmbeddedBroker embedded;
    private final @Nullable Thread hook;

    private Cluster(ClientSettings client, @Nullable EmbeddedBroker embedded) {
        this.client = client;
        this.embedded = embedded;
        this.hook = embedded == null ? null : new Thread(embedded::close, "stop embedded broker");
        if (hook != null) {
            try {
                Runtime.getRuntime().addShutdownHook(hook);
            } catch (IllegalStateException e) {
                close();
                throw new ClusterException("ended while the embedded broker was starting", e);
            }
        }
    }

    /** The cluster that was named, else the broker that runs on the data directory, else one started on it. */
    static Cluster open(KafkaOptions options, PrintWriter err) {
        if (options.clusterGiven()) {
            return new Cluster(options.cluster().withRegistry(options.registry()), null);
        }
        Path data = options.dataDirectory();
        RegistryAddress registry = options.registry();
        Optional<String> running = runningOn(data);
        if (running.isPresent()) {
            return new Cluster(
                    ClientSettings.of(running.get())
                            .withTimeout(options.timeout())
                            .withRegistry(registry),
                    null);
        }
        err.println("luo-ledger: starting the embedded broker on " + data);
        err.flush();
        EmbeddedBroker broker = EmbeddedBroker.start(DataDirectory.lasting(data), 0);
        return new Cluster(broker.client().withTimeout(options.timeout()).withRegistry(registry), broker);
    }

    /**
     * The same for a command that only reads: it never makes a ledger. Throws {@link UnreadableInputException} where the
     * data directory isn't one.
     */
    static Cluster existing(KafkaOptions options, PrintWriter err) {
        requireLedger(options);
        return open(options, err);
    }

    /** Throws {@link UnreadableInputException} where the command would have to make the ledger that it is to work on. */
    static void requireLedger(KafkaOptions options) {
        if (!options.clusterGiven() && !DataDirectory.exists(options.dataDirectory())) {
            throw new UnreadableInputException("no ledger in " + options.dataDirectory()
                    + "; expected a data directory that serve or an import made, or --bootstrap-server HOST:PORT");
        }
    }

    /** An embedded broker whose data go with it. */
    static Cluster temporary() {
        EmbeddedBroker broker = EmbeddedBroker.temporary();
        return new Cluster(broker.client(), broker);
    }

    /** A process that has just taken the directory tells its address only when its broker answers. */
    private static Optional<String> runningOn(Path data) {
        long deadline = System.nanoTime() + OTHER_START_TIMEOUT.toNanos();
        while (DataDirectory.inUse(data)) {
            Optional<String> address = DataDirectory.running(data);
            if (address.isPresent()) {
                return address;
            }
            if (System.nanoTime() > deadline) {
                throw new ClusterException("The data directory " + data
                        + " is held by a process whose broker doesn't come up; expected an address within "
                        + OTHER_START_TIMEOUT.toSeconds() + " s");
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClusterException("interrupted while waiting for the broker on " + data, e);
            }
        }
        return Optional.empty();
    }

    /** Where stream processors keep their states beside an embedded broker's data. Call only on {@link #temporary}. */
    Path streams() {
        if (embedded == null) {
            throw new IllegalStateException("another process's cluster has no directory here");
        }
        return embedded.directory().streams();
    }

    ClientSettings client() {
        return client;
    }

    /** Makes missing topics, and passes on what is to be said about those that are there. */
    void prepareTopics(int partitions, PrintWriter err) {
        TopicSetup.ensure(client, partitions, TopicSetup.CLUSTER_DEFAULT_REPLICATION)
                .forEach(warning -> Warnings.say(err, warning));
    }

    void prepareTopics(PrintWriter err) {
        prepareTopics(Topics.DEFAULT_PARTITIONS, err);
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the process is ending already: the hook does the same as this
            }
        }
    }
}
