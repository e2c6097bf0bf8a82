package io.luoledger.cli;

import io.luoledger.broker.EmbeddedBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class EmbeddedClusterTest extends ClusterEndToEnd {
    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.temporary();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Override
    String bootstrapServer() {
        return broker.bootstrapServer();
    }
}
