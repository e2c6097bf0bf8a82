package io.luoledger.broker;

import io.luoledger.wire.ClusterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;

/**
 * Buries a broker that was killed, before its next life begins.
 *
 * <p>The cluster's metadata still say that the killed broker leads every partition, at an address where nobody listens
 * any more. A broker that starts on them takes up its transactions at once, can't reach itself, and when the controller
 * then takes the leadership from its former life, it may hold the partitions for deleted and write down that a
 * transaction is complete whose markers were never written: what was acknowledged then stays hidden from every reader of
 * committed records, for ever. So the controller alone goes first and takes the leadership away; the broker that starts
 * after it gets it anew, at its new address. This also saves the time that a controller otherwise waits for a broker
 * that doesn't report any more.
 */
final class KilledBroker {
    /** Kafka leaves this file in its log directory when it stops in good order. */
    private static final String CLEAN_SHUTDOWN = ".kafka_cleanshutdown";

    /** Nobody is alive to report. */
    private static final Duration SESSION = Duration.ofMillis(100);

    private KilledBroker() {}

    /** Whether the last broker on these logs didn't stop in good order. */
    static boolean on(Path logs) {
        return Files.exists(logs.resolve("meta.properties")) && !Files.exists(logs.resolve(CLEAN_SHUTDOWN));
    }

    /**
     * Takes the leadership of every partition from it.
     *
     * @param broker the configuration of the broker that is to start
     * @throws ClusterException when the controller doesn't get it done in time
     */
    static void bury(Properties broker, String controllerAddress, Duration atMost) {
        Properties config = new Properties();
        config.putAll(broker);
        config.remove("advertised.listeners");
        config.put("process.roles", "controller");
        config.put("listeners", "CONTROLLER://" + controllerAddress);
        config.put("broker.session.timeout.ms", String.valueOf(SESSION.toMillis()));
        config.put("broker.heartbeat.interval.ms", String.valueOf(SESSION.toMillis() / 2));
        KafkaConfig controllerOnly = KafkaConfig.fromProps(config, false);
        var directories =
                KafkaRaftServer.initializeLogDirs(controllerOnly, LoggerFactory.getLogger(KilledBroker.class), "");
        SharedServer shared = new SharedServer(
                controllerOnly,
                directories._1(),
                Time.SYSTEM,
                new Metrics(),
                CompletableFuture.completedFuture(QuorumConfig.parseVoterConnections(
                        controllerOnly.quorumConfig().voters())),
                List.of(),
                new StandardFaultHandlerFactory(),
                ServerSocketFactory.INSTANCE);
        ControllerServer controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
        Burial burial = new Burial();
        try {
            controller.startup();
            shared.loader().installPublishers(List.of(burial)).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            burial.await(atMost);
        } catch (ExecutionException | TimeoutException e) {
            throw late(atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while a killed broker was taken care of", e);
        } finally {
            controller.shutdown();
        }
    }

    private static ClusterException late(Duration atMost) {
        return new ClusterException(
                "the controller still holds the killed broker for alive after " + atMost.toSeconds() + " s");
    }

    /** Hears of the cluster's metadata: first of all that was ever written, then of each change. */
    private static final class Burial implements MetadataPublisher {
        private final CountDownLatch nobodyAlive = new CountDownLatch(1);

        @Override
        public String name() {
            return "luo-ledger burial";
        }

        @Override
        public void onMetadataUpdate(MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
            if (image.cluster().brokers().values().stream().allMatch(BrokerRegistration::fenced)) {
                nobodyAlive.countDown();
            }
        }

        @Override
        public void close() {
            // nothing is held
        }

        void await(Duration atMost) throws InterruptedException {
            if (!nobodyAlive.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw late(atMost);
            }
        }
    }
}
