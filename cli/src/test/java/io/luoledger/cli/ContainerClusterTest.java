package io.luoledger.cli;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.testcontainers.kafka.KafkaContainer;

class ContainerClusterTest extends ClusterEndToEnd {
    private static KafkaContainer kafka;

    @BeforeAll
    static void start() {
        ContainerEngine.require(ContainerClusterTest.class);
        kafka = new KafkaContainer(ContainerEngine.KAFKA_IMAGE).withStartupTimeout(ContainerEngine.STARTUP_TIMEOUT);
        kafka.start();
    }

    @AfterAll
    static void stop() {
        if (kafka != null) {
            kafka.stop();
        }
    }

    @Override
    String bootstrapServer() {
        return kafka.getBootstrapServers().replaceFirst("^.*://", "");
    }
}
