package io.luoledger.cli;

import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;

/** Whether containers can be run here. Where not, the tests that need them skip, and say so. */
final class ContainerEngine {
    static final String KAFKA_IMAGE = "apache/kafka:4.3.1";
    /** A busy machine takes most of a minute. */
    static final Duration STARTUP_TIMEOUT = Duration.ofMinutes(3);

    private ContainerEngine() {}

    static void require(Class<?> test) {
        String reason = reason();
        if (!reason.isEmpty()) {
            System.err.println("SKIPPED " + test.getSimpleName() + ": " + reason);
        }
        Assumptions.assumeTrue(reason.isEmpty(), reason);
    }

    private static String reason() {
        try {
            return DockerClientFactory.instance().isDockerAvailable()
                    ? ""
                    : "no container engine answers (DOCKER_HOST=" + System.getenv("DOCKER_HOST") + ")";
        } catch (RuntimeException e) {
            return "no container engine answers: " + e.getMessage();
        }
    }
}
